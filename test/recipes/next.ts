import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type Server } from 'node:http';
import { vi } from 'vitest';
import type { App } from './app.js';

/** A cookie that is set, as Next.js has it. */
type Options = {
  readonly path: string;
  readonly maxAge: number;
  readonly secure: boolean;
  readonly httpOnly?: boolean;
};

/** What `cookies()` gives in one place of a request. */
interface Jar {
  getAll(): { name: string; value: string }[];
  set(name: string, value: string, options: Options): void;
}

/** The modules of Next.js that the recipes import, as far as they use them. */
export const NEXT = {
  'next/headers': 'export const cookies = async () => globalThis.nextRequest.getStore();',
  'next/server': `
export const NextResponse = {
  next: ({ request }) => {
    const set = [];
    return { forwarded: request.headers, headers: new Headers(), set, cookies: { set: (...cookie) => set.push(cookie) } };
  },
};`,
};

const requests = new AsyncLocalStorage<Jar>();

/** Does `work` where `cookies()` gives a jar. The test must unstub the globals. */
export const withCookies = <T>(jar: Jar, work: () => T): T => {
  vi.stubGlobal('nextRequest', requests);
  return requests.run(jar, work);
};

/** The cookies of a request, and what a change of them leaves of its header. */
export const jarOn = (headers: Headers, onSet: (line: string) => void): Jar => ({
  getAll: () =>
    (headers.get('cookie') ?? '')
      .split('; ')
      .filter(Boolean)
      .map((pair) => ({ name: pair.split('=')[0]!, value: pair.slice(pair.indexOf('=') + 1) })),
  set(name, value, options) {
    const others = this.getAll().filter((cookie) => cookie.name !== name);
    headers.set('cookie', [...others, { name, value }].map((cookie) => `${cookie.name}=${cookie.value}`).join('; '));
    onSet(`${name}=${value}; Path=${options?.path}; Max-Age=${options?.maxAge}`);
  },
});

const READ_ONLY = 'Cookies can only be modified in a Server Action or Route Handler.';

/** The jar of a server component. */
export const readOnly = (headers: Headers): Jar => ({
  ...jarOn(headers, () => {}),
  set: () => {
    throw new Error(READ_ONLY);
  },
});

type Route = (request: Request) => Promise<Response>;
type Proxied = {
  readonly forwarded: Headers;
  readonly headers: Headers;
  readonly set: readonly (readonly [string, string, Options])[];
};

/** Serves the recipe's route handlers and a server component at `/page`, behind its proxy. */
export const serveNext = async (app: App): Promise<Server> => {
  const routes: Record<string, Route> = {};
  const { GET } = await app.load<{ GET: Route }>('app/api/items/route.ts');
  routes['GET /items'] = GET;
  for (const name of ['sign-in', 'sign-out']) {
    routes[`POST /${name}`] = (await app.load<{ POST: Route }>(`app/api/${name}/route.ts`)).POST;
  }
  const { proxy } = await app.load<{ proxy(request: object): Promise<Proxied> }>('proxy.ts');
  const { serverSession } = await app.load<{
    serverSession(): Promise<{ initialize(): Promise<string>; getTokens(): Promise<object>; username?: string }>;
  }>('app/server-session.ts');
  /** A server component: it may read cookies only. */
  routes['GET /page'] = async () => {
    const session = await serverSession();
    const state = await session.initialize();
    await session.getTokens();
    return Response.json({ state, username: session.username });
  };
  return createServer(async (incoming, outgoing) => {
    const headers = new Headers(incoming.headers as Record<string, string>);
    const proxied = await proxy({ headers, cookies: jarOn(headers, () => {}) });
    const lines = proxied.set.map(
      ([name, value, { path, maxAge }]) => `${name}=${value}; Path=${path}; Max-Age=${maxAge}`,
    );
    const request = new Request(`http://localhost${incoming.url}`, {
      method: incoming.method!,
      headers: proxied.forwarded,
      ...(incoming.method === 'POST' && { body: incoming as never, duplex: 'half' }),
    });
    const isPage = incoming.url === '/page';
    const jar = isPage ? readOnly(proxied.forwarded) : jarOn(proxied.forwarded, (line) => lines.push(line));
    const answer = await withCookies(jar, () => routes[`${incoming.method} ${incoming.url}`]!(request));
    for (const [name, value] of [...proxied.headers, ...answer.headers]) outgoing.setHeader(name, value);
    outgoing.setHeader('set-cookie', lines);
    outgoing.writeHead(answer.status).end(await answer.text());
  });
};
