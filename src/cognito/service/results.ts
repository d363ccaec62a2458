import { isIdentityId } from '../session/record/record-shape.js';

/** Whether a value of a response is valid. */
type Check = (value: unknown) => boolean;
/** The members of an object. A name that ends in `?` marks an optional member. */
type Members = Readonly<Record<string, Check>>;

const is =
  (type: string): Check =>
  (value) =>
    typeof value === type;
const string = is('string');
const boolean = is('boolean');
const number: Check = Number.isFinite;
const pattern =
  (form: RegExp): Check =>
  (value) =>
    string(value) && form.test(value as string);
const text = pattern(/./s);
const hex = pattern(/^[\da-f]+$/i);
const base64 = pattern(/^[\w+/-]+=*$/);

const list =
  (item: Check): Check =>
  (value) =>
    // Spread, because `every` skips the holes that were null.
    Array.isArray(value) && [...value].every(item);
/** An object with these members and possibly others. */
const shape =
  (members: Members): Check =>
  (value) =>
    typeof value === 'object' &&
    !!value &&
    !Array.isArray(value) &&
    Object.entries(members).every(([key, check]) => {
      const name = key.replace('?', '');
      const member = (value as Readonly<Record<string, unknown>>)[name];
      return check(member) || (member === undefined && name !== key);
    });
const object = shape({});
/** Whether a response is an operation's. `isShown`: whether something else shows that the service sent it. */
type Result = (value: unknown, isShown: boolean) => boolean;
/**
 * An object with only optional members. If it has only unknown ones, another server sent it, unless `isShown`: the
 * service may add members in the future.
 */
const optional = (members: Members): Result => {
  const check = shape(members);
  return (value, isShown) => {
    const names = Object.keys(value as object);
    return check(value) && (isShown || !names.length || names.some((name) => `${name}?` in members));
  };
};
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
const TOKENS = shape({
  AccessToken: text,
  IdToken: text,
  'RefreshToken?': text,
  // cognito-local omits it.
  'ExpiresIn?': number,
  'NewDeviceMetadata?': shape({ DeviceKey: text, DeviceGroupKey: text }),
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

/**
 * The required members of each operation's response, and the types of the optional ones that this package uses. A
 * response that does not match came from something other than the service.
 */
const RESULTS = {
  AssociateSoftwareToken: shape({ SecretCode: text, 'Session?': text }),
  ConfirmDevice: optional({ 'UserConfirmationNecessary?': boolean }),
  ConfirmSignUp: optional({ 'Session?': text }),
  ForgotPassword: SENT,
  GetCredentialsForIdentity: shape({
    'IdentityId?': isIdentityId,
    Credentials: shape({ AccessKeyId: text, SecretKey: text, SessionToken: text, Expiration: number }),
  }),
  GetDevice: shape({ Device: DEVICE }),
  GetId: shape({ IdentityId: isIdentityId }),
  GetOpenIdToken: shape({ 'IdentityId?': isIdentityId, Token: text }),
  GetTokensFromRefreshToken: shape({ AuthenticationResult: TOKENS }),
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
} satisfies Readonly<Record<string, Result>>;

/** Operations without a result. The response is empty (DeleteUser, ForgetDevice) or `{}`. */
type WithoutResult =
  | 'ChangePassword'
  | 'CompleteWebAuthnRegistration'
  | 'ConfirmForgotPassword'
  | 'DeleteUser'
  | 'DeleteUserAttributes'
  | 'DeleteWebAuthnCredential'
  | 'ForgetDevice'
  | 'GlobalSignOut'
  | 'RevokeToken'
  | 'SetUserMFAPreference'
  | 'UpdateDeviceStatus'
  | 'VerifyUserAttribute';

/** The operations that can be called: those whose responses are known. */
export type Operation = keyof typeof RESULTS | WithoutResult;

const NO_RESULT = optional({});

/**
 * Whether a successful response is an operation's.
 *
 * @param body The response; `undefined` if it is empty.
 * @param isShown Whether something other than the body shows that the service sent it. An empty body alone does not,
 * because captive portals send those, too.
 */
export const isResult = (operation: Operation, body: object | undefined, isShown: boolean): boolean => {
  const result = (RESULTS as Readonly<Partial<Record<Operation, Result>>>)[operation];
  return body ? (result ?? NO_RESULT)(body, isShown) : isShown && !result;
};
