import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import newest, { type InternalAxiosRequestConfig } from 'axios';
import axios1_13 from 'axios-1-13';
import axios1_5 from 'axios-1-5';
import axios1_7 from 'axios-1-7';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, onTestFinished, test } from 'vitest';
import { countingProvider, credentials, EXPIRED, startServer } from '../journey/support.js';

type Axios = typeof newest;
const versions: [string, Axios][] = [
  ['1.21', newest],
  ['1.13', axios1_13 as unknown as Axios],
  ['1.7', axios1_7 as unknown as Axios],
  ['1.5', axios1_5 as unknown as Axios],
];
const withFetch = versions.filter(([name]) => name !== '1.5');
const scope = { region: 'eu-west-1', service: 'execute-api' };

test.each(versions)(
  'axios %s: a call belongs to who made it, though an interceptor waits and merges configs',
  async (_, axios) => {
    const { url, arrivals } = await startServer(() => 200);
    const app = { user: 'alice' };
    const provider = Object.assign(async () => credentials(`KEY-OF-${app.user}`, { principal: app.user } as object), {
      principal: () => app.user,
    });
    const api = axios.create({ baseURL: url });
    interceptAxios(api, createSigV4({ ...scope, credentials: provider }));
    let go = (): void => {};
    const signedOut = new Promise<void>((resolve) => (go = resolve));
    api.interceptors.request.use(async (config) => {
      await signedOut;
      const { url, method, data } = config;
      return axios.mergeConfig(config, { url, method, data, adapter: 'http' } as never) as InternalAxiosRequestConfig;
    });
    const call = api.post('/x', {});
    app.user = 'bob';
    go();
    await expect(call).rejects.toMatchObject({ code: 'identity-changed' });
    await api.post('/x', {});
    expect(arrivals.map(({ key }) => key)).toEqual(['KEY-OF-bob']);
  },
);

test.each(versions)(
  'axios %s: two Authenticators on one instance sign their own servers, also when a config is sent again',
  async (_, axios) => {
    const one = await startServer(() => 200);
    const two = await startServer(() => 200);
    const api = axios.create();
    for (const [key, { url }] of Object.entries({ ONE: one, TWO: two }))
      interceptAxios(api, createSigV4({ ...scope, credentials: credentials(key), origins: url }));
    let kept: InternalAxiosRequestConfig | undefined;
    let online = false;
    for (const { url } of [one, two]) {
      const { config } = await api.get(url);
      expect(Object.keys(config)).not.toContain('sigv4Callers');
      expect(typeof config.adapter).not.toBe('function');
      await api.request(config);
    }
    // An interceptor that runs after ours, and so sees what we have added.
    const offline = axios.create();
    offline.interceptors.request.use((config) => {
      kept = config;
      if (!online) throw new Error('offline');
      return config;
    });
    for (const [key, { url }] of Object.entries({ ONE: one, TWO: two }))
      interceptAxios(offline, createSigV4({ ...scope, credentials: credentials(key), origins: url }));
    for (let tries = 0; tries < 3; tries++) await offline.request(kept ?? { url: two.url }).catch(() => {});
    online = true;
    await offline.request(kept!);
    expect(one.arrivals.map(({ key }) => key)).toEqual(['ONE', 'ONE']);
    expect(two.arrivals.map(({ key }) => key)).toEqual(['TWO', 'TWO', 'TWO']);
  },
);

test.each(versions)(
  'axios %s: an interceptor that replaces the adapter is noticed, also where it copies the config',
  async (_, axios) => {
    const { url } = await startServer(() => 200);
    const api = axios.create();
    api.interceptors.request.use((config) => ({ ...config, adapter: 'http' }) as InternalAxiosRequestConfig);
    interceptAxios(api, createSigV4({ ...scope, credentials: credentials('KEY'), origins: url }));
    await expect(api.get(url)).rejects.toMatchObject({ code: 'not-signed' });
    await expect(api.get(`${url}/status`, { validateStatus: () => false })).rejects.toMatchObject({
      code: 'not-signed',
    });
    expect((await api.get(url, { authenticate: false })).status).toBe(200);
  },
);

test.each(versions)(
  'axios %s: no error holds a signature or a token, whatever it is printed by',
  async (version, axios) => {
    const { url } = await startServer(({ url: path }) => (path === '/never' ? new Promise(() => {}) : 404));
    for (const adapter of version === '1.5' ? ['http'] : ['http', 'fetch']) {
      const api = axios.create({ baseURL: url, adapter });
      interceptAxios(api, createSigV4({ ...scope, credentials: credentials('KEY') }));
      const calls = [
        () => api.get('/x'),
        () => api.get('/never', { timeout: 20 }),
        () => api.post('/x', 'x', { maxContentLength: 1 }),
      ];
      for (const call of calls) {
        const error = await call().catch((reason) => reason);
        expect(error).toBeInstanceOf(axios.AxiosError);
        for (const text of [inspect(error, { depth: 8 }), JSON.stringify(error), JSON.stringify(error.toJSON())]) {
          expect(text).not.toMatch(/session-token-of|Signature=/);
        }
      }
    }
  },
);

const MEGABYTE = 2 ** 20;

test.each(withFetch)(
  'axios %s with fetch: a streamed 400 is not read beyond what its reader reads',
  async (_, axios) => {
    let sent = 0;
    let isDrained = true;
    const { url } = await startServer((_, response) => {
      response.writeHead(400);
      const more = (): void => {
        while (isDrained && sent < 64) {
          sent++;
          isDrained = response.write(Buffer.alloc(MEGABYTE));
        }
      };
      response.on('drain', () => {
        isDrained = true;
        more();
      });
      more();
      return new Promise(() => {});
    });
    const api = axios.create({ adapter: 'fetch', responseType: 'stream', validateStatus: null });
    interceptAxios(api, createSigV4({ ...scope, credentials: credentials('KEY'), origins: url }));
    const { data } = await api.get(url);
    const reader = data.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What sockets and the platform hold by themselves.
    expect(sent).toBeLessThan(24);
    await reader.cancel();
  },
);

test.each(
  withFetch.flatMap(([name, axios]) => (['http', 'fetch'] as const).map((adapter) => [name, adapter, axios] as const)),
)(
  'axios %s by %s: a streamed 403 that is replayed gives its connection back, though its body stalls',
  async (_, adapter, axios) => {
    const closed: string[] = [];
    const open = new Set<Socket>();
    const server = createServer((request, response) => {
      const isStale = /KEY1/.test(request.headers.authorization ?? '');
      response.writeHead(isStale ? 403 : 200, { ...(isStale && { 'x-amzn-errortype': EXPIRED.type }) });
      if (!isStale) return void response.end('fine');
      request.socket.on('close', () => closed.push('403'));
      response.write('begun');
    });
    server.on('connection', (socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // With a time limit, axios's fetch adapter does not cancel a body that stalls.
    for (const options of adapter === 'http' ? [{}, { timeout: 60_000 }] : [{}]) {
      closed.length = 0;
      const api = axios.create({ adapter, responseType: 'stream', ...options });
      interceptAxios(api, createSigV4({ ...scope, credentials: countingProvider(), origins: url }));
      expect((await api.get(url)).status).toBe(200);
      await expect.poll(() => [...closed, options]).toEqual(['403', options]);
    }
  },
);

test.each(versions)(
  'axios %s: a body that stalls does not hold a refusal for longer than a second',
  async (_, axios) => {
    const { url } = await startServer(({ key }, response) => {
      if (key !== 'KEY1') return 200;
      response.writeHead(403).write('{"mess');
      return new Promise(() => {});
    });
    const api = axios.create({ responseType: 'stream' });
    interceptAxios(api, createSigV4({ ...scope, credentials: countingProvider(), origins: url }));
    expect((await api.get(url)).status).toBe(200);
  },
);

test('a rejection that the app’s own adapter returns as parsed JSON is recovered', async () => {
  const seen: unknown[] = [];
  const api = newest.create({
    baseURL: 'https://api.example.com',
    adapter: async (config) => {
      const authorization = String(config.headers.get('authorization'));
      seen.push(/Credential=(\w+)/.exec(authorization)?.[1]);
      const isStale = authorization.includes('KEY1');
      return {
        config,
        headers: {},
        statusText: '',
        status: isStale ? 403 : 200,
        data: isStale ? { message: EXPIRED.message } : {},
      };
    },
  });
  interceptAxios(api, createSigV4({ ...scope, credentials: countingProvider() }));
  expect((await api.get('/x')).status).toBe(200);
  expect(seen).toEqual(['KEY1', 'KEY2']);
});

type Config = InternalAxiosRequestConfig;
/** As lodash does: functions are left as they are. */
const cloneDeep = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(Object.getPrototypeOf(value));
  for (const key of Object.keys(value)) copy[key] = cloneDeep(value[key as keyof T]);
  return copy;
};
const copies: Record<string, (config: Config) => Config> = {
  'a deep clone': (config) => cloneDeep(config),
  'a copy of what it knows': ({ url, baseURL, method, headers, data, adapter }) =>
    ({ url, baseURL, method, headers, data, adapter }) as Config,
  'a frozen copy': (config) => Object.freeze({ ...config }),
};

test.each(Object.entries(copies))('a call belongs to who made it, though an interceptor gives %s', async (_, copy) => {
  const { url, arrivals } = await startServer(() => 200);
  const app = { user: 'alice' };
  const provider = Object.assign(async () => credentials(`KEY-OF-${app.user}`, { principal: app.user } as object), {
    principal: () => app.user,
  });
  const api = newest.create({ baseURL: url, adapter: 'http' });
  interceptAxios(api, createSigV4({ ...scope, credentials: provider }));
  let go = (): void => {};
  const signedOut = new Promise<void>((resolve) => (go = resolve));
  api.interceptors.request.use(async (config) => {
    await signedOut;
    return copy(config);
  });
  const call = api.post('/x', 'x');
  app.user = 'bob';
  go();
  await expect(call).rejects.toMatchObject({ code: 'identity-changed' });
  await api.post('/x', 'x');
  expect(arrivals.map(({ key }) => key)).toEqual(['KEY-OF-bob']);
});

test.each<[string, (text: string) => Uint8Array | ArrayBuffer, (bytes: never) => void]>([
  ['a Buffer', (text) => Buffer.from(text), (bytes: Buffer) => void bytes.fill('x')],
  [
    'an ArrayBuffer',
    (text) => new TextEncoder().encode(text).buffer,
    (bytes: ArrayBuffer) => void new Uint8Array(bytes).fill(120),
  ],
])('%s is sent as it was when the adapter got it, even in a replay', async (_, make, overwrite) => {
  const { url, arrivals } = await startServer(({ key }, response) => {
    if (key !== 'KEY1') return 200;
    response.writeHead(403, { 'x-amzn-errortype': EXPIRED.type }).end();
    return undefined;
  });
  const body = make('chunk-1');
  const api = newest.create({ adapter: 'http' });
  const provider = countingProvider(20);
  interceptAxios(
    api,
    createSigV4({
      ...scope,
      origins: url,
      credentials: (request) => {
        overwrite(body as never);
        return provider(request);
      },
    }),
  );
  await api.post(url, body);
  expect(arrivals.map(({ body: arrived }) => String(arrived))).toEqual(['chunk-1', 'chunk-1']);
});

test.each([false, 0, null, undefined])('data: %s means no body', async (data) => {
  const { url, arrivals } = await startServer(() => 200);
  const api = newest.create({ adapter: 'http' });
  interceptAxios(api, createSigV4({ ...scope, origins: url, credentials: credentials('KEY') }));
  await api.post(url, data);
  expect(String(arrivals[0]!.body)).toBe('');
});
