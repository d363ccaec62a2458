import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AuthFlow } from '../../src/cognito/configuration/configuration.js';
import { CognitoError } from '../../src/cognito/errors.js';
import {
  ALIAS,
  CLIENT_ID,
  CLIENT_SECRET,
  PASSWORD,
  PASSWORD_VERIFIER,
  PROOF,
  REAL_NAME,
  RESULT,
  refused,
  SRP_A,
  setUp,
  TOKENS,
  unreachable,
} from './support/sign-in-setup.js';

const DONE = { step: 'done', username: REAL_NAME };
const respond = (input: object) => ({ operation: 'RespondToAuthChallenge', input: { ClientId: CLIENT_ID, ...input } });
const initiate = (input: object) => ({ operation: 'InitiateAuth', input: { ClientId: CLIENT_ID, ...input } });
const PROOF_CALL = respond({
  ChallengeName: 'PASSWORD_VERIFIER',
  Session: 'session 1',
  ChallengeResponses: PROOF,
});

const secretHashOf = (name: string): string =>
  createHmac('sha256', CLIENT_SECRET).update(`${name}${CLIENT_ID}`).digest('base64');

test('signs in by SRP without sending the password, and uses the real user name', async () => {
  const { signIn, calls, signedIn } = setUp([PASSWORD_VERIFIER, TOKENS]);
  expect(await signIn({ username: ALIAS, password: PASSWORD })).toEqual(DONE);
  expect(calls).toEqual([
    initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: ALIAS, SRP_A } }),
    PROOF_CALL,
  ]);
  expect(signedIn).toEqual([{ username: REAL_NAME, result: RESULT, startGeneration: 0 }]);
  expect(JSON.stringify(calls)).not.toContain(PASSWORD);
});

test('sends a SECRET_HASH of the name in the same call if the client has a secret', async () => {
  const { signIn, confirmSignIn, calls } = setUp(
    [PASSWORD_VERIFIER, { ChallengeName: 'SMS_MFA', Session: 's', ChallengeParameters: {} }, TOKENS],
    { clientSecret: CLIENT_SECRET },
  );
  await signIn({ username: ALIAS, password: PASSWORD });
  await confirmSignIn({ code: '123456' });
  const ofReal = secretHashOf(REAL_NAME);
  expect(calls[0]?.input.AuthParameters.SECRET_HASH).toBe(secretHashOf(ALIAS));
  expect(calls[1]?.input.ChallengeResponses).toEqual({ ...PROOF, SECRET_HASH: ofReal });
  expect(calls[2]?.input.ChallengeResponses).toEqual({
    USERNAME: REAL_NAME,
    SMS_MFA_CODE: '123456',
    SECRET_HASH: ofReal,
  });
});

test('signs in by USER_PASSWORD_AUTH, and reads the real name in the access token', async () => {
  const { signIn, calls, signedIn } = setUp([TOKENS], { authFlow: 'USER_PASSWORD_AUTH' });
  expect(await signIn({ username: ALIAS, password: PASSWORD })).toEqual(DONE);
  expect(calls).toEqual([initiate({ AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: ALIAS, PASSWORD } })]);
  expect(signedIn[0]?.username).toBe(REAL_NAME);
});

test('keeps the known name if the access token cannot be read', async () => {
  const { signIn } = setUp([{ AuthenticationResult: { ...RESULT, AccessToken: 'opaque' } }]);
  const step = await signIn({ username: 'jane', password: PASSWORD, authFlow: 'USER_PASSWORD_AUTH' });
  expect(step).toEqual({ step: 'done', username: 'jane' });
});

test('goes through the rounds of CUSTOM_AUTH without a password', async () => {
  const round = (count: number) => ({
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: `session ${count}`,
    ChallengeParameters: { USERNAME: REAL_NAME, question: `What is ${count}?` },
  });
  const { signIn, confirmSignIn, calls } = setUp([round(1), round(2), TOKENS]);
  const first = await signIn({ username: ALIAS, authFlow: 'CUSTOM_AUTH' });
  expect(first).toEqual({ step: 'customChallenge', parameters: round(1).ChallengeParameters });
  expect(await confirmSignIn({ answer: 'one' })).toMatchObject({ parameters: { question: 'What is 2?' } });
  expect(await confirmSignIn({ answer: 'two' })).toEqual(DONE);
  expect(calls).toEqual([
    initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: ALIAS } }),
    ...['one', 'two'].map((ANSWER, index) =>
      respond({
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: `session ${index + 1}`,
        ChallengeResponses: { USERNAME: REAL_NAME, ANSWER },
      }),
    ),
  ]);
});

test('CUSTOM_AUTH_WITHOUT_SRP begins without SRP, whatever password an app passes', async () => {
  const custom = { ChallengeName: 'CUSTOM_CHALLENGE', Session: 's', ChallengeParameters: {} };
  const { signIn, calls } = setUp([custom]);
  await signIn({ username: ALIAS, password: 'dummy', authFlow: 'CUSTOM_AUTH_WITHOUT_SRP' });
  expect(calls).toEqual([initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: ALIAS } })]);
});

test('CUSTOM_AUTH_WITH_SRP needs a password', async () => {
  const { signIn } = setUp([]);
  await expect(signIn({ username: ALIAS, authFlow: 'CUSTOM_AUTH_WITH_SRP' })).rejects.toThrow(
    'signIn needs { password } for CUSTOM_AUTH_WITH_SRP.',
  );
});

test.each(['CUSTOM_AUTH', 'CUSTOM_AUTH_WITH_SRP'] as const)(
  'where %s is refused, the flow without SRP is named',
  async (authFlow) => {
    const refused = new CognitoError('NotAuthorizedException', 'Incorrect username or password.', {
      operation: 'RespondToAuthChallenge',
      status: 400,
    });
    const { signIn } = setUp([PASSWORD_VERIFIER, refused]);
    await expect(signIn({ username: ALIAS, password: 'dummy', authFlow })).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      operation: 'RespondToAuthChallenge',
      status: 400,
      message: 'Incorrect username or password.',
      advice: "If this user has no password, pass authFlow: 'CUSTOM_AUTH_WITHOUT_SRP': it begins without SRP.",
    });
  },
);

test('where another flow is refused, it is not', async () => {
  const refused = new CognitoError('NotAuthorizedException', 'Incorrect username or password.', {
    operation: 'RespondToAuthChallenge',
    status: 400,
  });
  const { signIn } = setUp([PASSWORD_VERIFIER, refused]);
  await expect(signIn({ username: ALIAS, password: PASSWORD })).rejects.toBe(refused);
});

test('begins CUSTOM_AUTH with SRP if there is a password', async () => {
  const custom = { ChallengeName: 'CUSTOM_CHALLENGE', Session: 's', ChallengeParameters: {} };
  const { signIn, calls } = setUp([PASSWORD_VERIFIER, custom]);
  const step = await signIn({ username: ALIAS, password: PASSWORD, authFlow: 'CUSTOM_AUTH' });
  expect(step).toEqual({ step: 'customChallenge', parameters: {} });
  expect(calls).toEqual([
    initiate({
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: ALIAS, CHALLENGE_NAME: 'SRP_A', SRP_A },
    }),
    PROOF_CALL,
  ]);
});

test.for([
  [{}, {}],
  [{ preferredChallenge: 'emailOtp' }, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }],
  [
    { preferredChallenge: 'password', password: PASSWORD },
    { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD },
  ],
  [{ password: PASSWORD }, { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A }],
] as const)('begins USER_AUTH given %o with %o', async ([input, parameters]) => {
  const { signIn, calls } = setUp([TOKENS]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH', ...input });
  expect(calls).toEqual([initiate({ AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: ALIAS, ...parameters } })]);
});

test('proves the password if USER_AUTH prefers PASSWORD_SRP', async () => {
  const { signIn, calls } = setUp([PASSWORD_VERIFIER, TOKENS]);
  expect(await signIn({ username: ALIAS, password: PASSWORD, authFlow: 'USER_AUTH' })).toEqual(DONE);
  expect(calls[1]).toEqual(PROOF_CALL);
});

test('continues from a confirmed sign-up with its session', async () => {
  const { signIn, calls } = setUp([TOKENS]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH', session: 'of sign-up' });
  expect(calls[0]?.input.Session).toBe('of sign-up');
});

const SELECT = {
  ChallengeName: 'SELECT_CHALLENGE',
  Session: 'select',
  ChallengeParameters: { USERNAME: REAL_NAME },
  AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
};

test.for([
  [
    { choice: 'password', password: PASSWORD },
    { ANSWER: 'PASSWORD', PASSWORD },
  ],
  [{ choice: 'emailOtp' }, { ANSWER: 'EMAIL_OTP' }],
  [{ choice: 'smsOtp' }, { ANSWER: 'SMS_OTP' }],
  [{ choice: 'webAuthn' }, { ANSWER: 'WEB_AUTHN' }],
] as const)('answers SELECT_CHALLENGE given %o with %o', async ([input, responses]) => {
  const { signIn, confirmSignIn, calls } = setUp([SELECT, TOKENS]);
  const step = await signIn({ username: ALIAS, authFlow: 'USER_AUTH' });
  expect(step).toEqual({
    step: 'selectChallenge',
    options: ['password', 'passwordSrp', 'emailOtp', 'smsOtp', 'webAuthn'],
  });
  expect(await confirmSignIn(input)).toEqual(DONE);
  expect(calls[1]).toEqual(
    respond({
      ChallengeName: 'SELECT_CHALLENGE',
      Session: 'select',
      ChallengeResponses: { USERNAME: REAL_NAME, ...responses },
    }),
  );
});

test('proves the password that comes with the choice of PASSWORD_SRP', async () => {
  const { signIn, confirmSignIn, calls } = setUp([SELECT, PASSWORD_VERIFIER, TOKENS]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH' });
  expect(await confirmSignIn({ choice: 'passwordSrp', password: PASSWORD })).toEqual(DONE);
  expect(calls[1]?.input.ChallengeResponses).toEqual({ USERNAME: REAL_NAME, ANSWER: 'PASSWORD_SRP', SRP_A });
  expect(calls[2]).toEqual(PROOF_CALL);
});

test('continues with the proof if the network failed after the choice was accepted', async () => {
  const { signIn, confirmSignIn, calls } = setUp([SELECT, PASSWORD_VERIFIER, unreachable(), TOKENS]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH' });
  const input = { choice: 'passwordSrp', password: PASSWORD } as const;
  await expect(confirmSignIn(input)).rejects.toMatchObject({ code: 'network' });
  expect(await confirmSignIn(input)).toEqual(DONE);
  expect(calls.slice(2)).toEqual([PROOF_CALL, PROOF_CALL]);
});

test('requires a new sign-in after a wrong password, which uses up the choice', async () => {
  const wrong = refused('NotAuthorizedException', 'Incorrect username or password.');
  const { signIn, confirmSignIn } = setUp([SELECT, PASSWORD_VERIFIER, wrong]);
  await signIn({ username: ALIAS, authFlow: 'USER_AUTH' });
  await expect(confirmSignIn({ choice: 'passwordSrp', password: 'wrong' })).rejects.toBe(wrong);
  await expect(confirmSignIn({ choice: 'emailOtp' })).rejects.toMatchObject({ code: 'invalid-state' });
});

test('hands clientMetadata to every trigger, and validationData to those before the sign-in', async () => {
  const { signIn, confirmSignIn, calls } = setUp([
    PASSWORD_VERIFIER,
    { ChallengeName: 'SMS_MFA', Session: 's' },
    { ChallengeName: 'CUSTOM_CHALLENGE', Session: 't' },
    TOKENS,
  ]);
  await signIn({ username: ALIAS, password: PASSWORD, clientMetadata: { a: '1' }, validationData: { b: '2' } });
  await confirmSignIn({ code: '1' });
  await confirmSignIn({ answer: '2', clientMetadata: { c: '3' } });
  const sent = [{ a: '1', b: '2' }, { a: '1' }, { a: '1' }, { c: '3' }];
  expect(calls.map(({ input }) => input.ClientMetadata)).toEqual(sent);
});

test.for([
  [{ username: '', password: PASSWORD }, 'username'],
  [{ username: ALIAS }, 'password'],
  [{ username: ALIAS, authFlow: 'USER_PASSWORD_AUTH' }, 'password'],
  [{ username: ALIAS, authFlow: 'USER_AUTH', preferredChallenge: 'password' }, 'password'],
  [{ username: ALIAS, authFlow: 'ADMIN_NO_SRP_AUTH' as AuthFlow, password: PASSWORD }, 'authFlow'],
] as const)('refuses %o, naming %s, and calls nobody', async ([input, name]) => {
  const { signIn, calls } = setUp([]);
  const failure = await signIn(input).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(TypeError);
  expect((failure as Error).message).toContain(name);
  expect(calls).toEqual([]);
});

test('treats an empty password as a password', async () => {
  const { signIn, calls } = setUp([TOKENS]);
  await signIn({ username: ALIAS, password: '', authFlow: 'USER_PASSWORD_AUTH' });
  expect(calls[0]?.input.AuthParameters.PASSWORD).toBe('');
});

test('fails clearly for a challenge that it does not know', async () => {
  const { signIn } = setUp([{ ChallengeName: 'RIDDLE', Session: 's' }]);
  const failure = signIn({ username: ALIAS, password: PASSWORD });
  await expect(failure).rejects.toMatchObject({
    code: 'unexpected-answer',
    message: expect.stringContaining('RIDDLE'),
  });
});
