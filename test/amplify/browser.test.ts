import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { available, chromiumPath, unless } from '../support/available.js';
import type { App, AppSettings } from './support/amplify-app.js';
import { packageImports } from '../support/package-imports.mjs';

// The real aws-amplify in pages of Chromium, with the signer as the server sees it.

const path = (relative: string): string => new URL(relative, import.meta.url).pathname;

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path('support/amplify-app.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error',
    plugins: [packageImports('browser')],
  });
  return outputFiles[0]!.text;
};
let script: Promise<string> | undefined;

/** Tabs of one browser with an app that uses Amplify, and the mock behind it. */
const openTabs = async (count: number, chosen: Partial<AppSettings> = {}) => {
  script ??= bundle();
  const code = await script;
  const password = 'Correct-horse-1';
  const mock = createAwsMock({
    userPools: [
      {
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
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response
      .writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
      .end(isScript ? code : '<!doctype html><script type="module" src="/app.js"></script>');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  onTestFinished(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  const settings: AppSettings = {
    userPool: urls['cognito-idp']!,
    identityPool: urls['cognito-identity']!,
    api: url,
    userPoolId: mock.userPool().id,
    clientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
    guests: true,
    forgets: true,
    cookies: false,
    ...chosen,
  };
  const context = await browser.newContext();
  const address = `http://localhost:${(server.address() as AddressInfo).port}/?settings=${encodeURIComponent(JSON.stringify(settings))}`;
  const open = async () => {
    const page: Page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction('globalThis.app');
    const run = <K extends keyof App>(method: K, ...input: Parameters<App[K]>) =>
      page.evaluate(
        ([name, values]) =>
          // biome-ignore lint/suspicious/noExplicitAny: the page's own types end at its border
          (globalThis as any).app[name](...values),
        [method, input] as const,
      ) as Promise<Awaited<ReturnType<App[K]>>>;
    return {
      run,
      /** Makes a call. Returns its outcome and its signer. */
      signer: async () => {
        const before = mock.calls().length;
        const status = await run('call', 'items');
        const [arrived, ...more] = mock.calls().slice(before);
        expect(more).toEqual([]);
        return arrived && status === 200 ? (await mock.signedBy(arrived))?.user : status;
      },
      changes: async () => (await run('state')).changes,
      principal: async () => (await run('state')).principal,
    };
  };
  const tabs = [];
  while (tabs.length < count) tabs.push(await open());
  return { mock, tabs };
};

type Tab = Awaited<ReturnType<typeof openTabs>>['tabs'][0];

const chromiumTest = test.skipIf(!available.chromium);
const SECONDS = 60_000;

chromiumTest(
  `a guest, a user, a guest again, another user: each signs their own calls${unless('chromium')}`,
  async () => {
    const { tabs } = await openTabs(1);
    const [tab] = tabs as [Tab];
    expect(await tab.principal()).toBeUndefined();
    expect(await tab.signer()).toBe('guest');
    expect(await tab.principal()).toBeNull();

    expect(await tab.run('signIn', 'alice')).toBe('DONE');
    expect(await tab.principal()).toBeUndefined();
    expect(await tab.signer()).toBe('alice');
    expect(await tab.principal()).toBe(await tab.run('sub'));
    expect(await tab.changes()).toBe(1);

    await tab.run('signOut');
    expect(await tab.signer()).toBe('guest');
    expect(await tab.principal()).toBeNull();
    await tab.run('signIn', 'bob');
    expect(await tab.signer()).toBe('bob');
    expect(await tab.changes()).toBe(3);
  },
  SECONDS,
);

chromiumTest(
  `where guests get nothing, nothing is sent after a sign-out${unless('chromium')}`,
  async () => {
    const { tabs } = await openTabs(1, { guests: false });
    const [tab] = tabs as [Tab];
    expect(await tab.signer()).toBe('credentials-unavailable');
    await tab.run('signIn', 'alice');
    expect(await tab.signer()).toBe('alice');
    expect(await tab.run('token')).toMatch(/^ey/);
    await tab.run('signOut');
    expect(await tab.signer()).toBe('credentials-unavailable');
    expect(await tab.run('token')).toBe('credentials-unavailable');
    await tab.run('signIn', 'bob');
    expect(await tab.signer()).toBe('bob');
  },
  SECONDS,
);

chromiumTest(
  `credentials that arrive after their user has left are nobody else's${unless('chromium')}`,
  async () => {
    const { mock, tabs } = await openTabs(1);
    const [tab] = tabs as [Tab];
    await tab.run('signIn', 'alice');
    expect(await tab.signer()).toBe('alice');
    const quick = mock.delay('2s', { api: 'cognito-identity' });
    const late = tab.run('refresh');
    await expect.poll(() => mock.refreshes).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    quick();
    await tab.run('signOut');
    await tab.run('signIn', 'bob');
    expect(await tab.principal()).toBeUndefined();
    await late;
    expect(await tab.principal()).toBeUndefined();
    // Amplify has alice's identity in its memory again.
    expect(await tab.run('sub')).toBe('NotAuthorizedException');
    expect(await tab.signer()).toBe('bob');
  },
  SECONDS,
);

chromiumTest(
  `refreshed tokens change nothing, in this tab and in another${unless('chromium')}`,
  async () => {
    const { mock, tabs } = await openTabs(2);
    const [here, there] = tabs as [Tab, Tab];
    await here.run('signIn', 'alice');
    const sub = await here.run('sub');
    await expect.poll(() => there.signer()).toBe('alice');
    expect(await here.signer()).toBe('alice');
    const before = [await here.changes(), await there.changes()];
    // Times in tokens have a resolution of a second, so tokens issued within one could be equal.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await here.run('refresh')).toBe(sub);
    expect(await there.run('refreshElsewhere')).toBe(sub);
    expect(mock.refreshes).toBe(2);
    expect([await here.principal(), await there.principal()]).toEqual([sub, sub]);
    expect(await here.signer()).toBe('alice');
    expect(await there.signer()).toBe('alice');
    expect([await here.changes(), await there.changes()]).toEqual(before);
  },
  SECONDS,
);

chromiumTest(
  `a refresh token that was revoked ends the user, although no sign-out is told of${unless('chromium')}`,
  async () => {
    const { mock, tabs } = await openTabs(1);
    const [tab] = tabs as [Tab];
    await tab.run('signIn', 'alice');
    expect(await tab.signer()).toBe('alice');
    mock.revokeTokens('alice');
    await tab.run('refreshElsewhere');
    expect(await tab.changes()).toBe(2);
    expect(await tab.signer()).toBe('guest');
    expect(await tab.principal()).toBeNull();
  },
  SECONDS,
);

chromiumTest(
  `a sign-in, a sign-out and another user in another tab reach this one${unless('chromium')}`,
  async () => {
    const { tabs } = await openTabs(2);
    const [here, there] = tabs as [Tab, Tab];
    expect(await here.signer()).toBe('guest');

    await there.run('signIn', 'alice');
    await expect.poll(() => here.changes()).toBe(1);
    expect(await here.signer()).toBe('alice');

    await there.run('signOut');
    await expect.poll(() => here.principal()).toBeUndefined();
    expect(await here.signer()).toBe('guest');
    expect(await here.principal()).toBeNull();

    await there.run('signIn', 'alice');
    await expect.poll(() => here.principal()).toBeUndefined();
    expect(await here.signer()).toBe('alice');
    // No call in between: Amplify in this tab has seen only alice.
    await there.run('signOut');
    await there.run('signIn', 'bob');
    await expect.poll(() => here.principal()).toBeUndefined();
    await expect.poll(() => here.run('stored')).toBe('bob');
    expect(await here.signer()).toBe('bob');
    expect(await here.principal()).toBe(await there.run('sub'));
    expect(await there.signer()).toBe('bob');
  },
  SECONDS,
);

chromiumTest(
  `Amplify fails in this tab after another changed the user; without clearCredentials the error says so${unless('chromium')}`,
  async () => {
    const { tabs } = await openTabs(2, { forgets: false });
    const [here, there] = tabs as [Tab, Tab];
    await here.run('signIn', 'alice');
    expect(await here.signer()).toBe('alice');
    await there.run('signOut');
    await there.run('signIn', 'bob');
    await expect.poll(() => here.run('stored')).toBe('bob');
    expect(await here.run('refreshElsewhere')).toBe('NotAuthorizedException');
    expect(await here.signer()).toBe('credentials-unavailable');
    expect(await there.signer()).toBe('bob');
  },
  SECONDS,
);

chromiumTest(
  `a storage that another tab clears signs this tab out${unless('chromium')}`,
  async () => {
    const { tabs } = await openTabs(2);
    const [here, there] = tabs as [Tab, Tab];
    await here.run('signIn', 'alice');
    expect(await here.signer()).toBe('alice');
    await there.run('clearStorage');
    await expect.poll(() => here.principal()).toBeUndefined();
    expect(await here.signer()).toBe('guest');
  },
  SECONDS,
);

chromiumTest(
  `with cookies a change by another tab is noticed when this one is shown${unless('chromium')}`,
  async () => {
    const { tabs } = await openTabs(2, { cookies: true });
    const [here, there] = tabs as [Tab, Tab];
    await here.run('signIn', 'alice');
    expect(await here.signer()).toBe('alice');
    await here.run('show');
    expect(await here.changes()).toBe(1);
    await there.run('signOut');
    await there.run('signIn', 'bob');
    await here.run('show');
    expect(await here.signer()).toBe('bob');
    expect(await here.changes()).toBe(2);
  },
  SECONDS,
);
