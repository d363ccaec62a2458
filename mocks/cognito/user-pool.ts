import { type Claims, createTokenSigner } from './tokens.js';
import type { Bytes } from './user-pool/bytes.js';
import { createCodeBook, type DeliveredCode } from './user-pool/codes.js';
import { type AuthenticationResult, createGrants, type EndedSignIn, type SignIn } from './user-pool/grants.js';
import { createGroupStore } from './user-pool/groups.js';
import { answerHttp } from './user-pool/http.js';
import { textMap } from './user-pool/input.js';
import { codeOf, type KnownUser, knownUsers } from './user-pool/known-users.js';
import type { UserPoolOptions, UserPoolWorld } from './user-pool/options.js';
import type { Pool } from './user-pool/pool.js';
import { createSessions } from './user-pool/sessions.js';
import { readSettings } from './user-pool/settings.js';
import { requireTotp } from './user-pool/require-totp.js';
import { stepAt, totp } from './user-pool/totp.js';
import { createUserStore, type User } from './user-pool/users.js';

export type { Claims } from './tokens.js';
export type { CodePurpose, DeliveredCode } from './user-pool/codes.js';
export type { EndedSignIn, SignIn } from './user-pool/grants.js';
export type { KnownTotp, KnownUser } from './user-pool/known-users.js';
export type * from './user-pool/options.js';
export type * from './user-pool/triggers/events.js';

/** The ClientMetadata of a call, which the pool's Lambda triggers would get. */
export interface TriggerRecord {
  readonly operation: string;
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/** The tokens of a sign-in. */
export interface IssuedTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The lifetime of the access token, in seconds. */
  readonly expiresIn: number;
}

/** An in-memory Cognito user pool with one app client. */
export interface UserPool {
  readonly id: string;
  readonly clientId: string;
  readonly region: string;
  /** The claim `iss`: `https://cognito-idp.{region}.amazonaws.com/{id}`. */
  readonly issuer: string;
  /**
   * Responds to a call to the pool's endpoint, at any host: the JSON operations by POST, `{id}/.well-known/jwks.json`
   * and `{id}/.well-known/openid-configuration` by GET, CORS preflights by OPTIONS.
   *
   * @param failed Called with what a trigger throws, which the response only quotes.
   */
  answer(request: Request, failed?: (error: unknown) => void): Promise<Response>;
  /** Returns the claims of an ID or access token that this pool signed, expired or not. Undefined for any other token. */
  readToken(token: string): Promise<Claims | undefined>;
  /** Returns the claims of an unexpired ID token that this pool signed for this client. Undefined for any other token. */
  verifyIdToken(token: string): Promise<Claims | undefined>;
  /** Returns the `sub` of a user, by username, alias or sub. */
  subOf(username: string): string | undefined;
  /** Returns the latest code sent to a user, by username, alias or sub. */
  lastCode(username: string): string | undefined;
  /** All codes sent, oldest first. */
  readonly codes: readonly DeliveredCode[];
  /** Returns the users in the pool, oldest first, with the secrets and codes of their authenticator apps. */
  users(): Promise<readonly KnownUser[]>;
  /**
   * Returns the current code of the user's authenticator app, even while it is being set up. Undefined without an app.
   *
   * @param secret The secret of an app that is being set up. Default: the user's own.
   */
  totpCode(username: string, secret?: string): Promise<string | undefined>;
  /** Signs a user in without a client's call, as a hosted UI does. */
  issueTokens(username: string, claims?: { readonly nonce?: string; readonly scope?: string }): Promise<IssuedTokens>;
  /**
   * Exchanges a refresh token for new tokens, as an OAuth token
   * endpoint does. With rotation, `refreshToken` is a new one.
   *
   * @throws Error with Cognito's `code` for an invalid refresh token
   */
  refreshTokens(refreshToken: string): Promise<IssuedTokens>;
  /** Ends the sign-in of a refresh token. Ignores an unknown token. */
  revokeRefreshToken(refreshToken: string): void;
  /** Whether a password is the user's. */
  checkPassword(username: string, password: string): boolean;
  /** Signs the user out everywhere, as `AdminUserGlobalSignOut` does. */
  revokeTokens(username: string): void;
  /** How many times tokens were refreshed. */
  readonly refreshes: number;
  /** The current sign-ins, oldest first. A sign-in ends when its refresh token is revoked or expires. */
  readonly signIns: readonly SignIn[];
  /** The sign-ins that a client or a test has ended, oldest first. */
  readonly endedSignIns: readonly EndedSignIn[];
  /**
   * Makes the user's sign-in ask for the code of an authenticator app, whose secret is new if the user had none.
   *
   * @returns The function that undoes it.
   * @throws TypeError for a pool whose `mfa` is `'off'`
   */
  requireTotp(username: string): () => void;
  /** The ClientMetadata that arrived, oldest first. */
  readonly triggers: readonly TriggerRecord[];
  /**
   * Restores the declared users and clears sessions, codes and
   * records. Tokens of declared users stay valid, even revoked ones.
   */
  reset(): void;
}

/**
 * Creates a user pool that official clients can use. It is for tests:
 * it keeps everything in memory, including passwords in plain text.
 *
 * @throws TypeError that names the invalid option
 */
export const createUserPool = (options: UserPoolOptions, world: UserPoolWorld): UserPool => {
  const settings = readSettings(options, world.where);
  const now = (): number => world.now();
  const random = (length: number): Bytes =>
    world.random ? Uint8Array.from(world.random(length)) : crypto.getRandomValues(new Uint8Array(length));
  const signer = createTokenSigner(random);
  const users = createUserStore(settings, now, random);
  const codes = createCodeBook(now, random, world.failsDelivery);
  const sessions = createSessions(now, random);
  const grants = createGrants(settings, { ...world, now, random, users, signer });
  const groups = createGroupStore(settings, now);
  const { authorize } = world;
  const pool: Pool = { settings, users, groups, codes, sessions, grants, signer, authorize, now, random };
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
    answer: (request, failed) =>
      answerHttp(pool, request, {
        called: (operation, input) => {
          if (input.ClientMetadata) triggers.push({ operation, clientMetadata: textMap(input, 'ClientMetadata') });
        },
        ...(failed && { failed }),
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
    revokeTokens: (username) => grants.revokeAll(require(username, 'revokeTokens()'), 'test'),
    requireTotp: (username) => requireTotp(pool, require(username, 'requireTotp()')),
    get refreshes() {
      return grants.refreshes;
    },
    get signIns() {
      return grants.signIns();
    },
    get endedSignIns() {
      return grants.endedSignIns();
    },
    get triggers() {
      return [...triggers];
    },
    reset: () => {
      users.reset();
      groups.reset();
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
