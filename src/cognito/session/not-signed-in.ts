import { InvalidStateError } from '../errors.js';

/** Creates the error of a call that needs a signed-in user. */
export const notSignedIn = (what: string, cause?: unknown): InvalidStateError =>
  new InvalidStateError('not-signed-in', `${what} Sign in first.`, cause === undefined ? {} : { cause });
