import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { AxiosError, AxiosInstance, AxiosProgressEvent, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import type { World } from './observe.js';
import type { Client } from './versions.js';

/** Calls of an app, and in what they may differ once we are added. */
export interface Case {
  readonly name: string;
  /** The clients it makes sense with. Default: all. */
  readonly only?: ((client: Client) => boolean) | undefined;
  /** The ids of differences that it shows, in some client. */
  readonly shows?: readonly string[] | undefined;
  /** Whether a busy machine may end it before the server hears of it. */
  readonly hurried?: true;
  run(world: World): Promise<unknown>;
}

const http = ({ adapter }: Client): boolean => adapter === 'http';
const fetch = ({ adapter }: Client): boolean => adapter === 'fetch';

const last = (events: readonly AxiosProgressEvent[]) => {
  const { loaded, total, upload, download } = events.at(-1) ?? {};
  return { some: events.length > 0, loaded, total, upload, download };
};

const later = <T>(milliseconds: number, work: () => T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(work()), milliseconds));

const FILE = new File(['file ', 'content'], 'a.txt', { type: 'text/x-mine' });

const form = (): FormData => {
  const data = new FormData();
  data.set('text', 'täxt');
  data.set('file', FILE);
  return data;
};

const webStream = (): ReadableStream =>
  new ReadableStream({
    start: (controller) => {
      for (const chunk of ['some ', 'web ', 'text']) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

/** Every kind of body that an app passes. */
const BODIES: Readonly<Record<string, { data(): unknown; only?: Case['only']; shows?: Case['shows'] }>> = {
  'an object': { data: () => ({ a: [1, 'zwei', null], b: { c: true } }) },
  'an array': { data: () => [1, 2] },
  text: { data: () => ' täxt ' },
  'empty text': { data: () => '' },
  'a number': { data: () => 12, shows: ['unknown-body'] },
  'a null': { data: () => null },
  nothing: { data: () => undefined },
  URLSearchParams: { data: () => new URLSearchParams({ a: 'b c', d: 'é' }) },
  FormData: { data: form, only: http, shows: ['serialised-form'] },
  'a Buffer': { data: () => Buffer.from('bytes') },
  'a part of a Buffer': { data: () => Buffer.from('some bytes').subarray(5) },
  'a Uint8Array': { data: () => new TextEncoder().encode('bytes') },
  'a part of a Uint8Array': { data: () => new TextEncoder().encode('some bytes').subarray(5) },
  'an ArrayBuffer': { data: () => new TextEncoder().encode('bytes').buffer },
  'a Blob': { data: () => new Blob(['blob'], { type: 'text/x-mine' }), only: http, shows: ['adapter-writes'] },
  'a File': { data: () => FILE, only: (client) => http(client) && client.minor > 5, shows: ['adapter-writes'] },
  'a Node stream': { data: () => Readable.from(['some ', 'node ', 'text']), only: http, shows: ['buffered-stream'] },
  'a web stream': { data: webStream, only: (client) => fetch(client), shows: ['buffered-stream'] },
};

const bodies: readonly Case[] = Object.entries(BODIES).flatMap(([name, { data, ...more }]) => [
  { name: `POST of ${name}`, ...more, run: ({ api, url }) => api().post(`${url}/x`, data()) },
  {
    name: `PUT of ${name} with a type of its own`,
    ...more,
    // axios's http adapter puts a Blob's own type over the app's; we do not.
    ...(/Blob|File/.test(name) && { shows: [...(more.shows ?? []), 'own-type-of-a-blob'] }),
    run: ({ api, url }) => api().put(`${url}/x`, data(), { headers: { 'Content-Type': 'image/x-mine' } }),
  },
]);

const methods: readonly Case[] = (['get', 'delete', 'head', 'options', 'patch', 'put', 'post'] as const).map(
  (method) => ({ name: `the method ${method}`, run: ({ api, url }) => api().request({ url: `${url}/x`, method }) }),
);

const urls: readonly Case[] = [
  { name: 'a URL without a path', run: ({ api, url }) => api().get(url) },
  { name: 'a URL with a fragment', run: ({ api, url }) => api().get(`${url}/x#part`) },
  { name: 'a baseURL', run: ({ api, url }) => api({ baseURL: `${url}/v1/` }).get('/items') },
  { name: 'a baseURL for one call', run: ({ api, url }) => api().get('items', { baseURL: `${url}/v1` }) },
  {
    name: 'an absolute URL beside a baseURL',
    run: ({ api, url, other }) => api({ baseURL: other }).get(`${url}/items`),
  },
  {
    name: 'allowAbsoluteUrls: false',
    shows: ['strict-url'],
    run: ({ api, url }) =>
      api({ baseURL: `${url}/v1`, allowAbsoluteUrls: false }).get('http://elsewhere.example/items'),
  },
  {
    name: 'params',
    shows: ['strict-url'],
    run: ({ api, url }) =>
      api().get(`${url}/x`, { params: { q: 'a b', tag: ['x', 'y'], none: null, day: new Date(0) } }),
  },
  {
    name: 'params beside a query',
    run: ({ api, url }) => api({ params: { version: 2 } }).get(`${url}/x?a=1`, { params: { b: 2 } }),
  },
  {
    name: 'paramsSerializer',
    run: ({ api, url }) =>
      api({ paramsSerializer: { serialize: () => 'mine=yes' } }).get(`${url}/x`, { params: { a: 1 } }),
  },
  {
    name: 'paramsSerializer.encode',
    run: ({ api, url }) =>
      api({ paramsSerializer: { encode: (text) => `_${text}_` } }).get(`${url}/x`, { params: { a: 1 } }),
  },
  { name: 'an encoded path', run: ({ api, url }) => api().get(`${url}/a%20b/%C3%A9`) },
  { name: 'a path that needs encoding', shows: ['strict-url'], run: ({ api, url }) => api().get(`${url}/it's (é)`) },
  { name: 'a call out of scope', run: ({ api, other }) => api().post(`${other}/x?a=b c`, { a: 1 }) },
  {
    name: 'a refused call out of scope',
    run: ({ api, other }) => api().get(`${other}/status/403`, { headers: { authorization: 'Bearer mine' } }),
  },
  { name: 'authenticate: false', run: ({ api, url }) => api().post(`${url}/x`, { a: 1 }, { authenticate: false }) },
  {
    name: 'getUri',
    run: async ({ api, url }) => api({ baseURL: url, params: { a: 1 } }).getUri({ url: '/x', params: { b: 2 } }),
  },
  {
    name: 'an instance made of an instance',
    run: ({ api, url }) =>
      (api({ baseURL: url, headers: { 'x-mine': 'yes' } }) as World['axios']).create({ timeout: 5000 }).get('/x'),
  },
];

const headers: readonly Case[] = [
  { name: 'User-Agent: false', run: ({ api, url }) => api().get(url, { headers: { 'User-Agent': false } }) },
  { name: 'User-Agent: null', run: ({ api, url }) => api().get(url, { headers: { 'User-Agent': null } }) },
  { name: 'Accept-Encoding: false', run: ({ api, url }) => api().get(url, { headers: { 'Accept-Encoding': false } }) },
  { name: 'Accept: false', run: ({ api, url }) => api().get(url, { headers: { Accept: false } }) },
  {
    name: 'Content-Type: false',
    run: ({ api, url }) => api().post(url, { a: 1 }, { headers: { 'Content-Type': false } }),
  },
  {
    name: 'headers of several values',
    only: ({ minor }) => minor > 5,
    run: ({ api, url }) => api().get(url, { headers: { 'x-many': ['a', 'b'] as unknown as string } }),
  },
  { name: 'an undefined header', run: ({ api, url }) => api().get(url, { headers: { 'x-mine': undefined } }) },
  {
    name: 'Cookie and X-Api-Key',
    run: ({ api, url }) => api().get(url, { headers: { Cookie: 'a=1', 'X-Api-Key': 'k' } }),
  },
  {
    name: 'headers by method and common',
    run: ({ api, url }) => {
      const client = api();
      client.defaults.headers.common['x-common'] = 'c';
      client.defaults.headers.post['x-post'] = 'p';
      return client.post(url, {});
    },
  },
];

const outcomes: readonly Case[] = [
  ...[204, 304, 400, 401, 404, 418, 429, 500, 503].map(
    (status): Case => ({
      name: `the status ${status}`,
      run: ({ api, url }) => api().get(`${url}/status/${status}`),
    }),
  ),
  { name: 'validateStatus: null', run: ({ api, url }) => api().get(`${url}/status/500`, { validateStatus: null }) },
  {
    name: 'a validateStatus of its own',
    run: ({ api, url }) => api({ validateStatus: (status) => status === 404 }).get(`${url}/status/404`),
  },
  { name: 'a HEAD of 404', run: ({ api, url }) => api().head(`${url}/status/404`) },
  { name: 'cookies in the answer', run: ({ api, url }) => api().get(`${url}/cookies`) },
  ...(['text', 'json', 'arraybuffer'] as const).map(
    (responseType): Case => ({
      name: `responseType ${responseType}`,
      run: ({ api, url }) => api().get(`${url}/x`, { responseType }),
    }),
  ),
  {
    name: 'responseType blob',
    only: fetch,
    run: async ({ api, url }) => (await api().get(`${url}/text`, { responseType: 'blob' })).data.text(),
  },
  {
    name: 'responseType stream',
    run: async ({ api, url, note }) => {
      const response = await api().get(`${url}/text`, { responseType: 'stream' });
      note('text', (await buffer(response.data)).toString());
      return response;
    },
  },
  {
    name: 'responseType stream of a 400',
    run: async ({ api, url, note }) => {
      const error = (await api()
        .get(`${url}/status/400`, { responseType: 'stream' })
        .catch((reason) => reason)) as AxiosError;
      note('text', (await buffer(error.response!.data as Readable)).toString());
      throw error;
    },
  },
  { name: 'an answer of text', run: ({ api, url }) => api().get(`${url}/text`) },
  {
    name: 'responseEncoding',
    only: http,
    run: ({ api, url }) => api().get(`${url}/text`, { responseEncoding: 'latin1' }),
  },
  { name: 'a gzipped answer', run: ({ api, url }) => api().get(`${url}/gzip`) },
  {
    name: 'decompress: false',
    only: http,
    run: ({ api, url }) => api().get(`${url}/gzip`, { decompress: false, responseType: 'arraybuffer' }),
  },
  { name: 'an answer that cannot be decoded', run: ({ api, url }) => api().get(`${url}/bad-gzip`) },
  {
    name: 'JSON that cannot be parsed',
    run: ({ api, url }) =>
      api().get(`${url}/bad-json`, { responseType: 'json', transitional: { silentJSONParsing: false } }),
  },
  { name: 'a connection that is reset', run: ({ api, url }) => api().get(`${url}/reset`) },
  { name: 'an answer that is cut off', run: ({ api, url }) => api().get(`${url}/cut`) },
  { name: 'maxContentLength', run: ({ api, url }) => api().get(`${url}/large`, { maxContentLength: 1000 }) },
  { name: 'maxBodyLength', run: ({ api, url }) => api().post(`${url}/x`, 'x'.repeat(2000), { maxBodyLength: 1000 }) },
  {
    name: 'an adapter that does not exist',
    run: ({ api, url }) => api({ adapter: 'pigeon' as 'http' }).get(`${url}/x`),
  },
];

const transforms: readonly Case[] = [
  {
    name: 'transformRequest and transformResponse',
    run: ({ api, url }) =>
      api({
        transformRequest: [
          (data) => ({ ...data, one: 1 }),
          (data, sent) => {
            sent.set('x-transformed', 'yes');
            return JSON.stringify(data);
          },
        ],
        transformResponse: [(data: string) => `<${data}>`],
      }).post(`${url}/x`, { zero: 0 }),
  },
  {
    name: 'a transformRequest that throws',
    run: ({ api, url }) =>
      api({
        transformRequest: () => {
          throw new RangeError('mine');
        },
      }).post(`${url}/x`, {}),
  },
  {
    name: 'a transformResponse that throws',
    run: ({ api, url }) =>
      api({
        transformResponse: () => {
          throw new RangeError('mine');
        },
      }).get(`${url}/x`),
  },
];

const NEVER = 60_000;

const ends: readonly Case[] = [
  { name: 'timeout', hurried: true, run: ({ api, url }) => api().get(`${url}/never`, { timeout: 30 }) },
  {
    name: 'timeout in the middle of an answer',
    // 1.5 calls it one thing or another, as it happens.
    only: ({ minor }) => minor > 5,
    hurried: true,
    // Long enough for the head of the answer to arrive on a busy machine.
    run: ({ api, url }) => api().get(`${url}/slow`, { timeout: 2_000 }),
  },
  {
    name: 'timeoutErrorMessage and clarifyTimeoutError',
    hurried: true,
    only: http,
    run: ({ api, url }) =>
      api().get(`${url}/never`, {
        timeout: 30,
        timeoutErrorMessage: 'too slow',
        transitional: { clarifyTimeoutError: true },
      }),
  },
  { name: 'a timeout that is not reached', run: ({ api, url }) => api().get(`${url}/x`, { timeout: NEVER }) },
  {
    name: 'a signal that has aborted',
    shows: ['config-on-its-way'],
    run: ({ api, url }) => api().get(`${url}/x`, { signal: AbortSignal.abort() }),
  },
  {
    name: 'a signal that aborts',
    run: ({ api, url, heard }) => {
      const controller = new AbortController();
      heard(() => controller.abort());
      return api().get(`${url}/never`, { signal: controller.signal });
    },
  },
  {
    name: 'a signal that aborts in the middle of an answer',
    run: ({ api, url, heard }) => {
      const controller = new AbortController();
      heard(() => later(20, () => controller.abort()));
      return api().get(`${url}/slow`, { signal: controller.signal });
    },
  },
  {
    name: 'a cancelToken that has been cancelled',
    run: ({ api, axios, url }) => {
      const source = axios.CancelToken.source();
      source.cancel('enough');
      return api().get(`${url}/x`, { cancelToken: source.token });
    },
  },
  {
    name: 'a cancelToken that is cancelled',
    run: ({ api, axios, url, heard }) => {
      const source = axios.CancelToken.source();
      heard(() => source.cancel('enough'));
      return api().get(`${url}/never`, { cancelToken: source.token });
    },
  },
  {
    name: 'a streamed answer that is aborted',
    run: async ({ api, url, note }) => {
      const controller = new AbortController();
      const { data } = await api().get(`${url}/slow`, { responseType: 'stream', signal: controller.signal });
      setTimeout(() => controller.abort(), 30);
      note(
        'broken',
        await buffer(data).then(
          () => false,
          () => true,
        ),
      );
    },
  },
  {
    name: 'an upload stream that fails',
    shows: ['failed-upload'],
    run: ({ api, client, url }) => {
      const failure = new RangeError('mine');
      const node = new Readable({ read() {} });
      node.push('begun');
      if (http(client)) setTimeout(() => node.destroy(failure), 20);
      const web = new ReadableStream({
        start: (controller) => void setTimeout(() => controller.error(failure), 20),
      });
      return api().post(`${url}/x`, http(client) ? node : web);
    },
  },
];

/** An upload that never ends. */
const stalled = (client: Client): unknown => (http(client) ? new Readable({ read() {} }) : new ReadableStream());

const stalls: readonly Case[] = [
  {
    name: 'timeout of an upload that stalls',
    hurried: true,
    shows: ['failed-upload'],
    run: ({ api, client, url }) => api().post(`${url}/x`, stalled(client), { timeout: 30 }),
  },
  {
    name: 'an upload that stalls and is aborted',
    hurried: true,
    shows: ['failed-upload'],
    run: ({ api, client, url }) => api().post(`${url}/x`, stalled(client), { signal: AbortSignal.timeout(30) }),
  },
];

const redirects: readonly Case[] = [
  { name: 'a redirect', run: ({ api, url }) => api().get(`${url}/hop/302/%2Fx`) },
  ...[301, 302, 303, 307, 308].map(
    (status): Case => ({
      name: `a POST redirected by ${status}`,
      run: ({ api, url }) => api().post(`${url}/hop/${status}/%2Fx`, { a: 1 }),
    }),
  ),
  { name: 'a PUT redirected by 303', run: ({ api, url }) => api().put(`${url}/hop/303/%2Fx`, { a: 1 }) },
  {
    name: 'where an answer came from',
    run: async ({ api, client, url, note }) => {
      const { request } = await api().get(`${url}/hop/302/%2Fx`);
      if (http(client)) note('responseUrl', request.res.responseUrl);
    },
  },
  {
    name: 'where an answer without a redirect came from',
    run: async ({ api, client, url, note }) => {
      const { request } = await api().get(`${url}/x`);
      if (http(client)) note('responseUrl', request.res.responseUrl);
    },
  },
  {
    name: 'maxRedirects: 0',
    only: (client) => http(client) || client.minor >= 21,
    run: ({ api, url }) => api().get(`${url}/hop/302/%2Fx`, { maxRedirects: 0 }),
  },
  {
    name: 'maxRedirects: 0 by a fetch adapter that knows none',
    only: (client) => fetch(client) && client.minor < 21,
    shows: ['max-redirects-of-fetch'],
    run: ({ api, url }) => api().get(`${url}/hop/302/%2Fx`, { maxRedirects: 0 }),
  },
  ...[1, 2].map(
    (maxRedirects): Case => ({
      name: `maxRedirects: ${maxRedirects}`,
      only: http,
      run: ({ api, url }) => api().get(`${url}/hop/302/%2Fhop%2F302%2F%252Fx`, { maxRedirects }),
    }),
  ),
  {
    name: 'maxRedirects: 1 by fetch',
    only: fetch,
    shows: ['max-redirects-of-fetch'],
    run: ({ api, url }) => api().get(`${url}/hop/302/%2Fhop%2F302%2F%252Fx`, { maxRedirects: 1 }),
  },
  { name: 'a loop of redirects', run: ({ api, url }) => api().get(`${url}/loop`) },
  {
    name: 'a loop of redirects, five at most',
    only: http,
    run: ({ api, url }) => api().get(`${url}/loop`, { maxRedirects: 5 }),
  },
  {
    name: 'a redirect to another origin',
    run: ({ api, url, other }) =>
      api().get(`${url}/hop/302/${encodeURIComponent(`${other}/x`)}`, { headers: { 'x-mine': 'yes' } }),
  },
  {
    name: 'a POST redirected to another origin',
    run: ({ api, url, other }) => api().post(`${url}/hop/307/${encodeURIComponent(`${other}/x`)}`, { a: 1 }),
  },
  { name: 'a redirect without a Location', run: ({ api, url }) => api().get(`${url}/status/302`) },
  {
    name: 'beforeRedirect',
    only: http,
    run: ({ api, url, note }) =>
      api().get(`${url}/hop/302/%2Fx`, {
        beforeRedirect: (options, details) => {
          note('redirect', {
            href: options.href,
            method: options.method,
            hostname: options.hostname,
            path: options.path,
            details,
          });
          options.headers['x-added'] = 'yes';
        },
      }),
  },
  {
    name: 'a beforeRedirect that throws',
    run: ({ api, url }) =>
      api().get(`${url}/hop/302/%2Fx`, {
        beforeRedirect: () => {
          throw new RangeError('mine');
        },
      }),
  },
];

const progress: readonly Case[] = [
  {
    name: 'progress of an upload',
    run: async ({ api, url, note }) => {
      const events: AxiosProgressEvent[] = [];
      await api().post(`${url}/x`, 'x'.repeat(300_000), { onUploadProgress: (event) => events.push(event) });
      note('last', last(events));
    },
  },
  {
    name: 'progress of a download',
    run: async ({ api, url, note }) => {
      const events: AxiosProgressEvent[] = [];
      await api().get(`${url}/large`, { onDownloadProgress: (event) => events.push(event) });
      await later(20, () => {});
      note('last', last(events));
    },
  },
  {
    name: 'progress of a stream that is uploaded',
    only: http,
    shows: ['buffered-stream'],
    run: async ({ api, url, note }) => {
      const events: AxiosProgressEvent[] = [];
      await api().post(`${url}/x`, Readable.from(['x'.repeat(100_000), 'x'.repeat(100_000)]), {
        onUploadProgress: (event) => events.push(event),
      });
      note('last', last(events));
    },
  },
];

const copyOf = (config: InternalAxiosRequestConfig): InternalAxiosRequestConfig => ({ ...config });

const interceptors: readonly Case[] = [
  ...Object.entries({
    'the data': (response: AxiosResponse) => response.data,
    nothing: () => undefined,
    null: () => null,
    'a text': () => 'text',
    'a copy': (response: AxiosResponse) => ({ ...response }),
    'a copy with a copy of the config': (response: AxiosResponse) => ({ ...response, config: { ...response.config } }),
    'an object of its own with a config': () => ({ config: { url: 'mine' } }),
    'later the data': async (response: AxiosResponse) => response.data,
  }).map(
    ([name, give]): Case => ({
      name: `a response interceptor before ours that returns ${name}`,
      run: ({ api, url }) =>
        api(
          {},
          {
            before: (client) =>
              void client.interceptors.response.use(give as (response: AxiosResponse) => AxiosResponse),
          },
        ).get(`${url}/x`),
    }),
  ),
  ...Object.entries({
    'a value': () => 'rescued',
    'the response': (error: AxiosError) => error.response,
    'a copy': (error: AxiosError) => Promise.reject({ ...error }),
    nothing: () => Promise.reject(),
    'an error of its own': () => Promise.reject(new RangeError('mine')),
  }).map(
    ([name, give]): Case => ({
      name: `an error interceptor before ours that gives ${name}`,
      run: ({ api, url }) =>
        api({}, { before: (client) => void client.interceptors.response.use(null, give as never) }).get(
          `${url}/status/404`,
        ),
    }),
  ),
  ...(['before', 'after'] as const).flatMap((when): Case[] => [
    {
      name: `a request interceptor ${when} ours that copies the config`,
      run: ({ api, url }) =>
        api({}, { [when]: (client: ReturnType<World['api']>) => void client.interceptors.request.use(copyOf) }).get(
          `${url}/x`,
        ),
    },
    {
      name: `a request interceptor ${when} ours that merges the config, later`,
      run: ({ api, axios, url }) =>
        api(
          {},
          {
            [when]: (client: ReturnType<World['api']>) =>
              void client.interceptors.request.use(async (config) => {
                const { url, method, data } = config;
                const more = { url, method, data, headers: { 'x-merged': 'yes' } };
                return axios.mergeConfig(config, more as object) as InternalAxiosRequestConfig;
              }),
          },
        ).get(`${url}/x`),
    },
    {
      name: `a request interceptor ${when} ours that throws`,
      run: ({ api, url }) =>
        api(
          {},
          {
            [when]: (client: ReturnType<World['api']>) =>
              void client.interceptors.request.use(() => {
                throw new RangeError('mine');
              }),
          },
        ).get(`${url}/x`),
    },
    {
      name: `a request interceptor ${when} ours that returns nothing`,
      run: ({ api, url }) =>
        api(
          {},
          {
            [when]: (client: ReturnType<World['api']>) =>
              void client.interceptors.request.use((() => undefined) as never),
          },
        ).get(`${url}/x`),
    },
    {
      name: `what interceptors ${when} ours see`,
      shows: ['config-on-its-way'],
      run: ({ api, url, note }) =>
        api(
          {},
          {
            [when]: (client: ReturnType<World['api']>) => {
              client.interceptors.request.use((config) => {
                note('request', copyOf(config));
                return config;
              });
              client.interceptors.response.use(({ request, ...response }) => {
                note('response', response);
                return { request, ...response };
              });
            },
          },
        ).post(`${url}/x`, { a: 1 }),
    },
    {
      name: `a request interceptor ${when} ours that chooses the adapter, and another server`,
      run: ({ api, url, other }) =>
        api(
          {},
          {
            [when]: (client: ReturnType<World['api']>) =>
              void client.interceptors.request.use((config) =>
                Object.assign(config, { adapter: 'http', url: `${other}/x` }),
              ),
          },
        ).get(`${url}/x`),
    },
  ]),
];

const again: readonly Case[] = [
  {
    name: "a response's config that is sent again",
    run: async ({ api, url }) => {
      const client = api();
      const { config } = await client.post(`${url}/x`, { a: 1 });
      return client.request(config);
    },
  },
  {
    name: "an error's config that is sent again",
    run: async ({ api, url }) => {
      const client = api();
      const { config } = (await client.get(`${url}/status/404`).catch((reason) => reason)) as AxiosError;
      return client.request({ ...config!, url: `${url}/x` });
    },
  },
  ...(['before', 'after'] as const).map(
    (when): Case => ({
      name: `a config that never reached the adapter, because an interceptor ${when} ours held it, and is sent again`,
      run: async ({ api, url, note }) => {
        let online = false;
        const kept: InternalAxiosRequestConfig[] = [];
        const client = api(
          {},
          {
            [when]: (instance: ReturnType<World['api']>) =>
              void instance.interceptors.request.use((config) => {
                kept.push(config);
                if (!online) throw new RangeError('offline');
                return config;
              }),
          },
        );
        await client.get(`${url}/x`).catch(() => {});
        await client.request(kept[0]!).catch(() => {});
        online = true;
        note('statuses', [(await client.request(kept[0]!)).status, (await client.request(kept[0]!)).status]);
        return client.request(kept[1]!);
      },
    }),
  ),
  {
    name: "an aborted call's config that is sent again",
    run: async ({ api, url }) => {
      const client = api();
      const error = (await client
        .get(`${url}/x`, { signal: AbortSignal.abort() })
        .catch((reason) => reason)) as AxiosError;
      const { signal, ...config } = error.config!;
      return client.request(config);
    },
  },
  {
    name: 'one config for many calls at once',
    run: async ({ api, url }) => {
      const client = api();
      const config = { url: `${url}/x`, params: { a: 1 } };
      const all = await Promise.all([1, 2, 3].map(() => client.request(config)));
      return all.map(({ status }) => status);
    },
  },
];

/** An adapter of an app's own, that answers by itself and shows what it was given. */
const ownAdapter =
  ({ note }: World, answer: object = { status: 200, data: '{"mine":true}' }) =>
  async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const { headers, ...rest } = config;
    note('adapter', rest);
    note(
      'adapter headers',
      Object.keys(headers).filter((name) => !/^(authorization|x-amz-.*)$/.test(name)),
    );
    return { statusText: '', headers: {}, ...answer, config } as AxiosResponse;
  };

/** Its typings are CommonJS, and so know another AxiosInstance. */
const mockAdapter = (client: AxiosInstance): MockAdapter => new MockAdapter(client as never);

const adapters: readonly Case[] = [
  {
    name: "a list of adapters, the app's own first",
    shows: ['adapter-options'],
    run: (world) => world.api({ adapter: [ownAdapter(world), 'http'], baseURL: world.url }).get('/items'),
  },
  {
    name: "an adapter of the app's own",
    shows: ['adapter-options'],
    run: (world) =>
      world
        .api({ adapter: ownAdapter(world), baseURL: `${world.url}/v1` })
        .post('/items', { a: 1 }, { params: { b: 'c d' } }),
  },
  {
    name: "an adapter of the app's own, given text",
    shows: ['adapter-options'],
    run: (world) => world.api({ adapter: ownAdapter(world) }).put(`${world.url}/items?a=1`, 'text'),
  },
  {
    name: "an adapter of the app's own that answers with a redirect",
    shows: ['adapter-options'],
    run: (world) =>
      world
        .api({ adapter: ownAdapter(world, { status: 302, headers: { location: '/elsewhere' }, data: '' }) })
        .get(`${world.url}/items`),
  },
  {
    name: "an adapter of the app's own that sends by axios's",
    shows: ['strict-url'],
    only: ({ minor }) => minor > 5,
    run: ({ api, axios, client, url, note }) =>
      api({
        baseURL: `${url}/v1`,
        adapter: (config) => {
          note('adapter', { url: config.url, baseURL: config.baseURL, params: config.params, method: config.method });
          return axios.getAdapter(client.adapter)(config);
        },
      }).post('/items?x=y', { a: 1 }, { params: { b: "it's" } }),
  },
  ...Object.entries({
    nothing: (): undefined => undefined,
    'an answer without a config': () => ({ status: 200, data: 'x', headers: {} }),
  }).map(
    ([name, give]): Case => ({
      name: `an adapter of the app's own that gives ${name}`,
      run: ({ api, url }) => api({ adapter: (async () => give()) as never }).get(`${url}/items`),
    }),
  ),
  ...Object.entries({ nothing: undefined, text: 'no', 'an error': new RangeError('mine') }).map(
    ([name, reason]): Case => ({
      name: `an adapter of the app's own that rejects with ${name}`,
      run: ({ api, url }) => api({ adapter: () => Promise.reject(reason) }).get(`${url}/items`),
    }),
  ),
  {
    name: 'axios-mock-adapter, that matches by path, params, body and headers',
    shows: ['adapter-writes'],
    run: async ({ api, url, note }) => {
      const client = api({ baseURL: `${url}/v1` });
      const mock = mockAdapter(client);
      mock.onGet('/items').reply(200, { items: true });
      mock.onGet('/found', { params: { q: 'a b' } }).reply(200, { found: true });
      mock.onPost('/items', { a: 1 }).reply(201, { made: true });
      mock.onPut('/items', 'text').reply(204);
      mock.onDelete(`${url}/v1/items`).reply(500, { failed: true });
      note('get', (await client.get('/items')).data);
      note('find', (await client.get('/found', { params: { q: 'a b' } })).data);
      note('post', (await client.post('/items', { a: 1 })).data);
      note('put', (await client.put('/items', 'text')).status);
      note(
        'history',
        mock.history.post!.map(({ url, baseURL, method, data }) => ({ url, baseURL, method, data })),
      );
      note('unmatched', await client.post('/items', { b: 1 }).catch((error) => error.response.status));
      return client.delete('/items');
    },
  },
  {
    name: 'axios-mock-adapter, that passes a call on',
    run: async ({ api, url }) => {
      const client = api({ baseURL: url });
      mockAdapter(client).onAny(/items/).passThrough();
      const { data, status } = await client.post('/items?a=1', { a: 1 }, { params: { b: 2 } });
      return { data, status };
    },
    only: ({ minor }) => minor > 5,
  },
];

/** All calls that the contract is about. */
export const axiosCases: readonly Case[] = [
  ...methods,
  ...bodies,
  ...urls,
  ...headers,
  ...outcomes,
  ...transforms,
  ...ends,
  ...stalls,
  ...redirects,
  ...progress,
  ...interceptors,
  ...again,
  ...adapters,
];
