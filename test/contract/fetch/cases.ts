import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import type { SignedRequestInit } from 'sigv4-interceptor/fetch';
import type { Allowed } from '../compare.js';
import type { FetchKit } from './clients.js';
import type { World } from './world.js';

/** What a case is run with: a fetch, plain or wrapped, its classes, and the servers. */
export interface Stage extends Omit<FetchKit, 'fetch'> {
  /** Also with what only some fetches know: `duplex`, `follow`. */
  readonly fetch: (input: RequestInfo | URL, init?: object) => Promise<Response>;
  readonly world: World;
  readonly home: string;
  readonly away: string;
  /** Resolves when the call has got as far as it gets: to the server, or to credentials that never come. */
  readonly underWay: Promise<unknown>;
}

/** How a wrapped call goes: signed and answered; refused once, then replayed; out of scope. */
export type Mode = 'signed' | 'replayed' | 'untouched';

/** One call, made plain and wrapped. */
export interface Case {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<unknown>;
  /** The differences it may show, by path; the same for every fetch, or by mode and fetch. */
  readonly differs?: Allowed | ((mode: Mode, client: string) => Allowed);
  /** Which fetches it is about. Default: those of the platform's kind. */
  readonly only?: RegExp;
  readonly modes?: readonly Mode[];
  /** What arrived is left out, because it is a matter of chance. */
  readonly withoutArrivals?: boolean;
  /** Credentials that never come. */
  readonly hanging?: boolean;
}

const EVERY = /./;
const PLATFORM = /^(the platform|a function|undici)$/;
const NODE_FETCH = /node-fetch|cross-fetch/;

type Allowing = (mode: Mode, client: string) => Allowed;

/** What node-fetch does in a way of its own. */
const oddly =
  (paths: readonly string[], clients = NODE_FETCH): Allowing =>
  (mode, client) =>
    mode !== 'untouched' && clients.test(client) ? Object.fromEntries(paths.map((path) => [path, 'node-fetch'])) : {};

const both =
  (one: Allowing, other: Allowing): Allowing =>
  (mode, client) => ({ ...one(mode, client), ...other(mode, client) });

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const streamOf = (...chunks: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes(chunk));
      controller.close();
    },
  });

const breaking = (): ReadableStream =>
  new ReadableStream({
    pull: (controller) => controller.error(new Error('the disk is gone')),
  });

const form = (): FormData => {
  const data = new FormData();
  data.append('text', 'á b');
  data.append('file', new File(['content'], 'name "x".txt', { type: 'text/x' }));
  return data;
};

/** Every kind of body that fetch takes, made afresh for each call. */
const BODIES: Record<string, () => BodyInit> = {
  'an empty string': () => '',
  'a string': () => 'text, ä',
  'bytes in part of a buffer': () => bytes('0123456789').subarray(2, 5),
  'an ArrayBuffer': () => bytes('buffer').buffer,
  'a DataView': () => new DataView(bytes('0123456789').buffer, 3, 4),
  'a Blob': () => new Blob(['blob']),
  'a Blob with a type': () => new Blob(['blob'], { type: 'text/csv' }),
  'a File': () => new File(['file'], 'name', { type: 'image/x' }),
  'an empty Blob': () => new Blob([]),
  URLSearchParams: () => new URLSearchParams({ a: 'b c', d: '&' }),
  FormData: form,
  'an empty FormData': () => new FormData(),
};

/** undici takes no FormData but its own. */
const FORM = /FormData/;
const NATIVE = /^(the platform|a function)$/;
/** Those that every fetch of Node understands. */
const COMMON = ['a string', 'an empty string', 'bytes in part of a buffer', 'an ArrayBuffer', 'URLSearchParams'];

const onlyFor = (name: string): RegExp => (COMMON.includes(name) ? EVERY : FORM.test(name) ? NATIVE : PLATFORM);

const bodyCases: Case[] = Object.entries(BODIES).flatMap(([name, make]): Case[] => [
  {
    name: `POST of ${name}`,
    ...(name === 'an empty string' && { differs: oddly(['arrivals.0.headers.content-type'], /node-fetch 3/) }),
    run: ({ fetch, home }) => fetch(`${home}/echo`, { method: 'POST', body: make() }),
    only: onlyFor(name),
  },
  {
    name: `POST of ${name}, the type said`,
    only: FORM.test(name) ? NATIVE : PLATFORM,
    run: ({ fetch, home }) =>
      fetch(`${home}/echo`, { method: 'POST', body: make(), headers: { 'Content-Type': 'my/type' } }),
  },
  {
    name: `a Request of ${name}`,
    run: ({ fetch, Request, home }) => fetch(new Request(`${home}/echo`, { method: 'PUT', body: make() })),
    only: onlyFor(name),
  },
  {
    name: `a Request of ${name}, with an init`,
    run: ({ fetch, Request, home }) =>
      fetch(new Request(`${home}/echo`, { method: 'PUT', body: make() }), { headers: { 'x-a': 'b' }, method: 'PATCH' }),
    only: onlyFor(name),
  },
]);

/** A stream is buffered to be hashed, so its length is known. */
const buffered = (path = 'arrivals.0.headers'): Allowed => ({
  [`${path}.content-length`]: 'buffered-stream',
  [`${path}.transfer-encoding`]: 'buffered-stream',
});
const whenSigned =
  (allowed: Allowed) =>
  (mode: Mode): Allowed =>
    mode === 'untouched' ? {} : allowed;

const streamCases: Case[] = [
  {
    name: 'POST of a stream',
    run: ({ fetch, home }) => fetch(`${home}/echo`, { method: 'POST', body: streamOf('a', 'b'), duplex: 'half' }),
    differs: whenSigned(buffered()),
  },
  {
    name: 'a stream without duplex',
    run: ({ fetch, home }) => fetch(`${home}/echo`, { method: 'POST', body: streamOf('a') }),
    only: /^(the platform|a function)$/,
    differs: (mode) =>
      mode === 'untouched'
        ? {}
        : {
            'error.*': 'stream-without-duplex',
            'response.*': 'stream-without-duplex',
            'arrivals.*': 'stream-without-duplex',
            arrivals: 'stream-without-duplex',
          },
  },
  {
    name: 'a Request of a stream',
    run: ({ fetch, Request, home }) =>
      fetch(new Request(`${home}/echo`, { method: 'POST', body: streamOf('a', 'b'), duplex: 'half' } as RequestInit)),
    differs: whenSigned(buffered()),
  },
  {
    name: 'POST of a Node stream',
    run: ({ fetch, home }) =>
      fetch(`${home}/echo`, {
        method: 'POST',
        body: Readable.from([Buffer.from('a'), Buffer.from('b')]) as unknown as BodyInit,
        duplex: 'half',
      }),
    only: EVERY,
    differs: whenSigned(buffered()),
  },
  {
    name: 'a stream that breaks',
    run: ({ fetch, home }) => fetch(`${home}/echo`, { method: 'POST', body: breaking(), duplex: 'half' }),
  },
  {
    name: 'a Request of a stream that breaks',
    run: ({ fetch, Request, home }) =>
      fetch(new Request(`${home}/echo`, { method: 'POST', body: breaking(), duplex: 'half' } as RequestInit)),
  },
  {
    name: 'a Node stream that breaks',
    differs: oddly(['error.*']),
    run: ({ fetch, home }) =>
      fetch(`${home}/echo`, {
        method: 'POST',
        body: new Readable({
          read() {
            this.destroy(new Error('the disk is gone'));
          },
        }) as unknown as BodyInit,
        duplex: 'half',
      }),
    only: /^(the platform|a function|undici|node-fetch 3)$/,
  },
];

const requestCases: Case[] = [
  {
    name: 'GET of a string',
    run: ({ fetch, home }) => fetch(`${home}/echo?a=b`),
    only: EVERY,
  },
  { name: 'GET of a URL', run: ({ fetch, home }) => fetch(new URL(`${home}/echo?a=b`)), only: EVERY },
  { name: 'a Request', run: ({ fetch, Request, home }) => fetch(new Request(`${home}/echo`)), only: EVERY },
  {
    name: 'a Request with an init that overrides it',
    run: ({ fetch, Request, home }) =>
      fetch(new Request(`${home}/echo`, { method: 'PUT', body: 'one', headers: { 'x-a': '1', 'x-b': '2' } }), {
        method: 'POST',
        body: 'two',
        headers: { 'x-b': '3' },
      }),
    only: EVERY,
  },
  {
    name: 'a Request with an init whose signal is undefined',
    run: async ({ fetch, Request, home, underWay }) => {
      const controller = new AbortController();
      const call = fetch(new Request(`${home}/slow`, { signal: controller.signal }), {
        signal: undefined,
      } as unknown as RequestInit);
      await underWay;
      controller.abort(new Error('mine'));
      return call;
    },
  },
  {
    name: 'a Request that was used',
    run: async ({ fetch, Request, home }) => {
      const request = new Request(`${home}/echo`, { method: 'POST', body: 'a' });
      await request.text();
      return fetch(request);
    },
    only: EVERY,
  },
  {
    name: 'a Request whose body is being read',
    run: async ({ fetch, Request, home }) => {
      const request = new Request(`${home}/echo`, { method: 'POST', body: 'a' });
      request.body!.getReader();
      return fetch(request);
    },
  },
  {
    name: 'a Request is used by the call, and its clone is not',
    run: async ({ fetch, Request, home }) => {
      const request = new Request(`${home}/echo`, { method: 'POST', body: 'a' });
      const clone = request.clone();
      const call = fetch(request);
      const used = [request.bodyUsed, clone.bodyUsed];
      await (await call).text();
      return [...used, request.bodyUsed, await clone.text()];
    },
    only: PLATFORM,
  },
  {
    name: 'a Request without a body is never used',
    run: async ({ fetch, Request, home }) => {
      const request = new Request(`${home}/echo`);
      await (await fetch(request)).text();
      await (await fetch(request)).text();
      return request.bodyUsed;
    },
    only: EVERY,
  },
  {
    name: 'headers of every form',
    run: async ({ fetch, Headers, home }) => {
      for (const headers of [
        { 'X-One': '1', 'x-empty': '' },
        [
          ['x-two', 'a'],
          ['X-Two', 'b'],
        ],
        new Headers({ 'x-three': ' spaced  out ', cookie: 'a=b' }),
        { 'user-agent': 'mine', accept: 'text/x', 'accept-language': 'en', 'accept-encoding': 'identity' },
      ]) {
        await (await fetch(`${home}/echo`, { headers: headers as HeadersInit })).text();
      }
    },
    only: EVERY,
  },
  ...(['GET', 'get', 'HEAD', 'post', 'delete', 'OPTIONS', 'put', 'PATCH', 'QUERY'] as const).map(
    (method): Case => ({
      name: `method ${method}`,
      run: ({ fetch, home }) => fetch(`${home}/echo`, { method }),
      only: EVERY,
    }),
  ),
  ...['TRACE', 'CONNECT', 'a b', ''].map(
    (method): Case => ({
      name: `method ${JSON.stringify(method)}, which the platform refuses`,
      run: ({ fetch, home }) => fetch(`${home}/echo`, { method }),
    }),
  ),
  {
    name: 'GET with a body, which the platform refuses',
    run: ({ fetch, home }) => fetch(`${home}/echo`, { body: 'a' }),
    only: EVERY,
  },
  {
    name: 'a header that HTTP does not allow',
    differs: whenSigned({ 'error.*': 'refused-header' }),
    run: ({ fetch, home }) => fetch(`${home}/echo`, { headers: { 'a b': 'c' } }),
    only: EVERY,
  },
  {
    name: 'a header value outside Latin-1',
    differs: whenSigned({ 'error.*': 'refused-header' }),
    run: ({ fetch, home }) => fetch(`${home}/echo`, { headers: { 'x-a': '€' } }),
  },
  ...([5, true, { a: 1 }] as unknown[]).map(
    (body): Case => ({
      name: `a body that is ${JSON.stringify(body)}`,
      run: ({ fetch, home }) => fetch(`${home}/echo`, { method: 'POST', body: body as BodyInit }),
      ...(typeof body === 'object' && {
        differs: whenSigned({
          'error.*': 'unknown-body',
          'response.*': 'unknown-body',
          'arrivals.*': 'unknown-body',
          arrivals: 'unknown-body',
        }),
      }),
    }),
  ),
  {
    name: 'init members that are null or undefined',
    run: ({ fetch, home }) =>
      fetch(`${home}/echo`, {
        method: undefined,
        body: null,
        headers: undefined,
        signal: null,
      } as unknown as RequestInit),
    only: EVERY,
  },
];

const targets: Record<string, string> = {
  'a fragment': '/echo?a=b#fragment',
  'spaces and letters': '/a b/ä?q=ü x',
  'dot segments': '/a/../echo/./b',
  'an encoded path': '/a%2Fb%20c',
};
const strictTargets: Record<string, string> = {
  'a plus in the query': '/echo?a=b+c',
  'a key without a value': '/echo?a&b=',
  'sub-delimiters': "/echo/(a)!*'?q=(x)!*'",
  'lower-case percent-encoding': '/a%c3%a4',
  'a colon and an at sign': '/a:b@c?d=e:f@g/h',
  'an ampersand without a pair': '/echo?a=b&&c=d&',
};

const urlCases: Case[] = [
  ...Object.entries(targets).map(
    ([name, target]): Case => ({ name: `a URL with ${name}`, run: ({ fetch, home }) => fetch(home + target) }),
  ),
  ...Object.entries(strictTargets).map(
    ([name, target]): Case => ({
      name: `a URL with ${name}`,
      run: ({ fetch, home }) => fetch(home + target),
      differs: whenSigned({
        'response.url': 'strict-url',
        'response.*': 'strict-url',
        'arrivals.0.target': 'strict-url',
      }),
    }),
  ),
  {
    name: 'a URL with an empty query',
    run: ({ fetch, home }) => fetch(`${home}/echo?`),
    differs: whenSigned({
      'response.url': 'strict-url',
      'response.*': 'strict-url',
      'arrivals.0.target': 'strict-url',
    }),
  },
  {
    name: 'a data: URL',
    run: ({ fetch }) => fetch('data:text/plain,inline'),
    only: EVERY,
  },
  {
    name: 'a blob: URL',
    run: async ({ fetch }) => {
      const url = URL.createObjectURL(new Blob(['inline'], { type: 'text/x' }));
      const { status, ok, type, redirected, ...response } = await fetch(url);
      URL.revokeObjectURL(url);
      return { status, ok, type, redirected, ...response };
    },
    only: /^(the platform|a function)$/,
  },
  { name: 'a URL of an unknown scheme', run: ({ fetch }) => fetch('mailto:a@b') },
  { name: 'a relative URL', run: ({ fetch }) => fetch('/echo'), only: EVERY },
  { name: 'no URL at all', run: ({ fetch }) => fetch(undefined as unknown as string) },
  { name: 'a number for a URL', run: ({ fetch }) => fetch(5 as unknown as string) },
  { name: 'null for a URL', run: ({ fetch }) => fetch(null as unknown as string) },
  {
    name: 'an object that becomes a URL',
    run: ({ fetch, home }) => fetch({ toString: () => `${home}/echo` } as unknown as string),
  },
  {
    name: 'a URL with a user name',
    run: ({ fetch, home }) => fetch(home.replace('//', '//user:secret@')),
    differs: whenSigned({ 'error.*': 'refused' }),
  },
  {
    name: "an Authorization header of the caller's",
    run: ({ fetch, home }) => fetch(`${home}/echo`, { headers: { authorization: 'Bearer x' } }),
    differs: whenSigned({
      'error.*': 'refused',
      'response.*': 'refused',
      'arrivals.*': 'refused',
      arrivals: 'refused',
    }),
  },
];

/** The platform knows nothing of the hops that we followed. */
const leaving = (mode: Mode, client: string): Allowed =>
  mode === 'untouched' || NODE_FETCH.test(client)
    ? {}
    : {
        'response.type': 'redirect-type',
        'response.clone.type': 'redirect-type',
        'response.cloneAgain.type': 'redirect-type',
      };
const refusedRedirect = (mode: Mode, client: string): Allowed => {
  if (mode === 'untouched') return {};
  return NODE_FETCH.test(client) ? { 'error.*': 'redirect-error' } : { 'error.cause.*': 'redirect-error' };
};

const CLONES = ['response.clone.redirected', 'response.cloneAgain.redirected'];
const TYPED = ['arrivals.1.headers.content-type', ...CLONES];

const redirectCases: Case[] = [
  ...[301, 302, 303, 307, 308].flatMap((status): Case[] => [
    {
      name: `a ${status} within the origin`,
      differs: oddly(CLONES),
      run: ({ fetch, home }) => fetch(`${home}/redirect?status=${status}&to=%2Fecho`),
      only: EVERY,
    },
    {
      name: `a ${status} of a POST`,
      differs: oddly(status < 304 ? TYPED : CLONES),
      run: ({ fetch, home }) =>
        fetch(`${home}/redirect?status=${status}&to=%2Fecho`, { method: 'POST', body: 'a', headers: { 'x-a': 'b' } }),
      only: EVERY,
    },
    {
      name: `a ${status} of a PUT as a Request`,
      run: ({ fetch, Request, home }) =>
        fetch(new Request(`${home}/redirect?status=${status}&to=%2Fecho`, { method: 'PUT', body: 'a' })),
      only: PLATFORM,
    },
    {
      name: `a ${status} to another origin`,
      run: ({ fetch, home, away }) =>
        fetch(`${home}/redirect?status=${status}&to=${encodeURIComponent(`${away}/echo`)}`, {
          method: 'POST',
          body: 'a',
          headers: { 'x-a': 'b' },
        }),
      only: EVERY,
      differs: both(leaving, oddly(status < 304 ? TYPED : CLONES)),
    },
  ]),
  {
    name: 'a redirect to another origin and on',
    differs: leaving,
    run: ({ fetch, home, away }) => fetch(`${home}/redirect?to=${encodeURIComponent(`${away}/redirect?to=%2Fecho`)}`),
    only: EVERY,
  },
  {
    name: 'a redirect to another origin and back',
    run: ({ fetch, home, away }) =>
      fetch(`${home}/redirect?to=${encodeURIComponent(`${away}/redirect?to=${encodeURIComponent(`${home}/echo`)}`)}`),
  },
  {
    name: 'redirect: manual',
    run: ({ fetch, home }) => fetch(`${home}/redirect`, { redirect: 'manual' }),
    only: EVERY,
  },
  {
    name: 'a Request with redirect: manual',
    run: ({ fetch, Request, home }) => fetch(new Request(`${home}/redirect`, { redirect: 'manual' })),
    only: EVERY,
  },
  { name: 'redirect: error', run: ({ fetch, home }) => fetch(`${home}/redirect`, { redirect: 'error' }), only: EVERY },
  {
    name: 'redirect: error without one',
    run: ({ fetch, home }) => fetch(`${home}/echo`, { redirect: 'error' }),
    only: EVERY,
  },
  {
    name: 'redirect: follow without one',
    run: ({ fetch, home }) => fetch(`${home}/echo`, { redirect: 'follow' }),
    only: EVERY,
  },
  {
    name: 'a loop of redirects',
    run: ({ fetch, home }) => fetch(`${home}/loop`),
    only: EVERY,
    differs: refusedRedirect,
  },
  { name: 'a redirect that leads nowhere', run: ({ fetch, home }) => fetch(`${home}/redirect-nowhere`), only: EVERY },
  {
    name: 'a redirect that cannot be read',
    run: ({ fetch, home }) => fetch(`${home}/redirect-badly`),
    only: EVERY,
    differs: refusedRedirect,
  },
  {
    name: 'a redirect to another scheme',
    differs: refusedRedirect,
    run: ({ fetch, home }) => fetch(`${home}/redirect?to=data%3Atext%2Fplain%2Cx`),
  },
  {
    name: 'a redirect to a fragment',
    run: ({ fetch, home }) => fetch(`${home}/redirect?to=${encodeURIComponent('/echo#there')}`),
  },
  {
    name: 'a redirect, and a fragment that stays',
    run: ({ fetch, home }) => fetch(`${home}/redirect?to=%2Fecho#here`),
  },
  {
    name: 'a redirect of a stream',
    run: ({ fetch, home }) =>
      fetch(`${home}/redirect?status=307&to=%2Fecho`, { method: 'POST', body: streamOf('a'), duplex: 'half' }),
    differs: whenSigned({
      'error.*': 'buffered-stream',
      'response.*': 'buffered-stream',
      'arrivals.*': 'buffered-stream',
    }),
  },
];

const outcomeCases: Case[] = [
  ...[200, 201, 204, 304, 400, 404, 409, 429, 500, 503].map(
    (status): Case => ({
      name: `a ${status}`,
      run: ({ fetch, home }) => fetch(`${home}/echo?status=${status}`),
      only: EVERY,
    }),
  ),
  ...[
    'status=400&type=ValidationException',
    'status=401',
    'status=403&type=AccessDeniedException&message=User%20is%20not%20authorized%20to%20perform',
    'status=429&type=TooManyRequestsException',
  ].map(
    (query): Case => ({
      name: `a refusal with ${query}`,
      run: ({ fetch, home }) => fetch(`${home}/refused?${query}`),
      only: EVERY,
    }),
  ),
  { name: 'an answer that is compressed', run: ({ fetch, home }) => fetch(`${home}/gzip`), only: EVERY },
  { name: 'an answer that cannot be decompressed', run: ({ fetch, home }) => fetch(`${home}/bad-gzip`) },
  { name: 'an answer that breaks off', run: ({ fetch, home }) => fetch(`${home}/broken`) },
  { name: 'a 400 that breaks off', run: ({ fetch, home }) => fetch(`${home}/broken?status=400`) },
  { name: 'a connection that is dropped', run: ({ fetch, home }) => fetch(`${home}/drop`), only: EVERY },
  { name: 'a server that is not there', run: ({ fetch }) => fetch('http://127.0.0.1:1/'), only: EVERY },
  {
    name: 'an answer that is read as JSON, from a stream and as a Blob',
    run: async ({ fetch, home }) => {
      const seen: unknown[] = [await (await fetch(`${home}/echo`)).json()];
      const blob = await (await fetch(`${home}/echo`)).blob();
      seen.push(blob.type, blob.size);
      for await (const chunk of (await fetch(`${home}/echo`)).body!) seen.push(chunk.constructor.name);
      return seen;
    },
  },
];

const optionCases: Case[] = [
  ...(
    [
      { cache: 'no-store' },
      { cache: 'reload' },
      { cache: 'no-cache' },
      { cache: 'force-cache' },
      { cache: 'only-if-cached' },
      { credentials: 'include' },
      { credentials: 'omit' },
      { credentials: 'same-origin' },
      { mode: 'cors' },
      { mode: 'no-cors' },
      { mode: 'same-origin' },
      { keepalive: true },
      { referrer: '' },
      { referrer: 'https://referrer.example.com/page' },
      { referrerPolicy: 'no-referrer' },
      { referrerPolicy: 'unsafe-url', referrer: 'https://referrer.example.com/page' },
      { priority: 'high' },
      { integrity: 'sha256-6cqvv6gP8a37cl0RjzzM4MPph6zCcmpdxEBbvi+FJiY=' },
      {
        integrity:
          'sha256-6cqvv6gP8a37cl0RjzzM4MPph6zCcmpdxEBbvi+FJiY= sha512-rcRUezK+l8/verKVFvSZ7XtZv0SYUs6rHnvoP0mlh7Xt/MRuozV5ftAOwjLlp7Ke+dIUPUJZk/z8NAlsOjItPw==?option',
      },
      { integrity: 'sha256-6cqvv6gP8a37cl0RjzzM4MPph6zCcmpdxEBbvi+FJiY= sha512-d3Jvbmc=' },
      { integrity: 'sha384-wrong' },
      { integrity: 'unknown-x' },
      { window: null },
    ] as RequestInit[]
  ).flatMap((init): Case[] => [
    {
      name: `${JSON.stringify(init)}`,
      run: ({ fetch, home }) => fetch(`${home}/integrity`, init),
    },
    {
      name: `a Request with ${JSON.stringify(init)}`,
      run: ({ fetch, Request, home }) => fetch(new Request(`${home}/integrity`, init)),
      ...(init.referrer && {
        differs: (mode: Mode, client: string) =>
          client === 'the platform' && mode !== 'untouched'
            ? { 'arrivals.0.headers.referer': 'referrer-of-request' }
            : {},
      }),
    },
  ]),
  {
    name: 'options that the platform does not know',
    run: async ({ fetch, Request, home }) => {
      for (const init of [
        { cache: 'sometimes' },
        { redirect: 'maybe' },
        { mode: 'navigate' },
        { credentials: 'perhaps' },
        { referrerPolicy: 'x' },
      ]) {
        await fetch(`${home}/echo`, init).then(
          () => 'accepted',
          (error: Error) => error.message,
        );
      }
      return new Request(home).url.length > 0;
    },
  },
];

const aborts: Case[] = [
  ...(['a reason', 'no reason'] as const).flatMap((reason): Case[] => {
    const abort = (controller: AbortController): void =>
      reason === 'a reason' ? controller.abort(new Error('mine')) : controller.abort();
    return [
      {
        name: `aborted before, with ${reason}`,
        differs: oddly(['error.*']),
        run: ({ fetch, home }) => {
          const controller = new AbortController();
          abort(controller);
          return fetch(`${home}/echo`, { signal: controller.signal });
        },
        only: EVERY,
      },
      {
        name: `aborted before, a Request, with ${reason}`,
        run: ({ fetch, Request, home }) => {
          const controller = new AbortController();
          abort(controller);
          return fetch(new Request(`${home}/echo`, { signal: controller.signal, method: 'POST', body: 'a' }));
        },
      },
      {
        name: `aborted while it is sent, with ${reason}`,
        run: async ({ fetch, home, underWay }) => {
          const controller = new AbortController();
          const call = fetch(`${home}/slow`, { signal: controller.signal });
          await underWay;
          abort(controller);
          return call;
        },
        only: EVERY,
      },
      {
        name: `aborted while a Request is sent, with ${reason}`,
        run: async ({ fetch, Request, home, underWay }) => {
          const controller = new AbortController();
          const call = fetch(new Request(`${home}/slow`, { signal: controller.signal }));
          await underWay;
          abort(controller);
          return call;
        },
      },
      {
        name: `aborted while the credentials load, with ${reason}`,
        hanging: true,
        modes: ['signed'],
        run: async ({ fetch, home, underWay }) => {
          const controller = new AbortController();
          const call = fetch(`${home}/slow`, { signal: controller.signal });
          await underWay;
          abort(controller);
          return call;
        },
        differs: both(() => ({ 'arrivals.*': 'not-sent-yet', arrivals: 'not-sent-yet' }), oddly(['error.*'])),
        only: EVERY,
      },
      {
        name: `aborted while the answer is read, with ${reason}`,
        run: async ({ fetch, home }) => {
          const controller = new AbortController();
          const response = await fetch(`${home}/stall`, { signal: controller.signal });
          const reading = response.text();
          abort(controller);
          return reading;
        },
        only: PLATFORM,
      },
      {
        name: `aborted while a stream is taken, with ${reason}`,
        modes: ['signed', 'untouched'],
        withoutArrivals: true,
        run: ({ fetch, home }) => {
          const controller = new AbortController();
          const body = new ReadableStream();
          const call = fetch(`${home}/slow`, { method: 'POST', body, duplex: 'half', signal: controller.signal });
          setImmediate(() => abort(controller));
          return call;
        },
      },
      {
        name: `aborted after the end, with ${reason}`,
        run: async ({ fetch, home }) => {
          const controller = new AbortController();
          const text = await (await fetch(`${home}/echo`, { signal: controller.signal })).text();
          abort(controller);
          return text;
        },
        only: EVERY,
      },
    ];
  }),
  {
    name: 'a timeout',
    withoutArrivals: true,
    run: ({ fetch, home }) => fetch(`${home}/slow`, { signal: AbortSignal.timeout(100) }),
    modes: ['signed', 'untouched'],
  },
];

const takenAtOnce: Case[] = [
  {
    name: 'three uploads of one buffer',
    withoutArrivals: true,
    run: async ({ fetch, home }) => {
      const buffer = new Uint8Array(3);
      const calls = [1, 2, 3].map((value) => {
        buffer.fill(48 + value);
        return fetch(`${home}/echo`, { method: 'POST', body: buffer });
      });
      return Promise.all(calls.map(async (call) => ((await (await call).json()) as { body: string }).body));
    },
    only: PLATFORM,
  },
  {
    name: 'three uploads of one ArrayBuffer, as Requests',
    withoutArrivals: true,
    run: async ({ fetch, Request, home }) => {
      const buffer = new Uint8Array(3);
      const calls = [1, 2, 3].map((value) => {
        buffer.fill(48 + value);
        return fetch(new Request(`${home}/echo`, { method: 'POST', body: buffer.buffer }));
      });
      return Promise.all(calls.map(async (call) => ((await (await call).json()) as { body: string }).body));
    },
    only: PLATFORM,
  },
  {
    name: 'URLSearchParams, FormData and headers that change after the call',
    withoutArrivals: true,
    only: NATIVE,
    run: async ({ fetch, Headers, home }) => {
      const parameters = new URLSearchParams({ a: '1' });
      const data = new FormData();
      data.set('a', '1');
      const headers = new Headers({ 'x-a': '1' });
      const url = new URL(`${home}/echo?a=1`);
      const calls = [parameters, data].map((body) => fetch(url, { method: 'POST', body, headers }));
      parameters.set('a', '2');
      data.set('a', '2');
      headers.set('x-a', '2');
      url.searchParams.set('a', '2');
      const texts = await Promise.all(calls.map(async (call) => JSON.stringify(await (await call).json())));
      return texts;
    },
  },
  {
    name: 'an init that changes after the call',
    run: async ({ fetch, home }) => {
      const init: SignedRequestInit = { method: 'POST', body: 'one', redirect: 'manual' };
      const call = fetch(`${home}/redirect`, init);
      init.body = 'two';
      init.method = 'PUT';
      init.redirect = 'follow';
      return call;
    },
    only: EVERY,
  },
];

const nodeFetchCases: Case[] = [
  {
    name: "a Request with node-fetch's own options",
    run: ({ fetch, Request, home }) =>
      fetch(
        new Request(`${home}/redirect?to=%2Fecho`, {
          agent: new Agent({ keepAlive: true, keepAliveMsecs: 10 }),
          compress: false,
          follow: 1,
        } as RequestInit),
      ),
    only: NODE_FETCH,
    differs: oddly(CLONES),
  },
  {
    name: "a limit of redirects of node-fetch's",
    differs: refusedRedirect,
    run: ({ fetch, home }) => fetch(`${home}/redirect?to=${encodeURIComponent('/redirect?to=%2Fecho')}`, { follow: 1 }),
    only: NODE_FETCH,
  },
  {
    name: 'a long answer that is read whole',
    run: async ({ fetch, home }) =>
      (await (await fetch(`${home}/echo`, { method: 'POST', body: 'x'.repeat(200_000) })).text()).length,
    only: EVERY,
  },
  {
    name: 'a long refusal that is read whole',
    run: async ({ fetch, home }) =>
      (await (await fetch(`${home}/refused?status=400&message=${'x'.repeat(14_000)}`)).text()).length,
    only: EVERY,
  },
  {
    name: 'an answer that is a Node stream',
    run: async ({ fetch, home }) => {
      const chunks: Buffer[] = [];
      for await (const chunk of (await fetch(`${home}/echo?status=400`)).body as unknown as Readable)
        chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    },
    only: NODE_FETCH,
  },
];

/** Every call of the contract. */
export const CASES: readonly Case[] = [
  ...requestCases,
  ...bodyCases,
  ...streamCases,
  ...urlCases,
  ...redirectCases,
  ...outcomeCases,
  ...optionCases,
  ...aborts,
  ...takenAtOnce,
  ...nodeFetchCases,
];
