import { isIdentityId } from '../session/record/record-shape.js';

/** Whether a value is what an answer must have in its place. */
type Check = (value: unknown) => boolean;
/** The members of an object. A name that ends in `?` is of one that may be missing. */
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
    // A hole, where there was a null, is no item.
    Array.isArray(value) && [...value].every(item);
/** An object with these members, and maybe others. */
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
/** Whether an answer is an operation's, given whether something shows that the service sent it. */
type Result = (value: unknown, isShown: boolean) => boolean;
/**
 * An object of which every member may be missing. One that has others instead is another server's, unless the service is seen to have sent
 * it, which may say more one day.
 */
const optional = (members: Members): Result => {
  const check = shape(members);
  return (value, isShown) => {
    const names = Object.keys(value as object);
    return check(value) && (isShown || !names.length || names.some((name) => `${name}?` in members));
  };
};
const strings: Check = (value) => object(value) && Object.values(value as object).every(string);
/** A text that is JSON. */
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
  // cognito-local leaves it out.
  'ExpiresIn?': number,
  'NewDeviceMetadata?': shape({ DeviceKey: text, DeviceGroupKey: text }),
});

const SRP = { SALT: hex, SRP_B: hex, SECRET_BLOCK: base64 };
const NAMES = json(list(string));
const PASSKEYS = list(shape({ id: base64 }));
/** The parameters of the challenges that have more than text to show. */
const CHALLENGES: Readonly<Record<string, Members>> = {
  PASSWORD_VERIFIER: SRP,
  DEVICE_PASSWORD_VERIFIER: SRP,
  NEW_PASSWORD_REQUIRED: { 'requiredAttributes?': NAMES, 'userAttributes?': json(object) },
  SELECT_MFA_TYPE: { 'MFAS_CAN_CHOOSE?': NAMES },
  MFA_SETUP: { 'MFAS_CAN_SETUP?': NAMES },
  WEB_AUTHN: { CREDENTIAL_REQUEST_OPTIONS: json(shape({ challenge: base64, 'allowCredentials?': PASSKEYS })) },
};

/** A challenge, or the tokens. */
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
 * What the answer to each operation must have, and of which type what it may have is, as far as it is used here: what is not so
 * came from something in the service's place.
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
  // cognito-local leaves it out.
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

/** Operations without a result, which the services answer with nothing at all (DeleteUser, ForgetDevice) or with `{}`. */
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

/** The operations whose answers are known, which are those that can be called. */
export type Operation = keyof typeof RESULTS | WithoutResult;

const NO_RESULT = optional({});

/**
 * Whether a successful answer is an operation's.
 *
 * @param body The answer; nothing where it is empty.
 * @param isShown Whether something besides the body shows that the service sent it. By itself an empty body does not: captive portals send
 * it, too.
 */
export const isResult = (operation: Operation, body: object | undefined, isShown: boolean): boolean => {
  const result = (RESULTS as Readonly<Partial<Record<Operation, Result>>>)[operation];
  return body ? (result ?? NO_RESULT)(body, isShown) : isShown && !result;
};
