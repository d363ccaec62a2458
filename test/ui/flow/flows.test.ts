import { expect, onTestFinished, test, vi } from 'vitest';
import { browserPasskeys } from '../../cognito/support/lossy-session.js';
import { alice, attributes, password, type Stage, type StageOptions, start } from './support/stage.js';

const better = 'Better-horse-2';
const enter = ({ flow }: Stage, username = 'alice') => flow.submit({ username, password });
const type = ({ flow, code }: Stage, more: object = {}) => flow.submit({ code: code(), ...more });

const expectSignedIn = async ({ flow, caller }: Stage, username = 'alice') => {
  expect(flow.error).toBe(undefined);
  expect(flow.step).toMatchObject({ name: 'signedIn', username });
  expect(flow.busy).toBe(false);
  expect(await caller()).toBe(username);
};

/** From the first form to a signed call. */
const FLOWS: Readonly<Record<string, readonly [StageOptions, (stage: Stage) => Promise<unknown>]>> = {
  'by password': [{}, enter],
  'by SRP': [{ session: { authFlow: 'USER_SRP_AUTH' } }, enter],
  'by a code in a text message': [
    { pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }] } },
    async (stage) => {
      await enter(stage);
      await type(stage);
    },
  ],
  'by a code in an e-mail': [
    { pool: { users: [{ ...alice, mfa: ['EMAIL_OTP'] }] } },
    async (stage) => {
      await enter(stage);
      const digits = stage.code();
      await stage.flow.submit({ code: ` ${digits.slice(0, 3)} ${digits.slice(3)} ` });
    },
  ],
  'by a code of an authenticator app': [
    { pool: { users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA'] }] } },
    async (stage) => {
      await enter(stage);
      await stage.flow.submit({ code: await stage.pool.totpCode('alice') });
    },
  ],
  'by a chosen second factor': [
    { pool: { users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] }] } },
    async (stage) => {
      await enter(stage);
      await stage.flow.submit({ choice: 'smsMfa' });
      expect(stage.flow.step.delivery).toMatchObject({ medium: 'SMS' });
      await type(stage);
    },
  ],
  'with an authenticator app that is set up': [
    { pool: { mfa: 'required' } },
    async (stage) => {
      await enter(stage);
      const { secret } = stage.flow.step.totp!;
      await stage.flow.submit({ code: '000000' });
      expect(stage.flow.error).toMatchObject({ key: 'error.wrongTotp', field: 'code' });
      expect(stage.flow.step.totp?.secret).toBe(secret);
      await stage.flow.submit({ code: await stage.pool.totpCode('alice', secret) });
    },
  ],
  'with an e-mail address that is set up': [
    { pool: { mfa: 'required', mfaSetup: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] } },
    async (stage) => {
      await enter(stage);
      await stage.flow.submit({ choice: 'setUpEmail' });
      await stage.flow.submit({ email: 'alice@work.example' });
      await type(stage);
    },
  ],
  'with a new password and what the account lacks': [
    {
      pool: {
        users: [{ username: 'alice', password, status: 'FORCE_CHANGE_PASSWORD' }],
        requiredAttributes: ['given_name', 'phone_number'],
      },
    },
    async (stage) => {
      await enter(stage);
      await stage.flow.submit({ newPassword: better, given_name: ' Alice ', phone_number: '+353 86 123-45(67)' });
      const user = await stage.session.getTokens();
      const claims = JSON.parse(atob(user.idToken.split('.')[1]!));
      expect(claims).toMatchObject({ given_name: 'Alice', phone_number: '+353861234567' });
    },
  ],
  'by a custom challenge': [
    {
      pool: {
        customChallenge: ({ session }) =>
          session.at(-1)?.challengeResult ? 'allow' : { parameters: { riddle: '?' }, answer: ' a piano ' },
      },
      session: { authFlow: 'CUSTOM_AUTH_WITHOUT_SRP' },
    },
    async ({ flow }) => {
      await flow.submit({ username: 'alice' });
      await flow.submit({ answer: ' a piano ' });
    },
  ],
  'by a password that was chosen': [
    { session: { authFlow: 'USER_AUTH' } },
    async ({ flow }) => {
      await flow.submit({ username: 'alice' });
      await flow.submit({ choice: 'passwordSrp' });
      await flow.submit({ password: 'wrong' });
      expect(flow.error).toMatchObject({ key: 'error.wrongPassword', field: 'password' });
      expect(flow.step.name).toBe('password');
      await flow.submit({ password });
    },
  ],
  'by a code that was chosen': [
    { session: { authFlow: 'USER_AUTH' } },
    async (stage) => {
      await stage.flow.submit({ username: 'alice' });
      await stage.flow.submit({ choice: 'emailOtp' });
      await type(stage);
    },
  ],
  'by signing up': [
    { pool: { users: [] } },
    async (stage) => {
      await stage.flow.act('signUp', { username: 'alice' });
      await stage.flow.submit({ username: 'alice', password, email: ' alice@example.com ' });
      await stage.flow.submit({ code: 'wrong' });
      expect(stage.flow.error).toMatchObject({ key: 'error.expiredCode', field: 'code' });
      expect(stage.flow.step.name).toBe('confirmSignUp');
      await type(stage);
    },
  ],
  'by signing up where accounts need no confirmation': [
    { pool: { users: [], autoConfirm: true } },
    async ({ flow }) => {
      await flow.act('signUp');
      await flow.submit({ username: 'alice', password, email: 'alice@example.com' });
    },
  ],
  'by signing up without a password': [
    { pool: { users: [] }, session: { authFlow: 'USER_AUTH' } },
    async (stage) => {
      await stage.flow.act('signUp');
      await stage.flow.submit({ username: 'alice', email: 'alice@example.com' });
      await type(stage);
    },
  ],
  'by signing up, when the code comes later than the sign-up may take': [
    { pool: { users: [] }, session: { authFlow: 'USER_AUTH' } },
    async (stage) => {
      await stage.flow.act('signUp');
      await stage.flow.submit({ username: 'alice', password, email: 'alice@example.com' });
      stage.later(600_000);
      await type(stage);
    },
  ],
  'with a new password for a forgotten one': [
    {},
    async (stage) => {
      await stage.flow.act('forgotPassword', { username: 'alice' });
      await stage.flow.submit({ username: 'alice' });
      await type(stage, { newPassword: better });
    },
  ],
  'by confirming an account that was left unconfirmed': [
    { pool: { users: [{ ...alice, status: 'UNCONFIRMED' }] } },
    async (stage) => {
      await enter(stage);
      expect(stage.flow.notice?.key).toBe('notice.notConfirmed');
      expect(stage.flow.step).toMatchObject({ name: 'confirmSignUp', delivery: { medium: 'SMS' } });
      await type(stage);
    },
  ],
  'by replacing a password that has to be': [
    { pool: { users: [{ ...alice, status: 'RESET_REQUIRED' }] } },
    async (stage) => {
      await enter(stage);
      expect(stage.flow.notice?.key).toBe('notice.resetRequired');
      expect(stage.flow.step).toMatchObject({ name: 'forgotPassword', fields: [{ value: 'alice' }] });
      await stage.flow.submit({ username: 'alice' });
      await type(stage, { newPassword: better });
    },
  ],
};

test.each(Object.entries(FLOWS))('signs in %s', async (_, [options, go]) => {
  const stage = await start(options);
  await go(stage);
  await expectSignedIn(stage);
});

test('signs out, and in again', async () => {
  const stage = await start();
  await enter(stage);
  await stage.flow.act('signOut');
  expect(stage.flow.step).toMatchObject({ name: 'signIn', username: undefined });
  expect(stage.session.isSignedIn).toBe(false);
  await enter(stage);
  await expectSignedIn(stage);
});

test('the address that users sign in with is sent without spaces and dashes', async () => {
  const stage = await start({
    pool: { signInWith: 'phone_number', users: [{ username: attributes.phone_number, password }] },
    flow: { usernameKind: 'phone_number' },
  });
  await enter(stage, '353 86 1234567');
  expect(stage.flow.error).toMatchObject({ key: 'error.phone_number', field: 'username' });
  expect(stage.way.count('InitiateAuth')).toBe(0);
  await enter(stage, ' +353 (86) 123-45.67 ');
  expect(stage.flow.step.name).toBe('signedIn');
});

test('what is incomplete is not sent, and the first field that is wrong is named', async () => {
  const { flow, way } = await start();
  await flow.submit({ password });
  expect(flow.error).toEqual({ key: 'error.required', message: 'Fill in this field.', field: 'username' });
  await flow.submit({ username: '  ', password });
  expect(flow.error?.field).toBe('username');
  await flow.submit({ username: 'alice' });
  expect(flow.error?.field).toBe('password');
  await flow.act('signUp');
  expect(flow.error).toBe(undefined);
  await flow.submit({ username: 'carol', password, email: 'carol' });
  expect(flow.error).toMatchObject({ key: 'error.email', field: 'email' });
  expect(way.count('InitiateAuth') + way.count('SignUp')).toBe(0);
});

test.each(['signUp', 'forgotPassword'] as const)(
  'a user name goes along to %s, best the one that was typed',
  async (step) => {
    const { flow } = await start();
    const go = async (typed?: string) => {
      await flow.act(step, { username: typed });
      const [{ value } = {}] = flow.step.fields;
      flow.back();
      return value;
    };
    expect(await go()).toBe(undefined);
    expect(await go(' alice ')).toBe('alice');
    expect(flow.step.fields[0]!.value).toBe('alice');
    expect(await go('  ')).toBe('alice');
    expect(await go('bob')).toBe('bob');
  },
);

test('an earlier message disappears when the input is invalid', async () => {
  const { flow, later } = await start({ pool: { users: [] } });
  await flow.act('signUp');
  await flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  later(30_000);
  await flow.act('resend');
  expect(flow.notice?.key).toBe('notice.codeSent');
  await flow.submit({ code: '' });
  expect([flow.error?.key, flow.notice]).toEqual(['error.required', undefined]);
});

test('a choice has to be one of those', async () => {
  const { flow, way } = await start({ session: { authFlow: 'USER_AUTH' } });
  await flow.submit({ username: 'alice' });
  await flow.submit({ choice: 'webAuthn' });
  expect(flow.error).toMatchObject({ key: 'error.required' });
  await flow.submit();
  expect(flow.error).toMatchObject({ key: 'error.required' });
  expect(way.count('InitiateAuth')).toBe(1);
});

test('the app’s metadata comes with each call that runs triggers', async () => {
  const stage = await start({ pool: { users: [] }, flow: { clientMetadata: { campaign: 'tea' } } });
  await stage.flow.act('signUp');
  await stage.flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  stage.later(30_000);
  await stage.flow.act('resend');
  await type(stage);
  await stage.flow.act('signOut');
  await stage.flow.act('forgotPassword');
  await stage.flow.submit({ username: 'alice' });
  await type(stage, { newPassword: better });
  expect(stage.pool.triggers.map(({ operation, clientMetadata }) => [operation, clientMetadata.campaign])).toEqual(
    ['SignUp', 'ResendConfirmationCode', 'ConfirmSignUp', 'InitiateAuth', 'ForgotPassword']
      .concat(['ConfirmForgotPassword', 'InitiateAuth'])
      .map((operation) => [operation, 'tea']),
  );
});

test('sends a code again, after a wait', async () => {
  const stage = await start({ pool: { users: [] } });
  const { flow, way } = stage;
  await flow.act('signUp');
  await flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  const { notBefore } = flow.step.actions[0]!;
  await flow.act('resend');
  expect(way.count('ResendConfirmationCode')).toBe(0);
  stage.later(30_000);
  await flow.act('resend');
  expect(flow.notice).toEqual({ key: 'notice.codeSent', message: 'We sent a new code.' });
  expect(flow.step.actions[0]!.notBefore).toBeGreaterThanOrEqual(notBefore! + 30_000);
  await flow.act('resend');
  expect(way.count('ResendConfirmationCode')).toBe(1);
  await type(stage);
  await expectSignedIn(stage);
});

test('an account that was confirmed elsewhere is signed in immediately', async () => {
  const stage = await start({ pool: { users: [] } });
  const { flow, session } = stage;
  await flow.act('signUp');
  await flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  await session.confirmSignUp({ username: 'alice', code: stage.code() });
  await flow.submit({ code: stage.code() });
  await expectSignedIn(stage);
});

test.each([
  ['NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'],
  ['InvalidParameterException', 'User is already confirmed.'],
])('%s: %s signs in', async (code, message) => {
  const stage = await start({ pool: { users: [] } });
  const { flow, session, way } = stage;
  await flow.act('signUp');
  await flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  await session.confirmSignUp({ username: 'alice', code: stage.code() });
  way.refuse('ConfirmSignUp', code, message);
  await flow.submit({ code: '000000' });
  await expectSignedIn(stage);
});

/** A user who confirms a new account. Cognito refuses the sign-in with the sign-up's session. */
const confirmRefused = async (code: string, message: string) => {
  const stage = await start({ pool: { users: [] }, session: { authFlow: 'USER_AUTH' } });
  await stage.flow.act('signUp');
  await stage.flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  stage.way.refuse('InitiateAuth', code, message);
  await type(stage);
  return stage;
};

test('a user who takes too long after a sign-up is signed in with the password', async () => {
  const stage = await confirmRefused('NotAuthorizedException', 'Invalid session for the user, session is expired.');
  await expectSignedIn(stage);
});

test.each([
  ['NotAuthorizedException', 'User is disabled.', 'error.userDisabled'],
  ['TooManyRequestsException', 'Too many requests in this session.', 'error.throttled'],
])('any other refusal of the sign-in after a sign-up is told: %s: %s', async (code, message, key) => {
  const { flow, way } = await confirmRefused(code, message);
  expect([flow.step.name, flow.error?.key]).toEqual(['signIn', key]);
  expect(way.count('InitiateAuth')).toBe(1);
});

test('requesting another code signs in a user who was confirmed elsewhere', async () => {
  const stage = await start({ pool: { users: [] } });
  const { flow, session } = stage;
  await flow.act('signUp');
  await flow.submit({ username: 'alice', password, email: 'alice@example.com' });
  await session.confirmSignUp({ username: 'alice', code: stage.code() });
  stage.later(30_000);
  await flow.act('resend');
  await expectSignedIn(stage);
});

test('remembers the device if the user wants that', async () => {
  const options: StageOptions = {
    pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }], deviceTracking: 'opt-in' },
    flow: { rememberDevice: true },
  };
  const stage = await start(options);
  await enter(stage);
  await type(stage, { rememberDevice: true });
  await expectSignedIn(stage);
  expect(stage.way.count('UpdateDeviceStatus')).toBe(1);
  await stage.flow.act('signOut');
  await enter(stage);
  expect(stage.flow.step.name).toBe('signedIn');

  const other = await start(options);
  await enter(other);
  await type(other, { rememberDevice: false });
  expect(other.way.count('UpdateDeviceStatus')).toBe(0);
});

test('a device that cannot be remembered is reported, and does not fail the sign-in', async () => {
  const stage = await start({ pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }] }, flow: { rememberDevice: true } });
  await enter(stage);
  await type(stage, { rememberDevice: true });
  expect(stage.flow.notice?.key).toBe('notice.deviceNotRemembered');
  await expectSignedIn(stage);
});

/** A browser with passkeys, whose user may decline them. */
const withPasskeys = () => {
  const passkeys = browserPasskeys();
  let declined = false;
  const asked =
    <T>(give: (given: never) => Promise<T>) =>
    async (given: never) => {
      if (declined) throw new DOMException('The user said no.', 'NotAllowedError');
      return give(given);
    };
  const credentials = { get: asked(passkeys.get), create: asked(passkeys.create) };
  vi.stubGlobal('navigator', { userAgent: 'test', credentials });
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    decline: (now: boolean): void => {
      declined = now;
    },
  };
};

test('adds a passkey, and signs in by it', async () => {
  withPasskeys();
  const stage = await start({ session: { authFlow: 'USER_AUTH' } });
  const { flow } = stage;
  await flow.submit({ username: 'alice' });
  await flow.submit({ choice: 'passwordSrp' });
  await flow.submit({ password });
  await flow.act('addPasskey');
  expect(flow.notice?.key).toBe('notice.passkeyAdded');
  await flow.act('signOut');
  await flow.act('passkey');
  expect(flow.error).toMatchObject({ key: 'error.required', field: 'username' });
  await flow.act('passkey', { username: 'alice' });
  await expectSignedIn(stage);
});

test('a passkey that was declined can be tried again, and so can everything else', async () => {
  const { decline } = withPasskeys();
  const stage = await start({ session: { authFlow: 'USER_AUTH' } });
  const { flow, session } = stage;
  await session.signIn({ username: 'alice', password });
  await session.registerPasskey();
  await session.signOut();
  decline(true);
  await flow.act('passkey', { username: 'alice' });
  expect(flow.step.name).toBe('signIn');
  expect(flow.error?.key).toBe('error.passkeyCancelled');
  await flow.submit({ username: 'alice' });
  await flow.submit({ choice: 'webAuthn' });
  expect(flow.step.name).toBe('selectChallenge');
  expect(flow.error?.key).toBe('error.passkeyCancelled');
  await flow.submit({ choice: 'emailOtp' });
  expect(flow.step.name).toBe('emailOtp');
  flow.back();
  await flow.submit({ username: 'alice' });
  await flow.submit({ choice: 'passwordSrp' });
  await flow.submit({ password });
  await flow.act('signOut');
  decline(false);
  await flow.act('passkey', { username: 'alice' });
  await expectSignedIn(stage);
});

test('without passkeys, the form says so, and the user can go back', async () => {
  withPasskeys();
  const stage = await start({ session: { authFlow: 'USER_AUTH' } });
  await stage.session.signIn({ username: 'alice', password });
  await stage.session.registerPasskey();
  await stage.session.signOut();
  vi.stubGlobal('navigator', { userAgent: 'test' });
  const flow = await stage.newFlow({}, stage.newSession());
  await flow.act('passkey', { username: 'alice' });
  expect(flow.step).toMatchObject({ name: 'webAuthn', fields: [], submit: undefined });
  expect(flow.step.description).toMatch(/cannot use passkeys/);
  await flow.submit({ code: '1' });
  expect(flow.step.name).toBe('webAuthn');
  flow.back();
  expect(flow.step).toMatchObject({ name: 'signIn', username: 'alice' });
});
