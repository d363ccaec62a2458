import { isThrottled, isUnknownOperation } from './declined.js';
import { CallError, NetworkError, OutcomeUnknownError } from '../errors.js';

/** How to treat a failed retry of an operation that is not idempotent. */
export interface Rule {
  /** How to find out whether it took effect. */
  readonly advice: string;
  /** Matches errors, as `code: message`, which show that the operation has taken effect. */
  readonly successPattern?: RegExp;
  /** Matches codes of `SAME` that a retry may get although the first attempt succeeded. */
  readonly repeatPattern?: RegExp;
  /** Whether the rule applies only to inputs with a Session, which is valid for one response. */
  readonly requiresSession?: boolean;
}

/** Matches codes that the first attempt would have got as well, so that it did not succeed. */
const SAME =
  /^(Invalid(Parameter|Password)|AliasExists|(Resource|User|SoftwareTokenMFA)NotFound|UserNotConfirmed|PasswordResetRequired|WebAuthn(?!Challenge)|UnknownOperation|Serialization|Validation)/;

/** Whether a failed call may have succeeded at the service: its response was lost, or came from something else. */
export const isUncertain = (error: unknown): boolean => {
  if (error instanceof OutcomeUnknownError) return isThrottled(error.cause);
  if (!(error instanceof CallError) || isThrottled(error) || isUnknownOperation(error)) return false;
  return error instanceof NetworkError || error.status >= 500;
};

/**
 * Decides the result of a failed call if an earlier attempt may have succeeded.
 *
 * @param rule The operation's rule; `undefined` if it can be repeated.
 * @param error The error of the last attempt.
 * @returns An empty result if the error shows that the operation has taken effect.
 * @throws OutcomeUnknownError for a rejection that the retry itself may have caused; otherwise `error`
 */
export const resolveLost = (rule: Rule | undefined, input: object, error: unknown): object => {
  if (!(error instanceof CallError) || !rule || (rule.requiresSession && !(input as { Session?: string }).Session)) {
    throw error;
  }
  const { code, message } = error;
  if (isUncertain(error)) {
    const advice = [error.advice, 'The operation may have succeeded anyway.', rule.advice];
    throw Object.assign(error, { advice: advice.filter(Boolean).join(' ') });
  }
  if (rule.successPattern?.test(`${code}: ${message}`)) return {};
  if (SAME.test(code) && !rule.repeatPattern?.test(code)) throw error;
  throw new OutcomeUnknownError(error, rule.advice);
};
