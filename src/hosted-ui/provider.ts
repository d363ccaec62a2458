import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  customFetch,
  discoveryRequest,
  None,
  processDiscoveryResponse,
} from 'oauth4webapi';
import { awsHost, type OAuthConfiguration, type UserPoolSettings } from '../cognito/configuration.js';
import { ConfigurationError } from '../cognito/errors.js';
import { loginKeyOf } from '../cognito/federation.js';
import { isLoopback, parseUrl } from '../core/scope.js';

/** Who signs users in, and as which client. */
export interface Provider {
  /** Its endpoints; discovered at the first use where they were not given. */
  server(): Promise<AuthorizationServer>;
  readonly client: Client;
  readonly authentication: ClientAuth;
  /** oauth4webapi's options of every request. */
  readonly requestOptions: object;
  /** The issuer, before anything is asked. */
  readonly issuer: string;
  /** The key under `Logins`; nothing for the session's own user pool. */
  readonly federation: string | undefined;
  readonly scopes: readonly string[];
  /** The page that ends the provider's own session, and goes on to `redirect`. */
  logoutUrl(redirect: string | undefined): Promise<string | undefined>;
}

const fail = (message: string): never => {
  throw new ConfigurationError('configuration', message);
};

const missingPool = (): never => {
  throw new ConfigurationError(
    'user-pool-not-configured',
    'domain belongs to a user pool: give userPoolId to the session.',
  );
};

const withParameters = (url: string, parameters: Readonly<Record<string, string | undefined>>): string => {
  const result = new URL(url);
  for (const [name, value] of Object.entries(parameters)) if (value) result.searchParams.set(name, value);
  return result.href;
};

/** A base URL: https, or http on loopback (an emulator). */
const secure = (text: string, key: string): URL => {
  const url = parseUrl(text) ?? fail(`${key} is no URL.`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.host))) {
    fail(`${key} must be https (http on loopback only).`);
  }
  return url;
};

/** Makes the {@link Provider} of a configuration (Cognito Developer Guide, "User pool endpoints and managed login reference"). */
export const createProvider = (
  configuration: OAuthConfiguration,
  userPool: UserPoolSettings | undefined,
  fetch: typeof globalThis.fetch,
): Provider => {
  const {
    domain,
    clientSecret,
    authorizationEndpoint,
    tokenEndpoint,
    tokenParameters,
    logoutEndpoint,
    logoutParameters,
  } = configuration;
  const clientId = configuration.clientId ?? userPool?.clientId ?? fail('clientId is missing.');
  const secret = clientSecret ?? (clientId === userPool?.clientId ? userPool?.clientSecret : undefined);
  const requestOptions = { [customFetch]: (url: string, init: object): Promise<Response> => fetch(url, init) };
  const insecureOptions = { ...requestOptions, [allowInsecureRequests]: true };
  const shared = {
    client: { client_id: clientId },
    authentication: secret ? ClientSecretBasic(secret) : None(),
  };

  const hasEndpoints = authorizationEndpoint !== undefined && tokenEndpoint !== undefined;
  // Auth0's file has its domain beside its endpoints.
  if (domain && !hasEndpoints) {
    const base = secure(/^https?:/.test(domain) ? domain : `https://${domain}`, 'domain');
    const { id, region } = userPool ?? missingPool();
    const at = (path: string): string => new URL(path, base).href;
    const issuer = configuration.issuer ?? `https://${awsHost('cognito-idp', region)}/${id}`;
    return {
      ...shared,
      requestOptions: base.protocol === 'http:' ? insecureOptions : requestOptions,
      issuer,
      federation: undefined,
      scopes: configuration.scopes ?? ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      server: async () => ({
        issuer,
        authorization_endpoint: at('/oauth2/authorize'),
        token_endpoint: at('/oauth2/token'),
        revocation_endpoint: at('/oauth2/revoke'),
      }),
      logoutUrl: async (redirect) => withParameters(at('/logout'), { client_id: clientId, logout_uri: redirect }),
    };
  }

  // Auth0's issuer is its origin with a slash.
  const issuer =
    configuration.issuer ??
    (tokenEndpoint
      ? `${secure(tokenEndpoint, 'tokenEndpoint').origin}/`
      : fail('Give domain (of a user pool), issuer, or authorizationEndpoint and tokenEndpoint.'));
  const base = secure(issuer, 'issuer');
  // An emulator is on loopback, whatever issuer it speaks for.
  const isInsecure = [issuer, tokenEndpoint].some((url) => url?.startsWith('http:'));
  const options = isInsecure ? insecureOptions : requestOptions;
  const revocation =
    configuration.revocationEndpoint ??
    // Auth0's, next to its token endpoint.
    (tokenEndpoint?.endsWith('/oauth/token') ? tokenEndpoint.replace(/token$/, 'revoke') : undefined);

  const discover = async (): Promise<AuthorizationServer> =>
    processDiscoveryResponse(base, await discoveryRequest(base, options));
  let discovered: Promise<AuthorizationServer> | undefined;
  const server = async (): Promise<AuthorizationServer> => {
    if (hasEndpoints) {
      return {
        issuer,
        authorization_endpoint: secure(authorizationEndpoint, 'authorizationEndpoint').href,
        token_endpoint: withParameters(secure(tokenEndpoint, 'tokenEndpoint').href, tokenParameters ?? {}),
        ...(revocation && { revocation_endpoint: revocation }),
      };
    }
    discovered ??= discover().catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };
  return {
    ...shared,
    requestOptions: options,
    issuer,
    federation: configuration.federationProvider ?? loginKeyOf(issuer),
    scopes: configuration.scopes ?? ['openid', 'email', 'profile', 'offline_access'],
    server,
    logoutUrl: async (redirect) => {
      if (logoutEndpoint)
        return withParameters(logoutEndpoint, logoutParameters ?? { client_id: clientId, returnTo: redirect });
      const { end_session_endpoint: page } = await server();
      return page && withParameters(page, { client_id: clientId, post_logout_redirect_uri: redirect });
    },
  };
};
