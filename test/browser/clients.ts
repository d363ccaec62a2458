import axios from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { type Authenticator, createSigV4, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { inject } from 'vitest';
import { keysOf, REGION, SERVICE } from './keys.js';
import type { Report } from './verifier.js';

export const url = inject('verifier');

/** Credentials that are good for an hour. */
export const keys = (accessKeyId: string) => ({
  ...keysOf(accessKeyId),
  expiration: new Date(Date.now() + 3_600_000),
});

/** An Authenticator for the verifier. */
export const sigv4 = (options: Partial<SigV4Options> = {}) =>
  createSigV4({ credentials: keys('AKID'), region: REGION, service: SERVICE, origins: url, ...options });

/** Sends with cookies, by PUT where there is a body, and gives what the verifier reports. A plain object goes as JSON. */
export type Send = (path: string, body?: unknown, params?: Record<string, string>) => Promise<Report>;

const isPlain = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;

const viaAxios =
  (adapter?: 'xhr') =>
  (auth: Authenticator): Send => {
    const api = axios.create({ baseURL: url, withCredentials: true, ...(adapter && { adapter }) });
    interceptAxios(api, auth);
    return async (path, data, params) => {
      const { data: report } = await api.request({
        url: path,
        method: data === undefined ? 'get' : 'put',
        data,
        ...(params && { params }),
        // axios's own transform makes the whole buffer of a view.
        ...(ArrayBuffer.isView(data) && { transformRequest: [(bytes: unknown) => bytes] }),
      });
      return report;
    };
  };

const viaKy =
  (base: typeof ky) =>
  (auth: Authenticator): Send => {
    const api = wrapKy(base, auth);
    return async (path, body, params) =>
      api(`${url}${path}`, {
        method: body === undefined ? 'get' : 'put',
        credentials: 'include',
        retry: 0,
        ...(params && { searchParams: params }),
        ...(isPlain(body) ? { json: body } : body !== undefined && { body: body as BodyInit }),
      }).json();
  };

const bodyInit = (body: unknown): RequestInit => {
  if (body === undefined) return {};
  if (isPlain(body)) return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return { body: body as BodyInit, ...(body instanceof ReadableStream && { duplex: 'half' }) };
};

export const viaFetch = (auth: Authenticator): Send => {
  const api = wrapFetch(fetch, auth);
  return async (path, body, params) => {
    const target = `${url}${path}${params ? `?${new URLSearchParams(params)}` : ''}`;
    const method = body === undefined ? 'GET' : 'PUT';
    return (await api(target, { method, credentials: 'include', ...bodyInit(body) })).json();
  };
};

export const XHR = 'axios (xhr)';

/** Every client, for `test.each`. */
export const clients: [name: string, client: (auth: Authenticator) => Send][] = [
  ['fetch', viaFetch],
  ['axios', viaAxios()],
  [XHR, viaAxios('xhr')],
  ['ky 2', viaKy(ky)],
  ['ky 1', viaKy(ky1 as unknown as typeof ky)],
];
