import type { KyInstance } from 'sigv4-interceptor/ky';
import type { Allowed } from '../compare.js';
import type { Mode } from '../fetch/cases.js';
import type { World } from '../fetch/world.js';

/** The members of ky that the contract calls, of whatever version. */
export interface AnyKy extends KyInstance {
  (input: string | URL | Request, options?: object): AnyResponsePromise;
  get: AnyKy['call_'];
  post: AnyKy['call_'];
  put: AnyKy['call_'];
  patch: AnyKy['call_'];
  head: AnyKy['call_'];
  delete: AnyKy['call_'];
  query: AnyKy['call_'];
  create(options?: object): AnyKy;
  extend(options: object | ((parent: object) => object)): AnyKy;
  readonly stop: symbol;
  retry(options?: object): unknown;
  /** @internal names the signature once. */
  call_(input: string | URL | Request, options?: object): AnyResponsePromise;
}

interface AnyResponsePromise extends Promise<Response> {
  json(schema?: object): Promise<unknown>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  blob(): Promise<Blob>;
  formData(): Promise<FormData>;
  bytes(): Promise<Uint8Array>;
}

/** What a case is run with. */
export interface Stage {
  readonly ky: AnyKy;
  readonly world: World;
  readonly home: string;
  readonly away: string;
  readonly underWay: Promise<unknown>;
  /** What `base` has noted. */
  readonly seen: unknown[];
  readonly major: 1 | 2;
  /** The options that join a path to a base, in this version's words. */
  readonly prefix: (url: string) => object;
}

/** One call, made with ky plain and wrapped. */
export interface Case {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<unknown>;
  readonly differs?: Allowed | ((mode: Mode, version: string) => Allowed);
  readonly only?: RegExp;
  readonly modes?: readonly Mode[];
  readonly withoutArrivals?: boolean;
  /** What is wrapped, made of ky. */
  readonly base?: (ky: AnyKy, seen: unknown[]) => AnyKy;
}

const signedOnly =
  (allowed: Allowed) =>
  (mode: Mode): Allowed =>
    mode === 'untouched' ? {} : allowed;

const FAST = { limit: 2, delay: () => 1, backoffLimit: 1 };
const KY_2 = /^ky 2/;
const SINCE_1_14 = /^ky (1\.14|2)/;

const form = (): FormData => {
  const data = new FormData();
  data.append('text', 'á b');
  data.append('file', new File(['content'], 'name.txt', { type: 'text/x' }));
  return data;
};
const BODIES: Record<string, () => object> = {
  json: () => ({ json: { a: 'b', c: ['ä'] } }),
  'json that is null': () => ({ json: null }),
  'a string': () => ({ body: 'text' }),
  bytes: () => ({ body: new TextEncoder().encode('0123').subarray(1) }),
  'a Blob': () => ({ body: new Blob(['blob'], { type: 'text/csv' }) }),
  URLSearchParams: () => ({ body: new URLSearchParams({ a: 'b c' }) }),
  FormData: () => ({ body: form() }),
  nothing: () => ({}),
};

/** Every key, symbols too, and what is a function among them. */
const membersOf = (options: object): unknown =>
  Reflect.ownKeys(options)
    .map((key) => `${String(key)}: ${typeof (options as Record<PropertyKey, unknown>)[key]}`)
    .sort();

const requestOf = (request: Request): unknown => ({
  class: request.constructor.name,
  method: request.method,
  url: request.url,
  headers: [...request.headers],
  redirect: request.redirect,
  bodyUsed: request.bodyUsed,
});

/** A hook's parameters, which ky 2 gives as one object. */
const partsOf = (
  parameters: unknown[],
): { request?: Request; options?: object; response?: Response; error?: Error; retryCount?: number } => {
  const [first, second, third] = parameters;
  if (first instanceof Request) return { request: first, options: second as object, response: third as Response };
  if (first instanceof Error) return { error: first };
  return first as object;
};

/** Hooks that note all that they see. */
const noting = (seen: unknown[], { init = false } = {}) => {
  const note =
    (name: string, result?: (parts: ReturnType<typeof partsOf>) => unknown) =>
    (...parameters: unknown[]) => {
      const parts = partsOf(parameters);
      const { request, options, response, error, retryCount } = parts;
      seen.push({
        name,
        ...(request && { request: requestOf(request) }),
        ...(options && { options: membersOf(options) }),
        ...(response && { status: response.status, url: response.url }),
        ...(error && { error: error.name }),
        retryCount,
      });
      return result?.(parts);
    };
  return {
    ...(init && { init: [(options: object) => void seen.push({ name: 'init', options: membersOf(options) })] }),
    beforeRequest: [note('beforeRequest')],
    beforeRetry: [note('beforeRetry')],
    afterResponse: [note('afterResponse')],
    beforeError: [note('beforeError', ({ error }) => error)],
  };
};

const errorOf = (error: unknown): unknown => {
  const { name, message, request, response, options, data, cause, code } = error as Error & {
    request?: Request;
    response?: Response;
    options?: object;
    data?: unknown;
    code?: unknown;
  };
  return {
    class: (error as object).constructor.name,
    name,
    message,
    code,
    data,
    cause: (cause as Error | undefined)?.message,
    ...(request && { request: requestOf(request) }),
    ...(response && { status: response.status, url: response.url }),
    ...(options && { options: membersOf(options) }),
  };
};
const caught = async (call: Promise<unknown>): Promise<unknown> =>
  call.then((value) => ({ value: value instanceof Response ? value.status : value }), errorOf);

const callCases: Case[] = [
  ...Object.entries(BODIES).flatMap(([name, make]): Case[] => [
    { name: `post of ${name}`, run: ({ ky, home }) => ky.post(`${home}/echo`, make()) },
    {
      name: `put of ${name}, with searchParams`,
      run: ({ ky, home }) => ky.put(`${home}/echo`, { ...make(), searchParams: { a: 'b', c: 'd' } }),
      // ky 1.7 makes one Request of another.
      ...(name === 'FormData' && {}),
    },
  ]),
  ...(['get', 'post', 'put', 'patch', 'head', 'delete'] as const).map(
    (method): Case => ({ name: `the method ${method}`, run: ({ ky, home }) => ky[method](`${home}/echo`) }),
  ),
  { name: 'the method query', run: ({ ky, home }) => ky.query(`${home}/echo`, { body: 'a' }), only: /^ky 2.1/ },
  { name: 'a call of the instance', run: ({ ky, home }) => ky(`${home}/echo`, { method: 'post', body: 'a' }) },
  { name: 'a URL', run: ({ ky, home }) => ky(new URL(`${home}/echo?a=b`)) },
  {
    name: 'a Request',
    run: ({ ky, home }) => ky(new Request(`${home}/echo`, { method: 'PUT', body: 'a', headers: { 'x-a': 'b' } })),
  },
  {
    name: 'a Request with options',
    run: ({ ky, home }) =>
      ky(new Request(`${home}/echo`, { method: 'PUT', body: 'a' }), { headers: { 'x-a': 'b' }, body: 'c' }),
  },
  {
    name: 'something that is no URL',
    run: ({ ky }) => caught(Promise.resolve().then(() => ky(5 as unknown as string))),
  },
  { name: 'a relative URL', run: ({ ky }) => caught(Promise.resolve().then(() => ky('relative'))) },
  ...(['json', 'text', 'arrayBuffer', 'blob'] as const).map(
    (shortcut): Case => ({
      name: `the shortcut ${shortcut}`,
      run: async ({ ky, home }) => {
        const value = await ky.get(`${home}/echo`)[shortcut]();
        return value instanceof Blob
          ? [value.type, await value.text()]
          : value instanceof ArrayBuffer
            ? value.byteLength
            : value;
      },
    }),
  ),
  { name: 'json of nothing', run: ({ ky, home }) => caught(ky.get(`${home}/echo?status=204`).json()) },
  { name: 'json that is none', run: ({ ky, home }) => caught(ky.get(`${home}/gzip`).json()) },
  { name: 'json of an error', run: ({ ky, home }) => caught(ky.post(`${home}/echo?status=400`).json()) },
  {
    name: 'parseJson and stringifyJson',
    run: ({ ky, home }) =>
      ky
        .post(`${home}/echo`, {
          json: { a: 1 },
          parseJson: (text: string) => ({ parsed: text.length }),
          stringifyJson: (data: unknown) => JSON.stringify({ wrapped: data }),
        })
        .json(),
  },
  ...(
    [
      ['an object', { a: 'b c', d: 1 }],
      [
        'pairs',
        [
          ['a', 'b'],
          ['a', 'c'],
        ],
      ],
      ['text', '?a=b&c=d'],
      ['URLSearchParams', new URLSearchParams('a=b&a=c')],
    ] as const
  ).map(
    ([name, searchParams]): Case => ({
      name: `searchParams as ${name}`,
      run: ({ ky, home }) => ky.get(`${home}/echo?x=y`, { searchParams }),
      ...(name === 'an object' && {
        differs: signedOnly({ 'response.*': 'strict-url', 'arrivals.0.target': 'strict-url' }),
      }),
    }),
  ),
  { name: 'a prefix', run: ({ ky, home, prefix }) => ky.get('echo', prefix(`${home}/a`)) },
  {
    name: 'a prefix of an instance',
    run: ({ ky, home, prefix }) => ky.extend(prefix(`${home}/a/`)).post('echo', { json: 1 }),
  },
  { name: 'a base URL', run: ({ ky, home }) => ky.get('../echo', { baseUrl: `${home}/a/b/` }), only: KY_2 },
  {
    name: 'headers of every form',
    run: async ({ ky, home }) => {
      const api = ky.extend({ headers: { 'x-one': '1', 'x-gone': '2' } });
      await api.get(`${home}/echo`, { headers: { 'x-gone': undefined, 'X-Two': 'b' } });
      return api.get(`${home}/echo`, { headers: new Headers({ accept: 'text/x', 'x-one': '3' }) });
    },
  },
];

const AUTHENTICATION = /^(authorization|x-amz-(date|security-token|content-sha256))$/;

const parentCases: Case[] = [
  {
    name: "the parent's own fetch gets a Request, on every retry",
    base: (ky, seen) =>
      ky.extend({
        fetch: async (request: Request, init: object) => {
          const { signal, headers } = request;
          seen.push(
            requestOf(new Request(request.url, { method: request.method })),
            [...headers].filter(([name]) => !AUTHENTICATION.test(name)),
            request.constructor.name,
            await request.clone().text(),
            Object.keys(init),
            typeof signal,
          );
          return fetch(request, init);
        },
      }),
    run: async ({ ky, home, seen }) => {
      await ky.put(`${home}/flaky`, { json: { a: 'ä' }, retry: FAST, headers: { 'x-a': 'b' }, custom: 1 });
      return seen;
    },
    modes: ['signed', 'untouched'],
    // A body that goes by way of bytes has no length that the function could see, with us or without.
  },
  {
    name: 'the hooks, headers, prefix and timeout of the parent',
    base: (ky, seen) => ky.extend({ hooks: noting(seen), headers: { 'x-a': 'b' }, timeout: 5000, retry: 0 }),
    run: async ({ ky, home, seen }) => {
      await ky.post(`${home}/echo`, { json: 1 });
      return seen;
    },
  },
  {
    name: "a parent's context that steps aside, and a call that does not",
    base: (ky) => ky.extend({ context: { authenticate: false, mine: 1 } }),
    run: async ({ ky, home }) => {
      const contexts: unknown[] = [];
      const hooks = {
        beforeRequest: [
          (...parameters: unknown[]) =>
            void contexts.push((partsOf(parameters).options as { context?: object }).context),
        ],
      };
      await ky.get(`${home}/echo`, { hooks });
      await ky.get(`${home}/echo`, { hooks, context: { authenticate: true, yours: 2 } });
      return contexts;
    },
  },
];

const documentedCases: Case[] = [
  {
    name: 'the shortcut formData',
    run: async ({ ky, home }) => caught(ky.post(`${home}/echo`, { json: 1 }).formData()),
  },
  { name: 'the shortcut bytes', run: async ({ ky, home }) => [...(await ky.get(`${home}/gzip`).bytes())], only: KY_2 },
  {
    name: 'json with a schema',
    run: ({ ky, home }) => {
      const schemaOf = (validate: (value: unknown) => unknown) => ({
        '~standard': { version: 1, vendor: 'test', validate },
      });
      return Promise.all([
        ky.get(`${home}/echo`).json(schemaOf((value) => ({ value: Object.keys(value as object) }))),
        caught(ky.get(`${home}/echo`).json(schemaOf(() => ({ issues: [{ message: 'no' }] })))),
      ]);
    },
    only: /^ky 2.1/,
    withoutArrivals: true,
  },
  {
    name: 'a timeout that is tried again',
    run: async ({ ky, home }) => {
      let calls = 0;
      const hooks = { beforeRetry: [() => void calls++] };
      const error = await caught(
        ky.get(`${home}/slow`, { timeout: 100, retry: { ...FAST, limit: 1, retryOnTimeout: true }, hooks }),
      );
      return [error, calls];
    },
    only: KY_2,
    modes: ['signed', 'untouched'],
    withoutArrivals: true,
  },
  {
    name: 'jitter',
    run: ({ ky, home }) => ky.get(`${home}/flaky`, { retry: { ...FAST, jitter: () => 1 } }),
    only: SINCE_1_14,
  },
  {
    name: 'searchParams that are undefined',
    run: ({ ky, home }) => ky.get(`${home}/echo`, { searchParams: { a: 'b', c: undefined } }),
    only: KY_2,
  },
  {
    name: 'searchParams of the instance and of the call',
    run: ({ ky, home }) => ky.extend({ searchParams: { a: 'b' } }).get(`${home}/echo`, { searchParams: { c: 'd' } }),
  },
  {
    name: 'hooks of the instance and of the call, in their order',
    run: async ({ ky, home }) => {
      const seen: string[] = [];
      const hooks = (name: string) => ({
        beforeRequest: [() => void seen.push(name)],
        afterResponse: [() => void seen.push(`after ${name}`)],
      });
      await ky
        .extend({ hooks: hooks('one') })
        .extend(() => ({ hooks: hooks('two') }))
        .get(`${home}/echo`, { hooks: hooks('three') });
      return seen;
    },
  },
  {
    name: 'an afterResponse hook that gets a token and calls again',
    run: ({ ky, home }) =>
      ky.get(`${home}/echo?status=401`, {
        hooks: {
          afterResponse: [
            (...parameters: unknown[]) => {
              const { request } = partsOf(parameters);
              return ky(new Request(`${home}/echo?status=200`, request!), { headers: { 'x-a': 'token' } });
            },
          ],
        },
      }),
  },
  {
    name: 'a Request whose body is a stream, without retries',
    run: ({ ky, home }) => ky.post(`${home}/echo`, { body: new Blob(['a']).stream(), duplex: 'half', retry: 0 }),
    differs: signedOnly({
      'arrivals.0.headers.content-length': 'buffered-stream',
      'arrivals.0.headers.transfer-encoding': 'buffered-stream',
    }),
  },
  {
    name: 'a stream that breaks',
    run: ({ ky, home }) =>
      caught(
        ky.post(`${home}/echo`, {
          body: new ReadableStream({ pull: (controller) => controller.error(new Error('the disk is gone')) }),
          duplex: 'half',
          retry: 0,
        }),
      ),
  },
  {
    name: 'one call after another, and many at once',
    withoutArrivals: true,
    run: async ({ ky, home }) => {
      const api = ky.extend({ headers: { 'x-a': 'b' } });
      const first = await api.get(`${home}/echo?first`).text();
      return [
        first.length,
        await Promise.all(
          Array.from({ length: 20 }, (_, index) => api.put(`${home}/echo?i=${index}`, { json: index }).json()),
        ),
      ];
    },
    differs: signedOnly({ 'value.0': 'strict-url' }),
  },
];

const instanceCases: Case[] = [
  { name: 'extend with an object', run: ({ ky, home }) => ky.extend({ headers: { 'x-a': 'b' } }).get(`${home}/echo`) },
  {
    name: 'extend with a function, which sees its parent',
    run: async ({ ky, home }) => {
      let parent: unknown;
      const api = ky.extend({ headers: { 'x-a': 'b' }, retry: 1 }).extend((given) => {
        parent = membersOf(given);
        return { timeout: 5000 };
      });
      const response = await api.get(`${home}/echo`);
      await response.text();
      return { parent, status: response.status };
    },
    differs: { 'value.parent.*': 'fetch-option' },
  },
  {
    name: 'extend twice',
    run: ({ ky, home }) => ky.extend({ headers: { 'x-a': 'b' } }).extend({ headers: { 'x-c': 'd' } })(`${home}/echo`),
  },
  { name: 'extend with nothing', run: ({ ky, home }) => ky.extend({}).get(`${home}/echo`) },
  { name: 'create', run: ({ ky, home }) => ky.create({ headers: { 'x-a': 'b' } }).get(`${home}/echo`) },
  { name: 'create without options', run: ({ ky, home }) => ky.create().get(`${home}/echo`) },
  {
    name: 'create leaves the defaults behind',
    run: ({ ky, home, prefix }) =>
      ky
        .extend({ headers: { 'x-a': 'b' }, retry: 0 })
        .create(prefix(home))
        .extend({ retry: 1 })
        .post('echo', { json: 1 }),
  },
  {
    name: 'the members of the instance',
    run: async ({ ky }) => [
      Object.keys(ky),
      typeof ky,
      ky.name,
      ky.length,
      String(ky.stop),
      typeof ky.retry,
      Object.keys(ky.extend({})),
      Object.keys(ky.create()),
      'get' in ky,
    ],
  },
  {
    name: "the parent's own fetch sees a Request, and is the one that sends",
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      // The fetch of one call, which goes by nothing of ours.
      const own = async (request: Request, init: object) => {
        seen.push(request.constructor.name, request.url, request.method, Object.keys(init));
        return fetch(request, init);
      };
      const response = await ky.post(`${home}/echo`, { json: 1, fetch: own });
      await response.text();
      return { seen, status: response.status };
    },
    modes: ['signed', 'untouched'],
  },
];

const outcomeCases: Case[] = [
  ...[200, 201, 204, 304, 400, 404, 429, 500].map(
    (status): Case => ({
      name: `a ${status}`,
      run: ({ ky, home }) => caught(ky.get(`${home}/echo?status=${status}`, { retry: 0 })),
    }),
  ),
  ...[400, 404, 500].map(
    (status): Case => ({
      name: `a ${status} that is not thrown`,
      run: ({ ky, home }) => ky.post(`${home}/echo?status=${status}`, { throwHttpErrors: false, retry: 0 }),
    }),
  ),
  {
    name: 'throwHttpErrors as a function',
    run: ({ ky, home }) =>
      Promise.all(
        [400, 404].map((status) =>
          caught(ky.post(`${home}/echo?status=${status}`, { throwHttpErrors: (is: number) => is !== 404 })),
        ),
      ),
    only: SINCE_1_14,
    withoutArrivals: true,
  },
  {
    name: 'a refusal that is final',
    run: ({ ky, home }) =>
      caught(ky.get(`${home}/refused?type=AccessDeniedException&message=User%20is%20not%20authorized%20to%20perform`)),
  },
  { name: 'a connection that is dropped', run: ({ ky, home }) => caught(ky.post(`${home}/drop`, { retry: 0 })) },
  {
    name: 'a dropped connection is tried again',
    run: ({ ky, home }) => caught(ky.get(`${home}/drop`, { retry: FAST })),
  },
  { name: 'a server that is not there', run: ({ ky }) => caught(ky.get('http://127.0.0.1:1/', { retry: 0 })) },
  { name: 'a redirect', run: ({ ky, home }) => ky.get(`${home}/redirect`) },
  { name: 'a redirect of a post', run: ({ ky, home }) => ky.post(`${home}/redirect?status=307`, { json: 1 }) },
  {
    name: 'redirect: manual',
    run: ({ ky, home }) => ky.get(`${home}/redirect`, { redirect: 'manual', throwHttpErrors: false }),
  },
  {
    name: 'a loop of redirects',
    run: ({ ky, home }) => caught(ky.get(`${home}/loop`, { retry: 0 })),
    differs: (mode, version) =>
      mode === 'untouched' || !/^ky 1/.test(version) ? {} : { 'value.cause': 'redirect-error' },
  },
  { name: 'an answer that breaks off', run: ({ ky, home }) => caught(ky.get(`${home}/broken`).text()) },
  { name: 'a data: URL', run: ({ ky }) => ky.get('data:text/plain,inline') },
];

const retryCases: Case[] = [
  { name: 'a retry', run: ({ ky, home }) => ky.get(`${home}/flaky?fails=2`, { retry: FAST }) },
  { name: 'a retry of a body', run: ({ ky, home }) => ky.put(`${home}/flaky`, { json: { a: 1 }, retry: FAST }) },
  { name: 'no retry of a post', run: ({ ky, home }) => caught(ky.post(`${home}/flaky`, { json: 1, retry: FAST })) },
  {
    name: 'a retry of a post that is asked for',
    run: ({ ky, home }) => ky.post(`${home}/flaky`, { json: 1, retry: { ...FAST, methods: ['post'] } }),
  },
  { name: 'retries that are used up', run: ({ ky, home }) => caught(ky.get(`${home}/flaky?fails=9`, { retry: FAST })) },
  { name: 'a retry that the server asks for', run: ({ ky, home }) => ky.get(`${home}/flaky?after=0`, { retry: 1 }) },
  {
    name: 'a 403 that is a reason to retry',
    run: ({ ky, home }) =>
      caught(
        ky.get(`${home}/refused?type=AccessDeniedException&message=not%20authorized%20to%20perform`, {
          retry: { ...FAST, statusCodes: [403] },
        }),
      ),
  },
  {
    name: 'shouldRetry',
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      const shouldRetry = ({ error, retryCount }: { error: Error; retryCount: number }) => {
        seen.push([error.name, retryCount]);
        return retryCount < 2;
      };
      return [await caught(ky.get(`${home}/echo?status=400`, { retry: { ...FAST, shouldRetry } })), seen];
    },
    only: SINCE_1_14,
  },
];

const hookCases: Case[] = [
  {
    name: 'what hooks see of a call',
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      await ky.post(`${home}/echo`, { json: { a: 1 }, hooks: noting(seen), context: { mine: 1 } });
      return seen;
    },
  },
  {
    name: 'what hooks see of a retry',
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      await ky.get(`${home}/flaky`, { retry: FAST, hooks: noting(seen) });
      return seen;
    },
  },
  {
    name: 'what hooks see of an error',
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      seen.push(await caught(ky.post(`${home}/echo?status=404`, { json: 1, hooks: noting(seen) })));
      return seen;
    },
  },
  {
    name: 'what hooks of an instance see',
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      await ky
        .extend({ hooks: noting(seen) })
        .extend({ headers: { 'x-a': 'b' } })
        .delete(`${home}/echo`);
      return seen;
    },
  },
  {
    name: 'what an init hook sees',
    run: async ({ ky, home }) => {
      const seen: unknown[] = [];
      await ky.get(`${home}/echo`, { hooks: noting(seen, { init: true }) });
      return seen;
    },
    only: /^ky 2.1/,
    differs: { 'value.0.*': 'fetch-option' },
  },
  {
    name: 'a beforeRequest hook that sets headers',
    run: ({ ky, home }) =>
      ky.get(`${home}/echo`, {
        hooks: { beforeRequest: [(...parameters: unknown[]) => partsOf(parameters).request!.headers.set('x-a', 'b')] },
      }),
  },
  {
    name: 'a beforeRequest hook that gives another Request',
    run: ({ ky, home }) =>
      ky.post(`${home}/echo`, {
        json: 1,
        hooks: { beforeRequest: [() => new Request(`${home}/echo?other`, { method: 'PUT', body: 'other' })] },
      }),
    differs: signedOnly({ 'response.*': 'strict-url', 'arrivals.0.target': 'strict-url' }),
  },
  {
    name: 'a beforeRequest hook that answers',
    run: ({ ky, home }) => ky.get(`${home}/echo`, { hooks: { beforeRequest: [() => new Response('from the hook')] } }),
    modes: ['signed', 'untouched'],
  },
  {
    name: 'an afterResponse hook that answers',
    run: ({ ky, home }) => ky.get(`${home}/echo`, { hooks: { afterResponse: [() => new Response('from the hook')] } }),
  },
  {
    name: 'an afterResponse hook that calls again',
    run: ({ ky, home }) => {
      const api: AnyKy = ky.extend({
        hooks: {
          afterResponse: [
            (...parameters: unknown[]) => {
              const { response } = partsOf(parameters);
              return response!.status === 404 ? ky.get(`${home}/echo`) : undefined;
            },
          ],
        },
      });
      return api.get(`${home}/echo?status=404`);
    },
  },
  {
    name: 'an afterResponse hook that forces a retry',
    run: ({ ky, home }) => {
      let times = 0;
      return ky.get(`${home}/echo`, {
        retry: FAST,
        hooks: { afterResponse: [() => (times++ ? undefined : ky.retry({ delay: 1 }))] },
      });
    },
    only: KY_2,
  },
  {
    name: 'a beforeRetry hook that stops',
    run: async ({ ky, home }) =>
      String(await ky.get(`${home}/flaky`, { retry: FAST, hooks: { beforeRetry: [() => ky.stop] } })),
  },
  {
    name: 'a beforeRetry hook that changes headers',
    run: ({ ky, home }) =>
      ky.get(`${home}/flaky`, {
        retry: FAST,
        hooks: { beforeRetry: [({ request }: { request: Request }) => request.headers.set('x-a', 'again')] },
      }),
  },
  {
    name: 'a beforeError hook that changes the error',
    run: ({ ky, home }) =>
      caught(
        ky.get(`${home}/echo?status=404`, {
          hooks: {
            beforeError: [
              (...parameters: unknown[]) => Object.assign(partsOf(parameters).error!, { message: 'changed' }),
            ],
          },
        }),
      ),
  },
  {
    name: 'a hook that throws',
    run: ({ ky, home }) =>
      caught(
        ky.get(`${home}/echo`, {
          retry: 0,
          hooks: {
            beforeRequest: [
              () => {
                throw new Error('mine');
              },
            ],
          },
        }),
      ),
    modes: ['signed', 'untouched'],
  },
];

const timeCases: Case[] = [
  {
    name: 'a timeout',
    withoutArrivals: true,
    run: ({ ky, home }) => caught(ky.get(`${home}/slow`, { timeout: 150, retry: 0 })),
    modes: ['signed', 'untouched'],
  },
  { name: 'no timeout', run: ({ ky, home }) => ky.get(`${home}/echo`, { timeout: false }) },
  {
    name: 'a total timeout',
    withoutArrivals: true,
    run: ({ ky, home }) => caught(ky.get(`${home}/slow`, { totalTimeout: 150, retry: 0 })),
    modes: ['signed', 'untouched'],
    only: /^ky 2.1/,
  },
  ...(['a reason', 'no reason'] as const).flatMap((reason): Case[] => {
    const abort = (controller: AbortController): void =>
      reason === 'a reason' ? controller.abort(new Error('mine')) : controller.abort();
    return [
      {
        name: `aborted before, with ${reason}`,
        run: ({ ky, home }) => {
          const controller = new AbortController();
          abort(controller);
          return caught(ky.get(`${home}/echo`, { signal: controller.signal, retry: 0 }));
        },
      },
      {
        name: `aborted while it is sent, with ${reason}`,
        run: async ({ ky, home, underWay }) => {
          const controller = new AbortController();
          const call = caught(ky.post(`${home}/slow`, { signal: controller.signal, retry: 0, json: 1 }));
          await underWay;
          abort(controller);
          return call;
        },
      },
      {
        name: `aborted while the answer is read, with ${reason}`,
        run: async ({ ky, home }) => {
          const controller = new AbortController();
          const response = await ky.get(`${home}/stall`, { signal: controller.signal });
          const reading = caught(response.text());
          abort(controller);
          return reading;
        },
      },
    ];
  }),
];

const progressCases: Case[] = [
  {
    name: 'onDownloadProgress',
    run: async ({ ky, home }) => {
      const events: unknown[] = [];
      const response = await ky.get(`${home}/echo`, {
        onDownloadProgress: (progress: object, chunk: Uint8Array) =>
          void events.push({ ...progress, chunk: chunk.length }),
      });
      return { status: response.status, length: (await response.text()).length, events };
    },
  },
  {
    name: 'onUploadProgress',
    run: async ({ ky, home }) => {
      const events: unknown[] = [];
      const response = await ky.post(`${home}/echo`, {
        body: 'x'.repeat(1000),
        retry: 0,
        onUploadProgress: (progress: object) => void events.push(progress),
      });
      await response.text();
      return { status: response.status, events };
    },
    only: SINCE_1_14,
    differs: signedOnly({
      'arrivals.0.headers.content-length': 'buffered-stream',
      'arrivals.0.headers.transfer-encoding': 'buffered-stream',
    }),
  },
  {
    name: 'three uploads of one buffer',
    withoutArrivals: true,
    run: async ({ ky, home }) => {
      const buffer = new Uint8Array(3);
      const calls = [1, 2, 3].map((value) => {
        buffer.fill(48 + value);
        return ky.post(`${home}/echo`, { body: buffer }).json();
      });
      return Promise.all(calls);
    },
  },
  {
    name: 'FormData, URLSearchParams and JSON that change after the call',
    withoutArrivals: true,
    run: async ({ ky, home }) => {
      const [data, parameters, json] = [new FormData(), new URLSearchParams({ a: '1' }), { a: 1 }];
      data.set('a', '1');
      const calls = [{ body: data }, { body: parameters }, { json }].map((body) =>
        ky.post(`${home}/echo`, body).json(),
      );
      data.set('a', '2');
      parameters.set('a', '2');
      json.a = 2;
      return Promise.all(calls);
    },
  },
  {
    name: 'what ky does not know goes to fetch',
    run: ({ ky, home }) => ky.get(`${home}/echo`, { dispatcher: undefined, custom: 1, cache: 'no-store' }),
  },
];

/** Every call of the contract. */
export const CASES: readonly Case[] = [
  ...callCases,
  ...instanceCases,
  ...parentCases,
  ...documentedCases,
  ...outcomeCases,
  ...retryCases,
  ...hookCases,
  ...timeCases,
  ...progressCases,
];
