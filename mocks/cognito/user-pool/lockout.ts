import { PoolError } from './errors.js';
import { refusal } from './refusals.js';

/** How many failures in a row do not lock the user out. */
const FREE = 4;
const MAX_LOCK = 15 * 60_000;

/** The failures since the last success, and until when the user is locked out, in milliseconds since 1970. */
export interface Lockout {
  failures: number;
  lastTry: number;
  until: number;
}

/** Creates a {@link Lockout} without failures. */
export const createLockout = (): Lockout => ({ failures: 0, lastTry: 0, until: 0 });

/** What counts as a failure: a wrong password, or a wrong code of a second factor. */
const FAILURES = ['NotAuthorizedException', 'CodeMismatchException'];

/**
 * Checks a user's password or code. The fifth failure in a row, and each further one, locks
 * the user out, for 1 second, 2, 4, … up to 15 minutes. Attempts during a lockout are refused
 * unchecked and do not count. After 15 minutes without an attempt the count is reset.
 *
 * @see "Lockout behavior for failed sign-in attempts" (Cognito Developer Guide)
 * @throws PoolError for a user who is locked out; what `check` throws
 */
export const underLockout = async <Result>(
  lockout: Lockout,
  now: number,
  check: () => Result | Promise<Result>,
): Promise<Result> => {
  if (now >= lockout.lastTry + MAX_LOCK) lockout.failures = 0;
  lockout.lastTry = now;
  if (lockout.failures > FREE && now < lockout.until) throw refusal('passwordAttempts');
  try {
    const result = await check();
    lockout.failures = 0;
    return result;
  } catch (error) {
    if (error instanceof PoolError && FAILURES.includes(error.code)) {
      lockout.failures += 1;
      lockout.until = now + Math.min(MAX_LOCK, 1_000 * 2 ** (lockout.failures - FREE - 1));
    }
    throw error;
  }
};
