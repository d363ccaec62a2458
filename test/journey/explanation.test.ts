import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import axios, { type AxiosError } from 'axios';
import { createSigV4, type Rejection, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { type ApiOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { countingProvider, credentials, DENIED, EXPIRED, refuse, startServer } from './support.js';

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

test('the cause of a 403 in axios, and the event, say what a proxy changed, and contain no secret', async () => {
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
  ['a service', {}, (path) => path, { service: 'lambda' }, /expects service 'execute-api'; set region and service/],
  ['a route', { routes: { 'GET /items': () => [] } }, (path) => path, {}, /no route for POST '\/prod\/items'/],
  ['S3: a path', { flavour: 's3' }, (path) => path.replace('items', 'Items'), { service: 's3' }, /segment 2 differs/],
  [
    'S3: a region',
    { flavour: 's3' },
    (path) => path,
    { service: 's3', region: 'eu-west-1' },
    /expects region 'us-east-1'/,
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

/** A server that always refuses, and an axios instance whose credentials are `given`. */
const refused = async (answer: { type: string; message: string }, given: SigV4Options['credentials']) => {
  const { url } = await startServer((_, response) => refuse(response, answer));
  const auth = createSigV4({ credentials: given, region: 'eu-west-1', service: 'execute-api', origins: url });
  const rejections: Rejection[] = [];
  auth.on('rejected', (rejection) => rejections.push(rejection));
  const api = axios.create({ baseURL: url });
  interceptAxios(api, auth);
  return { error: await failed(api.get('/stage/items')), rejections };
};

const INVALID = {
  type: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};
const FORBIDDEN = { type: 'ForbiddenException', message: 'Forbidden' };
const HTTP_FORBIDDEN = { type: '', message: 'Forbidden' };
const NO_PERMISSION = { type: 'AccessDeniedException', message: 'Forbidden' };
const past = new Date(Date.now() - 60_000);

test.each<[string, { type: string; message: string }, SigV4Options['credentials'], RegExp, number]>([
  ['static credentials that have expired', EXPIRED, credentials('KEY'), /static and have expired: pass a function/, 1],
  [
    'static credentials whose date has passed',
    INVALID,
    credentials('KEY', { expiration: past }),
    /static and have expired/,
    1,
  ],
  ['a key that AWS does not know', INVALID, credentials('AKIAUNKNOWN'), /does not know this access key id/, 1],
  [
    'a temporary key without its token',
    INVALID,
    { accessKeyId: 'ASIAKEY', secretAccessKey: 'secret' },
    /its sessionToken is missing/,
    1,
  ],
  [
    'a provider of such a key',
    INVALID,
    async () => ({ accessKeyId: 'ASIAKEY', secretAccessKey: 'secret' }),
    /its sessionToken is missing/,
    1,
  ],
  [
    'renewed credentials that are refused as well',
    EXPIRED,
    countingProvider(),
    /renewed credentials were rejected as well/,
    2,
  ],
  [
    'a stage that there is not',
    FORBIDDEN,
    countingProvider(),
    /a stage or route that does not exist .* here '\/stage'/,
    1,
  ],
  ['an HTTP API', HTTP_FORBIDDEN, countingProvider(), /a stage or route that does not exist/, 2],
  ['a function URL', NO_PERMISSION, countingProvider(), /lambda:InvokeFunctionUrl/, 2],
])('the event and the cause of a final 403 say more than the server: %s', async (_, answer, given, sentence, sent) => {
  const { error, rejections } = await refused(answer, given);
  expect(rejections).toHaveLength(sent);
  expect(rejections.at(-1)!.explanation).toMatch(sentence);
  expect(error.cause).toMatchObject({ code: 'call-refused', message: rejections.at(-1)!.explanation });
});

test('a 403 that is replayed is not explained', async () => {
  const { url } = await startServer(({ key }, response) => (key === 'KEY1' ? refuse(response, EXPIRED) : 200));
  const auth = createSigV4({
    credentials: countingProvider(),
    region: 'eu-west-1',
    service: 'execute-api',
    origins: url,
  });
  const rejections: Rejection[] = [];
  auth.on('rejected', (rejection) => rejections.push(rejection));
  await wrapFetch(fetch, auth)(url);
  expect(rejections).toHaveLength(1);
  expect(rejections[0]).not.toHaveProperty('explanation');
});

test.each([
  ['a denied call', DENIED],
  ["an application's own 403", { type: '', message: 'Not yours' }],
])('if there is nothing to add, nothing is explained, and there is no cause: %s', async (_, answer) => {
  const { error, rejections } = await refused(answer, countingProvider());
  expect(error.cause).toBeUndefined();
  for (const rejection of rejections) expect(rejection).not.toHaveProperty('explanation');
});
