import type { Claims, TokenSigner } from '../tokens.js';
import { userClaims } from './attribute-claims.js';
import { type Bytes, toBase64Url } from './bytes.js';
import { refusal } from './refusals.js';
import type { UserPoolWorld } from './options.js';
import type { Settings } from './settings.js';
import type { TokenSource } from './triggers/events.js';
import { claimsOverride, groupClaims, overridden } from './triggers/token-claims.js';
import { type Device, type User, type UserStore, uuid } from './users.js';

/** The tokens of a sign-in or a refresh, in the form of a response. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly ExpiresIn: number;
  readonly TokenType: 'Bearer';
  readonly NewDeviceMetadata?: { readonly DeviceKey: string; readonly DeviceGroupKey: string };
}

/** What a sign-in contributes to the tokens. */
export interface SignInDetails {
  /** A known device. Without one, a pool that tracks devices registers a new one. */
  readonly deviceKey?: string | undefined;
  readonly nonce?: string | undefined;
  readonly scope?: string | undefined;
  /** Whether the sign-in registers no device, as with a hosted UI. */
  readonly untracked?: boolean;
}

/** A sign-in, with all tokens derived from it. */
interface Grant extends SignInDetails {
  readonly username: string;
  /** The claim `origin_jti`. */
  readonly origin: string;
  /** When the user signed in, in seconds since 1970. */
  readonly authTime: number;
  readonly expires: number;
  revoked: boolean;
  /** When one of its tokens was last used, in milliseconds since 1970. */
  seen: number;
  /** Set when the sign-in is ended, until a token is used again. */
  end?: SignInEnd | undefined;
}

/** A refresh token. Has `rotatedAt` once it was exchanged for another one. */
interface RefreshToken {
  readonly grant: Grant;
  rotatedAt?: number;
}

/** A sign-in whose refresh token is still valid. */
export interface SignIn {
  readonly username: string;
  /** When the user signed in, in milliseconds since 1970, by the server's clock. */
  readonly since: number;
  /** When one of its tokens was last used, likewise. */
  readonly seen: number;
}

/** The end of a sign-in. */
export interface SignInEnd {
  /** In milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /** Whether a client ended it (RevokeToken, GlobalSignOut, DeleteUser), or a test (`revokeTokens()`). */
  readonly by: 'client' | 'test';
}

/** A sign-in that has ended. */
export interface EndedSignIn extends SignIn {
  readonly ended: SignInEnd;
}

/** The sign-ins of a pool. */
export interface Grants {
  readonly refreshes: number;
  /** Returns the sign-ins whose refresh token is still valid, oldest first. */
  signIns(): SignIn[];
  /** Returns the sign-ins that a client or a test has ended, in the order of their beginning. */
  endedSignIns(): EndedSignIn[];
  start(
    user: User,
    details?: SignInDetails,
    source?: TokenSource,
  ): Promise<AuthenticationResult & { readonly RefreshToken: string }>;
  /** @throws PoolError for a token that is invalid, or belongs to another device */
  refresh(token: string, deviceKey: string | undefined): Promise<AuthenticationResult>;
  /** Returns the user of a refresh token, valid or not. */
  ownerOf(token: string): User | undefined;
  /** Ends the sign-in of a refresh token. */
  revoke(token: string): void;
  /** Ends all sign-ins of a user. */
  revokeAll(user: User, by?: SignInEnd['by']): void;
  /** @throws PoolError for an invalid access token */
  authenticate(accessToken: string): Promise<User>;
  /** Returns the claims of a valid ID token. */
  verifyIdToken(token: string): Promise<Claims | undefined>;
  /** Undoes revocations and resets the count. */
  reset(): void;
}

/** Issues tokens, and tracks which are still valid. */
export const createGrants = (
  settings: Settings,
  world: {
    now(): number;
    random(length: number): Bytes;
    readonly users: UserStore;
    readonly signer: TokenSigner;
  } & Pick<UserPoolWorld, 'onToken' | 'isTokenExpired'>,
): Grants => {
  const { now, random, users, signer } = world;
  const isOver = (token: string, { exp }: Claims): boolean =>
    now() >= Number(exp) * 1_000 || world.isTokenExpired?.(token) === true;
  const { issuer: iss, clientId, rotationGrace } = settings;
  const tokens = new Map<string, RefreshToken>();
  const grants = new Map<string, Grant>();
  let refreshes = 0;

  const end = (grant: Grant, by: SignInEnd['by']): void => {
    grant.revoked = true;
    grant.end ??= { at: now(), by };
  };
  /** After a reset, a token that was revoked is good again. */
  const use = (grant: Grant): void => {
    grant.seen = now();
    grant.end = undefined;
  };

  const issueRefreshToken = (grant: Grant): string => {
    // Cognito's refresh tokens are encrypted: five parts, of which only the first is readable.
    const parts = [190, 12, 300, 16].map((length) => toBase64Url(random(length)));
    const token = ['eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ', ...parts].join('.');
    tokens.set(token, { grant });
    return token;
  };

  const issue = async (user: User, grant: Grant, source: TokenSource): Promise<AuthenticationResult> => {
    const override = await claimsOverride(settings, user, source);
    const iat = Math.floor(now() / 1_000);
    const shared = {
      sub: user.sub,
      ...groupClaims(user, override),
      iss,
      origin_jti: grant.origin,
      event_id: uuid(random),
      auth_time: grant.authTime,
      iat,
    };
    const access = {
      ...shared,
      ...(grant.deviceKey === undefined ? {} : { device_key: grant.deviceKey }),
      client_id: clientId,
      token_use: 'access',
      scope: grant.scope ?? 'aws.cognito.signin.user.admin',
      exp: iat + Math.ceil(settings.accessTokenLifetime / 1_000),
      jti: uuid(random),
      username: user.username,
    };
    const id = {
      ...shared,
      ...userClaims(user),
      'cognito:username': user.username,
      ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
      aud: clientId,
      token_use: 'id',
      exp: iat + Math.ceil(settings.idTokenLifetime / 1_000),
      jti: uuid(random),
    };
    const [AccessToken, IdToken] = [await signer.sign(access), await signer.sign(overridden(id, override))];
    for (const token of [AccessToken, IdToken]) world.onToken?.(token, user.sub);
    return {
      AccessToken,
      IdToken,
      ExpiresIn: access.exp - iat,
      TokenType: 'Bearer',
    };
  };

  const newDevice = (): Device => {
    const time = now();
    return {
      key: `${settings.region}_${uuid(random)}`,
      groupKey: `-${toBase64Url(random(6))}`,
      createdAt: time,
      modifiedAt: time,
      usedAt: time,
      name: '',
      remembered: false,
      salt: undefined,
      verifier: 0n,
    };
  };

  return {
    get refreshes() {
      return refreshes;
    },
    signIns: () =>
      [...grants.values()]
        .filter(({ username, end: ended, expires }) => !ended && now() < expires && users.find(username)?.enabled)
        .map(({ username, authTime, seen }) => ({ username, since: authTime * 1_000, seen })),
    endedSignIns: () =>
      [...grants.values()].flatMap(({ username, authTime, seen, end: ended }) =>
        ended ? [{ username, since: authTime * 1_000, seen, ended }] : [],
      ),
    start: async (user, details = {}, source = 'TokenGeneration_HostedAuth') => {
      const known = details.deviceKey === undefined ? undefined : user.devices.get(details.deviceKey);
      if (known) known.usedAt = now();
      const tracked = settings.deviceTracking !== 'off' && !details.untracked;
      const registered = known || !tracked ? undefined : newDevice();
      const grant: Grant = {
        ...details,
        deviceKey: (known ?? registered)?.key,
        username: user.username,
        origin: uuid(random),
        authTime: Math.floor(now() / 1_000),
        expires: now() + settings.refreshTokenLifetime,
        revoked: false,
        seen: now(),
      };
      const result = await issue(user, grant, source);
      // Only now, because a trigger may refuse the tokens.
      grants.set(grant.origin, grant);
      if (registered) user.devices.set(registered.key, registered);
      return {
        ...result,
        RefreshToken: issueRefreshToken(grant),
        ...(registered
          ? { NewDeviceMetadata: { DeviceKey: registered.key, DeviceGroupKey: registered.groupKey } }
          : {}),
      };
    },
    refresh: async (token, deviceKey) => {
      const found = tokens.get(token);
      const user = found && users.find(found.grant.username);
      if (!found || !user) throw refusal('refreshTokenInvalid');
      const { grant, rotatedAt } = found;
      if (grant.revoked) throw refusal('refreshTokenRevoked');
      if (now() >= grant.expires) throw refusal('refreshTokenExpired');
      if (!user.enabled) throw refusal('disabled');
      if (rotationGrace !== undefined && rotatedAt !== undefined && now() >= rotatedAt + rotationGrace) {
        throw refusal('refreshTokenReused');
      }
      // A token is bound to its device once the device is confirmed, until the device is forgotten.
      if (grant.deviceKey !== undefined && (deviceKey !== grant.deviceKey || !user.devices.get(deviceKey)?.salt)) {
        throw refusal('refreshTokenInvalid');
      }
      use(grant);
      refreshes += 1;
      const refreshed = await issue(user, grant, 'TokenGeneration_RefreshTokens');
      if (rotationGrace === undefined) return refreshed;
      found.rotatedAt ??= now();
      return { ...refreshed, RefreshToken: issueRefreshToken(grant) };
    },
    ownerOf: (token) => users.find(tokens.get(token)?.grant.username ?? ''),
    revoke: (token) => {
      const found = tokens.get(token);
      if (found) end(found.grant, 'client');
    },
    revokeAll: ({ username }, by = 'client') => {
      for (const grant of grants.values()) if (grant.username === username) end(grant, by);
    },
    authenticate: async (accessToken) => {
      const claims = await signer.read(accessToken);
      if (!claims || claims.iss !== iss || claims.token_use !== 'access') {
        throw refusal('accessTokenInvalid');
      }
      if (isOver(accessToken, claims)) throw refusal('accessTokenExpired');
      const user = users.find(String(claims.username));
      // A user who signed up later with the same name is another user.
      if (user?.sub !== claims.sub) throw refusal('unknownUser');
      const grant = grants.get(String(claims.origin_jti));
      if (grant?.revoked !== false) throw refusal('accessTokenRevoked');
      if (!String(claims.scope).split(' ').includes('aws.cognito.signin.user.admin')) {
        throw refusal('accessTokenScopes');
      }
      if (!user?.enabled) throw refusal('disabled');
      use(grant);
      return user;
    },
    verifyIdToken: async (token) => {
      const claims = await signer.read(token);
      const good =
        claims?.iss === iss && claims.aud === clientId && claims.token_use === 'id' && !isOver(token, claims);
      return good ? claims : undefined;
    },
    reset: () => {
      refreshes = 0;
      for (const grant of grants.values()) {
        grant.revoked = false;
        // An app that has signed out no longer has the tokens, although they are good again.
        if (grant.end?.by === 'test') grant.end = undefined;
      }
    },
  };
};
