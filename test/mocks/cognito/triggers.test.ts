import * as idp from '@aws-sdk/client-cognito-identity-provider';
import * as srp from 'cognito-srp-helper';
import { expect, test } from 'vitest';
import {
  type ChallengeResult,
  createAwsMock,
  type DefineAuthChallengeEvent,
  type PreTokenGenerationEvent,
  type Triggers,
  type UserPoolOptions,
} from '../../../mocks/index.js';
import { ALICE, claimsOf, PASSWORD, type PoolStage, setPoolStage } from './support/pool-stage.js';
import { refusal, signInWith, tokensOf } from './support/sign-in.js';

const NEXT = 'Other-Horse-8';
const email = [{ Name: 'email', Value: 'bob@example.com' }];
const signUp = ({ client, ClientId }: PoolStage, input: Partial<idp.SignUpCommandInput> = {}) =>
  client.send(new idp.SignUpCommand({ ClientId, Username: 'bob', Password: NEXT, UserAttributes: email, ...input }));
const failure = (message: string) => refusal('UserLambdaValidationException', message);

/** A trigger that keeps its events. */
const recorder = () => {
  const events: { triggerSource: string; userName: string; request: object }[] = [];
  const record = <Event extends (typeof events)[number]>(event: Event): Event => {
    events.push(event);
    return event;
  };
  return { events, record };
};

test('a pre-sign-up trigger may confirm the user and the addresses', async () => {
  const { events, record } = recorder();
  const stage = await setPoolStage({
    preSignUp: async (event) => {
      record(event);
      return event.validationData.short
        ? { autoConfirmUser: true, autoVerifyEmail: true }
        : { ...event, response: { ...event.response, autoConfirmUser: true } };
    },
    postConfirmation: record,
  });
  const ClientMetadata = { from: 'test' };
  const answer = await signUp(stage, { ValidationData: [{ Name: 'short', Value: 'yes' }], ClientMetadata });
  expect([answer.UserConfirmed, answer.CodeDeliveryDetails]).toEqual([true, undefined]);
  const base = { version: '1', region: 'us-east-1', userPoolId: stage.pool.id, userName: 'bob' };
  expect(events).toEqual([
    {
      ...base,
      triggerSource: 'PreSignUp_SignUp',
      callerContext: { awsSdkVersion: expect.any(String), clientId: stage.ClientId },
      request: {
        userAttributes: { email: 'bob@example.com' },
        validationData: { short: 'yes' },
        clientMetadata: ClientMetadata,
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      username: 'bob',
      attributes: { email: 'bob@example.com' },
      validationData: { short: 'yes' },
      clientMetadata: ClientMetadata,
    },
    {
      ...base,
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      callerContext: expect.any(Object),
      request: {
        userAttributes: {
          sub: answer.UserSub,
          email: 'bob@example.com',
          email_verified: 'true',
          'cognito:user_status': 'CONFIRMED',
        },
        clientMetadata: ClientMetadata,
      },
      response: {},
    },
  ]);
  expect((await signUp(stage, { Username: 'carol' })).UserConfirmed).toBe(true);
  expect(claimsOf((await tokensWith(stage, 'carol', NEXT)).IdToken).email_verified).toBe(false);
});

const tokensWith = async (stage: PoolStage, username: string, password: string) => {
  const { AuthenticationResult } = await signInWith(stage, username).start('USER_PASSWORD_AUTH', {
    PASSWORD: password,
  });
  return AuthenticationResult ?? {};
};

test('what a trigger throws is what the client is told', async () => {
  const fail = (reason: string) => (): never => {
    throw new Error(reason);
  };
  const preSignUp = await setPoolStage({ preSignUp: fail('callback is not a function') });
  await expect(signUp(preSignUp)).rejects.toMatchObject(
    failure('PreSignUp failed with error callback is not a function.'),
  );
  expect(preSignUp.pool.subOf('bob')).toBeUndefined();

  const stage = await setPoolStage({ postConfirmation: fail('no mail') });
  await signUp(stage);
  const { client, ClientId, pool } = stage;
  const ConfirmationCode = pool.lastCode('bob');
  await expect(
    client.send(new idp.ConfirmSignUpCommand({ ClientId, Username: 'bob', ConfirmationCode })),
  ).rejects.toMatchObject(failure('PostConfirmation failed with error no mail.'));
  expect((await tokensWith(stage, 'bob', NEXT)).AccessToken).toBeDefined();

  for (const [option, name] of [
    ['preAuthentication', 'PreAuthentication'],
    ['postAuthentication', 'PostAuthentication'],
    ['preTokenGeneration', 'PreTokenGeneration'],
  ] as const) {
    const other = await setPoolStage({ [option]: fail('not now') });
    await expect(tokensOf(other)).rejects.toMatchObject(failure(`${name} failed with error not now.`));
    expect(other.pool.signIns).toEqual([]);
  }
});

test('a trigger that does not return its event fails, as at AWS', async () => {
  const postConfirmation = (() => undefined) as unknown as NonNullable<Triggers['postConfirmation']>;
  const stage = await setPoolStage({ postConfirmation, autoConfirm: true });
  await expect(signUp(stage)).rejects.toMatchObject(
    refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output'),
  );
});

test('triggers are told of confirmations and sign-ins', async () => {
  const { events, record } = recorder();
  const stage = await setPoolStage({
    postConfirmation: record,
    preAuthentication: record,
    postAuthentication: record,
    deviceTracking: 'always',
  });
  const { client, ClientId, pool } = stage;
  await client.send(new idp.ForgotPasswordCommand({ ClientId, Username: 'alice' }));
  const ConfirmationCode = pool.lastCode('alice');
  const alice = { ClientId, Username: 'alice' };
  await client.send(new idp.ConfirmForgotPasswordCommand({ ...alice, ConfirmationCode, Password: NEXT }));
  await tokensWith(stage, 'alice', NEXT);
  await expect(tokensWith(stage, 'nobody', NEXT)).rejects.toMatchObject(refusal('NotAuthorizedException'));
  expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
    'PostConfirmation_ConfirmForgotPassword',
    'PreAuthentication_Authentication',
    'PostAuthentication_Authentication',
    'PreAuthentication_Authentication',
  ]);
  expect(events[2]?.request).toMatchObject({ newDeviceUsed: true, userAttributes: { given_name: 'Alice' } });
  expect(events[3]).toMatchObject({ userName: 'nobody', request: { userNotFound: true, userAttributes: {} } });
});

test('a pre-token-generation trigger adds, overrides and suppresses claims, and sets groups and roles', async () => {
  const events: PreTokenGenerationEvent[] = [];
  const stage = await setPoolStage({
    users: [{ ...ALICE, groups: ['staff'] }],
    preTokenGeneration: (event) => {
      events.push(structuredClone(event));
      event.response.claimsOverrideDetails = {
        claimsToAddOrOverride: { tenant: 'acme', given_name: 'Alicia', sub: 'forged', phone_number: 'hidden' },
        claimsToSuppress: ['email', 'phone_number', 'iss'],
        groupOverrideDetails: {
          groupsToOverride: ['editors'],
          iamRolesToOverride: ['arn:aws:iam::123456789012:role/editor'],
          preferredRole: 'arn:aws:iam::123456789012:role/editor',
        },
      };
      return event;
    },
  });
  const { IdToken, AccessToken, RefreshToken } = await tokensOf(stage);
  const id = claimsOf(IdToken);
  const access = claimsOf(AccessToken);
  expect(id).toMatchObject({
    tenant: 'acme',
    given_name: 'Alicia',
    iss: stage.pool.issuer,
    sub: stage.pool.subOf('alice'),
    'cognito:groups': ['editors'],
    'cognito:roles': ['arn:aws:iam::123456789012:role/editor'],
    'cognito:preferred_role': 'arn:aws:iam::123456789012:role/editor',
  });
  expect([id.email, id.phone_number, access.tenant, access['cognito:groups']]).toEqual([
    undefined,
    undefined,
    undefined,
    ['editors'],
  ]);
  expect(events[0]).toMatchObject({
    triggerSource: 'TokenGeneration_Authentication',
    request: { groupConfiguration: { groupsToOverride: ['staff'] }, userAttributes: { sub: id.sub } },
  });
  const { client, ClientId } = stage;
  const AuthParameters = { REFRESH_TOKEN: RefreshToken };
  const { AuthenticationResult } = await client.send(
    new idp.InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters }),
  );
  expect(claimsOf(AuthenticationResult?.IdToken).tenant).toBe('acme');
  await stage.pool.issueTokens('alice');
  expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
    'TokenGeneration_Authentication',
    'TokenGeneration_RefreshTokens',
    'TokenGeneration_HostedAuth',
  ]);
});

test('a pre-token-generation trigger is told that a temporary password was replaced', async () => {
  const { events, record } = recorder();
  const users = [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD' as const }];
  const stage = await setPoolStage({ users, preTokenGeneration: record });
  const { start, answer } = signInWith(stage);
  await answer(await start('USER_PASSWORD_AUTH', { PASSWORD }), { NEW_PASSWORD: NEXT });
  expect(events.map(({ triggerSource }) => triggerSource)).toEqual(['TokenGeneration_NewPasswordChallenge']);
});

test('a trigger that refuses tokens refuses them to a hosted UI, too', async () => {
  const preTokenGeneration = (): never => {
    throw new Error('This account is not authorized');
  };
  const mock = createAwsMock({ userPools: [{ users: [ALICE], preTokenGeneration }], hostedUi: {} });
  const { clientId } = mock.userPool();
  const redirect_uri = 'https://app.example.com/';
  const domain = mock.baseUrls['hosted-ui'] as string;
  const parameters = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri });
  const callback = await mock.signInAtHostedUi(`${domain}/oauth2/authorize?${parameters}`, ALICE);
  const code = new URL(callback).searchParams.get('code') ?? '';
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, redirect_uri, code });
  const response = await mock.answer(new Request(`${domain}/oauth2/token`, { method: 'POST', body }));
  expect([response?.status, await response?.json()]).toEqual([
    400,
    {
      error: 'invalid_grant',
      error_description: 'PreTokenGeneration failed with error This account is not authorized.',
    },
  ]);
});

/** The triggers of a riddle that may be answered wrongly once, after the password if the client starts with it. */
const riddle = (seen: DefineAuthChallengeEvent[] = []): UserPoolOptions => ({
  defineAuthChallenge: (event) => {
    seen.push(structuredClone(event));
    const { session } = event.request;
    const answers = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
    const last = session.at(-1);
    if (last?.challengeName === 'SRP_A') event.response.challengeName = 'PASSWORD_VERIFIER';
    else if (last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult) event.response.issueTokens = true;
    else if (answers.length > 1) event.response.failAuthentication = true;
    else event.response.challengeName = 'CUSTOM_CHALLENGE';
    return event;
  },
  createAuthChallenge: (event) => {
    event.response = {
      publicChallengeParameters: { riddle: 'What has keys, but no locks?' },
      privateChallengeParameters: { answer: 'a piano' },
      challengeMetadata: `round ${event.request.session.length}`,
    };
    return event;
  },
  verifyAuthChallengeResponse: (event) => {
    const { privateChallengeParameters, challengeAnswer } = event.request;
    event.response.answerCorrect = privateChallengeParameters.answer === challengeAnswer;
    return event;
  },
});

const custom = (challengeResult: boolean, round: number): ChallengeResult => ({
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult,
  challengeMetadata: `round ${round}`,
});

test('three triggers define, create and verify a custom challenge', async () => {
  const seen: DefineAuthChallengeEvent[] = [];
  const stage = await setPoolStage(riddle(seen));
  const { start, answer } = signInWith(stage);
  const challenge = await start('CUSTOM_AUTH');
  expect(challenge).toMatchObject({
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { riddle: 'What has keys, but no locks?', USERNAME: 'alice' },
  });
  expect(challenge.ChallengeParameters).not.toHaveProperty('answer');
  const again = await answer(challenge, { ANSWER: 'a door' });
  expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE');
  expect((await answer(again, { ANSWER: 'a piano' })).AuthenticationResult?.AccessToken).toBeDefined();
  expect(seen.map(({ request }) => request.session)).toEqual([
    [],
    [custom(false, 0)],
    [custom(false, 0), custom(true, 1)],
  ]);

  const wrong = await answer(await start('CUSTOM_AUTH'), { ANSWER: 'a door' });
  await expect(answer(wrong, { ANSWER: 'a car' })).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );
});

test('an unknown user sees the same challenges, and the triggers know', async () => {
  const seen: DefineAuthChallengeEvent[] = [];
  const stage = await setPoolStage(riddle(seen));
  const { start, answer } = signInWith(stage, 'nobody');
  const challenge = await start('CUSTOM_AUTH');
  expect(challenge).toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE', ChallengeParameters: { USERNAME: 'nobody' } });
  await expect(answer(challenge, { ANSWER: 'a piano' })).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );
  expect(seen[0]).toMatchObject({ userName: 'nobody', request: { userNotFound: true, userAttributes: {} } });
});

test('custom challenges may follow the password, by SRP', async () => {
  const seen: DefineAuthChallengeEvent[] = [];
  const stage = await setPoolStage(riddle(seen));
  const { start, answer } = signInWith(stage);
  const session = srp.createSrpSession('alice', PASSWORD, stage.pool.id, false);
  const verifier = await start('CUSTOM_AUTH', { CHALLENGE_NAME: 'SRP_A', SRP_A: session.largeA });
  expect(verifier.ChallengeName).toBe('PASSWORD_VERIFIER');
  const signed = srp.signSrpSession(session, verifier as Parameters<typeof srp.signSrpSession>[1]);
  const challenge = await answer(verifier, {
    PASSWORD_CLAIM_SECRET_BLOCK: signed.secret,
    PASSWORD_CLAIM_SIGNATURE: signed.passwordSignature,
    TIMESTAMP: signed.timestamp,
  });
  expect(challenge.ChallengeName).toBe('CUSTOM_CHALLENGE');
  expect((await answer(challenge, { ANSWER: 'a piano' })).AuthenticationResult).toBeDefined();
  expect(seen.at(-1)?.request.session.map(({ challengeName }) => challengeName)).toEqual([
    'SRP_A',
    'PASSWORD_VERIFIER',
    'CUSTOM_CHALLENGE',
  ]);
});

test('triggers of custom challenges fail as they do at AWS', async () => {
  const start = async (options: UserPoolOptions) => {
    const client = signInWith(await setPoolStage({ ...riddle(), ...options }));
    return { ...client, begun: client.start('CUSTOM_AUTH') };
  };
  const unrecognizable = refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output');
  const { begun } = await start({ defineAuthChallenge: (event) => event });
  await expect(begun).rejects.toMatchObject(unrecognizable);

  const undecided = await start({ verifyAuthChallengeResponse: (event) => event });
  await expect(undecided.answer(await undecided.begun, { ANSWER: 'a piano' })).rejects.toMatchObject(unrecognizable);

  const strict = await start({
    verifyAuthChallengeResponse: () => {
      throw new Error('OTP Expired');
    },
  });
  await expect(strict.answer(await strict.begun, { ANSWER: 'a piano' })).rejects.toMatchObject(
    failure('VerifyAuthChallengeResponse failed with error OTP Expired.'),
  );

  const alone = signInWith(await setPoolStage({ defineAuthChallenge: riddle().defineAuthChallenge as never }));
  await expect(alone.start('CUSTOM_AUTH')).rejects.toMatchObject(
    refusal('InvalidParameterException', 'Custom auth lambda trigger is not configured for the user pool.'),
  );
});
