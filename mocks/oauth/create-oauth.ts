import type { Api } from '../api/create-api.js';
import type { Responder } from '../api/responders.js';
import type { CognitoMock } from '../cognito/create-cognito.js';
import type { UserPool } from '../cognito/user-pool.js';
import type { EndpointWorld } from '../cognito/service-endpoint.js';
import { type Auth0Options, AUTH0_PATHS, createAuth0Tenant } from './auth0-tenant.js';
import { COGNITO_PATHS, userPoolAuthority } from './cognito-domain.js';
import { createOAuthServer, type OAuthServer } from './server.js';
import { createSlack, type Slack } from '../slack/slack.js';
import type { HostedUiMockOptions, SlackMockOptions } from './options.js';

/** The sign-in pages to create. */
export interface OAuthSettings {
  readonly region: string;
  readonly hostedUi: HostedUiMockOptions | undefined;
  readonly auth0: Auth0Options | undefined;
  readonly slack: SlackMockOptions | undefined;
  /** The client secret of a user pool, if it has one. */
  readonly clientSecretOf: (userPool: string) => string | undefined;
}

/** The sign-in pages of providers. */
export interface OAuthMock {
  readonly endpoints: readonly Api[];
  /** Routes of the app's own backend, for the first API. */
  readonly routes: Readonly<Record<string, Responder>>;
  readonly slack: Slack | undefined;
  signIn(url: string, user: { readonly username: string; readonly password: string }): Promise<string>;
}

const notFound = (): Response => new Response('Not found', { status: 404 });

/** The app's backend for a sign-in with Slack. It accepts calls from guests only and keeps the client secret. */
const exchangeRoute =
  (slack: Slack, identities: CognitoMock): Responder =>
  async (request, { caller }) => {
    if (caller.user !== 'guest') return Response.json({ error: 'guests_only' }, { status: 400 });
    const body = Object(await request.json().catch(() => undefined)) as Record<string, string>;
    const { code, redirectUri, slackToken: kept } = body;
    const form = new URLSearchParams({
      client_id: slack.clientId,
      client_secret: slack.clientSecret,
      code: code ?? '',
      ...(redirectUri && { redirect_uri: redirectUri }),
    });
    const answer = kept
      ? undefined
      : await slack.answer(new Request('https://slack.com/api/oauth.v2.access', { method: 'POST', body: form }));
    const { authed_user: user } = ((await answer?.json()) ?? {}) as { authed_user?: { access_token: string } };
    const slackToken = kept ?? user?.access_token ?? '';
    const person = slack.userOf(slackToken);
    if (!person) return Response.json({ error: 'slack_sign_in_needed' }, { status: 400 });
    return { slackToken, ...identities.identityPool().issueDeveloperIdentity(person) };
  };

/** @throws TypeError that names the option, for an unknown pool */
const poolOf = (cognito: CognitoMock, { userPool }: HostedUiMockOptions): UserPool => {
  try {
    return cognito.userPool(userPool);
  } catch (error) {
    throw new TypeError(`hostedUi.userPool: ${(error as Error).message}`);
  }
};

/** Creates the sign-in pages and their endpoints. */
export const createOAuthMock = (settings: OAuthSettings, cognito: CognitoMock, world: EndpointWorld): OAuthMock => {
  const { region, hostedUi, auth0, slack: slackOptions, clientSecretOf } = settings;
  const { now, random } = world;
  const servers: OAuthServer[] = [];
  const endpoints: Api[] = [];

  const publish = (name: string, host: string, answer: OAuthServer['answer'], reset: () => void): void => {
    endpoints.push({
      name,
      baseUrl: new URL(`https://${host}`),
      answer: async (request, _, watch) => (await answer(request, watch?.failed)) ?? notFound(),
      reset,
    });
  };

  if (hostedUi) {
    const pool = poolOf(cognito, hostedUi);
    const server = createOAuthServer({
      title: 'Sign in with your account',
      paths: COGNITO_PATHS,
      authority: userPoolAuthority(pool, clientSecretOf(pool.id)),
      callbackUrls: hostedUi.callbackUrls,
      now,
      random: random.fork('hosted-ui'),
    });
    servers.push(server);
    publish('hosted-ui', hostedUi.domain ?? `mock.auth.${region}.amazoncognito.com`, server.answer, server.reset);
  }

  if (auth0) {
    const tenant = createAuth0Tenant(
      auth0,
      { now, random: random.fork('auth0') },
      (token, provider, user, expiration) => cognito.providerTokens.register(token, { provider, user, expiration }),
    );
    const server = createOAuthServer({
      title: `Welcome to ${tenant.domain}`,
      paths: AUTH0_PATHS,
      authority: tenant,
      callbackUrls: auth0.callbackUrls,
      now,
      random: random.fork('auth0/pages'),
    });
    servers.push(server);
    const answer = async (request: Request): Promise<Response | undefined> => {
      const { pathname, origin } = new URL(request.url);
      const headers = { 'access-control-allow-origin': '*' };
      if (pathname === '/.well-known/openid-configuration') return Response.json(tenant.discovery(origin), { headers });
      if (pathname === '/.well-known/jwks.json') return Response.json(await tenant.signer.jwks(), { headers });
      return server.answer(request);
    };
    publish('auth0', tenant.domain, answer, server.reset);
  }

  const slack = slackOptions && createSlack(slackOptions, random.fork('slack'));
  if (slack) publish('slack', 'slack.com', slack.answer, slack.reset);

  return {
    endpoints,
    slack,
    routes: slack ? { [slackOptions.exchange ?? 'POST /slack']: exchangeRoute(slack, cognito) } : {},
    signIn: (url, user) => {
      const clientId = new URL(url).searchParams.get('client_id');
      const server = servers.find((candidate) => candidate.clientId === clientId);
      if (!server) throw new TypeError(`signInAtHostedUi(): no sign-in page has a client '${clientId}'.`);
      return server.signIn(url, user);
    },
  };
};
