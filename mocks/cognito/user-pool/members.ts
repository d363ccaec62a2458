import type { Members, Shape } from '../constraints.js';

const text = (shape: Omit<Shape, 'type'> = {}): Shape => ({ type: 'text', ...shape });
const required = (shape: Shape): Shape => ({ ...shape, required: true });

const TEXTS: Shape = { type: 'texts' };
const POOL_ID = required(text({ pattern: '[\\w-]+_[0-9a-zA-Z]+', min: 1, max: 55 }));
const CLIENT_ID = required(text({ pattern: '[\\w+]+', min: 1, max: 128, lengthFirst: true }));
// AWS makes the secrets, so that no client has one that its model (24 to 64 characters) refuses; the mock takes any.
const CLIENT_SECRET = text({ secret: true });
const SECRET_HASH = text({ pattern: '[\\w+=/]+', min: 1, max: 128, secret: true });
const USERNAME = required(text({ pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+', min: 1, max: 128, secret: true }));
// The service model says [\S]+, but the service takes spaces that are neither first nor last (amplify-js#869).
const PASSWORD = text({ pattern: '^[\\S]+.*[\\S]+$', matches: /^\S.*\S$/, max: 256, secret: true });
const CODE = required(text({ pattern: '[\\S]+', matches: /^\S+$/, min: 1, max: 2048 }));
const SESSION = text({ min: 20, max: 2048, secret: true });
const TOKEN = text({ pattern: '[A-Za-z0-9-_=.]+', matches: /^[\w=.-]+$/, secret: true });
const DEVICE_KEY = text({ pattern: '[\\w-]+_[0-9a-f-]+', min: 1, max: 55 });
const ATTRIBUTE_NAME = required(
  text({ pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+', min: 1, max: 32, lengthFirst: true }),
);
const ATTRIBUTES: Shape = {
  type: 'list',
  members: { Name: ATTRIBUTE_NAME, Value: text({ max: 2048, secret: true }) },
};
const NAMES: Shape = { type: 'list', items: ATTRIBUTE_NAME };
const GROUP_NAME = required(text({ pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+', min: 1, max: 128 }));
const ROLE_ARN = text({
  pattern: 'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?',
  matches: /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:\d+(?::[\w+=/,.@-]+){1,3}$/,
  min: 20,
  max: 2048,
});
const FACTOR: Shape = {
  type: 'structure',
  members: { Enabled: { type: 'boolean' }, PreferredMfa: { type: 'boolean' } },
};
const AUTH_FLOW = required(
  text({
    oneOf: [
      'USER_SRP_AUTH',
      'REFRESH_TOKEN_AUTH',
      'REFRESH_TOKEN',
      'CUSTOM_AUTH',
      'ADMIN_NO_SRP_AUTH',
      'USER_PASSWORD_AUTH',
      'ADMIN_USER_PASSWORD_AUTH',
      'USER_AUTH',
    ],
  }),
);
const CHALLENGE_NAME = required(
  text({
    oneOf: [
      'SMS_MFA',
      'EMAIL_OTP',
      'SOFTWARE_TOKEN_MFA',
      'SELECT_MFA_TYPE',
      'MFA_SETUP',
      'PASSWORD_VERIFIER',
      'CUSTOM_CHALLENGE',
      'SELECT_CHALLENGE',
      'DEVICE_SRP_AUTH',
      'DEVICE_PASSWORD_VERIFIER',
      'ADMIN_NO_SRP_AUTH',
      'NEW_PASSWORD_REQUIRED',
      'SMS_OTP',
      'PASSWORD',
      'WEB_AUTHN',
      'PASSWORD_SRP',
    ],
  }),
);

/** A call for the user whom a client names. */
const NAMED: Members = { ClientId: CLIENT_ID, Username: USERNAME, SecretHash: SECRET_HASH, ClientMetadata: TEXTS };
/** A call of an administrator for a user. */
const ADMINISTERED: Members = { UserPoolId: POOL_ID, Username: USERNAME };
/** A call with an access token. */
const SIGNED_IN: Members = { AccessToken: required(TOKEN) };

/**
 * The members of each operation's input, from AWS's service model (botocore, `cognito-idp` of 2016-04-18). What the
 * service is known to do otherwise than the model says has a comment.
 */
export const MEMBERS: Readonly<Record<string, Members>> = {
  SignUp: { ...NAMED, Password: PASSWORD, UserAttributes: ATTRIBUTES, ValidationData: ATTRIBUTES },
  ConfirmSignUp: { ...NAMED, ConfirmationCode: CODE, ForceAliasCreation: { type: 'boolean' }, Session: SESSION },
  ResendConfirmationCode: NAMED,
  ForgotPassword: NAMED,
  ConfirmForgotPassword: { ...NAMED, ConfirmationCode: CODE, Password: required(PASSWORD) },
  InitiateAuth: {
    AuthFlow: AUTH_FLOW,
    AuthParameters: TEXTS,
    ClientId: CLIENT_ID,
    ClientMetadata: TEXTS,
    Session: SESSION,
  },
  RespondToAuthChallenge: {
    ClientId: CLIENT_ID,
    ChallengeName: CHALLENGE_NAME,
    ChallengeResponses: TEXTS,
    ClientMetadata: TEXTS,
    Session: SESSION,
  },
  GetTokensFromRefreshToken: {
    RefreshToken: required(TOKEN),
    ClientId: CLIENT_ID,
    ClientSecret: CLIENT_SECRET,
    DeviceKey: DEVICE_KEY,
    ClientMetadata: TEXTS,
  },
  RevokeToken: { Token: required(TOKEN), ClientId: CLIENT_ID, ClientSecret: CLIENT_SECRET },
  GlobalSignOut: SIGNED_IN,
  GetUser: SIGNED_IN,
  GetUserAuthFactors: SIGNED_IN,
  DeleteUser: SIGNED_IN,
  UpdateUserAttributes: { ...SIGNED_IN, UserAttributes: required(ATTRIBUTES), ClientMetadata: TEXTS },
  DeleteUserAttributes: { ...SIGNED_IN, UserAttributeNames: required(NAMES) },
  GetUserAttributeVerificationCode: { ...SIGNED_IN, AttributeName: ATTRIBUTE_NAME, ClientMetadata: TEXTS },
  VerifyUserAttribute: { ...SIGNED_IN, AttributeName: ATTRIBUTE_NAME, Code: CODE },
  ChangePassword: { ...SIGNED_IN, PreviousPassword: PASSWORD, ProposedPassword: required(PASSWORD) },
  AssociateSoftwareToken: { AccessToken: TOKEN, Session: SESSION },
  VerifySoftwareToken: {
    AccessToken: TOKEN,
    Session: SESSION,
    UserCode: required(text({ pattern: '[0-9]+', matches: /^\d+$/, min: 6, max: 6 })),
    FriendlyDeviceName: text(),
  },
  SetUserMFAPreference: {
    ...SIGNED_IN,
    SMSMfaSettings: FACTOR,
    SoftwareTokenMfaSettings: FACTOR,
    EmailMfaSettings: FACTOR,
  },
  SetUserSettings: {
    ...SIGNED_IN,
    MFAOptions: required({
      type: 'list',
      members: {
        DeliveryMedium: text({ oneOf: ['SMS', 'EMAIL'] }),
        AttributeName: { ...ATTRIBUTE_NAME, required: false },
      },
    }),
  },
  ConfirmDevice: {
    ...SIGNED_IN,
    DeviceKey: required(DEVICE_KEY),
    DeviceName: text({ min: 1, max: 1024 }),
    DeviceSecretVerifierConfig: { type: 'structure' },
  },
  UpdateDeviceStatus: {
    ...SIGNED_IN,
    DeviceKey: required(DEVICE_KEY),
    DeviceRememberedStatus: text({ oneOf: ['not_remembered', 'remembered'] }),
  },
  ForgetDevice: { AccessToken: TOKEN, DeviceKey: required(DEVICE_KEY) },
  GetDevice: { AccessToken: TOKEN, DeviceKey: required(DEVICE_KEY) },
  ListDevices: { ...SIGNED_IN, Limit: { type: 'number', min: 0, max: 60 }, PaginationToken: text({ min: 1 }) },
  StartWebAuthnRegistration: SIGNED_IN,
  CompleteWebAuthnRegistration: { ...SIGNED_IN, Credential: required({ type: 'structure' }) },
  ListWebAuthnCredentials: {
    ...SIGNED_IN,
    NextToken: text({ min: 1 }),
    MaxResults: { type: 'number', min: 0, max: 20 },
  },
  DeleteWebAuthnCredential: { ...SIGNED_IN, CredentialId: required(text()) },
  AdminCreateUser: {
    ...ADMINISTERED,
    UserAttributes: ATTRIBUTES,
    ValidationData: ATTRIBUTES,
    TemporaryPassword: PASSWORD,
    ForceAliasCreation: { type: 'boolean' },
    MessageAction: text({ oneOf: ['RESEND', 'SUPPRESS'] }),
    DesiredDeliveryMediums: { type: 'list', items: text({ oneOf: ['SMS', 'EMAIL'] }) },
    ClientMetadata: TEXTS,
  },
  AdminGetUser: ADMINISTERED,
  AdminSetUserPassword: { ...ADMINISTERED, Password: required(PASSWORD), Permanent: { type: 'boolean' } },
  AdminUpdateUserAttributes: { ...ADMINISTERED, UserAttributes: required(ATTRIBUTES), ClientMetadata: TEXTS },
  AdminConfirmSignUp: { ...ADMINISTERED, ClientMetadata: TEXTS },
  AdminDeleteUser: ADMINISTERED,
  AdminUserGlobalSignOut: ADMINISTERED,
  AdminAddUserToGroup: { ...ADMINISTERED, GroupName: GROUP_NAME },
  CreateGroup: {
    UserPoolId: POOL_ID,
    GroupName: GROUP_NAME,
    Description: text({ max: 2048 }),
    RoleArn: ROLE_ARN,
    Precedence: { type: 'number', min: 0 },
  },
  ListUsers: {
    UserPoolId: POOL_ID,
    AttributesToGet: NAMES,
    Limit: { type: 'number', min: 0, max: 60 },
    PaginationToken: text({ pattern: '[\\S]+', matches: /^\S+$/, min: 1 }),
    Filter: text({ max: 256 }),
  },
  AdminInitiateAuth: {
    UserPoolId: POOL_ID,
    ClientId: CLIENT_ID,
    AuthFlow: AUTH_FLOW,
    AuthParameters: TEXTS,
    ClientMetadata: TEXTS,
    Session: SESSION,
  },
  AdminRespondToAuthChallenge: {
    UserPoolId: POOL_ID,
    ClientId: CLIENT_ID,
    ChallengeName: CHALLENGE_NAME,
    ChallengeResponses: TEXTS,
    ClientMetadata: TEXTS,
    Session: SESSION,
  },
};
