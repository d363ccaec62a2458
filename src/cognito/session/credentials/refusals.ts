import { CognitoError, InvalidStateError } from '../../errors.js';

/** The login is not taken, or the identity that was kept is gone. */
const REFUSED = /^(NotAuthorized|ResourceNotFound)Exception$/;

/** Whether the identity pool took neither the login nor the identity. */
export const isRefused = (error: unknown): error is CognitoError =>
  error instanceof CognitoError && REFUSED.test(error.code);

/** Whether the identity pool takes no guests; only its message tells. */
export const isGuestRefused = (error: unknown): boolean =>
  isRefused(error) && /unauthenticated access/i.test(error.message);

/** Whether there are no guests here, so that it takes a user. */
export const needsUser = (error: unknown): boolean =>
  isGuestRefused(error) || (error instanceof InvalidStateError && error.code === 'not-signed-in');
