import { createRequire } from 'node:module';
import newest, { type AxiosInstance } from 'axios';
import axios1_13 from 'axios-1-13';
import axios1_5 from 'axios-1-5';
import axios1_7 from 'axios-1-7';
import { type AwsCredentialIdentityProvider, createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { expect, test } from 'vitest';
import { countingProvider, credentials, EXPIRED, refuse, startServer } from '../journey/support.js';

type Axios = typeof newest;
const require = createRequire(import.meta.url);

/** The copies of axios that an app may have, whatever the one that we were tested with. */
const copies: [string, Axios][] = [
  ['1.21, ESM', newest],
  ['1.21, CommonJS', require('axios')],
  ['1.13, ESM', axios1_13 as unknown as Axios],
  ['1.13, CommonJS', require('axios-1-13')],
  ['1.7, ESM', axios1_7 as unknown as Axios],
  ['1.7, CommonJS', require('axios-1-7')],
  ['1.5, ESM', axios1_5 as unknown as Axios],
  ['1.5, CommonJS', require('axios-1-5')],
];

const scope = { region: 'eu-west-1', service: 'execute-api' };
const auth = (origins: string, provider: AwsCredentialIdentityProvider = async () => credentials('KEY')) =>
  createSigV4({ ...scope, origins, credentials: provider });
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error) => error);

test.each(copies)('axios %s: errors are instances of its own classes', async (_, axios) => {
  const { url } = await startServer(({ url: path }, response) => {
    if (path === '/refused') return refuse(response, EXPIRED);
    if (path === '/never') return new Promise(() => {});
    return 404;
  });
  const api = axios.create({ baseURL: url });
  interceptAxios(api, auth(url));
  const { AxiosError, CanceledError } = axios;
  expect(await failure(api.get('/missing'))).toBeInstanceOf(AxiosError);
  const refused = await failure(api.get('/refused'));
  expect(refused).toBeInstanceOf(AxiosError);
  expect(refused).toMatchObject({ response: { status: 403 } });
  const late = await failure(api.get('/never', { timeout: 20 }));
  expect(late).toBeInstanceOf(AxiosError);
  expect(late).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 20ms exceeded' });
  const aborted = await failure(api.get('/never', { signal: AbortSignal.timeout(20) }));
  expect(aborted).toBeInstanceOf(CanceledError);
  expect(axios.isCancel(aborted)).toBe(true);
});

test.each(copies)('axios %s: so are the errors of a call that waits for credentials', async (_, axios) => {
  const { url, arrivals } = await startServer(() => 200);
  const api = axios.create({ baseURL: url });
  interceptAxios(
    api,
    auth(url, () => new Promise(() => {})),
  );
  const late = await failure(api.get('/x', { timeout: 20, params: { a: 1 } }));
  expect(late).toBeInstanceOf(axios.AxiosError);
  expect(late).toMatchObject({
    code: 'ECONNABORTED',
    message: 'timeout of 20ms exceeded',
    config: { url: '/x', baseURL: url, params: { a: 1 }, timeout: 20 },
  });
  const clarified = { timeout: 20, timeoutErrorMessage: 'too slow', transitional: { clarifyTimeoutError: true } };
  expect(await failure(api.get('/x', clarified))).toMatchObject({ code: 'ETIMEDOUT', message: 'too slow' });

  const aborted = await failure(api.get('/x', { signal: AbortSignal.timeout(20) }));
  expect(aborted).toBeInstanceOf(axios.CanceledError);
  expect(aborted).toMatchObject({ code: 'ERR_CANCELED', message: 'canceled', config: { url: '/x' } });
  expect((aborted as { config: object }).config).not.toHaveProperty('sigv4Callers');

  const source = axios.CancelToken.source();
  setTimeout(() => source.cancel('enough'), 20);
  const cancelled = await failure(api.get('/x', { cancelToken: source.token, signal: new AbortController().signal }));
  expect(cancelled).toBeInstanceOf(axios.CanceledError);
  expect(cancelled).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
  expect(arrivals).toEqual([]);
});

test.each(copies)('axios %s: headers are instances of its own class, and a call is recovered', async (_, axios) => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const api = axios.create({ baseURL: url });
  interceptAxios(api, auth(url, countingProvider()));
  const { config, headers } = await api.post('/x', { a: 1 });
  expect(config.headers).toBeInstanceOf(axios.AxiosHeaders);
  expect(headers).toBeInstanceOf(axios.AxiosHeaders);
  expect(arrivals.map(({ key, body }) => [key, String(body)])).toEqual([
    ['KEY1', '{"a":1}'],
    ['KEY2', '{"a":1}'],
  ]);
});

test.each(copies)('axios %s: axios itself can be intercepted, and so can a bare Axios', async (_, axios) => {
  const { url, arrivals } = await startServer(() => 200);
  const detach = interceptAxios(axios, auth(url));
  await axios.get(url);
  await axios(url);
  detach();
  await axios.get(url);
  const bare = new axios.Axios({ headers: {} as never }) as AxiosInstance;
  interceptAxios(bare, auth(url));
  await bare.get(url);
  expect(arrivals.map(({ key }) => key)).toEqual(['KEY', 'KEY', undefined, 'KEY']);
});

test.each(copies)('axios %s: an instance is left unchanged', async (_, axios) => {
  const { url } = await startServer(() => 200);
  const api = axios.create({ baseURL: url, params: { a: 1 }, headers: { 'x-mine': 'yes' } });
  const before = JSON.stringify(api.defaults);
  interceptAxios(api, auth(url));
  await api.get('/x', { params: { b: 2 } });
  expect(JSON.stringify(api.defaults)).toBe(before);
  expect(api.getUri({ url: '/x' })).toBe(`${url}/x?a=1`);
});

test.each([
  ['nothing', undefined],
  ['a function', () => {}],
  ['fetch', fetch],
])('rejects %s instead of an instance', (_, instance) => {
  expect(() => interceptAxios(instance as never, auth('https://api.example.com'))).toThrow(
    new TypeError('interceptAxios(instance, auth): instance must be an axios instance.'),
  );
});

test.each(['0.27', '1.4'])('refuses axios %s', async (version) => {
  /** As much of it as we ask for: headers are a plain object in 0.27, and of a class without reserved names in 1.4. */
  class AxiosHeaders {
    set(): void {}
  }
  const headers = version === '0.27' ? {} : new AxiosHeaders();
  const old = () => {
    let intercept = (config: object): object => config;
    return Object.assign(() => {}, {
      defaults: {},
      getUri: () => '',
      create: old,
      request: async (config: object) => intercept({ ...config, headers }),
      interceptors: {
        request: { use: (fulfilled: typeof intercept) => (intercept = fulfilled) },
        response: { use: () => {} },
      },
    });
  };
  expect(() => interceptAxios(old() as never, auth('https://api.example.com'))).toThrow(
    new TypeError('interceptAxios needs axios 1.5 or later.'),
  );
});
