import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type App, startApp } from './app.js';
import { NEXT, readOnly, serveNext, withCookies } from './next.js';

const HOUR = 3_600_000;
const ALICE = { username: 'alice', password: 'Correct-horse-1' };
const REST = {
  flavour: 'rest',
  service: 'execute-api',
  baseUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
  routes: { 'GET /items': [{ id: '1' }] },
} as const;

const SERVERS: Record<string, (app: App) => Promise<Server>> = {
  'node:http': async (app) => (await app.load<{ server: Server }>('src/node-server.ts')).server,
  Express: async (app) => createServer((await app.load<{ app: RequestListener }>('src/express-app.ts')).app),
  'Next.js': serveNext,
};
const NAMES = Object.keys(SERVERS);

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const later = (time: number): void => void vi.setSystemTime(Date.now() + time);

/** A server of the recipe before a pool whose refresh tokens are good for one renewal. */
const start = async (name: string) => {
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.resetModules();
  });
  const app = await startApp([REST], NEXT, { refreshTokenRotation: true });
  const url = await listen(await SERVERS[name]!(app));
  return { app, url, users: () => app.mock.calls('GET /items').map(({ user }) => user) };
};

/** A client that keeps cookies as a browser does. */
const browser = (url: string, cookies = new Map<string, string>()) => {
  const take = (line: string): void => {
    const [, name, value, attributes] = /^([^=]+)=([^;]*);(.*)$/.exec(line)!;
    if (/Max-Age=0\b/.test(attributes!)) cookies.delete(name!);
    else cookies.set(name!, value!);
  };
  const send = async (call: string, body?: object): Promise<Response> => {
    const [method, path] = call.split(' ') as [string, string];
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    return fetch(url + path, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  };
  return {
    cookies,
    send,
    call: async (call: string, body?: object): Promise<Response> => {
      const answer = await send(call, body);
      for (const line of answer.headers.getSetCookie()) take(line);
      return answer;
    },
  };
};

/** Whether there is a JWT in the cookies. */
const tokensIn = (cookies: ReadonlyMap<string, string>): boolean => [...cookies.values()].join().includes('eyJ');

test.each(NAMES)('%s: a user signs in, calls an hour later and another one, and signs out', async (name) => {
  const { app, url, users } = await start(name);
  const { call, cookies } = browser(url);
  expect((await call('POST /sign-in', { ...ALICE, password: 'wrong' })).status).toBe(401);
  expect((await call('GET /items')).status).toBe(200);
  const signedIn = await call('POST /sign-in', ALICE);
  expect(await signedIn.json()).toEqual({ step: 'done' });
  expect(signedIn.headers.get('cache-control')).toBe('private, no-store');
  expect(await (await call('GET /items')).json()).toEqual([{ id: '1' }]);
  for (let hour = 1; hour <= 2; hour++) {
    later(HOUR);
    const old = new Map(cookies);
    const answer = await call('GET /items');
    expect(answer.status).toBe(200);
    // A cache must not hand the renewed cookies to others, nor may one name be set twice.
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(cookies).not.toEqual(old);
    expect(app.mock.refreshes).toBe(hour);
  }
  const left = new Map(cookies);
  expect((await call('POST /sign-out')).status).toBe(200);
  expect([tokensIn(left), tokensIn(cookies)]).toEqual([true, false]);
  expect((await call('GET /items')).status).toBe(200);
  expect(users()).toEqual(['guest', 'alice', 'alice', 'alice', 'guest']);
  // Who kept the cookies can renew nothing with them.
  later(HOUR);
  expect((await browser(url, left).call('GET /items')).status).toBe(401);
});

test.each(NAMES)('%s: requests that carry the same old cookies are all answered, by one renewal', async (name) => {
  const { app, url, users } = await start(name);
  const { call, send, cookies } = browser(url);
  await call('POST /sign-in', ALICE);
  later(HOUR);
  const old = new Map(cookies);
  const answers = await Promise.all(Array.from({ length: 6 }, () => send('GET /items')));
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  later(59_000);
  const straggler = browser(url, new Map(old));
  expect((await straggler.call('GET /items')).status).toBe(200);
  expect(app.mock.refreshes).toBe(1);
  expect(users()).toEqual(Array(7).fill('alice'));
  // The cookies of the last answer are as good as those of the first.
  later(HOUR);
  expect((await straggler.call('GET /items')).status).toBe(200);
  // One that comes too late is refused, and takes nothing from the browser.
  const late = browser(url, new Map(old));
  expect((await late.call('GET /items')).status).toBe(401);
  expect(late.cookies).toEqual(old);
});

test.each(['node:http', 'Express'])('%s: scripts cannot read the cookies, and no cookie is set twice', async (name) => {
  const { url } = await start(name);
  const { call } = browser(url);
  const signedIn = await call('POST /sign-in', ALICE);
  later(HOUR);
  for (const answer of [signedIn, await call('GET /items')]) {
    const lines = answer.headers.getSetCookie();
    const names = lines.map((line) => line.split('=')[0]);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    for (const line of lines) expect(line).toMatch(/; SameSite=Lax; HttpOnly; Secure$/);
  }
});

type RequestSession = (
  request: IncomingMessage,
  response: ServerResponse,
) => { session: CognitoSession; signedFetch: typeof fetch };

test.each(['node:http', 'Express'])('%s: of two cookies of one name neither signs anybody in', async (name) => {
  const { url, users } = await start(name);
  const [mine, theirs] = [browser(url), browser(url)];
  for (const { call } of [mine, theirs]) expect((await call('POST /sign-in', ALICE)).status).toBe(200);
  expect([...mine.cookies.keys()].filter((cookie) => cookie.startsWith('__Host-sigv4-interceptor.'))).toEqual([
    ...mine.cookies.keys(),
  ]);
  const header = (...jars: ReadonlyMap<string, string>[]): string =>
    jars.flatMap((jar) => [...jar].map((pair) => pair.join('='))).join('; ');
  for (const jars of [[mine], [mine, theirs], [theirs, mine]]) {
    await fetch(`${url}/items`, { headers: { cookie: header(...jars.map(({ cookies }) => cookies)) } });
  }
  expect(users()).toEqual(['alice', 'guest', 'guest']);
});

test('an answer whose headers have left cannot sign anybody out: that is an error', async () => {
  const { app, url } = await start('node:http');
  const { call, cookies } = browser(url);
  await call('POST /sign-in', ALICE);
  const { requestSession } = await app.load<{ requestSession: RequestSession }>('src/request-session.ts');
  const late = createServer(async (request, response) => {
    const { session } = requestSession(request, response);
    response.flushHeaders();
    const error = await session.signOut().catch((refusal: unknown) => refusal);
    const { code, cause } = error as { code: string; cause: { code: string } };
    response.end(JSON.stringify([code, cause.code, session.state]));
  });
  const answer = await browser(await listen(late), cookies).call('POST /');
  expect(await answer.json()).toEqual(['session-not-removed', 'ERR_HTTP_HEADERS_SENT', 'guest']);
  expect((await call('GET /items')).status).toBe(200);
});

test('Next.js: a server component sees what the proxy renewed, and the browser gets it', async () => {
  const { app, url } = await start('Next.js');
  const { call, cookies } = browser(url);
  await call('POST /sign-in', ALICE);
  later(HOUR);
  const old = new Map(cookies);
  const page = await call('GET /page');
  expect(await page.json()).toEqual({ state: 'signedIn', username: 'alice' });
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  expect(app.mock.refreshes).toBe(1);
  expect(cookies).not.toEqual(old);
});

test('Next.js: signing out in a server component is an error, and the user stays signed in', async () => {
  const { app, url } = await start('Next.js');
  const { call, cookies } = browser(url);
  await call('POST /sign-in', ALICE);
  const { POST } = await app.load<{ POST(request: Request): Promise<Response> }>('app/api/sign-out/route.ts');
  const headers = new Headers({ cookie: [...cookies].map((pair) => pair.join('=')).join('; ') });
  const answer = await withCookies(readOnly(headers), () => POST(new Request(`${url}/sign-out`)));
  expect([answer.status, await answer.json()]).toEqual([500, { code: 'session-not-removed' }]);
});
