import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { type CookieStorageOptions, cookieStorage, createCognitoSession } from 'sigv4-interceptor/cognito';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { available, chromiumPath, unless } from '../support/available.js';
import type { CookieApp, CookieAppSettings } from './support/cookie-app.js';
import { packageImports } from '../support/package-imports.mjs';

const PASSWORD = 'Correct-horse-1';
const HOST = 'app.localhost';
/** Makes a session too long for one cookie. */
const LONG = { name: 'x'.repeat(2_000) };
const path = (relative: string): string => new URL(relative, import.meta.url).pathname;

const script = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path('support/cookie-app.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    plugins: [packageImports('browser')],
  });
  return outputFiles[0]!.text;
};

interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** Converts a header's text to the form that Node takes: one character for each byte. */
const bytesOf = (line: string): string => Buffer.from(line).toString('latin1');

const cookiesIn = (text: string): Cookie[] =>
  text
    .split('; ')
    .filter(Boolean)
    .map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));

/** The app at its host, and an attacker's page at a subdomain. Chromium treats both as secure. */
const startSite = async (pools: CookieAppSettings['pools']) => {
  const app = await script();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://x');
    if (pathname === '/app.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(app);
    if (pathname.endsWith('/who')) {
      const getAll = () => cookiesIn(request.headers.cookie ?? '');
      const options = JSON.parse(searchParams.get('cookies')!);
      const session = createCognitoSession({
        ...pools,
        storage: cookieStorage({ ...options, jar: { getAll, setAll() {} } }),
      });
      const state = await session.initialize();
      return response.end(session.username ?? state);
    }
    const lines = [...searchParams.getAll('set').map(bytesOf), ...searchParams.getAll('bytes')];
    response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': lines });
    return response.end(
      request.headers.host?.startsWith('evil.')
        ? '<!doctype html>'
        : '<!doctype html><script type="module" src="/app.js"></script>',
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const openWorld = async (cookies: CookieStorageOptions) => {
  const mock = createAwsMock({
    userPools: [
      { users: ['alice', 'mallory'].map((username) => ({ username, password: PASSWORD, attributes: LONG })) },
    ],
    identityPools: [{ guests: true }],
  });
  const { urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const endpoints = { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! };
  const pools = {
    userPoolId,
    userPoolClientId,
    identityPoolId: mock.identityPool().id,
    endpoints,
    authFlow: 'USER_PASSWORD_AUTH',
  } as const;
  const port = await startSite(pools);
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());

  const address = (place: string): string =>
    `http://${HOST}:${port}${place}/?settings=${encodeURIComponent(JSON.stringify({ pools, cookies }))}`;
  const inApp = <K extends keyof CookieApp>(page: Page, method: K, ...input: Parameters<CookieApp[K]>) =>
    page.evaluate(
      ([name, values]) =>
        // biome-ignore lint/suspicious/noExplicitAny: the page's own types end at its border
        (globalThis as any).app[name](...values),
      [method, input] as const,
    ) as Promise<Awaited<ReturnType<CookieApp[K]>>>;
  /** Opens a new page of the app. */
  const visit = async (context: BrowserContext, place = ''): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(address(place));
    await page.waitForFunction('globalThis.app');
    return page;
  };
  return {
    visitor: (storageState?: Awaited<ReturnType<BrowserContext['storageState']>>) =>
      browser.newContext(storageState && { storageState }),
    signIn: async (context: BrowserContext, username: string): Promise<Cookie[]> => {
      const page = await visit(context);
      await inApp(page, 'signIn', username, PASSWORD);
      const text = await page.evaluate(() => document.cookie);
      await page.close();
      return cookiesIn(text);
    },
    /** Returns the user that the page and the server see. */
    who: async (context: BrowserContext, place = ''): Promise<[page: string, server: string]> => {
      const page = await visit(context, place);
      const seen = await inApp(page, 'who');
      const query = encodeURIComponent(JSON.stringify(cookies));
      const told = await page.evaluate(
        (url) => fetch(url).then((answer) => answer.text()),
        `${place}/who?cookies=${query}`,
      );
      await page.close();
      return [seen, told];
    },
    /** Opens the attacker's page at the subdomain, which sets cookies by script and by header. */
    toss: async (context: BrowserContext, lines: readonly string[]): Promise<void> => {
      const page = await context.newPage();
      await page.goto(`http://evil.${HOST}:${port}/`);
      await page.evaluate((all) => {
        // biome-ignore lint/suspicious/noDocumentCookie: it is what is attacked
        for (const line of all) document.cookie = line;
      }, lines);
      // One at a time, because headers have a size limit.
      for (const line of lines) await page.goto(`http://evil.${HOST}:${port}/?set=${encodeURIComponent(line)}`);
      await page.close();
    },
    /** The same with a header whose text has one character for each byte. */
    tossBytes: async (context: BrowserContext, line: string): Promise<void> => {
      const page = await context.newPage();
      await page.goto(`http://evil.${HOST}:${port}/?bytes=${encodeURIComponent(line)}`);
      await page.close();
    },
    /** Runs a function in a new page of the app. */
    inPage: async <K extends keyof CookieApp>(
      context: BrowserContext,
      method: K,
      ...input: Parameters<CookieApp[K]>
    ): Promise<Awaited<ReturnType<CookieApp[K]>>> => {
      const page = await visit(context);
      const result = await inApp(page, method, ...input);
      await page.close();
      return result;
    },
  };
};

const chromiumTest = test.skipIf(!available.chromium);
const bare = (name: string): string => name.replace(/^__\w+-/, '');
const TO_PARENT = `Domain=${HOST}; Path=/`;

/** The cookies that the attacker at the subdomain sets, made from the attacker's own session. */
const ATTACKS: Readonly<Record<string, (mine: readonly Cookie[]) => string[]>> = {
  'the same names': (mine) => mine.map(({ name, value }) => `${name}=${value}; ${TO_PARENT}; Secure`),
  'the same names, for one path': (mine) =>
    mine.map(({ name, value }) => `${name}=${value}; Domain=${HOST}; Path=/deep; Secure`),
  'names of another case': (mine) =>
    mine.map(({ name, value }) => `${name.replace('__Host', '__hOST')}=${value}; ${TO_PARENT}; Secure`),
  'a name in the value of a nameless cookie': (mine) =>
    mine.map(({ name, value }) => `=${name}=${value}; ${TO_PARENT}; Secure`),
  'names behind a blank': (mine) => mine.map(({ name, value }) => `\u2000${name}=${value}; ${TO_PARENT}; Secure`),
  'the names for subdomains': (mine) =>
    mine.map(({ name, value }) => `__Secure-${bare(name)}=${value}; ${TO_PARENT}; Secure`),
  'the names of 0.1.0': (mine) => mine.map(({ name, value }) => `${bare(name)}=${value}; ${TO_PARENT}`),
  'a part': ([, part]) => [`${part!.name}=${part!.value}; ${TO_PARENT}; Secure`],
  'an emptied one': (mine) => mine.map(({ name }) => `${name}=; ${TO_PARENT}; Max-Age=0`),
};

chromiumTest(
  `a subdomain cannot sign a visitor in, nor a user out or over to another account${unless('chromium')}`,
  async () => {
    const world = await openWorld({});
    const mine = await world.signIn(await world.visitor(), 'mallory');
    expect(mine.map(({ name }) => name)).toEqual([
      '__Host-sigv4-interceptor.session',
      '__Host-sigv4-interceptor.session.1',
    ]);
    const first = await world.visitor();
    await world.signIn(first, 'alice');
    const alices = await first.storageState();
    for (const [attack, linesOf] of Object.entries(ATTACKS)) {
      const [guest, user] = [await world.visitor(), await world.visitor(alices)];
      for (const context of [guest, user]) await world.toss(context, linesOf(mine));
      expect({ attack, guest: await world.who(guest), user: await world.who(user) }).toEqual({
        attack,
        guest: ['guest', 'guest'],
        user: ['alice', 'alice'],
      });
      // The tossed cookies do not prevent a sign-in either.
      await world.signIn(guest, 'alice');
      expect([attack, ...(await world.who(guest))]).toEqual([attack, 'alice', 'alice']);
      await Promise.all([guest.close(), user.close()]);
    }
  },
  300_000,
);

chromiumTest(
  `a byte by which Chromium shows a page no cookie costs nobody the login, and a sign-out removes it${unless('chromium')}`,
  async () => {
    const world = await openWorld({});
    const user = await world.visitor();
    const names = (await world.signIn(user, 'alice')).map(({ name }) => name);
    const signedIn = await user.storageState();
    const invisible = `x=\x85; ${TO_PARENT}; Secure`;
    const gone = `x=; ${TO_PARENT}; Max-Age=0; Secure`;
    await world.tossBytes(user, invisible);
    const { principal, errors } = await world.inPage(user, 'call');
    expect(principal).toBeNull();
    expect(errors[0]).toMatch(/^The cookies cannot be read: /);
    // The server receives all of them.
    expect(await world.who(user)).toEqual(['guest', 'alice']);
    await world.tossBytes(user, gone);
    expect(await world.who(user)).toEqual(['alice', 'alice']);
    expect((await user.cookies()).map(({ name }) => name).sort()).toEqual([...names].sort());

    const leaving = await world.visitor(signedIn);
    await world.tossBytes(leaving, invisible);
    expect(await world.inPage(leaving, 'signOut')).toBe('session-not-removed');
    await world.tossBytes(leaving, gone);
    expect(await world.who(leaving)).toEqual(['guest', 'guest']);
    expect(await leaving.cookies()).toEqual([]);

    // A sign-in is stored, although the page cannot see it.
    const entering = await world.visitor();
    await world.tossBytes(entering, invisible);
    await world.inPage(entering, 'signIn', 'alice', PASSWORD);
    expect(await world.who(entering)).toEqual(['guest', 'alice']);
    await world.tossBytes(entering, gone);
    expect(await world.who(entering)).toEqual(['alice', 'alice']);
  },
  60_000,
);

/**
 * Without a prefix that excludes subdomains: the user that page and server see, for a signed-in user and for a visitor.
 */
const WEAKER: [string, CookieStorageOptions, string, { user: string; guest: string }][] = [
  ['not secure, of this host: two are seen', { secure: false }, TO_PARENT, { user: 'guest', guest: 'mallory' }],
  [
    'for subdomains, and tossed for a path',
    { domain: HOST },
    `Domain=${HOST}; Path=/deep; Secure`,
    { user: 'guest', guest: 'mallory' },
  ],
  [
    'for subdomains, of which each may write',
    { domain: HOST },
    `${TO_PARENT}; Secure`,
    { user: 'mallory', guest: 'mallory' },
  ],
];

chromiumTest.each(WEAKER)(
  `without __Host- a tossed second cookie signs nobody in, and a single one is not known for what it is: %s${unless('chromium')}`,
  async (_, cookies, attributes, { user: expected, guest: visitor }) => {
    const world = await openWorld(cookies);
    const mine = await world.signIn(await world.visitor(), 'mallory');
    const [guest, user] = [await world.visitor(), await world.visitor()];
    await world.signIn(user, 'alice');
    for (const context of [guest, user])
      await world.toss(
        context,
        mine.map(({ name, value }) => `${name}=${value}; ${attributes}`),
      );
    const place = attributes.includes('/deep') ? '/deep' : '';
    expect(await world.who(user, place)).toEqual([expected, expected]);
    expect(await world.who(guest, place)).toEqual([visitor, visitor]);
  },
  60_000,
);
