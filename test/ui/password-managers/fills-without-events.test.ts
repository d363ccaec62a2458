import { expect, test } from 'vitest';
import { browserKind } from '../support/browsers.js';
import { openChromium } from '../support/chromium.js';
import { type DrivenPage, PATIENCE } from '../support/driven-page.js';
import { openFirefox } from '../support/firefox.js';
import { openWebKit } from '../support/webkit.js';
import { arriveAt, press, valuesOf } from './support/form.js';
import { type AppOptions, type ServedApp, serveApp } from './support/serve-app.js';

const password = 'Correct-Horse-7';
const newPassword = 'Correct-Horse-8';
const users = [{ username: 'alice', password, attributes: { email: 'alice@example.com' } }];

const BROWSERS = [
  { name: 'Chromium', ...browserKind(openChromium, 'chromium') },
  { name: 'Firefox', ...browserKind(openFirefox, 'firefox') },
  { name: 'WebKit', ...browserKind(openWebKit, 'webkit', 'screen') },
];

/** How extensions set an `input` to a `value`. */
const WAYS = {
  'the property alone': 'input.value = value;',
  "the prototype's setter": `
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, value);`,
  'a change event': `
    input.value = value;
    input.dispatchEvent(new Event('change', { bubbles: true }));`,
  'key events': `
    input.focus();
    input.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }));
    input.value = value;
    input.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true }));
    input.blur();`,
};

/** How extensions find the inputs of a user name and a password in the page. */
const FINDERS = {
  autocomplete: `
    const username = document.querySelector('input[autocomplete~=username]');
    const password = document.querySelector('input[autocomplete~=current-password], input[autocomplete~=new-password]');`,
  heuristics: `
    const form = [...document.forms].find((one) => one.querySelectorAll('input[type=password]').length === 1);
    const inputs = [...form.querySelectorAll('input')];
    const password = inputs.find(({ type }) => type === 'password');
    const username = inputs.slice(0, inputs.indexOf(password)).findLast(({ type }) => /^(text|email|tel)$/.test(type));`,
};

const METHODS = Object.entries(WAYS).flatMap(([way, set]) =>
  Object.entries(FINDERS).map(([finder, find]) => ({
    method: `${way}, found by ${finder}`,
    script: `${find}
      const set = (input, value) => { ${set} };
      set(username, arguments[0]);
      set(password, arguments[1]);`,
  })),
);

/** Fills an input by its name without any event. */
const fill = (page: DrivenPage, name: string, value: string): Promise<void> =>
  page.run("document.querySelector('.sigv4-form').elements.namedItem(arguments[0]).value = arguments[1];", name, value);

/** Presses Enter in a field. */
const enterIn = async (page: DrivenPage, name: string): Promise<void> => {
  await page.run("document.querySelector('.sigv4-form').elements.namedItem(arguments[0]).focus();", name);
  await page.press('Enter');
};

/** One test per browser, with an app that shows the sign-in form. */
const testInEach = (
  name: string,
  options: AppOptions,
  body: (page: DrivenPage, app: ServedApp) => Promise<void>,
): void => {
  test.for(BROWSERS)(`$name submits ${name}`, { timeout: 60_000 }, async ({ open }, context) => {
    const { page } = await open(context);
    const app = await serveApp(options);
    await page.go(app.url);
    await arriveAt(page, 'signIn');
    await body(page, app);
  });
};

testInEach('a sign-in as it was filled in, whatever events there were', { pool: { users } }, async (page, { mock }) => {
  for (const { script } of METHODS) {
    await page.run(script, 'alice', password);
    await enterIn(page, 'password');
    await arriveAt(page, 'signedIn');
    await press(page, '#leave');
    await arriveAt(page, 'signIn');
  }
  const answered = mock.operations('RespondToAuthChallenge').map(({ status }) => status);
  expect(answered).toEqual(METHODS.map(() => 200));
});

testInEach('a sign-up as it was filled in, whatever events there were', {}, async (page, { mock }) => {
  const pool = mock.userPool();
  for (const [index, { script }] of METHODS.entries()) {
    const [username, email] = [`bob${index}`, `bob${index}@example.com`];
    await press(page, '[data-action=signUp]');
    await arriveAt(page, 'signUp');
    await page.run(script, username, password);
    await fill(page, 'email', email);
    await enterIn(page, 'password');
    await arriveAt(page, 'confirmSignUp');
    expect(pool.checkPassword(username, password)).toBe(true);
    expect(pool.codes.at(-1)).toMatchObject({ username, destination: email });

    await fill(page, 'code', pool.lastCode(username)!);
    await enterIn(page, 'code');
    await arriveAt(page, 'signedIn');
    await press(page, '#leave');
    await arriveAt(page, 'signIn');
  }
});

testInEach('a new password as it was filled in without an event', { pool: { users } }, async (page, { mock }) => {
  await press(page, '[data-action=forgotPassword]');
  await arriveAt(page, 'forgotPassword');
  await fill(page, 'username', 'alice');
  await enterIn(page, 'username');
  await arriveAt(page, 'confirmForgotPassword');
  await fill(page, 'code', mock.lastCode('alice')!);
  await fill(page, 'newPassword', newPassword);
  await enterIn(page, 'newPassword');
  await arriveAt(page, 'signedIn');
  expect(mock.userPool().checkPassword('alice', newPassword)).toBe(true);
});

testInEach('what was filled in while a password was being corrected', { pool: { users } }, async (page) => {
  await fill(page, 'username', 'alice');
  await fill(page, 'password', 'wrong');
  await enterIn(page, 'password');
  const isWrong = (): Promise<number> => page.run("return document.querySelectorAll('[aria-invalid]').length;");
  await expect.poll(isWrong, PATIENCE).toBe(1);
  expect(await valuesOf(page)).toEqual({ username: 'alice', password: 'wrong' });
  await fill(page, 'password', password);
  await enterIn(page, 'password');
  await arriveAt(page, 'signedIn');
});
