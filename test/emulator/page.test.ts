import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { afterAll, beforeAll, expect, onTestFinished, test as always, vi } from 'vitest';
import { emulate } from '../../mocks/emulator/emulate.js';
import { available, chromiumPath, unless } from '../support/available.js';
import { bundleApp } from '../support/bundle-app.mjs';

// The control page, as the build bundles it, in Chromium.

const test = always.skipIf(!available.chromium);
const named = (name: string): string => name + unless('chromium');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PASSWORD = 'Correct-horse-1';

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'emulator-page-'));
beforeAll(async () => {
  await bundleApp(folder);
  if (available.chromium) browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Look {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly config?: string;
  readonly port?: number;
  readonly path?: string;
}

const CONFIG = `export default {
  usersOnly: ['/members'],
  routes: { 'GET /boom': () => { throw new Error('the price is missing'); }, '$default': () => ({ ok: true }) },
  userPools: [{ users: [
    { username: 'alice', password: '${PASSWORD}', attributes: { email: 'alice@example.com' } },
    { username: 'bob', password: '${PASSWORD}', mfa: ['SOFTWARE_TOKEN_MFA'] },
  ] }],
  identityPools: [{}],
};`;

const start = async ({ width = 1440, colorScheme = 'light', config = CONFIG, port = 0, path = '' }: Look = {}) => {
  const file = join(mkdtempSync(join(folder, 'config-')), 'aws.mjs');
  writeFileSync(file, config);
  const emulator = await emulate({ config: file, port, host: '127.0.0.1' }, pathToFileURL(`${folder}/`));
  onTestFinished(emulator.close);
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
  onTestFinished(() => context.close());
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40\d|ERR_/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(emulator.url + path);
  await page.waitForSelector('#connection[data-state=live]');
  const { values } = emulator;
  const session = createCognitoSession(values.session as Parameters<typeof createCognitoSession>[0]);
  const { url, region, service } = values.api;
  const auth = createSigV4({ credentials: session.credentials, region, service, origins: url });
  const call = (target: string, init?: RequestInit) => wrapFetch(fetch, auth)(url + target, init);
  const press = (control: string): Promise<Response> =>
    fetch(`${emulator.url}controls/${control}`, { method: 'POST', headers: { 'x-emulator': 'test' } });
  return { emulator, page, session, call, press, auth, values, complaints };
};

const rowOf = (page: Page, text: string) => page.locator('.calls > li', { hasText: text }).first();
const open = async (page: Page, tab: string): Promise<void> => page.getByRole('tab', { name: tab }).click();

/** What axe finds wrong, but in the app's frame, which has tests of its own. */
const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run({ exclude: ['iframe'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
};

/** Fills every tab: calls of all kinds, a user, codes, faults. */
const fill = async ({ page, session, call, press, auth, values }: Awaited<ReturnType<typeof start>>): Promise<void> => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  await call('/members');
  await session.signIn({ username: 'alice', password: PASSWORD });
  await call('/boom');
  printed.mockRestore();
  const { headers } = await auth.sign({ method: 'GET', url: `${values.api.url}/items?a=1` });
  await fetch(`${values.api.url}/items?a=1&tenant=7`, { headers });
  await session.forgotPassword({ username: 'alice' });
  await press('deny?route=GET /items');
  await call('/items');
  await page.locator('.calls > li', { hasText: 'GET /items' }).filter({ hasText: 'denied' }).first().waitFor();
};

test(named('calls, sign-ins, codes and faults appear by themselves, and a sign-out is told'), async () => {
  const { page, session, call, complaints } = await start();
  expect(await page.textContent('.empty >> visible=true')).toContain('No request has arrived yet.');
  await open(page, 'Sign-ins');
  expect(await page.textContent('.empty >> visible=true')).toContain('Nobody has signed in yet.');
  await session.signIn({ username: 'alice', password: PASSWORD });
  await page.waitForSelector('.person:has-text("alice") >> visible=true');
  await session.forgotPassword({ username: 'alice' });
  await open(page, 'Users');
  const sent = page.locator('.person', { hasText: 'Forgotten password' });
  expect(await sent.textContent()).toContain('by e-mail to alice@example.com');
  await page.waitForSelector('.person:has-text("bob") code:text-matches("^[0-9]{6}$")');
  expect((await call('/members')).status).toBe(200);
  await open(page, 'Calls');
  await rowOf(page, '/members').filter({ hasText: 'alice' }).waitFor();
  await session.signOut({ revoke: true });
  await open(page, 'Sign-ins');
  await page.waitForSelector('.empty:has-text("Nobody is signed in: alice has signed out.") >> visible=true');
  expect(complaints).toEqual([]);
});

test(
  named('each screen of an app is reached by a button: sign in again, a code, revoked, throttled, offline'),
  async () => {
    const { page, session, call } = await start();
    const signIn = () => session.signIn({ username: 'alice', password: PASSWORD });
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await signIn();
    await call('/items');
    await open(page, 'Faults');
    await button('Throttled').click();
    await page.waitForSelector('.chip:has-text("3 left")');
    expect((await call('/items')).status).toBe(429);
    await page.click('.chip:has-text("Throttled")');
    await page.waitForSelector('.chip:has-text("Throttled")', { state: 'detached' });
    expect((await call('/items')).status).toBe(200);
    await button('Offline').click();
    await page.waitForSelector('[aria-pressed=true]:text("Offline")');
    await expect(call('/items')).rejects.toThrow();
    await button('Offline').click();
    await page.waitForSelector('[aria-pressed=false]:text("Offline")');
    await button('Revoked').click();
    await expect
      .poll(() =>
        session.getTokens({ forceRefresh: true, signal: AbortSignal.timeout(500) }).catch(() => session.state),
      )
      .toBe('signedOutUserPoolsTokenInvalid');
    await signIn();
    await button('Sign in again').click();
    await expect.poll(async () => (await call('/members')).status).toBe(403);
    await button('Ask for an authenticator code').click();
    await page.waitForSelector('.chip:has-text("alice")');
    expect(await signIn()).toMatchObject({ step: 'totpMfa' });
    await open(page, 'Users');
    const code = page.locator('.person', { hasText: 'alice' }).locator('.code code');
    await session.confirmSignIn({ code: (await code.first().textContent())! });
    expect(session.isSignedIn).toBe(true);
  },
);

test(named('a call opens to what differs, and is copied as curl; exceptions are told in the head'), async () => {
  const stage = await start();
  await fill(stage);
  const { page, complaints } = stage;
  const row = rowOf(page, 'tenant=7');
  await row.locator('button.row').click();
  expect(await row.locator('.why').textContent()).toContain('The query parameter tenant differs');
  expect(await row.locator('ins mark').textContent()).toBe('&tenant=7');
  await row.getByText('Copy as curl').click();
  await row.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('--aws-sigv4');
  await page.click('#exceptions');
  expect(await page.textContent('.summary')).toMatch(/^1 of \d+ requests$/);
  const failed = rowOf(page, '/boom');
  await failed.locator('button.row').click();
  expect(await failed.locator('.failed pre').textContent()).toContain('the price is missing');
  expect(complaints).toEqual([]);
});

test(named('calls are filtered by text, API, user and verdict'), async () => {
  const stage = await start();
  await fill(stage);
  const { page } = stage;
  const shown = async () =>
    (await page.locator('.calls > li:visible .what').allTextContents()).map((text) => text.trim());
  await page.getByLabel('Verdict').selectOption('denied');
  expect(await shown()).toEqual(['GET /items', 'GET /members']);
  await page.getByRole('search').getByLabel('User').selectOption('guest');
  expect(await shown()).toEqual(['GET /members']);
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('search').getByLabel('API').selectOption('cognito-identity');
  expect(new Set(await shown())).toEqual(new Set(['GetCredentialsForIdentity', 'GetId']));
  await page.getByLabel('Filter', { exact: true }).fill('getid');
  expect(new Set(await shown())).toEqual(new Set(['GetId']));
  await page.getByLabel('Filter', { exact: true }).fill('nothing like it');
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  expect((await shown()).length).toBeGreaterThan(5);
});

test(named('the keyboard leads to every tab and every call, and what is read stays where it is'), async () => {
  const { page, call, session } = await start();
  await session.credentials();
  for (let number = 0; number < 60; number += 1) await call(`/call-${number}`);
  await rowOf(page, '/call-59').waitFor();
  await page.locator('#tab-calls').focus();
  const focused = () => page.evaluate(() => document.activeElement!.textContent!.trim());
  for (const tab of ['Sign-ins', 'Users', 'Faults', 'Set-up', 'Calls', 'Set-up']) {
    await page.keyboard.press(tab === 'Set-up' && (await focused()).startsWith('Calls') ? 'End' : 'ArrowRight');
    expect(await focused()).toMatch(new RegExp(`^${tab}`));
    expect(await page.getByRole('tabpanel').count()).toBe(1);
  }
  await page.keyboard.press('Home');
  const row = page.locator('.calls button.row');
  expect(await page.locator('.calls button.row[tabindex="0"]').count()).toBe(1);
  await page.locator('.calls button.row[tabindex="0"]').focus();
  for (let steps = 0; steps < 30; steps += 1) await page.keyboard.press('ArrowDown');
  const chosen = await focused();
  expect(chosen).toContain('/call-29');
  await page.keyboard.press('Enter');
  await page.locator('.detail .facts').waitFor();
  const place = () => page.locator('.detail').evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await place();
  for (let number = 60; number < 75; number += 1) await call(`/call-${number}`);
  await rowOf(page, '/call-74').waitFor({ state: 'attached' });
  expect(await row.count()).toBeGreaterThanOrEqual(75);
  expect(Math.abs((await place()) - before)).toBeLessThan(3);
  expect(await focused()).toBe(chosen);
  await page.keyboard.press('Space');
  await page.locator('.detail').waitFor({ state: 'detached' });
});

test(named('thousands of calls are shown at once, up to 2,000, without a long halt'), async () => {
  const { page, values } = await start();
  await page.evaluate(() => {
    const halts: number[] = [];
    Object.assign(globalThis, { halts });
    new PerformanceObserver((list) => halts.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  for (let round = 0; round < 44; round += 1) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => fetch(`${values.api.url}/${round}-${index}`)));
  }
  await rowOf(page, '/43-').waitFor();
  await expect.poll(() => page.locator('.calls > li').count()).toBe(2_000);
  const longest = await page.evaluate(() => Math.max(0, ...(globalThis as unknown as { halts: number[] }).halts));
  // Seen at a tenth of it; the machine may be busy.
  expect(longest).toBeLessThan(4_000);
}, 60_000);

test.for(['light', 'dark'] as const)(
  `axe finds nothing in any tab: %s${unless('chromium')}`,
  { timeout: 60_000 },
  async (colorScheme) => {
    const stage = await start({ colorScheme });
    await fill(stage);
    const { page } = stage;
    expect(await violationsOf(page)).toEqual([]);
    for (const text of ['tenant=7', '/boom', 'denied']) await rowOf(page, text).locator('button.row').click();
    await page.locator('.detail .facts').nth(2).waitFor();
    for (const tab of ['Calls', 'Sign-ins', 'Users', 'Faults', 'Set-up']) {
      await open(page, tab);
      expect(await violationsOf(page), tab).toEqual([]);
    }
  },
);

test(named('at 360 pixels nothing is wider than the page, and the app is shown when it is asked for'), async () => {
  const stage = await start({ width: 360 });
  await fill(stage);
  const { page } = stage;
  expect(await page.isVisible('iframe')).toBe(false);
  await rowOf(page, 'tenant=7').locator('button.row').click();
  await page.locator('.detail .facts').waitFor();
  for (const tab of ['Calls', 'Sign-ins', 'Users', 'Faults', 'Set-up']) {
    await open(page, tab);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(360);
  }
  await page.getByRole('button', { name: 'Show the app' }).click();
  await page.frameLocator('iframe').locator('text="GET /items"').waitFor();
  expect(await violationsOf(page)).toEqual([]);
});

test(named('a page whose emulator is gone says so, and goes on when it is back'), async () => {
  const first = await start();
  const { page } = first;
  await first.call('/before');
  await rowOf(page, '/before').waitFor();
  const port = Number(new URL(first.emulator.url).port);
  await first.emulator.close();
  await page.waitForSelector('#connection[data-state=lost]');
  expect(await page.textContent('#connection')).toContain('Not connected');
  const { call } = await start({ port });
  await page.waitForSelector('#connection[data-state=live]');
  await call('/after');
  await rowOf(page, '/after').waitFor();
  expect(await page.locator('.calls > li', { hasText: '/before' }).count()).toBe(0);
});

test(
  named('what users and requests are called is text, never HTML, and the policy allows no other script'),
  async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const { page, session, values, complaints, emulator } = await start({
      config: CONFIG.replace("username: 'alice'", `username: '${evil}'`),
    });
    let alerts = 0;
    page.on('dialog', (dialog) => {
      alerts += 1;
      void dialog.dismiss();
    });
    await session.signIn({ username: evil, password: PASSWORD });
    await fetch(`${values.api.url}/%3Cb%3E?q=<b>`, {
      headers: { 'x-html': evil, authorization: `AWS4-HMAC-SHA256 ${evil}` },
    });
    await rowOf(page, '%3Cb%3E').locator('button.row').click();
    await page.locator('.detail .facts').waitFor();
    for (const tab of ['Sign-ins', 'Users', 'Faults', 'Set-up']) await open(page, tab);
    expect(await page.locator('img, main b b').count()).toBe(0);
    expect([alerts, complaints]).toEqual([0, []]);
    const policy = (await fetch(emulator.url)).headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'; style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain('unsafe');
  },
);

test(named('a screen reader hears of calls once for many, and of each button that was pressed'), async () => {
  const { page, values } = await start();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new MutationObserver(() => heard.push(document.getElementById('announcer')!.textContent!)).observe(
      document.getElementById('announcer')!,
      { childList: true },
    );
  });
  await Promise.all(Array.from({ length: 20 }, (_, index) => fetch(`${values.api.url}/${index}`)));
  const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await expect.poll(heard).toEqual(['20 new requests, 20 refused']);
  await open(page, 'Faults');
  await page.getByRole('button', { name: 'Offline', exact: true }).click();
  await expect.poll(async () => (await heard()).at(-1)).toBe('Done: Offline');
});

test(named('what an app needs can be copied, for each way of configuring it'), async () => {
  const { page, values } = await start();
  await open(page, 'Set-up');
  const texts = async (name: string) => {
    await page.getByText(name, { exact: true }).click();
    return page.locator('.snippets pre').allTextContents();
  };
  expect((await texts('Vite'))[0]).toContain(`VITE_API_URL=${values.api.url}\n`);
  expect((await texts('Vite'))[1]).toContain('userPoolId: import.meta.env.VITE_USER_POOL_ID,');
  expect((await texts('Next'))[0]).toContain('NEXT_PUBLIC_IDENTITY_POOL_ID=');
  const [outputs, code] = await texts('Amplify');
  expect(JSON.parse(outputs!)).toMatchObject({ version: '1.3', auth: { user_pool_id: values.session!.userPoolId } });
  expect(code).toContain(`userPoolEndpoint: '${values.session!.endpoints.userPool}'`);
  expect((await texts('.env')).join()).not.toContain('SECRET');
  await page.getByRole('button', { name: 'Copy .env' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('API_URL=');
});
