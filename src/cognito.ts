export type { WaitOptions } from './cognito/session/waiting/until-signed-in.js';
export type { AuthFlow, OAuthConfiguration, SessionConfiguration } from './cognito/configuration/configuration.js';
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
export type { SignOutResult, UnconfirmedRevocation } from './cognito/session/sign-out-result.js';
export type { AdoptionSource, AdoptSessionOptions } from './cognito/adopt/types.js';
export { createCognitoSession } from './cognito/session/create-session.js';
export type {
  CognitoSession,
  CognitoSessionOptions,
  FederatedSignInOptions,
  InitializeOptions,
  SessionProvider,
  SignOutOptions,
} from './cognito/session/types.js';
export type { RefreshOptions, SessionCredentials } from './cognito/session/credentials/credentials-source.js';
export type { RenewedProviderToken, RenewProviderToken } from './cognito/session/credentials/provider-token.js';
export type { GetTokensOptions, SessionTokens } from './cognito/session/tokens/token-source.js';
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
} from './cognito/user-pool/sign-in/types.js';
export type { SessionSnapshot, SessionStore } from './cognito/session/record/snapshot.js';
export {
  createSharedRenewals,
  type SharedRenewals,
  type SharedRenewalsOptions,
} from './cognito/session/tokens/shared-renewals.js';
export type { SessionState, StateInfo } from './cognito/session/record/states.js';
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
} from './cognito/storage/storage.js';
export { type BasicFlow, type BasicFlowRoles, basicFlow } from './cognito/identity-pool/sts.js';
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
} from './cognito/user-pool/create-operations.js';
