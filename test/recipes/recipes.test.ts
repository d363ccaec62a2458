import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Client, errors } from '@opensearch-project/opensearch';
import type { CognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test, vi } from 'vitest';
import { textOf } from '../docs/guides.mjs';
import { type App, newFolder, recipes, startApp, write } from './app.js';
import { jarOn, NEXT, withCookies } from './next.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

const REST = {
  flavour: 'rest',
  service: 'execute-api',
  baseUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
  routes: {
    'GET /items': [{ id: '1' }],
    'POST /items': (request: Request) => request.json(),
    'GET /items/{id}': { id: '1', name: 'One' },
  },
} as const;
const APPSYNC = {
  flavour: 'appsync',
  service: 'appsync',
  baseUrl: 'https://abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com/graphql',
  routes: { 'POST /': { data: { item: { __typename: 'Item', id: '1', name: 'One' } } } },
} as const;
const ITEM = { id: '1', name: 'One' };
const ALICE = { username: 'alice', password: 'Correct-horse-1' };

interface Auth {
  readonly session: CognitoSession;
}
type Get<T = unknown> = (id: string) => Promise<T>;

/** Calls before and after the credentials have expired, and gives both results. */
const twice = async <T>({ mock, statuses }: App, call: () => Promise<T>): Promise<[T, T]> => {
  const first = await call();
  mock.expireCredentials();
  const second = await call();
  expect(statuses()).toEqual([200, 403, 200]);
  return [first, second];
};

/** What a cache of one user's answers must not do. */
const forgetsAtSignIn = async (app: App, get: () => Promise<unknown>): Promise<void> => {
  await get();
  await get();
  expect(app.mock.calls().map(({ user }) => user)).toEqual(['guest']);
  const { session } = await app.load<Auth>('src/auth.ts');
  await session.signIn(ALICE);
  await get();
  expect(app.mock.calls().map(({ user }) => user)).toEqual(['guest', 'alice']);
};

test('openapi-fetch gets an item, also when the credentials have expired', async () => {
  const app = await startApp([REST]);
  const { getItem } = await app.load<{ getItem: Get }>('src/openapi-fetch.ts');
  expect(await twice(app, () => getItem('1'))).toEqual([ITEM, ITEM]);
});

test('ofetch sends JSON, also when the credentials have expired', async () => {
  const app = await startApp([REST]);
  const { addItem } = await app.load<{ addItem: Get }>('src/ofetch.ts');
  const [, answer] = await twice(app, () => addItem('Two'));
  expect(answer).toEqual({ name: 'Two' });
});

test('Apollo Client queries, also when the credentials have expired', async () => {
  const app = await startApp([APPSYNC]);
  const { getItem } = await app.load<{ getItem: Get<{ data: unknown }> }>('src/apollo.ts');
  let id = 0;
  const [, { data }] = await twice(app, () => getItem(String(++id)));
  expect(data).toMatchObject({ item: ITEM });
});

test('Apollo Client shows nobody what another user was shown', async () => {
  const app = await startApp([APPSYNC]);
  const { getItem } = await app.load<{ getItem: Get }>('src/apollo.ts');
  await forgetsAtSignIn(app, () => getItem('1'));
});

test('urql queries, also when the credentials have expired', async () => {
  const app = await startApp([APPSYNC]);
  const { getItem } = await app.load<{ getItem: Get<{ data: unknown }> }>('src/urql.ts');
  let id = 0;
  const [, { data }] = await twice(app, () => getItem(String(++id)));
  expect(data).toMatchObject({ item: ITEM });
});

test('urql shows nobody what another user was shown', async () => {
  const app = await startApp([APPSYNC]);
  const { getItem } = await app.load<{ getItem: Get }>('src/urql.ts');
  await forgetsAtSignIn(app, () => getItem('1'));
});

test('TanStack Query gets items, and shows nobody what another user was shown', async () => {
  const app = await startApp([REST]);
  const { getItems } = await app.load<{ getItems(): Promise<unknown> }>('src/queries.ts');
  await forgetsAtSignIn(app, getItems);
  expect(await getItems()).toEqual([{ id: '1' }]);
});

test('TanStack Query does not repeat what is denied', async () => {
  const app = await startApp([REST]);
  const { getItems } = await app.load<{ getItems(): Promise<unknown> }>('src/queries.ts');
  app.mock.deny('GET /items');
  await expect(getItems()).rejects.toMatchObject({ response: { status: 403 } });
  expect(app.statuses()).toEqual([403]);
});

test('axios-cache-interceptor answers from its cache, and shows nobody what another user was shown', async () => {
  const app = await startApp([REST]);
  const { getItems } = await app.load<{ getItems(): Promise<{ data: unknown; cached: boolean }> }>('src/cached.ts');
  await forgetsAtSignIn(app, getItems);
  expect(await getItems()).toMatchObject({ data: [{ id: '1' }], cached: true });
});

const OPENSEARCH = {
  flavour: 'opensearch',
  service: 'es',
  baseUrl: 'https://search-logs-abc123.eu-west-1.es.amazonaws.com',
  routes: {
    'POST /logs/_search': { hits: { total: { value: 1 }, hits: [] } },
    'PUT /logs/_doc/{id}': { result: 'created' },
    'GET /logs/_doc/{id}': () => Response.json({ found: false }, { status: 404 }),
    'HEAD /logs': () => new Response(null, { status: 200 }),
    'GET /logs/_mapping': () =>
      new Response(gzipSync('{"logs":{}}'), {
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      }),
  },
} as const;
interface OpenSearch {
  readonly client: Client;
}

test('OpenSearch searches, also when the credentials have expired', async () => {
  const app = await startApp([OPENSEARCH]);
  const { client } = await app.load<OpenSearch>('src/opensearch.ts');
  const search = async () => (await client.search({ index: 'logs', body: { query: { match_all: {} } } })).body.hits;
  const hits = { total: { value: 1 }, hits: [] };
  expect(await twice(app, search)).toEqual([hits, hits]);
});

test("OpenSearch's documents, errors, compressed answers and answers without a body are its own", async () => {
  const app = await startApp([OPENSEARCH]);
  const { client } = await app.load<OpenSearch>('src/opensearch.ts');
  const written = await client.index({ index: 'logs', id: 'a b', body: { text: 'Zoë' }, refresh: true });
  expect(written).toMatchObject({ statusCode: 200, body: { result: 'created' } });
  expect((await client.indices.exists({ index: 'logs' })).body).toBe(true);
  expect((await client.indices.getMapping({ index: 'logs' })).body).toEqual({ logs: {} });
  const missing = client.get({ index: 'logs', id: '2' });
  await expect(missing).rejects.toBeInstanceOf(errors.ResponseError);
  await expect(missing).rejects.toMatchObject({ statusCode: 404, body: { found: false } });
});

test('OpenSearch is told in its own errors that time is up, that a call was aborted, or the connection lost', async () => {
  const app = await startApp([OPENSEARCH]);
  const { client } = await app.load<OpenSearch>('src/opensearch.ts');
  const { Connection, connections } = client.connectionPool;
  // A client each, because it asks a node no more that has failed.
  const newClient = () => new Client({ node: connections[0]!.url.href, Connection });
  app.mock.delay('1h', { api: 'opensearch' });
  const late = newClient().search({ index: 'logs' }, { requestTimeout: 50, maxRetries: 0 });
  await expect(late).rejects.toBeInstanceOf(errors.TimeoutError);
  const unwanted = newClient().search({ index: 'logs' });
  unwanted.abort();
  await expect(unwanted).rejects.toBeInstanceOf(errors.RequestAbortedError);
  app.mock.reset();
  app.mock.goOffline();
  const lost = newClient().search({ index: 'logs' }, { maxRetries: 0 });
  await expect(lost).rejects.toBeInstanceOf(errors.ConnectionError);
});

const BUCKET = { flavour: 's3', service: 's3', baseUrl: 'https://photos.s3.eu-west-1.amazonaws.com' } as const;
const API = { flavour: 'http', service: 'execute-api', baseUrl: 'https://api.example.com' } as const;

test('a bucket and an API share the credentials of one session', async () => {
  const app = await startApp([BUCKET, API]);
  const { addPhoto } = await app.load<{ addPhoto(name: string, photo: Blob): Promise<Response> }>('src/photos.ts');
  const photo = new Blob(['bytes'], { type: 'image/png' });
  expect((await addPhoto('a cat.png', photo)).status).toBe(200);
  expect(app.mock.issued('guest')).toBe(1);
  app.mock.expireCredentials();
  expect((await addPhoto('a cat.png', photo)).status).toBe(200);
  // S3 says of an expired token that it is a bad request.
  expect(app.mock.calls('PUT /{key+}').map(({ status }) => status)).toEqual([200, 400, 200]);
});

test("the bucket's CORS configuration lets a page send what is signed", async () => {
  let authorization = '';
  const put = ({ headers }: Request) => {
    authorization = headers.get('authorization')!;
  };
  const app = await startApp([{ ...BUCKET, routes: { 'PUT /{key+}': put } }, API]);
  const { addPhoto } = await app.load<{ addPhoto(name: string, photo: Blob): Promise<Response> }>('src/photos.ts');
  await addPhoto('cat.png', new Blob(['bytes'], { type: 'image/png' }));
  const [, json] = /```json\n(.*?)```/s.exec(textOf('test/recipes/README.md'))!;
  const [{ AllowedHeaders, AllowedMethods }] = JSON.parse(json!);
  const signed = /SignedHeaders=([^,]+)/.exec(authorization)![1]!.split(';');
  // A page needs no leave for the host, which is the browser's.
  expect(AllowedHeaders).toEqual(
    expect.arrayContaining(['authorization', ...signed.filter((name) => name !== 'host')]),
  );
  expect(AllowedMethods).toContain('PUT');
});

test('each request to a route handler of Next.js is signed as the user whose cookies it has', async () => {
  const app = await startApp([REST], NEXT);
  const { GET } = await app.load<{ GET(request: Request): Promise<Response> }>('app/api/items/route.ts');
  const { session } = await app.load<Auth>('app/client.ts');
  onTestFinished(() => void vi.unstubAllGlobals());

  const request = (jar: ReadonlyMap<string, string>): Promise<Response> => {
    const headers = new Headers({ cookie: [...jar].map((pair) => pair.join('=')).join('; ') });
    return withCookies(
      jarOn(headers, () => {}),
      () => GET(new Request('https://app.example.com/api/items')),
    );
  };
  /** The page's `document.cookie`, as a browser keeps it on https. */
  const page = (jar: Map<string, string>) => ({
    get cookie() {
      return [...jar].map((pair) => pair.join('=')).join('; ');
    },
    set cookie(text: string) {
      const [, name, value, attributes] = /^([^=]+)=([^;]*);(.*)$/.exec(text)!;
      if (/Max-Age=0\b/.test(attributes!)) jar.delete(name!);
      else jar.set(name!, value!);
    },
  });
  const cookies = new Map<string, string>();
  vi.stubGlobal('document', page(cookies));
  await session.signIn(ALICE);
  const alices = new Map(cookies);
  await session.signOut();
  await session.signIn({ ...ALICE, username: 'bob' });
  const bobs = new Map(cookies);

  const answers = await Promise.all([request(alices), request(bobs), request(new Map())]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
    [{ id: '1' }],
    [{ id: '1' }],
    [{ id: '1' }],
  ]);
  expect(answers[0].headers.get('cache-control')).toBe('private, no-store');
  const users = app.mock.calls('GET /items').map(({ user }) => user);
  expect(users.sort()).toEqual(['alice', 'bob', 'guest']);
});

test('a Worker hands the fetching of credentials to waitUntil, and passes requests on', async () => {
  const work: unknown[] = [];
  vi.stubGlobal('waitUntil', (promise: unknown) => work.push(promise));
  onTestFinished(() => void vi.unstubAllGlobals());
  const app = await startApp([REST], {
    'cloudflare:workers': 'export const waitUntil = (work) => globalThis.waitUntil(work);',
  });
  const { default: worker } = await app.load<{ default: { fetch(request: Request): Promise<Response> } }>(
    'src/worker.ts',
  );
  const [, answer] = await twice(app, () => worker.fetch(new Request('https://worker.example.com/items?q=1')));
  expect(await answer.json()).toEqual([{ id: '1' }]);
  expect(work).toEqual([expect.any(Promise), expect.any(Promise)]);
});

/** expo-secure-store, with the rule that it has for keys. */
const SECURE_STORE = `
const values = (globalThis.secureStore ??= new Map());
const valid = (key) => {
  if (!/^[\\w.-]+$/.test(key)) throw new Error('Invalid key provided to SecureStore.');
  return key;
};
export const getItemAsync = async (key) => values.get(valid(key)) ?? null;
export const setItemAsync = async (key, value) => void values.set(valid(key), value);
export const deleteItemAsync = async (key) => void values.delete(valid(key));`;

test("a session and a remembered device in React Native's secure store outlive the app, whatever the user's name is", async () => {
  const app = await startApp([REST], { 'expo-secure-store': SECURE_STORE });
  onTestFinished(() => void vi.unstubAllGlobals());
  const store = new Map<string, string>();
  vi.stubGlobal('secureStore', store);
  type Native = Auth & { api: typeof fetch };
  const { session } = await app.load<Native>('src/session.ts');
  await session.signIn({ ...ALICE, username: 'zoë@example.com' });
  expect([...store.keys()].filter((key) => key.includes('.device.'))).toHaveLength(1);
  vi.resetModules();
  const later = await app.load<Native>('src/session.ts');
  expect(later.session).not.toBe(session);
  expect(await later.session.initialize()).toBe('signedIn');
});

test('every recipe has sound types', { timeout: 300_000 }, () => {
  const place = newFolder();
  for (const [path, code] of recipes) write(join(place, path), code);
  write(
    join(place, 'src/schema.ts'),
    `export interface paths {
      '/items/{id}': {
        get: {
          parameters: { path: { id: string } };
          responses: { 200: { content: { 'application/json': { id: string; name: string } } } };
        };
      };
    }`,
  );
  write(
    join(place, 'platforms.d.ts'),
    `declare module 'next/headers' {
      export function cookies(): Promise<Cookies>;
    }
    declare module 'next/server' {
      export interface NextRequest extends Request {
        readonly cookies: { getAll(): { name: string; value: string }[]; set(name: string, value: string): unknown };
      }
      export class NextResponse extends Response {
        static next(init: { request: { headers: Headers } }): NextResponse;
        readonly cookies: Cookies;
      }
    }
    interface Cookies {
      getAll(): { name: string; value: string }[];
      set(name: string, value: string, options: { path?: string; domain?: string; maxAge?: number; secure?: boolean; httpOnly?: boolean; sameSite?: 'lax' | 'strict' | 'none' }): unknown;
    }
    declare module 'cloudflare:workers' {
      export function waitUntil(work: Promise<unknown>): void;
    }
    declare module 'expo-secure-store' {
      export function getItemAsync(key: string): Promise<string | null>;
      export function setItemAsync(key: string, value: string): Promise<void>;
      export function deleteItemAsync(key: string): Promise<void>;
    }`,
  );
  const compilerOptions = { rootDir: root, jsx: 'react-jsx' };
  write(
    join(place, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts', '**/*.tsx'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', place, '--pretty', 'false'], { encoding: 'utf8' });
  expect(stdout).toBe('');
});
