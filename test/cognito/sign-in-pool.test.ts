import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createUserPool, type UserPool } from '../../mocks/cognito/user-pool.js';
import type { UserPoolOptions } from '../../mocks/cognito/user-pool/options.js';
import { createServiceClient } from '../../src/cognito/service/client.js';
import { createSignIn, type SignedIn, type SignInStep } from '../../src/cognito/user-pool/sign-in/sign-in.js';
import { systemClock } from '../../src/core/clock.js';
import { memoryDevices } from './support/sign-in-setup.js';

const PASSWORD = 'Pässword 1!';
const EMAIL = 'jane@example.com';
const SUB = 'a2c2e290-6d0f-4a08-a5ca-f0162935f3a6';
const JANE = {
  username: EMAIL,
  password: PASSWORD,
  sub: SUB,
  attributes: { email: EMAIL, phone_number: '+4930123456' },
};

/** A pool where Jane signs in with her e-mail address, and a client that calls it as if over the network. */
const setUp = (options: UserPoolOptions = {}, jane: object = {}) => {
  const pool: UserPool = createUserPool(
    { signInWith: 'email', users: [{ ...JANE, ...jane }], ...options },
    { now: () => Date.now() },
  );
  const operations: string[] = [];
  const client = createServiceClient({
    endpoint: 'https://cognito-idp.us-east-1.amazonaws.com/',
    target: 'AWSCognitoIdentityProviderService',
    clock: systemClock(),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      operations.push(request.headers.get('x-amz-target')?.split('.')[1] ?? '');
      return pool.answer(request);
    },
  });
  const signedIn: SignedIn[] = [];
  const { devices, keys } = memoryDevices();
  const { clientSecret } = options;
  const { id, clientId, region } = pool;
  const auth = createSignIn({
    client,
    userPool: { id, clientId, ...(clientSecret && { clientSecret }), region, endpoint: 'https://pool/' },
    authFlow: 'USER_SRP_AUTH',
    devices,
    onSignedIn: async (result) => void signedIn.push(result),
  });
  return { ...auth, client, pool, operations, signedIn, keys };
};

const INPUT = { username: EMAIL, password: PASSWORD };
const DONE = { step: 'done', username: SUB };

const of = <Name extends SignInStep['step']>(step: SignInStep, name: Name): Extract<SignInStep, { step: Name }> => {
  expect(step.step).toBe(name);
  return step as Extract<SignInStep, { step: Name }>;
};

/** Computes the TOTP code (RFC 6238) for a base32 secret. */
const totp = (secret: string): string => {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
};

test.for([undefined, 'client secret'])('signs in by every flow where the client secret is %s', async (clientSecret) => {
  const { signIn, signedIn, pool } = setUp({ ...(clientSecret && { clientSecret }), customChallenge: () => 'allow' });
  expect(await signIn(INPUT)).toEqual(DONE);
  expect(await signIn({ ...INPUT, authFlow: 'USER_PASSWORD_AUTH' })).toEqual(DONE);
  expect(await signIn({ ...INPUT, authFlow: 'USER_AUTH' })).toEqual(DONE);
  expect(await signIn({ ...INPUT, authFlow: 'USER_AUTH', preferredChallenge: 'password' })).toEqual(DONE);
  expect(signedIn).toHaveLength(4);
  for (const { username, result } of signedIn) {
    expect(username).toBe(SUB);
    expect(await pool.verifyIdToken(result.IdToken)).toMatchObject({ sub: SUB });
  }
});

test.for(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH'] as const)(
  'is refused by %s for a wrong password, once',
  async (authFlow) => {
    const { signIn, operations } = setUp();
    const failure = signIn({ username: EMAIL, password: 'Wrong 1!', authFlow });
    await expect(failure).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(operations.length).toBeLessThanOrEqual(2);
  },
);

test.for(['password', 'passwordSrp'] as const)('signs in by the choice of %s', async (choice) => {
  const { signIn, confirmSignIn } = setUp();
  const step = of(await signIn({ username: EMAIL, authFlow: 'USER_AUTH' }), 'selectChallenge');
  expect(step.options).toContain(choice);
  expect(await confirmSignIn({ choice, password: PASSWORD })).toEqual(DONE);
});

test.for([
  ['emailOtp', 'EMAIL'],
  ['smsOtp', 'SMS'],
] as const)('signs in by %s without a password', async ([name, medium]) => {
  const { signIn, confirmSignIn, pool } = setUp();
  const step = of(await signIn({ username: EMAIL, authFlow: 'USER_AUTH', preferredChallenge: name }), name);
  expect(step.delivery?.medium).toBe(medium);
  expect(await confirmSignIn({ code: pool.lastCode(EMAIL)! })).toEqual(DONE);
});

test.for([
  ['SMS_MFA', 'smsMfa'],
  ['EMAIL_OTP', 'emailOtp'],
] as const)('asks for the second factor %s, again after a wrong code', async ([factor, name]) => {
  const { signIn, confirmSignIn, pool } = setUp({}, { mfa: [factor] });
  of(await signIn(INPUT), name);
  await expect(confirmSignIn({ code: '' })).rejects.toMatchObject({ operation: 'RespondToAuthChallenge' });
  await expect(confirmSignIn({ code: '0' })).rejects.toMatchObject({ name: 'CodeMismatchException' });
  expect(await confirmSignIn({ code: pool.lastCode(EMAIL)! })).toEqual(DONE);
});

test('lets the user choose between two second factors', async () => {
  const { signIn, confirmSignIn, pool } = setUp({}, { mfa: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] });
  const step = of(await signIn(INPUT), 'selectMfaType');
  expect([...step.options].sort()).toEqual(['smsMfa', 'totpMfa']);
  of(await confirmSignIn({ choice: 'totpMfa' }), 'totpMfa');
  expect(await confirmSignIn({ code: (await pool.totpCode(EMAIL))! })).toEqual(DONE);
});

test('sets up an authenticator app, and asks for it from then on', async () => {
  const { signIn, confirmSignIn } = setUp({ mfa: 'required' });
  const { secret, uri } = of(await signIn(INPUT), 'setUpTotp');
  expect(uri('Shop')).toContain(secret);
  await expect(confirmSignIn({ code: '000000' })).rejects.toMatchObject({ operation: 'VerifySoftwareToken' });
  expect(await confirmSignIn({ code: totp(secret) })).toEqual(DONE);
  of(await signIn(INPUT), 'totpMfa');
});

test('sets up e-mail as the second factor that the user chooses', async () => {
  const { signIn, confirmSignIn, pool } = setUp({ mfa: 'required', mfaSetup: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] });
  of(await signIn(INPUT), 'selectMfaType');
  of(await confirmSignIn({ choice: 'setUpEmail' }), 'setUpEmail');
  of(await confirmSignIn({ email: EMAIL }), 'emailOtp');
  expect(await confirmSignIn({ code: pool.lastCode(EMAIL)! })).toEqual(DONE);
});

test('replaces a temporary password, again after one that is too weak', async () => {
  const { signIn, confirmSignIn, pool } = setUp(
    { requiredAttributes: ['given_name'] },
    { status: 'FORCE_CHANGE_PASSWORD' },
  );
  expect(of(await signIn(INPUT), 'newPasswordRequired').requiredAttributes).toEqual(['given_name']);
  const attributes = { given_name: 'Jane' };
  await expect(confirmSignIn({ newPassword: 'weak', attributes })).rejects.toMatchObject({
    name: 'InvalidPasswordException',
  });
  expect(await confirmSignIn({ newPassword: 'Stronger 1!', attributes })).toEqual(DONE);
  expect(pool.checkPassword(EMAIL, 'Stronger 1!')).toBe(true);
});

test.for([
  ['without a password', {}],
  ['after SRP', { password: PASSWORD }],
] as const)('goes through several rounds of custom questions, %s', async ([, password]) => {
  const { signIn, confirmSignIn, pool } = setUp({
    customChallenge: ({ session }) => {
      const rounds = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
      if (rounds.some(({ challengeResult }) => !challengeResult)) return 'deny';
      return rounds.length === 2
        ? 'allow'
        : { parameters: { round: String(rounds.length) }, answer: `a${rounds.length}` };
    },
  });
  const input = { username: EMAIL, authFlow: 'CUSTOM_AUTH', ...password } as const;
  expect(of(await signIn(input), 'customChallenge').parameters.round).toBe('0');
  const metadata = { clientMetadata: { device: 'kiosk' } };
  expect(of(await confirmSignIn({ answer: 'a0', ...metadata }), 'customChallenge').parameters.round).toBe('1');
  expect(await confirmSignIn({ answer: 'a1' })).toEqual(DONE);
  expect(pool.triggers).toContainEqual({ operation: 'RespondToAuthChallenge', ...metadata });
});

test.for(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
  'asks a remembered device for no second factor, by %s',
  async (authFlow) => {
    const { signIn, confirmSignIn, pool, operations, keys } = setUp({ deviceTracking: 'always' }, { mfa: ['SMS_MFA'] });
    of(await signIn({ ...INPUT, authFlow }), 'smsMfa');
    expect(await confirmSignIn({ code: pool.lastCode(EMAIL)! })).toEqual(DONE);
    expect(operations.at(-1)).toBe('ConfirmDevice');
    expect(keys.get(SUB)).toBeDefined();

    operations.length = 0;
    expect(await signIn({ ...INPUT, authFlow })).toEqual(DONE);
    expect(operations.slice(-2)).toEqual(['RespondToAuthChallenge', 'RespondToAuthChallenge']);
  },
);

test.for(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
  'signs in with a new key after its device was forgotten elsewhere, by %s',
  async (authFlow) => {
    const { signIn, client, keys, signedIn } = setUp({ deviceTracking: 'always' });
    await signIn({ ...INPUT, authFlow });
    const before = keys.get(SUB)!.key;
    const { AccessToken } = signedIn[0]!.result;
    await client.call('ForgetDevice', { AccessToken, DeviceKey: before });
    expect(await signIn({ ...INPUT, authFlow })).toEqual(DONE);
    expect(keys.get(SUB)?.key).not.toBe(before);
    expect(keys.get(EMAIL)).toEqual(keys.get(SUB));
  },
);
