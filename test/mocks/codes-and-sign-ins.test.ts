import {
  CognitoIdentityProviderClient,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';

const PASSWORD = 'Correct-Horse-7';
const attributes = { email: 'alice@example.com', phone_number: '+15555550100' };
const USERS = [
  { username: 'alice', password: PASSWORD, attributes },
  { username: 'bob', password: PASSWORD, attributes: { email: 'bob@example.com' }, mfa: ['EMAIL_OTP'] },
  { username: 'carol', password: PASSWORD, attributes: { phone_number: '+15555550101' }, mfa: ['SMS_MFA'] },
] as const;

/** AWS's own client with a mock on a port. */
const start = async (mfa: 'optional' | 'off' = 'optional') => {
  const mock = createAwsMock({ userPools: [{ users: USERS, mfa }] });
  const { urls, close } = await mock.listen();
  const client = new CognitoIdentityProviderClient({
    region: 'us-east-1',
    endpoint: urls['cognito-idp']!,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await close();
  });
  const ClientId = mock.userPool().clientId;
  const begin = (USERNAME: string, parameters: Record<string, string> = {}, choice = false) =>
    client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: choice ? 'USER_AUTH' : 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, ...(choice ? {} : { PASSWORD }), ...parameters },
      }),
    );
  const signIn = async (user = 'alice') => (await begin(user)).AuthenticationResult!;
  return { mock, client, ClientId, begin, signIn };
};

test('each code that was sent tells what it is for, by which medium it went, and when', async () => {
  const { mock, client, ClientId, begin, signIn } = await start();
  const before = Date.now();
  const { AccessToken } = await signIn();
  const UserAttributes = [{ Name: 'email', Value: 'erin@example.com' }];
  await client.send(new SignUpCommand({ ClientId, Username: 'erin', Password: PASSWORD, UserAttributes }));
  await client.send(new ForgotPasswordCommand({ ClientId, Username: 'alice' }));
  await client.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'phone_number' }));
  await begin('bob');
  await begin('carol');
  await begin('alice', { PREFERRED_CHALLENGE: 'EMAIL_OTP' }, true);
  await begin('alice', { PREFERRED_CHALLENGE: 'SMS_OTP' }, true);
  const codes = mock.codes();
  expect(codes.map(({ username, purpose, medium, destination }) => [username, purpose, medium, destination])).toEqual([
    ['erin', 'sign-up', 'EMAIL', 'erin@example.com'],
    ['alice', 'forgotten-password', 'EMAIL', attributes.email],
    ['alice', 'attribute-verification', 'SMS', attributes.phone_number],
    ['bob', 'mfa', 'EMAIL', 'bob@example.com'],
    ['carol', 'mfa', 'SMS', '+15555550101'],
    ['alice', 'sign-in', 'EMAIL', attributes.email],
    ['alice', 'sign-in', 'SMS', attributes.phone_number],
  ]);
  for (const { time } of codes) expect(time).toBeGreaterThanOrEqual(before);
  expect(mock.codes(mock.userPool().subOf('alice')).map(({ code }) => code)).toEqual(
    codes.filter(({ username }) => username === 'alice').map(({ code }) => code),
  );
  expect(mock.codes('alice').at(-1)?.code).toBe(mock.lastCode('alice'));
  expect(mock.codes('bob')).toHaveLength(1);
  expect(() => mock.codes('nobody')).toThrow("codes(): no user pool has a user 'nobody'");
});

test('a mock answers with the code of an authenticator app, of whichever pool has the user', async () => {
  const mock = createAwsMock({
    userPools: [
      {},
      { users: [{ username: 'bob', password: PASSWORD, mfa: ['SOFTWARE_TOKEN_MFA'] }, ...USERS.slice(0, 1)] },
    ],
  });
  expect(await mock.totpCode('bob')).toBe(await mock.userPool('us-east-1_Mock00002').totpCode('bob'));
  expect(await mock.totpCode('bob')).toMatch(/^\d{6}$/);
  expect(await mock.totpCode('alice')).toBeUndefined();
  await expect(mock.totpCode('nobody')).rejects.toThrow(/totpCode\(\).*'nobody'/);
});

test('a user can be made to enter the code of an authenticator app, and no longer', async () => {
  const { mock, client, ClientId, begin, signIn } = await start();
  const undo = mock.userPool().requireTotp('alice');
  const { ChallengeName, Session } = await begin('alice');
  expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  const ChallengeResponses = { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: (await mock.totpCode('alice'))! };
  const passed = await client.send(
    new RespondToAuthChallengeCommand({ ClientId, ChallengeName, Session, ChallengeResponses }),
  );
  expect(passed.AuthenticationResult?.AccessToken).toBeDefined();
  undo();
  expect((await signIn()).AccessToken).toBeDefined();
  expect(await mock.totpCode('alice')).toBeUndefined();
  expect(() => mock.userPool().requireTotp('nobody')).toThrow(/'nobody'/);
  const { mock: without } = await start('off');
  expect(() => without.userPool().requireTotp('alice')).toThrow(/no second factor.*mfa/);
});

test('a sign-out in the app ends the sign-in in the list, by RevokeToken and by GlobalSignOut', async () => {
  const { mock, client, ClientId, signIn } = await start();
  const names = () => mock.userPool().signIns.map(({ username }) => username);
  const ended = () => mock.userPool().endedSignIns.map(({ username, ended: { by } }) => [username, by]);
  const [first] = [await signIn(), await signIn()];
  expect(names()).toEqual(['alice', 'alice']);
  await client.send(new RevokeTokenCommand({ ClientId, Token: first.RefreshToken }));
  expect([names(), ended()]).toEqual([['alice'], [['alice', 'client']]]);
  await client.send(new GlobalSignOutCommand({ AccessToken: (await signIn()).AccessToken }));
  expect(names()).toEqual([]);
  expect(ended()).toEqual([
    ['alice', 'client'],
    ['alice', 'client'],
    ['alice', 'client'],
  ]);
});

test('a reset brings back the sign-ins that the test has ended, but not those that the app has', async () => {
  const { mock, client, ClientId, signIn } = await start();
  const { RefreshToken } = await signIn();
  await client.send(new RevokeTokenCommand({ ClientId, Token: RefreshToken }));
  const second = await signIn();
  mock.revokeTokens('alice');
  expect(mock.userPool().signIns).toEqual([]);
  expect(mock.userPool().endedSignIns.map(({ ended }) => ended.by)).toEqual(['client', 'test']);
  mock.reset();
  expect(mock.userPool().signIns).toHaveLength(1);
  await client.send(new GetUserCommand({ AccessToken: second.AccessToken }));
  // A token that is used says that its app is signed in after all.
  const refresh = {
    ClientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: RefreshToken! },
  } as const;
  await client.send(new InitiateAuthCommand(refresh));
  expect(mock.userPool().signIns).toHaveLength(2);
});
