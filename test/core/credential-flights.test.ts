import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CachedCredentials } from '../../src/core/credential-cache.js';
import { createFlights } from '../../src/core/credential-flights.js';
import type { Flight } from '../../src/core/flight.js';
import type { Epoch } from '../../src/core/identity.js';
import { deferred, outcome, settle, stoppedClock } from './support.js';

type Credentials = CachedCredentials<string>;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const credentialsOf = (value: string): Credentials => ({
  id: value,
  value,
  epoch: {} as Epoch,
  expiration: undefined,
  principal: undefined,
});

/** Flights whose fetches a test ends one by one. */
const setUp = ({ mayGoStale = true } = {}) => {
  const clock = stoppedClock();
  const fetches: ReturnType<typeof deferred<Credentials>>[] = [];
  const restarts: boolean[] = [];
  let order = 0;
  const flights = createFlights<string>(
    clock.now,
    () => ++order,
    mayGoStale,
    (isReplacement) => {
      restarts.push(isReplacement);
      return start(isReplacement);
    },
    undefined,
  );
  const start = (isReplacement = false, staleAfter?: number): Flight<Credentials> =>
    flights.start(
      () => {
        const fetch = deferred<Credentials>();
        fetches.push(fetch);
        return fetch.promise;
      },
      isReplacement,
      staleAfter,
    );
  const join = (signal?: AbortSignal): Promise<string> =>
    outcome(flights.join(start, { signal }).then(({ value }) => value));
  return { clock, flights, fetches, restarts, start, join };
};

test('every fetch gets the number that is next', async () => {
  const { flights } = setUp();
  const orders: number[] = [];
  for (let fetch = 0; fetch < 2; fetch++) {
    const work = async (_: unknown, order: number): Promise<Credentials> => {
      orders.push(order);
      return credentialsOf('KEY');
    };
    await flights.start(work, false).result;
  }
  expect(orders).toEqual([1, 2]);
});

test('a fetch is stale after ten seconds, or what it says itself; without a fetch none is', async () => {
  const { clock, flights, fetches, start } = setUp();
  expect(flights.isStale()).toBe(false);
  start();
  clock.time += 9_999;
  expect(flights.isStale()).toBe(false);
  clock.time += 1;
  expect(flights.isStale()).toBe(true);
  start(false, 1000);
  expect(flights.isStale()).toBe(false);
  clock.time += 1000;
  expect(flights.isStale()).toBe(true);
  fetches[1]!.resolve(credentialsOf('KEY'));
  await settle();
  expect(flights.isStale()).toBe(false);
});

test('a fetch whose provider may take forever is never stale', () => {
  const { clock, flights, start } = setUp({ mayGoStale: false });
  start();
  clock.time += 100_000;
  expect(flights.isStale()).toBe(false);
});

test('credentials from elsewhere complete every fetch in progress, but none that has ended', async () => {
  const { flights, fetches, start } = setUp();
  const ended = start();
  fetches[0]!.resolve(credentialsOf('KEY'));
  await ended.result;
  const complete = vi.spyOn(ended, 'complete');
  const pending = [start(), start()];
  flights.complete(credentialsOf('GIVEN'));
  expect(await Promise.all(pending.map(async ({ result }) => (await result).value))).toEqual(['GIVEN', 'GIVEN']);
  expect(complete).not.toHaveBeenCalled();
  expect(flights.inFlight()).toBeUndefined();
});

test('the end of an older fetch leaves the newer one to be joined', async () => {
  const { flights, fetches, start, join } = setUp();
  const older = start();
  const newer = start();
  fetches[0]!.reject(new Error('down'));
  expect(await outcome(older.result)).toBe('down');
  expect(flights.inFlight()).toBe(newer);
  const joined = join();
  fetches[1]!.resolve(credentialsOf('KEY'));
  expect([await joined, fetches.length]).toEqual(['KEY', 2]);
});

test('calls that have joined a fetch fail with it, and start no other one', async () => {
  const { fetches, join } = setUp();
  const calls = [join(), join(), join()];
  await settle();
  fetches[0]!.reject(new Error('down'));
  expect(await Promise.all(calls)).toEqual(['down', 'down', 'down']);
  expect(fetches).toHaveLength(1);
});

test('a call that leaves starts no other fetch', async () => {
  const { fetches, flights, join } = setUp();
  const first = join();
  const controller = new AbortController();
  const leaving = join(controller.signal);
  await settle();
  controller.abort(new Error('left'));
  expect(await leaving).toBe('left');
  expect(flights.inFlight()).toBeDefined();
  fetches[0]!.resolve(credentialsOf('KEY'));
  expect([await first, fetches.length]).toEqual(['KEY', 1]);
});

test.each([true, false])('calls that find a fetch stale restart it once (a replacement: %s)', async (isReplacement) => {
  const { fetches, restarts, start, join } = setUp();
  start(isReplacement);
  const calls = [join(), join(), join()];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(restarts).toEqual([isReplacement]);
  fetches[1]!.resolve(credentialsOf('KEY'));
  expect(await Promise.all(calls)).toEqual(['KEY', 'KEY', 'KEY']);
});
