import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import type { Authenticator } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import type { Body } from './bodies.js';

/** A call, as an app makes it. */
export interface Call {
  readonly method: string;
  readonly url: string;
  /** Query parameters beside the URL's own, in the client's own option for them; fetch gets them as part of its URL. */
  readonly params?: readonly (readonly [string, string])[];
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  readonly bytes: Buffer;
}

/** A client, reduced to what all of them can do. Never rejects for a status. */
export type Send = (call: Call) => Promise<Reply>;

/** A client that the contract holds for. */
export interface Client {
  readonly name: string;
  readonly isAxios: boolean;
  /** The client with an Authenticator, or as it is without us. */
  attach(auth?: Authenticator): Send;
}

const CALM = { maxRedirects: 0, validateStatus: () => true, responseType: 'arraybuffer' } as const;

/** An axios instance that no status makes fail, not intercepted yet. */
export const bareAxios = (adapter: 'http' | 'fetch'): AxiosInstance => axios.create({ ...CALM, adapter });

/** Sends by an axios instance. */
export const viaAxios =
  (instance: AxiosInstance, more: AxiosRequestConfig = {}): Send =>
  async ({ method, url, params, body, headers }) => {
    const response = await instance.request({
      method,
      url,
      ...(headers && { headers }),
      ...(params && { params: new URLSearchParams(params.map(([key, value]) => [key, value])) }),
      ...(body && { data: body.make() }),
      ...more,
    });
    const contentType = axios.AxiosHeaders.from(response.headers as never).get('content-type') as string | null;
    return { status: response.status, contentType, bytes: Buffer.from(response.data) };
  };

const toReply = async (response: Response): Promise<Reply> => ({
  status: response.status,
  contentType: response.headers.get('content-type'),
  bytes: Buffer.from(await response.arrayBuffer()),
});

/** The init of fetch that carries a body. */
const carrying = ({ body, headers = {} }: Call): RequestInit & { duplex?: 'half' } => {
  const value = body?.make();
  if (value === undefined) return { headers };
  if (body?.isJson) return { body: JSON.stringify(value), headers: { 'content-type': 'application/json', ...headers } };
  return { headers, body: value as BodyInit, ...(value instanceof ReadableStream && { duplex: 'half' as const }) };
};

const axiosClient = (adapter: 'http' | 'fetch'): Client => ({
  name: `axios (${adapter})`,
  isAxios: true,
  attach: (auth) => {
    const instance = bareAxios(adapter);
    if (auth) interceptAxios(instance, auth);
    return viaAxios(instance);
  },
});

const kyClient = (name: string, instance: typeof ky): Client => ({
  name,
  isAxios: false,
  attach: (auth) => {
    const client = auth ? wrapKy(instance, auth) : instance;
    return async (call) => {
      const { method, url, params, body, headers = {} } = call;
      return toReply(
        await client(url, {
          method,
          retry: 0,
          throwHttpErrors: false,
          ...(params && { searchParams: new URLSearchParams(params.map(([key, value]) => [key, value])) }),
          ...(body?.isJson ? { json: body.make(), headers } : (carrying(call) as object)),
        }),
      );
    };
  },
});

const fetchClient = (
  name: string,
  call: (client: typeof fetch, url: URL, init: RequestInit) => Promise<Response>,
): Client => ({
  name,
  isAxios: false,
  attach: (auth) => {
    const client = auth ? wrapFetch(fetch, auth) : fetch;
    return async (sent) => {
      const { method, url, params } = sent;
      const target = new URL(url);
      for (const [key, value] of params ?? []) target.searchParams.append(key, value);
      return toReply(await call(client, target, { method, ...carrying(sent) }));
    };
  },
});

/** Every client that the contract holds for. */
export const clients: readonly Client[] = [
  axiosClient('http'),
  axiosClient('fetch'),
  kyClient('ky 2', ky),
  kyClient('ky 1', ky1 as unknown as typeof ky),
  fetchClient('fetch', (client, url, init) => client(url, init)),
  fetchClient('fetch of a Request', (client, url, init) => client(new Request(url, init))),
];
