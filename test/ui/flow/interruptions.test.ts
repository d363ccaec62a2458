import { expect, test } from 'vitest';
import type { FlowValues } from '../../../src/ui/flow.js';
import { alice, attributes, pageStorage, password, type Stage, type StageOptions, start } from './support/stage.js';

const better = 'Better-horse-2';
const enter = ({ flow }: Stage) => flow.submit({ username: 'alice', password });
const forgot = async ({ flow }: Stage) => {
  await flow.act('forgotPassword');
  await flow.submit({ username: 'alice' });
};
const signUp = async ({ flow }: Stage) => {
  await flow.act('signUp');
  await flow.submit({ username: 'carol', password, email: 'carol@example.com' });
};
const sms: StageOptions = { pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }] } };

test('a second submit meanwhile is the first one, and is sent once', async () => {
  const stage = await start();
  const { flow, way } = stage;
  const first = enter(stage);
  expect(flow.busy).toBe(true);
  expect(enter(stage)).toBe(first);
  expect(flow.act('forgotPassword')).toBe(first);
  expect(flow.signInWith('Google')).toBe(first);
  await first;
  expect(flow.step.name).toBe('signedIn');
  expect(way.count('InitiateAuth')).toBe(1);
});

test('a code that was asked for twice is sent once', async () => {
  const stage = await start();
  await signUp(stage);
  stage.later(60_000);
  await Promise.all([stage.flow.act('resend'), stage.flow.act('resend')]);
  expect(stage.way.count('ResendConfirmationCode')).toBe(1);
});

test('back in the middle of a sign-in ends it, and its answer counts no more', async () => {
  const stage = await start(sms);
  const { flow, way, session, code } = stage;
  await enter(stage);
  const { arrived, release } = way.hold('RespondToAuthChallenge');
  const submitted = flow.submit({ code: code() });
  await arrived;
  flow.back();
  release();
  expect(flow.step).toMatchObject({ name: 'signIn', username: 'alice', fields: [{ value: 'alice' }, {}] });
  expect(flow.busy).toBe(false);
  await submitted;
  expect(flow.step.name).toBe('signIn');
  expect(flow.error).toBe(undefined);
  expect(session.isSignedIn).toBe(false);
  await enter(stage);
  await flow.submit({ code: code() });
  expect(flow.step.name).toBe('signedIn');
});

test('back at the first form ends what it has begun', async () => {
  const stage = await start();
  const { arrived, release } = stage.way.hold('InitiateAuth');
  const submitted = enter(stage);
  await arrived;
  stage.flow.back();
  release();
  expect(stage.flow.busy).toBe(false);
  await submitted;
  expect(stage.flow.error).toBe(undefined);
  expect(stage.session.isSignedIn).toBe(false);
});

test('an answer that comes after back does not move the flow', async () => {
  const stage = await start();
  const { flow, way } = stage;
  await flow.act('forgotPassword');
  const { arrived, release } = way.hold('ForgotPassword');
  const submitted = flow.submit({ username: 'alice' });
  await arrived;
  await flow.act('back');
  release();
  await submitted;
  expect(flow.step.name).toBe('signIn');
  expect(stage.page.entries.size).toBe(0);
});

test('back leads step by step to the first form, and no further', async () => {
  const stage = await start({ session: { authFlow: 'USER_AUTH' } });
  const { flow } = stage;
  const names: string[] = [];
  await forgot(stage);
  for (let i = 0; i < 4; i++) {
    names.push(flow.step.name);
    flow.back();
  }
  await flow.submit({ username: 'alice' });
  await flow.submit({ choice: 'passwordSrp' });
  for (let i = 0; i < 3; i++) {
    names.push(flow.step.name);
    flow.back();
  }
  expect(names).toEqual(
    ['confirmForgotPassword', 'forgotPassword', 'signIn', 'signIn'].concat(['password', 'selectChallenge', 'signIn']),
  );
});

test('a closed flow ends its sign-in, and does nothing more', async () => {
  const stage = await start();
  const { flow, way, session } = stage;
  const { arrived, release } = way.hold('InitiateAuth');
  const submitted = enter(stage);
  await arrived;
  flow.close();
  release();
  await submitted;
  expect(session.isSignedIn).toBe(false);
  expect(flow.busy).toBe(false);
  const before = flow.getSnapshot();
  await session.signIn({ username: 'alice', password });
  await enter(stage);
  await flow.act('forgotPassword');
  flow.back();
  expect(flow.getSnapshot()).toBe(before);
});

test('a flow that was closed before it began stays as it is', async () => {
  const { session } = await start();
  const { createSignInFlow } = await import('../../../src/ui/flow.js');
  const flow = createSignInFlow(session, { storage: null });
  flow.close();
  await session.initialize();
  await new Promise(setImmediate);
  expect(flow.step.name).toBe('loading');
});

test('a sign-in in another tab is this one’s, too, whatever step it is at', async () => {
  for (const go of [() => {}, enter, signUp, forgot]) {
    const stage = await start({ session: { tabs: {} }, ...sms });
    const other = stage.newSession();
    await go(stage);
    await other.signIn({ username: 'alice', password });
    await other.confirmSignIn({ code: stage.code() });
    await expect.poll(() => stage.flow.step.name).toBe('signedIn');
    expect(stage.flow.step.username).toBe('alice');
    expect(stage.page.entries.size).toBe(0);
    await other.signOut();
    await expect.poll(() => stage.flow.step.name).toBe('signIn');
    expect(stage.flow.notice).toBe(undefined);
    expect(stage.flow.step.username).toBe(undefined);
  }
});

test('a sign-in in another tab ends the one that waits for its answer here', async () => {
  const stage = await start({ session: { tabs: {} } });
  const { flow, way } = stage;
  const other = stage.newSession();
  await other.initialize();
  const { arrived } = way.hold('InitiateAuth');
  const submitted = enter(stage);
  await arrived;
  await other.signIn({ username: 'alice', password });
  // The call that is held back would time out after 15 s.
  await expect.poll(() => flow.step.name, { timeout: 10_000 }).toBe('signedIn');
  await submitted;
  expect(flow.error).toBe(undefined);
});

test('a user who is signed in when the flow begins is shown as signed in', async () => {
  const stage = await start();
  await stage.session.signIn({ username: 'alice', password });
  const flow = await stage.newFlow();
  expect(flow.step).toMatchObject({ name: 'signedIn', username: 'alice' });
});

/** A session of a user whose tokens are refused. */
const endSession = async (stage: Stage) => {
  stage.mock.revokeTokens('alice');
  await stage.session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
};

test('a session that has ended asks the same user to sign in again', async () => {
  const stage = await start();
  await enter(stage);
  await endSession(stage);
  expect(stage.session.state).toBe('signedOutUserPoolsTokenInvalid');
  for (const flow of [stage.flow, await stage.newFlow()]) {
    expect(flow.step).toMatchObject({ name: 'signIn', fields: [{ value: 'alice' }, {}] });
    expect(flow.notice?.key).toBe('notice.sessionEnded');
  }
  await enter(stage);
  expect(await stage.caller()).toBe('alice');
});

test('the user is asked again by the address that they sign in with', async () => {
  const stage = await start({
    pool: { signInWith: 'email', users: [{ username: attributes.email, password }] },
    flow: { usernameKind: 'email' },
  });
  await stage.flow.submit({ username: attributes.email, password });
  stage.mock.revokeTokens(attributes.email);
  await stage.session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  expect(stage.flow.step.fields[0]!.value).toBe('alice@example.com');
});

test('a sign-in that took too long begins again, with the user name', async () => {
  const mfa: StageOptions[] = [
    sms,
    { pool: { users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA'] }] } },
    { pool: { mfa: 'required' } },
  ];
  for (const options of mfa) {
    const stage = await start(options);
    await enter(stage);
    stage.later(180_000);
    const code = options === sms ? stage.code() : await stage.pool.totpCode('alice', stage.flow.step.totp?.secret);
    await stage.flow.submit({ code });
    expect(stage.flow.step).toMatchObject({ name: 'signIn', fields: [{ value: 'alice' }, {}] });
    expect(stage.flow.notice?.key).toBe('notice.expired');
    expect(stage.flow.error).toBe(undefined);
  }
});

test('a sign-in that the app has ended begins again', async () => {
  const stage = await start(sms);
  await enter(stage);
  await stage.session.signOut();
  await stage.flow.submit({ code: stage.code() });
  expect(stage.flow.step).toMatchObject({ name: 'signIn', username: 'alice' });
  expect(stage.flow.notice?.key).toBe('notice.startAgain');
});

test('another sign-in ends the one under way, and the user may begin again', async () => {
  const stage = await start(sms);
  const { flow, way, session } = stage;
  const { arrived } = way.hold('InitiateAuth');
  const submitted = enter(stage);
  await arrived;
  await session.signIn({ username: 'alice', password });
  await submitted;
  expect(flow.step.name).toBe('signIn');
  expect(flow.notice?.key).toBe('notice.startAgain');
});

test('a wrong answer to a custom challenge ends the sign-in, and says so', async () => {
  const stage = await start({
    pool: { customChallenge: ({ session }) => (session.length ? 'deny' : { parameters: {}, answer: 'a piano' }) },
    session: { authFlow: 'CUSTOM_AUTH_WITHOUT_SRP' },
  });
  await stage.flow.submit({ username: 'alice' });
  await stage.flow.submit({ answer: 'a lock' });
  expect(stage.flow.step).toMatchObject({ name: 'signIn', username: 'alice' });
  expect(stage.flow.error).toMatchObject({ key: 'error.wrongAnswer', field: undefined });
});

const RELOADS: readonly (readonly [string, StageOptions, (stage: Stage) => unknown, FlowValues, string])[] = [
  ['confirmSignUp', {}, signUp, {}, ''],
  ['confirmSignUp', { pool: { flows: ['USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH'] } }, signUp, {}, 'notice.confirmed'],
  ['confirmForgotPassword', {}, forgot, { newPassword: better }, ''],
];

test.each(RELOADS)('a reload at %s continues there (%j)', async (name, options, go, more, notice) => {
  const stage = await start(options);
  await go(stage);
  stage.flow.close();
  const { username } = stage.flow.step;
  const stored = [...stage.page.entries];
  expect(stored).toEqual([
    [
      'sigv4-interceptor.ui',
      JSON.stringify({
        step: name,
        username,
        delivery: stage.flow.step.delivery && {
          medium: stage.flow.step.delivery.medium,
          destination: stage.flow.step.delivery.destination,
        },
        generation: 0,
      }),
    ],
  ]);
  const flow = await stage.newFlow({}, stage.newSession());
  expect(flow.step).toMatchObject({ name, username, description: stage.flow.step.description });
  await flow.submit({ code: stage.code(username), ...more });
  if (notice) {
    expect(flow.step).toMatchObject({ name: 'signIn', fields: [{ value: username }, {}] });
    expect(flow.notice?.key).toBe(notice);
  } else expect(flow.step.name).toBe('signedIn');
  expect(stage.page.entries.size).toBe(0);
});

test('a reload at any other step begins again', async () => {
  const stage = await start(sms);
  await enter(stage);
  stage.flow.close();
  const flow = await stage.newFlow({}, stage.newSession());
  expect(flow.step.name).toBe('signIn');
});

test('what is stored holds no secret, and is gone when the step was left', async () => {
  const stage = await start();
  await signUp(stage);
  expect([...stage.page.entries.values()].join()).not.toMatch(new RegExp(`${password}|${stage.code('carol')}|Session`));
  stage.flow.back();
  expect(stage.page.entries.size).toBe(0);
});

test.each([
  ['nothing', null],
  ['what somebody else wrote', 'hello'],
  ['a step that is not kept', JSON.stringify({ step: 'signedIn', username: 'alice' })],
  ['a step without a user', JSON.stringify({ step: 'confirmSignUp' })],
  ['a list', '[]'],
  ['nothing in JSON', 'null'],
])('a storage that holds %s is looked past', async (_, stored) => {
  const stage = await start();
  const page = pageStorage();
  if (stored !== null) page.setItem('sigv4-interceptor.ui', stored);
  const flow = await stage.newFlow({ storage: page });
  expect(flow.step.name).toBe('signIn');
});

test('a storage that throws is done without, and none can be asked for', async () => {
  const refuse = (): never => {
    throw new DOMException('No.', 'SecurityError');
  };
  const broken = { getItem: refuse, setItem: refuse, removeItem: refuse };
  for (const storage of [broken, null]) {
    const stage = await start({ flow: { storage } });
    await signUp(stage);
    expect(stage.flow.step.name).toBe('confirmSignUp');
    expect(stage.page.entries.size).toBe(0);
  }
});

interface Loss {
  readonly at: string;
  readonly options?: StageOptions;
  readonly go?: (stage: Stage) => unknown;
  readonly values: (stage: Stage) => FlowValues | Promise<FlowValues>;
  readonly next: string;
}

const LOSSES: readonly Loss[] = [
  { at: 'signIn', values: () => ({ username: 'alice', password }), next: 'signedIn' },
  {
    at: 'signIn',
    options: { session: { authFlow: 'USER_SRP_AUTH' } },
    values: () => ({ username: 'alice', password }),
    next: 'signedIn',
  },
  {
    at: 'signUp',
    go: ({ flow }) => flow.act('signUp'),
    values: () => ({ username: 'carol', password, email: 'c@example.com' }),
    next: 'confirmSignUp',
  },
  { at: 'confirmSignUp', go: signUp, values: ({ code }) => ({ code: code('carol') }), next: 'signedIn' },
  {
    at: 'forgotPassword',
    go: ({ flow }) => flow.act('forgotPassword'),
    values: () => ({ username: 'alice' }),
    next: 'confirmForgotPassword',
  },
  {
    at: 'confirmForgotPassword',
    go: forgot,
    values: ({ code }) => ({ code: code(), newPassword: better }),
    next: 'signedIn',
  },
  { at: 'smsMfa', options: sms, go: enter, values: ({ code }) => ({ code: code() }), next: 'signedIn' },
  {
    at: 'emailOtp',
    options: { pool: { users: [{ ...alice, mfa: ['EMAIL_OTP'] }] } },
    go: enter,
    values: ({ code }) => ({ code: code() }),
    next: 'signedIn',
  },
  {
    at: 'totpMfa',
    options: { pool: { users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA'] }] } },
    go: enter,
    values: async ({ pool }) => ({ code: (await pool.totpCode('alice'))! }),
    next: 'signedIn',
  },
  {
    at: 'selectMfaType',
    options: { pool: { users: [{ ...alice, mfa: ['SMS_MFA', 'EMAIL_OTP'] }] } },
    go: enter,
    values: () => ({ choice: 'emailOtp' }),
    next: 'emailOtp',
  },
  {
    at: 'setUpTotp',
    options: { pool: { mfa: 'required' } },
    go: enter,
    values: async ({ pool, flow }) => ({ code: (await pool.totpCode('alice', flow.step.totp!.secret))! }),
    next: 'signedIn',
  },
  {
    at: 'setUpEmail',
    options: { pool: { mfa: 'required', mfaSetup: ['EMAIL_OTP'] } },
    go: enter,
    values: () => ({ email: 'a@example.com' }),
    next: 'emailOtp',
  },
  {
    at: 'newPasswordRequired',
    options: { pool: { users: [{ ...alice, status: 'FORCE_CHANGE_PASSWORD' }] } },
    go: enter,
    values: () => ({ newPassword: better }),
    next: 'signedIn',
  },
  {
    at: 'selectChallenge',
    options: { session: { authFlow: 'USER_AUTH' } },
    go: ({ flow }) => flow.submit({ username: 'alice' }),
    values: () => ({ choice: 'smsOtp' }),
    next: 'smsOtp',
  },
  {
    at: 'password',
    options: { session: { authFlow: 'USER_AUTH' }, pool: { users: [{ username: 'alice', password }] } },
    go: ({ flow }) => flow.submit({ username: 'alice' }),
    values: () => ({ password }),
    next: 'signedIn',
  },
];

test.each(LOSSES)('continues from $at when the network is back', async ({ at, options, go, values, next }) => {
  const stage = await start(options);
  const { flow, way } = stage;
  await go?.(stage);
  const { step } = flow;
  expect(step.name).toBe(at);
  way.lose(/./);
  const given = await values(stage);
  await flow.submit(given);
  expect(flow.step).toBe(step);
  expect(flow.error?.key).toBe('error.network');
  expect(flow.busy).toBe(false);
  way.lose(undefined);
  await flow.submit(given);
  expect(flow.error).toBe(undefined);
  expect(flow.step.name).toBe(next);
});

test('a sign-in by itself that the network ends asks for the password', async () => {
  for (const [go, values, notice] of [
    [signUp, {}, 'notice.confirmed'],
    [forgot, { newPassword: better }, 'notice.passwordSet'],
  ] as const) {
    const stage = await start();
    const { flow, way, code } = stage;
    await go(stage);
    const { username } = flow.step;
    way.lose(/InitiateAuth/);
    await flow.submit({ code: code(username), ...values });
    expect(flow.step).toMatchObject({ name: 'signIn', fields: [{ value: username }, {}] });
    expect([flow.notice?.key, flow.error?.key]).toEqual([notice, 'error.network']);
  }
});

test('a code that the network keeps from being sent can be asked for at the next step', async () => {
  const stage = await start({ pool: { users: [{ ...alice, status: 'UNCONFIRMED' }] } });
  const { flow, way } = stage;
  way.lose(/ResendConfirmationCode/);
  await enter(stage);
  expect(flow.step.name).toBe('confirmSignUp');
  expect([flow.notice?.key, flow.error?.key]).toEqual(['notice.notConfirmed', 'error.network']);
  way.lose(undefined);
  await flow.act('resend');
  await flow.submit({ code: stage.code() });
  expect(flow.step.name).toBe('signedIn');
});

test('a listener that throws hurts neither the others nor the flow', async () => {
  const stage = await start();
  const heard: string[] = [];
  stage.flow.subscribe(() => {
    throw new Error('not mine');
  });
  const stop = stage.flow.subscribe(() => heard.push(`${stage.flow.step.name} ${stage.flow.busy}`));
  await enter(stage);
  stop();
  await stage.flow.act('signOut');
  expect(heard).toEqual(['signIn true', 'signedIn false']);
});
