// The mock's refusals over the wire, and the errors that the user sees.
import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import type { UserPoolOptions } from '../../../mocks/cognito/user-pool.js';
import { type Explanation, explainError } from '../../../src/ui/flow/errors.js';
import type { UsernameKind } from '../../../src/ui/flow/options.js';

const PASSWORD = 'Correct-horse-1';
const attributes = { email: 'alice@example.com' };
const alice = { username: 'alice', password: PASSWORD };

const start = async (pool: UserPoolOptions = {}) => {
  let now = Date.now();
  const mock = createAwsMock({ now: () => now, userPools: [{ users: [{ ...alice, attributes }], ...pool }] });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const { id, clientId } = mock.userPool();
  const session = createCognitoSession({
    userPoolId: id,
    userPoolClientId: clientId,
    endpoints: { userPool: urls['cognito-idp']! },
    storage: memoryStorage(),
    retry: { retries: 0 },
  });
  const wait = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { mock, session, wait };
};

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  signIn: ['username', 'password'],
  signUp: ['username', 'password', 'email', 'given_name'],
  confirmForgotPassword: ['username', 'code', 'newPassword'],
  newPasswordRequired: ['username', 'newPassword'],
  customChallenge: ['answer'],
};

const told = async (
  call: Promise<unknown>,
  step: string,
  usernameKind: UsernameKind = 'username',
): Promise<Explanation> => {
  const error = await call.then(
    () => expect.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  return explainError(error, { step, usernameKind, fields: FIELDS[step] ?? ['code'] });
};

test('a wrong password and an unknown user look alike', async () => {
  const { session } = await start();
  const wrong = await told(session.signIn({ ...alice, password: 'Wrong-horse-1' }), 'signIn');
  expect(wrong).toEqual({ key: 'error.wrongPassword', field: 'password' });
  expect(await told(session.signIn({ username: 'nobody', password: PASSWORD }), 'signIn')).toEqual(wrong);
});

test('an unknown user looks alike even if the pool reveals who exists', async () => {
  const { session } = await start({ preventUserExistenceErrors: false });
  const unknown = await told(session.signIn({ username: 'nobody', password: PASSWORD }), 'signIn');
  expect(unknown).toEqual({ key: 'error.wrongPassword', field: 'password' });
});

test('users in each state are sent to a step where they can continue', async () => {
  const { session } = await start({
    users: [
      { ...alice, status: 'UNCONFIRMED' },
      { username: 'bob', password: PASSWORD, status: 'RESET_REQUIRED' },
      { username: 'carol', password: PASSWORD, enabled: false },
    ],
  });
  expect(await told(session.signIn(alice), 'signIn')).toEqual({ key: 'notice.notConfirmed', next: 'confirmSignUp' });
  expect(await told(session.signIn({ ...alice, username: 'bob' }), 'signIn')).toEqual({
    key: 'notice.resetRequired',
    next: 'forgotPassword',
  });
  expect((await told(session.signIn({ ...alice, username: 'carol' }), 'signIn')).key).toBe('error.userDisabled');
});

test('sign-up shows what prevents a new account', async () => {
  const { session } = await start({ requiredAttributes: ['email', 'given_name'] });
  const newcomer = { username: 'bob', password: PASSWORD, attributes: { ...attributes, given_name: 'Bob' } };
  const signUp = (input: object) => told(session.signUp({ ...newcomer, ...input }), 'signUp');
  expect(await signUp({ username: 'alice' })).toEqual({ key: 'error.userExists', field: 'username' });
  expect(await signUp({ password: 'Short-1' })).toEqual({ key: 'error.passwordTooShort', field: 'password' });
  expect(await signUp({ password: 'correct-horse-1' })).toEqual({ key: 'error.passwordUppercase', field: 'password' });
  expect(await signUp({ password: 'CORRECT-HORSE-1' })).toEqual({ key: 'error.passwordLowercase', field: 'password' });
  expect(await signUp({ password: 'Correct-horse' })).toEqual({ key: 'error.passwordNumbers', field: 'password' });
  expect(await signUp({ password: 'Correcthorse1' })).toEqual({ key: 'error.passwordSymbols', field: 'password' });
  expect(await signUp({ attributes })).toEqual({ key: 'error.required', field: 'given_name' });
  expect(await signUp({ attributes: { email: 'none', given_name: 'Bob' } })).toEqual({
    key: 'error.email',
    field: 'email',
  });
});

test('if users sign in with an address, a user name that is not one is blamed', async () => {
  const { session } = await start({ signInWith: 'email', users: [] });
  expect(await told(session.signUp({ username: 'bob', password: PASSWORD }), 'signUp', 'email')).toEqual({
    key: 'error.email',
    field: 'username',
  });
});

test('wrong account codes are shown at their field', async () => {
  const { session } = await start();
  await session.signUp({ username: 'bob', password: PASSWORD, attributes: { email: 'bob@example.com' } });
  const wrong = { username: 'bob', code: '000000' };
  expect(await told(session.confirmSignUp(wrong), 'confirmSignUp')).toEqual({
    key: 'error.expiredCode',
    field: 'code',
  });
  await session.forgotPassword({ username: 'alice' });
  expect(
    await told(
      session.confirmForgotPassword({ username: 'alice', code: '000000', newPassword: 'Another-horse-2' }),
      'confirmForgotPassword',
    ),
  ).toEqual({ key: 'error.expiredCode', field: 'code' });
});

test('a confirmed account continues to the sign-in', async () => {
  const { mock, session } = await start();
  await session.signUp({ username: 'bob', password: PASSWORD, attributes: { email: 'bob@example.com' } });
  const code = mock.lastCode('bob')!;
  await session.confirmSignUp({ username: 'bob', code });
  const confirmed = { key: 'notice.confirmed', next: 'signIn' };
  expect(await told(session.confirmSignUp({ username: 'bob', code }), 'confirmSignUp')).toEqual(confirmed);
  expect(await told(session.resendSignUpCode({ username: 'bob' }), 'confirmSignUp')).toEqual(confirmed);
});

test('a wrong code of an authenticator app can be typed again; a step that took too long begins again', async () => {
  const { session, wait } = await start({
    users: [{ ...alice, attributes, mfa: ['SOFTWARE_TOKEN_MFA'], preferredMfa: 'SOFTWARE_TOKEN_MFA' }],
  });
  expect((await session.signIn(alice)).step).toBe('totpMfa');
  expect(await told(session.confirmSignIn({ code: '000000' }), 'totpMfa')).toEqual({
    key: 'error.wrongTotp',
    field: 'code',
  });
  wait(4 * 60_000);
  expect(await told(session.confirmSignIn({ code: '000000' }), 'totpMfa')).toEqual({
    key: 'notice.expired',
    next: 'signIn',
  });
});

test('a wrong code at the set-up of an authenticator app can be typed again', async () => {
  const { session } = await start({ mfa: 'required' });
  expect((await session.signIn(alice)).step).toBe('setUpTotp');
  expect(await told(session.confirmSignIn({ code: '000000' }), 'setUpTotp')).toEqual({
    key: 'error.wrongTotp',
    field: 'code',
  });
});

test('a new password that breaks the policy is shown at its field', async () => {
  const { session } = await start({ users: [{ ...alice, attributes, status: 'FORCE_CHANGE_PASSWORD' }] });
  expect((await session.signIn(alice)).step).toBe('newPasswordRequired');
  expect(await told(session.confirmSignIn({ newPassword: 'short' }), 'newPasswordRequired')).toEqual({
    key: 'error.passwordTooShort',
    field: 'newPassword',
  });
});

test('a custom challenge that denies ends the sign-in with a word on the answer', async () => {
  const { session } = await start({
    customChallenge: ({ session: rounds }) =>
      rounds.length ? 'deny' : { parameters: { question: 'Who?' }, answer: 'me' },
  });
  await session.signIn({ username: 'alice', authFlow: 'CUSTOM_AUTH' });
  expect(await told(session.confirmSignIn({ answer: 'you' }), 'customChallenge')).toEqual({
    key: 'error.wrongAnswer',
    next: 'signIn',
  });
});

test('throttling and a network that is gone say when to try again', async () => {
  const { mock, session } = await start();
  mock.throttle({ next: 1 });
  expect(await told(session.signIn(alice), 'signIn')).toMatchObject({ key: 'error.throttled', retryAfter: 10_000 });
  mock.goOffline();
  expect(await told(session.signIn(alice), 'signIn')).toEqual({ key: 'error.network' });
});

test('a flow that the client may not use is reported as a configuration error', async () => {
  const { session } = await start({ flows: ['USER_PASSWORD_AUTH'] });
  expect(await told(session.signIn(alice), 'signIn')).toEqual({ key: 'error.configuration' });
});
