import { expect, test } from 'vitest';
import { alice, password, type Stage, type StageOptions, start } from './support/stage.js';

const enter = ({ flow }: Stage) => flow.submit({ username: 'alice', password });
const sms: StageOptions = { pool: { users: [{ ...alice, mfa: ['SMS_MFA'] }] } };
const signUp = async ({ flow }: Stage) => {
  await flow.act('signUp');
  await flow.submit({ username: 'carol', password, email: 'carol@example.com' });
};

test('an account whose code could not be sent exists, and the next step can send one', async () => {
  const stage = await start();
  const { flow, way } = stage;
  await stage.session.signUp({ username: 'carol', password, attributes: { email: 'carol@example.com' } });
  way.refuse('SignUp', 'CodeDeliveryFailureException', 'Failed to deliver.');
  await signUp(stage);
  expect(flow.step).toMatchObject({
    name: 'confirmSignUp',
    username: 'carol',
    description: 'Enter the code we sent you.',
  });
  expect(flow.error?.key).toBe('error.codeNotSent');
  await flow.act('resend');
  await flow.submit({ code: stage.code('carol') });
  expect(flow.step).toMatchObject({ name: 'signedIn', username: 'carol' });
});

test('an error that ends a sign-in midway is shown beside the first form', async () => {
  const stage = await start(sms);
  const { flow, way } = stage;
  await enter(stage);
  way.refuse('RespondToAuthChallenge', 'NotAuthorizedException', 'User is disabled.');
  await flow.submit({ code: stage.code() });
  expect(flow.step).toMatchObject({ name: 'signIn', username: 'alice' });
  expect(flow.error?.key).toBe('error.userDisabled');
  expect(flow.error?.field).toBe(undefined);
});

test('a wrong code keeps the step, and the right one is accepted', async () => {
  const stage = await start(sms);
  const { flow } = stage;
  await enter(stage);
  const { step } = flow;
  await flow.submit({ code: '000000' });
  expect(flow.step).toBe(step);
  expect(flow.error).toMatchObject({ key: 'error.wrongCode', field: 'code', cause: { code: 'CodeMismatchException' } });
  await flow.submit({ code: stage.code() });
  expect(flow.step.name).toBe('signedIn');
});

test('a new password that breaks the rules is shown at its field, and the code stays valid for the next one', async () => {
  const stage = await start();
  const { flow } = stage;
  await flow.act('forgotPassword');
  await flow.submit({ username: 'alice' });
  await flow.submit({ code: stage.code(), newPassword: 'short' });
  expect(flow.step.name).toBe('confirmForgotPassword');
  expect(flow.error).toMatchObject({ key: 'error.passwordTooShort', field: 'newPassword' });
  await flow.submit({ code: stage.code(), newPassword: 'Better-horse-2' });
  expect(flow.step.name).toBe('signedIn');
});

test('an existing account is shown at its field', async () => {
  const { flow } = await start();
  await flow.act('signUp');
  await flow.submit({ username: 'alice', password, email: 'a@example.com' });
  expect(flow.step.name).toBe('signUp');
  expect(flow.error).toMatchObject({ key: 'error.userExists', field: 'username' });
});

test('too many codes are reported, and the step stays', async () => {
  const stage = await start();
  await signUp(stage);
  stage.later(30_000);
  stage.way.refuse('ResendConfirmationCode', 'LimitExceededException', 'Attempt limit exceeded, please try again.');
  await stage.flow.act('resend');
  expect(stage.flow.step.name).toBe('confirmSignUp');
  expect(stage.flow.error?.key).toBe('error.limitExceeded');
});

test('a passkey that the pool does not accept is reported to the signed-in user', async () => {
  const stage = await start({ flow: { passkeys: true } });
  await enter(stage);
  await stage.flow.act('addPasskey');
  expect(stage.flow.step.name).toBe('signedIn');
  expect(stage.flow.error?.key).toBe('error.passkeyUnavailable');
});

test('no error holds a password or a code', async () => {
  const stage = await start(sms);
  await stage.flow.submit({ username: 'alice', password: 'Wrong-horse-3' });
  const { cause, ...told } = stage.flow.error!;
  expect(`${JSON.stringify(told)} ${String(cause)} ${JSON.stringify(cause)}`).not.toContain('Wrong-horse-3');
  expect(Object.isFrozen(stage.flow.error)).toBe(true);
});
