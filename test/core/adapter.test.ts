import { type Answer, type ClientCall, createAdapter, createSigV4, type WireRequest } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { afterEach, expect, test, vi } from 'vitest';
import { EXPIRED, keyOf, type Reply } from './support.js';

const HOST = 'https://api.example.com';
const LOOPBACK = 'http://127.0.0.1:8080';
const scope = { region: 'eu-west-1', service: 'execute-api', origins: [HOST, LOOPBACK] };

interface TestAnswer extends Answer {
  readonly reply: Reply;
}

/** A client that gets `replies` one after the other, and what it did. */
const setUp = (...replies: (Reply | Error)[]) => {
  const sent: { readonly signed: boolean; readonly request: WireRequest }[] = [];
  const discarded: Reply[] = [];
  const next = async (signed: boolean, request: WireRequest): Promise<TestAnswer> => {
    sent.push({ signed, request });
    const reply = replies.shift() ?? { status: 200 };
    if (reply instanceof Error) throw reply;
    return {
      reply,
      status: reply.status,
      header: (name) => reply.headers?.[name] ?? null,
      text: async () => reply.body ?? '',
      discard: () => void discarded.push(reply),
    };
  };
  const transport = {
    redirects: 3,
    send: (request: WireRequest, headers: Record<string, string>) => next('authorization' in headers, request),
    leave: (request: WireRequest) => next(false, request),
    mayHideAnswer: () => false,
  };
  let asked = 0;
  const auth = createSigV4({ ...scope, credentials: async () => keyOf(`KEY${++asked}`) });
  const call = (
    url: string | URL,
    { method = 'GET', ...more }: Partial<ClientCall<TestAnswer>> & { method?: string } = {},
  ) => createAdapter(auth)(method, url)!.send({ ...transport, ...more });
  return { call, sent, discarded, asked: () => asked };
};

afterEach(() => vi.unstubAllGlobals());

test('an unknown option is refused by name', () => {
  const options = { baseUrl: HOST } as object;
  expect(() => createAdapter(createSigV4({ ...scope, credentials: keyOf('KEY') }), options)).toThrow(
    'createAdapter: there is no option "baseUrl".',
  );
});

test.each<[string, string | URL, string]>([
  ['text leaves as it was written', `${HOST}/a/../b//c`, `${HOST}/a/../b//c`],
  ['also on plain http', `${LOOPBACK}/a/../b`, `${LOOPBACK}/a/../b`],
  ['the case of its scheme does not matter', 'HTTPS://api.example.com/a/../b', `${HOST}/a/../b`],
  ['a URL object has collapsed its dots itself', new URL(`${HOST}/a/../b`), `${HOST}/b`],
  ['relative text follows the page', '/a', `${HOST}/a`],
  ['relative text may look like a URL', 'a?to=https://other.example', `${HOST}/page/a?to=https%3A%2F%2Fother.example`],
])('the URL to sign: %s', async (_, given, href) => {
  vi.stubGlobal('location', { href: `${HOST}/page/` });
  const { call, sent } = setUp();
  await call(given);
  expect(sent.map(({ request }) => request.url.href)).toEqual([href]);
});

test('a rejected call is replayed, its first answer is released, and the caller gets the second', async () => {
  const { call, sent, discarded, asked } = setUp(EXPIRED);
  const { answer, ...more } = await call(`${HOST}/`);
  expect([answer.reply, more, sent.length, discarded, asked()]).toStrictEqual([{ status: 200 }, {}, 2, [EXPIRED], 2]);
});

test('the error type in a header counts', async () => {
  const { call, sent } = setUp({ status: 403, headers: { 'x-amzn-errortype': 'ExpiredTokenException' } });
  await call(`${HOST}/`);
  expect(sent).toHaveLength(2);
});

test('a call that is not recovered says why', async () => {
  const message =
    'Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z (20260101T001000Z - 5 min.)';
  const { call } = setUp(EXPIRED, { status: 403, body: JSON.stringify({ message }) });
  expect(await call(`${HOST}/`)).toMatchObject({ answer: { status: 403 } });
  const refused = setUp({ status: 403, body: '{"message":"Credential should be scoped to a valid region."}' });
  const { failure } = await refused.call(`${HOST}/`);
  expect(failure).toMatchObject({ code: 'signature-refused' });
});

test('of a long text only the beginning is read', async () => {
  const sign = '{"message":"The security token included in the request is expired"}';
  const { call, sent } = setUp({ status: 403, body: `${' '.repeat(8192)}${sign}` }, { status: 403, body: sign });
  await call(`${HOST}/`);
  expect(sent).toHaveLength(2);
  const late = setUp({ status: 400, body: `${' '.repeat(8192)}${sign}` });
  await late.call(`${HOST}/`);
  expect(late.sent).toHaveLength(1);
});

test('a text that fails is no text', async () => {
  const { call } = setUp();
  const answer = (status: number): TestAnswer => ({
    reply: { status },
    status,
    header: () => null,
    text: () => Promise.reject(new Error('reset')),
    discard: () => {},
  });
  const { answer: got } = await call(`${HOST}/`, { send: async () => answer(400) });
  expect(got.status).toBe(400);
});

test('redirects within the origin are signed, and the first one to another origin is not', async () => {
  const { call, sent, discarded } = setUp(
    { status: 302, headers: { location: '/b' } },
    { status: 302, headers: { location: 'https://other.example/c' } },
  );
  const { answer } = await call(`${HOST}/a`);
  expect(answer.reply).toEqual({ status: 200 });
  expect(sent.map(({ signed, request }) => [signed, request.url.href])).toEqual([
    [true, `${HOST}/a`],
    [true, `${HOST}/b`],
    [false, 'https://other.example/c'],
  ]);
  expect(discarded).toHaveLength(2);
});

test('the client may change what a redirect leads to', async () => {
  const { call, sent } = setUp({ status: 307, headers: { location: '/b' } });
  const seen: unknown[] = [];
  await call(`${HOST}/a`, {
    onRedirect: (answer, next) => {
      seen.push(answer.reply.status, next.url.path);
      return { ...next, headers: { 'x-hop': '1' } };
    },
  });
  expect(seen).toEqual([307, '/b']);
  expect(sent[1]!.request.headers).toEqual({ 'x-hop': '1' });
});

test('the error for a redirect is ours, or what the client makes of it', async () => {
  const many = (): Reply => ({ status: 302, headers: { location: '/b' } });
  await expect(
    setUp(many()).call(`${HOST}/a`, { redirects: 1, send: async () => answerOf(many()) }),
  ).rejects.toMatchObject({ code: 'redirect-refused' });
  const own = new Error('too many');
  await expect(
    setUp().call(`${HOST}/a`, { redirects: 1, send: async () => answerOf(many()), redirectError: () => own }),
  ).rejects.toBe(own);
});

const answerOf = (reply: Reply): TestAnswer => ({
  reply,
  status: reply.status,
  header: (name) => reply.headers?.[name] ?? null,
  text: async () => '',
  discard: () => {},
});

test("an error that may hide a 403 renews expired credentials, and any other is the caller's", async () => {
  const failed = new TypeError('Failed to fetch');
  let asked = 0;
  const credentials = async () =>
    keyOf(`KEY${++asked}`, { expiration: new Date(Date.now() + (asked === 1 ? 20 : 3_600_000)) });
  const auth = createSigV4({ ...scope, credentials, refreshBeforeExpiry: 0 });
  let tries = 0;
  const send = async (): Promise<TestAnswer> => {
    tries += 1;
    if (tries > 1) return answerOf({ status: 200 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    throw failed;
  };
  const transport = { redirects: 0, send, leave: send };
  const hiding = createAdapter(auth)('GET', HOST)!.send({ ...transport, mayHideAnswer: (error) => error === failed });
  expect((await hiding).answer.status).toBe(200);
  tries = 0;
  const plain = createAdapter(auth)('GET', HOST)!.send({ ...transport, mayHideAnswer: () => false });
  await expect(plain).rejects.toBe(failed);
});

test.each(['send', 'leave', 'mayHideAnswer'])('a call without %s is refused', async (name) => {
  const call = setUp().call(`${HOST}/`, { [name]: undefined });
  await expect(call).rejects.toThrow(`createAdapter: pass the function ${name} to each call.`);
});

test('headers may be of any shape', async () => {
  const { call, sent } = setUp();
  for (const headers of [new Headers({ accept: 'a/b' }), { Accept: 'a/b' }, [['accept', 'a/b'] as const]]) {
    await call(`${HOST}/`, { headers });
  }
  expect(sent.map(({ request }) => request.headers.accept)).toEqual(['a/b', 'a/b', 'a/b']);
});

const FOREIGN_DISCARDS: readonly [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('gone');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('gone');
    },
  ],
];
test.each(FOREIGN_DISCARDS)('a discard that %s changes nothing', async (_, discard) => {
  const { call } = setUp();
  let sends = 0;
  const send = async () =>
    ({ status: sends++ ? 200 : 403, header: () => null, text: async () => EXPIRED.body, discard }) as never;
  expect((await call(HOST, { send })).answer.status).toBe(200);
});

test.each<[string, object, string]>([
  ['an unknown option of a call', { data: 'a' }, 'call.send: there is no option "data"'],
  [
    'a misspelt function',
    { onSigninWait: () => {} },
    'call.send: there is no option "onSigninWait". Did you mean onSignInWait?',
  ],
])('%s is refused by name', async (_, more, message) => {
  const { call, sent } = setUp();
  await expect(call(HOST, more)).rejects.toThrow(message);
  expect(sent).toEqual([]);
});

test('a call without arguments, or without a function, says which to pass', async () => {
  const call = createAdapter(createSigV4({ ...scope, credentials: keyOf('KEY') }))('GET', HOST)!;
  await expect(call.send(undefined as never)).rejects.toThrow('createAdapter: pass the function send to each call.');
});

test.each(['status', 'header', 'text', 'discard'])('an answer without %s is refused at once', async (name) => {
  const { call } = setUp();
  const whole = { status: 200, header: () => null, text: async () => '', discard: () => {} };
  const send = async () => ({ ...whole, [name]: undefined }) as never;
  await expect(call(HOST, { send })).rejects.toThrow(`createAdapter: an answer needs ${name}`);
});

test.each<[string, () => unknown]>([
  ['text', () => '{"message":"Forbidden"}'],
  ['nothing', async () => undefined],
  [
    'an error',
    () => {
      throw new Error('broken');
    },
  ],
  // biome-ignore lint/suspicious/noThenProperty: a client's own promise
  ['a thenable', () => ({ then: (resolve: (text: string) => void) => resolve('{}') })],
])('an answer whose text() gives %s is judged by what there is', async (_, text) => {
  const { call } = setUp();
  let sends = 0;
  const send = async () => ({ status: sends++ ? 200 : 403, header: () => undefined, text, discard: () => {} }) as never;
  expect((await call(HOST, { send })).answer.status).toBe(200);
});

test('header values of any type are sent as text, and missing ones not at all', async () => {
  const { call, sent } = setUp();
  await call(HOST, { headers: { 'x-number': 5, 'x-none': undefined, 'x-null': null } as never });
  expect({ ...sent[0]!.request.headers }).toEqual({ 'x-number': '5' });
});

test.each(['api.example.com', '/api', 5])('a base URL that is none is refused: %s', (baseURL) => {
  const auth = createSigV4({ ...scope, credentials: keyOf('KEY') });
  const message = 'baseURL: pass an absolute URL, such as https://api.example.com.';
  expect(() => createAdapter(auth, { baseURL: baseURL as never })).toThrow(message);
  expect(() => wrapFetch(fetch, auth, { baseURL: baseURL as never })).toThrow(message);
});

test('a base URL may be a URL of another realm', () => {
  const auth = createSigV4({ credentials: keyOf('KEY'), region: 'eu-west-1', service: 'execute-api' });
  const foreign = { href: `${HOST}/v1`, toString: () => `${HOST}/v1` } as URL;
  expect(createAdapter(auth, { baseURL: foreign })('GET', `${HOST}/a`)).toBeDefined();
});
