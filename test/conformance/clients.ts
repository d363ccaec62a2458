import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { Authenticator } from 'sigv4-interceptor';
import { type Send as AnySend, clientsIn, sendByAxios, type Settings } from '../support/clients.js';
import { libraries } from '../support/libraries.js';
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

const SETTINGS: Settings = { bytes: true, axios: { maxRedirects: 0 } };

/** Makes the body afresh for each send. */
const withBodies =
  (send: AnySend): Send =>
  async ({ body, ...call }) => {
    const { data, ...reply } = await send({ ...call, ...(body && { body: body.make() }) });
    return { ...reply, bytes: Buffer.from(data as ArrayBuffer) };
  };

/** An axios instance that is not intercepted yet. */
export const bareAxios = (adapter: 'http' | 'fetch'): AxiosInstance => axios.create({ adapter });

/** Sends by an axios instance. */
export const viaAxios = (instance: AxiosInstance, more: AxiosRequestConfig = {}): Send =>
  withBodies(sendByAxios(instance, { ...SETTINGS, axios: { ...SETTINGS.axios, ...more } }));

/** Every client that the contract holds for. */
export const clients: readonly Client[] = clientsIn('node').map(({ name, library, attach }) => ({
  name,
  isAxios: library === 'axios',
  attach: (auth) => withBodies(attach(libraries, auth, SETTINGS)),
}));
