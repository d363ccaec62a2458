import type {
  AuthFlow,
  MfaMethod,
  PasswordPolicy,
  PoolUser,
  SchemaAttribute,
  UserPoolOptions,
  UserStatus,
} from '../cognito/user-pool/options.js';
import {
  anyText,
  callback,
  choice,
  duration,
  either,
  flag,
  list,
  map,
  number,
  object,
  required,
  text,
} from './shape.js';

const mfaMethod = choice<MfaMethod>({ SMS_MFA: 0, SOFTWARE_TOKEN_MFA: 0, EMAIL_OTP: 0 });

const poolUser = object<PoolUser>('PoolUser', {
  username: required(text),
  password: text,
  sub: text,
  attributes: map(anyText),
  groups: list(text),
  status: choice<UserStatus>({ CONFIRMED: 0, UNCONFIRMED: 0, FORCE_CHANGE_PASSWORD: 0, RESET_REQUIRED: 0 }),
  enabled: flag,
  mfa: list(mfaMethod),
  preferredMfa: mfaMethod,
  totpSecret: text,
});

const passwordPolicy = object<Partial<PasswordPolicy>>('PasswordPolicy', {
  minimumLength: number,
  lowercase: flag,
  uppercase: flag,
  numbers: flag,
  symbols: flag,
});

const refreshTokenRotation = object<{ readonly graceSeconds: number }>('RefreshTokenRotation', {
  graceSeconds: required(number),
});

const schemaAttribute = object<SchemaAttribute>('SchemaAttribute', {
  name: required(text),
  type: choice({ String: 0, Number: 0, Boolean: 0, DateTime: 0 }),
  mutable: flag,
  required: flag,
  minLength: number,
  maxLength: number,
  minValue: number,
  maxValue: number,
});

/** The options of a user pool. */
export const userPool = object<UserPoolOptions>('UserPoolOptions', {
  id: text,
  clientId: text,
  clientSecret: text,
  users: list(poolUser),
  signInWith: choice({ username: 0, 'username-or-alias': 0, email: 0, phone_number: 0 }),
  flows: list(
    choice<AuthFlow>({
      USER_SRP_AUTH: 0,
      USER_PASSWORD_AUTH: 0,
      CUSTOM_AUTH: 0,
      USER_AUTH: 0,
      REFRESH_TOKEN_AUTH: 0,
      ADMIN_USER_PASSWORD_AUTH: 0,
    }),
  ),
  mfa: choice({ off: 0, optional: 0, required: 0 }),
  mfaSetup: list(choice({ SOFTWARE_TOKEN_MFA: 0, EMAIL_OTP: 0 })),
  deviceTracking: choice({ off: 0, always: 0, 'opt-in': 0 }),
  refreshTokenRotation: either(flag, refreshTokenRotation),
  accessTokenLifetime: duration,
  idTokenLifetime: duration,
  refreshTokenLifetime: duration,
  autoConfirm: flag,
  allowAdminCreateUserOnly: flag,
  schema: list(schemaAttribute),
  requiredAttributes: list(text),
  passwordPolicy,
  preventUserExistenceErrors: flag,
  relyingPartyId: text,
  preSignUp: callback<NonNullable<UserPoolOptions['preSignUp']>>(),
  postConfirmation: callback<NonNullable<UserPoolOptions['postConfirmation']>>(),
  preAuthentication: callback<NonNullable<UserPoolOptions['preAuthentication']>>(),
  postAuthentication: callback<NonNullable<UserPoolOptions['postAuthentication']>>(),
  preTokenGeneration: callback<NonNullable<UserPoolOptions['preTokenGeneration']>>(),
  defineAuthChallenge: callback<NonNullable<UserPoolOptions['defineAuthChallenge']>>(),
  createAuthChallenge: callback<NonNullable<UserPoolOptions['createAuthChallenge']>>(),
  verifyAuthChallengeResponse: callback<NonNullable<UserPoolOptions['verifyAuthChallengeResponse']>>(),
  customChallenge: callback<NonNullable<UserPoolOptions['customChallenge']>>(),
});
