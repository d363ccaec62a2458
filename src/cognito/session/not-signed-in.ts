import { InvalidStateError } from '../errors.js';

/** The error of a call that needs a user. */
export const notSignedIn = (what: string, cause?: unknown): InvalidStateError =>
  new InvalidStateError('not-signed-in', `${what} Sign in first.`, cause === undefined ? {} : { cause });
