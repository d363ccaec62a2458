import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isNodeStream } from '../../src/core/answer.js';
import { peekNodeStream } from '../../src/core/peek-node-stream.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('returns the first chunk, and the caller can read everything', async () => {
  const stream = Readable.from([Buffer.from('one'), Buffer.from('two')], { objectMode: false });
  expect(await peekNodeStream(stream)).toMatch(/^one/);
  expect(await text(stream)).toBe('onetwo');
  expect(vi.getTimerCount()).toBe(0);
});

test('returns at most 8 KB', async () => {
  for (const chunk of [Buffer.alloc(9000, 'x'), 'x'.repeat(9000)]) {
    const stream = new PassThrough({ highWaterMark: 20_000, ...(typeof chunk === 'string' && { encoding: 'utf8' }) });
    stream.end(chunk);
    expect(await peekNodeStream(stream)).toHaveLength(8192);
    expect(String(await (typeof chunk === 'string' ? text(stream) : buffer(stream)))).toHaveLength(9000);
  }
});

test('returns nothing for an empty body, which still ends for the caller', async () => {
  const stream = new PassThrough();
  stream.end();
  expect(await peekNodeStream(stream)).toBe('');
  expect(await text(stream)).toBe('');
});

test('returns nothing for a broken body, and the caller gets the error', async () => {
  const stream = new PassThrough();
  stream.on('error', () => {});
  setImmediate(() => stream.destroy(new Error('lost')));
  expect(await peekNodeStream(stream)).toBe('');
  for (const event of ['readable', 'end', 'close']) expect(stream.listenerCount(event)).toBe(0);
  await expect(text(stream)).rejects.toThrow();
});

test('waits one second for a body that stalls', async () => {
  const stream = new PassThrough();
  const peeking = peekNodeStream(stream);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await peeking).toBe('');
  stream.end('late');
  expect(await text(stream)).toBe('late');
});

test.each([undefined, null, 'text', new ReadableStream(), { unshift: 1 }])('%s is no Node stream', (value) => {
  expect(isNodeStream(value)).toBe(false);
  expect(isNodeStream(new PassThrough())).toBe(true);
});

test.each(['end', 'error', 'close'])('a body that says only "%s" is not waited for', async (event) => {
  let reads = 0;
  const stream = Object.assign(new EventEmitter(), {
    readableLength: 0,
    read: () => reads++,
    unshift: () => {},
  });
  stream.on('error', () => {});
  const peeking = peekNodeStream(stream as never);
  stream.emit(event, new Error('lost'));
  expect(await peeking).toBe('');
  // Reading an empty stream would end it.
  expect(reads).toBe(0);
});
