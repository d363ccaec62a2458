import { chromium, type Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { newUserPool, startCognitoLocal } from '../cognito/support/cognito-local.js';
import { available, chromiumPath, unless } from '../support/available.js';
import { CLIENT_ID, startProvider } from './support/provider.js';
import { startSite } from './support/site.js';

const openBrowser = async () => {
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  // The provider's pages ask for a font from far away.
  await context.route(/^https:/, (route) => route.abort());
  return context;
};

/** Signs in at oidc-provider's pages: a name, any password, and consent. */
const signInAt = async (page: Page, isDone: () => boolean): Promise<void> => {
  await page.fill('[name=login]', 'alice');
  await page.fill('[name=password]', 'any');
  await page.click('[type=submit]');
  await page.waitForLoadState();
  if (!isDone()) await page.click('[type=submit]');
};
const state = (page: Page) => page.textContent('#state');
const chromiumTest = test.skipIf(!available.chromium);

chromiumTest(
  `Auth0's dialect: by redirect, signed credentials, a reload, and out through the provider's page${unless('chromium')}`,
  async () => {
    const site = await startSite();
    const { url, issuer } = await startProvider('auth0', [site.callback, site.home]);
    site.configure(
      CLIENT_ID,
      { issuer, clientId: CLIENT_ID, redirectSignIn: [site.callback], redirectSignOut: [site.home] },
      `${url}/jwks`,
    );
    const page = await (await openBrowser()).newPage();
    await page.goto(site.home);
    await expect.poll(() => state(page)).toBe('signedOut');
    await page.click('#sign-in');
    await page.waitForURL(`${url}/**`);
    await signInAt(page, () => page.url().startsWith(site.callback));
    await page.waitForURL(`${site.callback}*`);
    await expect.poll(() => state(page)).toBe('signedIn');
    expect(page.url()).toBe(site.callback);
    const credentials = await page.evaluate('app.credentials()');
    expect(credentials).toMatchObject({
      accessKeyId: 'ASIA',
      identityId: 'us-east-1:alice',
      principal: 'us-east-1:alice',
    });
    await page.reload();
    await expect.poll(() => state(page)).toBe('signedIn');
    expect(await page.textContent('#error')).toBe('');

    await page.click('#sign-out');
    await page.waitForURL(`${url}/**`);
    await page.click('[name=logout]');
    await page.waitForURL(`${site.home}*`);
    await expect.poll(() => state(page)).toBe('signedOut');
  },
  60_000,
);

chromiumTest(
  `Cognito's dialect: in a popup, and one that is closed half-way${unless('chromium')}`,
  async () => {
    const site = await startSite();
    const { url, issuer } = await startProvider('cognito', [site.callback]);
    site.configure(CLIENT_ID, { domain: url, issuer, redirectSignIn: [site.callback] });
    const context = await openBrowser();
    const page = await context.newPage();
    await page.goto(site.home);
    await expect.poll(() => state(page)).toBe('signedOut');

    const [abandoned] = await Promise.all([context.waitForEvent('page'), page.click('#popup')]);
    await abandoned.waitForURL(`${url}/**`);
    await abandoned.close();
    await expect.poll(() => page.textContent('#error')).toBe('sign-in-cancelled');
    expect(await state(page)).toBe('signedOut');

    const [popup] = await Promise.all([context.waitForEvent('page'), page.click('#popup')]);
    const closed = popup.waitForEvent('close');
    await popup.waitForURL(`${url}/**`);
    await signInAt(popup, () => popup.isClosed() || popup.url().startsWith(site.callback)).catch((error) => {
      if (!popup.isClosed()) throw error;
    });
    await expect.poll(() => state(page)).toBe('signedIn');
    await closed;
    expect(await page.textContent('#error')).toBe('');
    expect(page.url()).toBe(site.home);
  },
  60_000,
);

chromiumTest(
  `cognito-local: by redirect, in Cognito's own dialect${unless('chromium')}`,
  async () => {
    const emulator = await startCognitoLocal();
    onTestFinished(() => emulator.stop());
    const site = await startSite();
    const { client, id, clientId } = await newUserPool(emulator.url, {}, { CallbackURLs: [site.callback] });
    const user = { username: 'alice@example.com', password: 'Correct-horse-1' };
    await client.call('SignUp', {
      ClientId: clientId,
      Username: user.username,
      Password: user.password,
      UserAttributes: [{ Name: 'email', Value: user.username }],
    });
    await client.call('ConfirmSignUp', { ClientId: clientId, Username: user.username, ConfirmationCode: '424242' });
    site.configure(clientId, {
      domain: emulator.url,
      issuer: `${emulator.url}/${id}`,
      redirectSignIn: [site.callback],
    });
    const page = await (await openBrowser()).newPage();
    await page.goto(site.home);
    await page.click('#sign-in');
    await page.waitForURL(`${emulator.url}/**`);
    await page.fill('[name=username]', user.username);
    await page.fill('[name=password]', user.password);
    await page.click('[type=submit]');
    await page.waitForURL(`${site.callback}*`);
    await expect.poll(async () => [await state(page), await page.textContent('#error')]).toEqual(['signedIn', '']);
  },
  60_000,
);
