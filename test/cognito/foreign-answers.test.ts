import { basicFlow } from 'sigv4-interceptor/cognito';
import { expect, test } from 'vitest';
import { createFakeCognito, jwt } from './support/fake-cognito.js';
import { alice, outcome, start } from './support/session.js';

const tokens = (id: object, access: object) => ({
  AuthenticationResult: { IdToken: jwt(id), AccessToken: jwt(access), ExpiresIn: 3600 },
});

test.each([
  ["another user's", tokens({ sub: 'sub-bob' }, { sub: 'sub-bob', username: 'bob' })],
  ["another user's ID token", tokens({ sub: 'sub-bob' }, { sub: 'sub-alice', username: 'alice' })],
  ["another user's access token", tokens({ sub: 'sub-alice' }, { sub: 'sub-bob', username: 'bob' })],
  ['not readable', { AuthenticationResult: { IdToken: 'y', AccessToken: 'x', ExpiresIn: 3600 } }],
  ['without a sub', tokens({}, { username: 'alice' })],
])('renewed tokens that are %s: an outage, and the good token stays', async (_, answer) => {
  const { session, cognito, storage } = await start();
  await session.signIn(alice);
  const stored = await storage.get('sigv4-interceptor.session');
  cognito.on('GetTokensFromRefreshToken', answer);
  const failure = { name: 'NetworkError', code: 'unexpected-answer', operation: 'GetTokensFromRefreshToken' };
  await expect(session.getTokens({ forceRefresh: true })).rejects.toMatchObject(failure);
  expect([session.state, session.username, session.credentials.principal()]).toEqual([
    'signedIn',
    'alice',
    'sub-alice',
  ]);
  expect(await storage.get('sigv4-interceptor.session')).toBe(stored);
});

const CREDENTIALS = { AccessKeyId: 'ASIA', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 };

test.each([
  { AccessKeyId: 'A\nB' },
  { SessionToken: 'a\r\nb' },
  { SessionToken: 'caf\u00e9' },
  { SessionToken: '\u0000' },
])('credentials that no header can hold are not kept: %j', async (bad) => {
  const { session, cognito } = await start();
  const answer = { IdentityId: 'us-east-1:guest', Credentials: { ...CREDENTIALS, ...bad } };
  cognito.on('GetCredentialsForIdentity', answer);
  const failure = await outcome(session.credentials());
  expect(failure).toMatchObject({ code: 'unexpected-answer', operation: 'GetCredentialsForIdentity' });
  cognito.on('GetCredentialsForIdentity', { ...answer, Credentials: CREDENTIALS });
  expect((await session.credentials()).accessKeyId).toBe('ASIA');
});

test("STS's credentials that no header can hold are not kept", async () => {
  let token = 'a\nb';
  const cognito = createFakeCognito();
  cognito.on('GetOpenIdToken', { IdentityId: 'us-east-1:guest', Token: 'open' });
  const xml = () =>
    `<AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>${token}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`;
  const { session } = await start(
    {
      basicFlow: basicFlow({ guestRoleArn: 'arn:aws:iam::123456789012:role/guest' }),
      fetch: async (input, init) => (String(input).includes('sts') ? new Response(xml()) : cognito.fetch(input, init)),
    },
    cognito,
  );
  const failure = { code: 'unexpected-answer', operation: 'AssumeRoleWithWebIdentity' };
  await expect(session.credentials()).rejects.toMatchObject(failure);
  token = 'T';
  expect((await session.credentials()).sessionToken).toBe('T');
});

test.each(['GetId', 'GetCredentialsForIdentity'])(
  'an identity id of %s that is none is not kept',
  async (operation) => {
    const { session, cognito } = await start();
    await session.signIn(alice);
    cognito.on(operation, { IdentityId: 'null', Credentials: CREDENTIALS });
    await expect(session.credentials()).rejects.toMatchObject({ code: 'unexpected-answer', operation });
    expect(session.identityId).toBeUndefined();
  },
);

test.each([
  ['https://login.example.com/', 'unexpected-answer', 'signedIn'],
  ['http://127.0.0.1:4566/', 'not-signed-in', 'signedOutUserPoolsTokenInvalid'],
])('a code without a type at %s: %s, %s', async (userPool, code, state) => {
  const cognito = createFakeCognito();
  let isForeign = false;
  const { session } = await start(
    {
      endpoints: { userPool },
      waitForSignIn: false,
      fetch: async (input, init) =>
        isForeign
          ? Response.json({ code: 'NotAuthorizedException', message: 'Sign in to Wi-Fi' }, { status: 401 })
          : cognito.fetch(input, init),
    },
    cognito,
  );
  await session.signIn(alice);
  isForeign = true;
  await expect(session.getTokens({ forceRefresh: true })).rejects.toMatchObject({ code });
  expect(session.state).toBe(state);
});
