export type { FlavourName, Verdict } from './api/flavours/flavour.js';
export type { Responder, ResponderContext } from './api/responders.js';
export type { AwsMock, DelayOptions, DenyOptions, OfflineOptions, ThrottleOptions } from './aws-mock.js';
export type { MockCall } from './api/call-log.js';
export type { IdentityPoolOptions } from './cognito/identity-pool/options.js';
export type { TokenOptions } from './cognito/identity-pool/provider-tokens.js';
export type {
  DeveloperIdentity,
  DeveloperIdentityOptions,
  MockIdentity,
  MockIdentityPool,
} from './cognito/identity-pool.js';
export type {
  AuthFlow,
  ChallengeResult,
  Claims,
  ClaimsOverrideDetails,
  CodePurpose,
  CreateAuthChallengeEvent,
  CustomChallengeRound,
  CustomChallengeStep,
  DefineAuthChallengeEvent,
  DeliveredCode,
  EndedSignIn,
  GroupOverrideDetails,
  IssuedTokens,
  KnownTotp,
  KnownUser,
  LambdaTrigger,
  MfaMethod,
  PasswordPolicy,
  PoolUser,
  PostAuthenticationEvent,
  PostConfirmationEvent,
  PreAuthenticationEvent,
  PreSignUpOutput,
  PreSignUpRequest,
  PreSignUpResponse,
  PreTokenGenerationEvent,
  RefreshTokenRotation,
  SchemaAttribute,
  SignIn,
  TokenSource,
  TriggerEvent,
  TriggerRecord,
  Triggers,
  UserPool,
  UserPoolOptions,
  UserStatus,
  VerifyAuthChallengeResponseEvent,
} from './cognito/user-pool.js';
export { createAwsMock } from './create-aws-mock.js';
export type { Duration } from './duration.js';
export type { DenyAs } from './api/denials.js';
export type { Undo } from './api/faults.js';
export type {
  Caller,
  MockCredentialsProvider,
  MockUser,
  PermanentCredentials,
  TemporaryCredentials,
} from './api/keys.js';
export type { ListenOptions, MockListener } from './serving/listener.js';
export type { ApiOptions, AwsMockOptions, Json } from './options.js';
export type { MockOperation, ServiceName } from './cognito/operation-log.js';
export type { ArrivedRequest } from './verifier/types.js';
export type { Auth0Options, Auth0User } from './oauth/auth0-tenant.js';
export type { HostedUiMockOptions, SlackMockOptions } from './oauth/options.js';
export type { PlaywrightRoute, PlaywrightRouter } from './serving/playwright.js';
export type { SignedInput } from './api/signed-by.js';
export type { Slack, SlackOptions } from './slack/slack.js';
