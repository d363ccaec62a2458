import { expect, test } from 'vitest';
import {
  createIdentity,
  type Epoch,
  type IdentitySource,
  outlivesEpoch,
  type Principal,
  relate,
  requireSameUser,
  type Subject,
} from '../../src/core/identity.js';

const ALICE: Subject = { principal: 'alice' };
const BOB: Subject = { principal: 'bob' };
const GUEST: Subject = { principal: null };
const G1: Subject = { principal: null, identityId: 'g1' };
const G2: Subject = { principal: null, identityId: 'g2' };
const WHO: Subject = { principal: undefined };
const WITH_ID: Subject = { principal: undefined, identityId: 'g1' };

test.each([ALICE, BOB, GUEST, G1, WHO, WITH_ID])('a call by %o may be sent in its own epoch', (who) => {
  expect(relate([who])).toBe('same');
});

test.each<[Subject, Subject, string]>([
  [ALICE, ALICE, 'same'],
  [ALICE, BOB, 'changed'],
  [ALICE, GUEST, 'changed'],
  [ALICE, G1, 'changed'],
  [ALICE, WHO, 'unknown'],
  [GUEST, ALICE, 'same'],
  [GUEST, GUEST, 'unknown'],
  [GUEST, G1, 'unknown'],
  [GUEST, WHO, 'unknown'],
  [G1, ALICE, 'same'],
  [G1, GUEST, 'unknown'],
  [G1, G1, 'same'],
  [G1, G2, 'changed'],
  [G1, WITH_ID, 'unknown'],
  [WHO, ALICE, 'unknown'],
  [WHO, GUEST, 'unknown'],
  [WHO, WHO, 'unknown'],
  [WITH_ID, WITH_ID, 'unknown'],
  [WITH_ID, G1, 'unknown'],
])('a call by %o, in a next epoch of %o: %s', (made, now, relation) => {
  expect(relate([made, now])).toBe(relation);
});

test.each<[string, Subject, Subject[], string]>([
  ['alice, out, alice', ALICE, [GUEST, ALICE], 'same'],
  ['alice, bob, alice', ALICE, [BOB, ALICE], 'same'],
  ['alice, somebody, alice', ALICE, [WHO, ALICE], 'same'],
  ['alice, alice, bob', ALICE, [ALICE, BOB], 'changed'],
  ['a guest, alice, out, bob', G1, [ALICE, G2, BOB], 'changed'],
  ['a guest, alice, out', G1, [ALICE, G1], 'changed'],
  ['a guest, alice, out, alice', G1, [ALICE, G2, ALICE], 'same'],
  ['a guest, alice, renewed', G1, [ALICE, ALICE], 'same'],
  ['a guest, the same guest, alice', G1, [G1, ALICE], 'same'],
  ['a guest, a guest of no id, alice', G1, [GUEST, ALICE], 'same'],
  ['a guest, another guest, alice', G1, [G2, ALICE], 'changed'],
  ['a guest, another guest, the same guest', G1, [G2, G1], 'changed'],
  ['a guest, a guest of no id, the same guest', G1, [GUEST, G1], 'same'],
  ['a guest, somebody, alice', G1, [WHO, ALICE], 'unknown'],
  ['a guest, somebody, the same guest', G1, [WHO, G1], 'unknown'],
  ['a guest, alice, somebody', G1, [ALICE, WHO], 'unknown'],
  ['a guest, alice, bob', GUEST, [ALICE, BOB], 'changed'],
])('%s', (_, made, later, relation) => {
  expect(relate([made, ...later])).toBe(relation);
});

/** A provider's side, and its identity. */
const setUp = (told: Principal, tellsPrincipal = true) => {
  let fire = (): void => {};
  const state = { told, begun: 0, unknown: 0 };
  const source: IdentitySource = {
    onChange: (listener) => {
      fire = listener;
    },
    ...(tellsPrincipal && { principal: () => state.told }),
  };
  const identity = createIdentity(source, {
    onBegin: () => state.begun++,
    onUnknown: () => state.unknown++,
  });
  return {
    identity,
    state,
    change: (next?: Principal) => {
      state.told = next;
      fire();
    },
  };
};
const codeOf = (work: () => void): string => {
  try {
    work();
    return 'same';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each<[Principal, Principal, number]>([
  [undefined, 'alice', 0],
  [undefined, null, 0],
  ['alice', 'alice', 0],
  [null, null, 0],
  ['alice', 'bob', 1],
  ['alice', null, 1],
  ['alice', undefined, 1],
  [null, 'alice', 1],
  [null, undefined, 1],
])('principal() returns %s, then %s: %i new epochs, even without a reported change', (before, after, epochs) => {
  const { identity, state } = setUp(before);
  const made = identity.currentEpoch();
  expect(made.principal).toBe(before);
  state.told = after;
  expect(identity.currentEpoch()).toMatchObject({ principal: after });
  expect(state.begun).toBe(epochs);
  expect(identity.currentEpoch() === made).toBe(epochs === 0);
});

test('each reported change begins an epoch, even if principal() returns the same', () => {
  const { identity, state, change } = setUp('alice');
  const made = identity.currentEpoch();
  const heard: string[] = [];
  identity.onEnd(made, () => heard.push('ended'));
  const leave = identity.onEnd(made, () => heard.push('left'));
  leave();
  expect(heard).toEqual([]);
  change('alice');
  expect(heard).toEqual(['ended']);
  identity.onEnd(made, () => heard.push('at once'));
  expect(heard).toEqual(['ended', 'at once']);
  expect(identity.currentEpoch()).not.toBe(made);
  expect(state).toMatchObject({ begun: 1, unknown: 0 });
  expect(codeOf(() => requireSameUser(made))).toBe('same');
  change('bob');
  expect(codeOf(() => requireSameUser(made))).toBe('identity-changed');
});

test.each<[string, Subject, Subject, number, string]>([
  ['the same user', ALICE, ALICE, 0, 'same'],
  ['another user', ALICE, BOB, 1, 'identity-changed'],
  ['a user, then a guest', ALICE, G1, 1, 'identity-changed'],
  ['a guest, then a user', G1, ALICE, 1, 'same'],
  ['the same guest', G1, G1, 0, 'same'],
  ['another guest', G1, G2, 1, 'identity-changed'],
  ['nobody known, then a user', WHO, ALICE, 0, 'same'],
  ['the same identity id, which proves nothing', WITH_ID, WITH_ID, 0, 'same'],
  ['another identity id of nobody known', WITH_ID, { principal: undefined, identityId: 'g2' }, 1, 'identity-unknown'],
  ["a user's other identity id", { ...ALICE, identityId: 'a' }, { ...ALICE, identityId: 'b' }, 0, 'same'],
  [
    'a guest, then nobody known of another identity id',
    G1,
    { principal: undefined, identityId: 'g2' },
    1,
    'identity-unknown',
  ],
])('credentials of %s', (_, first, second, epochs, outcome) => {
  const { identity, state } = setUp(undefined, false);
  const made = identity.currentEpoch();
  expect(identity.adopt(first, made)).toBe(made);
  const owner = identity.adopt(second, identity.currentEpoch());
  expect(owner).toBe(identity.currentEpoch());
  expect(state.begun).toBe(epochs);
  expect(codeOf(() => requireSameUser(made))).toBe(outcome);
});

test('credentials that arrive after their epoch has ended show nothing about either user', () => {
  const { identity, change } = setUp(undefined, false);
  const made = identity.currentEpoch();
  change();
  expect(identity.adopt(ALICE, made)).toBeUndefined();
  expect(made.principal).toBeUndefined();
  expect(identity.currentEpoch().principal).toBeUndefined();
  expect(codeOf(() => requireSameUser(made))).toBe('identity-unknown');
});

const epochs = (...people: Subject[]): Epoch =>
  people.reduceRight<Epoch | undefined>((next, who) => ({ ...who, next }), undefined)!;

test.each<[string, Subject, Epoch, boolean]>([
  ["the present user's, which says so", ALICE, epochs(WHO, ALICE), true],
  ["the present user's, after others", ALICE, epochs(BOB, GUEST, ALICE), true],
  ["another user's", BOB, epochs(BOB, ALICE), false],
  ["a guest's", G1, epochs(G1, G1), false],
  ['of nobody known, while it was always the same user', WHO, epochs(ALICE, ALICE, ALICE), true],
  ['of nobody known, with somebody else in between', WHO, epochs(ALICE, BOB, ALICE), false],
  ['of nobody known, with nobody known in between', WHO, epochs(ALICE, WHO, ALICE), false],
  ["a user's, where nobody is known now", ALICE, epochs(ALICE, WHO), false],
])('whether a result outlives its epoch: %s', (_, answer, begun, outlives) => {
  expect(outlivesEpoch(answer, begun)).toBe(outlives);
});

test('the end of an epoch with an unknown user is reported if credentials were used in it', () => {
  const unused = setUp(undefined, false);
  unused.change();
  expect(unused.state.unknown).toBe(0);
  const used = setUp(undefined, false);
  used.identity.adopt(WHO, used.identity.currentEpoch());
  used.change();
  expect(used.state.unknown).toBe(1);
  const known = setUp(undefined, false);
  known.identity.adopt(ALICE, known.identity.currentEpoch());
  known.change();
  expect(known.state.unknown).toBe(0);
});

test('credentials that contradict principal() are discarded', () => {
  const { identity, state } = setUp('bob');
  expect(identity.adopt(ALICE, identity.currentEpoch())).toBeUndefined();
  expect(identity.adopt(G1, identity.currentEpoch())).toBeUndefined();
  expect([identity.contradicts(ALICE), identity.contradicts(BOB), identity.contradicts(WHO)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(identity.currentEpoch().principal).toBe('bob');
  expect(state.begun).toBe(0);
  const silent = setUp(undefined);
  expect(silent.identity.contradicts(ALICE)).toBe(false);
});

test('a principal() that becomes known, and contradicts the credentials, begins an epoch', () => {
  const { identity, state } = setUp(undefined);
  identity.adopt(ALICE, identity.currentEpoch());
  state.told = 'bob';
  expect(identity.currentEpoch().principal).toBe('bob');
  expect(state.begun).toBe(1);
});

test('a principal() that throws counts as unknown', () => {
  const identity = createIdentity(
    {
      principal: () => {
        throw new Error('not ready');
      },
    },
    { onBegin: () => {}, onUnknown: () => {} },
  );
  expect(identity.currentEpoch().principal).toBeUndefined();
});
