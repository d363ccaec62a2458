import { expect, test } from 'vitest';
import { ALIAS, PASSWORD, REAL_NAME, refused, setUp, TOKENS, unreachable } from './support/sign-in-setup.js';

const DONE = { step: 'done', username: REAL_NAME };
const BY_PASSWORD = { username: ALIAS, password: PASSWORD, authFlow: 'USER_PASSWORD_AUTH' } as const;
const challenge = (ChallengeName: string, parameters: object = {}) => ({
  ChallengeName,
  Session: 'session 1',
  ChallengeParameters: { USER_ID_FOR_SRP: REAL_NAME, ...parameters },
});
const DELIVERY = { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'j***@e***' };
const delivery = { medium: 'EMAIL', destination: 'j***@e***' };

test.for([
  ['SMS_MFA', DELIVERY, { step: 'smsMfa', delivery }, 'SMS_MFA_CODE'],
  [
    'EMAIL_OTP',
    { ...DELIVERY, CODE_DELIVERY_ATTRIBUTE_NAME: 'email' },
    { step: 'emailOtp', delivery: { ...delivery, attribute: 'email' } },
    'EMAIL_OTP_CODE',
  ],
  ['SMS_OTP', {}, { step: 'smsOtp' }, 'SMS_OTP_CODE'],
  [
    'SOFTWARE_TOKEN_MFA',
    { FRIENDLY_DEVICE_NAME: 'phone' },
    { step: 'totpMfa', device: 'phone' },
    'SOFTWARE_TOKEN_MFA_CODE',
  ],
] as const)('asks for the code of %s', async ([name, parameters, step, key]) => {
  const { signIn, confirmSignIn, calls } = setUp([challenge(name, parameters), TOKENS]);
  expect(await signIn(BY_PASSWORD)).toEqual(step);
  expect(await confirmSignIn({ code: '123456' })).toEqual(DONE);
  expect(calls[1]?.input).toMatchObject({ ChallengeName: name, Session: 'session 1' });
  expect(calls[1]?.input.ChallengeResponses).toEqual({ USERNAME: REAL_NAME, [key]: '123456' });
});

test('lets the user choose the second factor', async () => {
  const choose = challenge('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' });
  const { signIn, confirmSignIn, calls } = setUp([choose, challenge('SOFTWARE_TOKEN_MFA'), TOKENS]);
  expect(await signIn(BY_PASSWORD)).toEqual({ step: 'selectMfaType', options: ['smsMfa', 'totpMfa'] });
  expect(await confirmSignIn({ choice: 'totpMfa' })).toEqual({ step: 'totpMfa' });
  expect(await confirmSignIn({ code: '1' })).toEqual(DONE);
  expect(calls[1]?.input.ChallengeResponses).toEqual({ USERNAME: REAL_NAME, ANSWER: 'SOFTWARE_TOKEN_MFA' });
});

test('asks for a new password, with the attributes that are still missing', async () => {
  const { signIn, confirmSignIn, calls } = setUp([
    challenge('NEW_PASSWORD_REQUIRED', {
      requiredAttributes: '["userAttributes.given_name","userAttributes.custom:team"]',
      userAttributes: '{"email":"jane@example.com"}',
    }),
    TOKENS,
  ]);
  expect(await signIn(BY_PASSWORD)).toEqual({
    step: 'newPasswordRequired',
    requiredAttributes: ['given_name', 'custom:team'],
    attributes: { email: 'jane@example.com' },
  });
  await confirmSignIn({ newPassword: 'New1!', attributes: { given_name: 'Jane', 'custom:team': 'a' } });
  expect(calls[1]?.input.ChallengeResponses).toEqual({
    USERNAME: REAL_NAME,
    NEW_PASSWORD: 'New1!',
    'userAttributes.given_name': 'Jane',
    'userAttributes.custom:team': 'a',
  });
});

const SETUP = challenge('MFA_SETUP', { MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' });
const ASSOCIATED = { SecretCode: 'JBSWY3DPEHPK3PXP', Session: 'session 2' };
const VERIFIED = { Status: 'SUCCESS', Session: 'session 3' };

test('sets up an authenticator app: associates, verifies, and responds with the newest session', async () => {
  const { signIn, confirmSignIn, calls } = setUp([SETUP, ASSOCIATED, VERIFIED, TOKENS]);
  const step = await signIn(BY_PASSWORD);
  if (step.step !== 'setUpTotp') throw new Error(step.step);
  expect(step.secret).toBe('JBSWY3DPEHPK3PXP');
  expect(step.uri('My app & co')).toBe(
    'otpauth://totp/My%20app%20%26%20co:jane%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=My%20app%20%26%20co',
  );
  expect(step.uri()).toBe('otpauth://totp/jane%40example.com?secret=JBSWY3DPEHPK3PXP');
  expect(await confirmSignIn({ code: '123456' })).toEqual(DONE);
  expect(calls.slice(1)).toEqual([
    { operation: 'AssociateSoftwareToken', input: { Session: 'session 1' } },
    { operation: 'VerifySoftwareToken', input: { Session: 'session 2', UserCode: '123456' } },
    {
      operation: 'RespondToAuthChallenge',
      input: expect.objectContaining({
        ChallengeName: 'MFA_SETUP',
        Session: 'session 3',
        ChallengeResponses: { USERNAME: REAL_NAME },
      }),
    },
  ]);
});

test('accepts another code of the authenticator app after a wrong one, for the same secret', async () => {
  const wrong = refused('EnableSoftwareTokenMFAException');
  const { signIn, confirmSignIn, calls } = setUp([SETUP, ASSOCIATED, wrong, VERIFIED, TOKENS]);
  await signIn(BY_PASSWORD);
  await expect(confirmSignIn({ code: '000000' })).rejects.toBe(wrong);
  expect(await confirmSignIn({ code: '123456' })).toEqual(DONE);
  expect(calls[3]?.input).toEqual({ Session: 'session 2', UserCode: '123456' });
});

test('does not verify a code twice that was verified before the network failed', async () => {
  const { signIn, confirmSignIn, operations, calls } = setUp([SETUP, ASSOCIATED, VERIFIED, unreachable(), TOKENS]);
  await signIn(BY_PASSWORD);
  await expect(confirmSignIn({ code: '123456' })).rejects.toMatchObject({ code: 'network' });
  expect(await confirmSignIn({ code: '123456' })).toEqual(DONE);
  expect(operations().slice(2)).toEqual(['VerifySoftwareToken', 'RespondToAuthChallenge', 'RespondToAuthChallenge']);
  expect(calls[4]?.input.Session).toBe('session 3');
});

test('shows the set-up again that the network kept from being shown', async () => {
  const required = challenge('NEW_PASSWORD_REQUIRED');
  const { signIn, confirmSignIn, operations } = setUp([required, SETUP, unreachable(), ASSOCIATED]);
  await signIn(BY_PASSWORD);
  await expect(confirmSignIn({ newPassword: 'New1!' })).rejects.toMatchObject({ code: 'network' });
  expect(await confirmSignIn({ newPassword: 'New1!' })).toMatchObject({ step: 'setUpTotp' });
  expect(operations().filter((operation) => operation === 'RespondToAuthChallenge')).toHaveLength(1);
});

test('sets up e-mail, and asks for the code that is sent then', async () => {
  const setUpEmail = challenge('MFA_SETUP', { MFAS_CAN_SETUP: '["EMAIL_OTP"]' });
  const { signIn, confirmSignIn, calls } = setUp([setUpEmail, challenge('EMAIL_OTP', DELIVERY), TOKENS]);
  expect(await signIn(BY_PASSWORD)).toEqual({ step: 'setUpEmail' });
  expect(await confirmSignIn({ email: 'j@example.com' })).toEqual({ step: 'emailOtp', delivery });
  expect(await confirmSignIn({ code: '1' })).toEqual(DONE);
  expect(calls[1]?.input.ChallengeResponses).toEqual({ USERNAME: REAL_NAME, EMAIL: 'j@example.com' });
});

test.for(['setUpEmail', 'setUpTotp'] as const)('leads to the step %s that the user chose', async (choice) => {
  const both = challenge('MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' });
  const { signIn, confirmSignIn } = setUp([both, ASSOCIATED]);
  expect(await signIn(BY_PASSWORD)).toEqual({
    step: 'selectMfaType',
    options: ['setUpTotp', 'setUpEmail'],
    setUp: true,
  });
  await expect(confirmSignIn({ choice: 'totpMfa' })).rejects.toThrow('"totpMfa" is not one of setUpTotp, setUpEmail');
  expect(await confirmSignIn({ choice })).toMatchObject({ step: choice });
});

test('explains what to do if the required second factor cannot be set up during a sign-in', async () => {
  const { signIn } = setUp([challenge('MFA_SETUP', { MFAS_CAN_SETUP: '["SMS_MFA"]' })]);
  await expect(signIn(BY_PASSWORD)).rejects.toThrow('Add a phone number to the user first');
});

test('keeps the step after a wrong code, and after a network that failed', async () => {
  const wrong = refused('CodeMismatchException');
  const { signIn, confirmSignIn, calls } = setUp([challenge('SMS_MFA'), wrong, unreachable(), TOKENS]);
  await signIn(BY_PASSWORD);
  await expect(confirmSignIn({ code: '1' })).rejects.toBe(wrong);
  await expect(confirmSignIn({ code: '2' })).rejects.toMatchObject({ code: 'network' });
  expect(await confirmSignIn({ code: '3' })).toEqual(DONE);
  expect(calls.slice(1).map(({ input }) => [input.Session, input.ChallengeResponses.SMS_MFA_CODE])).toEqual([
    ['session 1', '1'],
    ['session 1', '2'],
    ['session 1', '3'],
  ]);
});

test.for([
  ['SMS_MFA', 'code'],
  ['NEW_PASSWORD_REQUIRED', 'newPassword'],
  ['CUSTOM_CHALLENGE', 'answer'],
  ['SELECT_MFA_TYPE', 'choice'],
] as const)('says that %s waits for { %s } where it gets something else, and goes on waiting', async ([name, key]) => {
  const { signIn, confirmSignIn, calls } = setUp([challenge(name), TOKENS]);
  await signIn(BY_PASSWORD);
  const failure = await confirmSignIn({ email: 'j@example.com' }).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(TypeError);
  expect((failure as Error).message).toContain(`{ ${key} }`);
  expect(calls).toHaveLength(1);
  expect(await confirmSignIn({ [key]: key === 'choice' ? 'smsMfa' : 'x' } as { code: string })).toEqual(DONE);
});

test('rejects confirmSignIn if no step is waiting: before a sign-in, after it, and after a failed one', async () => {
  const { signIn, confirmSignIn } = setUp([TOKENS, challenge('SMS_MFA'), refused('NotAuthorizedException')]);
  const nothing = { name: 'InvalidStateError', code: 'invalid-state', message: expect.stringContaining('signIn') };
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject(nothing);
  await signIn(BY_PASSWORD);
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject(nothing);
  await signIn(BY_PASSWORD);
  await expect(signIn(BY_PASSWORD)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject(nothing);
});

/** A response that arrives when the test says so. */
const later = () => {
  let resolve: (answer: object) => void = () => {};
  const promise = new Promise<object>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

test('replaces a waiting sign-in with a second one', async () => {
  const { signIn, confirmSignIn, calls } = setUp([challenge('SMS_MFA'), challenge('EMAIL_OTP'), TOKENS]);
  await signIn(BY_PASSWORD);
  await signIn({ ...BY_PASSWORD, username: 'john' });
  await confirmSignIn({ code: '1' });
  expect(calls[2]?.input.ChallengeName).toBe('EMAIL_OTP');
});

test('ends a sign-in under way when another begins, and signs in the later one only', async () => {
  const first = later();
  const { signIn, signedIn } = setUp([() => first.promise, TOKENS]);
  const earlier = signIn(BY_PASSWORD);
  const ended = expect(earlier).rejects.toMatchObject({ name: 'SignInCancelledError', code: 'sign-in-cancelled' });
  expect(await signIn(BY_PASSWORD)).toEqual(DONE);
  first.resolve(challenge('SMS_MFA'));
  await ended;
  expect(signedIn).toHaveLength(1);
});

test('cancels a sign-in under way, and one that waits', async () => {
  const late = later();
  const { signIn, confirmSignIn, cancel, signedIn } = setUp([challenge('SMS_MFA'), () => late.promise]);
  cancel();
  await signIn(BY_PASSWORD);
  const confirmed = confirmSignIn({ code: '1' });
  cancel();
  late.resolve(TOKENS);
  await expect(confirmed).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject({ code: 'invalid-state' });
  expect(signedIn).toEqual([]);
});

test('completes only once the tokens are stored, and fails if they cannot be', async () => {
  const onSignedIn = async () => {
    throw new Error('The storage is full.');
  };
  const { signIn, confirmSignIn } = setUp([challenge('SMS_MFA'), TOKENS], { onSignedIn });
  await signIn(BY_PASSWORD);
  await expect(confirmSignIn({ code: '1' })).rejects.toThrow('The storage is full.');
  await expect(confirmSignIn({ code: '1' })).rejects.toMatchObject({ code: 'invalid-state' });
});
