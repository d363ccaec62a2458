import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
  NotAuthorizedException,
  TooManyRequestsException,
} from '@aws-sdk/client-cognito-identity';
import { fromCognitoIdentityPool, fromWebToken } from '@aws-sdk/credential-providers';
import { AwsClient } from 'aws4fetch';
import { expect, onTestFinished, test } from 'vitest';
import { type AwsMock, type AwsMockOptions, createAwsMock } from '../../../mocks/index.js';

const GOOGLE = 'accounts.google.com';
const PASSWORD = 'Correct-Horse-7';
const users = [{ username: 'alice', password: PASSWORD }];

interface Setting {
  readonly mock: AwsMock;
  readonly urls: Readonly<Record<string, string>>;
  readonly clientConfig: { readonly region: string; readonly endpoint: string; readonly maxAttempts: number };
}
const set = async (options: AwsMockOptions = {}): Promise<Setting> => {
  const mock = createAwsMock({ identityPools: [{}], ...options });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  return {
    mock,
    urls,
    clientConfig: { region: 'us-east-1', endpoint: urls['cognito-identity'] as string, maxAttempts: 1 },
  };
};
const echo = async (urls: Setting['urls'], credentials: { accessKeyId: string; secretAccessKey: string }) => {
  const client = new AwsClient({ ...credentials, service: 'execute-api', region: 'us-east-1', retries: 0 });
  const response = await client.fetch(`${urls.rest}/echo`);
  return { status: response.status, ...(await response.json()) };
};

test('serves a guest through fromCognitoIdentityPool, whom the API then takes', async () => {
  const { mock, urls, clientConfig } = await set();
  const credentials = await fromCognitoIdentityPool({ identityPoolId: mock.identityPool().id, clientConfig })();
  const [identity] = mock.identityPool().identities();
  expect(credentials).toMatchObject({ identityId: identity?.identityId, expiration: expect.any(Date) });
  expect(credentials.expiration?.getTime()).toBeGreaterThan(Date.now() + 59 * 60_000);
  expect(await echo(urls, credentials)).toMatchObject({
    status: 200,
    user: 'guest',
    identityId: credentials.identityId,
  });
});

test('serves a user of a user pool through fromCognitoIdentityPool', async () => {
  const { mock, urls, clientConfig } = await set({ userPools: [{ users }] });
  const { id } = mock.userPool();
  const { idToken, accessToken } = await mock.userPool().issueTokens('alice');
  const provider = (token: string) =>
    fromCognitoIdentityPool({
      identityPoolId: mock.identityPool().id,
      clientConfig,
      logins: { [`cognito-idp.us-east-1.amazonaws.com/${id}`]: token },
    });
  const credentials = await provider(idToken)();
  expect(await echo(urls, credentials)).toMatchObject({
    status: 200,
    user: 'alice',
    identityId: credentials.identityId,
  });
  const forged = idToken.replace(/.{8}$/, 'AAAAAAAA');
  await expect(provider(forged)()).rejects.toThrow('Invalid login token.');
  await expect(provider(accessToken)()).rejects.toThrow('Invalid login token.');
  mock.skewClock('1h');
  await expect(provider(idToken)()).rejects.toThrow(/Invalid login token\. Token expired: \d+ >= \d+/);
});

test('takes ID tokens of the user pools that it trusts, and of no others', async () => {
  const trusted = 'us-east-1_Trusted01';
  const { mock, clientConfig } = await set({
    userPools: [
      { id: trusted, users },
      { id: 'us-east-1_Stranger1', clientId: 'strangers', users },
    ],
    identityPools: [{ userPools: [trusted] }],
  });
  const client = new CognitoIdentityClient(clientConfig);
  const enter = (key: string, token: string) =>
    client.send(
      new GetIdCommand({
        IdentityPoolId: mock.identityPool().id,
        Logins: { [`cognito-idp.us-east-1.amazonaws.com/${key}`]: token },
      }),
    );
  const strangers = mock.userPool('us-east-1_Stranger1');
  const { idToken } = await strangers.issueTokens('alice');
  await expect(enter(strangers.id, idToken)).rejects.toThrow('Token is not from a supported provider');
  await expect(enter(trusted, idToken)).rejects.toThrow('Invalid login token.');
  const own = await enter(trusted, (await mock.userPool(trusted).issueTokens('alice')).idToken);
  expect(own.IdentityId).toMatch(/^us-east-1:/);
});

test('merges a guest into the user, as the client sees it', async () => {
  const { mock, clientConfig } = await set();
  const client = new CognitoIdentityClient(clientConfig);
  const IdentityPoolId = mock.identityPool().id;
  const Logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const { IdentityId: user } = await client.send(new GetIdCommand({ IdentityPoolId, Logins }));
  const { IdentityId: guest } = await client.send(new GetIdCommand({ IdentityPoolId }));
  const answer = await client.send(new GetCredentialsForIdentityCommand({ IdentityId: guest, Logins }));
  expect(answer.IdentityId).toBe(user);
  expect(answer.Credentials?.Expiration).toBeInstanceOf(Date);
});

test('refuses in the client’s own exceptions', async () => {
  const { mock, clientConfig } = await set({ identityPools: [{ guests: false }] });
  const client = new CognitoIdentityClient(clientConfig);
  const enter = () => client.send(new GetIdCommand({ IdentityPoolId: mock.identityPool().id }));
  await expect(enter()).rejects.toThrow(NotAuthorizedException);
  mock.throttle({ next: 1 });
  await expect(enter()).rejects.toThrow(TooManyRequestsException);
  mock.goOffline();
  await expect(enter()).rejects.toThrow(/socket hang up|ECONNRESET/);
});

test('serves the basic flow through fromWebToken', async () => {
  const { mock, urls, clientConfig } = await set();
  const client = new CognitoIdentityClient(clientConfig);
  const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: mock.identityPool().id }));
  const { Token } = await client.send(new GetOpenIdTokenCommand({ IdentityId }));
  const provider = (webIdentityToken: string) =>
    fromWebToken({
      webIdentityToken,
      roleArn: 'arn:aws:iam::123456789012:role/guest',
      roleSessionName: 'web',
      clientConfig: { region: 'us-east-1', endpoint: urls.sts as string, maxAttempts: 1 },
    });
  const credentials = await provider(Token as string)();
  expect(await echo(urls, credentials)).toMatchObject({ status: 200, user: 'guest', identityId: IdentityId });
  await expect(provider('a.b.c')()).rejects.toThrow(expect.objectContaining({ Code: 'InvalidIdentityToken' }));
  mock.skewClock('10m');
  await expect(provider(Token as string)()).rejects.toThrow(expect.objectContaining({ Code: 'ExpiredTokenException' }));
});
