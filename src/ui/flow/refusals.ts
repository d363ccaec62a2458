import type { TextKey } from '../texts/types.js';
import {
  after,
  apply,
  CONFIGURATION,
  type Failure,
  type Finding,
  type Rule,
  SESSION_ENDED,
  START_AGAIN,
} from './explanation.js';
import type { UsernameKind } from './options.js';

/** By the first pattern that the message matches. */
const byMessage = (table: readonly (readonly [RegExp, Rule])[], failure: Failure): Finding | undefined => {
  const rule = table.find(([pattern]) => pattern.test(failure.message))?.[1];
  return rule && apply(rule, failure);
};

/** The fields that may hold who it is about. */
const NAME_FIELDS: readonly string[] = ['username', 'email', 'phone_number'];
/** The field that holds a password: the new one, where there is one. */
const PASSWORD_FIELDS: readonly string[] = ['newPassword', 'password'];

/** The sign-in under way took too long. */
const EXPIRED: Finding = { key: 'notice.expired', next: 'signIn' };
const CODE_FIELDS: readonly string[] = ['code'];

const WRONG_PASSWORD: Finding = { key: 'error.wrongPassword', fields: PASSWORD_FIELDS };
const CONFIRMED: Finding = { key: 'notice.confirmed', next: 'signIn' };
const CANNOT_RESET: Finding = { key: 'error.cannotReset' };
const RESET_REQUIRED: Finding = { key: 'notice.resetRequired', next: 'forgotPassword' };
const NOT_CONFIRMED: Finding = { key: 'notice.notConfirmed', next: 'confirmSignUp' };
const PASSKEY_UNAVAILABLE: Finding = { key: 'error.passkeyUnavailable' };
const PASSKEY_NOT_ADDED: Finding = { key: 'error.passkeyNotAdded' };
/** Where a pool hides who exists, it may call the code of a name that it does not know expired, and another one wrong. */
const WRONG_OR_EXPIRED: Finding = { key: 'error.expiredCode', fields: CODE_FIELDS };
const PROVIDER_REFUSED: Finding = { key: 'error.providerRefused' };
const BLOCKED: Finding = { key: 'error.blocked' };
const ATTEMPTS_EXCEEDED: Finding = { key: 'error.attemptsExceeded' };
const THROTTLED = after('error.throttled', 10);
const UNAVAILABLE = after('error.unavailable', 10);

/** Cognito asks for the code of a sign-up with a session, which is not needed: without it, it works. */
const isAccountStep = ({ step }: Failure): boolean =>
  /^(confirmSignUp|forgotPassword|confirmForgotPassword)$/.test(step);

const NOT_AUTHORIZED_MESSAGES: readonly (readonly [RegExp, Rule])[] = [
  [/^Password attempts exceeded/i, ATTEMPTS_EXCEEDED],
  [/^Temporary password has expired/i, { key: 'error.temporaryPasswordExpired' }],
  [/\bis disabled\b/i, { key: 'error.userDisabled' }],
  [/\bsession\b.{0,40}\bexpired\b/i, (failure) => (isAccountStep(failure) ? { key: 'error.unexpected' } : EXPIRED)],
  [/\bsession\b/i, (failure) => (isAccountStep(failure) ? { key: 'error.unexpected' } : START_AGAIN)],
  [/^Password reset required/i, RESET_REQUIRED],
  [/\bsecret\b|SECRET_HASH|unauthorized attribute|unauthenticated access/i, CONFIGURATION],
  [/\bstatus is CONFIRMED\b|\balready confirmed\b/i, CONFIRMED],
  [/\bsecurity reasons\b/i, BLOCKED],
  [/\b(access|refresh) token\b/i, SESSION_ENDED],
];

/** By the step, where the message says no more than that. At all others the sign-in is over. */
const NOT_AUTHORIZED_STEPS: Readonly<Record<string, Finding>> = {
  signIn: WRONG_PASSWORD,
  customChallenge: { key: 'error.wrongAnswer', next: 'signIn' },
  webAuthn: { key: 'error.passkeyRefused', next: 'signIn' },
  signUp: { key: 'error.signUpClosed' },
  confirmSignUp: { key: 'error.notAllowed' },
  forgotPassword: CANNOT_RESET,
  confirmForgotPassword: CANNOT_RESET,
  provider: PROVIDER_REFUSED,
  signedIn: { key: 'error.notAllowed' },
};

const explainNotAuthorized = (failure: Failure): Finding =>
  byMessage(NOT_AUTHORIZED_MESSAGES, failure) ?? NOT_AUTHORIZED_STEPS[failure.step] ?? START_AGAIN;

/** Nobody is told that a name exists: a wrong name looks like a wrong password, or a wrong code. */
const USER_NOT_FOUND: Readonly<Record<string, Finding>> = {
  signIn: WRONG_PASSWORD,
  confirmSignUp: WRONG_OR_EXPIRED,
  confirmForgotPassword: WRONG_OR_EXPIRED,
  signedIn: SESSION_ENDED,
};

const PASSWORD_RULES: readonly (readonly [RegExp, TextKey])[] = [
  [/\blong enough\b|\bgreater than or equal\b/i, 'error.passwordTooShort'],
  [/\blower-?case\b/i, 'error.passwordLowercase'],
  [/\bupper-?case\b/i, 'error.passwordUppercase'],
  [/\bnumeric\b|\bnumbers?\b/i, 'error.passwordNumbers'],
  [/\bsymbols?\b/i, 'error.passwordSymbols'],
];

/** All rules that the message names. */
const explainPassword = ({ message }: Failure): Finding => {
  const broken = PASSWORD_RULES.filter(([pattern]) => pattern.test(message)).map(([, key]) => key);
  const [key = 'error.passwordPolicy', ...also] = broken;
  return { key, fields: PASSWORD_FIELDS, ...(also.length && { also }) };
};

const MALFORMED: Readonly<Record<string, TextKey>> = { email: 'error.email', phone_number: 'error.phone_number' };

/** An attribute is shown by its own name, or as what users sign in with. */
const attributeFields = (name: string, kind: UsernameKind): readonly string[] =>
  name === kind ? [name, 'username'] : [name];

/** "Attributes did not conform to the schema: given_name: The attribute is required" */
const ATTRIBUTE = /\b(?:schema|user attributes): ([\w:.-]{1,64}): (.{0,64})/;

const explainAttribute = ({ message, usernameKind, fields: shown }: Failure): Finding => {
  const [, name = '', problem = ''] = ATTRIBUTE.exec(message) ?? [];
  const fields = attributeFields(name, usernameKind);
  // What the form does not ask for, its user cannot mend.
  if (!fields.some((field) => shown.includes(field)) || /does not exist/.test(problem)) return CONFIGURATION;
  return { key: /required/.test(problem) ? 'error.required' : (MALFORMED[name] ?? 'error.attribute'), fields };
};

const malformed =
  (name: UsernameKind, key: TextKey): Rule =>
  ({ usernameKind }) => ({
    key,
    fields: attributeFields(name, usernameKind),
  });

/** "1 validation error detected: Value at 'confirmationCode' failed to satisfy constraint: …" */
const CONSTRAINT = /\bat '([\w.]{1,64})' failed to satisfy constraint/;

const explainConstraint = (failure: Failure): Finding => {
  const { message, step } = failure;
  const member = CONSTRAINT.exec(message)?.[1] ?? '';
  if (/password$/i.test(member)) return step === 'signIn' ? WRONG_PASSWORD : explainPassword(failure);
  if (/code$/i.test(member)) return explainCode(failure);
  return /^username$/i.test(member) ? { key: 'error.attribute', fields: NAME_FIELDS } : { key: 'error.invalid' };
};

/** "Missing required parameter USERNAME" */
const explainMissing = ({ message }: Failure): Finding => {
  const fields = /username/i.test(message)
    ? NAME_FIELDS
    : /password/i.test(message)
      ? PASSWORD_FIELDS
      : /code/i.test(message)
        ? CODE_FIELDS
        : ['answer'];
  return { key: 'error.required', fields };
};

const INVALID_PARAMETER_MESSAGES: readonly (readonly [RegExp, Rule])[] = [
  [ATTRIBUTE, explainAttribute],
  [CONSTRAINT, explainConstraint],
  [/^Missing required parameter/i, explainMissing],
  [/^Username should be an email/i, { key: 'error.email', fields: NAME_FIELDS }],
  [/^Username should be a phone/i, { key: 'error.phone_number', fields: NAME_FIELDS }],
  [/^Username cannot be of (email|phone)/i, { key: 'error.usernameIsAddress', fields: NAME_FIELDS }],
  [/^Username\b/i, { key: 'error.attribute', fields: NAME_FIELDS }],
  [/\binvalid email\b/i, malformed('email', 'error.email')],
  [/\binvalid phone\b/i, malformed('phone_number', 'error.phone_number')],
  [/^Cannot reset password|\bno registered\/verified\b/i, CANNOT_RESET],
  [/\balready confirmed\b/i, CONFIRMED],
  [/\b(not enabled|not supported|not configured|lambda|flow)\b/i, CONFIGURATION],
];

const explainInvalidParameter = (failure: Failure): Finding =>
  byMessage(INVALID_PARAMETER_MESSAGES, failure) ?? { key: 'error.invalid' };

/** A code that the user can have sent again only by a new sign-in. */
const isSentCode = (step: string): boolean => /^(smsMfa|smsOtp|emailOtp)$/.test(step);

const explainCode = (failure: Failure): Finding => {
  const { step } = failure;
  if (isAccountStep(failure)) return WRONG_OR_EXPIRED;
  if (step === 'customChallenge') return { key: 'error.wrongAnswer', fields: ['answer'] };
  return { key: /totp/i.test(step) ? 'error.wrongTotp' : 'error.wrongCode', fields: CODE_FIELDS };
};

const explainExpiredCode = (failure: Failure): Finding => {
  if (/\bused\b/i.test(failure.message)) return { key: 'error.codeUsed', fields: CODE_FIELDS };
  return isSentCode(failure.step) ? EXPIRED : explainCode(failure);
};

const EXISTS: Readonly<Record<UsernameKind, TextKey>> = {
  username: 'error.userExists',
  email: 'error.emailExists',
  phone_number: 'error.phoneExists',
};

/** A pool may have addresses as other names of its users: "An account with the given email already exists." */
const explainExists = ({ message, usernameKind }: Failure): Finding => {
  const named = (/\b(email|phone_number)\b/.exec(message)?.[1] ?? usernameKind) as UsernameKind;
  return { key: EXISTS[named], fields: named === 'username' ? NAME_FIELDS : attributeFields(named, usernameKind) };
};

/** What the app's own trigger says: "PreSignUp failed with error …." Cognito ends it with a full stop of its own. */
const explainTrigger = ({ message }: Failure): Finding => {
  const told = /^\w{1,40} failed with error (.{1,400})/s.exec(message)?.[1]?.replace(/\s{1,9}$|(?<=[.!?])\.$/, '');
  return told ? { key: 'error.custom', parameters: { message: told } } : { key: 'error.unexpected' };
};

/** What Cognito's refusals mean, by their code without `Exception`. */
export const REFUSALS: Readonly<Record<string, Rule>> = {
  AliasExists: { key: 'error.aliasExists' },
  CodeDeliveryFailure: ({ step }) =>
    // The account is there: what is missing is the code.
    ({ key: 'error.codeNotSent', ...(step === 'signUp' && { next: 'confirmSignUp' as const }) }),
  CodeMismatch: explainCode,
  EnableSoftwareTokenMFA: { key: 'error.wrongTotp', fields: CODE_FIELDS },
  ExpiredCode: explainExpiredCode,
  ExpiredToken: PROVIDER_REFUSED,
  ExternalService: UNAVAILABLE,
  FeatureUnavailableInTier: CONFIGURATION,
  Forbidden: BLOCKED,
  InternalError: UNAVAILABLE,
  InvalidEmailRoleAccessPolicy: CONFIGURATION,
  InvalidIdentityPoolConfiguration: CONFIGURATION,
  InvalidIdentityToken: PROVIDER_REFUSED,
  InvalidLambdaResponse: CONFIGURATION,
  InvalidParameter: explainInvalidParameter,
  InvalidPassword: explainPassword,
  InvalidSmsRoleAccessPolicy: CONFIGURATION,
  InvalidSmsRoleTrustRelationship: CONFIGURATION,
  InvalidUserPoolConfiguration: CONFIGURATION,
  LimitExceeded: { key: 'error.limitExceeded' },
  MFAMethodNotFound: { key: 'error.notAllowed' },
  NotAuthorized: explainNotAuthorized,
  OperationNotEnabled: CONFIGURATION,
  PasswordHistoryPolicyViolation: { key: 'error.passwordReused', fields: PASSWORD_FIELDS },
  PasswordResetRequired: RESET_REQUIRED,
  RefreshTokenReuse: SESSION_ENDED,
  ResourceConflict: PROVIDER_REFUSED,
  ResourceNotFound: CONFIGURATION,
  SoftwareTokenMFANotFound: CONFIGURATION,
  TooManyFailedAttempts: ATTEMPTS_EXCEEDED,
  TooManyRequests: THROTTLED,
  Throttling: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  UnsupportedOperation: CONFIGURATION,
  UserLambdaValidation: explainTrigger,
  UserNotConfirmed: NOT_CONFIRMED,
  UserNotFound: ({ step }) => USER_NOT_FOUND[step] ?? START_AGAIN,
  UsernameExists: explainExists,
  WebAuthnChallengeNotFound: PASSKEY_NOT_ADDED,
  WebAuthnClientMismatch: PASSKEY_NOT_ADDED,
  WebAuthnConfigurationMissing: PASSKEY_UNAVAILABLE,
  WebAuthnCredentialNotSupported: { key: 'error.passkeyUnsupported' },
  WebAuthnNotEnabled: PASSKEY_UNAVAILABLE,
  WebAuthnOriginNotAllowed: PASSKEY_UNAVAILABLE,
  WebAuthnRelyingPartyMismatch: PASSKEY_UNAVAILABLE,
};
