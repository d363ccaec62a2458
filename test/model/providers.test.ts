import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settle } from '../core/support.js';
import { createWorld, HONEST, type ProviderKind } from './world.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Every provider of which a change of user can be seen. */
const KINDS: readonly ProviderKind[] = (() => {
  const both = [false, true];
  const kinds: ProviderKind[] = [];
  for (const reads of ['before', 'after'] as const)
    for (const onChange of both)
      for (const principal of both)
        for (const named of both)
          for (const identityId of both)
            for (const reportsRenewals of both)
              for (const forgets of both) {
                if (!onChange && !principal) continue;
                if (reportsRenewals && !onChange) continue;
                // Who comes and goes while principal() has forgotten is never seen, unless it is reported.
                if (forgets && !(principal && onChange)) continue;
                kinds.push({ reads, onChange, principal, named, identityId, reportsRenewals, forgets, lags: false });
              }
  return kinds;
})();

type World = ReturnType<typeof createWorld>;
type Step = readonly [name: string, run: (world: World) => void];

const DATES = [
  'Sat, 13 Sep 275760 00:00:00 GMT',
  'Tue, 05 Jan 2027 00:00:00 GMT',
  'Mon, 05 Jan 2026 02:00:00 GMT',
  'soon',
];
const step = (name: string, run: (world: World) => void): fc.Arbitrary<Step> => fc.constant([name, run] as const);
const STEPS: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: step('call', (world) => world.call(false)) },
  { weight: 2, arbitrary: step('call the mad server', (world) => world.call(true)) },
  { weight: 7, arbitrary: step('read a body', (world) => world.readBody()) },
  { weight: 7, arbitrary: step('answer the oldest question', (world) => world.answer(false)) },
  { weight: 2, arbitrary: step('answer the newest question', (world) => world.answer(true)) },
  { weight: 1, arbitrary: step('fail a question', (world) => world.failAsk()) },
  { weight: 1, arbitrary: step('leave a question unanswered', (world) => world.hang()) },
  { weight: 6, arbitrary: step('reply', (world) => world.reply()) },
  { weight: 3, arbitrary: step('revoke', (world) => world.revoke()) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('alice', 'bob')
      .map((user) => [`sign in as ${user}`, (world: World) => world.signIn(user)] as const),
  },
  { weight: 2, arbitrary: step('sign out', (world) => world.signOut()) },
  { weight: 1, arbitrary: fc.nat(5).map((which) => [`abort ${which}`, (world: World) => world.abort(which)] as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...DATES)
      .map((date) => [`reply ${date}`, (world: World) => world.replyMadly(date)] as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(20_000, 1_800_000, 3_600_000)
      .map((time) => [`pass ${time}`, (world: World) => world.pass(time)] as const),
  },
);

/**
 * Whether somebody can be told from everybody else while the provider reports changes that are none: a user by their name, a
 * guest by the identity id. A provider that has forgotten who it is when a call is made cannot promise that the call is sent.
 */
const canBeServed = (
  { reportsRenewals, forgets, principal, named, identityId }: ProviderKind,
  user: string | null,
): boolean => {
  if (forgets) return false;
  if (!reportsRenewals) return true;
  return (principal || named) && (user !== null || identityId);
};

/** Answers everything that can be answered, and lets time pass for what cannot. */
const finish = async (world: World): Promise<void> => {
  for (let round = 0; round < 60 && world.unsettled() > 0; round++) {
    for (let left = 50; left > 0; left--) {
      const { asks, sends, bodies } = world.pending();
      if (asks + sends + bodies === 0) break;
      world.readBody();
      world.answer(false);
      world.reply();
      await settle();
    }
    await vi.advanceTimersByTimeAsync(5_000);
    world.pass(5_000);
    await settle();
  }
};

const PLAIN: ProviderKind = {
  reads: 'before',
  onChange: true,
  principal: false,
  named: true,
  identityId: true,
  reportsRenewals: false,
  forgets: false,
  lags: false,
};
type Names =
  | 'call'
  | 'mad'
  | 'read'
  | 'answer'
  | 'newest'
  | 'hang'
  | 'reply'
  | 'revoke'
  | 'alice'
  | 'bob'
  | 'out'
  | 'wait';
const DO: Readonly<Record<Names, (world: World) => void>> = {
  call: (world) => world.call(false),
  mad: (world) => world.call(true),
  read: (world) => world.readBody(),
  answer: (world) => world.answer(false),
  newest: (world) => world.answer(true),
  hang: (world) => world.hang(),
  reply: (world) => world.reply(),
  revoke: (world) => world.revoke(),
  alice: (world) => world.signIn('alice'),
  bob: (world) => world.signIn('bob'),
  out: (world) => world.signOut(),
  wait: (world) => world.pass(10_000),
};

// Orders that chance seldom finds, each for a guard that nothing else would miss.
test.each<[string, string, Partial<ProviderKind>, (number | string)[]]>([
  ['a guest, alice unseen, bob', 'call read answer reply call alice bob read answer', {}, [200, 'identity-unknown']],
  [
    'alice, and a renewal that brings bob before he is told of',
    'alice call read answer revoke bob reply answer',
    { lags: true },
    ['identity-changed'],
  ],
  ['one who comes while the provider hangs', 'call read hang wait call read answer reply', {}, [200, 200]],
  [
    'what an abandoned question brings late',
    'call read wait call read newest reply reply answer call read',
    {},
    [200, 200, 200],
  ],
])('%s: %s', async (_, order, kind, outcomes) => {
  const world = createWorld({ ...PLAIN, ...kind });
  for (const name of order.split(' ')) {
    DO[name as Names](world);
    await settle();
    await vi.advanceTimersByTimeAsync(name === 'wait' ? 10_000 : 1);
    await settle();
  }
  await finish(world);
  expect(world.wrongs).toEqual([]);
  expect(world.made.map(({ outcome }) => outcome)).toEqual(outcomes);
  const last = world.app.got.at(-1)?.key;
  if (last) expect(world.isNewest(last)).toBe(true);
});

test('a server whose mad time was taken once spoils no call that comes later', async () => {
  const world = createWorld(PLAIN);
  const run = async (...names: Names[]): Promise<void> => {
    for (const name of names) {
      DO[name](world);
      for (let turn = 0; turn < 5; turn++) await settle();
    }
  };
  await run('mad', 'read', 'answer');
  world.replyMadly('Sat, 13 Sep 275760 00:00:00 GMT');
  await settle();
  await run('reply');
  world.pass(60_000);
  await run('mad', 'read', 'reply', 'call', 'read', 'reply');
  await finish(world);
  expect([world.wrongs, world.unexplained()]).toEqual([[], []]);
  expect(world.made.at(-1)!.outcome).toBe(200);
  for (const { signedAt } of world.app.got) expect(new Date(signedAt).getUTCFullYear()).toBe(2026);
});

test.each(KINDS.map((kind) => [JSON.stringify(kind), kind] as const))(
  "no call arrives as another than its maker, none hangs, and the next one is the present user's: %s",
  async (_, kind) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(STEPS, { minLength: 5, maxLength: 45 }),
        fc.infiniteStream(fc.nat(2)),
        async (steps, turns) => {
          const world = createWorld(kind);
          const turn = turns[Symbol.iterator]();
          for (const [, run] of steps) {
            run(world);
            // Sometimes several things happen before anything else can.
            if (turn.next().value > 0) await settle();
          }
          await finish(world);
          expect(world.wrongs).toEqual([]);
          expect(world.unsettled()).toBe(0);
          expect(world.unexplained()).toEqual([]);

          // Whatever has happened: somebody who comes now is served, as themselves.
          world.pass(60_000);
          world.call(false);
          await finish(world);
          const { outcome } = world.made.at(-1)!;
          if (canBeServed(kind, world.present().user)) expect(outcome).toBe(200);
          expect(world.wrongs).toEqual([]);
          if (outcome === 200) expect(world.app.got.at(-1)!.url).toBe(HONEST);
        },
      ),
      {
        numRuns: Number(process.env.SIGV4_MODEL_RUNS ?? 60),
        ...(process.env.SIGV4_MODEL_SEED && { seed: Number(process.env.SIGV4_MODEL_SEED) }),
      },
    );
  },
  120_000,
);
