import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsClient } from 'aws4fetch';
import { expect, onTestFinished, test } from 'vitest';
import { type AwsMock, type AwsMockOptions, createAwsMock, type ListenOptions } from '../../mocks/index.js';
import { sendRaw } from './support/send.js';
import { signWithAws4 } from './support/signers.js';

const start = async (
  options: AwsMockOptions = {},
  listenOptions?: ListenOptions,
): Promise<{ mock: AwsMock; url: string }> => {
  const mock = createAwsMock(options);
  const { url, close } = await mock.listen(listenOptions);
  onTestFinished(close);
  return { mock, url };
};
const client = (mock: AwsMock, service = 'execute-api') =>
  new AwsClient({ ...mock.issueCredentials(), service, region: 'us-east-1', retries: 0 });

test('serves the default API without any option, and echoes what arrived', async () => {
  const { mock, url } = await start();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await client(mock).fetch(`${url}/a%20b/%E2%82%AC?x=1&x=2&y=`, { method: 'POST', body: '{"a":1}' });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    method: 'POST',
    path: '/a b/€',
    query: { x: ['1', '2'], y: [''] },
    body: '{"a":1}',
    isBase64Encoded: false,
    user: 'alice',
    accessKeyId: mock.calls()[0]?.accessKeyId,
  });
});

test('echoes a body that is no text as Base64', async () => {
  const { mock, url } = await start();
  const response = await client(mock).fetch(url, {
    method: 'POST',
    body: Uint8Array.of(0xff, 0, 1),
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(await response.json()).toMatchObject({ body: '/wAB', isBase64Encoded: true });
});

test('gives responders the request, the caller and the parameters of the route', async () => {
  const { mock, url } = await start({
    baseUrl: 'https://api.example.com/prod',
    routes: {
      'GET /items/{id}': (_request, { params, caller }) => ({ id: params.id, user: caller.user, arn: caller.arn }),
      'GET /items/new': () => 'the literal goes first',
      'POST /items': async (request) => Response.json(await request.json(), { status: 201, headers: { etag: '"1"' } }),
      'ANY /files/{path+}': (request, { params }) => new Response(`${request.method} ${params.path}`),
      'DELETE /items/{id}': () => undefined,
      'GET /gone': (_request, { notFound }) => notFound(),
      'GET /thrown': () => {
        throw new Response('teapot', { status: 418 });
      },
    },
  });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/prod$/);
  const call = async (method: string, path: string, body?: string) => {
    const response = await client(mock).fetch(`${url}${path}`, { method, ...(body ? { body } : {}) });
    return [response.status, await response.text()];
  };
  expect(await call('GET', '/items/a%2Fb')).toEqual([
    200,
    '{"id":"a/b","user":"alice","arn":"arn:aws:sts::123456789012:assumed-role/mock-role/alice"}',
  ]);
  expect(await call('GET', '/items/new')).toEqual([200, '"the literal goes first"']);
  expect(await call('POST', '/items', '{"a":1}')).toEqual([201, '{"a":1}']);
  expect(await call('PUT', '/files/a/b.txt')).toEqual([200, 'PUT a/b.txt']);
  expect(await call('DELETE', '/items/7')).toEqual([204, '']);
  expect(await call('GET', '/gone')).toEqual([403, '{"message":"Missing Authentication Token"}']);
  expect(await call('GET', '/thrown')).toEqual([418, 'teapot']);
  expect(await call('GET', '/unknown')).toEqual([403, '{"message":"Missing Authentication Token"}']);
  expect(mock.calls('GET /items/{id}').map(({ path }) => path)).toEqual(['/items/a%2Fb', '/items/new']);
  const beside = await client(mock).fetch(`${new URL(url).origin}/test/items`);
  expect([beside.status, await beside.text()]).toEqual([403, '{"message":"Forbidden"}']);
});

test('shows an error of a responder to the test, and goes on', async () => {
  const { mock, url } = await start({
    routes: {
      'GET /bug': () => {
        throw new Error('a mistake in the test');
      },
      $default: () => 'fine',
    },
  });
  const response = await client(mock).fetch(`${url}/bug`);
  expect(response.status).toBe(500);
  expect(await response.text()).toContain('a mistake in the test');
  expect((await client(mock).fetch(`${url}/other`)).status).toBe(200);
  expect(mock.calls().map(({ status }) => status)).toEqual([500, 200]);
});

test('cuts the connection where a responder answers with a network error', async () => {
  const { mock, url } = await start({ routes: { $default: () => Response.error() } });
  await expect(client(mock).fetch(url)).rejects.toThrow('fetch failed');
});

test('verifies the path as it stood on the wire', async () => {
  const { mock, url } = await start({
    flavour: 's3',
    routes: { 'GET /{key+}': (_request, { arrived }) => arrived.target },
  });
  const sign = (path: string) =>
    signWithAws4(mock.issueCredentials(), {
      url: url + path,
      service: 's3',
      headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    });
  const signed = await sign('/a//b/%2E%2E/c');
  const dots = await sendRaw(url, { ...signed, target: '/a//b/../c' });
  const collapsed = await sendRaw(url, { ...signed, target: '/a/c' });
  expect([dots.status, dots.body, collapsed.status]).toEqual([200, '"/a//b/../c"', 403]);
});

test('verifies the host header that arrived', async () => {
  const { mock, url } = await start();
  const sign = (host: string) =>
    signWithAws4(mock.issueCredentials(), { url: `http://${host}/items`, service: 'execute-api' });
  const custom = await sendRaw(url, await sign('api.example.com'));
  const signed = await sign('api.example.com');
  const forged = await sendRaw(url, {
    ...signed,
    headers: signed.headers.map(([name, value]) => [name, name.toLowerCase() === 'host' ? 'evil.example.com' : value]),
  });
  expect([custom.status, forged.status]).toEqual([200, 403]);
});

test('joins repeated headers as the specification says', async () => {
  const { mock, url } = await start();
  const signed = await signWithAws4(mock.issueCredentials(), {
    url: `${url}/items`,
    service: 'execute-api',
    headers: { 'x-amz-meta-note': 'a,b' },
  });
  const split = signed.headers.filter(([name]) => name !== 'x-amz-meta-note');
  const answer = await sendRaw(url, {
    ...signed,
    headers: [...split, ['x-amz-meta-note', 'a'], ['x-amz-meta-note', 'b']],
  });
  expect(answer.status).toBe(200);
});

test('takes the body of a GET, as node:http sends it', async () => {
  const { mock, url } = await start();
  const signed = await signWithAws4(mock.issueCredentials(), {
    url: `${url}/search`,
    service: 'execute-api',
    body: 'query',
  });
  const answer = await sendRaw(url, { ...signed, method: 'GET' });
  expect([answer.status, JSON.parse(answer.body).body]).toEqual([200, 'query']);
});

test('keeps objects like S3 does, until reset', async () => {
  const { mock, url } = await start({ flavour: 's3' });
  const s3 = (method: string, body?: string) =>
    client(mock, 's3').fetch(`${url}/folder/a%20b.txt`, {
      method,
      ...(body ? { body, headers: { 'content-type': 'text/plain' } } : {}),
    });
  expect((await s3('GET')).status).toBe(404);
  const put = await s3('PUT', 'content');
  const get = await s3('GET');
  expect([get.status, await get.text(), get.headers.get('content-type')]).toEqual([200, 'content', 'text/plain']);
  expect(get.headers.get('etag')).toBe(put.headers.get('etag'));
  expect((await s3('HEAD')).status).toBe(200);
  mock.reset();
  const gone = await s3('GET');
  expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('<Code>NoSuchKey</Code>')]);
});

test('sends cookies and streams through', async () => {
  const stream = () =>
    new ReadableStream({
      start: (controller) => {
        for (const piece of ['one ', 'two']) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
  const headers: [string, string][] = [
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ];
  const { mock, url } = await start({ routes: { $default: () => new Response(stream(), { headers }) } });
  const response = await client(mock).fetch(url);
  expect([response.headers.getSetCookie(), await response.text()]).toEqual([['a=1', 'b=2'], 'one two']);
});

test('opens a port for each API, which share users and faults', async () => {
  const mock = createAwsMock({ apis: [{ name: 'orders' }, { name: 'files', flavour: 's3' }] });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);
  expect(Object.keys(urls)).toEqual(['orders', 'files']);
  expect(url).toBe(urls.orders);
  mock.throttle({ next: 2 });
  expect((await client(mock).fetch(`${urls.orders}/x`)).status).toBe(429);
  expect((await client(mock, 's3').fetch(`${urls.files}/x`)).status).toBe(503);
  expect(mock.calls().map(({ api }) => api)).toEqual(['orders', 'files']);
});

test('stops listening when it is closed', async () => {
  const mock = createAwsMock();
  const { url, close } = await mock.listen();
  await client(mock).fetch(url);
  await close();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('says so when the port is in use', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(createAwsMock().listen({ port })).rejects.toThrow(
    `listen() failed at 127.0.0.1:${port}: the port is in use`,
  );
});

test.for([-1, 65_536, 1.5, Number.NaN, '8080'])('refuses %s for a port', async (port) => {
  const attempt = createAwsMock().listen({ port: port as number });
  await expect(attempt).rejects.toThrow(TypeError);
  await expect(attempt).rejects.toThrow('port must be an integer from 0 to 65535');
});
