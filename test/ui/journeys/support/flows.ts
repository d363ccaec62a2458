import { expect } from 'vitest';
import { type DrivenBrowser, type DrivenPage, PATIENCE } from '../../support/driven-page.js';
import { type Person, personAt } from './person.js';
import { alice, type AppOptions, password, type ServedApp } from './serve-app.js';

/** The page and the server of a flow. */
export interface Visit {
  readonly app: ServedApp;
  readonly browser: DrivenBrowser;
  readonly page: DrivenPage;
  readonly person: Person;
  /** Reloads the page. */
  reload(): Promise<void>;
  /** Moves the clock forward, for the server, and for the page unless it is asleep. */
  later(milliseconds: number, place?: 'everywhere' | 'server'): Promise<void>;
}

/** The text to type, or a function that reads it elsewhere, such as a code in an e-mail. */
export type Typed = string | ((visit: Visit) => string | undefined | Promise<string | undefined>);

/** A step of the dialog, and what the user does there. */
export interface Screen {
  readonly at: string;
  /** The text that the step shows. Default: any. */
  readonly says?: string | RegExp;
  /** What happens before the user acts. */
  readonly meanwhile?: (visit: Visit) => unknown;
  /** The text to type, by the fields' names. */
  readonly type?: Readonly<Record<string, Typed>>;
  /** The check box to check. */
  readonly check?: string;
  /** The button to press. Default: Enter in the last field. */
  readonly press?: string;
}

/** A flow from a refused call to its response. */
export interface Flow {
  readonly app?: AppOptions;
  /** What the browser needs besides a keyboard. */
  readonly needs?: 'passkeys';
  /** What the user does before the call. */
  readonly before?: readonly Part[];
  /** What the user does between the call and its response. */
  readonly parts: readonly Part[];
  /** The button of the call. Default: `GET /members`. */
  readonly call?: string;
  /** The user whom the call is answered for. Default: alice. */
  readonly by?: string;
}

/** A step, or another action. */
export type Part = Screen | ((visit: Visit) => Promise<unknown>);

export const better = 'Better-Horse-8';

const sent =
  (username = 'alice'): Typed =>
  ({ app }) =>
    app.mock.lastCode(username);
const byApp: Typed = ({ app }) => app.mock.userPool().totpCode('alice');
/** The key of the authenticator app, read from the page. */
const byShownKey: Typed = async ({ app, page }) => {
  const shown = await page.run<string>("return document.querySelector('.sigv4-code').textContent;");
  return app.mock.userPool().totpCode('alice', shown.replaceAll(' ', ''));
};

export const enter: Screen = { at: 'signIn', type: { Username: 'alice', Password: password } };
const byName: Screen = { at: 'signIn', type: { Username: 'alice' } };
const code = (at: string, typed: Typed = sent()): Screen => ({ at, type: { Code: typed } });
const signUp: readonly Part[] = [
  { at: 'signIn', press: 'Create an account' },
  {
    at: 'signUp',
    type: { Username: 'bob', Password: password, 'Email address': 'bob@example.com', 'First name': 'Bob' },
  },
];
const withSignUp: AppOptions = {
  pool: { requiredAttributes: ['email', 'given_name'] },
  options: { signUpFields: ['email', 'given_name'] },
};
const withMfa = (...mfa: readonly ('SMS_MFA' | 'EMAIL_OTP' | 'SOFTWARE_TOKEN_MFA')[]): AppOptions => ({
  pool: { users: [{ ...alice, mfa }] },
});
const withStatus = (status: 'UNCONFIRMED' | 'RESET_REQUIRED'): AppOptions => ({
  pool: { users: [{ ...alice, status }] },
});
const passwordless: AppOptions = { authFlow: 'USER_AUTH' };

/** Checks that assistive technology gets the QR code. */
const showsQrCode =
  (isThere: boolean): Part =>
  ({ page }) =>
    expect
      .poll(() => page.run('return document.querySelectorAll("dialog svg[role=img][aria-label]").length;'), PATIENCE)
      .toBe(isThere ? 1 : 0);

/** Signs in with a first call, which succeeds. */
export const signedIn: readonly Part[] = [
  ({ person }) => person.press('GET /members'),
  enter,
  ({ person }) => person.sees('GET /members: 200 to alice'),
];
/** Expires and revokes everything that the session holds. */
export const tokensDied = async ({ app: { mock } }: Visit): Promise<void> => {
  mock.revokeTokens('alice');
  mock.expireTokens('alice');
  mock.expireCredentials();
};

/** Every flow of the sign-in, by what the user types and presses. */
export const FLOWS: Readonly<Record<string, Flow>> = {
  'a password': { parts: [enter] },
  'a wrong password, then the right one': {
    parts: [
      { at: 'signIn', type: { Username: 'alice', Password: 'Wrong-Horse-7' } },
      { at: 'signIn', says: 'Incorrect sign-in details.', type: { Password: password } },
    ],
  },
  'a new account with the attributes that the pool requires': {
    app: withSignUp,
    by: 'bob',
    parts: [...signUp, code('confirmSignUp', sent('bob'))],
  },
  'a new account, whose code was wrong and is sent again after a wait': {
    app: withSignUp,
    by: 'bob',
    parts: [
      ...signUp,
      code('confirmSignUp', '000000'),
      {
        at: 'confirmSignUp',
        says: 'This code is not correct or has expired.',
        meanwhile: ({ later }) => later(30_000),
      },
      { at: 'confirmSignUp', says: /Send the code again$/m, press: 'Send the code again' },
      { at: 'confirmSignUp', says: 'We sent a new code.', type: { Code: sent('bob') } },
    ],
  },
  'an account that was left unconfirmed': {
    app: withStatus('UNCONFIRMED'),
    parts: [enter, { at: 'confirmSignUp', says: 'Your account is not confirmed yet.', type: { Code: sent() } }],
  },
  'a forgotten password': {
    parts: [
      { ...byName, press: 'Forgot your password?' },
      { at: 'forgotPassword', press: 'Send code' },
      { at: 'confirmForgotPassword', type: { Code: sent(), 'New password': better } },
    ],
  },
  'a password that has to be reset': {
    app: withStatus('RESET_REQUIRED'),
    parts: [
      enter,
      { at: 'forgotPassword', says: 'You need to reset your password', press: 'Send code' },
      { at: 'confirmForgotPassword', type: { Code: sent(), 'New password': better } },
    ],
  },
  'a temporary password, and attributes that the account lacks': {
    app: {
      pool: {
        users: [{ username: 'alice', password, status: 'FORCE_CHANGE_PASSWORD' }],
        requiredAttributes: ['given_name', 'phone_number'],
      },
    },
    parts: [
      enter,
      {
        at: 'newPasswordRequired',
        type: { 'New password': better, 'First name': 'Alice', 'Phone number': '+353 86 1234567' },
      },
    ],
  },
  'a code in a text message': { app: withMfa('SMS_MFA'), parts: [enter, code('smsMfa')] },
  'a code in an e-mail': { app: withMfa('EMAIL_OTP'), parts: [enter, code('emailOtp')] },
  'a code of an authenticator app': { app: withMfa('SOFTWARE_TOKEN_MFA'), parts: [enter, code('totpMfa', byApp)] },
  'a second factor of two': {
    app: withMfa('SOFTWARE_TOKEN_MFA', 'SMS_MFA'),
    parts: [enter, { at: 'selectMfaType', press: 'Code by text message' }, code('smsMfa')],
  },
  'an authenticator app that the pool wants to be set up': {
    app: { pool: { mfa: 'required' } },
    parts: [
      enter,
      { at: 'setUpTotp', says: /^(?:[A-Z2-7]{4} ){3,}[A-Z2-7]{1,4}$/m },
      showsQrCode(true),
      code('setUpTotp', byShownKey),
    ],
  },
  'a new account, whose authenticator app takes too long to be set up': {
    app: { ...withSignUp, pool: { ...withSignUp.pool, mfa: 'required' } },
    by: 'bob',
    parts: [
      ...signUp,
      code('confirmSignUp', sent('bob')),
      { at: 'setUpTotp', type: { Code: byShownKey }, meanwhile: ({ later }) => later(180_000, 'server') },
      { at: 'signIn', says: 'The sign-in took too long and has expired.', type: { Password: password } },
      code('setUpTotp', byShownKey),
    ],
  },
  'an authenticator app, where the QR code cannot be loaded': {
    app: { pool: { mfa: 'required' }, lost: 'qrPath' },
    parts: [enter, { at: 'setUpTotp' }, showsQrCode(false), code('setUpTotp', byShownKey)],
  },
  'an e-mail address that is set up': {
    app: { pool: { mfa: 'required', mfaSetup: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] } },
    parts: [
      enter,
      { at: 'selectMfaType', press: 'Code by email' },
      { at: 'setUpEmail', type: { 'Email address': 'alice@work.example' } },
      code('emailOtp'),
    ],
  },
  'questions of the app’s own': {
    app: {
      pool: {
        customChallenge: ({ session }) =>
          session.at(-1)?.challengeResult ? 'allow' : { parameters: { riddle: '?' }, answer: 'a piano' },
      },
      authFlow: 'CUSTOM_AUTH_WITHOUT_SRP',
    },
    parts: [byName, { at: 'customChallenge', type: { Answer: 'a piano' } }],
  },
  'a password, chosen among first factors': {
    app: passwordless,
    parts: [byName, { at: 'selectChallenge', press: 'Password' }, { at: 'password', type: { Password: password } }],
  },
  'a code by e-mail, chosen among first factors': {
    app: passwordless,
    parts: [byName, { at: 'selectChallenge', press: 'Code by email' }, code('emailOtp')],
  },
  'a code by text message, chosen among first factors': {
    app: passwordless,
    parts: [byName, { at: 'selectChallenge', press: 'Code by text message' }, code('smsOtp')],
  },
  'a passkey': {
    app: passwordless,
    needs: 'passkeys',
    before: [
      ({ person }) => person.press('GET /members'),
      byName,
      { at: 'selectChallenge', press: 'Password' },
      { at: 'password', type: { Password: password } },
      ({ person }) => person.sees('GET /members: 200 to alice'),
      ({ browser }) => browser.addAuthenticator!(),
      ({ person }) => person.press('Add a passkey'),
      ({ person }) => person.sees('Passkey added'),
      ({ person }) => person.press('Sign out'),
      ({ person }) => person.sees('Not signed in'),
    ],
    call: 'POST /members',
    parts: [{ ...byName, press: 'Sign in with a passkey' }],
  },
  'a provider at the hosted UI': {
    app: { hostedUi: true },
    parts: [
      { at: 'signIn', press: 'Continue with Google' },
      ({ browser }) =>
        browser.inPopup(async (popup) => {
          const isThere = () => popup.run("return document.querySelector('form') !== null;");
          await expect.poll(isThere, PATIENCE).toBe(true);
          const person = personAt(popup);
          await person.fill('Username', 'alice');
          await person.fill('Password', password);
          await person.enter();
        }),
    ],
  },
  'a device that is remembered, and is not asked for a code again': {
    app: {
      pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }], deviceTracking: 'opt-in' },
      options: { rememberDevice: true },
    },
    before: [
      ({ person }) => person.press('GET /members'),
      enter,
      { at: 'smsMfa', type: { Code: sent() }, check: 'Remember this device', press: 'Confirm' },
      ({ person }) => person.sees('GET /members: 200 to alice'),
      ({ person }) => person.press('Sign out'),
      ({ person }) => person.sees('Not signed in'),
    ],
    call: 'POST /members',
    parts: [enter],
  },
  'a password once more, when the tokens have died': {
    before: [...signedIn, tokensDied],
    call: 'POST /members',
    parts: [{ ...enter, says: 'Your session has ended.' }],
  },
  'a password once more, when the code came too late': {
    app: withMfa('SMS_MFA'),
    parts: [
      enter,
      { at: 'smsMfa', type: { Code: sent() }, meanwhile: ({ later }) => later(180_000, 'server') },
      { at: 'signIn', says: 'The sign-in took too long and has expired.', type: { Password: password } },
      code('smsMfa'),
    ],
  },
  'a new account, confirmed after the page was loaded anew, at a client without USER_AUTH': {
    app: { ...withSignUp, pool: { ...withSignUp.pool, flows: ['USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH'] } },
    before: [
      ({ person }) => person.press('GET /members'),
      ...signUp,
      { at: 'confirmSignUp' },
      ({ reload }) => reload(),
    ],
    call: 'POST /members',
    by: 'bob',
    parts: [
      code('confirmSignUp', sent('bob')),
      { at: 'signIn', says: 'Your account is confirmed.', type: { Password: password } },
    ],
  },
  'a new account, confirmed after the page was loaded anew': {
    app: withSignUp,
    before: [
      ({ person }) => person.press('GET /members'),
      ...signUp,
      { at: 'confirmSignUp' },
      ({ reload }) => reload(),
    ],
    call: 'POST /members',
    by: 'bob',
    parts: [code('confirmSignUp', sent('bob'))],
  },
  'a password, where the words of the language cannot be loaded': {
    app: { options: { language: 'de' }, lost: 'de' },
    parts: [enter],
  },
};
