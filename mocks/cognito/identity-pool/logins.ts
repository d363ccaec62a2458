import type { Login } from './identities.js';
import type { IssuedTokens } from './issued-tokens.js';
import type { ProviderTokens } from './provider-tokens.js';
import { refusal } from './refusals.js';

/** The key of `Logins` for tokens of developer identities, and the issuer of the basic flow's tokens. */
export const COGNITO = 'cognito-identity.amazonaws.com';

/** A token that the identity pool has issued: for the basic flow, or for a developer identity. */
export interface OpenIdToken {
  readonly identityId: string;
  /** The user's name; `guest` for a guest. */
  readonly user: string;
  /** When the token expires, in milliseconds since 1970. */
  readonly expiration: number;
  /** The login that the token represents. Only for a developer identity. */
  readonly developer?: Login;
}

/** A user pool, for identity pools. */
export interface TrustedUserPool {
  readonly id: string;
  /** Returns the claims of a valid ID token of this pool. */
  verifyIdToken(token: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** What the verification of logins depends on. */
export interface LoginAuthority {
  readonly region: string;
  readonly userPools: readonly TrustedUserPool[];
  /** Whether the pool trusts a third party. */
  supports(provider: string): boolean;
  readonly providerTokens: ProviderTokens;
  readonly openIdTokens: IssuedTokens<OpenIdToken>;
  /** Whether a test has expired a token. */
  readonly isTokenExpired: (token: string) => boolean;
  now(): number;
}

const refuseExpired = (token: string, expiration: number, { now, isTokenExpired }: LoginAuthority): void => {
  const time = now();
  if (expiration > time && !isTokenExpired(token)) return;
  const inSeconds = (milliseconds: number): string => String(Math.floor(milliseconds / 1000));
  throw refusal('tokenExpired', inSeconds(time), inSeconds(Math.min(time, expiration)));
};

/** Returns a token's unverified claims. They tell what is wrong before the signature does. Undefined for what is no JWT. */
const claimsOf = (token: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const payload: unknown = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    return typeof payload === 'object' && payload !== null ? { ...payload } : undefined;
  } catch {
    return undefined;
  }
};

const verifyUserPool = async (provider: string, token: string, authority: LoginAuthority): Promise<Login> => {
  const { userPools, region } = authority;
  const userPool = userPools.find(({ id }) => provider === `cognito-idp.${region}.amazonaws.com/${id}`);
  if (!userPool) throw refusal('unsupportedProvider');
  const claimed = claimsOf(token);
  if (!claimed) throw refusal('notOpenId');
  if (claimed.iss !== `https://${provider}`) throw refusal('otherIssuer');
  if (claimed.aud === undefined) throw refusal('noAudience');
  refuseExpired(token, typeof claimed.exp === 'number' ? claimed.exp * 1000 : Number.POSITIVE_INFINITY, authority);
  const claims = await userPool.verifyIdToken(token);
  if (!claims) throw refusal('badSignature');
  const subject = String(claims.sub);
  return { provider, subject, user: String(claims['cognito:username'] ?? subject) };
};

const verifyDeveloper = (token: string, authority: LoginAuthority): Login => {
  const found = authority.openIdTokens.find(token);
  if (!found) throw refusal('notOpenId');
  if (!found.developer) throw refusal('ownToken');
  refuseExpired(token, found.expiration, authority);
  return found.developer;
};

const verifyThirdParty = (provider: string, token: string, authority: LoginAuthority): Login => {
  if (!authority.supports(provider)) throw refusal('unsupportedProvider');
  const found = authority.providerTokens.find(token);
  if (!found) throw refusal('notOpenId');
  if (found.provider !== provider) throw refusal('otherIssuer');
  refuseExpired(token, found.expiration, authority);
  return { provider, subject: found.user, user: found.user };
};

/**
 * Verifies the `Logins` of a call.
 *
 * @throws ServiceException for a token that does not belong to the provider, or has expired
 */
export const verifyLogins = (logins: Readonly<Record<string, string>>, authority: LoginAuthority): Promise<Login[]> =>
  Promise.all(
    Object.entries(logins).map(async ([provider, token]) => {
      if (provider === COGNITO) return verifyDeveloper(token, authority);
      if (provider.startsWith('cognito-idp.')) return verifyUserPool(provider, token, authority);
      return verifyThirdParty(provider, token, authority);
    }),
  );
