import { createTokenSigner, type TokenSigner } from '../cognito/tokens.js';
import { HEX, type Random } from '../random.js';
import type { Authority, OAuthPaths } from './authority.js';

/** A user of an Auth0 tenant. */
export interface Auth0User {
  /** The name to sign in with. The ID token's `sub` is `auth0|` and the name. */
  readonly username: string;
  /** The password. */
  readonly password: string;
}

/** An Auth0 tenant. */
export interface Auth0Options {
  /** The tenant's domain, such as `tenant.eu.auth0.com`. Default: `mock.eu.auth0.com`. */
  readonly domain?: string;
  /** The app's client id. Default: `mockauth0client`. */
  readonly clientId?: string;
  /** The app's client secret. Default: none, as for an app in a browser. */
  readonly clientSecret?: string;
  /** The users who can sign in. Default: none. */
  readonly users?: readonly Auth0User[];
  /** Whether each refresh token can be used only once. Default: true. */
  readonly refreshTokenRotation?: boolean;
  /** Whether responses carry `iss`, which the discovery document then announces (RFC 9207). Default: false. */
  readonly issParameter?: boolean;
  /** The allowed redirect URLs. Default: https and loopback. */
  readonly callbackUrls?: readonly string[];
}

/** "Authentication API" (Auth0 documentation). */
export const AUTH0_PATHS: OAuthPaths = {
  authorize: '/authorize',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
  userInfo: '/userinfo',
  logout: '/v2/logout',
  logoutTargets: ['returnTo'],
};

/** An Auth0 tenant, with its public documents. */
export interface Auth0Tenant extends Authority {
  readonly domain: string;
  readonly signer: TokenSigner;
  /** `/.well-known/openid-configuration`, with the endpoints at an origin. */
  discovery(origin: string): object;
}

/** The lifetime of ID tokens in seconds: ten hours. */
const LIFETIME = 36_000;

/**
 * Creates a tenant.
 *
 * @param onIdToken Called with each ID token. Identity pools accept it under the issuer's host.
 */
export const createAuth0Tenant = (
  options: Auth0Options,
  { now, random }: { readonly now: () => number; readonly random: Random },
  onIdToken: (token: string, provider: string, user: string, expiration: number) => void,
): Auth0Tenant => {
  const {
    domain = 'mock.eu.auth0.com',
    clientId = 'mockauth0client',
    users = [],
    refreshTokenRotation = true,
    issParameter = false,
  } = options;
  const issuer = `https://${domain}/`;
  const signer = createTokenSigner(random.bytes);
  const refreshTokens = new Map<string, { readonly username: string; readonly scope: string }>();
  const accessTokens = new Map<string, string>();
  const subjectOf = (username: string): string => `auth0|${username}`;

  const issue: Authority['issue'] = async (username, scope, nonce) => {
    const issuedAt = Math.floor(now() / 1000);
    const sub = subjectOf(username);
    const idToken = await signer.sign({
      iss: issuer,
      aud: clientId,
      sub,
      name: username,
      iat: issuedAt,
      exp: issuedAt + LIFETIME,
      jti: random.text(16, HEX),
      ...(nonce && { nonce }),
    });
    onIdToken(idToken, domain, username, (issuedAt + LIFETIME) * 1000);
    const accessToken = random.text(48, HEX);
    const refreshToken = `v1.${random.text(64, HEX)}`;
    accessTokens.set(accessToken, username);
    refreshTokens.set(refreshToken, { username, scope });
    return { idToken, accessToken, refreshToken, expiresIn: LIFETIME };
  };

  return {
    domain,
    signer,
    clientId,
    clientSecret: options.clientSecret,
    issParameter: issParameter ? issuer : undefined,
    checkPassword: (username, password) =>
      users.some((user) => user.username === username && user.password === password),
    issue,
    refresh: async (refreshToken) => {
      const known = refreshTokens.get(refreshToken);
      if (!known) return undefined;
      const tokens = await issue(known.username, known.scope, undefined);
      if (refreshTokenRotation) {
        refreshTokens.delete(refreshToken);
        return tokens;
      }
      refreshTokens.delete(tokens.refreshToken);
      return { ...tokens, refreshToken };
    },
    revoke: (refreshToken) => void refreshTokens.delete(refreshToken),
    userInfo: async (accessToken) => {
      const name = accessTokens.get(accessToken);
      return name === undefined ? undefined : { sub: subjectOf(name), name };
    },
    discovery: (origin) => ({
      issuer,
      authorization_response_iss_parameter_supported: issParameter,
      authorization_endpoint: `${origin}${AUTH0_PATHS.authorize}`,
      token_endpoint: `${origin}${AUTH0_PATHS.token}`,
      userinfo_endpoint: `${origin}${AUTH0_PATHS.userInfo}`,
      revocation_endpoint: `${origin}${AUTH0_PATHS.revoke}`,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    }),
  };
};
