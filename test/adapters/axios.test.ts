import { Readable } from 'node:stream';
import axios, { AxiosHeaders } from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, test } from 'vitest';
import { countingProvider, credentials, EXPIRED, refuse, startServer } from '../journey/support.js';

const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' };

test('a call out of scope passes through untouched, and so does one with authenticate: false', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const other = await startServer(() => 200);
  const api = axios.create({ headers: { authorization: 'Bearer mine' } });
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  await api.get(`${other.url}/x?a=b c`);
  await api.get(`${url}/y`, { authenticate: false });
  expect(other.arrivals[0]).toMatchObject({ url: '/x?a=b%20c', headers: { authorization: 'Bearer mine' } });
  expect(arrivals[0]).toMatchObject({ url: '/y', headers: { authorization: 'Bearer mine' } });
});

test("the instance's own baseURL is in scope where region and service are given", async () => {
  const { url, arrivals } = await startServer(() => 200);
  const api = axios.create({ baseURL: `${url}/v1` });
  interceptAxios(api, createSigV4(scope));
  await api.get('/items', { params: { tag: ['a', 'b'], q: "it's 100%" } });
  expect(arrivals[0]).toMatchObject({ url: '/v1/items?tag%5B%5D=a&tag%5B%5D=b&q=it%27s%20100%25', key: 'KEY' });
});

test.each([
  ['the option auth', { auth: { username: 'u', password: 'p' } }, {}, 'foreign-authorization'],
  ['an Authorization header', {}, { authorization: 'Bearer x' }, 'foreign-authorization'],
  ['another Host', {}, { host: 'elsewhere.example.com' }, 'malformed-header'],
])('refuses %s on a call to be signed', async (_, config, headers, code) => {
  const { url, arrivals } = await startServer(() => 200);
  const api = axios.create();
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  await expect(api.get(url, { ...config, headers })).rejects.toMatchObject({ code });
  expect(arrivals).toEqual([]);
});

test('refuses a user name in the URL of a call to be signed', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const api = axios.create();
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  await expect(api.get(url.replace('//', '//user:pass@'))).rejects.toMatchObject({ code: 'malformed-url' });
  expect(arrivals).toEqual([]);
});

test('the results of earlier and later interceptors, and of both transforms, are signed', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const api = axios.create({
    transformRequest: [(data) => ({ ...data, one: 1 }), (data) => JSON.stringify({ ...data, two: 2 })],
  });
  api.interceptors.request.use((config) => {
    config.headers.set('x-amz-meta-before', 'b');
    return config;
  });
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  api.interceptors.request.use(async (config) => {
    config.headers.set('x-amz-meta-after', 'a');
    config.params = { late: 'yes' };
    return config;
  });
  await api.post(url, { zero: 0 });
  expect(arrivals[0]!.url).toBe('/?late=yes');
  expect(JSON.parse(String(arrivals[0]!.body))).toEqual({ zero: 0, one: 1, two: 2 });
  expect(arrivals[0]!.headers.authorization).toContain('x-amz-meta-after;x-amz-meta-before');
});

test('an interceptor that replaces the adapter is detected', async () => {
  const { url } = await startServer(() => 200);
  const api = axios.create();
  api.interceptors.request.use((config) => {
    config.adapter = 'http';
    return config;
  });
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  await expect(api.get(url)).rejects.toMatchObject({ name: 'AuthError', code: 'not-signed' });
});

test('response interceptors never see the first 403, and get the app’s config', async () => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const api = axios.create({ baseURL: url, adapter: 'http' });
  const seen: unknown[] = [];
  api.interceptors.response.use((response) => {
    seen.push(response.status);
    return response;
  });
  interceptAxios(api, createSigV4({ ...scope, credentials: countingProvider() }));
  const { config } = await api.post('/x', { a: 1 }, { params: { q: 1 }, headers: { 'x-mine': 'yes' } });
  expect(seen).toEqual([200]);
  expect(arrivals).toHaveLength(2);
  expect(config).toMatchObject({ url: '/x', baseURL: url, params: { q: 1 }, adapter: 'http' });
  expect(AxiosHeaders.from(config.headers).toJSON()).not.toHaveProperty('authorization');
  expect((await api.request(config)).status).toBe(200);
});

test('a failed re-authentication is the cause of the error', async () => {
  const { url } = await startServer((_, response) => refuse(response, EXPIRED));
  const api = axios.create();
  const failure = new Error('nobody at home');
  interceptAxios(api, createSigV4({ ...scope, origins: url, reauthenticate: () => Promise.reject(failure) }));
  await expect(api.get(url)).rejects.toMatchObject({
    response: { status: 403 },
    cause: { code: 'credentials-unavailable', cause: failure },
  });
});

test('intercepting twice has no effect, and detaching undoes it', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const auth = createSigV4({ ...scope, origins: url });
  const api = axios.create();
  const detach = interceptAxios(api, auth);
  expect(interceptAxios(api, auth)).toBe(detach);
  await api.get(url);
  detach();
  await api.get(url);
  expect(arrivals.map(({ key }) => key)).toEqual(['KEY', undefined]);
});

test('a stream is read once, signed, and sent again on a replay', async () => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const api = axios.create();
  interceptAxios(api, createSigV4({ ...scope, credentials: countingProvider(), origins: url }));
  await api.put(url, Readable.from(['some ', 'text']), { headers: { 'content-type': 'text/plain' } });
  expect(arrivals.map(({ body }) => body.toString())).toEqual(['some text', 'some text']);
});

test('an unsigned payload is streamed, and a consumed stream is not replayed', async () => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, EXPIRED));
  const api = axios.create({ validateStatus: null });
  interceptAxios(
    api,
    createSigV4({
      credentials: countingProvider(),
      region: 'eu-west-1',
      service: 's3',
      payload: 'unsigned',
      origins: url,
    }),
  );
  expect((await api.put(url, Readable.from(['x'])))!.status).toBe(403);
  expect(arrivals.map(({ headers }) => headers['x-amz-content-sha256'])).toEqual(['UNSIGNED-PAYLOAD']);
});

test('a streamed 403 is judged, and the caller can still read all of it', async () => {
  const { url } = await startServer((_, response) => refuse(response, EXPIRED));
  const api = axios.create({ responseType: 'stream', validateStatus: null });
  const auth = createSigV4({ ...scope, origins: url });
  const verdicts: string[] = [];
  auth.on('rejected', ({ verdict }) => verdicts.push(verdict));
  interceptAxios(api, auth);
  const { data } = await api.get(url);
  const chunks: Buffer[] = [];
  for await (const chunk of data) chunks.push(chunk);
  expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({ message: EXPIRED.message });
  expect(verdicts).toEqual(['expired']);
});

test('timeout, AbortSignal and CancelToken work as usual', async () => {
  const { url } = await startServer(() => new Promise((resolve) => setTimeout(() => resolve(200), 300)));
  const api = axios.create();
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  await expect(api.get(url, { timeout: 20 })).rejects.toMatchObject({ code: 'ECONNABORTED' });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  await expect(api.get(url, { signal: controller.signal })).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  const source = axios.CancelToken.source();
  setTimeout(() => source.cancel('enough'), 20);
  await expect(api.get(url, { cancelToken: source.token })).rejects.toMatchObject({ code: 'ERR_CANCELED' });
});

test('an abort while credentials are fetched is a CanceledError', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const api = axios.create();
  interceptAxios(api, createSigV4({ ...scope, credentials: () => new Promise(() => {}), origins: url }));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 10);
  await expect(api.get(url, { signal: controller.signal })).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  expect(arrivals).toEqual([]);
});
