import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readBeginning, withTimeout } from '../../src/core/answer.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
/** A stream of chunks, and what has become of it. */
const streamOf = (chunks: readonly Uint8Array<ArrayBuffer>[], end: 'close' | 'stall' | 'fail') => {
  const seen = { pulled: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const chunk = chunks[seen.pulled++];
        if (chunk) controller.enqueue(chunk);
        else if (end === 'close') controller.close();
        else if (end === 'fail') controller.error(new Error('broken'));
        else return new Promise(() => {});
        return undefined;
      },
      cancel: () => {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
};

test('a body is read to its end, with characters that span chunks', async () => {
  const [first, second] = [bytes('a€').slice(0, 2), bytes('a€').slice(2)];
  expect(await readBeginning(streamOf([first, second], 'close').stream)).toBe('a€');
  expect(await readBeginning(streamOf([], 'close').stream)).toBe('');
  expect(vi.getTimerCount()).toBe(0);
});

test('the first 8 KB of a long body are read, and the rest is cancelled', async () => {
  const chunk = bytes('x'.repeat(4096));
  const { stream, seen } = streamOf([chunk, chunk, chunk, chunk], 'stall');
  expect(await readBeginning(stream)).toBe('x'.repeat(8192));
  expect(seen).toEqual({ pulled: 2, cancelled: true });
  expect(await readBeginning(streamOf([bytes('x'.repeat(9000))], 'stall').stream)).toHaveLength(8192);
});

test('a body that stalls is waited for one second, and what has arrived is used', async () => {
  const { stream, seen } = streamOf([bytes('beginning')], 'stall');
  let text: string | undefined;
  void readBeginning(stream).then((read) => {
    text = read;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect(text).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect([text, seen.cancelled]).toEqual(['beginning', true]);
});

test('what has arrived of a broken body is used', async () => {
  expect(await readBeginning(streamOf([bytes('beginning')], 'fail').stream)).toBe('beginning');
});

test('work that is done in time is returned', async () => {
  expect(await withTimeout(Promise.resolve('done'), 'late')).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
  const late = withTimeout(new Promise<string>(() => {}), 'late');
  await vi.advanceTimersByTimeAsync(1000);
  expect(await late).toBe('late');
  await expect(withTimeout(Promise.reject(new Error('failed')), 'late')).rejects.toThrow('failed');
});
