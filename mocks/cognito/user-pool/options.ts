import type { Duration } from '../../duration.js';
import type { Authorize } from '../administrators.js';
import type { OnToken } from '../token-log.js';
import type { Triggers } from './triggers/events.js';

/** How a client may begin a sign-in. */
export type AuthFlow =
  | 'USER_SRP_AUTH'
  | 'USER_PASSWORD_AUTH'
  | 'CUSTOM_AUTH'
  | 'USER_AUTH'
  | 'REFRESH_TOKEN_AUTH'
  /** Only by AdminInitiateAuth, where `ADMIN_NO_SRP_AUTH` is another name for it. */
  | 'ADMIN_USER_PASSWORD_AUTH';

/** A second factor. */
export type MfaMethod = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** The state of a user's account. */
export type UserStatus = 'CONFIRMED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** A user who exists from the start. */
export interface PoolUser {
  /** The user name, or an email address or phone number if users of the pool sign in with these. */
  readonly username: string;
  /** The password. Default: none, for a user who signs in by other means. */
  readonly password?: string;
  /** The claim `sub`. Default: a random UUID. */
  readonly sub?: string;
  /**
   * Standard and `custom:` attributes. An address counts as verified
   * unless the attributes say otherwise. Default: none.
   */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The names of the user's groups, for the claim `cognito:groups`. Default: none. */
  readonly groups?: readonly string[];
  /** The state of the account. Default: `'CONFIRMED'`. */
  readonly status?: UserStatus;
  /** Whether the account is enabled. Default: true. */
  readonly enabled?: boolean;
  /** The second factors that are enabled. Default: none. */
  readonly mfa?: readonly MfaMethod[];
  /** The preferred one of several second factors. Default: none; the user must choose. */
  readonly preferredMfa?: MfaMethod;
  /** The secret of the authenticator app, in base32. Default: random if `mfa` has `'SOFTWARE_TOKEN_MFA'`, else none. */
  readonly totpSecret?: string;
}

/** What a new password must contain. The defaults are Cognito's: 8 characters of all four kinds. */
export interface PasswordPolicy {
  /** How many characters it must have. Default: 8. */
  readonly minimumLength: number;
  /** Whether it must have a lower-case letter. Default: true. */
  readonly lowercase: boolean;
  /** Whether it must have an upper-case letter. Default: true. */
  readonly uppercase: boolean;
  /** Whether it must have a digit. Default: true. */
  readonly numbers: boolean;
  /** Whether it must have a symbol. Default: true. */
  readonly symbols: boolean;
}

/** An attribute of a pool's schema, as in CreateUserPool. What is left out is as for AWS's standard attributes. */
export interface SchemaAttribute {
  /** A standard attribute such as `birthdate`, or your own, with its prefix: `custom:team`. */
  readonly name: string;
  /** What values are. Default: `'String'`. */
  readonly type?: 'String' | 'Number' | 'Boolean' | 'DateTime';
  /** Whether users may change the value after the sign-up. Default: true. */
  readonly mutable?: boolean;
  /** Whether every user must have it. Default: false. */
  readonly required?: boolean;
  /** The shortest text. Default: 0. */
  readonly minLength?: number;
  /** The longest text. Default: 2048. */
  readonly maxLength?: number;
  /** The smallest number. Default: none. */
  readonly minValue?: number;
  /** The largest number. Default: none. */
  readonly maxValue?: number;
}

/** Refresh tokens that are replaced when they are used. */
export interface RefreshTokenRotation {
  /** For how many seconds the old token can still be used, 0 to 60. */
  readonly graceSeconds: number;
}

/**
 * Options of a user pool.
 *
 * @example
 * ```ts
 * const mock = createAwsMock({
 *   userPools: [{ users: [{ username: 'alice', password: 'Correct-horse-1', mfa: ['SOFTWARE_TOKEN_MFA'] }], mfa: 'required' }],
 * });
 * ```
 */
export interface UserPoolOptions extends Triggers {
  /** The pool's id, which begins with the region. Default: `'us-east-1_Mock00001'`. */
  readonly id?: string;
  /** The app client's id. Default: `'mockclient0000000000000001'`. */
  readonly clientId?: string;
  /** The app client's secret. With one, calls need a SECRET_HASH. Default: none. */
  readonly clientSecret?: string;
  /** The users who exist from the start. Default: none. */
  readonly users?: readonly PoolUser[];
  /**
   * What users sign in with. `'username-or-alias'` also accepts a verified email address, phone number or preferred
   * username; with `'email'` or `'phone_number'` the real username is the `sub`. Default: `'username'`.
   */
  readonly signInWith?: 'username' | 'username-or-alias' | 'email' | 'phone_number';
  /** The allowed auth flows. Default: all. With refresh token rotation, `REFRESH_TOKEN_AUTH` is never allowed. */
  readonly flows?: readonly AuthFlow[];
  /** Whether users have a second factor. Default: `'optional'`. */
  readonly mfa?: 'off' | 'optional' | 'required';
  /** The second factors that a user without one may set up if one is required. Default: `['SOFTWARE_TOKEN_MFA']`. */
  readonly mfaSetup?: readonly ('SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[];
  /**
   * Whether devices are tracked. If so, only the device that signed in can refresh tokens, and only once it is
   * confirmed (ConfirmDevice). Default: `'off'`.
   */
  readonly deviceTracking?: 'off' | 'always' | 'opt-in';
  /** Whether each refresh returns a new refresh token. `true` allows no grace period. Default: false. */
  readonly refreshTokenRotation?: boolean | RefreshTokenRotation;
  /** The lifetime of access tokens. Default: 1 hour. */
  readonly accessTokenLifetime?: Duration;
  /** The lifetime of ID tokens. Default: 1 hour. */
  readonly idTokenLifetime?: Duration;
  /** The lifetime of refresh tokens. Default: 30 days. */
  readonly refreshTokenLifetime?: Duration;
  /** Whether users cannot sign up themselves. Default: false. */
  readonly allowAdminCreateUserOnly?: boolean;
  /** Whether new users are confirmed immediately. Default: false. */
  readonly autoConfirm?: boolean;
  /**
   * The pool's own attributes, and changes to the standard ones. Attributes outside the schema are refused, as by AWS.
   * Default: AWS's standard attributes, and the `custom:` ones that declared users have.
   */
  readonly schema?: readonly SchemaAttribute[];
  /** Attributes that every user must have, in addition to those that `schema` requires. Default: none. */
  readonly requiredAttributes?: readonly string[];
  /** What a new password must contain. Default: Cognito's policy. */
  readonly passwordPolicy?: Partial<PasswordPolicy>;
  /** Whether an unknown user looks like a wrong password, as for new app clients. Default: true. */
  readonly preventUserExistenceErrors?: boolean;
  /** The relying party of passkeys, a domain. Default: `'localhost'`. */
  readonly relyingPartyId?: string;
}

/** The dependencies of a pool. */
export interface UserPoolWorld {
  /** What the names of options begin with in messages, such as `userPools[0].`. Default: nothing. */
  readonly where?: string;
  /** Returns the time by the server's clock, in milliseconds since 1970. */
  now(): number;
  /** Creates random bytes. Default: `crypto`'s. */
  random?(length: number): Uint8Array;
  /** Called with each issued token. Default: nothing. */
  readonly onToken?: OnToken;
  /** Whether a test has expired a token. Default: never. */
  readonly isTokenExpired?: (token: string) => boolean;
  /** Whether the delivery of codes fails now. Default: never. */
  readonly failsDelivery?: () => boolean;
  /** Verifies the signature of an operation that needs AWS credentials. Default: the pool has no such operations. */
  readonly authorize?: Authorize;
}
