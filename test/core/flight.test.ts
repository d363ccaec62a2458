import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FlightContext, type Flight, TIMED_OUT, startFlight } from '../../src/core/flight.js';
import { deferred, outcome, settle } from './support.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const start = (work: (context: FlightContext) => Promise<string>) => {
  const heard: string[] = [];
  const flight: Flight<string> = startFlight(
    work,
    { isReplacement: false, staleAfter: 10_000, now: () => 5 },
    { onBegin: () => heard.push('begun'), onEnd: () => heard.push('ended') },
  );
  return { flight, heard };
};

test('all waiters get the result of the work, and so do observers', async () => {
  const { flight, heard } = start(async () => 'done');
  expect(await Promise.all([flight.join({}), flight.join({}, 1000), flight.result])).toEqual(['done', 'done', 'done']);
  expect([heard, flight.startedAt, flight.isReplacement]).toEqual([['begun', 'ended'], 5, false]);
  expect(vi.getTimerCount()).toBe(0);
});

test('work that fails without a waiter causes no unhandled rejection, and begins after onBegin', async () => {
  const order: string[] = [];
  startFlight(
    async () => {
      order.push('work');
      throw new Error('failed');
    },
    { isReplacement: false, staleAfter: 10_000, now: () => 0 },
    { onBegin: () => order.push('begun'), onEnd: () => order.push('ended') },
  );
  await settle();
  await vi.advanceTimersByTimeAsync(1);
  expect(order).toEqual(['begun', 'work', 'ended']);
});

test('an aborted waiter leaves the others waiting; when the last one aborts, so does the work, and a new flight can start', async () => {
  let signal: AbortSignal | undefined;
  const { flight, heard } = start((context) => {
    signal = context.signal;
    return new Promise(() => {});
  });
  const [one, two] = [new AbortController(), new AbortController()];
  const waiting = [outcome(flight.join({ signal: one.signal })), outcome(flight.join({ signal: two.signal }))];
  one.abort(new Error('first'));
  expect(await waiting[0]).toBe('first');
  expect([signal!.aborted, heard]).toEqual([false, ['begun']]);
  two.abort(new Error('second'));
  expect(await waiting[1]).toBe('second');
  expect([signal!.reason, heard]).toEqual([new Error('second'), ['begun', 'ended']]);
  // An abort that comes after the end ends nothing more.
  const three = new AbortController();
  void outcome(flight.join({ signal: three.signal }));
  three.abort();
  expect(heard).toEqual(['begun', 'ended']);
});

test('a waiter that aborts after the end aborts nothing', async () => {
  const work = deferred<string>();
  const { flight, heard } = start(() => work.promise);
  const controller = new AbortController();
  const joined = flight.join({ signal: controller.signal });
  work.resolve('done');
  expect(await joined).toBe('done');
  controller.abort();
  await settle();
  expect(heard).toEqual(['begun', 'ended']);
});

test('an aborted waiter does not wait at all', async () => {
  const { flight } = start(() => new Promise(() => {}));
  expect(await outcome(flight.join({ signal: AbortSignal.abort(new Error('gone')) }))).toBe('gone');
});

test('a limit ends one wait, but not the others', async () => {
  const work = deferred<string>();
  const { flight } = start(() => work.promise);
  const [short, long] = [flight.join({}, 100), flight.join({}, 5000)];
  await vi.advanceTimersByTimeAsync(100);
  expect(await short).toBe(TIMED_OUT);
  work.resolve('done');
  expect(await long).toBe('done');
});

test('a limit does not end a wait during a prompt or a wait for a sign-in; it is checked again a second later', async () => {
  let context: FlightContext | undefined;
  const { flight } = start((given) => {
    context = given;
    return new Promise(() => {});
  });
  let result: unknown;
  void flight.join({}, 10).then((value) => {
    result = value;
  });
  const ends = [context!.interact('reauthenticate'), context!.interact('sign-in')];
  await vi.advanceTimersByTimeAsync(5000);
  expect(result).toBeUndefined();
  ends[0]!();
  await vi.advanceTimersByTimeAsync(5000);
  expect(result).toBeUndefined();
  ends[1]!();
  expect(result).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1000);
  expect(result).toBe(TIMED_OUT);
});

test('a waiter is notified when the wait for a sign-in begins and ends, and when it stops waiting itself', async () => {
  let context: FlightContext | undefined;
  const work = deferred<string>();
  const { flight } = start((given) => {
    context = given;
    return work.promise;
  });
  const heard: unknown[] = [];
  const first = flight.join({ onSignInWait: (waiting) => heard.push(['first', waiting]) });
  const end = context!.interact('reauthenticate');
  end();
  expect(heard).toEqual([]);
  const ends = [context!.interact('sign-in'), context!.interact('sign-in')];
  const controller = new AbortController();
  const second = outcome(
    flight.join({ signal: controller.signal, onSignInWait: (waiting) => heard.push(['second', waiting]) }),
  );
  await settle();
  controller.abort(new Error('left'));
  await second;
  ends[0]!();
  ends[1]!();
  context!.interact('sign-in')();
  work.resolve('done');
  await first;
  expect(heard).toEqual([
    ['first', true],
    ['second', true],
    ['second', false],
    ['first', false],
    ['first', true],
    ['first', false],
  ]);
});

test('a result from elsewhere completes the flight', async () => {
  const { flight, heard } = start(() => new Promise(() => {}));
  const joined = flight.join({}, 1000);
  flight.complete('from elsewhere');
  expect(await joined).toBe('from elsewhere');
  expect(heard).toEqual(['begun', 'ended']);
});

test('the work itself must not wait for the flight, by its own call or by its signal; after the end it may do so', async () => {
  const inner: Promise<unknown>[] = [];
  const { flight } = start(async ({ signal }) => {
    await Promise.resolve();
    inner.push(outcome(flight.join({})), outcome(flight.join({ owners: [], signal })));
    return 'done';
  });
  expect(await flight.join({})).toBe('done');
  expect(await Promise.all(inner)).toEqual(['reauthentication-deadlock', 'reauthentication-deadlock']);
  expect(await flight.join({})).toBe('done');
  const refused = start(async () => {
    await Promise.resolve();
    return flightOf.join({});
  });
  const flightOf = refused.flight;
  await expect(refused.flight.result).rejects.toThrow(
    /^The renewal that this call would wait for made it\. Use another Authenticator/,
  );
});

test('the age of a flight counts from the last prompt', async () => {
  let [time, context] = [5, undefined as FlightContext | undefined];
  const flight = startFlight(
    (given) => {
      context = given;
      return new Promise<string>(() => {});
    },
    { isReplacement: true, staleAfter: 10_000, now: () => time },
    { onBegin: () => {}, onEnd: () => {} },
  );
  const end = context!.interact('reauthenticate');
  time = 70;
  expect(flight.startedAt).toBe(5);
  end();
  expect(flight.startedAt).toBe(70);
});

test('an already aborted waiter does not count as waiting', async () => {
  let work: AbortSignal | undefined;
  const { flight } = start(({ signal }) => {
    work = signal;
    return new Promise<string>(() => {});
  });
  expect(await outcome(flight.join({ signal: AbortSignal.abort(new Error('was gone')) }))).toBe('was gone');
  const controller = new AbortController();
  const waiting = outcome(flight.join({ signal: controller.signal }));
  controller.abort(new Error('left'));
  expect(await waiting).toBe('left');
  expect(work?.aborted).toBe(true);
});
