import type { TextKey } from '../texts/types.js';
import {
  after,
  apply,
  CONFIGURATION,
  type ErrorDetails,
  type Finding,
  type Rule,
  SESSION_ENDED,
  START_AGAIN,
} from './explanation.js';
import type { UsernameKind } from './options.js';
import type { RestingStep, SentCodeStep } from './step-names.js';
import type { FlowStepName } from './types.js';

/** Returns the finding of the first row whose pattern matches the message. */
const byMessage = (table: readonly (readonly [RegExp, Rule])[], details: ErrorDetails): Finding | undefined => {
  const rule = table.find(([pattern]) => pattern.test(details.message))?.[1];
  return rule && apply(rule, details);
};

/** The fields that may hold the user name. */
const NAME_FIELDS: readonly string[] = ['username', 'email', 'phone_number'];
/** The fields that may hold a password. A new password comes first. */
const PASSWORD_FIELDS: readonly string[] = ['newPassword', 'password'];

/** The sign-in took too long. */
const EXPIRED: Finding = { key: 'notice.expired', next: 'signIn' };
const CODE_FIELDS: readonly string[] = ['code'];

const WRONG_PASSWORD: Finding = { key: 'error.wrongPassword', fields: PASSWORD_FIELDS };
const CONFIRMED: Finding = { key: 'notice.confirmed', next: 'signIn' };
const CANNOT_RESET: Finding = { key: 'error.cannotReset' };
const RESET_REQUIRED: Finding = { key: 'notice.resetRequired', next: 'forgotPassword' };
const NOT_CONFIRMED: Finding = { key: 'notice.notConfirmed', next: 'confirmSignUp' };
const PASSKEY_UNAVAILABLE: Finding = { key: 'error.passkeyUnavailable' };
const PASSKEY_NOT_ADDED: Finding = { key: 'error.passkeyNotAdded' };
/** One text for both: a pool that hides which users exist may report any code of an unknown user name as expired. */
const WRONG_OR_EXPIRED: Finding = { key: 'error.expiredCode', fields: CODE_FIELDS };
const PROVIDER_REFUSED: Finding = { key: 'error.providerRefused' };
const BLOCKED: Finding = { key: 'error.blocked' };
const ATTEMPTS_EXCEEDED: Finding = { key: 'error.attemptsExceeded' };
const THROTTLED = after('error.throttled', 10);
const UNAVAILABLE = after('error.unavailable', 10);

/** Steps whose session is optional: Cognito accepts the code without it. */
const isAccountStep = ({ step }: ErrorDetails): boolean =>
  /^(confirmSignUp|forgotPassword|confirmForgotPassword)$/.test(step);

type FindingsByStep = Readonly<Partial<Record<FlowStepName | 'provider', Finding>>>;

const findingAt = (findings: FindingsByStep, { step }: ErrorDetails): Finding =>
  findings[step as FlowStepName] ?? START_AGAIN;

const NOT_AUTHORIZED_MESSAGES: readonly (readonly [RegExp, Rule])[] = [
  [/^Password attempts exceeded/i, ATTEMPTS_EXCEEDED],
  [/^Temporary password has expired/i, { key: 'error.temporaryPasswordExpired' }],
  [/\bis disabled\b/i, { key: 'error.userDisabled' }],
  [/\bsession\b.{0,40}\bexpired\b/i, (details) => (isAccountStep(details) ? { key: 'error.unexpected' } : EXPIRED)],
  [/\bsession\b/i, (details) => (isAccountStep(details) ? { key: 'error.unexpected' } : START_AGAIN)],
  [/^Password reset required/i, RESET_REQUIRED],
  [/\bsecret\b|SECRET_HASH|unauthorized attribute|unauthenticated access/i, CONFIGURATION],
  [/\bstatus is CONFIRMED\b|\balready confirmed\b/i, CONFIRMED],
  [/\bsecurity reasons\b/i, BLOCKED],
  [/\b(access|refresh) token\b/i, SESSION_ENDED],
];

/** What a refusal without a known message means, by step. At every other step the sign-in cannot continue. */
const NOT_AUTHORIZED_STEPS: FindingsByStep & Record<RestingStep, Finding> = {
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

const explainNotAuthorized = (details: ErrorDetails): Finding =>
  byMessage(NOT_AUTHORIZED_MESSAGES, details) ?? findingAt(NOT_AUTHORIZED_STEPS, details);

/** Does not reveal which users exist: a wrong user name looks like a wrong password or a wrong code. */
const USER_NOT_FOUND: FindingsByStep = {
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

/** Explains every password rule that the message names. */
const explainPassword = ({ message }: ErrorDetails): Finding => {
  const broken = PASSWORD_RULES.filter(([pattern]) => pattern.test(message)).map(([, key]) => key);
  const [key = 'error.passwordPolicy', ...also] = broken;
  return { key, fields: PASSWORD_FIELDS, ...(also.length && { also }) };
};

const MALFORMED: Readonly<Record<string, TextKey>> = { email: 'error.email', phone_number: 'error.phone_number' };

/** Returns the fields that may hold an attribute: its own field, or the user name's field if users sign in with it. */
const attributeFields = (name: string, kind: UsernameKind): readonly string[] =>
  name === kind ? [name, 'username'] : [name];

/** "Attributes did not conform to the schema: given_name: The attribute is required" */
const ATTRIBUTE = /\b(?:schema|user attributes): ([\w:.-]{1,64}): (.{0,64})/;

const explainAttribute = ({ message, usernameKind, fields: visible }: ErrorDetails): Finding => {
  const [, name = '', problem = ''] = ATTRIBUTE.exec(message) ?? [];
  const fields = attributeFields(name, usernameKind);
  // The user cannot correct an attribute that the form does not show.
  if (!fields.some((field) => visible.includes(field)) || /does not exist/.test(problem)) return CONFIGURATION;
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

const explainConstraint = (details: ErrorDetails): Finding => {
  const { message, step } = details;
  const member = CONSTRAINT.exec(message)?.[1] ?? '';
  if (/password$/i.test(member)) return step === 'signIn' ? WRONG_PASSWORD : explainPassword(details);
  if (/code$/i.test(member)) return explainCode(details);
  return /^username$/i.test(member) ? { key: 'error.attribute', fields: NAME_FIELDS } : { key: 'error.invalid' };
};

/** "Missing required parameter USERNAME" */
const explainMissing = ({ message }: ErrorDetails): Finding => {
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

const explainInvalidParameter = (details: ErrorDetails): Finding =>
  byMessage(INVALID_PARAMETER_MESSAGES, details) ?? { key: 'error.invalid' };

/** Steps whose code Cognito sends again only for a new sign-in. */
const SENT_CODE: Readonly<Record<SentCodeStep, 0>> = { smsMfa: 0, smsOtp: 0, emailOtp: 0 };

const explainCode = (details: ErrorDetails): Finding => {
  const { step } = details;
  if (isAccountStep(details)) return WRONG_OR_EXPIRED;
  if (step === 'customChallenge') return { key: 'error.wrongAnswer', fields: ['answer'] };
  return { key: /totp/i.test(step) ? 'error.wrongTotp' : 'error.wrongCode', fields: CODE_FIELDS };
};

const explainExpiredCode = (details: ErrorDetails): Finding => {
  if (/\bused\b/i.test(details.message)) return { key: 'error.codeUsed', fields: CODE_FIELDS };
  return details.step in SENT_CODE ? EXPIRED : explainCode(details);
};

const EXISTS: Readonly<Record<UsernameKind, TextKey>> = {
  username: 'error.userExists',
  email: 'error.emailExists',
  phone_number: 'error.phoneExists',
};

/** A pool may let users sign in with addresses as aliases: "An account with the given email already exists." */
const explainExists = ({ message, usernameKind }: ErrorDetails): Finding => {
  const named = (/\b(email|phone_number)\b/.exec(message)?.[1] ?? usernameKind) as UsernameKind;
  return { key: EXISTS[named], fields: named === 'username' ? NAME_FIELDS : attributeFields(named, usernameKind) };
};

/** Returns the message of the app's own Lambda trigger: "PreSignUp failed with error …." Cognito appends a full stop. */
const explainTrigger = ({ message }: ErrorDetails): Finding => {
  const text = /^\w{1,40} failed with error (.{1,400})/s.exec(message)?.[1]?.replace(/\s{1,9}$|(?<=[.!?])\.$/, '');
  return text ? { key: 'error.custom', parameters: { message: text } } : { key: 'error.unexpected' };
};

/** What Cognito's refusals mean, by code without `Exception`. */
export const REFUSALS: Readonly<Record<string, Rule>> = {
  AliasExists: { key: 'error.aliasExists' },
  CodeDeliveryFailure: ({ step }) =>
    // Cognito has created the account, but could not send the code.
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
  UserNotFound: (details) => findingAt(USER_NOT_FOUND, details),
  UsernameExists: explainExists,
  WebAuthnChallengeNotFound: PASSKEY_NOT_ADDED,
  WebAuthnClientMismatch: PASSKEY_NOT_ADDED,
  WebAuthnConfigurationMissing: PASSKEY_UNAVAILABLE,
  WebAuthnCredentialNotSupported: { key: 'error.passkeyUnsupported' },
  WebAuthnNotEnabled: PASSKEY_UNAVAILABLE,
  WebAuthnOriginNotAllowed: PASSKEY_UNAVAILABLE,
  WebAuthnRelyingPartyMismatch: PASSKEY_UNAVAILABLE,
};
