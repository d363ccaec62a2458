import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import axios, { type AxiosError } from 'axios';
import { createSigV4, type Rejection, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { type ApiOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

/** A proxy that changes what it passes on; the host stays as the client signed it. */
const behindProxy = async (target: string, change: (path: string) => string): Promise<string> => {
  const proxy = createServer(async (request, reply) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const { request: forward } = await import('node:http');
    const { hostname, port } = new URL(target);
    const { url = '/', method, headers } = request;
    const passed = forward({ hostname, port, path: change(url), method, headers }, (answer) => {
      reply.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(reply);
    });
    passed.end(Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
};

const start = async (api: ApiOptions, change: (path: string) => string, options: Partial<SigV4Options> = {}) => {
  const mock = createAwsMock(api);
  const { url: target, close } = await mock.listen();
  onTestFinished(close);
  const url = await behindProxy(target, change);
  const credentials = mock.issueCredentials();
  const auth = createSigV4({
    credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: url,
    ...options,
  });
  const rejections: Rejection[] = [];
  auth.on('rejected', (rejection) => rejections.push(rejection));
  return { url, auth, rejections, credentials };
};

const failed = async (call: Promise<unknown>): Promise<AxiosError> =>
  call.then(
    () => expect.fail('it was accepted'),
    (error: AxiosError) => error,
  );

test('the cause of a 403 in axios, and the event, say what a proxy changed, and hold no secret', async () => {
  const { url, auth, rejections, credentials } = await start({}, (path) => path.replace('/prod', ''));
  const api = axios.create({ baseURL: url });
  interceptAxios(api, auth);
  const error = await failed(api.get('/prod/items'));
  const sentence =
    "The path differs: here it is '/prod/items', at the server '/items'; a proxy or a custom domain adds or removes the beginning of the path, such as a stage.";
  expect(error.response?.status).toBe(403);
  expect(error.cause).toMatchObject({ code: 'signature-refused', message: sentence });
  expect(rejections).toMatchObject([{ verdict: 'malformed', explanation: sentence }]);
  const shown = inspect([error.cause, rejections], { depth: 20 });
  for (const secret of [credentials.secretAccessKey, credentials.sessionToken]) expect(shown).not.toContain(secret);
});

test.each<[string, ApiOptions, (path: string) => string, Partial<SigV4Options>, RegExp]>([
  ['a query', {}, (path) => path.replace('x=1', 'x=2'), {}, /query parameter x differs/],
  ['a service', {}, (path) => path, { service: 'lambda' }, /wants service 'execute-api'; set region and service/],
  ['a route', { routes: { 'GET /items': () => [] } }, (path) => path, {}, /no route for POST '\/prod\/items'/],
  ['S3: a path', { flavour: 's3' }, (path) => path.replace('items', 'Items'), { service: 's3' }, /segment 2 differs/],
  [
    'S3: a region',
    { flavour: 's3' },
    (path) => path,
    { service: 's3', region: 'eu-west-1' },
    /wants region 'us-east-1'/,
  ],
  [
    'AppSync: a path',
    { flavour: 'appsync', routes: { $default: () => ({}) } },
    (path) => path.replace('/prod', '/dev'),
    { service: 'appsync' },
    /segment 1 differs: here it is 'prod', at the server 'dev'/,
  ],
])('the event of fetch explains %s', async (_, api, change, options, explanation) => {
  const { url, auth, rejections } = await start(api, change, options);
  await wrapFetch(fetch, auth)(`${url}/prod/items?x=1`, { method: 'POST', body: 'hello' });
  expect(rejections).toMatchObject([{ verdict: 'malformed', explanation: expect.stringMatching(explanation) }]);
});

test('where the server does not say, nothing is explained, and there is no cause', async () => {
  const { url, auth, rejections } = await start({ flavour: 'http' }, (path) => path.replace('/prod', ''));
  const api = axios.create({ baseURL: url });
  interceptAxios(api, auth);
  expect((await failed(api.get('/prod/items'))).cause).toBeUndefined();
  expect(rejections[0]).not.toHaveProperty('explanation');
});
