import { type Authenticator, createSigV4, type SigV4Options } from 'sigv4-interceptor';
import { inject } from 'vitest';
import { type Client, clientNamed, clientsIn, type Settings } from '../support/clients.js';
import { libraries } from '../support/libraries.js';
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

const SETTINGS: Settings = {
  axios: { withCredentials: true },
  ky: { credentials: 'include' },
  fetch: { credentials: 'include' },
  raw: true,
};

const reporting =
  ({ attach }: Client) =>
  (auth: Authenticator): Send => {
    const send = attach(libraries, auth, SETTINGS);
    return async (path, body, params) => {
      const method = body === undefined ? 'GET' : 'PUT';
      const { data } = await send({ method, url: `${url}${path}`, body, ...(params && { params }) });
      return data as Report;
    };
  };

export const viaFetch = reporting(clientNamed('fetch'));

export const XHR = 'axios (xhr)';

/** Every client, for `test.each`. */
export const clients: [name: string, client: (auth: Authenticator) => Send][] = clientsIn('page').map((client) => [
  client.name,
  reporting(client),
]);
