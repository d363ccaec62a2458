import { expect, test, vi } from 'vitest';
import { createLock } from '../../src/cognito/storage/lock.js';
import { memoryStorage, type StorageLock } from '../../src/cognito/storage/storage.js';

/** A wrapped lock, with the errors that it reported and the number of times that the work ran. */
const using = (lock: StorageLock, patience?: number) => {
  const told: string[] = [];
  const locked = createLock({ ...memoryStorage(), lock }, (error) => told.push((error as Error).message), patience);
  const work = vi.fn(async () => 'done');
  return { told, locked, work };
};

test('work is done under the lock of its name, and its result is given', async () => {
  const names: string[] = [];
  const { told, locked, work } = using(async (name, inside) => {
    names.push(`${name} begins`);
    const result = await inside();
    names.push(`${name} ends`);
    return result;
  });
  expect(await locked('refresh', work)).toBe('done');
  await vi.waitFor(() => expect(names).toEqual(['refresh begins', 'refresh ends']));
  expect(work).toHaveBeenCalledTimes(1);
  expect(told).toEqual([]);
});

test('work may take as long as it likes once the lock is held', async () => {
  vi.useFakeTimers();
  const { told, locked } = using((_, inside) => inside(), 45_000);
  const result = locked('refresh', () => new Promise((resolve) => setTimeout(() => resolve('done'), 90_000)));
  await vi.advanceTimersByTimeAsync(90_000);
  expect(await result).toBe('done');
  expect(told).toEqual([]);
  vi.useRealTimers();
});

test("the work's own error is the result, and no error of the lock is reported", async () => {
  const { told, locked } = using((_, inside) => inside());
  const work = locked('refresh', async () => {
    throw new Error('the work failed');
  });
  await expect(work).rejects.toThrow('the work failed');
  expect(told).toEqual([]);
});

test.for<[string, StorageLock, string]>([
  [
    'throws',
    () => {
      throw new Error('no connection');
    },
    'no connection',
  ],
  ['rejects', () => Promise.reject(new Error('no connection')), 'no connection'],
  [
    'ends without the work',
    // A lock that gives up silently.
    async () => undefined as never,
    "The storage's lock ended without running the work.",
  ],
  ['never comes', () => new Promise(() => {}), 'The storage did not grant the lock within 1 ms.'],
])('a lock that %s: the work is done without it, and that is told', async ([, lock, message]) => {
  const { told, locked, work } = using(lock, 1);
  expect(await locked('refresh', work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(1);
  expect(told).toEqual([message]);
});

test('a lock that cannot be released loses no result, and the error is reported', async () => {
  const { told, locked, work } = using(async (_, inside) => {
    await inside();
    throw new Error('no connection');
  });
  expect(await locked('refresh', work)).toBe('done');
  await vi.waitFor(() => expect(told).toEqual(['no connection']));
});

test('work that a lock begins twice, or too late, is done once', async () => {
  let enter = async (): Promise<unknown> => undefined;
  const { told, locked, work } = using((_, inside) => {
    enter = inside;
    return new Promise<never>(() => {});
  }, 1);
  expect(await locked('refresh', work)).toBe('done');
  expect(await enter()).toBe('done');
  expect(await enter()).toBe('done');
  expect(work).toHaveBeenCalledTimes(1);
  expect(told).toHaveLength(1);
});

test('after a lock that never came none is waited for, until one answers', async () => {
  vi.useFakeTimers();
  let isStuck = true;
  const { told, locked, work } = using((_, inside) => (isStuck ? new Promise(() => {}) : inside()), 45_000);
  const first = locked('refresh', work);
  await vi.advanceTimersByTimeAsync(44_999);
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await first).toBe('done');
  const second = locked('store', work);
  await vi.advanceTimersByTimeAsync(0);
  expect(await second).toBe('done');
  expect(told).toHaveLength(2);

  isStuck = false;
  expect(await locked('store', work)).toBe('done');
  isStuck = true;
  const third = locked('store', work);
  await vi.advanceTimersByTimeAsync(44_999);
  expect(work).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(await third).toBe('done');
  vi.useRealTimers();
});
