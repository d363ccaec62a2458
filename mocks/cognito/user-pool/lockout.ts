import { notAuthorized, PoolError } from './errors.js';
import type { User } from './users.js';

/** How many wrong passwords do not lock the user out. */
const FREE = 4;
const MAX_LOCK = 15 * 60_000;

/**
 * Checks a user's password. The fifth wrong password in a row, and each further one, locks
 * the user out, for 1 second, 2, 4, … up to 15 minutes. Attempts during a lockout are refused
 * unchecked and do not count. After 15 minutes without an attempt the count is reset.
 *
 * @see "Lockout behavior for failed sign-in attempts" (Cognito Developer Guide)
 * @throws PoolError for a user who is locked out; what `check` throws
 */
export const underLockout = (user: User, now: number, check: () => void): void => {
  if (now >= user.lastTry + MAX_LOCK) user.wrongPasswords = 0;
  user.lastTry = now;
  if (user.wrongPasswords > FREE && now < user.lockedUntil) throw notAuthorized('Password attempts exceeded');
  try {
    check();
    user.wrongPasswords = 0;
  } catch (error) {
    if (error instanceof PoolError && error.code === 'NotAuthorizedException') {
      user.wrongPasswords += 1;
      user.lockedUntil = now + Math.min(MAX_LOCK, 1_000 * 2 ** (user.wrongPasswords - FREE - 1));
    }
    throw error;
  }
};
