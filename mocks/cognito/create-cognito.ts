import type { Api } from '../api/create-api.js';
import { identityPoolService, stsService, userPoolService } from './services.js';
import { createIdentityPool, type IdentityPool } from './identity-pool.js';
import type { IdentityPoolSettings } from './identity-pool/options.js';
import { createProviderTokens, type ProviderTokens } from './identity-pool/provider-tokens.js';
import { createUserPool, type DeliveredCode, type UserPool, type UserPoolOptions } from './user-pool.js';
import type { KeyStore } from '../api/keys.js';
import type { ReadJwt } from '../api/token-authorizer.js';
import { createAuthorize } from './administrators.js';
import { createEndpoint, type EndpointWorld } from './service-endpoint.js';
import type { OnToken } from './token-log.js';

/** The pools of a mock, and the services in front of them. */
export interface CognitoMock {
  /** The endpoints of the services that have a pool. */
  readonly endpoints: readonly Api[];
  readonly providerTokens: ProviderTokens;
  /** Reads a JWT of a pool or a third party, expired or not. */
  readonly readJwt: ReadJwt;
  /** @throws TypeError for an unknown pool */
  userPool(id?: string): UserPool;
  readonly userPools: readonly UserPool[];
  readonly identityPools: readonly IdentityPool[];
  /** @throws TypeError for an unknown pool */
  identityPool(id?: string): IdentityPool;
  /** @throws TypeError for a user whom no user pool has */
  revokeTokens(user: string): void;
  /**
   * Returns the user's `sub` in each user pool.
   *
   * @throws TypeError for a user whom no user pool has
   */
  subsOf(user: string): readonly string[];
  lastCode(user: string): string | undefined;
  /**
   * Returns the codes that were sent, oldest first.
   *
   * @throws TypeError for a user whom no user pool has
   */
  codes(user?: string): DeliveredCode[];
  /** @throws TypeError for a user whom no user pool has */
  totpCode(user: string): Promise<string | undefined>;
  readonly refreshes: number;
}

/** What the pools share with the rest of the mock. */
export interface CognitoWorld extends EndpointWorld {
  readonly keys: KeyStore;
  readonly credentialsLifetime: number;
  readonly onToken: OnToken;
  /** Whether a test has expired a token. */
  readonly isTokenExpired: (token: string) => boolean;
}

/** The pools to create. */
export interface CognitoSettings {
  readonly region: string;
  readonly userPools: readonly UserPoolOptions[];
  readonly identityPools: readonly IdentityPoolSettings[];
  /** The MaxSessionDuration of every role, in milliseconds. */
  readonly maxSessionDuration: number;
}

const pick = <T extends { readonly id: string }>(pools: readonly T[], id: string | undefined, option: string): T => {
  const found = id === undefined ? pools[0] : pools.find((pool) => pool.id === id);
  if (found) return found;
  const known = pools.map((pool) => `'${pool.id}'`).join(', ') || 'none';
  throw new TypeError(
    `There is no such pool${id === undefined ? '' : ` '${id}'`}. The option ${option} declares: ${known}.`,
  );
};

const isJwt = (token: string): boolean => token.split('.').length === 3;

const requireOwn = (pools: readonly UserPool[], region: string): readonly UserPool[] => {
  for (const [index, { id, clientId }] of pools.entries()) {
    const earlier = pools.slice(0, index);
    if (!id.startsWith(`${region}_`)) {
      throw new TypeError(
        `userPools[${index}].id: expected the prefix '${region}_' of the mock's region, not '${id}'.`,
      );
    }
    if (earlier.some((other) => other.id === id || other.clientId === clientId)) {
      throw new TypeError(`userPools[${index}]: id and clientId must differ from those of the other pools.`);
    }
  }
  return pools;
};

/** Creates the pools and their endpoints. */
export const createCognitoMock = (settings: CognitoSettings, world: CognitoWorld): CognitoMock => {
  const { region } = settings;
  const { now, keys, onToken, isTokenExpired, credentialsLifetime, random } = world;
  const authorize = createAuthorize({ keys, faults: world.faults, region, now });
  const userPools = requireOwn(
    settings.userPools.map((options, index) => {
      const number = index + 1;
      const id = `${region}_Mock${String(number).padStart(5, '0')}`;
      const clientId = `mockclient${String(number).padStart(16, '0')}`;
      return createUserPool(
        { id, clientId, ...options },
        {
          where: `userPools[${index}].`,
          now,
          random: random.fork(`user-pool/${number}`).bytes,
          onToken,
          isTokenExpired,
          failsDelivery: world.faults.failsDelivery,
          authorize,
        },
      );
    }),
    region,
  );
  const providerTokens = createProviderTokens(now, random.fork('providers'), onToken);
  const identityPools = settings.identityPools.map((pool, index) =>
    createIdentityPool(pool, {
      keys,
      credentialsLifetime,
      userPools,
      providerTokens,
      random: random.fork(`identity-pool/${index + 1}`),
      onToken,
      isTokenExpired,
      now,
    }),
  );

  const findToken = (text: string) => {
    for (const { id: pool, openIdToken } of identityPools) {
      const token = openIdToken(text);
      if (!token) continue;
      const expiration = isTokenExpired(text) ? Math.min(now(), token.expiration) : token.expiration;
      return { token: { ...token, expiration }, pool };
    }
    return undefined;
  };
  const services = [
    ...(userPools.length ? [userPoolService(userPools)] : []),
    ...(identityPools.length
      ? [
          identityPoolService(identityPools),
          stsService({
            keys,
            faults: world.faults,
            region,
            now,
            findToken,
            maxSessionDuration: settings.maxSessionDuration,
          }),
        ]
      : []),
  ];

  const poolsOf = (user: string, method: string): UserPool[] => {
    const pools = userPools.filter((pool) => pool.subOf(user) !== undefined);
    if (pools.length) return pools;
    throw new TypeError(`${method}: no user pool has a user '${user}'.`);
  };

  return {
    endpoints: services.map((service) => createEndpoint(service, region, world)),
    providerTokens,
    readJwt: async (token) => {
      const found = providerTokens.find(token);
      if (found && isJwt(token)) {
        const { provider, user, expiration } = found;
        return { user, claims: { iss: `https://${provider}` }, expired: now() >= expiration };
      }
      for (const pool of userPools) {
        const claims = await pool.readToken(token);
        if (!claims) continue;
        const user = String(claims['cognito:username'] ?? claims.username ?? claims.sub);
        return { user, claims, expired: now() >= Number(claims.exp) * 1000 };
      }
      return undefined;
    },
    revokeTokens: (user) => {
      const failures = userPools.flatMap((pool) => {
        try {
          pool.revokeTokens(user);
          return [];
        } catch (error) {
          // A pool without the user throws.
          return [error];
        }
      });
      if (failures.length === userPools.length) {
        throw new TypeError(`revokeTokens(): no user pool has a user '${user}'.`, { cause: failures[0] });
      }
    },
    subsOf: (user) => poolsOf(user, 'expireTokens()').flatMap((pool) => pool.subOf(user) ?? []),
    codes: (user) => {
      if (user === undefined) return userPools.flatMap(({ codes }) => codes).sort((a, b) => a.time - b.time);
      return poolsOf(user, 'codes()').flatMap((pool) =>
        pool.codes.filter(({ username }) => pool.subOf(username) === pool.subOf(user)),
      );
    },
    totpCode: async (user) => {
      const codes = await Promise.all(poolsOf(user, 'totpCode()').map((pool) => pool.totpCode(user)));
      return codes.find((code) => code !== undefined);
    },
    lastCode: (user) => {
      for (const pool of userPools) {
        const code = pool.lastCode(user);
        if (code !== undefined) return code;
      }
      return undefined;
    },
    get refreshes() {
      return userPools.reduce((sum, { refreshes }) => sum + refreshes, 0);
    },
    userPools,
    identityPools,
    userPool: (id) => pick(userPools, id, 'userPools'),
    identityPool: (id) => pick(identityPools, id, 'identityPools'),
  };
};
