/** Whether a value is what an answer must have in its place. */
type Check = (value: unknown) => boolean;

const any: Check = () => true;
const string: Check = (value) => typeof value === 'string';
const text: Check = (value) => string(value) && value !== '';
const number: Check = Number.isFinite;
const boolean: Check = (value) => typeof value === 'boolean';
const pattern =
  (form: RegExp): Check =>
  (value) =>
    string(value) && form.test(value as string);
const hex = pattern(/^[\da-f]+$/i);
const base64 = pattern(/^[\w+/-]+=*$/);

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (item: Check): Check =>
  (value) =>
    // A hole, where there was a null, is no item.
    Array.isArray(value) && [...value].every(item);
const object: Check = (value) => typeof value === 'object' && !!value && !Array.isArray(value);
/** An object with these members, and maybe others. */
const shape =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    object(value) &&
    Object.entries(members).every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name]));
const map =
  (item: Check): Check =>
  (value) =>
    object(value) && Object.values(value as object).every(item);
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

const DELIVERY = shape({
  Destination: optional(string),
  DeliveryMedium: optional(string),
  AttributeName: optional(string),
});
const SENT = shape({ CodeDeliveryDetails: DELIVERY });
const ATTRIBUTES = list(shape({ Name: text, Value: optional(string) }));
const TIME = optional(number);
const DEVICE = shape({
  DeviceKey: text,
  DeviceAttributes: optional(ATTRIBUTES),
  DeviceCreateDate: TIME,
  DeviceLastModifiedDate: TIME,
  DeviceLastAuthenticatedDate: TIME,
});
const TOKENS = shape({
  AccessToken: text,
  IdToken: text,
  RefreshToken: optional(text),
  ExpiresIn: TIME,
  NewDeviceMetadata: optional(shape({ DeviceKey: text, DeviceGroupKey: text })),
});
const SESSION = optional(text);

const SRP = { SALT: hex, SRP_B: hex, SECRET_BLOCK: base64 };
const NAMES = optional(json(list(string)));
const PASSKEYS = optional(list(shape({ id: base64 })));
/** The parameters of the challenges that have more than text to show. */
const CHALLENGES: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  PASSWORD_VERIFIER: SRP,
  DEVICE_PASSWORD_VERIFIER: SRP,
  NEW_PASSWORD_REQUIRED: { requiredAttributes: NAMES, userAttributes: optional(json(object)) },
  SELECT_MFA_TYPE: { MFAS_CAN_CHOOSE: NAMES },
  MFA_SETUP: { MFAS_CAN_SETUP: NAMES },
  WEB_AUTHN: { CREDENTIAL_REQUEST_OPTIONS: json(shape({ challenge: base64, allowCredentials: PASSKEYS })) },
};

interface Challenged {
  readonly ChallengeName?: string;
  readonly ChallengeParameters?: object;
}

const STEP: Check = (value) => {
  const { ChallengeName, ChallengeParameters = {} } = value as Challenged;
  const parameters = CHALLENGES[ChallengeName ?? ''] ?? {};
  return (
    shape({
      ChallengeName: optional(text),
      AuthenticationResult: ChallengeName ? optional(TOKENS) : TOKENS,
      Session: SESSION,
      AvailableChallenges: optional(list(string)),
      ChallengeParameters: optional(map(string)),
    })(value) && shape(parameters)(ChallengeParameters)
  );
};

/** The services answer it with nothing at all, or with `{}`. */
const NOTHING = any;

/**
 * What the answer to each operation must have, and of which type what it may have is, as far as it is used here: what is not so
 * came from something in the service's place. `{}` alone is an answer where AWS's API may leave out all.
 */
const RESULTS: Readonly<Record<string, Check>> = {
  AssociateSoftwareToken: shape({ SecretCode: text, Session: SESSION }),
  ChangePassword: NOTHING,
  CompleteWebAuthnRegistration: NOTHING,
  ConfirmDevice: shape({ UserConfirmationNecessary: optional(boolean) }),
  ConfirmForgotPassword: NOTHING,
  ConfirmSignUp: shape({ Session: SESSION }),
  DeleteUser: NOTHING,
  DeleteUserAttributes: NOTHING,
  DeleteWebAuthnCredential: NOTHING,
  ForgetDevice: NOTHING,
  ForgotPassword: SENT,
  GetCredentialsForIdentity: shape({
    IdentityId: optional(text),
    Credentials: shape({ AccessKeyId: text, SecretKey: text, SessionToken: text, Expiration: number }),
  }),
  GetDevice: shape({ Device: DEVICE }),
  GetId: shape({ IdentityId: text }),
  GetOpenIdToken: shape({ IdentityId: optional(text), Token: text }),
  GetTokensFromRefreshToken: shape({ AuthenticationResult: TOKENS }),
  GetUser: shape({
    UserAttributes: ATTRIBUTES,
    UserMFASettingList: optional(list(string)),
    PreferredMfaSetting: optional(string),
  }),
  // cognito-local leaves it out.
  GetUserAttributeVerificationCode: shape({ CodeDeliveryDetails: optional(DELIVERY) }),
  GlobalSignOut: NOTHING,
  InitiateAuth: STEP,
  ListDevices: shape({ Devices: optional(list(DEVICE)), PaginationToken: optional(string) }),
  ListWebAuthnCredentials: shape({
    Credentials: list(shape({ CredentialId: text, AuthenticatorTransports: optional(list(string)), CreatedAt: TIME })),
    NextToken: optional(string),
  }),
  ResendConfirmationCode: SENT,
  RespondToAuthChallenge: STEP,
  RevokeToken: NOTHING,
  SetUserMFAPreference: NOTHING,
  SignUp: shape({
    UserSub: text,
    UserConfirmed: optional(boolean),
    CodeDeliveryDetails: optional(DELIVERY),
    Session: SESSION,
  }),
  StartWebAuthnRegistration: shape({
    CredentialCreationOptions: shape({ challenge: base64, user: shape({ id: base64 }), excludeCredentials: PASSKEYS }),
  }),
  UpdateDeviceStatus: NOTHING,
  UpdateUserAttributes: shape({ CodeDeliveryDetailsList: optional(list(DELIVERY)) }),
  VerifySoftwareToken: shape({ Status: text, Session: SESSION }),
  VerifyUserAttribute: NOTHING,
};

/** Whether a JSON object is an answer to an operation. */
export const isResult = (operation: string, body: object): boolean => RESULTS[operation]?.(body) ?? true;

/** Whether an operation's answer may be empty, without even a JSON object. */
export const mayBeEmpty = (operation: string): boolean => RESULTS[operation] === NOTHING;
