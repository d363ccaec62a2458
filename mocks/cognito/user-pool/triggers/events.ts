// "Customizing user pool workflows with Lambda triggers" (Cognito Developer Guide) describes these events, version 1.

/** Names and values. */
type Texts = Readonly<Record<string, string>>;

/** The event of a Lambda trigger. */
export interface TriggerEvent<Source extends string, Request, Response> {
  readonly version: string;
  /** What caused the event, such as `PreSignUp_SignUp`. */
  readonly triggerSource: Source;
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Request;
  /** What the function fills in. */
  response: Response;
}

/** A trigger: the handler of a Lambda function. Like one, it must return the event. */
export type LambdaTrigger<Event> = (event: Event) => Event | Promise<Event>;

/** The response of a pre-sign-up trigger. */
export interface PreSignUpResponse {
  /** Whether the user is confirmed without a code. */
  autoConfirmUser?: boolean;
  autoVerifyEmail?: boolean;
  autoVerifyPhone?: boolean;
}

/** What the pre-sign-up trigger gets: AWS's event, and its main members by shorter names. */
export interface PreSignUpRequest
  extends TriggerEvent<
    'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser',
    { readonly userAttributes: Texts; readonly validationData: Texts; readonly clientMetadata: Texts },
    PreSignUpResponse
  > {
  readonly username: string;
  readonly attributes: Texts;
  readonly validationData: Texts;
  readonly clientMetadata: Texts;
}

/** After a sign-up or a new password was confirmed. */
export type PostConfirmationEvent = TriggerEvent<
  'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  { readonly userAttributes: Texts; readonly clientMetadata: Texts },
  object
>;

/** Before a password is looked at. */
export type PreAuthenticationEvent = TriggerEvent<
  'PreAuthentication_Authentication',
  { readonly userAttributes: Texts; readonly validationData: Texts; readonly userNotFound?: boolean },
  object
>;

/** After a sign-in, before its tokens. */
export type PostAuthenticationEvent = TriggerEvent<
  'PostAuthentication_Authentication',
  { readonly userAttributes: Texts; readonly newDeviceUsed: boolean; readonly clientMetadata?: Texts },
  object
>;

/** The groups and roles of tokens. */
export interface GroupOverrideDetails {
  groupsToOverride?: string[];
  iamRolesToOverride?: string[];
  preferredRole?: string;
}

/** What tokens are issued for. */
export type TokenSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_AuthenticateDevice'
  | 'TokenGeneration_RefreshTokens';

/** What a pre-token-generation trigger changes. The claims are those of the ID token; the groups, of both tokens. */
export interface ClaimsOverrideDetails {
  claimsToAddOrOverride?: Record<string, string>;
  claimsToSuppress?: string[];
  groupOverrideDetails?: GroupOverrideDetails | null;
}

/** Before tokens are issued. */
export type PreTokenGenerationEvent = TriggerEvent<
  TokenSource,
  { readonly userAttributes: Texts; readonly groupConfiguration: GroupOverrideDetails },
  { claimsOverrideDetails?: ClaimsOverrideDetails | null }
>;

/** The result of an earlier challenge of the same sign-in. */
export interface ChallengeResult {
  readonly challengeName: 'SRP_A' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';
  readonly challengeResult: boolean;
  /** The metadata of the challenge. */
  readonly challengeMetadata?: string;
}

/** What the requests of the triggers of custom authentication share. */
interface CustomRequest {
  readonly userAttributes: Texts;
  /** Whether there is no such user, which the response should not reveal. */
  readonly userNotFound?: boolean;
  readonly clientMetadata: Texts;
}

/** Which challenge is next. */
export type DefineAuthChallengeEvent = TriggerEvent<
  'DefineAuthChallenge_Authentication',
  CustomRequest & { readonly session: readonly ChallengeResult[] },
  { challengeName?: string; issueTokens?: boolean; failAuthentication?: boolean }
>;

/** What the user is asked, and how the answer will be recognized. */
export type CreateAuthChallengeEvent = TriggerEvent<
  'CreateAuthChallenge_Authentication',
  CustomRequest & { readonly challengeName: string; readonly session: readonly ChallengeResult[] },
  {
    publicChallengeParameters?: Record<string, string>;
    privateChallengeParameters?: Record<string, string>;
    challengeMetadata?: string;
  }
>;

/** Whether an answer is right. */
export type VerifyAuthChallengeResponseEvent = TriggerEvent<
  'VerifyAuthChallengeResponse_Authentication',
  CustomRequest & { readonly privateChallengeParameters: Texts; readonly challengeAnswer: string },
  { answerCorrect?: boolean }
>;

/** What the short form of the triggers of custom authentication gets. */
export interface CustomChallengeRound {
  readonly username: string;
  readonly attributes: Texts;
  /** The earlier challenges, oldest first. Empty at the start, unless the client began with SRP. */
  readonly session: readonly ChallengeResult[];
  readonly clientMetadata: Texts;
}

/** Accept the user, refuse the user, or present a challenge: the client gets `parameters` and must send `answer`. */
export type CustomChallengeStep =
  | 'allow'
  | 'deny'
  | { readonly parameters: Texts; readonly answer: string; readonly metadata?: string };

/**
 * The Lambda triggers of a pool. A function that throws refuses what it was asked about: the client gets
 * `UserLambdaValidationException`, such as "PreSignUp failed with error {message}." Default: none.
 */
export interface Triggers {
  /**
   * The pre-sign-up trigger. It may also return its response alone, undefined to accept, or the message of its refusal.
   * Default: none.
   */
  readonly preSignUp?: (signUp: PreSignUpRequest) => PreSignUpOutput | Promise<PreSignUpOutput>;
  /** The post-confirmation trigger. If it throws, the user is confirmed nevertheless. Default: none. */
  readonly postConfirmation?: LambdaTrigger<PostConfirmationEvent>;
  /** The pre-authentication trigger. Default: none. */
  readonly preAuthentication?: LambdaTrigger<PreAuthenticationEvent>;
  /** The post-authentication trigger. Default: none. */
  readonly postAuthentication?: LambdaTrigger<PostAuthenticationEvent>;
  /** The pre-token-generation trigger, with events of version 1. Default: none. */
  readonly preTokenGeneration?: LambdaTrigger<PreTokenGenerationEvent>;
  /** The trigger that decides which custom challenge is next. With it, `customChallenge` is ignored. Default: none. */
  readonly defineAuthChallenge?: LambdaTrigger<DefineAuthChallengeEvent>;
  /** The trigger that creates a custom challenge. Default: none. */
  readonly createAuthChallenge?: LambdaTrigger<CreateAuthChallengeEvent>;
  /** The trigger that checks the answer to a custom challenge. Default: none. */
  readonly verifyAuthChallengeResponse?: LambdaTrigger<VerifyAuthChallengeResponseEvent>;
  /**
   * Short for `defineAuthChallenge`, `createAuthChallenge` and `verifyAuthChallengeResponse`, as one function. Default:
   * none. Without it and without them, `CUSTOM_AUTH` is refused.
   */
  readonly customChallenge?: (round: CustomChallengeRound) => CustomChallengeStep | Promise<CustomChallengeStep>;
}

/** What a pre-sign-up trigger may return. */
export type PreSignUpOutput = PreSignUpRequest | PreSignUpResponse | string | undefined;
