import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { createAwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { available, chromiumPath, unless } from '../support/available.js';
import type { Tab, TabSettings } from './support/tab-app.js';
import { packageImports } from '../support/package-imports.mjs';

const HOUR = 3_600_000;
const path = (relative: string): string => new URL(relative, import.meta.url).pathname;

const script = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path('support/tab-app.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    plugins: [packageImports('browser')],
  });
  return outputFiles[0]!.text;
};

/** Calls a function that a tab exposes. */
const inTab = <K extends keyof Tab>(page: Page, method: K, ...input: Parameters<Tab[K]>) =>
  page.evaluate(
    ([name, values]) =>
      // biome-ignore lint/suspicious/noExplicitAny: the page's own types end at its border
      (globalThis as any).tab[name](...values),
    [method, input] as const,
  ) as Promise<Awaited<ReturnType<Tab[K]>>>;

/** Opens three tabs of one browser that share a session at the mock's pools. */
const openTabs = async (pool: UserPoolOptions = {}) => {
  let ahead = 0;
  const password = 'Correct-horse-1';
  const mock = createAwsMock({
    now: () => Date.now() + ahead,
    userPools: [
      {
        ...pool,
        users: [
          { username: 'alice', password },
          { username: 'bob', password },
        ],
      },
    ],
    identityPools: [{ guests: true }],
  });
  const { url, urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const app = await script();
  const server = createServer((request, response) => {
    const isScript = request.url === '/tab.js';
    response
      .writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
      .end(isScript ? app : '<!doctype html><script type="module" src="/tab.js"></script>');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  onTestFinished(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  const settings: TabSettings = {
    userPool: urls['cognito-idp']!,
    identityPool: urls['cognito-identity']!,
    api: url,
    userPoolId: mock.userPool().id,
    clientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
  };
  const context: BrowserContext = await browser.newContext();
  const address = `http://localhost:${(server.address() as AddressInfo).port}/?settings=${encodeURIComponent(JSON.stringify(settings))}`;
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction('globalThis.tab');
    await inTab(page, 'initialize');
    return page;
  };
  const tabs = [await open(), await open(), await open()] as const;
  return {
    mock,
    tabs,
    /** Advances the clock of the pools and the tabs. */
    advance: async (time: number) => {
      ahead += time;
      for (const tab of tabs) await inTab(tab, 'advance', ahead);
    },
    states: () => Promise.all(tabs.map((tab) => inTab(tab, 'state'))),
    inAll: <K extends keyof Tab>(method: K, ...input: Parameters<Tab[K]>) =>
      Promise.all(tabs.map((tab) => inTab(tab, method, ...input))),
  };
};

const chromiumTest = test.skipIf(!available.chromium);
const all = (state: string, username?: string) => [1, 2, 3].map(() => [state, username]);

chromiumTest(
  `three tabs, 500 calls each for expired tokens: one refresh in all${unless('chromium')}`,
  async () => {
    const { mock, tabs, advance, states, inAll } = await openTabs();
    expect(await inTab(tabs[0], 'signIn', 'alice')).toBe('done');
    await expect.poll(states).toEqual(all('signedIn', 'alice'));
    await advance(2 * HOUR);
    expect(await inAll('tokens', 500)).toEqual([1, 2, 3].map(() => ({ done: 500 })));
    expect(mock.refreshes).toBe(1);
  },
  60_000,
);

chromiumTest(
  `three tabs, 500 signed calls each after everything expired: one refresh in all, none fails${unless('chromium')}`,
  async () => {
    const { mock, tabs, advance, states, inAll } = await openTabs();
    expect(await inTab(tabs[0], 'signIn', 'alice')).toBe('done');
    await expect.poll(states).toEqual(all('signedIn', 'alice'));
    expect(await inAll('calls', 1)).toEqual([1, 2, 3].map(() => ({ done: 1 })));
    await advance(2 * HOUR);
    mock.expireCredentials();
    expect(await inAll('calls', 500)).toEqual([1, 2, 3].map(() => ({ done: 500 })));
    expect(mock.refreshes).toBe(1);
  },
  60_000,
);

chromiumTest(
  `three tabs, refresh tokens that rotate without grace: nobody is signed out${unless('chromium')}`,
  async () => {
    const { mock, tabs, advance, states, inAll } = await openTabs({ refreshTokenRotation: { graceSeconds: 0 } });
    expect(await inTab(tabs[0], 'signIn', 'alice')).toBe('done');
    await expect.poll(states).toEqual(all('signedIn', 'alice'));
    for (let round = 1; round <= 5; round++) {
      await advance(2 * HOUR);
      expect(await inAll('tokens', 50)).toEqual([1, 2, 3].map(() => ({ done: 50 })));
      expect(mock.refreshes).toBe(round);
    }
    expect(await states()).toEqual(all('signedIn', 'alice'));
  },
  60_000,
);

chromiumTest(
  `a wait in one tab is ended by another: by giving up, by the same user, by somebody else, by a sign-out${unless('chromium')}`,
  async () => {
    const { mock, tabs, advance, states } = await openTabs();
    const [first, second, third] = tabs;
    expect(await inTab(first, 'signIn', 'alice')).toBe('done');
    await expect.poll(states).toEqual(all('signedIn', 'alice'));
    mock.revokeTokens('alice');
    await advance(2 * HOUR);
    await inTab(second, 'hold');
    await expect.poll(states).toEqual(all('signedOutUserPoolsTokenInvalid', 'alice'));

    await inTab(third, 'release');
    expect(await inTab(second, 'held')).toBe('sign-in-cancelled');

    await inTab(second, 'hold');
    expect(await inTab(first, 'signIn', 'alice')).toBe('done');
    expect(await inTab(second, 'held')).toBe('done');
    await expect.poll(states).toEqual(all('signedIn', 'alice'));

    mock.revokeTokens('alice');
    await advance(2 * HOUR);
    await inTab(second, 'hold');
    expect(await inTab(first, 'signIn', 'bob')).toBe('done');
    expect(await inTab(second, 'held')).toBe('identity-changed');
    await expect.poll(states).toEqual(all('signedIn', 'bob'));

    mock.revokeTokens('bob');
    await advance(2 * HOUR);
    await inTab(second, 'hold');
    await inTab(third, 'signOut');
    expect(await inTab(second, 'held')).toBe('sign-in-cancelled');
    await expect.poll(states).toEqual(all('guest'));
  },
  60_000,
);
