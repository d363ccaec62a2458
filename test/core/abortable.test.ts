import { describe, expect, test, vi } from 'vitest';
import { joinSignals, standardSignal, throwIfAborted, untilAborted } from '../../src/core/abortable.js';
import { withRetry } from '../../src/core/retry.js';

const forever = new Promise<never>(() => {});

test.each([undefined, null])('without a signal (%s), returns the same promise', (signal) => {
  expect(untilAborted(forever, signal)).toBe(forever);
});

test('settles like the promise', async () => {
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

test('rejects immediately if the signal is already aborted', async () => {
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

/** A controller as polyfills have it: its signal has neither `reason` nor `throwIfAborted`. */
const polyfilled = () => {
  const target = new EventTarget();
  const signal = Object.assign(target, { aborted: false });
  const abort = () => {
    signal.aborted = true;
    target.dispatchEvent(new Event('abort'));
  };
  return { signal: signal as unknown as AbortSignal, abort };
};
const ABORTED = { name: 'AbortError', message: 'This operation was aborted.' };

test('throwIfAborted throws the reason of an aborted signal, and nothing else', () => {
  throwIfAborted(undefined);
  throwIfAborted(null);
  throwIfAborted(new AbortController().signal);
  expect(() => throwIfAborted(AbortSignal.abort(new Error('enough')))).toThrow('enough');
});

test("a polyfill's signal aborts with an AbortError", async () => {
  const { signal, abort } = polyfilled();
  throwIfAborted(signal);
  const waiting = untilAborted(forever, signal);
  abort();
  await expect(waiting).rejects.toMatchObject(ABORTED);
  expect(() => throwIfAborted(signal)).toThrow(expect.objectContaining(ABORTED));
});

describe('joinSignals', () => {
  test.each([0, 1])('aborts with the reason of the source signal (%i)', (index) => {
    const controllers = [new AbortController(), new AbortController()];
    const { signal } = joinSignals([undefined, null, ...controllers.map((controller) => controller.signal)]);
    expect(signal.aborted).toBe(false);
    controllers[index]!.abort('enough');
    expect(signal).toMatchObject({ aborted: true, reason: 'enough' });
  });

  test('is aborted immediately if a source is', () => {
    expect(joinSignals([AbortSignal.abort('before')]).signal).toMatchObject({ aborted: true, reason: 'before' });
  });

  test('aborts after the timeout, unless it is released', () => {
    vi.useFakeTimers();
    const { signal } = joinSignals([], 50);
    const released = joinSignals([], 50);
    released.release();
    vi.advanceTimersByTime(49);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal).toMatchObject({ aborted: true, reason: { name: 'TimeoutError' } });
    expect(released.signal.aborted).toBe(false);
    vi.useRealTimers();
  });

  test('does not abort without a timeout, nor once it is released', () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const { signal, release } = joinSignals([controller.signal]);
    expect(vi.getTimerCount()).toBe(0);
    release();
    controller.abort();
    expect(signal.aborted).toBe(false);
    vi.useRealTimers();
  });
});

describe('standardSignal', () => {
  test('leaves the platform’s signals alone', () => {
    const { signal } = new AbortController();
    expect(standardSignal(signal)).toBe(signal);
  });

  test("gives a polyfill's what it lacks", () => {
    const { signal, abort } = polyfilled();
    const standard = standardSignal(signal);
    const listener = vi.fn();
    const removed = vi.fn();
    standard.addEventListener('abort', listener);
    standard.addEventListener('abort', removed);
    standard.removeEventListener('abort', removed);
    standard.throwIfAborted();
    expect(standard.aborted).toBe(false);
    abort();
    expect(standard).toMatchObject({ aborted: true, reason: ABORTED });
    expect(() => standard.throwIfAborted()).toThrow(expect.objectContaining(ABORTED));
    expect(listener).toHaveBeenCalledOnce();
    expect(removed).not.toHaveBeenCalled();
  });

  test('ends the pauses between retries', async () => {
    const { signal, abort } = polyfilled();
    const fail = vi.fn(async () => {
      throw new TypeError('fetch failed');
    });
    const waiting = withRetry(fail, { signal, minTimeout: 60_000 });
    await vi.waitFor(() => expect(fail).toHaveBeenCalledOnce());
    abort();
    await expect(waiting).rejects.toMatchObject(ABORTED);
    expect(fail).toHaveBeenCalledOnce();
  });
});
