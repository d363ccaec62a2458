import type { AxiosError, AxiosInstance, AxiosResponse, CreateAxiosDefaults } from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { countingProvider, credentials } from '../../journey/support.js';
import { flatten, type Seen } from './compare.js';
import type { EchoServer } from './server.js';
import type { Axios, Client } from './versions.js';

/** How a call is made: by the plain client; signed; or signed, refused once and replayed. */
export type Mode = 'plain' | 'signed' | 'refused';

/** What else an app does to an instance: before we are added to it, and after. */
interface Additions {
  before?(api: AxiosInstance): void;
  after?(api: AxiosInstance): void;
}

/** What a case works with. */
export interface World {
  readonly client: Client;
  readonly axios: Axios;
  /** The server whose calls are in scope. */
  readonly url: string;
  /** One whose calls are not. */
  readonly other: string;
  /** An instance of the app's, with us added or not. */
  api(defaults?: CreateAxiosDefaults, additions?: Additions): AxiosInstance;
  /** Does something as soon as the server has heard a call. */
  heard(act: () => unknown): void;
  /** Has something compared besides the outcome. */
  note(name: string, value: unknown): void;
}

/** What a call shows besides its result. */
type Note = (name: string, value: unknown) => void;

const isResponse = (value: unknown): value is AxiosResponse =>
  typeof value === 'object' && value !== null && 'config' in value && 'status' in value;

/** The raw request by its kind and by whether it is shown: its insides are the platform's. */
const seeRequest = (owner: object, name: string, note: Note): void => {
  if (!('request' in owner)) return;
  note(`${name}.request`, (owner.request as object | undefined)?.constructor.name);
  note(`${name}.request is enumerable`, Object.keys(owner).includes('request'));
};

const seeResponse = ({ request, ...response }: AxiosResponse, name: string, note: Note): void => {
  note(name, response);
};

const seeError = (error: unknown, axios: Axios, note: Note): void => {
  const classes = { Error, TypeError, AxiosError: axios.AxiosError, CanceledError: axios.CanceledError };
  for (const [name, type] of Object.entries(classes)) note(`error is ${name}`, error instanceof type);
  if (!(error instanceof Error)) {
    note('error', error);
    return;
  }
  const { name, message, code, status, config, response, cause } = error as AxiosError;
  note('error', { name, message, code, status, config });
  note(
    'error.keys',
    Object.keys(error)
      .filter((key) => key !== 'request')
      .sort(),
  );
  note('error has a cause', cause !== undefined);
  seeRequest(error, 'error', note);
  if ('toJSON' in error) {
    const { config: json, ...rest } = (error as AxiosError).toJSON() as { config?: Record<string, unknown> };
    // A stream is shown with its listeners.
    if (typeof json?.data === 'object') delete json.data;
    note('error.toJSON', { ...rest, config: json });
  }
  if (response) {
    seeRequest(response, 'error.response', note);
    seeResponse(response, 'error.response', note);
  }
};

const authenticatorFor = (mode: Mode, origin: string) =>
  createSigV4({
    credentials: mode === 'refused' ? countingProvider() : credentials('KEY'),
    region: 'eu-west-1',
    service: 'execute-api',
    origins: origin,
  });

/** Makes a case's calls in one mode, and gives all that was seen of them. */
export const observe = async (
  run: (world: World) => Promise<unknown>,
  {
    client,
    mode,
    server,
    other,
    hurried,
  }: { client: Client; mode: Mode; server: EchoServer; other: EchoServer; hurried: boolean },
): Promise<Seen> => {
  const seen = new Map<string, string>();
  const note: Note = (name, value) => void flatten(value, name, seen);
  const world: World = {
    client,
    axios: client.axios,
    url: server.url,
    other: other.url,
    api: (defaults, { before, after } = {}) => {
      const api = client.axios.create({ adapter: client.adapter, ...defaults });
      before?.(api);
      if (mode !== 'plain') interceptAxios(api, authenticatorFor(mode, server.url));
      after?.(api);
      return api;
    },
    heard: (act) => server.onReached(act),
    note,
  };
  server.take();
  other.take();
  try {
    const value = await run(world);
    if (isResponse(value)) {
      seeRequest(value, 'response', note);
      seeResponse(value, 'response', note);
    } else note('result', value);
  } catch (error) {
    seeError(error, client.axios, note);
  }
  const reached = server.take();
  if (!hurried) note('reached', reached);
  note('reached the other', other.take());
  return seen;
};
