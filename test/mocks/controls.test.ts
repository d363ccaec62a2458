import { createSigV4 } from 'sigv4-interceptor';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';
import { NOW, type Stage, setStage } from './support/stage.js';

const MINUTE = 60_000;
const statuses = async (stage: Stage, count: number): Promise<number[]> => {
  const answers: number[] = [];
  for (let i = 0; i < count; i += 1) answers.push((await stage.call('rest')).status);
  return answers;
};

test('refuses credentials issued before expireCredentials, and accepts those issued after', async () => {
  const stage = await setStage();
  const before = stage.mock.issueCredentials();
  stage.mock.expireCredentials();
  expect(before.expiration.getTime()).toBeGreaterThan(NOW);
  expect((await stage.call('rest', { credentials: before })).body).toContain('is expired');
  expect((await stage.call('rest', { credentials: stage.mock.issueCredentials() })).status).toBe(200);
});

test('takes expired credentials again once expireCredentials is undone', async () => {
  const stage = await setStage();
  const credentials = stage.mock.issueCredentials();
  const undo = stage.mock.expireCredentials();
  expect((await stage.call('rest', { credentials })).status).toBe(403);
  undo();
  expect((await stage.call('rest', { credentials })).status).toBe(200);
});

test('never expires permanent keys', async () => {
  const stage = await setStage();
  stage.mock.expireCredentials();
  stage.mock.skewClock('1m');
  expect((await stage.call('rest', { credentials: stage.mock.permanentCredentials() })).status).toBe(200);
});

test('refuses credentials when their own expiration has passed', async () => {
  let now = NOW;
  const stage = await setStage({
    now: () => now,
    credentialsLifetime: '15m',
    apis: [{ region: 'eu-west-1' }],
  });
  const credentials = stage.mock.issueCredentials();
  expect(credentials.expiration).toEqual(new Date(NOW + 15 * MINUTE));
  now += 15 * MINUTE - 1;
  expect((await stage.call('rest', { credentials, date: now })).status).toBe(200);
  now += 1;
  expect((await stage.call('rest', { credentials, date: now })).body).toContain('is expired');
});

test.for([
  ['-10m', -10 * MINUTE],
  ['+90s', 90_000],
  ['2h', 120 * MINUTE],
  ['1.5h', 90 * MINUTE],
  ['250ms', 250],
  ['-1d', -1440 * MINUTE],
  [-5000, -5000],
] as const)('skews the server’s clock by %s', async ([skew, milliseconds]) => {
  const stage = await setStage();
  stage.mock.skewClock(skew);
  const { headers, status } = await stage.call('rest', { date: NOW + milliseconds });
  expect([status, headers.date]).toEqual([200, new Date(NOW + milliseconds).toUTCString()]);
  expect(stage.mock.issueCredentials().expiration.getTime()).toBe(NOW + milliseconds + 60 * MINUTE);
});

test.for(['', 'ten minutes', '10', '10 parsecs', Number.NaN, Number.POSITIVE_INFINITY, null, undefined, {}])(
  'refuses %s for a skew',
  (rubbish) => {
    const mock = createAwsMock();
    expect(() => mock.skewClock(rubbish as string)).toThrow(TypeError);
    expect(() => mock.skewClock(rubbish as string)).toThrow("skewClock(): expected a duration such as '-10m'");
  },
);

test('replaces a skew by the next one, and goes back to it when that is undone', async () => {
  const stage = await setStage();
  stage.mock.skewClock('-20m');
  const undo = stage.mock.skewClock('1m');
  expect((await stage.call('rest')).status).toBe(200);
  undo();
  expect((await stage.call('rest')).status).toBe(403);
});

test('throttles the given number of requests', async () => {
  const stage = await setStage();
  stage.mock.throttle({ next: 3 });
  expect(await statuses(stage, 5)).toEqual([429, 429, 429, 200, 200]);
});

test('stops throttling when it is undone', async () => {
  const stage = await setStage();
  const undo = stage.mock.throttle({ next: 3 });
  expect(await statuses(stage, 1)).toEqual([429]);
  undo();
  expect(await statuses(stage, 1)).toEqual([200]);
});

test('denies one user on one route', async () => {
  const stage = await setStage({ apis: [{ region: 'eu-west-1' }] });
  const undo = stage.mock.deny('GET /items/{id}', { user: 'bob' });
  const bob = stage.mock.issueCredentials('bob');
  const as = (target: string, method: string, credentials = bob) => stage.call('rest', { target, method, credentials });
  const answers = [
    await as('/items/7', 'GET'),
    await as('/items/7', 'DELETE'),
    await as('/items', 'GET'),
    await as('/items/7', 'GET', stage.mock.issueCredentials('alice')),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 200, 200, 200]);
  undo();
  expect((await as('/items/7', 'GET')).status).toBe(200);
});

test('issues credentials at every call of a provider, and counts them by user', async () => {
  const mock = createAwsMock();
  const provider = mock.credentialsProvider();
  const [first, second] = [await provider(), await provider({ forceRefresh: true })];
  await mock.credentialsProvider('bob')();
  expect([mock.issued(), mock.issued('alice'), mock.issued('bob')]).toEqual([3, 2, 1]);
  expect(first.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(second.accessKeyId).not.toBe(first.accessKeyId);
  expect(first.expiration).toBeInstanceOf(Date);
  expect(first.principal).toBe('alice');
});

test('lists the calls by route, without secrets', async () => {
  const stage = await setStage({ apis: [{ region: 'eu-west-1' }] });
  const credentials = stage.mock.issueCredentials('bob');
  await stage.call('rest', { target: '/items?page=2', credentials });
  await stage.call('rest', { target: '/items/7', method: 'DELETE', credentials, presign: true, expiresIn: 60 });
  stage.mock.expireCredentials();
  await stage.call('rest', { target: '/items', credentials });

  const { mock } = stage;
  expect(mock.calls('GET /items')).toEqual([
    {
      api: 'rest',
      time: NOW,
      method: 'GET',
      path: '/items',
      query: 'page=2',
      signed: 'header',
      accessKeyId: credentials.accessKeyId,
      user: 'bob',
      status: 200,
      verdict: 'ok',
    },
    {
      api: 'rest',
      time: NOW,
      method: 'GET',
      path: '/items',
      query: '',
      signed: 'header',
      accessKeyId: credentials.accessKeyId,
      status: 403,
      verdict: 'expired-token',
      detail: 'The security token included in the request is expired',
    },
  ]);
  expect(mock.calls('/items/{id}')).toMatchObject([{ method: 'DELETE', signed: 'presigned', query: '', status: 200 }]);
  expect([mock.calls().length, mock.calls('/items').length, mock.calls('PUT /items').length]).toEqual([3, 2, 0]);
  const log = JSON.stringify(mock.calls());
  expect(log).not.toContain(credentials.secretAccessKey);
  expect(log).not.toContain(credentials.sessionToken);
  expect(log).not.toMatch(/[0-9a-f]{64}/);
});

test('takes everything back with reset, except the keys', async () => {
  const stage = await setStage();
  const { mock } = stage;
  const credentials = mock.issueCredentials();
  mock.expireCredentials();
  mock.skewClock('1h');
  mock.throttle({ next: 9 });
  mock.deny();
  mock.dropCorsHeaders();
  await stage.call('s3', { credentials });
  mock.reset();
  expect([mock.calls(), mock.issued()]).toEqual([[], 0]);
  expect((await stage.call('rest', { credentials })).status).toBe(200);
});

test('follows fake timers', () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  const mock = createAwsMock();
  vi.setSystemTime(NOW + MINUTE);
  expect(mock.issueCredentials().expiration.getTime()).toBe(NOW + 61 * MINUTE);
  vi.useRealTimers();
});

const wrong: [string, () => unknown][] = [
  ['throttle(): next', () => createAwsMock().throttle({ next: 0 })],
  ['throttle(): next', () => createAwsMock().throttle(undefined as never)],
  ['deny()', () => createAwsMock().deny('items')],
  ['deny(): user', () => createAwsMock().deny('/items', { user: 'carol' })],
  ['deny(): user', () => createAwsMock().deny('/items', { user: 'bob', as: 'waf' })],
  ['deny(): as', () => createAwsMock().deny('/items', { as: 'maybe' as never })],
  ['calls(route)', () => createAwsMock().calls('items')],
  ['credentialsProvider(user)', () => createAwsMock().credentialsProvider('carol')],
  ['user', () => createAwsMock().permanentCredentials('carol')],
];
test.for(wrong)('names %s in the TypeError about it', ([name, act]) => {
  expect(act).toThrow(TypeError);
  expect(act).toThrow(name);
});

test('delays the given responses, and respects fake timers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const stage = await setStage();
  stage.mock.delay('2s', { route: 'GET /items', api: 'rest' });
  const undo = stage.mock.delay(500, { api: 'rest' });
  let status = 0;
  const slow = stage.call('rest').then((answer) => {
    status = answer.status;
  });
  // The others are answered in the meantime.
  expect((await stage.call('http')).status).toBe(200);
  // vi.waitUntil would advance the timers.
  while (vi.getTimerCount() === 0) await new Promise((next) => setImmediate(next));
  await vi.advanceTimersByTimeAsync(2499);
  expect([status, stage.mock.calls('/items').length]).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(1);
  await slow;
  expect(status).toBe(200);
  undo();
  stage.mock.reset();
  expect((await stage.call('rest')).status).toBe(200);
});

test.for([
  ['no duration', ['soon']],
  ['one below 0', ['-1s']],
  ['no route', ['1s', { route: 'items' }]],
  ['no API', ['1s', { api: 'rset' }]],
] as const)('delay() refuses what is %s', ([, [by, options]]) => {
  expect(() => createAwsMock().delay(by as '1s', options as object)).toThrow(/delay\(\)/);
});

test('says who signed a request, and what would be refused', async () => {
  const mock = createAwsMock({ apis: [{ flavour: 'rest' }, { flavour: 's3' }] });
  const sign = async (user: string, service: string) => {
    const auth = createSigV4({ credentials: mock.issueCredentials(user), region: 'us-east-1', service });
    const url = 'https://anywhere.example.com/a%20b?x=1';
    return { auth, url, signed: await auth.sign({ method: 'POST', url, body: 'hello' }) };
  };
  const { auth, url, signed } = await sign('bob', 'execute-api');
  expect(await mock.signedBy(signed)).toMatchObject({ user: 'bob', arn: expect.stringContaining('/bob') });
  const { method, headers, body } = signed;
  expect(
    await mock.signedBy(new Request(signed.url, { method, headers, body: body as Uint8Array<ArrayBuffer> })),
  ).toMatchObject({
    user: 'bob',
  });
  expect(await mock.signedBy(await auth.presign(url))).toMatchObject({ user: 'bob' });
  expect(await mock.signedBy((await sign('alice', 's3')).signed)).toMatchObject({ user: 'alice' });
  expect(await mock.signedBy({ ...signed, body: 'hullo' })).toBeUndefined();
  expect(await mock.signedBy((await sign('alice', 'lambda')).signed)).toBeUndefined();
  expect(await mock.signedBy(url)).toBeUndefined();
  expect(mock.calls()).toEqual([]);
  const { url: called, headers: sent } = await auth.sign({ url: mock.baseUrl });
  await mock.answer(new Request(called, { headers: sent }));
  mock.expireCredentials();
  await mock.answer(new Request(called, { headers: sent }));
  const [taken, refused] = mock.calls();
  expect(await mock.signedBy(taken!)).toMatchObject({ user: 'bob', accessKeyId: taken!.accessKeyId });
  expect([await mock.signedBy(refused!), await mock.signedBy(signed)]).toEqual([undefined, undefined]);
});

test('ids, keys, codes and tokens are the same in each run of a seed, and never without one', async () => {
  const run = async (seed?: string) => {
    const mock = createAwsMock({
      now: () => NOW,
      ...(seed && { seed }),
      userPools: [{ users: [{ username: 'alice', password: 'Correct-horse-1' }] }],
      identityPools: [{ guests: true }],
    });
    const { url, urls, close } = await mock.listen();
    onTestFinished(close);
    const ask = async (target: string, input: object) => {
      const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
      const service = target.startsWith('AWSCognitoIdentityProvider') ? 'cognito-idp' : 'cognito-identity';
      const answer = await fetch(urls[service]!, { method: 'POST', headers, body: JSON.stringify(input) });
      return [answer.headers.get('x-amzn-requestid'), await answer.json()];
    };
    const ClientId = mock.userPool().clientId;
    const forgot = { ClientId, Username: 'alice' };
    const refused = await fetch(`${url}/items`);
    return JSON.stringify([
      mock.permanentCredentials(),
      mock.issueCredentials(),
      mock.issueProviderToken('accounts.google.com', 'alice'),
      await ask('AWSCognitoIdentityProviderService.ForgotPassword', forgot),
      mock.lastCode('alice'),
      await ask('AWSCognitoIdentityService.GetId', { IdentityPoolId: mock.identityPool().id }),
      [...refused.headers].filter(([name]) => name.startsWith('x-am')),
    ]);
  };
  const first = await run('a seed');
  expect(await run('a seed')).toBe(first);
  expect(await run('another')).not.toBe(first);
  expect(await run()).not.toBe(await run());
  expect(JSON.parse(first).flat(2)).not.toContain(undefined);
});
