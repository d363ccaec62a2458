import { createTokenAuth } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, onTestFinished, test } from 'vitest';
import { type ApiOptions, createAwsMock } from '../../mocks/index.js';

const users = [{ username: 'alice', password: 'Correct-Horse-7' }];
type Flavour = 'rest' | 'http' | 'appsync';

const start = async (flavour: Flavour, options: ApiOptions = {}) => {
  const routes = { 'POST /graphql': (_: Request, { caller }: { caller: { user: string; claims?: object } }) => caller };
  const mock = createAwsMock({
    apis: [{ flavour, authorizer: 'jwt', routes, ...options }],
    userPools: [{ users }, { users: [{ username: 'carol', password: 'Correct-Horse-7' }] }],
    identityPools: [{}],
  });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const session = createCognitoSession({ userPoolId, userPoolClientId, endpoints: { userPool: urls['cognito-idp']! } });
  await session.signIn({ username: 'alice', password: 'Correct-Horse-7' });
  const call = (authorization?: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      body: '{"query":"{ items { id } }"}',
      ...(authorization && { headers: { authorization } }),
    });
  return { mock, url, session, call };
};

test.for<Flavour>(['rest', 'http', 'appsync'])(
  '%s: the session’s tokens are let in, and renewed when refused',
  async (flavour) => {
    const { mock, url, session } = await start(flavour);
    const call = wrapFetch(fetch, createTokenAuth({ token: session.idToken, origins: url }));
    const send = async () => {
      const answer = await call(`${url}/graphql`, { method: 'POST', body: '{"query":"{ items { id } }"}' });
      return [answer.status, await answer.json()];
    };
    expect(await send()).toMatchObject([200, { user: 'alice', claims: { token_use: 'id' } }]);
    mock.expireCredentials();
    expect(await send()).toMatchObject([200, { user: 'alice' }]);
    expect(mock.calls().map(({ verdict, signed }) => [verdict, signed])).toEqual([
      ['ok', 'token'],
      ['unauthorized', 'token'],
      ['ok', 'token'],
    ]);
    expect(mock.refreshes).toBe(1);
    const { accessToken } = await session.getTokens();
    expect(JSON.stringify(mock.calls())).not.toContain(accessToken);
  },
);

test.for<[Flavour, object, object, object]>([
  [
    'rest',
    { type: 'UnauthorizedException', body: { message: 'Unauthorized' } },
    { type: 'UnauthorizedException', body: { message: 'Unauthorized' } },
    { type: 'UnauthorizedException', body: { message: 'The incoming token has expired' } },
  ],
  [
    'http',
    { challenge: 'Bearer', body: { message: 'Unauthorized' } },
    { challenge: expect.stringMatching(/error="invalid_token"/), body: { message: 'Unauthorized' } },
    { challenge: expect.stringMatching(/the token has expired/), body: { message: 'Unauthorized' } },
  ],
  [
    'appsync',
    { body: { errors: [{ errorType: 'UnauthorizedException', message: 'Valid authorization header not provided.' }] } },
    { body: { errors: [{ errorType: 'UnauthorizedException', message: 'Unable to parse JWT token.' }] } },
    { body: { errors: [{ errorType: 'UnauthorizedException', message: 'Token has expired.' }] } },
  ],
])(
  '%s: says 401 to no token, to one that is none, and to one that has expired',
  async ([flavour, missing, invalid, expired]) => {
    const { mock, session, call } = await start(flavour);
    const shown = async (authorization?: string) => {
      const { status, headers, ...answer } = await call(authorization).then(async (response) => ({
        status: response.status,
        headers: response.headers,
        body: await response.json(),
      }));
      const [type, challenge] = [headers.get('x-amzn-errortype'), headers.get('www-authenticate')];
      return { status, ...answer, ...(type && { type }), ...(challenge && { challenge }) };
    };
    expect(await shown()).toMatchObject({ status: 401, ...missing });
    expect(await shown('Bearer eyJh.eyJz.c2ln')).toMatchObject({ status: 401, ...invalid });
    const { accessToken } = await session.getTokens();
    expect((await call(`Bearer ${accessToken}`)).status).toBe(200);
    mock.skewClock('2h');
    expect(await shown(`Bearer ${accessToken}`)).toMatchObject({ status: 401, ...expired });
  },
);

test('tokens of other pools and of third parties are let in, opaque ones are not', async () => {
  const { mock, call } = await start('http');
  const second = mock.userPool('us-east-1_Mock00002');
  const user = async (token: string) => (await (await call(token)).json()).user;
  expect(await user((await second.issueTokens('carol')).idToken)).toBe('carol');
  expect(await user(mock.issueProviderToken('accounts.google.com', 'dave'))).toBe('dave');
  expect((await call(mock.issueProviderToken('graph.facebook.com', 'dave'))).status).toBe(401);
  mock.deny();
  expect((await call((await second.issueTokens('carol')).idToken)).status).toBe(403);
});

test('only APIs that can have such an authorizer accept the option', () => {
  expect(() => createAwsMock({ flavour: 's3', authorizer: 'jwt' })).toThrow(/authorizer: 's3' accepts signatures only/);
  expect(() => createAwsMock({ authorizer: 'cognito' as 'jwt' })).toThrow(/authorizer: expected 'iam' or 'jwt'/);
});
