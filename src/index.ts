export {
  type AdapterOptions,
  type BeginCall,
  type BegunCall,
  type ClientCall,
  createAdapter,
} from './core/adapter.js';
export type { Authenticator, AuthenticatorOptions } from './core/authenticator.js';
export type { Answer, Call, Outcome, Transport } from './core/call.js';
export type { Clock } from './core/clock.js';
export type { Connectivity, ConnectivitySource } from './core/connectivity.js';
export type { Provider, ProviderRequest } from './core/provider.js';
export {
  AuthError,
  type AuthErrorCode,
  CredentialsError,
  IdentityChangedError,
  IdentityUnknownError,
  isAuthError,
  ReauthenticationError,
  RedirectError,
  type ServiceErrorCode,
  UnsignableRequestError,
} from './core/errors.js';
export type { AuthEvents, AuthEventType, CallInfo } from './core/events.js';
export type { Reauthenticate } from './core/reauthenticate.js';
export type { Rejection } from './core/rejection.js';
export type { FailedAttempt, RetryOptions } from './core/retry.js';
export type { OriginRule } from './core/scope.js';
export type { QueryPair, StrictUrl } from './core/strict-url.js';
export type { HeaderMap, OneShotBody, WireBody, WireRequest } from './core/wire-request.js';
export { createSigV4, type SigV4Authenticator, type SigV4Options } from './sigv4/create-sigv4.js';
export type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from './sigv4/credentials.js';
export type { PresignOptions } from './sigv4/presign.js';
export type { SigningOptions } from './sigv4/settings.js';
export type { SignedRequest } from './sigv4/sign.js';
export type { SignableRequest } from './sigv4/read-signable.js';
export type { SignOptions } from './sigv4/signable.js';
export type { Verdict } from './core/verdicts.js';
export { createTokenAuth, type TokenAuthOptions } from './token/create-token-auth.js';
