import { expect, test } from 'vitest';
import { createUserPool, type UserPoolOptions } from '../../mocks/cognito/user-pool.js';
import { createServiceClient } from '../../src/cognito/service/client.js';
import type { DeviceKey } from '../../src/cognito/user-pool/devices/device.js';
import { createSignIn } from '../../src/cognito/user-pool/sign-in/sign-in.js';
import { createUserPoolOperations } from '../../src/cognito/user-pool/create-operations.js';
import { totp } from './support/totp.js';

const PASSWORD = 'Correct-horse-1';
const alice = {
  username: 'alice',
  password: PASSWORD,
  attributes: { email: 'alice@example.com', phone_number: '+353861234567' },
};

/** The operations on the mock's user pool. `signIn` is the session's own, with SRP. */
const poolWith = (options: UserPoolOptions = {}) => {
  const pool = createUserPool({ clientSecret: 'secret-of-the-client', ...options }, { now: () => Date.now() });
  const client = createServiceClient({
    endpoint: 'https://cognito-idp.us-east-1.amazonaws.com/',
    target: 'AWSCognitoIdentityProviderService',
    fetch: (input, init) => pool.answer(new Request(input, init)),
    clock: { now: () => Date.now(), offset: 0 },
    retry: { retries: 0 },
  });
  const userPool = {
    id: pool.id,
    clientId: pool.clientId,
    clientSecret: options.clientSecret ?? 'secret-of-the-client',
    region: pool.region,
    endpoint: 'https://cognito-idp.us-east-1.amazonaws.com/',
  };
  const keys = new Map<string, DeviceKey>();
  const devices = {
    get: async (username: string) => keys.get(username),
    set: async (username: string, key: DeviceKey) => void keys.set(username, key),
    remove: async (username: string) => void keys.delete(username),
  };
  let token = '';
  let username: string | undefined;
  const { signIn } = createSignIn({
    client,
    userPool,
    authFlow: 'USER_SRP_AUTH',
    devices,
    onSignedIn: async (signedIn) => {
      token = signedIn.result.AccessToken;
      username = signedIn.username;
    },
  });
  const operations = createUserPoolOperations({
    client,
    userPool,
    accessToken: async () => token,
    username: () => username,
    devices,
  });
  return { pool, operations, signIn, keys };
};

test('signs up, confirms, and continues without the password, with the session of both', async () => {
  const { pool, operations, signIn } = poolWith();
  const signedUp = await operations.signUp({
    ...alice,
    attributes: { email: 'alice@example.com' },
    clientMetadata: { from: 'test' },
  });
  expect(signedUp).toMatchObject({ step: 'confirmSignUp', delivery: { medium: 'EMAIL', attribute: 'email' } });
  await operations.resendSignUpCode({ username: 'alice' });
  const wrong = operations.confirmSignUp({ username: 'alice', code: '000000' });
  await expect(wrong).rejects.toMatchObject({ code: 'CodeMismatchException' });
  const confirmed = await operations.confirmSignUp({
    username: 'alice',
    code: pool.lastCode('alice')!,
    ...(signedUp.session && { session: signedUp.session }),
  });
  expect(confirmed.session).toEqual(expect.any(String));
  const step = await signIn({ username: 'alice', authFlow: 'USER_AUTH', session: confirmed.session });
  expect(step).toEqual({ step: 'done', username: 'alice' });
  expect(await operations.getAttributes()).toMatchObject({ sub: signedUp.userSub, email: 'alice@example.com' });
  expect(pool.triggers).toContainEqual({ operation: 'SignUp', clientMetadata: { from: 'test' } });
});

test('sets a forgotten password by the code, and changes it', async () => {
  const { pool, operations, signIn } = poolWith({ users: [alice] });
  expect(await operations.forgotPassword({ username: 'alice' })).toMatchObject({ destination: expect.any(String) });
  const weak = operations.confirmForgotPassword({
    username: 'alice',
    code: pool.lastCode('alice')!,
    newPassword: 'weak',
  });
  await expect(weak).rejects.toMatchObject({ code: 'InvalidPasswordException' });
  const newPassword = 'Staple-battery-2';
  await operations.confirmForgotPassword({ username: 'alice', code: pool.lastCode('alice')!, newPassword });
  await signIn({ username: 'alice', password: newPassword });
  await operations.changePassword({ oldPassword: newPassword, newPassword: PASSWORD });
  expect(pool.checkPassword('alice', PASSWORD)).toBe(true);
  await expect(operations.changePassword({ oldPassword: 'wrong', newPassword })).rejects.toMatchObject({
    code: 'NotAuthorizedException',
  });
});

test('sets, verifies and deletes attributes', async () => {
  const { pool, operations, signIn } = poolWith({ users: [alice] });
  await signIn({ username: 'alice', password: PASSWORD });
  const deliveries = await operations.updateAttributes({ attributes: { email: 'a@example.org', name: 'Alice' } });
  expect(deliveries).toEqual({ email: expect.objectContaining({ medium: 'EMAIL', attribute: 'email' }) });
  await operations.verifyAttribute({ name: 'email', code: pool.lastCode('alice')! });
  await operations.sendAttributeCode({ name: 'phone_number' });
  await operations.verifyAttribute({ name: 'phone_number', code: pool.lastCode('alice')! });
  await operations.deleteAttributes({ names: ['name'] });
  const { name, ...attributes } = await operations.getAttributes();
  expect(name).toBeUndefined();
  expect(attributes).toMatchObject({
    email: 'a@example.org',
    email_verified: 'true',
    phone_number_verified: 'true',
  });
});

test('sets up an authenticator app, which the next sign-in asks for', async () => {
  const { operations, signIn } = poolWith({ users: [alice] });
  await signIn({ username: 'alice', password: PASSWORD });
  expect(await operations.getMfaPreference()).toEqual({ enabled: [] });
  const { secret } = await operations.setUpTotp();
  await expect(operations.verifyTotp({ code: '000000' })).rejects.toMatchObject({
    code: 'EnableSoftwareTokenMFAException',
  });
  await operations.verifyTotp({ code: totp(secret), deviceName: 'phone' });
  await operations.setMfaPreference({ totp: 'preferred', sms: 'enabled' });
  expect(await operations.getMfaPreference()).toEqual({
    enabled: expect.arrayContaining(['totp', 'sms']),
    preferred: 'totp',
  });
  expect(await signIn({ username: 'alice', password: PASSWORD })).toMatchObject({ step: 'totpMfa' });
});

test('remembers, lists and forgets this device', async () => {
  const { operations, signIn, keys } = poolWith({ users: [alice], deviceTracking: 'opt-in' });
  await signIn({ username: 'alice', password: PASSWORD });
  const { key } = keys.get('alice')!;
  await operations.rememberDevice();
  await operations.doNotRememberDevice();
  expect(await operations.getDevice()).toMatchObject({ key, createdAt: expect.any(Date) });
  expect((await operations.listDevices()).map((device) => device.key)).toEqual([key]);
  await operations.forgetDevice();
  expect(keys.size).toBe(0);
  expect(await operations.listDevices()).toEqual([]);
});

test('deletes the user', async () => {
  const { operations, signIn } = poolWith({ users: [alice] });
  await signIn({ username: 'alice', password: PASSWORD });
  expect(await operations.listPasskeys()).toEqual([]);
  await operations.deleteUser();
  await expect(signIn({ username: 'alice', password: PASSWORD })).rejects.toMatchObject({
    code: 'NotAuthorizedException',
  });
});
