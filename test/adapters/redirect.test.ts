import axios from 'axios';
import ky from 'ky';
import ky1 from 'ky1';
import { type Authenticator, createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, test } from 'vitest';
import { clients, credentials, everyClient, startServer } from '../journey/support.js';

const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' };
const names = (headers: Record<string, unknown>) =>
  Object.keys(headers).filter((name) => /^(authorization|cookie|x-amz-|x-api-key)/.test(name));

test.each(everyClient)('%s: no credentials follow a redirect to another origin', async (_, client) => {
  const elsewhere = await startServer(() => 200);
  const { url } = await startServer(
    (_, response) => void response.writeHead(302, { location: `${elsewhere.url}/there` }).end(),
  );
  const send = client(createSigV4({ ...scope, origins: url }));
  expect(await send('GET', `${url}/here`)).toMatchObject({ status: 200 });
  expect(elsewhere.arrivals.map(({ url: path, headers }) => [path, names(headers)])).toEqual([['/there', []]]);
});

test.each(everyClient)('%s: a redirect back from a second origin carries no credentials', async (_, client) => {
  let home = '';
  const elsewhere = await startServer((_, response) => void response.writeHead(307, { location: `${home}/end` }).end());
  const { url, arrivals } = await startServer(({ url: path }, response) =>
    path === '/end' ? 200 : void response.writeHead(307, { location: elsewhere.url }).end(),
  );
  home = url;
  await client(createSigV4({ ...scope, origins: url }))('POST', url, { a: 1 });
  expect(names(elsewhere.arrivals[0]!.headers)).toEqual([]);
  expect(names(arrivals[1]!.headers)).toEqual([]);
});

test.each(everyClient)('%s: a redirect within the origin is signed anew', async (_, client) => {
  const { url, arrivals } = await startServer(({ url: path }, response) =>
    path === '/end' ? 200 : void response.writeHead(path === '/see-other' ? 303 : 308, { location: '/end' }).end(),
  );
  const send = client(createSigV4({ ...scope, origins: url }));
  expect(await send('POST', `${url}/moved`, { a: 1 })).toMatchObject({ status: 200 });
  expect(await send('POST', `${url}/see-other`, { a: 1 })).toMatchObject({ status: 200 });
  expect(arrivals.map(({ method, url: path, body }) => `${method} ${path} ${body}`)).toEqual([
    'POST /moved {"a":1}',
    'POST /end {"a":1}',
    'POST /see-other {"a":1}',
    'GET /end ',
  ]);
  const signatures = arrivals.map(({ headers }) => /Signature=(\w+)/.exec(headers.authorization!)![1]);
  expect(new Set(signatures).size).toBe(4);
});

test.each(everyClient)('%s: a redirect loop ends with an error', async (name, client) => {
  const { url, arrivals } = await startServer(
    ({ url: path }, response) => void response.writeHead(302, { location: `${path}x` }).end(),
  );
  const error = await client(createSigV4({ ...scope, origins: url }))('GET', url).then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
  // A network error of fetch, with ours as its cause.
  const codes = [error, error.cause, (error.cause as Error | undefined)?.cause].map(
    (one) => (one as { code?: string } | undefined)?.code,
  );
  const own = { 'axios (http)': 'ERR_FR_TOO_MANY_REDIRECTS', 'axios (fetch)': 'ERR_NETWORK' }[name];
  expect(codes).toContain(own ?? 'redirect-refused');
  expect(arrivals.length).toBeLessThanOrEqual(22);
});

test('redirect: manual, error and maxRedirects: 0 work as usual', async () => {
  const { url } = await startServer((_, response) => void response.writeHead(302, { location: '/end' }).end());
  const auth: Authenticator = createSigV4({ ...scope, origins: url });
  const signedFetch = wrapFetch(fetch, auth);
  expect((await signedFetch(url, { redirect: 'manual' })).status).toBe(302);
  await expect(signedFetch(url, { redirect: 'error' })).rejects.toBeInstanceOf(TypeError);
  for (const base of [ky, ky1]) {
    expect(
      (await wrapKy(base as typeof ky, auth).get(url, { redirect: 'manual', throwHttpErrors: false })).status,
    ).toBe(302);
  }
  for (const adapter of ['http', 'fetch']) {
    const api = axios.create({ adapter });
    interceptAxios(api, auth);
    expect((await api.get(url, { maxRedirects: 0, validateStatus: null })).status).toBe(302);
  }
});

test('axios’s beforeRedirect and sensitiveHeaders are respected', async () => {
  const elsewhere = await startServer(() => 200);
  const { url } = await startServer((_, response) => void response.writeHead(302, { location: elsewhere.url }).end());
  const api = axios.create({ headers: { 'x-secret': 's', 'x-plain': 'p' } });
  interceptAxios(api, createSigV4({ ...scope, origins: url }));
  const seen: unknown[] = [];
  await api.get(url, {
    sensitiveHeaders: ['X-Secret'],
    beforeRedirect: (options, details) => {
      seen.push(options.href, details.statusCode);
      (options.headers as Record<string, string>)['x-added'] = 'a';
    },
  });
  expect(seen).toEqual([`${elsewhere.url}/`, 302]);
  expect(elsewhere.arrivals[0]!.headers).toMatchObject({ 'x-plain': 'p', 'x-added': 'a' });
  expect(elsewhere.arrivals[0]!.headers).not.toHaveProperty('x-secret');
  expect(clients).toHaveProperty('fetch');
});
