import type { Duration } from '../../duration.js';
import type { OnToken } from '../token-log.js';

/** What a client may start a sign-in with. */
export type AuthFlow = 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH' | 'CUSTOM_AUTH' | 'USER_AUTH' | 'REFRESH_TOKEN_AUTH';

/** A second factor. */
export type MfaMethod = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** Where a user is in its life. */
export type UserStatus = 'CONFIRMED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** A user that is there from the start. */
export interface PoolUser {
  /** What the user types; an email address or phone number where the pool signs in by these. */
  readonly username: string;
  /** Default: none, for a user who signs in by other means. */
  readonly password?: string;
  /** Default: a random UUID. */
  readonly sub?: string;
  /** Standard and `custom:` attributes. An email address or phone number counts as verified unless these say otherwise. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Names of groups, for the claim `cognito:groups`. */
  readonly groups?: readonly string[];
  /** Default: `'CONFIRMED'`. */
  readonly status?: UserStatus;
  /** Default: true. */
  readonly enabled?: boolean;
  /** The second factors that are on. Default: none. */
  readonly mfa?: readonly MfaMethod[];
  /** Which of several factors is asked for. Default: the user is asked to choose. */
  readonly preferredMfa?: MfaMethod;
  /** The secret of the authenticator app, in base32. Default: a random one where `mfa` has `'SOFTWARE_TOKEN_MFA'`. */
  readonly totpSecret?: string;
}

/** What a new password must have. The defaults are Cognito's: 8 characters, and all four kinds. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly numbers: boolean;
  readonly symbols: boolean;
}

/** A challenge that was passed or failed earlier in the same sign-in. */
export interface ChallengeResult {
  readonly challengeName: 'SRP_A' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';
  readonly challengeResult: boolean;
  /** What the step that asked it gave as `metadata`. */
  readonly challengeMetadata?: string;
}

/** What the triggers of custom authentication know when they decide. */
export interface CustomChallengeRound {
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Oldest first; empty at the start, unless the client began with SRP. */
  readonly session: readonly ChallengeResult[];
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/** Let the user in, turn them away, or ask: `parameters` go to the client, `answer` is what it must say. */
export type CustomChallengeStep =
  | 'allow'
  | 'deny'
  | {
      readonly parameters: Readonly<Record<string, string>>;
      readonly answer: string;
      readonly metadata?: string;
    };

/** What the pre-sign-up trigger knows of who wants an account. */
export interface PreSignUpRequest {
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly validationData: Readonly<Record<string, string>>;
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/** Options of `createUserPool`. */
export interface UserPoolOptions {
  /** Begins with the region. Default: `'us-east-1_Mock00001'`. */
  readonly id?: string;
  /** Default: `'mockclient0000000000000001'`. */
  readonly clientId?: string;
  /** Default: none; with one, calls need a SECRET_HASH. */
  readonly clientSecret?: string;
  /** Default: none. */
  readonly users?: readonly PoolUser[];
  /**
   * What users sign in with. `'username-or-alias'` also takes a verified email address, phone number or preferred
   * username; with `'email'` or `'phone_number'` the real username is the `sub`. Default: `'username'`.
   */
  readonly signInWith?: 'username' | 'username-or-alias' | 'email' | 'phone_number';
  /** Default: all; where refresh tokens rotate, `REFRESH_TOKEN_AUTH` is never among them. */
  readonly flows?: readonly AuthFlow[];
  /** Default: `'optional'`. */
  readonly mfa?: 'off' | 'optional' | 'required';
  /** What a user may set up when a second factor is required and there is none. Default: `['SOFTWARE_TOKEN_MFA']`. */
  readonly mfaSetup?: readonly ('SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[];
  /**
   * Whether devices are tracked. If so, tokens are renewed only for the device that signed in, and once it is confirmed
   * (ConfirmDevice). Default: `'off'`.
   */
  readonly deviceTracking?: 'off' | 'always' | 'opt-in';
  /** Default: false; `true` is without a grace period. */
  readonly refreshTokenRotation?: boolean | { readonly graceSeconds: number };
  /** Default: 1 hour. */
  readonly accessTokenLifetime?: Duration;
  /** Default: 1 hour. */
  readonly idTokenLifetime?: Duration;
  /** Default: 30 days. */
  readonly refreshTokenLifetime?: Duration;
  /** Whether who signs up is confirmed at once. Default: false. */
  readonly autoConfirm?: boolean;
  /** Attributes that every user must have. Default: none. */
  readonly requiredAttributes?: readonly string[];
  readonly passwordPolicy?: Partial<PasswordPolicy>;
  /** Whether an unknown user looks like a wrong password, as new clients have it. Default: true. */
  readonly preventUserExistenceErrors?: boolean;
  /** Whom passkeys are for, a domain. Default: `'localhost'`. */
  readonly relyingPartyId?: string;
  /** The Lambda triggers define, create and verify in one. Default: none, and `CUSTOM_AUTH` is refused. */
  readonly customChallenge?: (round: CustomChallengeRound) => CustomChallengeStep | Promise<CustomChallengeStep>;
  /**
   * The pre-sign-up Lambda trigger: gives the message with which it refuses, or nothing. The client is told
   * `UserLambdaValidationException`, "PreSignUp failed with error {message}." Default: none.
   */
  readonly preSignUp?: (signUp: PreSignUpRequest) => string | undefined;
}

/** What the pool needs from outside. */
export interface UserPoolWorld {
  /** The time by the server's clock, in milliseconds since 1970. */
  now(): number;
  /** Random bytes. Default: those of `crypto`. */
  random?(length: number): Uint8Array;
  /** Told of each token that is issued. */
  readonly onToken?: OnToken;
  /** Whether a test has that token expired. Default: none is. */
  readonly isTokenExpired?: (token: string) => boolean;
  /** Whether codes cannot be sent now. Default: they can. */
  readonly failsDelivery?: () => boolean;
}
