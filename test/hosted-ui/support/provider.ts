import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';
import { onTestFinished, vi } from 'vitest';

/** The kind of provider whose endpoints are served. */
export type Dialect = 'auth0' | 'cognito';

const ROUTES = {
  auth0: { authorization: '/authorize', token: '/oauth/token', revocation: '/oauth/revoke', end_session: '/v2/logout' },
  cognito: {
    authorization: '/oauth2/authorize',
    token: '/oauth2/token',
    revocation: '/oauth2/revoke',
    end_session: '/logout',
  },
};

export const CLIENT_ID = 'app-client';

/** The provider's warnings about its development defaults. */
const REMARK = /^oidc-provider (WARNING|NOTICE): /;

/** Hides the provider's warnings about its defaults until the end of the test. Other output stays. */
const silenceRemarks = (): void => {
  for (const method of ['info', 'warn'] as const) {
    const print = console[method].bind(console);
    const spy = vi.spyOn(console, method).mockImplementation((...said: unknown[]) => {
      if (!REMARK.test(String(said[0]))) print(...said);
    });
    onTestFinished(() => spy.mockRestore());
  }
};

/** A real OpenID provider (panva's oidc-provider), with PKCE enforced and refresh tokens that rotate. */
export const startProvider = async (
  dialect: Dialect,
  redirectUris: readonly string[],
): Promise<{ url: string; issuer: string; provider: Provider }> => {
  silenceRemarks();
  let callback: ReturnType<Provider['callback']> | undefined;
  const server: Server = createServer((request, response) => callback?.(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const configuration: Configuration = {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...redirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    routes: ROUTES[dialect],
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    conformIdTokenClaims: false,
    scopes: ['openid', 'email', 'profile', 'offline_access', 'aws.cognito.signin.user.admin'],
    claims: { openid: ['sub', 'cognito:username'] },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, 'cognito:username': id }) }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    cookies: { keys: ['test'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, RefreshToken: 600, IdToken: 600 },
  };
  // Auth0's issuers have a trailing slash.
  const issuer = dialect === 'auth0' ? `${url}/` : url;
  const provider = new Provider(issuer, configuration);
  callback = provider.callback();
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, issuer, provider };
};

/** A user with a browser that keeps cookies, who signs in, consents, and returns to the app's page. */
export const createVisitor = (username = 'alice') => {
  const cookies = new Map<string, string>();
  return async (start: string, app: string): Promise<string> => {
    let url = start;
    let form: URLSearchParams | undefined;
    for (let step = 0; step < 20; step++) {
      if (url.startsWith(app)) return url;
      const response = await fetch(url, {
        method: form ? 'POST' : 'GET',
        body: form ?? null,
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value) cookies.set(name, value);
        else cookies.delete(name);
      }
      form = undefined;
      const location = response.headers.get('location');
      if (location) {
        url = new URL(location, url).href;
        continue;
      }
      const page = await response.text();
      const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? [];
      if (!action) throw new Error(`No form at ${url}: ${response.status} ${page.slice(0, 300)}`);
      form = new URLSearchParams(
        [...page.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(
          ([, name = '', value = '']) => [name, value],
        ),
      );
      if (/name="login"/.test(page)) form.set('login', username);
      if (/name="username"/.test(page)) form.set('username', username);
      if (/name="password"/.test(page)) form.set('password', 'Correct-horse-1');
      url = new URL(action, url).href;
    }
    throw new Error('The provider goes in circles.');
  };
};
