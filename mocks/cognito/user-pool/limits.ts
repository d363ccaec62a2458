import type { Pool } from './pool.js';
import { refusal } from './refusals.js';
import type { User } from './users.js';

const HOUR = 3_600_000;

/**
 * How often a user may ask for a code, or enter one, in an hour: the non-adjustable quotas of the Developer Guide
 * ("Quotas", "Amazon Cognito user pools code security resource quotas"). Where it gives a range, 5 to 20 by risk, the
 * mock takes the least, so that what passes here passes there.
 */
const PER_HOUR = {
  ForgotPassword: 5,
  ConfirmForgotPassword: 5,
  ResendConfirmationCode: 5,
  ConfirmSignUp: 15,
  ChangePassword: 5,
  GetUserAttributeVerificationCode: 5,
  VerifyUserAttribute: 15,
} as const;

/**
 * Counts an attempt of a user.
 *
 * @throws PoolError for one more than the user may make in an hour
 */
export const countAttempt = (pool: Pool, user: User, operation: keyof typeof PER_HOUR): void => {
  const now = pool.now();
  const recent = (user.attempts.get(operation) ?? []).filter((time) => now < time + HOUR);
  if (recent.length >= PER_HOUR[operation]) throw refusal('attemptLimit');
  user.attempts.set(operation, [...recent, now]);
};
