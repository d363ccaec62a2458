export type { WaitOptions } from './cognito/context.js';
export type { AuthFlow, OAuthConfiguration, SessionConfiguration } from './cognito/configuration.js';
export {
  CallError,
  CognitoError,
  ConfigurationError,
  InvalidStateError,
  NetworkError,
  OutcomeUnknownError,
  SignInCancelledError,
  StorageError,
} from './cognito/errors.js';
export type { SignOutResult, UnconfirmedRevocation } from './cognito/farewell.js';
export type { AdoptionSource, AdoptSessionOptions } from './cognito/adopt/types.js';
export { createCognitoSession } from './cognito/session.js';
export type {
  CognitoSession,
  CognitoSessionOptions,
  FederatedSignInOptions,
  InitializeOptions,
  SessionProvider,
  SignOutOptions,
} from './cognito/session-types.js';
export type {
  RefreshOptions,
  RenewedProviderToken,
  RenewProviderToken,
  SessionCredentials,
} from './cognito/session-credentials.js';
export type { GetTokensOptions, SessionTokens } from './cognito/session-tokens.js';
export type {
  AuthenticationResult,
  CodeDelivery,
  ConfirmSignInInput,
  CustomChallengeStep,
  DoneStep,
  EmailOtpStep,
  FirstFactor,
  NewPasswordRequiredStep,
  SecondFactor,
  SelectChallengeStep,
  SelectMfaTypeStep,
  SelectSetUpStep,
  SetUpEmailStep,
  SetUpFactor,
  SetUpTotpStep,
  SignInInput,
  SignInStep,
  SmsMfaStep,
  SmsOtpStep,
  TotpMfaStep,
  WebAuthnStep,
} from './cognito/sign-in/types.js';
export type { SessionSnapshot, SessionStore } from './cognito/snapshot.js';
export {
  createSharedRenewals,
  type SharedRenewals,
  type SharedRenewalsOptions,
} from './cognito/shared-renewals.js';
export type { SessionState, StateInfo } from './cognito/states.js';
export {
  type CompareAndSet,
  type CookieAttributes,
  type CookieHeaders,
  type CookieJar,
  type CookieListJar,
  type CookieStorageOptions,
  type CookieToSet,
  cookieStorage,
  type EncryptedStorageOptions,
  encryptedStorage,
  memoryStorage,
  type SessionStorage,
  type StorageLock,
  type Unstorage,
  type UnstorageOptions,
  unstorageStorage,
  type WebStorage,
  webStorage,
} from './cognito/storage.js';
export { type BasicFlow, type BasicFlowRoles, basicFlow } from './cognito/sts.js';
export type {
  AccountOptions,
  Device,
  DeviceOptions,
  MfaPreference,
  MfaType,
  MfaUse,
  Passkey,
  SignUpInput,
  SignUpResult,
  TotpSecret,
  TriggerOptions,
  UserPoolOperations,
} from './cognito/user-pool.js';
