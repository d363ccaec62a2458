import { expect, test } from 'vitest';
import { available, unless } from '../support/available.js';
import { type Machines, startMachines } from './support/machines.js';
import type { Place } from './support/machine-app.js';

const HOUR = 3_600_000;
const LOCK_TIME = 5_000;
const GRACE_SECONDS = 60;
const TOKEN = expect.stringMatching(/^[\w-]{16}$/);
const redisTest = test.skipIf(!available.redis);
const suffix = unless('redis');

/** No work ran without the lock, and nothing was kept in memory only. */
const problemsOf = async ({ all }: Machines): Promise<string[]> =>
  (await Promise.all(all.map((machine) => machine.problems()))).flat();

redisTest(
  `four machines, fifty sessions, twenty times: a thousand renewals in all, and nobody is signed out${suffix}`,
  async () => {
    // Without a grace period, sending a token twice ends the session.
    const machines = await startMachines(0);
    const { mock, all, advance, signIn } = machines;
    const names = Array.from({ length: 50 }, (_, index) => `session-${index}`);
    expect(await Promise.all(names.map(signIn))).toEqual(names.map(() => 'done'));
    for (let round = 1; round <= 20; round++) {
      await advance(2 * HOUR);
      const [first, ...others] = await Promise.all(all.map((machine) => machine.tokens(names)));
      expect(new Set(first).size).toBe(names.length);
      expect(others).toEqual([first, first, first]);
      expect(mock.refreshes).toBe(round * names.length);
    }
    expect(await problemsOf(machines)).toEqual([]);
  },
  120_000,
);

/** Holds a session at each point. */
const PLACES: readonly Place[] = ['asking', 'answered', 'writing'];

/** Holds one machine in its renewals while the others wait for its locks. */
const holdOne = async () => {
  const machines = await startMachines(GRACE_SECONDS, LOCK_TIME);
  const { all, advance, signIn, redis } = machines;
  const [one, ...others] = all;
  await Promise.all(PLACES.map(signIn));
  await advance(2 * HOUR);
  const held = one.holds(PLACES.length);
  const late = Promise.all(PLACES.map((place) => one.heldTokens(place, place)));
  await held;
  const waiting = Promise.all(others.map((machine) => machine.tokens(PLACES)));
  const stored = () => redis.mget(PLACES.map((place) => `${place}.session`));
  for (const place of PLACES) {
    const lasting = await redis.pttl(`lock:${place}.refresh`);
    expect(lasting).toBeGreaterThan(0);
    expect(lasting).toBeLessThanOrEqual(LOCK_TIME);
  }
  return { ...machines, one, late, waiting, stored };
};

redisTest(`a machine is killed while it holds locks: another renews, and nobody is signed out${suffix}`, async () => {
  const { mock, one, all, waiting } = await holdOne();
  const since = Date.now();
  one.process.kill('SIGKILL');
  const [winner, ...others] = await waiting;
  expect(Date.now() - since).toBeLessThan(GRACE_SECONDS * 1_000);
  expect(winner).toEqual([TOKEN, TOKEN, TOKEN]);
  expect(others).toEqual([winner, winner]);
  // Two of its own renewals were complete when it was killed.
  expect(mock.refreshes).toBe(2 + 3);
  expect(await all[1].tokens(PLACES)).toEqual(winner);
});

redisTest(`a machine is paused until its locks have ended: it overwrites nothing${suffix}`, async () => {
  const { mock, one, late, waiting, all, stored } = await holdOne();
  one.process.kill('SIGSTOP');
  const [winner] = await waiting;
  expect(winner).toEqual([TOKEN, TOKEN, TOKEN]);
  const newer = await stored();
  one.process.kill('SIGCONT');
  await one.goOn();
  // During a write, it may have treated the store as hanging. This call then has the tokens of its own renewal.
  expect(await late).toEqual([winner![0], winner![1], TOKEN]);
  expect(await stored()).toEqual(newer);
  expect(mock.refreshes).toBe(3 + 3);
  expect(await Promise.all(all.map((machine) => machine.tokens(PLACES)))).toEqual(all.map(() => winner));
});

redisTest(
  `without its Redis a machine takes nobody for signed in, waits for nothing, and tells of it${suffix}`,
  async () => {
    const machines = await startMachines(GRACE_SECONDS);
    const { all, stopRedis, signIn } = machines;
    expect(await signIn('session')).toBe('done');
    await stopRedis();
    expect(await all[0].tokens(['session'])).toEqual(['not-signed-in']);
    expect(await problemsOf(machines)).not.toEqual([]);
  },
);
