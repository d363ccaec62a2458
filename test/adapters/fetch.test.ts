import ky from 'ky';
import ky1 from 'ky1';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, onTestFinished, test } from 'vitest';
import { countingProvider, credentials, EXPIRED, refuse, startServer } from '../journey/support.js';

const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' };

test('takes a string, a URL and a Request, with and without an init', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const signedFetch = wrapFetch(fetch, createSigV4({ ...scope, origins: url }));
  await signedFetch(`${url}/string`);
  await signedFetch(new URL('/url', url));
  await signedFetch(new Request(`${url}/request`, { method: 'PUT', body: 'x', headers: { 'x-a': '1' } }));
  await signedFetch(new Request(`${url}/both`, { method: 'PUT', body: 'x' }), {
    method: 'POST',
    body: 'y',
    headers: { 'x-b': '2' },
  });
  expect(arrivals.map(({ method, url: path, body, key }) => `${method} ${path} ${body} ${key}`)).toEqual([
    'GET /string  KEY',
    'GET /url  KEY',
    'PUT /request x KEY',
    'POST /both y KEY',
  ]);
  expect(arrivals[2]!.headers).toMatchObject({ 'x-a': '1', 'content-type': 'text/plain;charset=UTF-8' });
  expect(arrivals[3]!.headers).toMatchObject({ 'x-b': '2' });
});

test('an already aborted signal and a signal of a Request reject with their reason', async () => {
  const { url } = await startServer(() => new Promise((resolve) => setTimeout(() => resolve(200), 200)));
  const signedFetch = wrapFetch(fetch, createSigV4({ ...scope, origins: url }));
  await expect(signedFetch(url, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  await expect(signedFetch(new Request(url, { signal: controller.signal }))).rejects.toMatchObject({
    name: 'AbortError',
  });
  await expect(signedFetch(url, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('non-standard members of the init reach the inner fetch', async () => {
  const seen: unknown[] = [];
  const inner: typeof fetch = async (_, init) => {
    seen.push(init);
    return new Response();
  };
  const signedFetch = wrapFetch(inner, createSigV4(scope));
  await signedFetch('https://abc.execute-api.eu-west-1.amazonaws.com/x', {
    dispatcher: 'mine',
    credentials: 'include',
    cache: 'no-store',
  } as RequestInit);
  expect(seen).toMatchObject([{ dispatcher: 'mine', credentials: 'include', cache: 'no-store', redirect: 'manual' }]);
});

test('the caller can read the whole body of a 403', async () => {
  const message = `not authorized to perform ${'x'.repeat(100_000)}`;
  const { url } = await startServer((_, response) => refuse(response, { type: 'AccessDeniedException', message }));
  const response = await wrapFetch(fetch, createSigV4({ ...scope, origins: url }))(url);
  expect(await response.json()).toEqual({ message });
});

test('a wrapped global fetch still uses a later replacement of the global', async () => {
  const signedFetch = wrapFetch(fetch, createSigV4(scope));
  const server = setupServer(
    http.get('https://abc.execute-api.eu-west-1.amazonaws.com/x', ({ request }) =>
      HttpResponse.json({ signed: request.headers.has('authorization') }),
    ),
  );
  server.listen({ onUnhandledFrame: 'error' });
  onTestFinished(() => server.close());
  expect(await (await signedFetch('https://abc.execute-api.eu-west-1.amazonaws.com/x')).json()).toEqual({
    signed: true,
  });
});

test('an app may make the wrapped fetch the global one', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const original = globalThis.fetch;
  onTestFinished(() => {
    globalThis.fetch = original;
  });
  globalThis.fetch = wrapFetch(fetch, createSigV4({ ...scope, origins: url }));
  await fetch(`${url}/in`);
  expect(arrivals[0]!.key).toBe('KEY');
});

test('wrapping twice with the same Authenticator has no effect', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const auth = createSigV4({ ...scope, origins: url });
  const signedFetch = wrapFetch(fetch, auth);
  expect(wrapFetch(signedFetch, auth)).toBe(signedFetch);
  const other = createSigV4({ ...scope, origins: 'https://other.example.com' });
  await wrapFetch(wrapFetch(signedFetch, other), auth)(url);
  await wrapKy(wrapKy(ky, auth), auth).get(url);
  expect(arrivals.map(({ key }) => key)).toEqual(['KEY', 'KEY']);
});

test('a network error with expired credentials is assumed to be a 403 that CORS hides; only safe methods are replayed', async () => {
  let time = Date.now();
  const clock = { now: () => time, offset: 0 };
  let asked = 0;
  const provider = async () => credentials(`KEY${++asked}`, { expiration: new Date(time + 60_000) });
  const sent: string[] = [];
  const inner: typeof fetch = async (input, init) => {
    const key = /Credential=(\w+)/.exec(new Headers(init?.headers).get('authorization')!)![1]!;
    sent.push(`${init?.method} ${key}`);
    if (key === `KEY${asked}` && sent.length % 2 === 0) return new Response(String(input));
    time += 120_000;
    throw new TypeError('Failed to fetch');
  };
  const url = 'https://abc.execute-api.eu-west-1.amazonaws.com/x';
  const auth = createSigV4({ credentials: provider, clock });
  const signedFetch = wrapFetch(inner, auth);
  expect((await signedFetch(url)).status).toBe(200);
  expect(sent).toEqual(['GET KEY1', 'GET KEY2']);
  await expect(signedFetch(url, { method: 'POST', body: 'x' })).rejects.toThrow('Failed to fetch');
  expect(sent).toEqual(['GET KEY1', 'GET KEY2', 'POST KEY2']);
});

test('a network error with valid credentials is just that', async () => {
  let sent = 0;
  const inner: typeof fetch = async () => {
    sent++;
    throw new TypeError('Failed to fetch');
  };
  await expect(
    wrapFetch(inner, createSigV4(scope))('https://abc.execute-api.eu-west-1.amazonaws.com/x'),
  ).rejects.toThrow('Failed to fetch');
  expect(sent).toBe(1);
});

test.each([
  ['ky 2', ky],
  ['ky 1', ky1 as unknown as typeof ky],
])("%s: ky's own retries are signed afresh, after its hooks", async (_, base) => {
  const { url, arrivals } = await startServer((_, response, count) => {
    if (count === 1) response.setHeader('retry-after', '1');
    return count === 1 ? 503 : 200;
  });
  const client = wrapKy(base, createSigV4({ ...scope, origins: url })).extend({ headers: { 'x-amz-meta-a': 'b' } });
  await client.get(url, { retry: 1 });
  const signatures = arrivals.map(({ headers }) => headers.authorization);
  expect(signatures).toHaveLength(2);
  expect(new Set(signatures).size).toBe(2);
  expect(signatures[0]).toContain('x-amz-meta-a');
});

test.each([
  ['ky 2', ky],
  ['ky 1', ky1 as unknown as typeof ky],
])('%s: opts out with context, calls the fetch of its parent, and keeps its own members', async (_, base) => {
  const { url, arrivals } = await startServer(() => 200);
  let through = 0;
  const parent = base.extend({
    fetch: (...call: Parameters<typeof fetch>) => {
      through++;
      return fetch(...call);
    },
  });
  const client = wrapKy(parent, createSigV4({ ...scope, origins: url }));
  await client.get(url);
  await client.get(url, { context: { authenticate: false } });
  await client.extend({ context: { authenticate: false } }).get(url);
  await client.extend(() => ({ headers: { 'x-a': 'b' } }))(url);
  expect(arrivals.map(({ key }) => key)).toEqual(['KEY', undefined, undefined, 'KEY']);
  expect(through).toBe(4);
  expect(client.stop).toBe(base.stop);
});

test('ky’s HTTPError contains the 403 of the second attempt', async () => {
  const { url } = await startServer((_, response) => refuse(response, EXPIRED));
  const client = wrapKy(ky, createSigV4({ ...scope, credentials: countingProvider(), origins: url }));
  await expect(client.get(url)).rejects.toMatchObject({ name: 'HTTPError', response: { status: 403 } });
});

test.each([
  ['a user name', 'https://user@abc.execute-api.eu-west-1.amazonaws.com/', undefined, 'malformed-url'],
  ['plain http', 'http://abc.execute-api.eu-west-1.amazonaws.com/', undefined, 'insecure-origin'],
  [
    'somebody else’s Authorization',
    'https://abc.execute-api.eu-west-1.amazonaws.com/',
    { authorization: 'Bearer x' },
    'foreign-authorization',
  ],
  [
    'a signed header outside ASCII',
    'https://abc.execute-api.eu-west-1.amazonaws.com/',
    { 'x-amz-meta-a': 'é' },
    'malformed-header',
  ],
])('refuses %s, and sends nothing', async (_, url, headers, code) => {
  const inner: typeof fetch = () => expect.unreachable();
  const signedFetch = wrapFetch(inner, createSigV4(scope));
  await expect(
    signedFetch(url, { ...(headers && { headers: headers as unknown as Record<string, string> }) }),
  ).rejects.toMatchObject({ code });
});

test('never signs a presigned URL, or calls that obtain credentials', async () => {
  const seen: boolean[] = [];
  const inner: typeof fetch = async (_, init) => {
    seen.push(new Headers(init?.headers).has('authorization'));
    return new Response();
  };
  const signedFetch = wrapFetch(inner, createSigV4({ ...scope, origins: /https:\/\/.*/ }));
  await signedFetch('https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Signature=abc');
  await signedFetch('https://cognito-idp.eu-west-1.amazonaws.com/', { method: 'POST', body: '{}' });
  await signedFetch('https://cognito-identity.eu-west-1.amazonaws.com/', { method: 'POST', body: '{}' });
  await signedFetch('https://sts.eu-west-1.amazonaws.com/?Action=AssumeRoleWithWebIdentity&WebIdentityToken=t');
  await signedFetch('https://sts.eu-west-1.amazonaws.com/', {
    method: 'POST',
    body: new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity' }),
  });
  await signedFetch('https://proxy.example.com/', {
    method: 'POST',
    body: '{}',
    headers: { 'x-amz-target': 'AWSCognitoIdentityService.GetId' },
  });
  expect(seen).toEqual([false, false, false, false, false, false]);
  await signedFetch('https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity');
  expect(seen.at(-1)).toBe(true);
});
