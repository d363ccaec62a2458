import { Readable } from 'node:stream';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { beforeEach, expect, test, vi } from 'vitest';

const held = (): Promise<never> => new Promise(() => {});
const gone = (): Promise<never> => Promise.reject(new Error('the file is gone'));
/** The parts that these tests load. */
const stage = vi.hoisted(() => ({
  part: (): Promise<never> => new Promise(() => {}),
  signing: (): unknown => undefined,
}));
vi.mock('#parts/fetch', () => ({ integrity: () => stage.part() }));
vi.mock('#parts/core', () => ({ redirects: vi.fn(), nodeStreams: () => stage.part() }));
vi.mock('#sha256', async (importOriginal) => {
  const module = await importOriginal<{ sha256Hex: (data: string) => string }>();
  return { ...module, sha256Hex: (data: string) => stage.signing() ?? module.sha256Hex(data) };
});

beforeEach(() => {
  stage.signing = () => undefined;
});

const auth = createSigV4({
  credentials: { accessKeyId: 'AKID', secretAccessKey: 's' },
  region: 'eu-west-1',
  service: 'execute-api',
  origins: 'https://api.example.com',
});
const url = 'https://api.example.com/orders';
const integrity = 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';
/** The platform's fetch, and the answer that it gives. */
const answering = (answer: () => Response) => vi.fn<typeof fetch>(async () => answer());

test('a call whose integrity cannot be checked is not sent', async () => {
  stage.part = gone;
  const send = answering(() => new Response('abc'));
  await expect(wrapFetch(send, auth)(url, { method: 'POST', integrity })).rejects.toThrow('the file is gone');
  expect(send).not.toHaveBeenCalled();
});

test('a call whose check of the integrity does not arrive ends with its signal', async () => {
  stage.part = held;
  const send = answering(() => new Response('abc'));
  const pending = wrapFetch(send, auth)(url, { method: 'POST', integrity, signal: AbortSignal.timeout(5) });
  await expect(pending).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(send).not.toHaveBeenCalled();
});

test('a call ends with its signal where its hash does not arrive', async () => {
  stage.signing = held;
  const send = answering(() => new Response('abc'));
  await expect(wrapFetch(send, auth)(url, { signal: AbortSignal.timeout(5) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  expect(send).not.toHaveBeenCalled();
});

test.each([
  ['gone', gone],
  ['held back', held],
])('a refusal whose body is a stream of Node is answered while the code that reads it is %s', async (_, part) => {
  stage.part = part;
  const refusal = (): Response =>
    Object.defineProperty(new Response(null, { status: 403 }), 'body', { value: Readable.from(['{}']) });
  const response = await wrapFetch(answering(refusal), auth)(url);
  expect(response.status).toBe(403);
});
