import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { type CognitoSession, createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';

// The session considers these tokens valid: their `exp` is an hour away, but the services reject them as expired.

const PASSWORD = 'Correct-Horse-7';

const start = async () => {
  const mock = createAwsMock({
    apis: [{ flavour: 'rest' }, { flavour: 'http', authorizer: 'jwt' }],
    userPools: [{ users: [{ username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } }] }],
    identityPools: [{}],
  });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const session: CognitoSession = createCognitoSession({
    userPoolId,
    userPoolClientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
  });
  await session.signIn({ username: 'alice', password: PASSWORD });
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));
  return { mock, urls, session, states };
};

test('a signed call whose credentials and tokens have expired renews both, and is replayed', async () => {
  const { mock, urls, session, states } = await start();
  const { credentials } = session;
  const call = wrapFetch(
    fetch,
    createSigV4({ credentials, region: 'us-east-1', service: 'execute-api', origins: urls.rest! }),
  );
  expect((await call(`${urls.rest}/items`)).status).toBe(200);
  mock.expireTokens();
  mock.expireCredentials();
  expect(await (await call(`${urls.rest}/items`)).json()).toMatchObject({ user: 'alice' });
  expect(mock.calls('GET /items').map(({ verdict }) => verdict)).toEqual(['ok', 'expired-token', 'ok']);
  expect(mock.operations('GetCredentialsForIdentity').map(({ status }) => status)).toEqual([200, 400, 200]);
  expect([mock.refreshes, states]).toEqual([1, []]);
});

test('a call with a token that is refused as expired renews it, and is replayed', async () => {
  const { mock, urls, session, states } = await start();
  const call = wrapFetch(fetch, createTokenAuth({ token: session.idToken, origins: urls.http! }));
  expect((await call(`${urls.http}/items`)).status).toBe(200);
  mock.expireTokens('alice');
  expect(await (await call(`${urls.http}/items`)).json()).toMatchObject({ user: 'alice' });
  expect(mock.calls('GET /items').map(({ status }) => status)).toEqual([200, 401, 200]);
  expect([mock.refreshes, states]).toEqual([1, []]);
});

test('operations with an access token that is refused as expired renew it once, and are made again', async () => {
  const { mock, session, states } = await start();
  mock.expireTokens('alice');
  const answers = await Promise.all([session.getAttributes(), session.listDevices(), session.getMfaPreference()]);
  expect(answers[0]).toMatchObject({ email: 'alice@example.com' });
  expect(mock.operations('GetUser').map(({ status }) => status)).toEqual([400, 400, 200, 200]);
  expect([mock.refreshes, states]).toEqual([1, []]);
});

test('an operation that is refused for another reason with a new token is not made a third time', async () => {
  const { mock, session } = await start();
  mock.expireTokens('alice');
  const refused = session.changePassword({ oldPassword: 'Wrong-Horse-7', newPassword: 'Other-Horse-7' });
  await expect(refused).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  expect(mock.operations('ChangePassword').map(({ status }) => status)).toEqual([400, 400]);
  expect(mock.refreshes).toBe(1);
});

test('an operation that discovers revoked tokens rejects with not-signed-in', async () => {
  const { mock, session, states } = await start();
  mock.revokeTokens('alice');
  await expect(session.getAttributes()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(mock.operations('GetUser')).toHaveLength(1);
  expect([mock.refreshes, states]).toEqual([0, ['signedOutUserPoolsTokenInvalid']]);
});
