import { CognitoError, InvalidStateError } from '../../errors.js';

/** The identity pool rejects the login, or the stored identity no longer exists. */
const REFUSED = /^(NotAuthorized|ResourceNotFound)Exception$/;

/** Whether the identity pool rejected the login or the identity. */
export const isRefused = (error: unknown): error is CognitoError =>
  error instanceof CognitoError && REFUSED.test(error.code);

/** Whether the identity pool allows no guests. Only the message shows that. */
export const isGuestRefused = (error: unknown): boolean =>
  isRefused(error) && /unauthenticated access/i.test(error.message);

/** Whether guests are not allowed, so that a user must sign in. */
export const needsUser = (error: unknown): boolean =>
  isGuestRefused(error) || (error instanceof InvalidStateError && error.code === 'not-signed-in');
