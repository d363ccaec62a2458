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
import { awsHost, type OAuthConfiguration, type UserPoolSettings } from '../cognito/configuration/configuration.js';
import { ConfigurationError } from '../cognito/errors.js';
import { loginKeyOf } from '../cognito/identity-pool/federation.js';
import { isLoopback } from '../core/scope.js';
import { boundedFetch } from './bounded-fetch.js';
import { requireEndpoint } from './endpoints.js';
import { guarded } from './refusals.js';

/** The provider that signs users in, and the client that the app is to it. */
export interface OAuthProvider {
  /** Returns the provider's endpoints, checked. Those that are not configured are discovered on first use. */
  server(): Promise<AuthorizationServer>;
  readonly client: Client;
  readonly clientSecret: string | undefined;
  readonly authentication: ClientAuth;
  /** oauth4webapi's options for a request. Errors name the operation. */
  request(operation: string): object;
  /** Whether an ID token without a nonce is refused. */
  readonly echoesNonce: boolean;
  /** The issuer, known without a request. */
  readonly issuer: string;
  /** The provider's key in `Logins`. Undefined for the session's own user pool. */
  readonly federation: string | undefined;
  readonly scopes: readonly string[];
  /** Returns the page that ends the user's session at the provider and redirects to `redirect`. Undefined if there is none. */
  logoutUrl(redirect: string | undefined): Promise<string | undefined>;
}

const fail = (message: string): never => {
  throw new ConfigurationError('configuration', message);
};

const missingPool = (): never => {
  throw new ConfigurationError(
    'user-pool-not-configured',
    'domain belongs to a user pool. Pass userPoolId to the session.',
  );
};

const withParameters = (url: string, parameters: Readonly<Record<string, string | undefined>>): string => {
  const result = new URL(url);
  for (const [name, value] of Object.entries(parameters)) if (value) result.searchParams.set(name, value);
  return result.href;
};

/** The option of each endpoint. The endpoints' names are from RFC 8414 and OpenID Connect RP-Initiated Logout 1.0. */
const OPTION = {
  authorization_endpoint: 'authorizationEndpoint',
  token_endpoint: 'tokenEndpoint',
  revocation_endpoint: 'revocationEndpoint',
  end_session_endpoint: 'logoutEndpoint',
} as const;

type EndpointName = keyof typeof OPTION;
type Endpoints = Readonly<Partial<Record<EndpointName, string>>>;

const NAMES = Object.keys(OPTION) as readonly EndpointName[];

/** @throws ConfigurationError that names the unsafe endpoint */
const requireEndpoints = (
  endpoints: Readonly<Partial<Record<EndpointName, unknown>>>,
  describe: (name: EndpointName) => string,
): Endpoints => {
  const given = NAMES.filter((name) => endpoints[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, requireEndpoint(endpoints[name], describe(name)).href]));
};

/** Fetches the discovery document and keeps the members that are used (OpenID Connect Discovery 1.0, section 3). */
const discover = async (issuer: URL, request: object): Promise<AuthorizationServer> => {
  const found = await processDiscoveryResponse(issuer, await discoveryRequest(issuer, request));
  const source = `in the discovery document of ${issuer.host}`;
  const endpoints = requireEndpoints(found, (name) => `${name} ${source}`);
  for (const name of ['authorization_endpoint', 'token_endpoint'] as const) {
    if (!endpoints[name]) fail(`${name} is missing ${source}.`);
  }
  const {
    authorization_response_iss_parameter_supported: sendsIssuer,
    id_token_signing_alg_values_supported: algorithms,
  } = found;
  return {
    issuer: found.issuer,
    ...endpoints,
    ...(sendsIssuer && { authorization_response_iss_parameter_supported: true }),
    ...(algorithms && { id_token_signing_alg_values_supported: algorithms }),
  };
};

/** Returns the endpoints of a configuration, checked. */
const configuredEndpoints = (configuration: OAuthConfiguration): Endpoints => {
  const { tokenEndpoint, tokenParameters = {} } = configuration;
  const endpoints = requireEndpoints(
    {
      authorization_endpoint: configuration.authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      revocation_endpoint:
        configuration.revocationEndpoint ??
        // Auth0's revocation endpoint is next to its token endpoint.
        (tokenEndpoint?.endsWith('/oauth/token') ? tokenEndpoint.replace(/token$/, 'revoke') : undefined),
      end_session_endpoint: configuration.logoutEndpoint,
    },
    (name) => OPTION[name],
  );
  const { token_endpoint: token } = endpoints;
  return { ...endpoints, ...(token && { token_endpoint: withParameters(token, tokenParameters) }) };
};

/**
 * Creates the {@link OAuthProvider} of a configuration (Cognito Developer
 * Guide, "User pool endpoints and managed login reference").
 */
export const createOAuthProvider = (
  configuration: OAuthConfiguration,
  userPool: UserPoolSettings | undefined,
  fetch: typeof globalThis.fetch,
): OAuthProvider => {
  const { domain, scopes } = configuration;
  const clientId = configuration.clientId ?? userPool?.clientId ?? fail('clientId is missing. Pass it.');
  const clientSecret =
    configuration.clientSecret ?? (clientId === userPool?.clientId ? userPool?.clientSecret : undefined);
  const given = configuredEndpoints(configuration);
  const hasEndpoints = given.authorization_endpoint !== undefined && given.token_endpoint !== undefined;

  const shared = (base: URL) => {
    const addresses = [base, ...Object.values(given).map((url) => new URL(url))];
    return {
      client: { client_id: clientId },
      clientSecret,
      authentication: clientSecret ? ClientSecretBasic(clientSecret) : None(),
      request: (operation: string) => ({
        [customFetch]: boundedFetch(fetch, operation),
        [allowInsecureRequests]: addresses.some(({ protocol }) => protocol === 'http:'),
      }),
      // An emulator is on loopback, whichever issuer it emulates.
      echoesNonce: configuration.echoesNonce ?? !addresses.some(({ host }) => isLoopback(host)),
    };
  };
  const givenLogout = (redirect: string | undefined): string | undefined =>
    given.end_session_endpoint &&
    withParameters(
      given.end_session_endpoint,
      configuration.logoutParameters ?? { client_id: clientId, returnTo: redirect },
    );

  // Auth0's configuration file has a domain as well as endpoints.
  if (domain && !hasEndpoints) {
    const base = requireEndpoint(domain.includes('://') ? domain : `https://${domain}`, 'domain');
    const { id, region } = userPool ?? missingPool();
    const at = (path: string): string => new URL(path, base).href;
    const issuer = configuration.issuer ?? `https://${awsHost('cognito-idp', region)}/${id}`;
    requireEndpoint(issuer, 'issuer');
    return {
      ...shared(base),
      issuer,
      federation: undefined,
      scopes: scopes ?? ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      server: async () => ({
        issuer,
        authorization_endpoint: at('/oauth2/authorize'),
        token_endpoint: at('/oauth2/token'),
        revocation_endpoint: at('/oauth2/revoke'),
        ...given,
      }),
      logoutUrl: async (redirect) =>
        givenLogout(redirect) ?? withParameters(at('/logout'), { client_id: clientId, logout_uri: redirect }),
    };
  }

  const issuer =
    configuration.issuer ??
    // Auth0's issuer is its origin with a trailing slash.
    (given.token_endpoint
      ? `${new URL(given.token_endpoint).origin}/`
      : fail('Pass domain (of a user pool), issuer, or authorizationEndpoint and tokenEndpoint.'));
  const base = requireEndpoint(issuer, 'issuer');
  const common = shared(base);
  let discovered: Promise<AuthorizationServer> | undefined;
  const server = async (): Promise<AuthorizationServer> => {
    if (hasEndpoints) return { issuer, ...given };
    const operation = 'Endpoint discovery';
    discovered ??= guarded(operation, [], () => discover(base, common.request(operation))).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return { ...(await discovered), ...given };
  };
  return {
    ...common,
    issuer,
    federation: configuration.federationProvider ?? loginKeyOf(issuer),
    scopes: scopes ?? ['openid', 'email', 'profile', 'offline_access'],
    server,
    logoutUrl: async (redirect) => {
      const own = givenLogout(redirect);
      if (own) return own;
      const { end_session_endpoint: page } = await server();
      return page && withParameters(page, { client_id: clientId, post_logout_redirect_uri: redirect });
    },
  };
};
