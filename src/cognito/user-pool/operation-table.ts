import type { Rule } from '../service/lost-answers.js';
import {
  boolean,
  type Check,
  type Members,
  number,
  type OperationTable,
  optional,
  pattern,
  shape,
  text,
  TOKENS,
} from '../service/shape.js';

const string: Check = (value) => typeof value === 'string';
const hex = pattern(/^[\da-f]+$/i);
const base64 = pattern(/^[\w+/-]+=*$/);
const list =
  (item: Check): Check =>
  (value) =>
    // Spread, because `every` skips the holes that were null.
    Array.isArray(value) && [...value].every(item);
const object = shape({});
const strings: Check = (value) => object(value) && Object.values(value as object).every(string);
/** A string of JSON. */
const json =
  (check: Check): Check =>
  (value) => {
    try {
      return check(JSON.parse(value as string));
    } catch {
      return false;
    }
  };

const DELIVERY = shape({ 'Destination?': string, 'DeliveryMedium?': string, 'AttributeName?': string });
const SENT = shape({ CodeDeliveryDetails: DELIVERY });
const ATTRIBUTES = list(shape({ Name: text, 'Value?': string }));
const DEVICE = shape({
  DeviceKey: text,
  'DeviceAttributes?': ATTRIBUTES,
  'DeviceCreateDate?': number,
  'DeviceLastModifiedDate?': number,
  'DeviceLastAuthenticatedDate?': number,
});
const SRP = { SALT: hex, SRP_B: hex, SECRET_BLOCK: base64 };
const NAMES = json(list(string));
const PASSKEYS = list(shape({ id: base64 }));
/** The parameters of challenges with more than free text. */
const CHALLENGES: Readonly<Record<string, Members>> = {
  PASSWORD_VERIFIER: SRP,
  DEVICE_PASSWORD_VERIFIER: SRP,
  NEW_PASSWORD_REQUIRED: { 'requiredAttributes?': NAMES, 'userAttributes?': json(object) },
  SELECT_MFA_TYPE: { 'MFAS_CAN_CHOOSE?': NAMES },
  MFA_SETUP: { 'MFAS_CAN_SETUP?': NAMES },
  WEB_AUTHN: { CREDENTIAL_REQUEST_OPTIONS: json(shape({ challenge: base64, 'allowCredentials?': PASSKEYS })) },
};

/** A challenge or the tokens. */
const STEP: Check = (value) => {
  const { ChallengeName, ChallengeParameters = {} } = value as Readonly<Record<string, string>>;
  return (
    shape({
      'ChallengeName?': text,
      [ChallengeName ? 'AuthenticationResult?' : 'AuthenticationResult']: TOKENS,
      'Session?': text,
      'AvailableChallenges?': list(string),
      'ChallengeParameters?': strings,
    })(value) && shape(CHALLENGES[ChallengeName!] ?? {})(ChallengeParameters)
  );
};

const RESULTS = {
  AssociateSoftwareToken: shape({ SecretCode: text, 'Session?': text }),
  ConfirmSignUp: optional({ 'Session?': text }),
  ForgotPassword: SENT,
  GetDevice: shape({ Device: DEVICE }),
  GetUser: shape({ UserAttributes: ATTRIBUTES, 'UserMFASettingList?': list(string), 'PreferredMfaSetting?': string }),
  // cognito-local omits it.
  GetUserAttributeVerificationCode: optional({ 'CodeDeliveryDetails?': DELIVERY }),
  InitiateAuth: STEP,
  ListDevices: optional({ 'Devices?': list(DEVICE), 'PaginationToken?': string }),
  ListWebAuthnCredentials: shape({
    Credentials: list(shape({ CredentialId: text, 'AuthenticatorTransports?': list(string), 'CreatedAt?': number })),
    'NextToken?': string,
  }),
  ResendConfirmationCode: SENT,
  RespondToAuthChallenge: STEP,
  SignUp: shape({ UserSub: text, 'UserConfirmed?': boolean, 'CodeDeliveryDetails?': DELIVERY, 'Session?': text }),
  StartWebAuthnRegistration: shape({
    CredentialCreationOptions: shape({
      challenge: base64,
      user: shape({ id: base64 }),
      'excludeCredentials?': PASSKEYS,
    }),
  }),
  UpdateUserAttributes: optional({ 'CodeDeliveryDetailsList?': list(DELIVERY) }),
  VerifySoftwareToken: shape({ Status: text, 'Session?': text }),
} satisfies OperationTable['results'];

/** Operations without a result. */
type WithoutResult =
  | 'ChangePassword'
  | 'CompleteWebAuthnRegistration'
  | 'ConfirmForgotPassword'
  | 'DeleteUser'
  | 'DeleteUserAttributes'
  | 'DeleteWebAuthnCredential'
  | 'ForgetDevice'
  | 'SetUserMFAPreference'
  | 'UpdateDeviceStatus'
  | 'VerifyUserAttribute';

/** The operations of a user pool that only a sign-in or a method of the session calls. */
export type PoolOperation = keyof typeof RESULTS | WithoutResult;

const CODE_SENT: Rule = { advice: 'A code may have been sent: look for it first.' };
const SIGN_IN = 'Call signIn again, with the new password if you set one.';
const CHECK_PASSKEYS = 'Check with listPasskeys.';
const CHECK_DEVICES = 'Check with listDevices.';

const RULES = {
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
  CompleteWebAuthnRegistration: { advice: CHECK_PASSKEYS },
  DeleteWebAuthnCredential: { advice: CHECK_PASSKEYS, successPattern: /^ResourceNotFound/ },
  ForgetDevice: { advice: CHECK_DEVICES, successPattern: /^ResourceNotFound.*: Device / },
} satisfies Partial<Record<PoolOperation, Rule>>;

/** What to do next, by the codes that only these operations return. */
const ADVICE: OperationTable['advice'] = {
  AliasExistsException: 'Use forceAliasCreation to move the address to this account.',
  CodeMismatchException: 'Ask the user for the code again.',
  EnableSoftwareTokenMFAException: 'Try a new code.',
  ExpiredCodeException: 'Request a new code.',
  InvalidPasswordException: 'Choose another password.',
  TooManyFailedAttemptsException: 'Wait, then try again.',
  UsernameExistsException: 'Sign in, or choose another user name.',
};

/** The operations of a user pool that only a sign-in or a method of the session calls: their code is loaded with them. */
export const POOL_OPERATIONS: OperationTable = { results: RESULTS, rules: RULES, advice: ADVICE };
