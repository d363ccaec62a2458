import type { ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import { NetworkError } from '../../src/cognito/errors.js';
import { exchange, type ExchangeOptions } from '../../src/cognito/service/exchange.js';
import { startServer } from '../journey/support.js';

const MEBIBYTE = 1_048_576;

const ask = (url: string, options: Partial<ExchangeOptions> = {}) =>
  exchange(url, { method: 'POST', body: 'question' }, { operation: 'Ask', fetch, ...options });

/** Writes until the client disconnects. Resolves when it does. */
const writeForEver = (response: ServerResponse, chunk: string): Promise<void> =>
  new Promise((resolve) => {
    response.on('close', resolve);
    const write = (): void => {
      while (response.write(chunk)) if (response.destroyed) return;
      response.once('drain', write);
    };
    write();
  });

test('returns the response, and its times', async () => {
  const { url, arrivals } = await startServer((_, response) => {
    response.writeHead(418, { 'x-kind': 'teapot' });
    response.end('günstig');
  });
  let time = 0;
  const answer = await ask(url, { clock: { now: () => (time += 10) } });
  expect(answer).toMatchObject({ status: 418, text: 'günstig', sentAt: 10, receivedAt: 20 });
  expect(answer.headers.get('x-kind')).toBe('teapot');
  expect(arrivals[0]).toMatchObject({ method: 'POST', body: Buffer.from('question') });
});

test('an endless answer is none, and its connection is closed', async () => {
  let isClosed = (): void => {};
  const closed = new Promise<void>((resolve) => (isClosed = resolve));
  const { url } = await startServer(async (_, response) => {
    response.writeHead(200);
    await writeForEver(response, 'é'.repeat(10_000));
    isClosed();
  });
  await expect(ask(url)).rejects.toMatchObject({
    code: 'unexpected-answer',
    status: 200,
    operation: 'Ask',
    advice: expect.stringContaining('more than 1048576 bytes'),
  });
  await closed;
});

test('an answer of a mebibyte is read', async () => {
  const { url } = await startServer((_, response) => response.end('a'.repeat(MEBIBYTE)));
  expect((await ask(url)).text).toHaveLength(MEBIBYTE);
});

test.each([
  ['is read', MEBIBYTE, true],
  ['is none', MEBIBYTE + 1, false],
])('without streams, as in React Native, an answer of so many bytes %s: %i', async (_, length, isRead) => {
  const response = { status: 200, headers: new Headers(), body: undefined, text: async () => 'a'.repeat(length) };
  const answer = await ask('https://a.test/', { fetch: async () => response as unknown as Response }).catch(
    (error: unknown) => error,
  );
  expect(answer).toMatchObject(isRead ? { text: expect.any(String) } : { code: 'unexpected-answer' });
});

test.each<[string, () => Promise<Response>]>([
  ['does not come', () => new Promise(() => {})],
  ['stalls', async () => new Response(new ReadableStream())],
])('an answer that %s is a network error also where fetch does not heed its signal', async (_, fetch) => {
  const error = await ask('https://a.test/', { fetch, timeout: 50 }).catch((error: unknown) => error);
  expect(error).toMatchObject({ code: 'network', cause: { name: 'TimeoutError' } });
});

test.each<[string, (response: ServerResponse) => unknown, string, timeout?: number]>([
  ['does not come', () => new Promise(() => {}), 'no response within 0.05 s', 50],
  ['stalls', (response) => void response.write('{'), 'no response within 0.05 s', 50],
  [
    'breaks off',
    (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.destroy());
    },
    'the network or CORS failed',
  ],
])('an answer that %s is a network error', async (_, respond, why, timeout) => {
  const { url } = await startServer((_, response) => respond(response));
  const error = await ask(url, { timeout }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ code: 'network', status: 0, operation: 'Ask', cause: expect.any(Error) });
  expect((error as NetworkError).advice).toBe(`Ask did not reach ${new URL(url).host}: ${why}; see \`cause\`.`);
});

test('15 s are waited for an answer', async () => {
  vi.useFakeTimers();
  const { url } = await startServer(() => new Promise(() => {}));
  let end: unknown;
  const ended = ask(url).catch((error: unknown) => (end = error));
  await vi.advanceTimersByTimeAsync(14_999);
  expect(end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  await ended;
  expect(end).toMatchObject({ code: 'network', advice: expect.stringContaining('no response within 15 s') });
  vi.useRealTimers();
});

test("the caller's abort ends it, with its reason", async () => {
  const reason = new Error('left the page');
  const controller = new AbortController();
  const { url } = await startServer((_, response) => {
    response.write('{');
    controller.abort(reason);
  });
  await expect(ask(url, { signal: controller.signal })).rejects.toBe(reason);
});

test('a redirect is an answer, and not followed', async () => {
  const { url, arrivals } = await startServer((_, response) => {
    response.writeHead(307, { location: '/elsewhere' });
    response.end();
  });
  expect((await ask(url)).status).toBe(307);
  expect(arrivals).toHaveLength(1);
});
