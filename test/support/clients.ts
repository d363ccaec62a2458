// Every client that the tests call with, a row for each: what it is called, where it runs, and how a call is made with it.
// The journey, the conformance with real servers, the pages of Chromium and the matrix read these rows,
// so that a new client is one row here. The libraries are given, because the matrix brings copies of its own.
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import type { KyInstance, Options as KyOptions } from 'ky';
import type { Authenticator } from 'sigv4-interceptor';

/** The packages that the rows are made of. */
export interface Libraries {
  readonly axios: { create(config?: AxiosRequestConfig): AxiosInstance };
  readonly ky: KyInstance;
  /** ky of version 1, where a row asks for it. */
  readonly ky1?: unknown;
  readonly interceptAxios: (instance: AxiosInstance, auth: Authenticator) => unknown;
  readonly wrapFetch: (base: typeof fetch, auth: Authenticator) => typeof fetch;
  readonly wrapKy: (base: KyInstance, auth: Authenticator) => KyInstance;
}

/** Query parameters, as pairs where names repeat. */
export type Params = readonly (readonly [string, string])[] | Readonly<Record<string, string>>;

/** A call, as an app makes it. */
export interface Call {
  /** Default: `GET`. */
  readonly method?: string;
  readonly url: string;
  /** Query parameters beside the URL's own, in the client's own option for them; fetch gets them as part of its URL. */
  readonly params?: Params;
  /** A plain object goes as JSON, by the client's own option for it. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What a test sees of an answer, whatever the client and the status. */
export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  /** JSON where it is JSON, else text; bytes where the settings say so. */
  readonly data: unknown;
}

/** A client, reduced to what all of them can do. Never rejects for a status. */
export type Send = (call: Call) => Promise<Reply>;

/** What a suite wants of all its calls, in each library's own words. */
export interface Settings {
  readonly axios?: AxiosRequestConfig;
  readonly ky?: KyOptions;
  readonly fetch?: RequestInit;
  /** Whether `data` is bytes. Default: no. */
  readonly bytes?: boolean;
  /** Whether axios sends a view or a stream as it is: its own transform sends all of a view's buffer. Default: no. */
  readonly raw?: boolean;
}

/** Node and what is like it, a page, and runtimes where axios has one adapter only. */
export type Place = 'node' | 'page' | 'worker';

/** A row. */
export interface Client {
  readonly name: string;
  readonly library: 'axios' | 'ky' | 'fetch';
  readonly places: readonly Place[];
  /** Whether it is an older copy of its library; the matrix brings its own. */
  readonly isOlder?: boolean;
  /** The client with an Authenticator, or as it is without one. */
  attach(libraries: Libraries, auth?: Authenticator, settings?: Settings): Send;
}

type Attach = Client['attach'];

const isPlain = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;
const isStream = (body: unknown): boolean => typeof ReadableStream === 'function' && body instanceof ReadableStream;

/** Pairs as the class for them; an object stays one, as most apps write it. */
const paramsOf = (params: Params) =>
  Array.isArray(params) ? new URLSearchParams(params) : (params as Record<string, string>);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Sends by an axios instance. */
export const sendByAxios =
  (api: AxiosInstance, { bytes, raw, ...settings }: Settings = {}): Send =>
  async ({ params, body, ...call }) => {
    const response: AxiosResponse = await api.request({
      validateStatus: () => true,
      ...(bytes && { responseType: 'arraybuffer' }),
      ...call,
      ...(params && { params: paramsOf(params) }),
      ...(body !== undefined && { data: body }),
      // Before 1.6 axios also sends a web stream as JSON.
      ...(raw && (ArrayBuffer.isView(body) || isStream(body)) && { transformRequest: [(data: unknown) => data] }),
      ...settings.axios,
    });
    const { status, headers, data } = response;
    return { status, contentType: (headers['content-type'] as string | undefined) ?? null, data };
  };

const axiosWith =
  (adapter?: 'http' | 'fetch' | 'xhr'): Attach =>
  ({ axios, interceptAxios }, auth, settings) => {
    const api = axios.create(adapter && { adapter });
    if (auth) interceptAxios(api, auth);
    return sendByAxios(api, settings);
  };

const read = async (response: Response, bytes = false): Promise<Reply> => ({
  status: response.status,
  contentType: response.headers.get('content-type'),
  data: bytes ? await response.arrayBuffer() : parse(await response.text()),
});

/** The init of fetch for a call. */
const initOf = ({ method = 'GET', body, headers, signal }: Call): RequestInit & { duplex?: 'half' } => ({
  method,
  ...(headers && { headers }),
  ...(body !== undefined && { body: body as BodyInit }),
  ...(isPlain(body) && {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  }),
  ...(isStream(body) && { duplex: 'half' as const }),
  ...(signal && { signal }),
});

const kyFrom =
  (library: 'ky' | 'ky1'): Attach =>
  (libraries, auth, { bytes, ...settings } = {}) => {
    const base = libraries[library] as KyInstance;
    const api = auth ? libraries.wrapKy(base, auth) : base;
    return async (call) => {
      const { params, body, headers } = call;
      const { body: text, headers: typed, ...init } = initOf(call);
      const response = await api(call.url, {
        ...init,
        retry: 0,
        throwHttpErrors: false,
        ...(headers && { headers }),
        ...(params && { searchParams: paramsOf(params) }),
        ...(isPlain(body) ? { json: body } : text !== undefined && { body: text }),
        ...settings.ky,
      } as KyOptions);
      return read(response, bytes);
    };
  };

const fetchBy =
  (call: (send: typeof fetch, url: string, init: RequestInit) => Promise<Response>): Attach =>
  ({ wrapFetch }, auth, { bytes, ...settings } = {}) => {
    const send = auth ? wrapFetch(fetch, auth) : fetch;
    return async (sent) => {
      const query = sent.params ? new URLSearchParams(paramsOf(sent.params)).toString() : '';
      const url = query ? `${sent.url}${sent.url.includes('?') ? '&' : '?'}${query}` : sent.url;
      return read(await call(send, url, { ...initOf(sent), ...settings.fetch }), bytes);
    };
  };

/** The rows. `axios` is the one whose adapter axios chooses, which in Node is `http`. */
export const clients: readonly Client[] = [
  { name: 'axios', library: 'axios', places: ['page', 'worker'], attach: axiosWith() },
  { name: 'axios (http)', library: 'axios', places: ['node'], attach: axiosWith('http') },
  { name: 'axios (fetch)', library: 'axios', places: ['node', 'page'], attach: axiosWith('fetch') },
  { name: 'axios (xhr)', library: 'axios', places: ['page'], attach: axiosWith('xhr') },
  { name: 'ky', library: 'ky', places: ['node', 'page', 'worker'], attach: kyFrom('ky') },
  { name: 'ky 1', library: 'ky', places: ['node', 'page'], isOlder: true, attach: kyFrom('ky1') },
  {
    name: 'fetch',
    library: 'fetch',
    places: ['node', 'page', 'worker'],
    attach: fetchBy((send, url, init) => send(url, init)),
  },
  {
    name: 'fetch of a Request',
    library: 'fetch',
    places: ['node', 'page', 'worker'],
    attach: fetchBy((send, url, init) => send(new Request(url, init))),
  },
];

/** The rows of a place. */
export const clientsIn = (place: Place): Client[] => clients.filter(({ places }) => places.includes(place));

/** The row of a name. */
export const clientNamed = (name: string): Client => {
  const client = clients.find((one) => one.name === name);
  if (!client) throw new Error(`There is no client "${name}".`);
  return client;
};
