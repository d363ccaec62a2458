import {
  type CognitoSessionOptions,
  createCognitoSession,
  createSharedRenewals,
  memoryStorage,
} from 'sigv4-interceptor/cognito';
import { type AwsMockOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

const alice = { username: 'alice', password: 'Correct-Horse-7' };
const NO_POOL = 'us-east-1_Nowhere';
const NO_IDENTITY_POOL = 'us-east-1:99999999-9999-4999-8999-999999999999';

/** The mock behind real sockets, with sessions that are configured for it except for a test's changes. */
const start = async (options: Partial<AwsMockOptions> = {}) => {
  const mock = createAwsMock({ userPools: [{ users: [alice] }], identityPools: [{ guests: true }], ...options });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const ids = {
    pool: mock.userPool().id,
    client: mock.userPool().clientId,
    identityPool: mock.identityPool().id,
  };
  const endpoints = { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! };
  const newSession = (configuration: object = {}) =>
    createCognitoSession({
      userPoolId: ids.pool,
      userPoolClientId: ids.client,
      identityPoolId: ids.identityPool,
      endpoints,
      storage: memoryStorage(),
      retry: { retries: 0 },
      ...configuration,
    } as CognitoSessionOptions);
  const check = (configuration: object = {}): Promise<unknown> =>
    newSession(configuration)
      .initialize({ check: true })
      .catch((error: unknown) => error);
  return { mock, ids, endpoints, newSession, check };
};

test('a right configuration passes, and nothing is created, sent or triggered', async () => {
  const { mock, newSession } = await start();
  const session = newSession();
  const state = await session.initialize({ check: true });
  expect(state).toBe(session.state);
  expect(session.isSignedIn).toBe(false);
  expect(mock.identityPool().identities()).toEqual([]);
  const { codes, triggers, signIns } = mock.userPool();
  expect([codes, triggers, signIns]).toEqual([[], [], []]);
  expect(mock.operations().map(({ operation, code }) => [operation, code])).toEqual(
    expect.arrayContaining([
      [expect.stringMatching(/jwks\.json$/), undefined],
      ['GetTokensFromRefreshToken', 'NotAuthorizedException'],
      ['GetId', 'NotAuthorizedException'],
    ]),
  );
  expect(mock.operations()).toHaveLength(3);
});

test('a signed-in user stays signed in', async () => {
  const { newSession } = await start();
  const storage = memoryStorage();
  await newSession({ storage }).signIn(alice);
  const session = newSession({ storage });
  expect(await session.initialize({ check: true })).toBe('signedIn');
  const wrong = newSession({ identityPoolId: NO_IDENTITY_POOL, storage: memoryStorage() });
  await wrong.signIn(alice);
  await expect(wrong.initialize({ check: true })).rejects.toMatchObject({ code: 'configuration' });
  expect(wrong.state).toBe('signedIn');
});

test.each<[string, object, RegExp]>([
  ['user pool', { userPoolId: NO_POOL }, /^userPoolId: there is no user pool us-east-1_Nowhere in us-east-1\b/],
  [
    'app client',
    { userPoolClientId: 'nobody' },
    /^userPoolClientId: there is no app client nobody in us-east-1\.( |$)/,
  ],
  ['identity pool', { identityPoolId: NO_IDENTITY_POOL }, /^identityPoolId: there is no identity pool us-east-1:9999/],
])('an unknown %s is named', async (_, configuration, message) => {
  const { check } = await start();
  expect(await check(configuration)).toMatchObject({
    name: 'ConfigurationError',
    code: 'configuration',
    message: expect.stringMatching(message),
  });
});

test('keys are named as the configuration spells them', async () => {
  const { ids, newSession, endpoints } = await start();
  const unset = { userPoolId: undefined, userPoolClientId: undefined, identityPoolId: undefined };
  const messageOf = (file: object): Promise<string> =>
    newSession({ ...unset, endpoints, ...file })
      .initialize({ check: true })
      .then(
        () => 'passed',
        ({ message }: Error) => message,
      );
  const outputs = { user_pool_id: ids.pool, user_pool_client_id: 'nobody', identity_pool_id: ids.identityPool };
  expect(await messageOf({ auth: outputs })).toMatch(
    /^auth\.user_pool_client_id: there is no app client nobody.*amplify_outputs\.json/,
  );
  expect(await messageOf({ aws_user_pools_id: NO_POOL, aws_user_pools_web_client_id: ids.client })).toMatch(
    /^aws_user_pools_id: there is no user pool/,
  );
  expect(
    await messageOf({ CredentialsProvider: { CognitoIdentity: { Default: { PoolId: NO_IDENTITY_POOL } } } }),
  ).toMatch(/^CredentialsProvider\.CognitoIdentity\.Default\.PoolId: there is no identity pool/);
});

test('an endpoint that was given is named beside the pool that does not show its keys there', async () => {
  const { check } = await start();
  expect(await check({ userPoolId: NO_POOL })).toMatchObject({
    message: expect.stringContaining('endpoints.userPool'),
  });
});

const SECRET = 'the-secret-of-the-client';

test.each<[string, string | undefined, string | undefined, RegExp | undefined]>([
  ['the right one', SECRET, SECRET, undefined],
  ['a wrong one', SECRET, 'another-secret', /^userPoolClientSecret is not the secret of app client /],
  ['none where there is one', SECRET, undefined, /^userPoolClientSecret is required by app client /],
  ['one where there is none', undefined, SECRET, /^userPoolClientSecret is not the secret of app client /],
])("the client's secret: %s", async (_, clientSecret, userPoolClientSecret, message) => {
  const { newSession } = await start({ userPools: [{ users: [alice], ...(clientSecret && { clientSecret }) }] });
  const session = newSession({ ...(userPoolClientSecret && { userPoolClientSecret }) });
  const error = await session.initialize({ check: true }).then(
    () => undefined,
    (reason: Error) => reason,
  );
  if (!message) return expect(error).toBeUndefined();
  expect(error).toMatchObject({ code: 'configuration', message: expect.stringMatching(message) });
  expect(error!.message).not.toContain('-secret');
});

test.each(['userPool', 'identityPool'] as const)('a service that cannot be reached is named: %s', async (service) => {
  const { check, endpoints } = await start();
  const elsewhere = { ...endpoints, [service]: 'http://127.0.0.1:1/' };
  const error = await check({ endpoints: elsewhere });
  expect(error).toMatchObject({
    name: 'NetworkError',
    code: 'network',
    message: expect.stringMatching(`^endpoints\\.${service}: .*127\\.0\\.0\\.1`),
    cause: expect.any(Error),
  });
});

test('without an endpoint, the error names the id that locates the service', async () => {
  const { newSession } = await start();
  const unreachable = async (): Promise<never> => {
    throw new TypeError('fetch failed');
  };
  const session = newSession({ endpoints: undefined, fetch: unreachable });
  await expect(session.initialize({ check: true })).rejects.toMatchObject({
    code: 'network',
    message: expect.stringMatching(/^userPoolId: https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_\w+\//),
  });
});

test.each<[string, (init: RequestInit) => Response]>([
  ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ['another JSON', () => Response.json({})],
  ['a page that says 404', () => new Response('<html>', { status: 404 })],
  [
    'a redirect',
    // To a server with its own keys.
    ({ redirect }) => (redirect === 'manual' ? new Response(null, { status: 302 }) : Response.json({ keys: [] })),
  ],
])('something else that answers in place of the keys is no proof that there is no pool: %s', async (_, answer) => {
  const { newSession } = await start();
  const session = newSession({
    fetch: (async (url: string, init: RequestInit) =>
      url.endsWith('/jwks.json') ? answer(init) : fetch(url, init)) as typeof fetch,
  });
  await expect(session.initialize({ check: true })).rejects.toMatchObject({
    name: 'NetworkError',
    code: 'unexpected-answer',
    message: expect.stringMatching(/^endpoints\.userPool: /),
  });
});

test('the keys are requested again after a transient fault of the service', async () => {
  const { newSession } = await start();
  let asked = 0;
  const session = newSession({
    retry: { retries: 1, minTimeout: 0 },
    fetch: (async (url: string, init) =>
      url.endsWith('/jwks.json') && ++asked === 1
        ? Response.json({}, { status: 503 })
        : fetch(url, init)) as typeof fetch,
  });
  await session.initialize({ check: true });
  expect(asked).toBe(2);
});

test('what a service refuses for another reason is passed on as it is', async () => {
  const { mock, check } = await start();
  mock.throttle({ next: 1, api: 'cognito-identity' });
  expect(await check()).toMatchObject({ name: 'TooManyRequestsException' });
});

test('a session without a user pool has its identity pool checked', async () => {
  const { mock, check } = await start({ identityPools: [{ guests: false }] });
  const alone = { userPoolId: '', userPoolClientId: '' };
  expect(await check(alone)).not.toBeInstanceOf(Error);
  expect(mock.operations().map(({ operation }) => operation)).toEqual(['GetId']);
});

test.each([undefined, {}, { check: false }])('initialize(%j) makes no call', async (options) => {
  const { mock, newSession } = await start();
  await newSession({ userPoolId: NO_POOL }).initialize(options);
  expect(mock.operations()).toEqual([]);
});

test.each([
  [{ chek: true }, /initialize: there is no option "chek"\. Did you mean check\?/],
  [{ check: 'yes' }, /initialize: check: pass true or false/],
])('initialize(%j) is refused', async (options, message) => {
  const { newSession } = await start();
  await expect(newSession().initialize(options as never)).rejects.toThrow(message);
});

test('sessions that share renewals are checked one by one', async () => {
  const { ids, check } = await start();
  const renewals = createSharedRenewals();
  const [right, wrong] = await Promise.all([
    check({ renewals }),
    check({ renewals, userPoolClientId: 'unknownclient' }),
  ]);
  expect(right).toBe('guest');
  expect(wrong).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('unknownclient') });
  expect(ids.client).not.toBe('unknownclient');
});
