// Cancelled and superseded work signs no user in. A form's input never answers another form's challenge.
import { expect, test } from 'vitest';
import { alice, password, type Stage, start } from './support/stage.js';

const bob = { username: 'bob', password, attributes: { email: 'bob@example.com', phone_number: '+353861234568' } };
const better = 'Better-horse-2';

/** A provider whose window stays open until the test resolves its token. */
const slowProvider = async (more: object = {}) => {
  let give = (_: string): void => {};
  const token = new Promise<string>((resolve) => {
    give = resolve;
  });
  const stage = await start({
    identityPool: { providers: ['accounts.google.com'] },
    flow: { providers: [{ name: 'google', getToken: () => token }], ...more },
  });
  const signingIn = stage.flow.signInWith('google');
  return {
    ...stage,
    /** Resolves the provider's token, and waits until everything has settled. */
    arrives: async () => {
      give(stage.mock.issueProviderToken('accounts.google.com', 'carol'));
      await signingIn;
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
};

test.each<[string, (stage: Stage) => unknown]>([
  ['the form was closed', ({ flow }) => flow.close()],
  ['the user went back', ({ flow }) => flow.back()],
  ['the user went on to another form', ({ flow }) => flow.act('signUp')],
  [
    'somebody has signed in and out since',
    async ({ session }) => {
      await session.signIn({ username: 'alice', password });
      await session.signOut();
    },
  ],
])("a provider's token that comes when %s signs nobody in", async (_, leave) => {
  const { arrives, ...stage } = await slowProvider();
  await leave(stage);
  await arrives();
  expect(stage.session.state).toBe('guest');
  expect(stage.mock.operations('GetCredentialsForIdentity').filter(({ status }) => status === 200)).toHaveLength(0);
});

test("while a provider's window is open there are other ways in, and its token does not replace who took one", async () => {
  const { arrives, flow, session } = await slowProvider();
  expect(flow.busy).toBe(false);
  await flow.submit({ username: 'alice', password });
  expect(flow.step.name).toBe('signedIn');
  await arrives();
  expect([session.username, flow.step.name]).toEqual(['alice', 'signedIn']);
});

test("a provider's token that nobody has overtaken signs in", async () => {
  const { arrives, flow, session } = await slowProvider();
  await arrives();
  expect([session.state, flow.step.name, flow.busy, flow.error]).toEqual(['signedIn', 'signedIn', false, undefined]);
});

const atReset = async () => {
  const stage = await start();
  await stage.flow.act('forgotPassword');
  await stage.flow.submit({ username: 'alice' });
  return stage;
};
const atConfirmation = async () => {
  const stage = await start({ pool: { users: [{ ...alice, status: 'UNCONFIRMED' }] } });
  await stage.flow.submit({ username: 'alice', password });
  return stage;
};

test.each<[string, () => Promise<Stage>, string, object]>([
  ['a new password', atReset, 'ConfirmForgotPassword', { newPassword: better }],
  ['a confirmed account', atConfirmation, 'ConfirmSignUp', {}],
])('%s does not sign in who has closed the form, or signed out, meanwhile', async (_, go, operation, more) => {
  for (const leave of [
    ({ flow }: Stage) => flow.close(),
    ({ flow }: Stage) => flow.back(),
    ({ session }: Stage) => session.signOut(),
  ]) {
    const stage = await go();
    const { arrived, release } = stage.way.hold(operation);
    const submitted = stage.flow.submit({ code: stage.code(), ...more });
    await arrived;
    await leave(stage);
    release();
    await submitted;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stage.session.state).toBe('guest');
    stage.session.close();
  }
});

test('the input of one form does not answer another form’s step', async () => {
  const temporary = { status: 'FORCE_CHANGE_PASSWORD' as const };
  const stage = await start({
    pool: {
      users: [
        { ...alice, ...temporary },
        { ...bob, ...temporary },
      ],
    },
  });
  const first = stage.flow;
  const second = await stage.newFlow();
  await first.submit({ username: 'alice', password });
  await second.submit({ username: 'bob', password });
  expect([first.step, second.step]).toMatchObject([
    { name: 'newPasswordRequired', username: 'alice' },
    { name: 'newPasswordRequired', username: 'bob' },
  ]);
  await first.submit({ newPassword: better });
  expect(first.step).toMatchObject({ name: 'signIn', fields: [{ value: 'alice' }, {}] });
  expect(first.notice?.key).toBe('notice.startAgain');
  expect(stage.way.count('RespondToAuthChallenge')).toBe(0);
  await second.submit({ newPassword: 'Bobs-Better-horse-3' });
  expect([stage.session.username, await stage.caller()]).toEqual(['bob', 'bob']);
});

test('closing a form does not affect another form’s sign-in', async () => {
  const withCode = { mfa: ['SMS_MFA' as const] };
  const stage = await start({
    pool: {
      users: [
        { ...alice, ...withCode },
        { ...bob, ...withCode },
      ],
    },
  });
  const second = await stage.newFlow();
  await stage.flow.submit({ username: 'alice', password });
  await second.submit({ username: 'bob', password });
  stage.flow.close();
  await second.submit({ code: stage.code('bob') });
  expect(second.step).toMatchObject({ name: 'signedIn', username: 'bob' });
});

test.each(['close', 'back'] as const)('%s in the middle of a sign-in ends that sign-in', async (leave) => {
  const stage = await start({ pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }] } });
  await stage.flow.submit({ username: 'alice', password });
  stage.flow[leave]();
  const late = stage.session.confirmSignIn({ code: stage.code() });
  await expect(late).rejects.toMatchObject({ code: 'invalid-state' });
});

test('a step that cannot be rendered is reported as an error, and leaves the form usable', async () => {
  const { flow } = await start({
    pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }, bob] },
    flow: { texts: { 'title.smsMfa': 7 as never } },
  });
  await flow.submit({ username: 'alice', password });
  expect(flow).toMatchObject({ busy: false, step: { name: 'signIn' }, error: { key: 'error.unexpected' } });
  await flow.submit({ username: 'bob', password });
  expect(flow.step).toMatchObject({ name: 'signedIn', username: 'bob' });
});

test('a title that was cut in the middle of an emoji still makes a key for an authenticator app', async () => {
  const { flow } = await start({ pool: { mfa: 'required' }, flow: { totpIssuer: 'My app 😀'.slice(0, 8) } });
  await flow.submit({ username: 'alice', password });
  expect(flow.step.name).toBe('setUpTotp');
  expect(new URL(flow.step.totp!.uri).searchParams.get('issuer')).toBe('My app \ufffd');
});

test('a step that was kept for a reload is not shown to the next user after a sign-in or a sign-out', async () => {
  const stage = await atReset();
  stage.flow.close();
  expect(stage.page.entries.size).toBe(1);
  await stage.session.signIn({ username: 'alice', password });
  await stage.session.signOut();
  const flow = await stage.newFlow();
  expect(flow.step).toMatchObject({ name: 'signIn', username: undefined });
  expect(stage.page.entries.size).toBe(0);
});
