import { expect, test } from 'vitest';
import { createCredentialCache } from '../../src/core/credential-cache.js';
import type { Epoch } from '../../src/core/identity.js';
import { HOUR, stoppedClock } from './support.js';

const MARGIN = 300_000;
const setUp = () => {
  const clock = stoppedClock();
  const cache = createCredentialCache<string>(clock.now, MARGIN);
  const epoch = {} as Epoch;
  const store = (id: string, order: number, expiration: number | undefined = clock.time + HOUR) =>
    cache.store(`value of ${id}`, { id, expiration, principal: undefined }, epoch, order);
  return { clock, cache, store };
};

test('only a later fetch keeps the result of a fetch out of the cache', () => {
  const { cache, store } = setUp();
  store('SECOND', 2);
  expect(store('FIRST', 1).id).toBe('SECOND');
  expect(store('SECOND AGAIN', 2).id).toBe('SECOND AGAIN');
  expect(store('THIRD', 3).id).toBe('THIRD');
  expect(cache.entry()).toMatchObject({ id: 'THIRD', value: 'value of THIRD' });
});

test('fetches are numbered in their order', () => {
  const { cache } = setUp();
  const first = cache.nextOrder();
  expect(cache.nextOrder()).toBeGreaterThan(first);
});

test.each([
  ['a millisecond later', 1, 1],
  ['now', 0, 60_000],
  ['a millisecond ago', -1, 60_000],
])('credentials that expire %s when they arrive are used for a while', (_, life, used) => {
  const { clock, cache, store } = setUp();
  store('KEY', 1, clock.time + life);
  expect(cache.entry()!.expiresAt).toBe(clock.time + used);
});

test('a renewal is postponed only for credentials that are still cached', () => {
  const { clock, cache, store } = setUp();
  store('OLD', 1);
  const old = cache.entry()!;
  store('NEW', 2);
  cache.postpone(old, clock.time);
  expect(cache.entry()!.refreshAt).toBe(clock.time + HOUR - MARGIN);
  cache.postpone(cache.entry()!, clock.time + 7);
  expect(cache.entry()).toMatchObject({ id: 'NEW', refreshAt: clock.time + 7 });
  const dropped = cache.entry()!;
  cache.clear();
  cache.postpone(dropped, clock.time);
  expect(cache.entry()).toBeUndefined();
});

test('credentials that were rejected are fetched past the provider’s cache, until others are stored', () => {
  const { cache, store } = setUp();
  store('KEY', 1);
  cache.clear();
  expect([cache.entry(), cache.isForced()]).toEqual([undefined, false]);
  store('KEY', 2);
  cache.invalidate();
  expect([cache.entry(), cache.isForced()]).toEqual([undefined, true]);
  store('NEW', 3);
  expect(cache.isForced()).toBe(false);
});
