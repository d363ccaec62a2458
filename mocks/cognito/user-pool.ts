import { type Claims, createTokenSigner } from './tokens.js';
import type { Bytes } from './user-pool/bytes.js';
import { createCodeBook, type DeliveredCode } from './user-pool/codes.js';
import { type AuthenticationResult, createGrants, type SignIn } from './user-pool/grants.js';
import { answerHttp } from './user-pool/http.js';
import { textMap } from './user-pool/input.js';
import { codeOf, type KnownUser, knownUsers } from './user-pool/known-users.js';
import type { UserPoolOptions, UserPoolWorld } from './user-pool/options.js';
import type { Pool } from './user-pool/pool.js';
import { createSessions } from './user-pool/sessions.js';
import { readSettings } from './user-pool/settings.js';
import { stepAt, totp } from './user-pool/totp.js';
import { createUserStore, type User } from './user-pool/users.js';

export type { Claims } from './tokens.js';
export type { DeliveredCode } from './user-pool/codes.js';
export type { SignIn } from './user-pool/grants.js';
export type { KnownTotp, KnownUser } from './user-pool/known-users.js';
export type * from './user-pool/options.js';

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
  /** The claims of an ID or access token which this pool signed, expired or not; else nothing. */
  readToken(token: string): Promise<Claims | undefined>;
  /** The claims of an ID token which this pool signed for this client and which has not expired; else nothing. */
  verifyIdToken(token: string): Promise<Claims | undefined>;
  /** The `sub` of a user, by username, alias or sub. */
  subOf(username: string): string | undefined;
  /** The latest code sent to a user, by username, alias or sub. */
  lastCode(username: string): string | undefined;
  /** Every code sent, oldest first. */
  readonly codes: readonly DeliveredCode[];
  /** Who is in the pool now, oldest first, with the secrets and codes of their authenticator apps. */
  users(): Promise<readonly KnownUser[]>;
  /**
   * What the user's authenticator app shows now, also while it is being set up; nothing where the user has none.
   *
   * @param secret What an app shows that was given this secret a moment ago, and is not confirmed yet.
   */
  totpCode(username: string, secret?: string): Promise<string | undefined>;
  /** Signs a user in without a client, as a hosted UI does. */
  issueTokens(username: string, claims?: { readonly nonce?: string; readonly scope?: string }): Promise<IssuedTokens>;
  /**
   * New tokens for a refresh token, as an OAuth token endpoint gives them; `refreshToken` is another one where they rotate.
   *
   * @throws an Error with Cognito's `code` where the refresh token is not good
   */
  refreshTokens(refreshToken: string): Promise<IssuedTokens>;
  /** Ends the sign-in of a refresh token; nothing happens for one that is none. */
  revokeRefreshToken(refreshToken: string): void;
  /** Whether it is the user's password. */
  checkPassword(username: string, password: string): boolean;
  /** Signs the user out everywhere, as `AdminUserGlobalSignOut` does. */
  revokeTokens(username: string): void;
  /** How many times tokens were refreshed. */
  readonly refreshes: number;
  /** Who is signed in, oldest first: a sign-in ends when its refresh token is revoked or expires. */
  readonly signIns: readonly SignIn[];
  /** The ClientMetadata that arrived, oldest first. */
  readonly triggers: readonly TriggerRecord[];
  /** Users as declared, no sessions, codes or records. Tokens of declared users stay good, revoked ones too. */
  reset(): void;
}

/**
 * Creates a user pool that official clients can talk to. Nothing in it is persistent, and its passwords lie open: it is
 * for tests.
 *
 * @throws TypeError that names the option which is wrong
 */
export const createUserPool = (options: UserPoolOptions, world: UserPoolWorld): UserPool => {
  const settings = readSettings(options);
  const now = (): number => world.now();
  const random = (length: number): Bytes =>
    world.random ? Uint8Array.from(world.random(length)) : crypto.getRandomValues(new Uint8Array(length));
  const signer = createTokenSigner(random);
  const users = createUserStore(settings, now, random);
  const codes = createCodeBook(now, random, world.failsDelivery);
  const sessions = createSessions(now, random);
  const grants = createGrants(settings, { ...world, now, random, users, signer });
  const pool: Pool = { settings, users, codes, sessions, grants, signer, now, random };
  const triggers: TriggerRecord[] = [];

  const require = (username: string, method: string): User => {
    const user = users.find(username);
    if (!user) throw new TypeError(`${method}: there is no user '${username}' in the pool.`);
    return user;
  };

  return {
    id: settings.id,
    clientId: settings.clientId,
    region: settings.region,
    issuer: settings.issuer,
    answer: (request) =>
      answerHttp(pool, request, (operation, input) => {
        if (input.ClientMetadata) triggers.push({ operation, clientMetadata: textMap(input, 'ClientMetadata') });
      }),
    readToken: signer.read,
    verifyIdToken: grants.verifyIdToken,
    subOf: (username) => users.find(username)?.sub,
    lastCode: (username) => {
      const name = users.find(username)?.username;
      return codes.sent.findLast((sent) => sent.username === name)?.code;
    },
    get codes() {
      return [...codes.sent];
    },
    users: () => knownUsers(pool),
    totpCode: async (username, secret) =>
      secret === undefined ? codeOf(pool, require(username, 'totpCode()')) : totp(secret, stepAt(now())),
    issueTokens: async (username, claims = {}) => {
      const user = require(username, 'issueTokens()');
      return issued(await grants.start(user, { ...claims, untracked: true }), '');
    },
    refreshTokens: async (refreshToken) => issued(await grants.refresh(refreshToken, undefined), refreshToken),
    revokeRefreshToken: grants.revoke,
    checkPassword: (username, password) => users.find(username)?.password === password,
    revokeTokens: (username) => grants.revokeAll(require(username, 'revokeTokens()')),
    get refreshes() {
      return grants.refreshes;
    },
    get signIns() {
      return grants.signIns();
    },
    get triggers() {
      return [...triggers];
    },
    reset: () => {
      users.reset();
      codes.clear();
      sessions.clear();
      grants.reset();
      triggers.length = 0;
    },
  };
};

const issued = (result: AuthenticationResult, refreshToken: string): IssuedTokens => ({
  idToken: result.IdToken,
  accessToken: result.AccessToken,
  refreshToken: result.RefreshToken ?? refreshToken,
  expiresIn: result.ExpiresIn,
});
