import { afterAll, beforeAll, expect, test } from 'vitest';
import { createUserPoolOperations } from '../../src/cognito/user-pool/create-operations.js';
import type { RunningServer } from '../support/servers/daemons.js';
import { CODE, newUserPool, startCognitoLocal } from './support/cognito-local.js';
import { totp } from './support/totp.js';

let emulator: RunningServer;
beforeAll(async () => {
  emulator = await startCognitoLocal();
}, 60_000);
afterAll(() => emulator?.stop());

const PASSWORD = 'Correct-horse-1';
/** The emulator's pools use e-mail addresses as user names. */
const USERNAME = 'alice@example.com';

/** Creates the operations on a new user pool, with the emulator's password sign-in. */
const newPool = async () => {
  const { client, clientId } = await newUserPool(emulator.url);
  let token = '';
  const signIn = async (password: string): Promise<void> => {
    const { AuthenticationResult } = await client.call<{ AuthenticationResult: { AccessToken: string } }>(
      'InitiateAuth',
      {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: USERNAME, PASSWORD: password },
      },
    );
    token = AuthenticationResult.AccessToken;
  };
  const pool = createUserPoolOperations({
    client,
    userPool: { clientId },
    accessToken: async () => token,
    username: () => USERNAME,
    devices: { get: async () => undefined, remove: async () => {} },
  });
  return { pool, signIn };
};

/** The same, with a confirmed and signed-in user. */
const withAlice = async () => {
  const { pool, signIn } = await newPool();
  await pool.signUp({ username: USERNAME, password: PASSWORD, attributes: { email: 'alice@example.com' } });
  await pool.confirmSignUp({ username: USERNAME, code: CODE });
  await signIn(PASSWORD);
  return { pool, signIn };
};

test('signs up, confirms by the code, and may sign in then only', async () => {
  const { pool, signIn } = await newPool();
  const signedUp = await pool.signUp({
    username: USERNAME,
    password: PASSWORD,
    attributes: { email: 'alice@example.com' },
  });
  expect(signedUp).toMatchObject({
    step: 'confirmSignUp',
    delivery: { medium: 'EMAIL', attribute: 'email', destination: 'alice@example.com' },
  });
  await expect(signIn(PASSWORD)).rejects.toMatchObject({ code: 'UserNotConfirmedException' });
  await expect(pool.confirmSignUp({ username: USERNAME, code: '000000' })).rejects.toMatchObject({
    name: 'CodeMismatchException',
  });
  await pool.confirmSignUp({ username: USERNAME, code: CODE });
  await signIn(PASSWORD);
  expect(await pool.getAttributes()).toMatchObject({ sub: signedUp.userSub, email: 'alice@example.com' });
  await expect(pool.signUp({ username: USERNAME, password: PASSWORD })).rejects.toMatchObject({
    code: 'UsernameExistsException',
  });
});

test('sets a forgotten password by the code', async () => {
  const { pool, signIn } = await withAlice();
  expect(await pool.forgotPassword({ username: USERNAME })).toMatchObject({ medium: 'EMAIL', attribute: 'email' });
  await pool.confirmForgotPassword({ username: USERNAME, code: CODE, newPassword: 'Staple-battery-2' });
  // The emulator's code for a wrong password; Cognito's is NotAuthorizedException.
  await expect(signIn(PASSWORD)).rejects.toMatchObject({ code: 'InvalidPasswordException' });
  await signIn('Staple-battery-2');
});

test('changes a password', async () => {
  const { pool, signIn } = await withAlice();
  await pool.changePassword({ oldPassword: PASSWORD, newPassword: 'Staple-battery-2' });
  await signIn('Staple-battery-2');
});

test('sets, verifies and deletes attributes', async () => {
  const { pool } = await withAlice();
  await pool.updateAttributes({ attributes: { name: 'Alice', email: 'alice@example.org' } });
  await pool.sendAttributeCode({ name: 'email' });
  await pool.verifyAttribute({ name: 'email', code: CODE });
  expect(await pool.getAttributes()).toMatchObject({
    name: 'Alice',
    email: 'alice@example.org',
    email_verified: 'true',
  });
  await pool.deleteAttributes({ names: ['name'] });
  expect(await pool.getAttributes()).not.toHaveProperty('name');
});

test('sets up an authenticator app, and prefers it', async () => {
  const { pool } = await withAlice();
  expect(await pool.getMfaPreference()).toEqual({ enabled: [] });
  await expect(pool.setMfaPreference({ totp: 'preferred' })).rejects.toMatchObject({
    code: 'InvalidParameterException',
  });
  const { secret, uri } = await pool.setUpTotp();
  expect(new URL(uri('Shop')).searchParams.get('secret')).toBe(secret);
  await pool.verifyTotp({ code: totp(secret) });
  await pool.setMfaPreference({ totp: 'preferred' });
  expect(await pool.getMfaPreference()).toEqual({ enabled: ['totp'], preferred: 'totp' });
});

test('deletes the user', async () => {
  const { pool, signIn } = await withAlice();
  await pool.deleteUser();
  await expect(signIn(PASSWORD)).rejects.toMatchObject({ name: expect.stringMatching(/Exception$/) });
});
