// What the contract of the journey does not ask of every client: undici.request is in its list of clients, too.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigV4 } from 'sigv4-interceptor';
import { request } from 'undici';
import { expect, test, vi } from 'vitest';
import { countingProvider, credentials, EXPIRED, refuse, startServer } from '../journey/support.js';
import { wrapUndici } from './support/undici-request.js';

const scope = { region: 'eu-west-1', service: 'execute-api' };

test('the adapter imports only public names', () => {
  const source = readFileSync(new URL('./support/undici-request.ts', import.meta.url), 'utf8');
  const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
  expect(imported).toEqual(['sigv4-interceptor', 'undici']);
});

test('a call is signed, and after a 403 credentials are renewed and it is replayed once', async () => {
  const provider = countingProvider();
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY2' ? 200 : refuse(response, EXPIRED),
  );
  const send = wrapUndici(createSigV4({ ...scope, credentials: provider, origins: url }));
  const response = await send(`${url}/a?b=c d`, { method: 'POST', body: 'text' });
  expect(response.status).toBe(200);
  expect(
    arrivals.map(({ key, url: path, body, headers }) => [key, path, String(body), headers['content-type']]),
  ).toEqual([
    ['KEY1', '/a?b=c%20d', 'text', 'text/plain;charset=UTF-8'],
    ['KEY2', '/a?b=c%20d', 'text', 'text/plain;charset=UTF-8'],
  ]);
  expect(provider.asked).toHaveLength(2);
});

test('a second rejection is the response, and it can still be read', async () => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, EXPIRED));
  const send = wrapUndici(createSigV4({ ...scope, credentials: countingProvider(), origins: url }));
  const response = await send(url);
  expect([response.status, JSON.parse(await response.text())]).toEqual([403, { message: EXPIRED.message }]);
  expect(arrivals).toHaveLength(2);
});

test('50 rejected calls share one renewal', async () => {
  const provider = countingProvider(20);
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const auth = createSigV4({ ...scope, credentials: provider, origins: url });
  const renewing = vi.fn();
  auth.on('reauthenticating', renewing);
  const send = wrapUndici(auth);
  const responses = await Promise.all(Array.from({ length: 50 }, (_, index) => send(`${url}/${index}`)));
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
  expect([provider.asked.length, renewing.mock.calls.length, arrivals.length]).toEqual([2, 1, 100]);
});

test('an unsigned stream is sent once, and its rejection is the response', async () => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, EXPIRED));
  const send = wrapUndici(
    createSigV4({
      region: 'eu-west-1',
      service: 's3',
      payload: 'unsigned',
      credentials: countingProvider(),
      origins: url,
    }),
  );
  const body = new Blob(['once']).stream();
  expect((await send(url, { method: 'PUT', body })).status).toBe(403);
  expect(arrivals.map(({ body: sent }) => String(sent))).toEqual(['once']);
});

test('a signed stream is read once and can be replayed', async () => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const send = wrapUndici(createSigV4({ ...scope, credentials: countingProvider(), origins: url }));
  expect((await send(url, { method: 'PUT', body: new Blob(['twice']).stream() })).status).toBe(200);
  expect(arrivals.map(({ body }) => String(body))).toEqual(['twice', 'twice']);
});

test('the client’s own errors are unchanged', async () => {
  const { url } = await startServer(() => 200);
  const closed = url.replace(/\d+$/, '1');
  const send = wrapUndici(createSigV4({ ...scope, credentials: credentials('KEY'), origins: closed }));
  const plain = await request(closed).catch((error: unknown) => error);
  const error = await send(closed).catch((thrown: unknown) => thrown);
  const shape = ({ name, message, code }: Error & { code?: string }) => [name, message, code];
  expect(shape(error as Error)).toEqual(shape(plain as Error));
});

test('an aborted call rejects with its reason and leaves the renewal to the other calls', async () => {
  const { url } = await startServer(() => 200);
  const send = wrapUndici(createSigV4({ ...scope, credentials: countingProvider(50), origins: url }));
  const controller = new AbortController();
  const aborted = send(url, { signal: controller.signal });
  const other = send(url);
  const reason = new Error('not needed any more');
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  expect((await other).status).toBe(200);
});

test('a call out of scope is sent unsigned, and a base URL brings a host into scope', async () => {
  const { url, arrivals } = await startServer(() => 200);
  const auth = createSigV4({ ...scope, credentials: credentials('KEY') });
  await wrapUndici(auth)(url);
  await wrapUndici(auth, url)(url);
  expect(arrivals.map(({ key }) => key)).toEqual([undefined, 'KEY']);
});

test('a response body that stalls does not block the call, and one that fails is not an error', async () => {
  const server = createServer((_, response) => {
    response.writeHead(403, { 'content-length': '100' }).write('{"message":');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = wrapUndici(createSigV4({ ...scope, credentials: credentials('KEY'), origins: url }));
  expect((await send(url)).status).toBe(403);
  server.closeAllConnections();
  server.close();
});
