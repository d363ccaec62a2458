import { Agent } from 'node:http';
import axios from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, test } from 'vitest';
import { credentials, refuse, startServer } from '../journey/support.js';
import { shown } from '../support/shown.js';

const TOKEN = 'session-token-of-KEY';
const SECRETS = new RegExp(`${TOKEN}|secret-of-KEY|Signature=[\\da-f]{64}|AWS4-HMAC`);
const scope = { region: 'eu-west-1', service: 'execute-api' };

const failing = (responseType?: string) =>
  startServer((_, response) => {
    refuse(response, {
      type: 'AccessDeniedException',
      message: `User is not authorized to perform x${responseType ?? ''}`,
    });
  });

test.each([
  ['http', undefined],
  ['http', 'stream'],
  ['http', 'arraybuffer'],
  ['fetch', undefined],
  ['fetch', 'stream'],
] as const)(
  'axios %s, responseType %s: an error, its config and its response show no secret',
  async (adapter, responseType) => {
    const { url } = await failing();
    const api = axios.create({ adapter });
    interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
    const error = await api.get(url, { ...(responseType && { responseType }) }).catch((reason: unknown) => reason);
    expect(axios.isAxiosError(error) && error.response?.status).toBe(403);
    expect(shown(error).match(SECRETS)).toBeNull();
    expect(shown((error as { config: unknown }).config).match(SECRETS)).toBeNull();
    expect(shown((error as { response: unknown }).response).match(SECRETS)).toBeNull();
    expect(Object.keys(error as object)).not.toContain('request');
  },
);

test.each(['http', 'fetch'])('axios %s: a response and a network error show no secret', async (adapter) => {
  const { url } = await startServer(({ url: path }, response) => (path === '/gone' ? void response.destroy() : 200));
  const api = axios.create({ adapter });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  expect(shown(await api.get(url)).match(SECRETS)).toBeNull();
  expect(shown(await api.get(`${url}/gone`).catch((error: unknown) => error)).match(SECRETS)).toBeNull();
});

test.each([
  ['ky 2', ky],
  ['ky 1', ky1],
])('%s: an HTTPError shows no secret', async (_, base) => {
  const { url } = await failing();
  const client = wrapKy(base as typeof ky, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  const error = await client.get(url).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'HTTPError' });
  expect(shown(error).match(SECRETS)).toBeNull();
});

test('events show no secret, not even one that the server echoes', async () => {
  const { url } = await startServer(({ headers, url: path }, response) => {
    const echo = `The Canonical String for this request should have been\n'GET\n/\nx-amz-security-token:${headers['x-amz-security-token']}'`;
    const message =
      path === '/mismatch'
        ? `does not match the signature\n\n${echo}`
        : `bad ${headers['x-amz-security-token']} ${headers.authorization}`;
    refuse(response, { type: 'InvalidSignatureException', message });
  });
  const auth = createSigV4({ credentials: async () => credentials('KEY'), ...scope, origins: url });
  const events: unknown[] = [];
  for (const type of [
    'signed',
    'rejected',
    'reauthenticating',
    'reauthenticated',
    'reauthentication-failed',
    'replayed',
    'clock-corrected',
  ] as const) {
    auth.on(type, (payload) => events.push([type, payload]));
  }
  const signedFetch = wrapFetch(fetch, auth);
  await signedFetch(`${url}/mismatch?X-Amz-Security-Token=${TOKEN}`);
  await signedFetch(`${url}/other`);
  expect(events).not.toEqual([]);
  expect(shown(events).match(SECRETS)).toBeNull();
  expect(shown(auth).match(SECRETS)).toBeNull();
});

test('a token stays out of errors and events, too', async () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
  const { url } = await startServer(({ headers }, response) =>
    refuse(response, { type: '', message: `what is ${headers.authorization}?` }, 401),
  );
  const auth = createTokenAuth({ token: async () => token, origins: url });
  const events: unknown[] = [];
  auth.on('rejected', (rejection) => events.push(rejection));
  const api = axios.create();
  interceptAxios(api, auth);
  const error = await api.get(url).catch((reason: unknown) => reason);
  expect(events).toHaveLength(1);
  expect(shown(events)).not.toContain(token);
  expect(shown((error as { config: unknown }).config)).not.toContain(token);
});

const adapters = ['http', 'fetch'] as const;
type Stream = NodeJS.ReadableStream & AsyncIterable<Uint8Array>;

const streamErrorOf = async (data: Stream): Promise<unknown> => {
  try {
    for await (const _ of data);
  } catch (error) {
    return error;
  }
  return undefined;
};

test.each(
  adapters.flatMap((adapter) => [
    [adapter, 'is aborted'] as const,
    [adapter, 'is too long'] as const,
    [adapter, 'breaks'] as const,
    [adapter, 'is compressed and breaks'] as const,
  ]),
)('axios %s: the error of a response stream that %s shows no secret', async (adapter, how) => {
  const { url } = await startServer((_, response) => {
    response.writeHead(200, how === 'is compressed and breaks' ? { 'content-encoding': 'gzip' } : {});
    response.write(how === 'is compressed and breaks' ? 'no gzip' : 'x'.repeat(100_000));
    if (how === 'breaks') setTimeout(() => response.destroy(), 50);
  });
  const api = axios.create({ adapter, httpAgent: new Agent({ keepAlive: true }) });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  const controller = new AbortController();
  const { data, config, request } = await api.get<Stream>(url, {
    responseType: 'stream',
    signal: controller.signal,
    ...(how === 'is too long' && { maxContentLength: 1000 }),
  });
  expect(shown([data, config]).match(SECRETS)).toBeNull();
  expect(request).toBeDefined();
  const reading = streamErrorOf(data);
  if (how === 'is aborted') controller.abort();
  const error = await reading;
  expect(error).toBeInstanceOf(Error);
  expect(shown(error).match(SECRETS)).toBeNull();
});

test.each(adapters)('axios %s: what the app’s own adapter keeps of a call shows no secret later', async (adapter) => {
  const { url, arrivals } = await startServer(({ url: path }, response) =>
    path === '/gone' ? void response.destroy() : 200,
  );
  const kept: unknown[] = [];
  const send = axios.getAdapter(adapter);
  class OwnError extends Error {
    readonly failed: unknown;
    readonly sent: unknown;
    constructor(failed: unknown, sent: unknown) {
      super('It failed.');
      this.failed = failed;
      this.sent = sent;
    }
  }
  const api = axios.create({
    adapter: async (config) => {
      expect(String(config.headers.get('authorization'))).toMatch(/Signature=/);
      kept.push(config, { ...config });
      return send(config).catch((error: unknown) => {
        throw new OwnError(error, config);
      });
    },
  });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  kept.push(await api.get(url));
  const error = await api.get(`${url}/gone`).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OwnError);
  expect([shown(error), shown(kept)].join().match(SECRETS)).toBeNull();
  expect(arrivals.map(({ headers }) => headers['x-amz-security-token'])).toEqual([TOKEN, TOKEN]);
});

test('axios: an error does not show the calls on other sockets of its agent', async () => {
  let arrived = (): void => {};
  const pending = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { url } = await startServer(({ url: path }, response) => {
    if (path !== '/slow') return void response.destroy();
    arrived();
    return new Promise(() => {});
  });
  const httpAgent = new Agent({ keepAlive: true });
  const api = axios.create({ adapter: 'http', httpAgent });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  const controller = new AbortController();
  const slow = api.get(`${url}/slow`, { signal: controller.signal }).catch((reason: unknown) => reason);
  await pending;
  const error = await api.get(`${url}/gone`).catch((reason: unknown) => reason);
  expect(Object.values(httpAgent.sockets)).not.toEqual([]);
  expect(shown(error).match(SECRETS)).toBeNull();
  controller.abort();
  expect(shown(await slow).match(SECRETS)).toBeNull();
  expect((error as { config: { httpAgent: unknown } }).config.httpAgent).toBe(httpAgent);
});

test('axios: the app’s own Authorization is unchanged, and so is data with the names of socket members', async () => {
  const { url } = await startServer((_, response) => {
    response.end(JSON.stringify({ client: 1, socket: 2, req: 3 }));
  });
  const kept: { headers: object }[] = [];
  const send = axios.getAdapter('http');
  const api = axios.create({
    adapter: (config) => {
      kept.push(config);
      return send(config);
    },
  });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: url }));
  await api.get(url, { authenticate: false, headers: { authorization: 'mine' } });
  expect(kept[0]?.headers).toMatchObject({ authorization: 'mine' });
  const { data, config } = await api.get(url, { headers: { 'x-api-key': 'mine' } });
  expect({ ...data }).toEqual({ client: 1, socket: 2, req: 3 });
  expect(kept[1]?.headers).toMatchObject({ 'x-api-key': 'mine', authorization: '[redacted]' });
  expect([config.headers.get('x-api-key'), config.headers.get('authorization')]).toEqual(['mine', undefined]);
});

test('axios: a config that the app’s own adapter keeps is redacted even if the response does not refer to it', async () => {
  const kept: { headers: object }[] = [];
  const api = axios.create({
    adapter: async (config) => {
      kept.push(config);
      throw new Error('It failed.');
    },
  });
  interceptAxios(api, createSigV4({ credentials: credentials('KEY'), ...scope, origins: 'http://localhost:1' }));
  await expect(api.get('http://localhost:1/')).rejects.toThrow('It failed.');
  expect(kept[0]?.headers).toMatchObject({ authorization: '[redacted]', 'x-amz-security-token': '[redacted]' });
});
