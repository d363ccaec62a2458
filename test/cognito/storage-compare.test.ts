import { expect, test } from 'vitest';
import { memoryStorage, resilient, type SessionStorage } from '../../src/cognito/storage/storage.js';
import { comparingStorage } from './support/comparing-storage.js';

const told = () => {
  const messages: string[] = [];
  return { messages, onError: (error: unknown) => messages.push((error as Error).message) };
};

test('a store is changed only if it still holds what was read', async () => {
  const { storage, values } = comparingStorage();
  const { messages, onError } = told();
  const kept = resilient(storage, onError);
  expect(await kept.compareAndSet('a', null, 'one')).toBe(true);
  values.set('a', 'theirs');
  expect(await kept.compareAndSet('a', 'one', 'two')).toBe(false);
  expect(await kept.compareAndSet('a', null, 'two')).toBe(false);
  expect(await kept.compareAndSet('a', 'one', null)).toBe(false);
  expect(await kept.get('a')).toBe('theirs');
  expect(await kept.compareAndSet('a', 'theirs', 'two')).toBe(true);
  expect(await kept.compareAndSet('a', 'two', null)).toBe(true);
  expect([...values]).toEqual([]);
  expect(messages).toEqual([]);
});

test('a store without compareAndSet stores every change', async () => {
  const storage = memoryStorage();
  const kept = resilient(storage);
  await storage.set('a', 'theirs');
  expect(await kept.compareAndSet('a', 'mine', 'new')).toBe(true);
  expect(await storage.get('a')).toBe('new');
  expect(await kept.compareAndSet('a', 'mine', null)).toBe(true);
  expect(await storage.get('a')).toBeUndefined();
});

test('a change that failed is kept in memory, and the next one replaces what the store holds instead', async () => {
  const { storage, values, broken } = comparingStorage();
  const { messages, onError } = told();
  const kept = resilient(storage, onError);
  values.set('a', 'old');
  broken.add('compareAndSet');
  expect(await kept.compareAndSet('a', 'old', 'new')).toBe(true);
  expect(await kept.get('a')).toBe('new');
  expect(messages).toEqual(['compareAndSet is broken']);
  broken.clear();
  expect(await kept.compareAndSet('a', 'new', 'newer')).toBe(true);
  expect(values.get('a')).toBe('newer');
  // From here on, the store counts again.
  values.set('a', 'old');
  expect(await kept.get('a')).toBe('old');
});

test('a change that failed never replaces what another machine has written since, however soon', async () => {
  const { storage, values, broken } = comparingStorage();
  const kept = resilient(storage);
  values.set('a', 'old');
  broken.add('compareAndSet');
  // When the failure is known, the other machine has already written.
  const failing = kept.compareAndSet('a', 'old', 'mine');
  values.set('a', 'theirs');
  await failing;
  broken.clear();
  expect(await kept.compareAndSet('a', 'mine', 'mine too')).toBe(false);
  expect(await kept.get('a')).toBe('theirs');
});

test('a change that was done although it seemed to fail is not taken for that of another machine', async () => {
  const { storage, values } = comparingStorage();
  let isLost = true;
  const kept = resilient({
    ...storage,
    compareAndSet: async (...change) => {
      const isDone = await storage.compareAndSet!(...change);
      if (!isLost) return isDone;
      isLost = false;
      throw new Error('the answer was lost');
    },
  });
  await kept.compareAndSet('a', null, 'mine');
  expect(await kept.get('a')).toBe('mine');
  expect(await kept.compareAndSet('a', 'mine', 'new')).toBe(true);
  expect(values.get('a')).toBe('new');
});

test('if a store could not be read, its content is not overwritten', async () => {
  const { storage, values, broken } = comparingStorage();
  const kept = resilient(storage);
  values.set('a', 'theirs');
  broken.add('get');
  expect(await kept.get('a')).toBeNull();
  expect(await kept.compareAndSet('a', null, 'mine')).toBe(false);
  expect(values.get('a')).toBe('theirs');
});

test('refusals count only as long as no change is taken', async () => {
  const { storage, values } = comparingStorage();
  const { messages, onError } = told();
  const kept = resilient(storage, onError);
  values.set('a', 'theirs');
  for (let round = 0; round < 3; round++) {
    for (let refusal = 0; refusal < 50; refusal++) expect(await kept.compareAndSet('a', 'mine', 'x')).toBe(false);
    expect(await kept.compareAndSet('a', 'theirs', 'theirs')).toBe(true);
  }
  expect(messages).toEqual([]);
});

test('a store that refuses every change is not asked for ever', async () => {
  const { messages, onError } = told();
  const storage: SessionStorage = { ...memoryStorage(), compareAndSet: () => false };
  const kept = resilient(storage, onError);
  let tries = 1;
  while (!(await kept.compareAndSet('a', null, 'new'))) tries += 1;
  expect(tries).toBe(100);
  expect(messages).toEqual(["The storage's compareAndSet returned false 100 times in a row."]);
  expect(await kept.get('a')).toBe('new');
});
