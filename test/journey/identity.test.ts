import { type AwsCredentialIdentity, createSigV4 } from 'sigv4-interceptor';
import axios, { type InternalAxiosRequestConfig } from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, test } from 'vitest';
import { clients, credentials, EXPIRED, refuse, startServer } from './support.js';

/** A provider of whoever is signed in. Its credentials say whose they are: a user's, or a guest's (`null`). */
const people = (start: string | null, delay = 0) => {
  const listeners = new Set<() => void>();
  let who = start;
  let renewed = 0;
  const provider = Object.assign(
    async (request?: { forceRefresh?: boolean }): Promise<AwsCredentialIdentity> => {
      const mine = who;
      if (request?.forceRefresh) renewed++;
      const accessKeyId = `${mine ?? 'guest'}${renewed}`;
      await new Promise((resolve) => setTimeout(resolve, delay));
      return credentials(accessKeyId, { principal: mine });
    },
    { onChange: (listener: () => void) => void listeners.add(listener) },
  );
  const become = (next: string | null) => {
    who = next;
    for (const listener of listeners) listener();
  };
  return { provider, become };
};
const scope = { region: 'eu-west-1', service: 'execute-api' };
const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

test('a call that waits for its first credentials is not sent as the user who signed in meanwhile', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const { provider, become } = people('alice', 30);
  const send = clients.fetch!(createSigV4({ credentials: provider, ...scope, origins: url }));

  const calls = Array.from({ length: 20 }, () => send('POST', url, { from: 'alice' }).catch((error: unknown) => error));
  await pause(5);
  become('bob');
  // Nobody knows yet whose the first credentials would have been: principal() would have said.
  for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ code: 'identity-unknown' });
  expect(arrivals).toEqual([]);
  expect(await send('GET', url)).toMatchObject({ data: { key: 'bob0' } });
});

test('a rejected call is not replayed as the user who signed in meanwhile', async () => {
  const { url, arrivals } = await startServer(async ({ key }, response) => {
    if (!key!.startsWith('alice')) return 200;
    await pause(30);
    return void refuse(response, EXPIRED);
  });
  const { provider, become } = people('alice');
  const send = clients.fetch!(createSigV4({ credentials: provider, ...scope, origins: url }));

  const call = send('GET', url).catch((error: unknown) => error);
  await pause(15);
  become(null);
  become('bob');
  expect(await call).toMatchObject({ name: 'IdentityChangedError', code: 'identity-changed' });
  expect(arrivals.map(({ key }) => key)).toEqual(['alice0']);
});

test("a guest's call is replayed as the user the guest has become", async () => {
  const { url, arrivals } = await startServer(async ({ key }, response) => {
    if (!key!.startsWith('guest')) return 200;
    await pause(30);
    return void refuse(response, EXPIRED);
  });
  const { provider, become } = people(null);
  const send = clients.fetch!(createSigV4({ credentials: provider, ...scope, origins: url }));

  const call = send('GET', url);
  await pause(15);
  become('alice');
  expect(await call).toMatchObject({ status: 200 });
  expect(arrivals.map(({ key }) => key)).toEqual(['guest0', 'alice0']);
});

test('cached credentials of the old user never sign a call made after the change', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const { provider, become } = people('alice');
  const send = clients.fetch!(createSigV4({ credentials: provider, ...scope, origins: url }));
  await send('GET', url);
  become('bob');
  await Promise.all([send('GET', url), send('GET', url)]);
  expect(arrivals.map(({ key }) => key)).toEqual(['alice0', 'bob0', 'bob0']);
});

test('a call held offline is not sent as another user', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const { provider, become } = people('alice');
  let online = true;
  const listeners = new Set<() => void>();
  const connectivity = {
    isOnline: () => online,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const auth = createSigV4({ credentials: provider, ...scope, origins: url, connectivity });
  const waits: unknown[] = [];
  auth.on('waiting-for-connectivity', (call) => waits.push(call));
  const send = clients.fetch!(auth);
  await send('GET', url);

  online = false;
  const held = send('GET', `${url}/held`).catch((error: unknown) => error);
  const aborted = new AbortController();
  const left = send('GET', `${url}/left`, undefined, aborted.signal).catch((error: unknown) => error);
  await pause(5);
  aborted.abort(new Error('gone'));
  expect(await left).toMatchObject({ message: 'gone' });
  become('bob');
  online = true;
  for (const listener of listeners) listener();
  expect(await held).toMatchObject({ code: 'identity-changed' });
  expect(arrivals).toHaveLength(1);
  expect(waits).toEqual([
    { method: 'GET', url: `${url}/held` },
    { method: 'GET', url: `${url}/left` },
  ]);
  expect(listeners.size).toBe(0);
});

test('a renewal that returns another user’s credentials, unannounced, does not replay', async () => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'ALICE' ? refuse(response, EXPIRED) : 200,
  );
  const auth = createSigV4({
    credentials: credentials('ALICE', { principal: 'alice' }),
    ...scope,
    origins: url,
    reauthenticate: () => credentials('BOB', { principal: 'bob' }),
  });
  const send = clients.fetch!(auth);
  await expect(send('POST', url, { from: 'alice' })).rejects.toMatchObject({ code: 'identity-changed' });
  expect(arrivals).toHaveLength(1);
  expect(await send('GET', url)).toMatchObject({ data: { key: 'BOB' } });
});

test.each([
  ['ky 2', ky],
  ['ky 1', ky1 as unknown as typeof ky],
])("%s: neither a retry of ky's nor a call that waits in a hook leaves as the next user", async (_, base) => {
  const { provider, become } = people('alice');
  const { url, arrivals } = await startServer((_, __, count) => {
    if (count > 1) return 200;
    become('bob');
    return 503;
  });
  const auth = createSigV4({ credentials: provider, ...scope, origins: url });
  const api = wrapKy(base, auth);
  await expect(api.put(url, { json: {}, retry: { limit: 1, delay: () => 5 } })).rejects.toMatchObject({
    code: 'identity-changed',
  });
  expect(arrivals.map(({ key }) => key)).toEqual(['alice0']);

  await auth.sign({ url });
  const slow = api.extend({ hooks: { beforeRequest: [() => pause(30) as Promise<undefined>] } });
  const held = slow.put(url, { json: {} }).then(undefined, (error: unknown) => error);
  await pause(5);
  become('carol');
  expect(await held).toMatchObject({ code: 'identity-changed' });
  expect(arrivals).toHaveLength(1);
});

test.each([
  ['keeps the config', (config: InternalAxiosRequestConfig) => config],
  ['makes a new config', (config: InternalAxiosRequestConfig) => ({ ...config })],
])('axios: a call that waits in an interceptor, which %s, is not sent as the next user', async (_, change) => {
  const { provider, become } = people('alice');
  const { url, arrivals } = await startServer(() => 200);
  const auth = createSigV4({ credentials: provider, ...scope, origins: url });
  const api = axios.create();
  const wait = async (config: InternalAxiosRequestConfig): Promise<InternalAxiosRequestConfig> => {
    await pause(20);
    return change(config);
  };
  api.interceptors.request.use(wait);
  interceptAxios(api, auth);
  api.interceptors.request.use(wait);

  await auth.sign({ url });
  const held = api.put(url, {}).then(undefined, (error: unknown) => error);
  await pause(5);
  become('bob');
  expect(await held).toMatchObject({ code: 'identity-changed' });
  expect(arrivals).toEqual([]);

  expect((await api.get<{ key: string }>(url)).data.key).toBe('bob0');
});
