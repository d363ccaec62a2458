import { type CognitoSession, createCognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock, type UserPoolOptions } from '../../mocks/index.js';

const PASSWORD = 'Correct-Horse-7';
const MINUTE = 60_000;
const address = { email: 'alice@example.com' };
const alice = { username: 'alice', password: PASSWORD, attributes: address };
const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const locked = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' };
const expired = { name: 'NotAuthorizedException', message: 'Invalid session for the user, session is expired.' };

/** A session with a mock whose clock only the test moves. */
const start = async (pool: UserPoolOptions = {}, authFlow?: 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH' | 'USER_AUTH') => {
  let time = Date.now();
  const mock = createAwsMock({ userPools: [{ users: [alice], ...pool }], now: () => time });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const session: CognitoSession = createCognitoSession({
    userPoolId,
    userPoolClientId,
    endpoints: { userPool: urls['cognito-idp']! },
    retry: { retries: 0 },
    ...(authFlow && { authFlow }),
  });
  const advance = (milliseconds: number): void => {
    time += milliseconds;
  };
  const signIn = (password = PASSWORD, username = 'alice') => session.signIn({ username, password });
  return { mock, session, advance, signIn };
};

const refused = async (promise: Promise<unknown>, error: object): Promise<void> => {
  await expect(promise).rejects.toMatchObject(error);
};

test.for(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH'] as const)(
  '%s: five wrong passwords lock a user out, each further one for twice as long',
  async (flow) => {
    const { signIn, advance } = await start({}, flow);
    for (let count = 0; count < 5; count += 1) await refused(signIn('wrong'), wrong);
    for (const seconds of [1, 2, 4]) {
      advance(seconds * 1_000 - 1);
      await refused(signIn(), locked);
      advance(1);
      await refused(signIn('wrong'), wrong);
    }
    advance(8_000);
    expect(await signIn()).toMatchObject({ step: 'done' });
  },
);

test('a lockout ends after 15 minutes at most, and is forgotten by a right password or 15 quiet minutes', async () => {
  const { signIn, session, advance } = await start({}, 'USER_PASSWORD_AUTH');
  const fail = async (count: number, wait = 0) => {
    for (let tries = 0; tries < count; tries += 1) {
      advance(wait);
      await refused(signIn('wrong'), wrong);
    }
  };
  await fail(5);
  await fail(10, 14 * MINUTE);
  advance(14 * MINUTE);
  await refused(signIn(), locked);
  advance(MINUTE);
  expect(await signIn()).toMatchObject({ step: 'done' });
  await session.signOut();

  await fail(4);
  expect(await signIn()).toMatchObject({ step: 'done' });
  await session.signOut();
  await fail(5);
  advance(15 * MINUTE);
  await fail(4);
  expect(await signIn()).toMatchObject({ step: 'done' });
});

test('nobody else is locked out', async () => {
  const { signIn } = await start({ users: [alice, { username: 'bob', password: PASSWORD }] }, 'USER_PASSWORD_AUTH');
  for (let count = 0; count < 5; count += 1) await refused(signIn('wrong'), wrong);
  await refused(signIn(), locked);
  await refused(signIn('wrong', 'mallory'), wrong);
  expect(await signIn(PASSWORD, 'bob')).toMatchObject({ step: 'done' });
});

test.for<[string, (stage: Awaited<ReturnType<typeof start>>) => unknown]>([
  ['time passes', ({ advance }) => advance(3 * MINUTE)],
  ['the clock is skewed', ({ mock }) => mock.skewClock('3m')],
])('a challenge expires after 3 minutes: %s', async ([, pass]) => {
  const stage = await start({ users: [{ ...alice, mfa: ['EMAIL_OTP'] }] });
  const { mock, session, signIn, advance } = stage;
  expect(await signIn()).toMatchObject({ step: 'emailOtp' });
  advance(3 * MINUTE - 1);
  await refused(session.confirmSignIn({ code: 'wrong' }), { name: 'CodeMismatchException' });
  pass(stage);
  await refused(session.confirmSignIn({ code: mock.lastCode('alice')! }), expired);
});

test('one operation is over its limit, as often as it was told to be', async () => {
  const { mock, session } = await start();
  const undo = mock.throttle({ next: 2, quota: true, operation: 'ForgotPassword' });
  const ask = () => session.forgotPassword({ username: 'alice' });
  const exceeded = { name: 'LimitExceededException', message: 'Attempt limit exceeded, please try after some time.' };
  await session.signUp({ username: 'bob', password: PASSWORD });
  await refused(ask(), exceeded);
  undo();
  expect(await ask()).toMatchObject({ medium: 'EMAIL' });
  mock.throttle({ next: 1, operation: 'ForgotPassword' });
  await refused(ask(), { name: 'TooManyRequestsException' });
  expect(await ask()).toMatchObject({ medium: 'EMAIL' });
});

test('codes that cannot be sent are told of, and an account is made all the same', async () => {
  const { mock, session, signIn } = await start({ users: [{ ...alice, mfa: ['EMAIL_OTP'] }] });
  const undo = mock.failCodeDelivery();
  const failure = { name: 'CodeDeliveryFailureException', message: 'Unable to deliver message to EMAIL.' };
  const bob = { username: 'bob', password: PASSWORD, attributes: { email: 'bob@example.com' } };
  await refused(session.signUp(bob), failure);
  await refused(session.forgotPassword({ username: 'alice' }), failure);
  await refused(signIn(), failure);
  expect(mock.userPool().codes).toEqual([]);
  undo();
  await session.resendSignUpCode({ username: 'bob' });
  await session.confirmSignUp({ username: 'bob', code: mock.lastCode('bob')! });
  mock.failCodeDelivery();
  mock.reset();
  expect(await signIn()).toMatchObject({ step: 'emailOtp' });
});

test('a pre-sign-up trigger refuses in its own words, and knows what was entered', async () => {
  const seen: unknown[] = [];
  const { mock, session } = await start({
    preSignUp: (signUp) => {
      seen.push(signUp);
      return signUp.attributes.email?.endsWith('@example.com') ? undefined : 'Only for our own people';
    },
  });
  const signUp = (email: string) =>
    session.signUp({
      username: 'bob',
      password: PASSWORD,
      attributes: { email },
      validationData: { invitation: '7' },
      clientMetadata: { shop: 'north' },
    });
  await refused(signUp('bob@example.org'), {
    name: 'UserLambdaValidationException',
    message: 'PreSignUp failed with error Only for our own people.',
  });
  expect(mock.userPool().subOf('bob')).toBeUndefined();
  expect(await signUp('bob@example.com')).toMatchObject({ step: 'confirmSignUp' });
  expect(seen[0]).toMatchObject({
    username: 'bob',
    attributes: { email: 'bob@example.org' },
    validationData: { invitation: '7' },
    clientMetadata: { shop: 'north' },
  });
});

test('codes of authenticator apps are told, while one is set up and afterwards', async () => {
  const { mock, session, advance, signIn } = await start({ mfa: 'required', users: [alice] });
  const known = async () => (await mock.userPool().users()).find(({ username }) => username === 'alice');
  expect(await known()).toEqual({
    username: 'alice',
    sub: mock.userPool().subOf('alice'),
    status: 'CONFIRMED',
  });
  const step = await signIn();
  if (step.step !== 'setUpTotp') throw new Error(`It asks for ${step.step}.`);
  const { totp } = (await known())!;
  expect(totp).toEqual({ secret: step.secret, code: expect.stringMatching(/^\d{6}$/), expiresIn: expect.any(Number) });
  expect(totp!.expiresIn).toBeGreaterThan(0);
  expect(await mock.userPool().totpCode('alice')).toBe(totp!.code);
  expect(await session.confirmSignIn({ code: totp!.code })).toMatchObject({ step: 'done' });

  const another = await session.setUpTotp();
  const both = (await known())!;
  expect([both.totp?.secret, both.newTotp?.secret]).toEqual([step.secret, another.secret]);
  await session.verifyTotp({ code: both.newTotp!.code });
  expect(await known()).toMatchObject({ totp: { secret: another.secret } });
  expect(await known()).not.toHaveProperty('newTotp');

  const { code, expiresIn } = (await known())!.totp!;
  advance(expiresIn * 1_000 - 1_000);
  expect((await known())!.totp).toEqual({ secret: another.secret, code, expiresIn: 1 });
  advance(1_000);
  const next = (await known())!.totp!;
  expect(next.expiresIn).toBe(30);
  expect(next.code).not.toBe(code);
});

test('the code of a set-up that has expired is told no more', async () => {
  const { mock, advance, signIn } = await start({ mfa: 'required' });
  expect(await signIn()).toMatchObject({ step: 'setUpTotp' });
  expect(await mock.userPool().totpCode('alice')).toMatch(/^\d{6}$/);
  advance(3 * MINUTE);
  expect(await mock.userPool().totpCode('alice')).toBeUndefined();
  expect((await mock.userPool().users())[0]).not.toHaveProperty('totp');
});
