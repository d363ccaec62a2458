import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';

const PASSWORD = 'Correct-Horse-7';
const EXPIRED = /^Invalid login token\. Token expired: \d+ >= \d+$/;

const setStage = async () => {
  const mock = createAwsMock({
    apis: [{ flavour: 'http', authorizer: 'jwt' }],
    userPools: [
      { users: [{ username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } }] },
      { signInWith: 'email', users: [{ username: 'bob@example.com', password: PASSWORD }] },
    ],
    identityPools: [{ basicFlow: true }],
  });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);

  const call = async (service: 'cognito-idp' | 'cognito-identity', target: string, input: object) => {
    const answer = await fetch(urls[service]!, {
      method: 'POST',
      headers: { 'x-amz-target': target },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const identityPool = mock.identityPool().id;
  const logins = (idToken: string, pool = mock.userPool().id) => ({
    [`cognito-idp.us-east-1.amazonaws.com/${pool}`]: idToken,
  });
  return {
    mock,
    /** The responses of all services that accept tokens. */
    getUser: (AccessToken: string) => call('cognito-idp', 'AWSCognitoIdentityProviderService.GetUser', { AccessToken }),
    getId: (idToken: string, pool?: string) =>
      call('cognito-identity', 'AWSCognitoIdentityService.GetId', {
        IdentityPoolId: identityPool,
        Logins: logins(idToken, pool),
      }),
    of: (operation: string, IdentityId: string | undefined, Logins: object) =>
      call('cognito-identity', `AWSCognitoIdentityService.${operation}`, { IdentityId, Logins }),
    logins,
    assumeRole: async (WebIdentityToken: string) => {
      const body = new URLSearchParams({
        Action: 'AssumeRoleWithWebIdentity',
        RoleArn: 'arn:aws:iam::123456789012:role/user',
        RoleSessionName: 'test',
        WebIdentityToken,
      });
      return (await fetch(urls.sts!, { method: 'POST', body })).text();
    },
    api: async (token: string) =>
      (await fetch(`${url}/items`, { headers: { authorization: `Bearer ${token}` } })).status,
  };
};

test('all that takes ID or access tokens refuses those as expired, and takes those of a refresh', async () => {
  const { mock, getUser, getId, of, logins, assumeRole, api } = await setStage();
  const pool = mock.userPool();
  const { idToken, accessToken, refreshToken } = await pool.issueTokens('alice');
  const { IdentityId } = await getId(idToken);
  const { Token } = await of('GetOpenIdToken', IdentityId, logins(idToken));
  expect(await assumeRole(Token!)).toContain('<SecretAccessKey>');
  mock.expireTokens();

  const refused = { __type: 'NotAuthorizedException', message: expect.stringMatching(EXPIRED) };
  expect(await getUser(accessToken)).toEqual({
    __type: 'NotAuthorizedException',
    message: 'Access Token has expired',
  });
  expect(await getId(idToken)).toEqual(refused);
  expect(await of('GetCredentialsForIdentity', IdentityId, logins(idToken))).toEqual(refused);
  expect(await assumeRole(Token!)).toContain('<Code>ExpiredTokenException</Code>');
  expect([await api(idToken), await api(accessToken)]).toEqual([401, 401]);

  const renewed = await pool.refreshTokens(refreshToken);
  expect(await getUser(renewed.accessToken)).toMatchObject({ Username: 'alice' });
  expect(await getId(renewed.idToken)).toEqual({ IdentityId });
  expect([await api(renewed.idToken), await api(renewed.accessToken)]).toEqual([200, 200]);
});

test('tokens of third parties and of developer identities expire, too', async () => {
  const { mock, of, api } = await setStage();
  const google = mock.issueProviderToken('accounts.google.com', 'carol');
  const { identityId, token } = mock.issueDeveloperIdentity('dave');
  const developer = () => of('GetCredentialsForIdentity', identityId, { 'cognito-identity.amazonaws.com': token });
  expect([await api(google), await developer()]).toEqual([200, expect.objectContaining({ IdentityId: identityId })]);
  mock.expireTokens();
  expect(await api(google)).toBe(401);
  expect(await developer()).toEqual({
    __type: 'NotAuthorizedException',
    message: expect.stringMatching(EXPIRED),
  });
});

test('only those of one user expire, by username, alias or sub', async () => {
  const { mock, api } = await setStage();
  const second = mock.userPool('us-east-1_Mock00002');
  const alice = (await mock.userPool().issueTokens('alice')).idToken;
  const bob = (await second.issueTokens('bob@example.com')).idToken;
  const both = async () => [await api(alice), await api(bob)];
  for (const name of ['bob@example.com', second.subOf('bob@example.com')!]) {
    const undo = mock.expireTokens(name);
    expect(await both()).toEqual([200, 401]);
    undo();
    expect(await both()).toEqual([200, 200]);
  }
  mock.expireTokens('alice');
  expect(await both()).toEqual([401, 200]);
  mock.reset();
  expect(await both()).toEqual([200, 200]);
  expect(() => mock.expireTokens('mallory')).toThrow(
    new TypeError("expireTokens(): no user pool has a user 'mallory'."),
  );
});

test('a session that renews its tokens goes on', async () => {
  const { mock } = await setStage();
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const session = createCognitoSession({ userPoolId, userPoolClientId, endpoints: { userPool: urls['cognito-idp']! } });
  await session.signIn({ username: 'alice', password: PASSWORD });
  mock.expireTokens('alice');
  await session.getTokens({ forceRefresh: true });
  expect(await session.getAttributes()).toMatchObject({ email: 'alice@example.com' });
  expect(mock.refreshes).toBe(1);
});
