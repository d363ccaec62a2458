import { expect, test } from 'vitest';
import { browserKind } from '../support/browsers.js';
import { openChromium } from '../support/chromium.js';
import type { DrivenPage } from '../support/driven-page.js';
import { arriveAt, press, submit } from './support/form.js';
import { type AppOptions, type ServedApp, serveApp } from './support/serve-app.js';

const password = 'Correct-Horse-7';
const attributes = { email: 'alice@example.com', phone_number: '+353861234567' };
const alice = { username: 'alice', password, attributes };

const USERNAME = 'username text username required';
const PASSWORD = 'password password current-password required';
const NEW_PASSWORD = 'newPassword password new-password required';
const OWNER = 'username text username required readonly alice';
const CODE = 'code text one-time-code numeric required';
const REMEMBER = 'rememberDevice checkbox off';

interface Case {
  readonly step: string;
  readonly app?: AppOptions;
  /** The calls that lead there from the first form. Default: a right password. */
  readonly go?: (page: DrivenPage) => Promise<void>;
  /** The name, type, `autocomplete` and flags of each input, in the page's order. */
  readonly form?: readonly string[];
  readonly choices?: readonly string[];
}

const enter = (page: DrivenPage): Promise<void> => submit(page, { username: 'alice', password });
const byName = (page: DrivenPage): Promise<void> => submit(page, { username: 'alice' });
const choose = async (page: DrivenPage, choice: string): Promise<void> => {
  await byName(page);
  await arriveAt(page, 'selectChallenge');
  await press(page, `[name=choice][value=${choice}]`);
};
const stay = async (): Promise<void> => {};

const withMfa = (...mfa: ('SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[]): AppOptions => ({
  pool: { users: [{ ...alice, mfa }] },
  options: { rememberDevice: true },
});
const setUp = (...mfaSetup: ('SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[]): AppOptions => ({
  pool: { users: [alice], mfa: 'required', mfaSetup },
});
const choosing: AppOptions = { authFlow: 'USER_AUTH', pool: { users: [alice] } };
const signUpFields = [
  ...['address', 'birthdate', 'email', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name'],
  ...['nickname', 'phone_number', 'picture', 'preferred_username', 'profile', 'website', 'zoneinfo'],
  { name: 'custom:team', required: false },
];

const CASES: readonly Case[] = [
  { step: 'signIn', go: stay, form: [USERNAME, PASSWORD] },
  {
    step: 'signIn',
    app: { ...choosing, options: { usernameKind: 'email' } },
    go: stay,
    form: ['username email username+webauthn required'],
  },
  {
    step: 'signIn',
    app: { options: { usernameKind: 'phone_number' } },
    go: stay,
    form: ['username tel username required', PASSWORD],
  },
  {
    step: 'signUp',
    app: { options: { signUpFields } },
    go: (page) => press(page, '[data-action=signUp]'),
    form: [
      USERNAME,
      'password password new-password required',
      'address text street-address required',
      'birthdate date bday required',
      'email email email required',
      'family_name text family-name required',
      'gender text sex required',
      'given_name text given-name required',
      'locale text language required',
      'middle_name text additional-name required',
      'name text name required',
      'nickname text nickname required',
      'phone_number tel tel required',
      'picture url photo required',
      'preferred_username text nickname required',
      'profile url url required',
      'website url url required',
      'zoneinfo text off required',
      'custom:team text off',
    ],
  },
  {
    step: 'confirmSignUp',
    go: async (page) => {
      await press(page, '[data-action=signUp]');
      await arriveAt(page, 'signUp');
      await submit(page, { username: 'bob', password, email: 'bob@example.com' });
    },
    form: [CODE],
  },
  { step: 'forgotPassword', go: (page) => press(page, '[data-action=forgotPassword]'), form: [USERNAME] },
  {
    step: 'confirmForgotPassword',
    go: async (page) => {
      await press(page, '[data-action=forgotPassword]');
      await arriveAt(page, 'forgotPassword');
      await byName(page);
    },
    form: [OWNER, CODE, NEW_PASSWORD],
  },
  { step: 'selectChallenge', app: choosing, go: byName, choices: ['passwordSrp', 'emailOtp', 'smsOtp'] },
  { step: 'password', app: choosing, go: (page) => choose(page, 'passwordSrp'), form: [OWNER, PASSWORD] },
  { step: 'smsOtp', app: choosing, go: (page) => choose(page, 'smsOtp'), form: [CODE] },
  { step: 'smsMfa', app: withMfa('SMS_MFA'), form: [CODE, REMEMBER] },
  { step: 'emailOtp', app: withMfa('EMAIL_OTP'), form: [CODE, REMEMBER] },
  { step: 'totpMfa', app: withMfa('SOFTWARE_TOKEN_MFA'), form: [CODE, REMEMBER] },
  { step: 'selectMfaType', app: withMfa('SMS_MFA', 'SOFTWARE_TOKEN_MFA'), choices: ['smsMfa', 'totpMfa'] },
  { step: 'selectMfaType', app: setUp('SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'), choices: ['setUpTotp', 'setUpEmail'] },
  { step: 'setUpTotp', app: setUp('SOFTWARE_TOKEN_MFA'), form: [CODE] },
  { step: 'setUpEmail', app: setUp('EMAIL_OTP'), form: ['email email email required'] },
  {
    step: 'newPasswordRequired',
    app: {
      pool: {
        users: [{ ...alice, attributes: {}, status: 'FORCE_CHANGE_PASSWORD' }],
        requiredAttributes: ['given_name', 'phone_number'],
      },
    },
    form: [OWNER, NEW_PASSWORD, 'given_name text given-name required', 'phone_number tel tel required'],
  },
  {
    step: 'customChallenge',
    app: {
      authFlow: 'CUSTOM_AUTH_WITHOUT_SRP',
      pool: { users: [alice], customChallenge: () => ({ parameters: {}, answer: 'a piano' }) },
    },
    go: byName,
    form: ['answer text off required'],
  },
  { step: 'signedIn' },
];

/** The fields as password managers see them, from the attributes in the document. */
const READ = `
  const inputs = [...document.querySelectorAll('input, select, textarea')];
  const word = (input, name) => (input[name] ? [name.toLowerCase()] : []);
  return {
    form: inputs.map((input) => [
      input.name,
      input.type,
      input.getAttribute('autocomplete').replace(' ', '+'),
      ...(input.inputMode ? [input.inputMode] : []),
      ...word(input, 'required'),
      ...word(input, 'readOnly'),
      ...(input.readOnly ? [input.value] : []),
    ].join(' ')),
    choices: [...document.querySelectorAll('[name=choice]')].map(({ value }) => value),
    limited: inputs.filter((input) => input.hasAttribute('maxlength') || input.hasAttribute('pattern')).length,
    unlabelled: inputs.filter(({ labels }) => labels.length !== 1 || labels[0].innerText.trim() === '').length,
    outside: inputs.filter(({ form }) => form === null || form.noValidate).length,
    hidden: inputs.filter((input) => !input.checkVisibility({ opacityProperty: true, visibilityProperty: true })).length,
    ids: new Set(inputs.map(({ id }) => id)).size === inputs.length && inputs.every(({ id }) => id !== ''),
  };`;

const browser = browserKind(openChromium, 'chromium');

test.for(CASES)('$step has the fields of the table in the document', { timeout: 60_000 }, async (one, context) => {
  const { step, app = { pool: { users: [alice] } }, go = enter, form = [], choices = [] } = one;
  const { page } = await browser.open(context);
  const { url }: ServedApp = await serveApp(app);
  await page.go(url);
  await arriveAt(page, 'signIn');
  await go(page);
  await arriveAt(page, step);
  expect(await page.run(READ)).toEqual({
    form,
    choices,
    limited: 0,
    unlabelled: 0,
    outside: 0,
    hidden: 0,
    ids: true,
  });
});
