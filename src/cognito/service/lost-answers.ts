import { isThrottled, isUnknownOperation } from './declined.js';
import { CallError, NetworkError, OutcomeUnknownError } from '../errors.js';
import type { Operation } from './results.js';

/** What is known of an operation that cannot be repeated as if nothing had happened. */
interface Rule {
  /** How to find out whether it took effect. */
  readonly advice: string;
  /** Refusals, as `code: message`, which say that what was asked is so. */
  readonly done?: RegExp;
  /** Codes by which a repetition may be refused although they are among those that {@link SAME} names. */
  readonly repeated?: RegExp;
  /** Only with a Session, which is good for one answer. */
  readonly bySession?: boolean;
}

const CODE_SENT: Rule = { advice: 'A code may have been sent: look for it first.' };
const SIGN_IN = 'Call signIn again; after a new password, with that one.';
const PASSKEYS = 'listPasskeys tells whether it is there.';
const DEVICES = 'listDevices tells whether it is there.';

/**
 * The operations of which a repetition may be refused because the first was carried out. All others may be repeated: they read,
 * begin anew, or set what is set already.
 */
const RULES: Readonly<Partial<Record<Operation, Rule>>> = {
  SignUp: { advice: 'Call resendSignUpCode or signIn. Another person may have the user name.' },
  ConfirmSignUp: {
    advice: 'Try to sign in. If that is refused, call resendSignUpCode.',
    done: /status is CONFIRMED/,
  },
  ResendConfirmationCode: CODE_SENT,
  ForgotPassword: CODE_SENT,
  GetUserAttributeVerificationCode: CODE_SENT,
  ConfirmForgotPassword: { advice: 'Try to sign in with the new password. If that is refused, call forgotPassword.' },
  // A user who sets a first password has to give the old one from then on.
  ChangePassword: {
    advice: 'Try to sign in with the new password, then with the old one.',
    repeated: /^InvalidParameter/,
  },
  VerifyUserAttribute: { advice: 'getAttributes tells whether it is verified.' },
  DeleteUser: {
    advice: 'Try to sign in. If that is refused, the account is gone.',
    done: /^UserNotFound/,
  },
  InitiateAuth: { advice: SIGN_IN, bySession: true },
  RespondToAuthChallenge: { advice: SIGN_IN },
  AssociateSoftwareToken: { advice: SIGN_IN, bySession: true },
  VerifySoftwareToken: { advice: 'Call setUpTotp again, or signIn where it was a step of that.' },
  CompleteWebAuthnRegistration: { advice: PASSKEYS },
  DeleteWebAuthnCredential: { advice: PASSKEYS, done: /^ResourceNotFound/ },
  ForgetDevice: { advice: DEVICES, done: /^ResourceNotFound.*: Device / },
  GlobalSignOut: { advice: 'To be sure, sign in and call signOut({ global: true }) again.' },
};

/** The first would have been refused by the same: it was not carried out. */
const SAME =
  /^(Invalid(Parameter|Password)|AliasExists|(Resource|User|SoftwareTokenMFA)NotFound|UserNotConfirmed|PasswordResetRequired|WebAuthn(?!Challenge)|UnknownOperation|Serialization|Validation)/;

/** Whether a call may have been carried out although it failed: its answer was lost, or something else answered. */
export const isUncertain = (error: unknown): boolean => {
  if (error instanceof OutcomeUnknownError) return isThrottled(error.cause);
  if (!(error instanceof CallError) || isThrottled(error) || isUnknownOperation(error)) return false;
  return error instanceof NetworkError || error.status >= 500;
};

/**
 * What a call has come to that failed, where an attempt before may have been carried out.
 *
 * @param error How the last attempt failed.
 * @returns an empty result, where the error shows that what was asked is so
 * @throws OutcomeUnknownError for a refusal that may be due to the repetition; otherwise `error`
 */
export const settleLost = (operation: Operation, input: object, error: unknown): object => {
  const rule = RULES[operation];
  if (!(error instanceof CallError) || !rule || (rule.bySession && !(input as { Session?: string }).Session)) {
    throw error;
  }
  const { code, message } = error;
  if (isUncertain(error)) {
    const told = [error.advice, 'It may have been carried out all the same.', rule.advice];
    throw Object.assign(error, { advice: told.filter(Boolean).join(' ') });
  }
  if (rule.done?.test(`${code}: ${message}`)) return {};
  if (SAME.test(code) && !rule.repeated?.test(code)) throw error;
  throw new OutcomeUnknownError(error, rule.advice);
};
