import { createHmac } from 'node:crypto';
import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../support/servers/daemons.js';
import { CODE, newUserPool, startCognitoLocal } from './support/cognito-local.js';

let emulator: RunningServer;
beforeAll(async () => {
  emulator = await startCognitoLocal();
}, 60_000);
afterAll(() => emulator?.stop());

const alice = { username: 'alice@example.com', password: 'Correct-horse-1' };

/** Computes the code of an authenticator app (RFC 6238). */
const totp = (secret: string): string => {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

const newSession = async (settings: object = {}) => {
  const { id, clientId } = await newUserPool(emulator.url, settings);
  const options = {
    region: 'us-east-1',
    userPoolId: id,
    userPoolClientId: clientId,
    authFlow: 'USER_PASSWORD_AUTH' as const,
    endpoints: { userPool: emulator.url },
    storage: memoryStorage(),
  };
  return { session: createCognitoSession(options), options };
};

test('cognito-local: sign up, confirm, sign in, call, refresh, restore, sign out', async () => {
  const { session, options } = await newSession();
  expect(await session.signUp({ ...alice, attributes: { email: alice.username } })).toMatchObject({
    step: 'confirmSignUp',
  });
  await expect(session.signIn(alice)).rejects.toMatchObject({ code: 'UserNotConfirmedException' });
  await session.confirmSignUp({ username: alice.username, code: CODE });
  await expect(session.signIn({ ...alice, password: 'wrong' })).rejects.toMatchObject({
    // The emulator's name for it; Cognito's is NotAuthorizedException.
    name: 'InvalidPasswordException',
  });
  expect(session.state).toBe('signedOut');

  expect(await session.signIn(alice)).toMatchObject({ step: 'done' });
  const first = await session.getTokens();
  expect(first.expiresAt).toBeGreaterThan(Date.now());
  expect(await session.getAttributes()).toMatchObject({ email: alice.username });
  const renewed = await session.getTokens({ forceRefresh: true });
  expect(renewed.accessToken).not.toBe(first.accessToken);

  const restored = createCognitoSession(options);
  expect(await restored.initialize()).toBe('signedIn');
  expect(await restored.getTokens()).toEqual(renewed);
  expect(restored.username).toBe(session.username);
  await session.signOut({ revoke: true });
  expect(session.state).toBe('signedOut');
});

test('cognito-local: the configuration is checked by what it knows', async () => {
  const { session, options } = await newSession();
  expect(await session.initialize({ check: true })).toBe('signedOut');
  const wrong = createCognitoSession({ ...options, userPoolClientId: 'nobody', storage: memoryStorage() });
  await expect(wrong.initialize({ check: true })).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/^userPoolClientId: /),
  });
});

test('cognito-local: sign in with TOTP', async () => {
  const { session } = await newSession({ MfaConfiguration: 'OPTIONAL' });
  await session.signUp({ ...alice, attributes: { email: alice.username } });
  await session.confirmSignUp({ username: alice.username, code: CODE });
  await session.signIn(alice);
  const { secret } = await session.setUpTotp();
  await session.verifyTotp({ code: totp(secret) });
  await session.setMfaPreference({ totp: 'preferred' });
  await session.signOut();

  expect(await session.signIn(alice)).toMatchObject({ step: 'totpMfa' });
  await expect(session.confirmSignIn({ code: '000000' })).rejects.toMatchObject({ code: 'CodeMismatchException' });
  expect(await session.confirmSignIn({ code: totp(secret) })).toMatchObject({ step: 'done' });
  expect(session.state).toBe('signedIn');
});
