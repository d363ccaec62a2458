import type { Claims } from './tokens.js';
import type { MfaMethod, UserPoolOptions, UserPoolWorld } from './user-pool/options.js';

export type { Claims } from './tokens.js';
export type * from './user-pool/options.js';

/** A code that was "sent". */
export interface DeliveredCode {
  /** The real username. */
  readonly username: string;
  readonly code: string;
  readonly medium: 'EMAIL' | 'SMS';
  /** The address in full; clients are told a masked one. */
  readonly destination: string;
  /** The operation or challenge that sent it. */
  readonly reason: string;
}

/** A call's ClientMetadata, which the pool's Lambda triggers would see. */
export interface TriggerRecord {
  readonly operation: string;
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/** The tokens of a sign-in. */
export interface IssuedTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of the access token, in seconds. */
  readonly expiresIn: number;
}

/** An in-memory Cognito user pool with one app client. */
export interface UserPool {
  readonly id: string;
  readonly clientId: string;
  readonly region: string;
  /** `https://cognito-idp.{region}.amazonaws.com/{id}`, the claim `iss`. */
  readonly issuer: string;
  /**
   * Answers a call to the pool's endpoint, whatever its host: the JSON operations by POST, `{id}/.well-known/jwks.json`
   * and `{id}/.well-known/openid-configuration` by GET, CORS preflights by OPTIONS.
   */
  answer(request: Request): Promise<Response>;
  /** The claims of an ID token which this pool signed for this client and which has not expired; else nothing. */
  verifyIdToken(token: string): Promise<Claims | undefined>;
  /** The latest code sent to a user, by username, alias or sub. */
  lastCode(username: string): string | undefined;
  /** Every code sent, oldest first. */
  readonly codes: readonly DeliveredCode[];
  /** What the user's authenticator app shows now; nothing where the user has none. */
  totpCode(username: string): Promise<string | undefined>;
  /** Signs a user in without a client, as a hosted UI does. */
  issueTokens(username: string, claims?: { readonly nonce?: string; readonly scope?: string }): Promise<IssuedTokens>;
  /** Whether it is the user's password. */
  checkPassword(username: string, password: string): boolean;
  /** Signs the user out everywhere, as `AdminUserGlobalSignOut` does. */
  revokeTokens(username: string): void;
  /** How many times tokens were refreshed. */
  readonly refreshes: number;
  /** The ClientMetadata that arrived, oldest first. */
  readonly triggers: readonly TriggerRecord[];
  /** Users as declared, no sessions, codes or records. Tokens of declared users stay good, revoked ones too. */
  reset(): void;
}

/**
 * Creates a user pool that official clients can talk to.
 *
 * @throws TypeError that names the option which is wrong
 */
export const createUserPool = (options: UserPoolOptions, world: UserPoolWorld): UserPool => {
  throw new TypeError(`createUserPool(): not written yet ${String(options.id)} ${world.now()} ${'' as MfaMethod}`);
};
