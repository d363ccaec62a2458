import { expect, test } from 'vitest';
import { untilAborted } from '../../src/core/abortable.js';

const forever = new Promise<never>(() => {});

test.each([undefined, null])('without a signal (%s) the promise is given back itself', (signal) => {
  expect(untilAborted(forever, signal)).toBe(forever);
});

test('gives what the promise gives', async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve('done'), signal)).toBe('done');
  await expect(untilAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
});

test("rejects with the signal's reason as soon as it aborts", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(forever, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('rejects at once where the signal is aborted already', async () => {
  await expect(untilAborted(forever, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  await expect(untilAborted(Promise.resolve('done'), AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
});

test('leaves no listener on a signal that outlives the call', async () => {
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: never) => {
    listening.add(`${type}`);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: never) => {
    listening.delete(type);
    remove(type, listener);
  };
  const waiting = untilAborted(Promise.resolve(), signal);
  expect([...listening]).toEqual(['abort']);
  await waiting;
  await new Promise((resolve) => setImmediate(resolve));
  expect([...listening]).toEqual([]);
});
