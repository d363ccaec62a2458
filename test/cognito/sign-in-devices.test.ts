import { expect, test } from 'vitest';
import {
  ALIAS,
  deviceGone,
  memoryDevices,
  PASSWORD,
  PASSWORD_VERIFIER,
  PROOF,
  REAL_NAME,
  RESULT,
  refused,
  SECRET_BLOCK,
  SRP_A,
  setUp,
  srpSide,
  TIMESTAMP,
  TOKENS,
  unreachable,
} from './support/sign-in-setup.js';
import { register } from './support/srp-server.js';

const DONE = { step: 'done', username: REAL_NAME };
const INPUT = { username: ALIAS, password: PASSWORD };
const KEY = { key: 'eu-west-2_device', groupKey: '-group', secret: 'c2VjcmV0' };
const NEW = { DeviceKey: KEY.key, DeviceGroupKey: KEY.groupKey };
const MEETS_DEVICE = { AuthenticationResult: { ...RESULT, NewDeviceMetadata: NEW } };

const device = srpSide(KEY.groupKey, KEY.key, KEY.secret);
const DEVICE_SRP_AUTH = { ChallengeName: 'DEVICE_SRP_AUTH', Session: 'device 1', ChallengeParameters: {} };
const DEVICE_PASSWORD_VERIFIER = {
  ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
  Session: 'device 2',
  ChallengeParameters: { ...device.parameters, USERNAME: REAL_NAME, DEVICE_KEY: KEY.key },
};

test('confirms a device that the pool meets for the first time, and keeps its key', async () => {
  const { signIn, calls, keys, signedIn } = setUp([PASSWORD_VERIFIER, MEETS_DEVICE, {}]);
  expect(await signIn({ ...INPUT, deviceName: "Jane's laptop" })).toEqual(DONE);

  const { operation, input } = calls[2]!;
  expect(operation).toBe('ConfirmDevice');
  const { Salt, PasswordVerifier } = input.DeviceSecretVerifierConfig;
  expect(input).toEqual({
    AccessToken: RESULT.AccessToken,
    DeviceKey: KEY.key,
    DeviceName: "Jane's laptop",
    DeviceSecretVerifierConfig: { Salt, PasswordVerifier },
  });
  const kept = keys.get(REAL_NAME)!;
  expect(kept).toEqual({ ...KEY, secret: kept.secret });
  expect(Buffer.from(kept.secret, 'base64')).toHaveLength(40);
  const salt = Buffer.from(Salt, 'base64').toString('hex');
  const { verifier } = register(KEY.groupKey, KEY.key, kept.secret, salt);
  expect(BigInt(`0x${Buffer.from(PasswordVerifier, 'base64').toString('hex')}`)).toBe(verifier);
  expect(signedIn).toHaveLength(1);
});

test('is not signed in if it is cancelled while the device is confirmed', async () => {
  const parts = setUp([
    PASSWORD_VERIFIER,
    MEETS_DEVICE,
    () => {
      parts.cancel();
      return {};
    },
  ]);
  await expect(parts.signIn(INPUT)).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  expect(parts.signedIn).toEqual([]);
});

test('names a device in the next sign-in by the same alias, and drops it under both names', async () => {
  const flow = { authFlow: 'USER_PASSWORD_AUTH' } as const;
  const { signIn, calls, keys } = setUp([MEETS_DEVICE, {}, TOKENS, deviceGone(), TOKENS], flow);
  await signIn(INPUT);
  expect([...keys.keys()].sort()).toEqual([REAL_NAME, ALIAS].sort());
  await signIn(INPUT);
  expect(calls[2]?.input.AuthParameters).toEqual({ USERNAME: ALIAS, PASSWORD, DEVICE_KEY: KEY.key });
  await signIn(INPUT);
  expect(calls[4]?.input.AuthParameters).toEqual({ USERNAME: ALIAS, PASSWORD });
  expect(keys.get(ALIAS)).toBeUndefined();
});

test.each([unreachable(), refused('NotAuthorizedException')])(
  'is signed in where the device cannot be confirmed, and keeps what confirms it later (%s)',
  async (failure) => {
    const { signIn, keys, signedIn } = setUp([PASSWORD_VERIFIER, MEETS_DEVICE, failure]);
    expect(await signIn({ ...INPUT, deviceName: "Jane's laptop" })).toEqual(DONE);
    const { secret } = keys.get(ALIAS)!;
    expect(keys.get(ALIAS)).toEqual({ ...KEY, secret });
    expect(keys.get(REAL_NAME)).toEqual({ ...KEY, secret, unconfirmed: { name: "Jane's laptop" } });
    expect(signedIn).toHaveLength(1);
  },
);

test('stores the key of a device before it confirms the device, so that a page closed in between keeps it', async () => {
  const parts = setUp([
    PASSWORD_VERIFIER,
    MEETS_DEVICE,
    () => {
      expect(parts.keys.get(REAL_NAME)).toMatchObject({ key: KEY.key, unconfirmed: {} });
      return {};
    },
  ]);
  await parts.signIn(INPUT);
  expect(parts.keys.get(REAL_NAME)).not.toHaveProperty('unconfirmed');
});

test('authenticates a remembered device without asking, once it knows the user', async () => {
  const { devices } = memoryDevices({ [REAL_NAME]: KEY });
  const { signIn, calls } = setUp([PASSWORD_VERIFIER, DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER, TOKENS], { devices });
  expect(await signIn(INPUT)).toEqual(DONE);
  expect(calls[0]?.input.AuthParameters).not.toHaveProperty('DEVICE_KEY');
  expect(calls.slice(1).map(({ input }) => input)).toMatchObject([
    { ChallengeResponses: { ...PROOF, DEVICE_KEY: KEY.key } },
    { ChallengeName: 'DEVICE_SRP_AUTH', Session: 'device 1' },
    { ChallengeName: 'DEVICE_PASSWORD_VERIFIER', Session: 'device 2' },
  ]);
  expect(calls[2]?.input.ChallengeResponses).toEqual({ USERNAME: REAL_NAME, SRP_A, DEVICE_KEY: KEY.key });
  expect(calls[3]?.input.ChallengeResponses).toEqual({
    USERNAME: REAL_NAME,
    PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: device.signature,
    TIMESTAMP,
    DEVICE_KEY: KEY.key,
  });
});

test('sends the device key from the first call on if the real name was typed', async () => {
  const { devices } = memoryDevices({ [REAL_NAME]: KEY });
  const { signIn, calls } = setUp([TOKENS], { devices, authFlow: 'USER_PASSWORD_AUTH' });
  await signIn({ username: REAL_NAME, password: PASSWORD });
  expect(calls[0]?.input.AuthParameters.DEVICE_KEY).toBe(KEY.key);
});

test.for([
  ['SMS_MFA', { code: '1' }, true],
  ['SOFTWARE_TOKEN_MFA', { code: '1' }, true],
  ['EMAIL_OTP', { code: '1' }, true],
  ['SMS_OTP', { code: '1' }, true],
  ['CUSTOM_CHALLENGE', { answer: '1' }, true],
  ['NEW_PASSWORD_REQUIRED', { newPassword: '1' }, false],
  ['SELECT_MFA_TYPE', { choice: 'smsMfa' }, false],
] as const)('answers %s, naming the device or not', async ([ChallengeName, input, named]) => {
  const { devices } = memoryDevices({ [REAL_NAME]: KEY });
  const { signIn, confirmSignIn, calls } = setUp([{ ChallengeName, Session: 's' }, TOKENS], { devices });
  await signIn({ username: REAL_NAME, password: PASSWORD });
  await confirmSignIn(input);
  expect('DEVICE_KEY' in calls[1]!.input.ChallengeResponses).toBe(named);
});

test('drops a device that the pool has forgotten and proves the password once more without it', async () => {
  const { devices, keys } = memoryDevices({ [REAL_NAME]: KEY });
  const { signIn, calls } = setUp([PASSWORD_VERIFIER, deviceGone(), TOKENS], { devices });
  expect(await signIn(INPUT)).toEqual(DONE);
  expect(calls.slice(1).map(({ input }) => input.ChallengeResponses)).toEqual([
    { ...PROOF, DEVICE_KEY: KEY.key },
    PROOF,
  ]);
  expect(keys.size).toBe(0);
});

test.for([
  ['DEVICE_SRP_AUTH', [DEVICE_SRP_AUTH, deviceGone()]],
  ['DEVICE_PASSWORD_VERIFIER', [DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER, deviceGone()]],
] as const)('begins anew without a device that turns out forgotten at %s', async ([, replies]) => {
  const { devices, keys } = memoryDevices({ [REAL_NAME]: KEY });
  const { signIn, calls, left } = setUp([PASSWORD_VERIFIER, ...replies, PASSWORD_VERIFIER, TOKENS], { devices });
  expect(await signIn(INPUT)).toEqual(DONE);
  expect(calls.at(-2)?.input.AuthParameters).toEqual({ USERNAME: ALIAS, SRP_A });
  expect(calls.at(-1)?.input.ChallengeResponses).toEqual(PROOF);
  expect(keys.size).toBe(0);
  expect(left()).toBe(0);
});

test('starts again only once', async () => {
  const { devices } = memoryDevices({ [REAL_NAME]: KEY });
  const round = [PASSWORD_VERIFIER, DEVICE_SRP_AUTH, deviceGone()];
  const { signIn, left } = setUp([...round, PASSWORD_VERIFIER, deviceGone()], { devices });
  await expect(signIn(INPUT)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  expect(left()).toBe(0);
});

test('keeps the device if something else does not exist', async () => {
  const { devices, keys } = memoryDevices({ [REAL_NAME]: KEY });
  const missing = refused('ResourceNotFoundException', 'User pool client abc does not exist.');
  const { signIn } = setUp([PASSWORD_VERIFIER, missing], { devices });
  await expect(signIn(INPUT)).rejects.toBe(missing);
  expect(keys.size).toBe(1);
});

test('continues with the device if the network failed after the code was accepted', async () => {
  const { devices } = memoryDevices({ [REAL_NAME]: KEY });
  const code = { ChallengeName: 'SMS_MFA', Session: 's' };
  const { signIn, confirmSignIn, calls } = setUp(
    [PASSWORD_VERIFIER, code, DEVICE_SRP_AUTH, unreachable(), DEVICE_PASSWORD_VERIFIER, TOKENS],
    { devices },
  );
  await signIn(INPUT);
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject({ code: 'network' });
  expect(await confirmSignIn({ code: '1' })).toEqual(DONE);
  expect(calls.slice(2).map(({ input }) => input.ChallengeName)).toEqual([
    'SMS_MFA',
    'DEVICE_SRP_AUTH',
    'DEVICE_SRP_AUTH',
    'DEVICE_PASSWORD_VERIFIER',
  ]);
});

test('asks for a new sign-in if a forgotten device is discovered after a code', async () => {
  const { devices, keys } = memoryDevices({ [REAL_NAME]: KEY });
  const code = { ChallengeName: 'SMS_MFA', Session: 's' };
  const { signIn, confirmSignIn } = setUp([PASSWORD_VERIFIER, code, DEVICE_SRP_AUTH, deviceGone()], { devices });
  await signIn(INPUT);
  const failure = { code: 'invalid-state', message: expect.stringContaining('Sign in again') };
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject(failure);
  expect(keys.size).toBe(0);
});

test('fails clearly if the key of the requested device is missing', async () => {
  const { signIn } = setUp([PASSWORD_VERIFIER, DEVICE_SRP_AUTH]);
  await expect(signIn(INPUT)).rejects.toMatchObject({ code: 'unexpected-answer' });
});
