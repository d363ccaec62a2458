import { createSigV4, type Rejection } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import {
  clients,
  countingProvider,
  credentials,
  DENIED,
  EXPIRED,
  everyClient,
  refuse,
  startServer,
} from './support.js';

test.each(everyClient)('%s: replays once after a 403 and returns the second response', async (_, client) => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const provider = countingProvider();
  const send = client(
    createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  expect(await send('POST', `${url}/items?q=a b`, { n: 1 })).toMatchObject({ status: 200, data: { key: 'KEY2' } });
  expect(arrivals.map(({ key, body }) => [key, body.toString()])).toEqual([
    ['KEY1', '{"n":1}'],
    ['KEY2', '{"n":1}'],
  ]);
  expect(provider.asked).toEqual([undefined, { forceRefresh: true }]);
});

test.each(everyClient)('%s: sends a call at most twice, and returns the second 403', async (_, client) => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, EXPIRED));
  const provider = countingProvider();
  const send = client(
    createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  expect(await send('GET', url)).toMatchObject({ status: 403, data: { message: EXPIRED.message } });
  expect(arrivals).toHaveLength(2);
  expect(provider.asked).toHaveLength(2);
});

test.each(everyClient)('%s: returns the 403 of a denied call immediately, with its body intact', async (_, client) => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, DENIED));
  const send = client(
    createSigV4({ credentials: countingProvider(), region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  expect(await send('GET', url)).toMatchObject({ status: 403, data: { message: DENIED.message } });
  expect(arrivals).toHaveLength(1);
});

test('a late 403 for credentials already replaced is replayed without another re-authentication', async () => {
  let release = (): void => {};
  const late = new Promise<void>((resolve) => (release = resolve));
  const { url } = await startServer(async ({ key, url: path }, response) => {
    if (key !== 'KEY1') return 200;
    if (path === '/late') await late;
    return void refuse(response, EXPIRED);
  });
  const provider = countingProvider();
  const send = clients.fetch!(
    createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  const slow = send('GET', `${url}/late`);
  expect(await send('GET', `${url}/early`)).toMatchObject({ status: 200 });
  release();
  expect(await slow).toMatchObject({ status: 200, data: { key: 'KEY2' } });
  expect(provider.asked).toHaveLength(2);
});

test('stops renewing after five renewals in half a minute, and each caller gets its 403', async () => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, EXPIRED));
  const provider = countingProvider();
  const send = clients.fetch!(
    createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  for (let call = 0; call < 20; call++) expect((await send('GET', `${url}/${call}`)).status).toBe(403);
  expect(provider.asked).toHaveLength(6);
  expect(arrivals).toHaveLength(25);
});

test("an application's own 403, polled, costs one renewal and leaves the budget of a real expiry alone", async () => {
  let expired = new Set<string>();
  const { url, arrivals } = await startServer(({ key, url: path }, response) => {
    if (path!.startsWith('/admin') || expired.has(key!))
      return void refuse(response, { type: '', message: 'Forbidden' });
    return 200;
  });
  const provider = countingProvider();
  const send = clients.fetch!(
    createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  for (let poll = 0; poll < 30; poll++) expect((await send('GET', `${url}/admin?n=${poll}`)).status).toBe(403);
  expect(arrivals).toHaveLength(31);
  expect(provider.asked).toHaveLength(2);
  expired = new Set(['KEY1', 'KEY2']);
  expect(await send('GET', `${url}/data`)).toMatchObject({ status: 200, data: { key: 'KEY3' } });
});

test('does not replay if the renewal returns the same credentials', async () => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, EXPIRED));
  let asked = 0;
  const provider = async () => {
    asked++;
    return credentials('SAME');
  };
  const send = clients.fetch!(
    createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url }),
  );

  expect((await send('GET', url)).status).toBe(403);
  expect([arrivals.length, asked]).toEqual([1, 2]);
});

test('static credentials are never renewed, unless the app provides a way', async () => {
  const { url, arrivals } = await startServer(({ key }, response) => (key === 'OLD' ? refuse(response, EXPIRED) : 200));
  const options = { credentials: credentials('OLD'), region: 'eu-west-1', service: 'execute-api', origins: url };
  expect((await clients.fetch!(createSigV4(options))('GET', url)).status).toBe(403);
  expect(arrivals).toHaveLength(1);

  const rejections: Rejection[] = [];
  const auth = createSigV4({
    ...options,
    reauthenticate: (rejection) => {
      rejections.push(rejection);
      return credentials('NEW');
    },
  });
  expect(await clients.fetch!(auth)('GET', `${url}/x?secret-token=1`)).toMatchObject({
    status: 200,
    data: { key: 'NEW' },
  });
  expect(rejections).toEqual([
    {
      status: 403,
      verdict: 'expired',
      code: EXPIRED.type,
      message: EXPIRED.message,
      accessKeyId: 'OLD',
      method: 'GET',
      url: `${url}/x?secret-token=[redacted]`,
    },
  ]);
});

test('after a failed re-authentication every caller gets its 403, and the next call tries again', async () => {
  const { url } = await startServer(({ key }, response) => (key === 'OLD' ? refuse(response, EXPIRED) : 200));
  let attempts = 0;
  const auth = createSigV4({
    credentials: credentials('OLD'),
    region: 'eu-west-1',
    service: 'execute-api',
    origins: url,
    reauthenticate: async () => {
      if (attempts++ === 0) throw new Error('nobody at home');
      return credentials('NEW');
    },
  });
  const failures: unknown[] = [];
  auth.on('reauthentication-failed', ({ error }) => failures.push(error));
  const send = clients.fetch!(auth);

  const answers = await Promise.all([send('GET', `${url}/1`), send('GET', `${url}/2`)]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  expect(failures).toMatchObject([{ code: 'credentials-unavailable', cause: { message: 'nobody at home' } }]);
  expect(await send('GET', url)).toMatchObject({ status: 200 });
});

test('a reauthenticate that makes a signed call with its own Authenticator gets an error, not a deadlock', async () => {
  const { url } = await startServer(({ key }, response) => (key === 'OLD' ? refuse(response, EXPIRED) : 200));
  let inner: unknown;
  const auth = createSigV4({
    credentials: credentials('OLD'),
    region: 'eu-west-1',
    service: 'execute-api',
    origins: url,
    reauthenticate: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      inner = await send('GET', `${url}/inner`).catch((error: unknown) => error);
      return credentials('NEW');
    },
  });
  const send = clients.fetch!(auth);

  expect(await send('GET', url)).toMatchObject({ status: 200 });
  expect(inner).toMatchObject({ name: 'ReauthenticationError', code: 'reauthentication-deadlock' });
});

test('an aborted caller leaves the renewal to the others; it aborts once all callers have', async () => {
  const { url } = await startServer(({ key }, response) => (key === 'OLD' ? refuse(response, EXPIRED) : 200));
  const signals: AbortSignal[] = [];
  const resolvers: (() => void)[] = [];
  const auth = createSigV4({
    credentials: credentials('OLD'),
    region: 'eu-west-1',
    service: 'execute-api',
    origins: url,
    reauthenticate: (_, { signal }) => {
      signals.push(signal);
      return new Promise((resolve) => resolvers.push(() => resolve(credentials('NEW'))));
    },
  });
  const send = clients.fetch!(auth);
  const [one, two] = [new AbortController(), new AbortController()];
  const waiting = () => new Promise((resolve) => setTimeout(resolve, 50));

  const first = send('GET', `${url}/1`, undefined, one.signal).catch((error: unknown) => error);
  const second = send('GET', `${url}/2`, undefined, two.signal).catch((error: unknown) => error);
  await waiting();
  one.abort(new Error('changed my mind'));
  expect(await first).toMatchObject({ message: 'changed my mind' });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  two.abort();
  expect(await second).toMatchObject({ name: 'AbortError' });
  expect(signals[0]!.aborted).toBe(true);

  const third = send('GET', `${url}/3`);
  await waiting();
  resolvers[1]!();
  expect(await third).toMatchObject({ status: 200, data: { key: 'NEW' } });
});
