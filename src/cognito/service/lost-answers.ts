import { isThrottled, isUnknownOperation } from './declined.js';
import { CallError, NetworkError, OutcomeUnknownError } from '../errors.js';
import type { Operation } from './results.js';

/** How to treat a failed retry of an operation that is not idempotent. */
interface Rule {
  /** How to find out whether it took effect. */
  readonly advice: string;
  /** Matches errors, as `code: message`, which show that the operation has taken effect. */
  readonly successPattern?: RegExp;
  /** Matches codes of {@link SAME} that a retry may get although the first attempt succeeded. */
  readonly repeatPattern?: RegExp;
  /** Whether the rule applies only to inputs with a Session, which is valid for one response. */
  readonly requiresSession?: boolean;
}

const CODE_SENT: Rule = { advice: 'A code may have been sent: look for it first.' };
const SIGN_IN = 'Call signIn again, with the new password if you set one.';
const PASSKEYS = 'Check with listPasskeys.';
const DEVICES = 'Check with listDevices.';

/**
 * The operations whose retry may be rejected because the first attempt succeeded. All other operations can be repeated:
 * they read, start over, or set a value that is set already.
 */
const RULES: Readonly<Partial<Record<Operation, Rule>>> = {
  SignUp: { advice: 'Call resendSignUpCode or signIn. The user name may belong to another user.' },
  ConfirmSignUp: {
    advice: 'Try to sign in. If that fails, call resendSignUpCode.',
    successPattern: /status is CONFIRMED/,
  },
  ResendConfirmationCode: CODE_SENT,
  ForgotPassword: CODE_SENT,
  GetUserAttributeVerificationCode: CODE_SENT,
  ConfirmForgotPassword: { advice: 'Try to sign in with the new password. If that fails, call forgotPassword.' },
  // Once a user has set a first password, every further change requires the old one.
  ChangePassword: {
    advice: 'Try to sign in with the new password, then with the old one.',
    repeatPattern: /^InvalidParameter/,
  },
  VerifyUserAttribute: { advice: 'Check with getAttributes.' },
  DeleteUser: {
    advice: 'Try to sign in. If that fails, the account was deleted.',
    successPattern: /^UserNotFound/,
  },
  InitiateAuth: { advice: SIGN_IN, requiresSession: true },
  RespondToAuthChallenge: { advice: SIGN_IN },
  AssociateSoftwareToken: { advice: SIGN_IN, requiresSession: true },
  VerifySoftwareToken: { advice: 'Call setUpTotp again, or signIn if this was a sign-in step.' },
  CompleteWebAuthnRegistration: { advice: PASSKEYS },
  DeleteWebAuthnCredential: { advice: PASSKEYS, successPattern: /^ResourceNotFound/ },
  ForgetDevice: { advice: DEVICES, successPattern: /^ResourceNotFound.*: Device / },
  GlobalSignOut: { advice: 'To be sure, sign in and call signOut({ global: true }) again.' },
};

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
 * @param error The error of the last attempt.
 * @returns An empty result if the error shows that the operation has taken effect.
 * @throws OutcomeUnknownError for a rejection that the retry itself may have caused; otherwise `error`
 */
export const resolveLost = (operation: Operation, input: object, error: unknown): object => {
  const rule = RULES[operation];
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
