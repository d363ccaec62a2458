import { HEX, type Random } from '../random.js';

/** A Slack app and the users of its workspace. */
export interface SlackOptions {
  /** The app's client id. Default: `1234.5678`. */
  readonly clientId?: string;
  /** The app's client secret, which only its backend knows. Default: random. */
  readonly clientSecret?: string;
  /** The ids of users. `allow()` uses the first by default. Default: `['U0ALICE']`. */
  readonly users?: readonly string[];
}

/** The part of Slack that a sign-in needs (Slack API documentation, "Installing with OAuth"). */
export interface Slack {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Handles `/oauth/v2/authorize` and `/api/oauth.v2.access`. Resolves to undefined for another path. */
  answer(request: Request): Promise<Response | undefined>;
  /** How often the page was shown, so that a user had to act. */
  readonly pages: number;
  /**
   * Allows the app at an authorize URL, as a user does on the page.
   *
   * @returns The app's callback URL with the code.
   * @throws TypeError for an unknown app or user
   */
  allow(url: string, user?: string): string;
  /** Returns the user who owns a token, for the app's backend. */
  userOf(token: string): string | undefined;
  revoke(token: string): void;
  reset(): void;
}

/** Creates a {@link Slack}. */
export const createSlack = (options: SlackOptions, random: Random): Slack => {
  const { clientId = '1234.5678', clientSecret = random.text(32, HEX), users = ['U0ALICE'] } = options;
  const codes = new Map<string, { readonly user: string; readonly redirectUri: string }>();
  const tokens = new Map<string, string>();
  let pages = 0;

  const allow = (url: string, user = users[0] ?? ''): string => {
    const query = new URL(url).searchParams;
    if (query.get('client_id') !== clientId) throw new TypeError('Slack: there is no app with this client_id.');
    if (!users.includes(user)) throw new TypeError(`Slack: there is no user '${user}'. Add it to the option users.`);
    const redirectUri = query.get('redirect_uri') ?? '';
    const code = `${random.text(12, HEX)}.${random.text(12, HEX)}`;
    codes.set(code, { user, redirectUri });
    const target = new URL(redirectUri);
    target.searchParams.set('code', code);
    target.searchParams.set('state', query.get('state') ?? '');
    return target.href;
  };

  /** What the page's button does. */
  const redirect = (url: string): Response => {
    try {
      return Response.redirect(allow(url), 302);
    } catch (error) {
      return new Response((error as Error).message, { status: 400 });
    }
  };

  const access = async (request: Request): Promise<object> => {
    const form = new URLSearchParams(await request.text());
    const basic = /^Basic (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    const [id, secret] = basic ? atob(basic).split(':') : [form.get('client_id'), form.get('client_secret')];
    if (id !== clientId) return { ok: false, error: 'invalid_client_id' };
    if (secret !== clientSecret) return { ok: false, error: 'bad_client_secret' };
    const code = form.get('code') ?? '';
    const found = codes.get(code);
    codes.delete(code);
    if (!found) return { ok: false, error: 'invalid_code' };
    if (found.redirectUri !== (form.get('redirect_uri') ?? found.redirectUri))
      return { ok: false, error: 'bad_redirect_uri' };
    const token = `xoxp-${random.text(40, HEX)}`;
    tokens.set(token, found.user);
    return {
      ok: true,
      app_id: 'A0MOCK',
      authed_user: { id: found.user, scope: 'identity.basic', access_token: token, token_type: 'user' },
      team: { id: 'T0MOCK', name: 'Mock' },
    };
  };

  return {
    clientId,
    clientSecret,
    get pages() {
      return pages;
    },
    answer: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/api/oauth.v2.access' && request.method === 'POST') return Response.json(await access(request));
      if (pathname !== '/oauth/v2/authorize') return undefined;
      if (request.method === 'POST') return redirect(request.url);
      pages++;
      return new Response('<!doctype html><title>Slack</title><form method="post"><button>Allow</button></form>', {
        headers: { 'content-type': 'text/html' },
      });
    },
    allow: (url, user) => {
      pages++;
      return allow(url, user);
    },
    userOf: (token) => tokens.get(token),
    revoke: (token) => void tokens.delete(token),
    reset: () => {
      codes.clear();
      pages = 0;
    },
  };
};
