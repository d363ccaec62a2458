import { chromium, type Page } from 'playwright';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newUserPool, startCognitoLocal } from '../cognito/support/cognito-local.js';
import { available, chromiumPath, unless } from '../support/available.js';
import { CLIENT_ID, type Dialect, startProvider } from './support/provider.js';
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

const openApp = async (dialect: Dialect) => {
  const site = await startSite();
  const { url, issuer } = await startProvider(dialect, [site.callback, site.home]);
  const redirects = { redirectSignIn: [site.callback], redirectSignOut: [site.home] };
  const ui = dialect === 'auth0' ? { issuer, clientId: CLIENT_ID } : { domain: url, issuer };
  site.configure(CLIENT_ID, { ...ui, ...redirects }, `${url}/jwks`);
  const context = await openBrowser();
  const page = await context.newPage();
  await page.goto(site.home);
  await expect.poll(() => state(page)).toBe('guest');
  return { site, url, context, page };
};

/** Signs out on the provider's page, which asks for confirmation. */
const signOut = async (page: Page, url: string): Promise<void> => {
  await page.click('#sign-out');
  await page.waitForURL(`${url}/**`);
  await page.click('[name=logout]');
};

describe.each(['auth0', 'cognito'] as const)('a provider with the paths of %s', (dialect) => {
  chromiumTest(
    `by redirect: signed in, still so after a reload, and out${unless('chromium')}`,
    async () => {
      const { site, url, page } = await openApp(dialect);
      await page.click('#sign-in');
      await page.waitForURL(`${url}/**`);
      await signInAt(page, () => page.url().startsWith(site.callback));
      await page.waitForURL(`${site.callback}*`);
      await expect.poll(() => state(page)).toBe('signedIn');
      expect(page.url()).toBe(site.callback);
      expect(await page.evaluate('app.credentials()')).toMatchObject({
        accessKeyId: 'ASIA',
        identityId: 'us-east-1:alice',
        principal: dialect === 'auth0' ? 'us-east-1:alice' : 'alice',
      });
      await page.reload();
      await expect.poll(() => state(page)).toBe('signedIn');
      expect(await page.textContent('#error')).toBe('');

      await signOut(page, url);
      // Auth0 uses OpenID Connect's logout, which redirects back. This provider does not know Cognito's parameters.
      if (dialect === 'auth0') await page.waitForURL(`${site.home}*`);
      else await page.goto(site.home);
      await expect.poll(() => state(page)).toBe('guest');
    },
    60_000,
  );

  chromiumTest(
    `in a popup, after one that was closed half-way, and out${unless('chromium')}`,
    async () => {
      const { site, url, page, context } = await openApp(dialect);
      const [abandoned] = await Promise.all([context.waitForEvent('page'), page.click('#popup')]);
      await abandoned.waitForURL(`${url}/**`);
      await abandoned.close();
      await expect.poll(() => page.textContent('#error')).toBe('sign-in-cancelled');
      expect(await state(page)).toBe('guest');

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

      await signOut(page, url);
      await page.goto(site.home);
      await expect.poll(() => state(page)).toBe('guest');
    },
    60_000,
  );
});

chromiumTest(
  `cognito-local: by redirect and in a popup, in Cognito's own dialect${unless('chromium')}`,
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
    const context = await openBrowser();
    const page = await context.newPage();
    const fillIn = async (form: Page): Promise<void> => {
      await form.waitForURL(`${emulator.url}/**`);
      await form.fill('[name=username]', user.username);
      await form.fill('[name=password]', user.password);
      await form.click('[type=submit]');
    };
    const signedIn = () =>
      expect.poll(async () => [await state(page), await page.textContent('#error')]).toEqual(['signedIn', '']);
    await page.goto(site.home);
    await page.click('#sign-in');
    await fillIn(page);
    await page.waitForURL(`${site.callback}*`);
    await signedIn();

    // The emulator has no logout page, but the session has ended.
    await page.click('#sign-out');
    await page.waitForURL(`${emulator.url}/logout*`);
    await page.goto(site.home);
    await expect.poll(() => state(page)).toBe('guest');

    const [popup] = await Promise.all([context.waitForEvent('page'), page.click('#popup')]);
    await fillIn(popup);
    await signedIn();
  },
  60_000,
);
