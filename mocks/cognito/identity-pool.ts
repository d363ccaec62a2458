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
import { typeError, validationError } from './constraints.js';
import { MEMBERS } from './identity-pool/members.js';
import { refusal } from './identity-pool/refusals.js';

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
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/([\w+=,.@/-]+)$/;

const userOf = (logins: readonly Login[]): string => logins[0]?.user ?? GUEST;

/** @throws ServiceException for an input that AWS's service model refuses */
const checkInput = (operation: string, input: Readonly<Record<string, unknown>>): void => {
  const members = MEMBERS[operation] ?? {};
  const mistyped = typeError(input, members);
  if (mistyped !== undefined) throw refusal('wrongType', mistyped);
  const error = validationError(input, members);
  if (error !== undefined) throw refusal('invalidMembers', error);
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
    throw refusal('noGuests');
  };

  const verify = ({ Logins }: Readonly<Record<string, unknown>>): Promise<Login[]> => {
    const logins = Object.entries(Logins ?? {}).filter(([, token]) => typeof token === 'string');
    const trustsNobody = authority.userPools.length === 0 && trusted?.length === 0;
    if (logins.length && trustsNobody) throw refusal('noProviders', id);
    return verifyLogins(Object.fromEntries(logins), authority);
  };

  /** Returns the identity of a call, and its user. */
  const authenticate = async (
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly identity: Identity; readonly logins: readonly Login[] }> => {
    const logins = await verify(input);
    refuseGuests(logins);
    const identity = identities.resolve(String(input.IdentityId), logins);
    return { identity, logins };
  };

  const readRole = (arn: unknown, logins: readonly Login[]): string => {
    if (arn === undefined || arn === null) return logins.length ? ROLES.user : ROLES.guest;
    const role = typeof arn === 'string' ? ROLE_ARN.exec(arn)?.[1] : undefined;
    // AWS documents when a role is refused, but not the message.
    if (role === undefined || !logins.length || (customRoles && !customRoles.includes(arn as string))) {
      throw refusal('otherRole');
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
      const logins = await verify(input);
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
      if (!basicFlow) throw refusal('noBasicFlow');
      const { identity, logins } = await authenticate(input);
      const amr = logins.length ? ['authenticated', ...logins.map(({ provider }) => provider)] : ['unauthenticated'];
      const token = { identityId: identity.id, user: userOf(logins), expiration: now() + OPEN_ID_LIFETIME };
      return { IdentityId: identity.id, Token: writeOpenIdToken(token, logins[0]?.subject ?? GUEST, amr) };
    },
  };

  return {
    id,
    perform: async (operation, input) => {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!perform) throw refusal('unknownOperation', operation);
      checkInput(operation, input);
      // The pool follows from the identity, so that an unknown one is told before anything about the pool.
      const { IdentityPoolId, IdentityId } = input;
      if (operation === 'GetId' && IdentityPoolId !== id) throw refusal('unknownPool', String(IdentityPoolId));
      if (operation !== 'GetId' && !identities.has(String(IdentityId))) {
        throw refusal('unknownIdentity', String(IdentityId));
      }
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
