import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test as always } from 'vitest';
import { emulate } from '../../mocks/emulator/emulate.js';
import { passwordOf, readInstallation } from '../../mocks/emulator/installation.js';
import { available, chromiumPath, unless } from '../support/available.js';
import { bundleApp } from '../support/bundle-app.mjs';

// The app beside the list of calls, as the build bundles it, in Chromium.

const test = always.skipIf(!available.chromium);
const named = (name: string): string => name + unless('chromium');

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'emulator-app-'));
beforeAll(async () => {
  await bundleApp(folder);
  if (available.chromium) {
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  }
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface State {
  readonly users: readonly { readonly username: string; readonly totp?: { readonly code: string } }[];
  readonly codes: readonly { readonly code: string; readonly username: string }[];
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly verdict: string;
    readonly user?: string;
  }[];
}

const start = async (path = 'app/', config?: string) => {
  const emulator = await emulate({ config, port: 0, host: '127.0.0.1' }, pathToFileURL(`${folder}/`));
  onTestFinished(emulator.close);
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // Each refusal of a service is one line there, which is no mistake.
    if (message.type() === 'error' && !/status of 40\d/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(emulator.url + path);
  const state = async (): Promise<State> => (await fetch(`${emulator.url}state`)).json();
  const press = async (control: string): Promise<void> => {
    await fetch(`${emulator.url}controls/${control}`, { method: 'POST', headers: { 'x-emulator': 'test' } });
  };
  return { url: emulator.url, page, state, press, complaints };
};

/** What came of the latest call. */
const latest = (page: Page, outcome: string) =>
  page.locator('#answers li').first().filter({ hasText: outcome }).waitFor();

/** The password of the example's users. */
const password = passwordOf(readInstallation().seed);

const signIn = async (page: Page, username: string): Promise<void> => {
  const dialog = page.locator('dialog');
  await dialog.locator('[name=username]').fill(username);
  await dialog.locator('[name=password]').fill(password);
  await dialog.locator('[name=password]').press('Enter');
};

const enterCode = async (page: Page, code: string): Promise<void> => {
  await page.locator('dialog [name=code]').fill(code);
  await page.locator('dialog [name=code]').press('Enter');
};

test(named('a guest’s call goes through, and what only users may do waits for the sign-in that opens'), async () => {
  const { page, state, complaints } = await start();
  await page.click('text="GET /items"');
  await latest(page, 'GET /items: 200');
  await page.click('text="GET /members"');
  await latest(page, 'GET /members: waiting');
  await signIn(page, 'alice');
  await latest(page, 'GET /members: 200');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await page.textContent('#who')).toBe('Signed in as alice');
  expect((await state()).calls.map(({ path, verdict, user }) => [path, verdict, user])).toEqual([
    ['/members', 'ok', 'alice'],
    ['/members', 'denied', 'guest'],
    ['/items', 'ok', 'guest'],
  ]);
  await page.click('#signOut');
  await page.waitForSelector('#who:text("Not signed in")');
  expect(complaints).toEqual([]);
});

test(named('bob signs in with the code that the state tells of his authenticator app'), async () => {
  const { page, state, complaints } = await start();
  await page.click('#signIn');
  await signIn(page, 'bob');
  await page.locator('dialog [name=code]').waitFor();
  const bob = (await state()).users.find(({ username }) => username === 'bob');
  await enterCode(page, bob!.totp!.code);
  await page.waitForSelector('#who:text("Signed in as bob")');
  expect(complaints).toEqual([]);
});

test(named('a session that was ended elsewhere is signed in again, and its call goes through'), async () => {
  const { page, press, complaints } = await start();
  await page.click('#signIn');
  await signIn(page, 'alice');
  await page.waitForSelector('#who:text("Signed in as alice")');
  await press('revoke?user=alice');
  await press('expireTokens');
  await press('expire');
  await page.click('text="POST /members"');
  await latest(page, 'POST /members: waiting');
  await signIn(page, 'alice');
  await latest(page, 'POST /members: 200');
  expect(complaints).toEqual([]);
});

test(named('somebody makes an account with the code that was sent, and then their call goes through'), async () => {
  const { page, state, complaints } = await start();
  await page.click('text="POST /members"');
  const dialog = page.locator('dialog');
  await dialog.locator('text="Create an account"').click();
  await dialog.locator('[name=email]').fill('erin@example.com');
  await dialog.locator('[name=username]').fill('erin');
  await dialog.locator('[name=password]').fill(password);
  await dialog.locator('[name=password]').press('Enter');
  await dialog.locator('[name=code]').waitFor();
  await enterCode(page, (await state()).codes.find(({ username }) => username === 'erin')!.code);
  await latest(page, 'POST /members: 200');
  expect((await state()).calls[0]).toMatchObject({ path: '/members', user: 'erin' });
  expect(complaints).toEqual([]);
});

test(
  named('the sign-in page of the hosted UI opens in a window of its own, and lets the call go through'),
  async () => {
    const { page, complaints } = await start();
    await page.click('text="GET /members"');
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.locator('dialog >> text=Google').click()]);
    await popup.locator('[name=username]').fill('alice');
    await popup.locator('[name=password]').fill(password);
    await popup.locator('[name=password]').press('Enter');
    await latest(page, 'GET /members: 200');
    expect(complaints).toEqual([]);
  },
);

test(named('who signs in without a password gets a code'), async () => {
  const { page, state, complaints } = await start('app/?passwordless');
  await page.click('#signIn');
  const dialog = page.locator('dialog');
  await dialog.locator('[name=username]').fill('alice');
  await dialog.locator('[name=username]').press('Enter');
  await dialog.locator('text=/e-?mail/i').first().click();
  await dialog.locator('[name=code]').waitFor();
  await enterCode(page, (await state()).codes[0]!.code);
  await page.waitForSelector('#who:text("Signed in as alice")');
  expect(complaints).toEqual([]);
});

test(named('the control page shows the app beside its calls, whose buttons wait for its script'), async () => {
  const { page, complaints } = await start('');
  // What the script waits for comes late, after the frame was laid out.
  await page.route('**/state', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  const app = page.frameLocator('iframe');
  await app.locator('text="GET /items"').click();
  await page.waitForSelector('.calls .row:has-text("GET /items")');
  expect(complaints).toEqual([]);
});

test(named('without a pool to sign in at there is no app beside the calls'), async () => {
  const config = join(folder, 'aws.json');
  writeFileSync(config, '{}');
  const { page, complaints } = await start('', config);
  await page.click('[role=tab]:has-text("Set-up")');
  await page.waitForSelector('pre:text("AWS_ACCESS_KEY_ID")');
  expect(await page.isVisible('iframe')).toBe(false);
  expect(page.frames()).toHaveLength(2);
  expect(page.frames()[1]!.url()).toBe('about:blank');
  expect(complaints).toEqual([]);
});

always('its page may do no more than it has to, and nothing beside the app’s files is served', async () => {
  const emulator = await emulate({ config: undefined, port: 0, host: '127.0.0.1' }, pathToFileURL(`${folder}/`));
  onTestFinished(emulator.close);
  const get = (path: string) => fetch(emulator.url + path, { redirect: 'manual' });
  const policy = (await get('app/')).headers.get('content-security-policy');
  const { urls } = emulator.values as { urls: Record<string, string> };
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'; style-src 'self';");
  expect(policy).not.toContain('unsafe');
  for (const url of Object.values(urls)) expect(policy).toContain(new URL(url).origin);
  const types = await Promise.all(
    ['app/', 'app/app.css', 'app/main.js'].map(async (path) => {
      const { status, headers } = await get(path);
      return [status, headers.get('content-type'), headers.get('cache-control')];
    }),
  );
  expect(types).toEqual([
    [200, 'text/html; charset=utf-8', 'no-store'],
    [200, 'text/css; charset=utf-8', 'no-store'],
    [200, 'text/javascript; charset=utf-8', 'no-store'],
  ]);
  expect([(await get('app')).status, (await get('app')).headers.get('location')]).toEqual([308, '/app/']);
  for (const path of [
    'app/none.js',
    'app/..%2fpage.js',
    'app/..%5cpage.js',
    'app/main.ts',
    'app/main.js/x',
    'page/',
    'page/main.ts',
    'page/x/main.js',
  ]) {
    expect((await get(path)).status).toBe(404);
  }
});
