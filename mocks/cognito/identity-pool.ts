import { ACCOUNT, type KeyStore, type TemporaryCredentials } from '../api/keys.js';
import { createIdentities, type Identity, type Login } from './identity-pool/identities.js';
import { createIssuedTokens, jsonWebToken } from './identity-pool/issued-tokens.js';
import {
  COGNITO,
  type LoginAuthority,
  type OpenIdToken,
  type TrustedUserPool,
  verifyLogins,
} from './identity-pool/logins.js';
import type { IdentityPoolSettings } from './identity-pool/options.js';
import { loginKey, type ProviderTokens, readExpiresIn, type TokenOptions } from './identity-pool/provider-tokens.js';
import type { Random } from '../random.js';
import type { OnToken } from './token-log.js';
import { invalid, notAuthorized, notFound, ServiceException } from './identity-pool/service-exception.js';

/** An identity pool, with its controls for tests. */
export interface MockIdentityPool {
  readonly id: string;
  /** Returns all identities except those that were merged into others. */
  identities(): readonly MockIdentity[];
  /**
   * Deletes an identity, or all identities, so that the ids that apps
   * hold are stale: Cognito responds with `ResourceNotFoundException`.
   */
  forgetIdentities(identityId?: string): void;
  /** The same as {@link AwsMock.issueDeveloperIdentity}. */
  issueDeveloperIdentity(user: string, options?: DeveloperIdentityOptions): DeveloperIdentity;
}

/** An identity and its logins. */
export interface MockIdentity {
  readonly identityId: string;
  /** The keys of `Logins` that are linked to the identity. Empty for a guest. */
  readonly logins: readonly string[];
  /** `guest`, or the user's name at the first linked provider. */
  readonly user: string;
}

/** Options of {@link MockIdentityPool.issueDeveloperIdentity}. */
export interface DeveloperIdentityOptions extends TokenOptions {
  /**
   * A guest's identity that becomes the user's, like `IdentityId` of GetOpenIdTokenForDeveloperIdentity. Default: none.
   */
  readonly identityId?: string;
  /** The id of the identity pool. Default: the first one's. */
  readonly identityPool?: string;
}

/** What a developer's own server returns to an app after it has signed a user in. */
export interface DeveloperIdentity {
  readonly identityId: string;
  /** The token for `Logins`, under `cognito-identity.amazonaws.com`. */
  readonly token: string;
}

/** An identity pool, for its endpoint. */
export interface IdentityPool extends MockIdentityPool {
  /**
   * Performs an operation.
   *
   * @throws ServiceException as Cognito does
   */
  perform(operation: string, input: Readonly<Record<string, unknown>>): Promise<object>;
  /** Whether an identity belongs to this pool. */
  has(identityId: string): boolean;
  /** Looks up a token of GetOpenIdToken or of a developer identity, for AssumeRoleWithWebIdentity. */
  openIdToken(token: string): OpenIdToken | undefined;
  /** Deletes all identities and issued tokens. */
  reset(): void;
}

/** What an identity pool shares with the rest of the mock. */
export interface IdentityPoolWorld {
  readonly keys: KeyStore;
  readonly credentialsLifetime: number;
  readonly userPools: readonly TrustedUserPool[];
  readonly providerTokens: ProviderTokens;
  readonly random: Random;
  readonly onToken: OnToken;
  /** Whether a test has expired a token. */
  readonly isTokenExpired: (token: string) => boolean;
  now(): number;
}

/** The user name of guests. */
export const GUEST = 'guest';
const ROLES = { guest: 'mock-guest-role', user: 'mock-user-role' };
const OPEN_ID_LIFETIME = 600_000;
const ID = /^[\w-]+:[0-9a-f-]+$/;
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/([\w+=,.@/-]+)$/;

const userOf = (logins: readonly Login[]): string => logins[0]?.user ?? GUEST;

const readId = (value: unknown, name: string): string => {
  if (value === undefined) throw invalid(name, value, 'not be null');
  if (typeof value !== 'string' || !ID.test(value)) {
    throw invalid(name, value, 'satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+');
  }
  return value;
};

const readLogins = (value: unknown): Record<string, string> => {
  if (value === undefined || value === null) return {};
  const entries = typeof value === 'object' ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')) {
    return Object.fromEntries(entries);
  }
  // The value is one token or several.
  throw invalid('logins', undefined, 'be a map of provider names to tokens');
};

/** Creates an identity pool that links, merges and refuses like Cognito. */
export const createIdentityPool = (settings: IdentityPoolSettings, world: IdentityPoolWorld): IdentityPool => {
  const { id, region, guests, developerProvider, customRoles, basicFlow } = settings;
  const { keys, providerTokens, now, credentialsLifetime, random } = world;
  const identities = createIdentities(region, random);
  const openIdTokens = createIssuedTokens<OpenIdToken>();
  const trusted = settings.providers?.map(loginKey);
  const authority: LoginAuthority = {
    region,
    userPools: world.userPools.filter((pool) => settings.userPools?.includes(pool.id) ?? true),
    supports: (provider) => trusted?.includes(provider) ?? providerTokens.knows(provider),
    providerTokens,
    openIdTokens,
    isTokenExpired: world.isTokenExpired,
    now,
  };

  const refuseGuests = (logins: readonly Login[]): void => {
    if (logins.length > 0 || guests) return;
    throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
  };

  /** Returns the identity of a call, and its user. */
  const authenticate = async (
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly identity: Identity; readonly logins: readonly Login[] }> => {
    const identityId = readId(input.IdentityId, 'identityId');
    const logins = await verifyLogins(readLogins(input.Logins), authority);
    refuseGuests(logins);
    const identity = identities.resolve(identityId, logins);
    return { identity, logins };
  };

  const readRole = (arn: unknown, logins: readonly Login[]): string => {
    if (arn === undefined || arn === null) return logins.length ? ROLES.user : ROLES.guest;
    const role = typeof arn === 'string' ? ROLE_ARN.exec(arn)?.[1] : undefined;
    if (role === undefined) throw invalid('customRoleArn', arn, 'be the ARN of a role');
    // AWS documents when a role is refused, but not the message.
    if (!logins.length || (customRoles && !customRoles.includes(arn as string))) {
      throw notAuthorized('CustomRoleArn is not a role that this identity may assume.');
    }
    return role.split('/').at(-1) as string;
  };

  const onTheWire = ({ accessKeyId, secretAccessKey, sessionToken, expiration }: TemporaryCredentials) => ({
    AccessKeyId: accessKeyId,
    SecretKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: Math.floor(expiration.getTime() / 1000),
  });

  const writeOpenIdToken = (token: OpenIdToken, owner: string, amr: readonly string[]): string => {
    const claims = {
      sub: token.identityId,
      aud: id,
      amr,
      iss: `https://${COGNITO}`,
      iat: Math.floor(now() / 1000),
      exp: Math.floor(token.expiration / 1000),
    };
    const text = openIdTokens.add(jsonWebToken('RS512', claims, random), token);
    world.onToken(text, owner);
    return text;
  };

  const operations: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => Promise<object>>> = {
    GetId: async (input) => {
      const logins = await verifyLogins(readLogins(input.Logins), authority);
      refuseGuests(logins);
      return { IdentityId: identities.enter(logins).id };
    },
    GetCredentialsForIdentity: async (input) => {
      const { identity, logins } = await authenticate(input);
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${readRole(input.CustomRoleArn, logins)}/CognitoIdentityCredentials`;
      const caller = { user: userOf(logins), identityId: identity.id, arn };
      return { IdentityId: identity.id, Credentials: onTheWire(keys.issueTo(caller, now(), credentialsLifetime)) };
    },
    GetOpenIdToken: async (input) => {
      if (!basicFlow) {
        throw new ServiceException(
          'InvalidParameterException',
          'Basic (classic) flow is not enabled, please use enhanced flow.',
        );
      }
      const { identity, logins } = await authenticate(input);
      const amr = logins.length ? ['authenticated', ...logins.map(({ provider }) => provider)] : ['unauthenticated'];
      const token = { identityId: identity.id, user: userOf(logins), expiration: now() + OPEN_ID_LIFETIME };
      return { IdentityId: identity.id, Token: writeOpenIdToken(token, logins[0]?.subject ?? GUEST, amr) };
    },
  };

  return {
    id,
    perform: async (operation, input) => {
      const named = input.IdentityPoolId;
      if (operation === 'GetId' && readId(named, 'identityPoolId') !== id) {
        throw notFound(`IdentityPool '${String(named)}' not found.`);
      }
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!perform) throw new ServiceException('UnknownOperationException', `The mock does not know ${operation}.`);
      return perform(input);
    },
    has: identities.has,
    openIdToken: openIdTokens.find,
    identities: () =>
      identities.list().map(({ id: identityId, logins }) => ({
        identityId,
        logins: logins.map(({ provider }) => provider),
        user: userOf(logins),
      })),
    forgetIdentities: identities.forget,
    issueDeveloperIdentity: (user, { identityId, expiresIn = '15m' } = {}) => {
      if (typeof user !== 'string' || user === '') {
        throw new TypeError('issueDeveloperIdentity(user): expected a non-empty string.');
      }
      const developer = { provider: developerProvider, subject: user, user };
      const identity =
        identityId === undefined ? identities.enter([developer]) : identities.resolve(identityId, [developer]);
      const expiration = now() + readExpiresIn({ expiresIn }, 'issueDeveloperIdentity(): expiresIn');
      const token = { identityId: identity.id, user, expiration, developer };
      const amr = ['authenticated', developerProvider, `${developerProvider}:${id}:${user}`];
      return { identityId: identity.id, token: writeOpenIdToken(token, user, amr) };
    },
    reset: () => {
      identities.forget();
      openIdTokens.clear();
    },
  };
};
