import { Agent } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { inspect } from 'node:util';
import newest from 'axios';
import axios1_13 from 'axios-1-13';
import axios1_5 from 'axios-1-5';
import axios1_7 from 'axios-1-7';
import ky from 'ky';
import ky1 from 'ky1';
import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, onTestFinished, test } from 'vitest';
import { credentials } from '../journey/support.js';
import { shown } from '../support/shown.js';

type Axios = typeof newest;

const TOKEN = 'session-token-of-KEY';
const SECRETS = new RegExp(`${TOKEN}|secret-of-KEY|Signature=[\\da-f]{64}|AWS4-HMAC`);
const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 's3' };

const VERSIONS: readonly (readonly [string, Axios])[] = [
  ['1.21', newest],
  ['1.13', axios1_13 as unknown as Axios],
  ['1.7', axios1_7 as unknown as Axios],
  ['1.5', axios1_5 as unknown as Axios],
];

/** A server on loopback that answers as soon as it has read a head, with what `respond` makes of it. */
const answerEarly = async (
  respond: (head: string) => string | undefined,
  onData: (chunk: Buffer) => void = () => {},
): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      onData(chunk);
      const head = chunk.toString('latin1');
      const answer = /^[A-Z]+ \//.test(head) ? respond(head) : undefined;
      if (answer !== undefined) socket.write(answer, 'latin1');
    });
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const DENIED = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 42\r\n\r\n{"message":"User is not authorized to: x"}';

const uploads = VERSIONS.flatMap(([version, axios]) =>
  (['payload: unsigned', 'a token'] as const).flatMap((how) =>
    ([{}, { maxRedirects: 0 }, { onUploadProgress: () => {} }] as const).map(
      (more) => [version, how, more, axios] as const,
    ),
  ),
);

test.each(uploads)(
  'axios %s, %s, %o: an upload that is still being sent shows no secret',
  async (_, how, more, axios) => {
    let head = '';
    const origins = await answerEarly((text) => {
      head = text;
      return DENIED;
    });
    const api = axios.create({ adapter: 'http' });
    interceptAxios(
      api,
      how === 'a token'
        ? createTokenAuth({ token: TOKEN, origins })
        : createSigV4({ ...scope, payload: 'unsigned', origins }),
    );
    const file = new Readable({ read() {} });
    file.push('a first chunk');
    const error = await api.put(origins, file, more).catch((reason: unknown) => reason);
    expect(head).toContain(TOKEN);
    expect(error).toMatchObject({ response: { status: 403 } });
    const { config, response } = error as { config: { data: unknown }; response: unknown };
    expect(config.data).toBe(file);
    expect([shown(error), shown(config), shown(response), shown(file)].join().match(SECRETS)).toBeNull();
  },
);

test.each(VERSIONS)('axios %s: an upload continues after its response', async (_, axios) => {
  let received = '';
  let onLast = (): void => {};
  const last = new Promise<void>((resolve) => {
    onLast = resolve;
  });
  const origins = await answerEarly(
    () => DENIED,
    (chunk) => {
      received += chunk.toString('latin1');
      if (received.includes('last')) onLast();
    },
  );
  const api = axios.create({ adapter: 'http' });
  interceptAxios(api, createTokenAuth({ token: TOKEN, origins }));
  const file = new Readable({ read() {} });
  file.push('first');
  await expect(api.put(origins, file)).rejects.toMatchObject({ response: { status: 403 } });
  const other = file.pipe(new PassThrough());
  file.push('last');
  await last;
  file.unpipe(other);
  expect(String(other.read())).toBe('last');
});

/** What a server answers that sends back what it got, in no valid HTTP, at once or after a head. */
const BROKEN = [
  ['instead of a head', (head: string) => head],
  ['among its headers', (head: string) => `HTTP/1.1 200 OK\r\nx-echo: 1\r\n${head.replace('\r\n', '\r\n: ')}`],
] as const;

type Call = (url: string) => Promise<unknown>;

const clientsOf = (origins: string): readonly (readonly [string, Call, Call])[] => {
  const auth = createSigV4({ ...scope, origins });
  const overAxios = VERSIONS.flatMap(([version, axios]) =>
    (version === '1.5' ? (['http'] as const) : (['http', 'fetch'] as const)).map((adapter) => {
      const api = axios.create({ adapter });
      interceptAxios(api, auth);
      const plain: Call = (url) => axios.get(url, { adapter });
      return [`axios ${version} (${adapter})`, (url: string) => api.get(url), plain] as const;
    }),
  );
  return [
    ['fetch', wrapFetch(fetch, auth), fetch],
    ['ky', (url) => wrapKy(ky, auth)(url, { retry: 0 }), (url) => ky(url, { retry: 0 })],
    ...overAxios,
  ];
};

/** An error and its causes, by name and code. */
const kindsOf = (error: unknown): unknown[] =>
  error instanceof Error ? [[error.name, (error as { code?: unknown }).code], ...kindsOf(error.cause)] : [];

/** The bytes in an error and its causes. */
const bytesOf = (error: unknown): string =>
  error instanceof Error
    ? Object.values(error)
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : ''))
        .join() + bytesOf(error.cause)
    : '';

test.each(
  BROKEN.flatMap(([where, answer]) => clientsOf('http://localhost:1').map(([name]) => [name, where, answer] as const)),
)('%s: an error about a server that echoes its request %s shows no secret', async (name, _, answer) => {
  let head = '';
  const url = await answerEarly((text) => {
    head = text;
    return answer(text);
  });
  const [, call, plain] = clientsOf(url).find(([client]) => client === name)!;
  const error = await call(url).catch((reason: unknown) => reason);
  expect(head).toContain(TOKEN);
  expect(error).toBeInstanceOf(Error);
  expect(`${shown(error)}${bytesOf(error)}`.match(SECRETS)).toBeNull();
  expect(kindsOf(error)).toEqual(kindsOf(await plain(url).catch((reason: unknown) => reason)));
});

test('fetch: an error keeps everything but the secrets', async () => {
  const cause = Object.assign(new Error('The other side closed.'), { code: 'UND_ERR', data: new Uint8Array([1, 2]) });
  const failure = new TypeError('Failed.', { cause });
  const api = wrapFetch(() => Promise.reject(failure), createSigV4({ ...scope, origins: 'http://localhost:1' }));
  const error = await api('http://localhost:1').catch((reason: unknown) => reason);
  expect(error).toBe(failure);
  expect(error).toMatchObject({ message: 'Failed.', cause });
  expect(cause).toMatchObject({ message: 'The other side closed.', code: 'UND_ERR', data: new Uint8Array([1, 2]) });
  expect(failure.stack).toContain('secrets-on-the-way');
});

test('fetch: an error whose message contains a secret shows it neither there nor in its stack', async () => {
  const failure = new TypeError(`Not a URL: http://localhost/${TOKEN}`);
  const api = wrapFetch(() => Promise.reject(failure), createSigV4({ ...scope, origins: 'http://localhost:1' }));
  expect(await api('http://localhost:1').catch((reason: unknown) => reason)).toBe(failure);
  expect(failure.message).toBe('[redacted]');
  expect(shown(failure).match(SECRETS)).toBeNull();
});

/** The platform's own Agent of undici: that of another version may not go with its fetch. */
const startDispatcher = async (): Promise<object> => {
  await fetch('data:,');
  const started: { constructor: new () => object } = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  return new started.constructor();
};

/** An agent that hands on to another one, as those for proxies do. */
class Outer {
  inner: { agents: Map<string, object> } | undefined;
  addRequest(...call: unknown[]): void {
    this.inner ??= { agents: new Map([['http:', new Agent({ keepAlive: true })]]) };
    const agent = this.inner.agents.get('http:') as { addRequest(...call: unknown[]): void };
    agent.addRequest(...call);
  }
}

const plainOuter = () => {
  const outer = new Outer();
  return { outer, addRequest: (...call: unknown[]) => outer.addRequest(...call) };
};

const AGENTS: readonly (readonly [string, () => object | Promise<object>])[] = [
  ['an agent', () => ({ adapter: 'http', httpAgent: new Agent({ keepAlive: true }) })],
  ['an agent that holds agents', () => ({ adapter: 'http', httpAgent: new Outer() })],
  ['a plain object that holds agents', () => ({ adapter: 'http', httpAgent: plainOuter() })],
  ["undici's dispatcher", async () => ({ adapter: 'fetch', fetchOptions: { dispatcher: await startDispatcher() } })],
];

test.each(
  AGENTS.flatMap(([name, make]) =>
    VERSIONS.filter(([version]) => name !== "undici's dispatcher" || version !== '1.5').map(
      ([version, axios]) => [version, name, axios, make] as const,
    ),
  ),
)('axios %s: an error with %s shows nothing of the other calls', async (_, __, axios, make) => {
  let onSlow = (): void => {};
  const slow = new Promise<void>((resolve) => {
    onSlow = resolve;
  });
  const origins = await answerEarly((head) => {
    if (!head.includes(' /slow ')) return DENIED;
    onSlow();
    return undefined;
  });
  const api = axios.create(await make());
  interceptAxios(api, createSigV4({ ...scope, origins }));
  const controller = new AbortController();
  const pending = api.get(`${origins}/slow`, { signal: controller.signal }).catch(() => {});
  await slow;
  const error = await api.get(`${origins}/x`).catch((reason: unknown) => reason);
  const { config, response } = error as { config: object; response: { config: object } };
  expect(response).toMatchObject({ status: 403 });
  expect([shown(error), shown(config), shown(response)].join().match(SECRETS)).toBeNull();
  // What retries a call sends the config of its error again, by the same agent.
  await expect(api.request(config)).rejects.toMatchObject({ response: { status: 403 } });
  controller.abort();
  await pending;
});

test('axios over HTTP/2: a response stream shows no secret, and is read to its end', async () => {
  const server = createHttp2Server((_, response) => {
    response.writeHead(200);
    response.write('first');
    setImmediate(() => response.end('last'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('session', (session) => onTestFinished(() => session.destroy()));
  onTestFinished(() => void server.close());
  const origins = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = newest.create({ adapter: 'http', httpVersion: 2 });
  interceptAxios(api, createSigV4({ ...scope, origins }));
  const { data } = await api.get<Readable>(origins, { responseType: 'stream' });
  const raw = inspect(data, { depth: Infinity, showHidden: true, customInspect: false });
  expect(`${raw}${shown(data)}`.match(SECRETS)).toBeNull();
  let text = '';
  for await (const chunk of data) text += chunk;
  expect(text).toBe('firstlast');
});

test.each([
  ['ky 2', ky],
  ['ky 1', ky1 as unknown as typeof ky],
])('%s: a header that cannot be sent is refused by its name', async (_, base) => {
  const origins = 'http://localhost:1';
  const client = wrapKy(base, createSigV4({ ...scope, origins }));
  const headers = { 'x-app': 'first\nsecret-of-KEY' };
  const call = async (options: object) => client.get(origins, { retry: 0, ...options });
  const error = await call({ headers }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'malformed-header', message: expect.stringContaining('"x-app"') });
  expect(shown(error).match(SECRETS)).toBeNull();
  await expect(call({ headers: [['x-app', 'a\0b']] })).rejects.toMatchObject({ code: 'malformed-header' });
  // What steps aside is ky's own.
  await expect(call({ headers, context: { authenticate: false } })).rejects.toBeInstanceOf(TypeError);
  await expect(call({ headers: { 'x-app': undefined } })).rejects.not.toMatchObject({ code: 'malformed-header' });
});
