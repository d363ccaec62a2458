import { expect, test } from 'vitest';
import type { RepeatOptions, ServiceClient } from '../../src/cognito/service/client.js';
import { OutcomeUnknownError } from '../../src/cognito/errors.js';
import {
  ALIAS,
  PASSWORD,
  PASSWORD_VERIFIER,
  REAL_NAME,
  refused,
  setUp,
  TOKENS,
  unreachable,
} from './support/sign-in-setup.js';

const input = { username: ALIAS, password: PASSWORD };
const done = { step: 'done', username: REAL_NAME };
const lost = (cause = refused('NotAuthorizedException', 'Invalid session for the user.')): OutcomeUnknownError =>
  new OutcomeUnknownError(cause, 'Call signIn again.');
const challenge = (ChallengeName: string, more: object = {}) => ({ ChallengeName, Session: 'session', ...more });
const CHOICE = challenge('SELECT_CHALLENGE', { AvailableChallenges: ['PASSWORD', 'EMAIL_OTP', 'PASSWORD_SRP'] });
const NEW_PASSWORD = challenge('NEW_PASSWORD_REQUIRED', { ChallengeParameters: { USER_ID_FOR_SRP: REAL_NAME } });
const APP = challenge('SOFTWARE_TOKEN_MFA');
const invalid = { code: 'invalid-state' };

test('after a lost response to a proof, the sign-in starts again, with the name that was typed', async () => {
  const { signIn, calls, left } = setUp([PASSWORD_VERIFIER, lost(), PASSWORD_VERIFIER, TOKENS]);
  expect(await signIn({ ...input, clientMetadata: { from: 'test' } })).toEqual(done);
  expect(calls.map(({ operation }) => operation)).toEqual([
    'InitiateAuth',
    'RespondToAuthChallenge',
    'InitiateAuth',
    'RespondToAuthChallenge',
  ]);
  expect(calls[2]!.input).toMatchObject({ AuthParameters: { USERNAME: ALIAS }, ClientMetadata: { from: 'test' } });
  expect(left()).toBe(0);
});

test('it starts again only once', async () => {
  const { signIn, confirmSignIn, operations } = setUp([PASSWORD_VERIFIER, lost(), PASSWORD_VERIFIER, lost()]);
  await expect(signIn(input)).rejects.toMatchObject({ code: 'outcome-unknown' });
  expect(operations()).toHaveLength(4);
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject(invalid);
});

test('a session that was spent is not given again', async () => {
  const { signIn, calls } = setUp([lost(), CHOICE]);
  expect(await signIn({ username: ALIAS, authFlow: 'USER_AUTH', session: 'of the sign-up' })).toMatchObject({
    step: 'selectChallenge',
  });
  expect(calls.map((call) => call.input.Session)).toEqual(['of the sign-up', undefined]);
});

test('a passkey whose response was lost twice leaves nothing to confirm', async () => {
  const credentials = {
    get: async () => ({ rawId: new ArrayBuffer(1), response: {}, getClientExtensionResults: () => ({}) }),
  };
  const passkey = challenge('WEB_AUTHN', { ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: '{"challenge":"AA"}' } });
  const { signIn, confirmSignIn } = setUp([passkey, lost(), passkey, lost()], {
    credentials: credentials as unknown as CredentialsContainer,
  });
  await expect(signIn({ username: ALIAS, authFlow: 'USER_AUTH' })).rejects.toMatchObject({ code: 'outcome-unknown' });
  await expect(confirmSignIn({})).rejects.toMatchObject(invalid);
});

test('after a lost response to a choice, the sign-in starts again', async () => {
  const { signIn, confirmSignIn, calls } = setUp([CHOICE, lost(), challenge('EMAIL_OTP'), TOKENS]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH' });
  const clientMetadata = { from: 'test' };
  expect(await confirmSignIn({ choice: 'emailOtp', clientMetadata })).toMatchObject({ step: 'emailOtp' });
  expect(calls[2]).toMatchObject({
    operation: 'InitiateAuth',
    input: {
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: ALIAS, PREFERRED_CHALLENGE: 'EMAIL_OTP' },
      ClientMetadata: clientMetadata,
    },
  });
  expect(await confirmSignIn({ code: '1' })).toEqual(done);
});

test('a chosen password is proved once more, and refused by the answer to that', async () => {
  const { signIn, confirmSignIn, calls } = setUp([CHOICE, lost(), refused('NotAuthorizedException', 'Incorrect.')]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH' });
  const refusal = { name: 'NotAuthorizedException', message: 'Incorrect.' };
  await expect(confirmSignIn({ choice: 'password', password: 'wrong' })).rejects.toMatchObject(refusal);
  expect(calls[2]!.input.AuthParameters).toMatchObject({ PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: 'wrong' });
  await expect(confirmSignIn({ choice: 'password', password: 'wrong' })).rejects.toMatchObject(invalid);
});

test('a new password whose response was lost signs in', async () => {
  const { signIn, confirmSignIn, calls } = setUp([NEW_PASSWORD, lost(), PASSWORD_VERIFIER, APP, TOKENS]);
  await signIn({ ...input, password: 'temporary' });
  expect(await confirmSignIn({ newPassword: PASSWORD })).toMatchObject({ step: 'totpMfa' });
  expect(calls[2]).toMatchObject({ operation: 'InitiateAuth', input: { AuthFlow: 'USER_SRP_AUTH' } });
  expect(await confirmSignIn({ code: '1' })).toEqual(done);
});

test('a new password that does not sign in either is not known to be set, and nothing is left to confirm', async () => {
  const { signIn, confirmSignIn } = setUp([NEW_PASSWORD, lost(), PASSWORD_VERIFIER, refused('NotAuthorizedException')]);
  await signIn({ ...input, password: 'temporary' });
  await expect(confirmSignIn({ newPassword: PASSWORD })).rejects.toMatchObject({
    code: 'outcome-unknown',
    cause: { message: 'Invalid session for the user.' },
  });
  await expect(confirmSignIn({ newPassword: PASSWORD })).rejects.toMatchObject(invalid);
});

test('a code is spent: the sign-in has to begin again', async () => {
  const { signIn, confirmSignIn } = setUp([APP, lost()]);
  await signIn(input);
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject({ code: 'outcome-unknown' });
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject(invalid);
});

test('a code that is refused for itself may be replaced', async () => {
  const { signIn, confirmSignIn } = setUp([APP, lost(refused('CodeMismatchException')), TOKENS]);
  await signIn(input);
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject({ code: 'outcome-unknown' });
  expect(await confirmSignIn({ code: '2' })).toEqual(done);
});

/** A sign-in, with the `wasLost` option of each of its calls. */
const watched = (replies: Parameters<typeof setUp>[0]) => {
  const told: boolean[] = [];
  const { client: inner } = setUp(replies);
  const client: ServiceClient = {
    call: (operation, given, options: RepeatOptions = {}) => {
      told.push(Boolean(options.wasLost));
      return inner.call(operation, given);
    },
  };
  return { ...setUp([], { client }), told };
};

test.each([
  ['no answer', unreachable(), true],
  ['throttling after a lost answer', lost(refused('TooManyRequestsException')), true],
  ['a wrong code after a lost answer', lost(refused('CodeMismatchException')), false],
  ['a wrong code', refused('CodeMismatchException'), false],
])('an answer to a step after %s', async (_, failure, wasLost) => {
  const { signIn, confirmSignIn, told } = watched([APP, failure, APP, TOKENS]);
  await signIn(input);
  await confirmSignIn({ code: '1' }).catch(() => {});
  await confirmSignIn({ code: '2' });
  await confirmSignIn({ code: '3' });
  expect(told).toEqual([false, false, wasLost, false]);
});

test('the calls that set up an authenticator app know what was lost of them', async () => {
  const { signIn, confirmSignIn, told } = watched([
    challenge('MFA_SETUP'),
    { SecretCode: 'secret', Session: 'second' },
    unreachable(),
    { Session: 'third', Status: 'SUCCESS' },
    TOKENS,
  ]);
  await signIn(input);
  await confirmSignIn({ code: '1' }).catch(() => {});
  expect(await confirmSignIn({ code: '1' })).toEqual(done);
  expect(told).toEqual([false, false, false, true, false]);
});
