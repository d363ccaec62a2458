import { expect, test } from 'vitest';
import { makePasskey } from '../../src/cognito/user-pool/webauthn.js';
import { ALIAS, REAL_NAME, setUp, TOKENS } from './support/sign-in-setup.js';

const DONE = { step: 'done', username: REAL_NAME };
const OPTIONS = {
  challenge: 'AQID_-8',
  rpId: 'example.com',
  timeout: 60_000,
  userVerification: 'preferred',
  allowCredentials: [{ type: 'public-key', id: '_w', transports: ['internal'] }],
};
const WEB_AUTHN = {
  ChallengeName: 'WEB_AUTHN',
  Session: 'session 1',
  ChallengeParameters: { USERNAME: REAL_NAME, CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(OPTIONS) },
};
const INPUT = { username: ALIAS, authFlow: 'USER_AUTH', preferredChallenge: 'webAuthn' } as const;

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

/** As browsers return it. The bytes need both characters that differ in base64url, and no padding. */
const CREDENTIAL = {
  id: '-_8',
  rawId: bytes(0xfb, 0xff),
  type: 'public-key',
  authenticatorAttachment: 'platform',
  getClientExtensionResults: () => ({ credProps: { rk: true } }),
};
const ASSERTION = {
  ...CREDENTIAL,
  response: {
    clientDataJSON: bytes(1),
    authenticatorData: bytes(2, 2),
    signature: bytes(3, 3, 3),
    userHandle: bytes(0xff),
  },
};
const ASSERTION_JSON = {
  id: '-_8',
  rawId: '-_8',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: { credProps: { rk: true } },
  response: { clientDataJSON: 'AQ', authenticatorData: 'AgI', signature: 'AwMD', userHandle: '_w' },
};

/** A user who neither accepts nor declines. */
const UNDECIDED = {};

/** A browser's passkeys, with the options that they received. */
const passkeys = (...answers: readonly (object | null)[]) => {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it at any depth
  const asked: any[] = [];
  const left = [...answers];
  const next = async (options: { signal?: AbortSignal }) => {
    asked.push(options);
    const answer = left.shift();
    if (answer === UNDECIDED) {
      await new Promise((_, reject) => {
        options.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      });
    }
    if (answer instanceof Error) throw answer;
    return (answer ?? null) as Credential | null;
  };
  const credentials = { get: next, create: next } as unknown as CredentialsContainer;
  return { credentials, asked };
};

const declined = (): Error => new DOMException('Declined.', 'NotAllowedError');

test('asks the browser for a passkey and answers with it, without a step', async () => {
  const { credentials, asked } = passkeys(ASSERTION);
  const { signIn, calls } = setUp([WEB_AUTHN, TOKENS], { credentials });
  expect(await signIn(INPUT)).toEqual(DONE);
  expect(asked[0].publicKey).toEqual({
    ...OPTIONS,
    challenge: Uint8Array.of(1, 2, 3, 0xff, 0xef),
    allowCredentials: [{ type: 'public-key', id: Uint8Array.of(0xff), transports: ['internal'] }],
  });
  const { USERNAME, CREDENTIAL: sent } = calls[1]?.input.ChallengeResponses ?? {};
  expect(USERNAME).toBe(REAL_NAME);
  expect(JSON.parse(sent)).toEqual(ASSERTION_JSON);
});

test('asks again after the user has declined, for the same challenge', async () => {
  const { credentials } = passkeys(declined(), declined(), ASSERTION);
  const { signIn, confirmSignIn, operations } = setUp([WEB_AUTHN, TOKENS], { credentials });
  await expect(signIn(INPUT)).rejects.toMatchObject({ name: 'NotAllowedError' });
  await expect(confirmSignIn({})).rejects.toMatchObject({ name: 'NotAllowedError' });
  expect(await confirmSignIn({})).toEqual(DONE);
  expect(operations()).toEqual(['InitiateAuth', 'RespondToAuthChallenge']);
});

test('fails if the browser returns nothing', async () => {
  const { signIn } = setUp([WEB_AUTHN], { credentials: passkeys(null).credentials });
  await expect(signIn(INPUT)).rejects.toMatchObject({ name: 'NotAllowedError' });
});

test('withdraws the question when another sign-in begins', async () => {
  const { credentials, asked } = passkeys(UNDECIDED);
  const { signIn, confirmSignIn } = setUp([WEB_AUTHN, { ChallengeName: 'EMAIL_OTP', Session: 's' }, TOKENS], {
    credentials,
  });
  const first = signIn(INPUT);
  await expect.poll(() => asked.length).toBe(1);
  const second = signIn({ ...INPUT, preferredChallenge: 'emailOtp' });
  await expect(first).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  expect(await second).toMatchObject({ step: 'emailOtp' });
  expect(await confirmSignIn({ code: '1' })).toEqual(DONE);
});

test('passes the options to the app if there is no browser', async () => {
  const { signIn, confirmSignIn, calls } = setUp([WEB_AUTHN, TOKENS]);
  expect(await signIn(INPUT)).toEqual({ step: 'webAuthn', options: OPTIONS });
  await expect(confirmSignIn({ code: '1' })).rejects.toThrow('{ credential }');
  expect(await confirmSignIn({ credential: ASSERTION_JSON })).toEqual(DONE);
  expect(JSON.parse(calls[1]?.input.ChallengeResponses.CREDENTIAL)).toEqual(ASSERTION_JSON);
});

test('makes a passkey from the options of a registration', async () => {
  const { credentials, asked } = passkeys({
    ...CREDENTIAL,
    authenticatorAttachment: null,
    response: {
      clientDataJSON: bytes(1),
      attestationObject: bytes(9),
      getTransports: () => ['internal', 'hybrid'],
      getAuthenticatorData: () => bytes(2),
      getPublicKeyAlgorithm: () => -7,
    },
  });
  const options = {
    challenge: 'AQ',
    rp: { name: 'Example' },
    user: { id: 'Ag', name: 'jane', displayName: 'Jane' },
    excludeCredentials: [{ type: 'public-key', id: 'Aw' }],
  };
  const json = await makePasskey(credentials, options);
  expect(asked[0]).toEqual({
    publicKey: {
      ...options,
      challenge: Uint8Array.of(1),
      user: { ...options.user, id: Uint8Array.of(2) },
      excludeCredentials: [{ type: 'public-key', id: Uint8Array.of(3) }],
    },
  });
  expect(JSON.parse(JSON.stringify(json))).toEqual({
    id: '-_8',
    rawId: '-_8',
    type: 'public-key',
    clientExtensionResults: { credProps: { rk: true } },
    response: {
      clientDataJSON: 'AQ',
      authenticatorData: 'Ag',
      attestationObject: 'CQ',
      transports: ['internal', 'hybrid'],
      publicKeyAlgorithm: -7,
    },
  });
});
