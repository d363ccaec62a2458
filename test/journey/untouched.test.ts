import axios from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { credentials, everyClient, refuse, startServer } from './support.js';

const explained = (origin: string): string =>
  `${origin} is out of scope, so calls to it are not signed. Add it to \`origins\`, and set \`region\` and \`service\` if it is not an AWS host.`;

const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' };

test.each(everyClient)('%s: the first call out of scope is reported, once per origin', async (_, attach) => {
  const { url, arrivals } = await startServer(() => 200);
  const other = await startServer(() => 200);
  const auth = createSigV4({ ...scope, origins: 'https://api.example.com' });
  const send = attach(auth);
  await send('GET', `${url}/before-there-is-a-listener`);
  const told: unknown[] = [];
  const silence = auth.on('untouched', (payload) => told.push(payload));
  await send('POST', `${url}/x?a=1#part`, { a: 1 });
  await send('GET', `${url}/y`);
  await send('GET', `${other.url}/z`);
  silence();
  expect(told).toEqual([
    { origin: url, method: 'POST', url: `${url}/x?a=1`, message: explained(url) },
    { origin: other.url, method: 'GET', url: `${other.url}/z`, message: explained(other.url) },
  ]);
  expect(arrivals.map(({ key }) => key)).toEqual([undefined, undefined, undefined]);
});

test('calls to a base URL that is set after interception are sent unsigned, and reported', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const auth = createSigV4(scope);
  const told: string[] = [];
  auth.on('untouched', ({ origin }) => told.push(origin));
  const api = axios.create();
  interceptAxios(api, auth);
  api.defaults.baseURL = url;
  await api.get('/x');
  expect(arrivals[0]).toMatchObject({ key: undefined });
  expect(told).toEqual([url]);
});

test('calls that opt out, and calls in scope, are not reported', async () => {
  const { url } = await startServer(() => 200);
  const auth = createSigV4({ ...scope, origins: url });
  const told: unknown[] = [];
  auth.on('untouched', (payload) => told.push(payload));
  const send = wrapFetch(fetch, auth);
  await send(url);
  await send('http://127.0.0.1:1/', { authenticate: false }).catch(() => {});
  await send(new Request(`${url}/x`, { method: 'DELETE' }));
  expect(told).toEqual([]);
});

test('at most a thousand origins are remembered', async () => {
  const auth = createSigV4({ ...scope, origins: 'https://api.example.com' });
  const told: string[] = [];
  auth.on('untouched', ({ url }) => told.push(url));
  const send = wrapFetch(async () => new Response(), auth);
  for (let number = 0; number < 1010; number++) await send(`https://h${number}.example.com/?token=secret`);
  expect(told).toHaveLength(1000);
  expect(told[0]).toBe('https://h0.example.com/?token=[redacted]');
});

test('presigned URLs and calls to Cognito are never signed, and not reported', async () => {
  const told: unknown[] = [];
  const auth = createSigV4({ ...scope, origins: 'https://api.example.com' });
  auth.on('untouched', (payload) => told.push(payload));
  const send = wrapFetch(async () => new Response(), auth);
  await send('https://h.example.com/?X-Amz-Signature=secret');
  await send('https://cognito-idp.eu-west-1.amazonaws.com/', { method: 'POST', body: '{}' });
  expect(told).toEqual([]);
});

const REFUSALS: readonly [string, number, Record<string, string>, string][] = [
  [
    'a REST API',
    403,
    { 'X-Amzn-ErrorType': 'MissingAuthenticationTokenException' },
    '{"message":"Missing Authentication Token"}',
  ],
  ['a REST API, whose header is hidden', 403, {}, '{"message":"Missing Authentication Token"}'],
  [
    'a service of the Query protocol',
    403,
    {},
    '<Error><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error>',
  ],
  [
    'AppSync',
    401,
    {},
    '{"errors":[{"errorType":"UnauthorizedException","message":"Valid authorization header not provided."}]}',
  ],
];

test.each(REFUSALS)(
  'in axios the cause of a refusal for want of a signature says why there was none: %s',
  async (_, status, headers, body) => {
    const { url } = await startServer((_, response) => response.writeHead(status, headers).end(body));
    const auth = createSigV4({ ...scope, origins: 'https://other.example.com' });
    const api = axios.create({ baseURL: url });
    interceptAxios(api, auth);
    await expect(api.get('/items')).rejects.toMatchObject({
      response: { status },
      cause: { name: 'AuthError', code: 'out-of-scope', message: explained(url) },
    });
    await expect(api.get('/items', { authenticate: false })).rejects.not.toHaveProperty('cause', expect.anything());
  },
);

test('another rejection of a call out of scope has no cause', async () => {
  const { url } = await startServer((_, response) => refuse(response, { type: '', message: 'Forbidden' }));
  const api = axios.create({ baseURL: url });
  interceptAxios(api, createSigV4({ ...scope, origins: 'https://other.example.com' }));
  await expect(api.get('/items')).rejects.not.toHaveProperty('cause', expect.anything());
});
