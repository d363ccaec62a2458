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

/** Who signs users in, and as which client. */
export interface Provider {
  /** Its endpoints, checked; discovered at the first use where they were not given. */
  server(): Promise<AuthorizationServer>;
  readonly client: Client;
  readonly clientSecret: string | undefined;
  readonly authentication: ClientAuth;
  /** oauth4webapi's options of a request, by what it is for. */
  request(operation: string): object;
  /** Whether an ID token without a nonce is refused. */
  readonly echoesNonce: boolean;
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

/** The endpoints that are used, by the names of their options: RFC 8414's, and that of OpenID Connect RP-Initiated Logout 1.0. */
const OPTION = {
  authorization_endpoint: 'authorizationEndpoint',
  token_endpoint: 'tokenEndpoint',
  revocation_endpoint: 'revocationEndpoint',
  end_session_endpoint: 'logoutEndpoint',
} as const;

type EndpointName = keyof typeof OPTION;
type Endpoints = Readonly<Partial<Record<EndpointName, string>>>;

const NAMES = Object.keys(OPTION) as readonly EndpointName[];

/** @throws ConfigurationError that names the endpoint which is not safe */
const requireEndpoints = (
  endpoints: Readonly<Partial<Record<EndpointName, unknown>>>,
  describe: (name: EndpointName) => string,
): Endpoints => {
  const given = NAMES.filter((name) => endpoints[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, requireEndpoint(endpoints[name], describe(name)).href]));
};

/** What is used of a discovery document (OpenID Connect Discovery 1.0, section 3). */
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

/** Makes the {@link Provider} of a configuration (Cognito Developer Guide, "User pool endpoints and managed login reference"). */
export const createProvider = (
  configuration: OAuthConfiguration,
  userPool: UserPoolSettings | undefined,
  fetch: typeof globalThis.fetch,
): Provider => {
  const { domain, tokenEndpoint, logoutEndpoint, scopes } = configuration;
  const clientId = configuration.clientId ?? userPool?.clientId ?? fail('clientId is missing.');
  const clientSecret =
    configuration.clientSecret ?? (clientId === userPool?.clientId ? userPool?.clientSecret : undefined);
  const configured = requireEndpoints(
    {
      authorization_endpoint: configuration.authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      revocation_endpoint:
        configuration.revocationEndpoint ??
        // Auth0's, next to its token endpoint.
        (tokenEndpoint?.endsWith('/oauth/token') ? tokenEndpoint.replace(/token$/, 'revoke') : undefined),
      end_session_endpoint: logoutEndpoint,
    },
    (name) => OPTION[name],
  );
  const given: Endpoints = {
    ...configured,
    ...(configured.token_endpoint && {
      token_endpoint: withParameters(configured.token_endpoint, configuration.tokenParameters ?? {}),
    }),
  };
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
      // An emulator is on loopback, whatever issuer it speaks for.
      echoesNonce: configuration.echoesNonce ?? !addresses.some(({ host }) => isLoopback(host)),
    };
  };
  const givenLogout = (redirect: string | undefined): string | undefined =>
    given.end_session_endpoint &&
    withParameters(
      given.end_session_endpoint,
      configuration.logoutParameters ?? { client_id: clientId, returnTo: redirect },
    );

  // Auth0's file has its domain beside its endpoints.
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
    // Auth0's issuer is its origin with a slash.
    (given.token_endpoint
      ? `${new URL(given.token_endpoint).origin}/`
      : fail('Give domain (of a user pool), issuer, or authorizationEndpoint and tokenEndpoint.'));
  const base = requireEndpoint(issuer, 'issuer');
  const common = shared(base);
  let discovered: Promise<AuthorizationServer> | undefined;
  const server = async (): Promise<AuthorizationServer> => {
    if (hasEndpoints) return { issuer, ...given };
    const operation = 'The discovery of the endpoints';
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
