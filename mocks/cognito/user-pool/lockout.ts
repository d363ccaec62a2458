import { notAuthorized, PoolError } from './errors.js';
import type { User } from './users.js';

/** Wrong passwords that lock nobody out. */
const FREE = 4;
const LONGEST = 15 * 60_000;

/**
 * Checks a user's password. From the fifth wrong one in a row on each locks the user out, for 1 second, 2, 4, … up to 15 minutes;
 * what is tried meanwhile is refused unseen and does not count. After 15 minutes without a try all is forgotten.
 *
 * @see "Lockout behavior for failed sign-in attempts" (Cognito Developer Guide)
 * @throws PoolError what `check` throws, or for a user who is locked out
 */
export const underLockout = (user: User, now: number, check: () => void): void => {
  if (now >= user.lastTry + LONGEST) user.wrongPasswords = 0;
  user.lastTry = now;
  if (user.wrongPasswords > FREE && now < user.lockedUntil) throw notAuthorized('Password attempts exceeded');
  try {
    check();
    user.wrongPasswords = 0;
  } catch (error) {
    if (error instanceof PoolError && error.code === 'NotAuthorizedException') {
      user.wrongPasswords += 1;
      user.lockedUntil = now + Math.min(LONGEST, 1_000 * 2 ** (user.wrongPasswords - FREE - 1));
    }
    throw error;
  }
};
