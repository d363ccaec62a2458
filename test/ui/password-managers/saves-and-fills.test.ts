import { expect, test } from 'vitest';
import { browserKind } from '../support/browsers.js';
import { type DrivenPage, PATIENCE } from '../support/driven-page.js';
import { openChromiumManager } from './support/chromium.js';
import { openFirefoxManager } from './support/firefox.js';
import { arriveAt, press, submit, valuesOf } from './support/form.js';
import type { PasswordManager } from './support/password-manager.js';
import { type AppOptions, type ServedApp, serveApp } from './support/serve-app.js';

const password = 'Correct-Horse-7';
const newPassword = 'Correct-Horse-8';
const alice = { username: 'alice', password, attributes: { email: 'alice@example.com' } };
const users = [alice];

const chromium = browserKind(openChromiumManager, 'chromium', 'screen');
const firefox = browserKind(openFirefoxManager, 'firefox');
const BROWSERS = [
  { name: 'Chromium', ...chromium },
  { name: 'Firefox', ...firefox },
];

/** Signs out. */
const leave = async (page: DrivenPage): Promise<void> => {
  await press(page, '#leave');
  await expect.poll(() => page.run('return document.body.dataset.left;'), PATIENCE).toBe('yes');
};

/** Replaces the text of a field, even if the browser filled it in, and submits it. */
const retype = async (page: DrivenPage, name: string, value: string): Promise<void> => {
  await page.run("document.querySelector('.sigv4-form').elements.namedItem(arguments[0]).select();", name);
  await submit(page, { [name]: value });
};

/** Goes to the sign-in form. */
const begin = async ({ page }: PasswordManager, { dialog }: AppOptions): Promise<void> => {
  if (dialog) await press(page, '#open');
  await arriveAt(page, 'signIn');
};

/** Goes from the sign-in form to the form for a new password. */
const askForCode = async ({ page }: PasswordManager): Promise<void> => {
  await press(page, '[data-action=forgotPassword]');
  await arriveAt(page, 'forgotPassword');
  await retype(page, 'username', 'alice');
  await arriveAt(page, 'confirmForgotPassword');
};

/** Goes from the form for a new password to the signed-in user. */
const setPassword = async ({ page }: PasswordManager, { mock }: ServedApp): Promise<void> => {
  await arriveAt(page, 'confirmForgotPassword');
  await submit(page, { code: mock.lastCode('alice')!, newPassword });
  await arriveAt(page, 'signedIn');
};

/** One test per browser, with an app that shows the sign-in form. */
const testInEach = (
  name: string,
  options: AppOptions,
  body: (manager: PasswordManager, app: ServedApp) => Promise<void>,
): void => {
  test.for(BROWSERS)(`$name ${name}`, { timeout: 60_000 }, async ({ open }, context) => {
    const manager = await open(context);
    const app = await serveApp(options);
    await manager.page.go(app.url);
    await begin(manager, options);
    await body(manager, app);
  });
};

/** Accepts an offer, and waits until this is the only entry. */
const keep = async (
  { accept, saved }: PasswordManager,
  { url }: ServedApp,
  offer: 'save' | 'update',
  username: string,
  kept: string,
): Promise<void> => {
  const entry = { username, password: kept };
  await accept(offer, entry);
  await expect.poll(() => saved(url), { ...PATIENCE, message: 'what is saved' }).toEqual([entry]);
};

/** Signs out, and in again with what the browser fills in. */
const comeBack = async (manager: PasswordManager, options: AppOptions, filled: object): Promise<void> => {
  const { page } = manager;
  await leave(page);
  await begin(manager, options);
  await expect.poll(() => valuesOf(page), { ...PATIENCE, message: 'what is filled in' }).toEqual(filled);
  await submit(page, { password: '' });
  await arriveAt(page, 'signedIn');
};

for (const dialog of [false, true]) {
  const options = { pool: { users }, dialog };
  testInEach(
    `saves who signs in ${dialog ? 'in the dialog' : 'in the page'}, and fills it in the next time and after a reload`,
    options,
    async (manager, app) => {
      const { page } = manager;
      await submit(page, { username: 'alice', password });
      await arriveAt(page, 'signedIn');
      await keep(manager, app, 'save', 'alice', password);

      await comeBack(manager, options, { username: 'alice', password });
      await leave(page);
      await page.go(app.url);
      await begin(manager, options);
      await expect.poll(() => valuesOf(page), PATIENCE).toEqual({ username: 'alice', password });
      await submit(page, { password: '' });
      await arriveAt(page, 'signedIn');
      expect(app.mock.userPool().signIns.map(({ username }) => username)).toHaveLength(3);
    },
  );

  testInEach(
    `saves who signs up ${dialog ? 'in the dialog' : 'in the page'}, by the user name and not by the code`,
    { dialog },
    async (manager, app) => {
      const { page } = manager;
      await press(page, '[data-action=signUp]');
      await arriveAt(page, 'signUp');
      await submit(page, { username: 'bob', password, email: 'bob@example.com' });
      await arriveAt(page, 'confirmSignUp');
      await submit(page, { code: app.mock.lastCode('bob')! });
      await arriveAt(page, 'signedIn');
      await keep(manager, app, 'save', 'bob', password);
      await comeBack(manager, { dialog }, { username: 'bob', password });
    },
  );
}

testInEach(
  'saves the e-mail address of who signs up with it',
  { pool: { signInWith: 'email' }, options: { usernameKind: 'email' } },
  async (manager, app) => {
    const { page } = manager;
    await press(page, '[data-action=signUp]');
    await arriveAt(page, 'signUp');
    await submit(page, { username: 'bob@example.com', password });
    await arriveAt(page, 'confirmSignUp');
    await submit(page, { code: app.mock.lastCode('bob@example.com')! });
    await arriveAt(page, 'signedIn');
    await keep(manager, app, 'save', 'bob@example.com', password);
  },
);

/** Goes from the sign-in form through a wrong password to the signed-in user. */
const correctPassword = async ({ page }: PasswordManager): Promise<void> => {
  await submit(page, { username: 'alice', password: 'wrong' });
  await expect.poll(() => page.run("return document.querySelectorAll('[aria-invalid]').length;"), PATIENCE).toBe(1);
  await retype(page, 'password', password);
  await arriveAt(page, 'signedIn');
};

// The form stays the same after a wrong password. Chromium would take
// a new form for a success, and offer to save the password.
test('Chromium offers to save the password that was right in the end, and no other', {
  timeout: 60_000,
}, async (context) => {
  const manager = await chromium.open(context);
  const app = await serveApp({ pool: { users } });
  await manager.page.go(app.url);
  await begin(manager, {});
  await correctPassword(manager);
  await keep(manager, app, 'save', 'alice', password);
});

// Firefox offers to save any submitted password, right or wrong, and updates an offer without showing it again.
test('Firefox offers to save the password that was right in the end', { timeout: 60_000 }, async (context) => {
  const manager = await firefox.open(context);
  const app = await serveApp({ pool: { users } });
  await manager.page.go(app.url);
  await begin(manager, {});
  await correctPassword(manager);
  await manager.reopenOffer();
  await keep(manager, app, 'save', 'alice', password);
});

const choosing = { pool: { users }, authFlow: 'USER_AUTH' } as const;
testInEach('knows whose password it is where the user name is asked first', choosing, async (manager, app) => {
  const { page } = manager;
  await submit(page, { username: 'alice' });
  await arriveAt(page, 'selectChallenge');
  await press(page, '[name=choice][value=passwordSrp]');
  await arriveAt(page, 'password');
  await submit(page, { password });
  await arriveAt(page, 'signedIn');
  await keep(manager, app, 'save', 'alice', password);

  await leave(page);
  await arriveAt(page, 'signIn');
  await retype(page, 'username', 'alice');
  await arriveAt(page, 'selectChallenge');
  await press(page, '[name=choice][value=passwordSrp]');
  await arriveAt(page, 'password');
  await expect.poll(() => valuesOf(page), PATIENCE).toEqual({ username: 'alice', password });
  await submit(page, { password: '' });
  await arriveAt(page, 'signedIn');
});

testInEach(
  'replaces a password that had to be changed',
  { pool: { users: [{ ...alice, status: 'FORCE_CHANGE_PASSWORD' }] } },
  async (manager, app) => {
    const { page } = manager;
    await submit(page, { username: 'alice', password });
    await arriveAt(page, 'newPasswordRequired');
    await keep(manager, app, 'save', 'alice', password);
    await submit(page, { newPassword });
    await arriveAt(page, 'signedIn');
    await keep(manager, app, 'update', 'alice', newPassword);
  },
);

testInEach(
  'replaces a forgotten password, and takes no code for a user name',
  { pool: { users } },
  async (manager, app) => {
    const { page } = manager;
    await submit(page, { username: 'alice', password });
    await arriveAt(page, 'signedIn');
    await keep(manager, app, 'save', 'alice', password);
    await leave(page);
    await arriveAt(page, 'signIn');
    await askForCode(manager);
    await setPassword(manager, app);
    await keep(manager, app, 'update', 'alice', newPassword);
  },
);

testInEach(
  'saves a new password with its user name, where the old one was not saved and the page was loaded again',
  { pool: { users } },
  async (manager, app) => {
    await askForCode(manager);
    await manager.page.go(app.url);
    await setPassword(manager, app);
    await keep(manager, app, 'save', 'alice', newPassword);
  },
);
