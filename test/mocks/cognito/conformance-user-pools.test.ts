import {
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, onTestFinished, test } from 'vitest';
import { type AwsMock, createAwsMock, type UserPoolOptions } from '../../../mocks/index.js';

const PASSWORD = 'Correct-Horse-7';
const attributes = { email: 'someone@example.com' };
const first: UserPoolOptions = { users: [{ username: 'alice', password: PASSWORD, attributes }] };
const second: UserPoolOptions = { users: [{ username: 'bob', password: PASSWORD, attributes }], mfa: 'required' };

const set = async (userPools: readonly UserPoolOptions[] = [first, second]) => {
  const mock = createAwsMock({ userPools });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const endpoint = urls['cognito-idp'] as string;
  return {
    mock,
    endpoint,
    client: new CognitoIdentityProviderClient({ region: 'us-east-1', endpoint, maxAttempts: 1 }),
  };
};
const poolAt = (mock: AwsMock, number: number) => mock.userPool(`us-east-1_Mock0000${number}`);
const signIn = (username: string, ClientId: string) =>
  new InitiateAuthCommand({
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId,
    AuthParameters: { USERNAME: username, PASSWORD },
  });

test('distinguishes user pools by client, access token, session and path', async () => {
  const { mock, client, endpoint } = await set();
  const [one, two] = [poolAt(mock, 1), poolAt(mock, 2)];
  const challenge = await client.send(signIn('bob', two.clientId));
  expect(challenge.ChallengeName).toBe('MFA_SETUP');
  const { SecretCode } = await client.send(new AssociateSoftwareTokenCommand({ Session: challenge.Session }));
  expect(SecretCode).toMatch(/^[A-Z2-7]+$/);

  for (const [pool, user] of [
    [one, 'alice'],
    [two, 'bob'],
  ] as const) {
    const { accessToken } = await pool.issueTokens(user);
    expect((await client.send(new GetUserCommand({ AccessToken: accessToken }))).Username).toBe(user);
    const discovery = await fetch(`${endpoint}/${pool.id}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer: pool.issuer });
  }
  await expect(client.send(signIn('alice', 'nobody'))).rejects.toThrow(ResourceNotFoundException);
});

test('hands out the code that was sent last, counts refreshes, and revokes them', async () => {
  const { mock, client } = await set();
  const { clientId } = poolAt(mock, 1);
  expect(mock.lastCode('bob')).toBeUndefined();
  await client.send(new ForgotPasswordCommand({ ClientId: clientId, Username: 'alice' }));
  expect(mock.lastCode('alice')).toMatch(/^\d{6}$/);

  const { AuthenticationResult } = await client.send(signIn('alice', clientId));
  const refresh = () =>
    client.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: clientId,
        AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken as string },
      }),
    );
  await refresh();
  expect(mock.refreshes).toBe(1);
  mock.revokeTokens('alice');
  await expect(refresh()).rejects.toThrow('Refresh Token has been revoked');
  expect(mock.refreshes).toBe(1);
  expect(() => mock.revokeTokens('nobody')).toThrow("revokeTokens(): no user pool has a user 'nobody'.");
  mock.reset();
  expect([mock.refreshes, mock.operations()]).toEqual([0, []]);
});

test('throttles user pools, and takes them offline', async () => {
  const { mock, client } = await set();
  const { clientId } = mock.userPool();
  mock.throttle({ next: 1, api: 'cognito-idp' });
  await expect(client.send(signIn('alice', clientId))).rejects.toThrow(TooManyRequestsException);
  const undo = mock.goOffline({ api: 'cognito-idp' });
  await expect(client.send(signIn('alice', clientId))).rejects.toThrow(/socket hang up|ECONNRESET/);
  undo();
  await client.send(signIn('alice', clientId));
  expect(mock.operations()).toMatchObject([
    { service: 'cognito-idp', operation: 'InitiateAuth', status: 400, code: 'TooManyRequestsException' },
    { service: 'cognito-idp', operation: 'InitiateAuth', status: 200 },
  ]);
});

test('logs what a user pool refuses', async () => {
  const { mock, client } = await set();
  await expect(client.send(signIn('nobody', mock.userPool().clientId))).rejects.toThrow();
  expect(mock.operations('InitiateAuth')).toMatchObject([{ status: 400, code: 'NotAuthorizedException' }]);
});

test.for<[string, unknown]>([
  ['userPools: expected a list', {}],
  ['userPools[0].id', [{ id: 'eu-west-1_Mock00001' }]],
  ['userPools[1]: id and clientId', [{}, { clientId: 'mockclient0000000000000001' }]],
])('names what is wrong: %s, %j', ([name, userPools]) => {
  const create = () => createAwsMock({ userPools: userPools as UserPoolOptions[] });
  expect(create).toThrow(TypeError);
  expect(create).toThrow(name);
});
