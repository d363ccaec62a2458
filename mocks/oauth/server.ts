import { BASE64, type Random } from '../random.js';
import { hash, toBase64Url, utf8 } from '../cognito/user-pool/bytes.js';
import { PoolError } from '../cognito/user-pool/errors.js';
import type { Authority, OAuthPaths, OAuthTokens } from './authority.js';
import { errorPage, signInPage } from './pages.js';

type Failed = (error: unknown) => void;

/** An authorization server: authorization code with PKCE, refresh tokens, revocation, logout. */
export interface OAuthServer {
  readonly clientId: string;
  /**
   * Responds to a request. Resolves to undefined for a path that is not the server's.
   *
   * @param failed Called with what a trigger throws, which the response only quotes.
   */
  answer(request: Request, failed?: Failed): Promise<Response | undefined>;
  /**
   * Signs a user in at an authorize URL, as the form does.
   *
   * @returns The app's callback URL with the response.
   */
  signIn(url: string, user: { readonly username: string; readonly password: string }): Promise<string>;
  reset(): void;
}

/** Options of {@link createOAuthServer}. */
export interface OAuthServerOptions {
  readonly title: string;
  readonly paths: OAuthPaths;
  readonly authority: Authority;
  /** The allowed redirect URLs. Undefined: https and loopback. */
  readonly callbackUrls: readonly string[] | undefined;
  readonly now: () => number;
  readonly random: Random;
}

interface Grant {
  readonly username: string;
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly until: number;
}

/** The lifetime of codes in milliseconds: five minutes (Cognito Developer Guide, "The token issuer endpoint"). */
const CODE_LIFETIME = 300_000;
const COOKIE = 'mock-sign-in';

const challengeOf = (verifier: string): string => toBase64Url(hash(utf8(verifier)));

const json = (status: number, body: object): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', 'access-control-allow-origin': '*' } });

const refuse = (error: string, description?: string): Response =>
  json(400, { error, ...(description && { error_description: description }) });

const redirect = (url: string, parameters: Readonly<Record<string, string | null>>, cookie?: string): Response => {
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) target.searchParams.set(name, value);
  return new Response(null, {
    status: 302,
    headers: { location: target.href, ...(cookie && { 'set-cookie': cookie }) },
  });
};

const isSafe = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol !== 'http:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
};

const parseJson = (text: string): Record<string, string> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, string>;
  } catch {
    // Then a parameter is missing, which is an error of its own.
  }
  return {};
};

/** Returns the parameters of a POST: a form, or JSON, which Auth0 also accepts. */
const readBody = async (request: Request): Promise<URLSearchParams> => {
  const text = await request.text();
  return new URLSearchParams(request.headers.get('content-type')?.includes('json') ? parseJson(text) : text);
};

const basicCredentials = (request: Request): readonly [string, string] | undefined => {
  const [, encoded] = /^Basic (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (!encoded) return undefined;
  try {
    const [id = '', secret = ''] = atob(encoded).split(':').map(decodeURIComponent);
    return [id, secret];
  } catch {
    return ['', ''];
  }
};

const toJson = ({ idToken, accessToken, refreshToken, expiresIn }: OAuthTokens, rotated: boolean): object => ({
  id_token: idToken,
  access_token: accessToken,
  ...(rotated && { refresh_token: refreshToken }),
  expires_in: expiresIn,
  token_type: 'Bearer',
});

/** Creates an {@link OAuthServer} (RFC 6749, RFC 7636, RFC 7009, OpenID Connect Core 1.0). */
export const createOAuthServer = (options: OAuthServerOptions): OAuthServer => {
  const { title, paths, authority, callbackUrls, now, random } = options;
  const urlSafe = (length: number): string => random.text(length, BASE64).replaceAll('+', '-').replaceAll('/', '_');
  const { clientId, clientSecret, issParameter: iss = null } = authority;
  const codes = new Map<string, Grant>();
  const sessions = new Map<string, string>();

  /** Returns why an authorization request must not redirect to the app. Undefined if it may. */
  const problemOf = (query: URLSearchParams): string | undefined => {
    const target = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== clientId) return 'Client does not exist.';
    return (callbackUrls ? callbackUrls.includes(target) : isSafe(target)) ? undefined : 'redirect_mismatch';
  };

  const grant = (query: URLSearchParams, username: string, cookie?: string): Response => {
    const code = urlSafe(36);
    const redirectUri = query.get('redirect_uri')!;
    codes.set(code, {
      username,
      redirectUri,
      challenge: query.get('code_challenge'),
      scope: query.get('scope') ?? 'openid',
      nonce: query.get('nonce') ?? undefined,
      until: now() + CODE_LIFETIME,
    });
    return redirect(redirectUri, { code, state: query.get('state'), iss }, cookie);
  };

  const knownUser = (request: Request): string | undefined => {
    const [, id = ''] = new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(request.headers.get('cookie') ?? '') ?? [];
    return sessions.get(id);
  };

  const authorize = async (request: Request, query: URLSearchParams): Promise<Response> => {
    const problem = problemOf(query);
    if (problem) return errorPage(problem);
    const back = (error: string, error_description: string): Response =>
      redirect(query.get('redirect_uri')!, { error, error_description, state: query.get('state'), iss });
    if (query.get('response_type') !== 'code') return back('unsupported_response_type', 'Only code is supported.');
    if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256') {
      return back('invalid_request', 'code_challenge_method must be S256.');
    }
    const hint = query.get('login_hint') ?? '';
    if (request.method === 'POST') {
      const form = await readBody(request);
      const [username, password] = [form.get('username') ?? '', form.get('password') ?? ''];
      if (!authority.checkPassword(username, password)) {
        return signInPage(title, username, 'Incorrect username or password.');
      }
      const id = urlSafe(24);
      sessions.set(id, username);
      return grant(query, username, `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`);
    }
    const user = knownUser(request);
    const prompt = query.get('prompt') ?? '';
    if (user && !/\b(login|select_account)\b/.test(prompt)) return grant(query, user);
    return prompt === 'none' ? back('login_required', 'No user is signed in.') : signInPage(title, hint);
  };

  const isClient = (request: Request, form: URLSearchParams): boolean => {
    const [id, secret] = basicCredentials(request) ?? [form.get('client_id'), form.get('client_secret')];
    return id === clientId && (clientSecret === undefined || secret === clientSecret);
  };

  const exchange = async (request: Request): Promise<Response> => {
    const form = await readBody(request);
    if (!isClient(request, form)) return refuse('invalid_client');
    const type = form.get('grant_type');
    if (type === 'refresh_token') {
      const given = form.get('refresh_token') ?? '';
      const tokens = await authority.refresh(given);
      return tokens ? json(200, toJson(tokens, tokens.refreshToken !== given)) : refuse('invalid_grant');
    }
    if (type !== 'authorization_code') return refuse('unsupported_grant_type');
    const code = form.get('code') ?? '';
    const found = codes.get(code);
    // A code is valid once, even if the exchange fails.
    codes.delete(code);
    const verifier = form.get('code_verifier');
    const isProven = found?.challenge ? verifier && challengeOf(verifier) === found.challenge : !verifier;
    if (!found || found.until < now() || found.redirectUri !== form.get('redirect_uri') || !isProven) {
      return refuse('invalid_grant');
    }
    return json(200, toJson(await authority.issue(found.username, found.scope, found.nonce), true));
  };

  const token = async (request: Request, failed?: Failed): Promise<Response> => {
    try {
      return await exchange(request);
    } catch (error) {
      // A trigger of the pool may refuse the tokens.
      if (!(error instanceof PoolError)) throw error;
      if (error.cause !== undefined) failed?.(error.cause);
      return refuse('invalid_grant', error.message);
    }
  };

  const revoke = async (request: Request): Promise<Response> => {
    const form = await readBody(request);
    if (!isClient(request, form)) return refuse('invalid_client');
    authority.revoke(form.get('token') ?? '');
    return new Response(null, { status: 200, headers: { 'access-control-allow-origin': '*' } });
  };

  const userInfo = async (request: Request): Promise<Response> => {
    const [, access = ''] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    const claims = await authority.userInfo(access);
    return claims
      ? json(200, claims)
      : json(401, { error: 'invalid_token', error_description: 'Access token is expired or revoked.' });
  };

  const logout = (request: Request, query: URLSearchParams): Response => {
    if (query.get('client_id') !== clientId) return errorPage('Client does not exist.');
    const user = knownUser(request);
    for (const [id, name] of sessions) if (name === user) sessions.delete(id);
    const target = paths.logoutTargets.map((name) => query.get(name)).find((value) => value !== null);
    if (!target || !isSafe(target)) return target ? errorPage('redirect_mismatch') : new Response('OK');
    return redirect(target, {}, `${COOKIE}=; Path=/; Max-Age=0`);
  };

  const answer = async (request: Request, failed?: Failed): Promise<Response | undefined> => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === 'OPTIONS') {
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'GET,POST',
          'access-control-allow-headers': 'authorization,content-type',
        },
      });
    }
    if (pathname === paths.authorize) return authorize(request, searchParams);
    if (pathname === paths.token && request.method === 'POST') return token(request, failed);
    if (pathname === paths.revoke && request.method === 'POST') return revoke(request);
    if (pathname === paths.userInfo) return userInfo(request);
    if (pathname === paths.logout) return logout(request, searchParams);
    return undefined;
  };

  return {
    clientId,
    answer,
    signIn: async (url, user) => {
      const query = new URL(url).searchParams;
      const response = await authorize(
        new Request(url, { method: 'POST', body: new URLSearchParams({ ...user }) }),
        query,
      );
      const location = response.headers.get('location');
      if (location) return location;
      throw new TypeError(
        `signInAtHostedUi(): the page refused '${user.username}'. Check the user name, the password and the URL.`,
      );
    },
    reset: () => {
      codes.clear();
      sessions.clear();
    },
  };
};
