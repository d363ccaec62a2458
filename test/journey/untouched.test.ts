import axios from 'axios';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { credentials, everyClient, startServer } from './support.js';

const scope = { credentials: credentials('KEY'), region: 'eu-west-1', service: 'execute-api' };

test.each(everyClient)('%s: the first call out of scope is told, once for each origin', async (_, attach) => {
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
    { origin: url, method: 'POST', url: `${url}/x?a=1` },
    { origin: other.url, method: 'GET', url: `${other.url}/z` },
  ]);
  expect(arrivals.map(({ key }) => key)).toEqual([undefined, undefined, undefined]);
});

test('a base URL that is set after interception goes unsigned, and is told', async () => {
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

test('a call that steps aside, and one in scope, are not told', async () => {
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
  for (let number = 0; number < 1010; number++) await send(`https://h${number}.example.com/?X-Amz-Signature=secret`);
  expect(told).toHaveLength(1000);
  expect(told[0]).toBe('https://h0.example.com/?X-Amz-Signature=[redacted]');
});
