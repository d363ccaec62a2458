import { expect, test, vi } from 'vitest';
import { memoryStorage, resilient, type SessionStorage } from '../../src/cognito/storage/storage.js';

/** A store whose operations can be made to fail or to hang, one by one. */
const fragile = () => {
  const values = new Map<string, string>();
  const broken = new Set<'get' | 'set' | 'remove'>();
  const calls: string[] = [];
  const doing = (operation: 'get' | 'set' | 'remove', key: string): void => {
    calls.push(`${operation} ${key}`);
    if (broken.has(operation)) throw new DOMException(`${operation} is broken`, 'QuotaExceededError');
  };
  const storage: SessionStorage = {
    get: (key) => {
      doing('get', key);
      return values.get(key);
    },
    set: (key, value) => {
      doing('set', key);
      values.set(key, value);
    },
    remove: async (key) => {
      doing('remove', key);
      values.delete(key);
    },
  };
  return { values, broken, calls, storage };
};

test('a store that works is asked each time, because another tab may have written', async () => {
  const { storage, values } = fragile();
  const onError = vi.fn();
  const kept = resilient(storage, onError);
  await kept.set('a', 'mine');
  expect(values.get('a')).toBe('mine');
  values.set('a', 'theirs');
  expect(await kept.get('a')).toBe('theirs');
  values.delete('a');
  expect(await kept.get('a')).toBeNull();
  await kept.set('a', 'again');
  await kept.remove('a');
  expect(values.size).toBe(0);
  expect(onError).not.toHaveBeenCalled();
});

test('a full store: what was set is given, not what the store still holds', async () => {
  const { storage, values, broken } = fragile();
  const errors: unknown[] = [];
  const kept = resilient(storage, (error) => errors.push(error));
  await kept.set('a', 'old');
  broken.add('set');
  await kept.set('a', 'new');
  await kept.set('b', 'first');
  expect(values).toEqual(new Map([['a', 'old']]));
  expect(await kept.get('a')).toBe('new');
  expect(await kept.get('b')).toBe('first');
  expect(errors.map(String)).toEqual(Array(2).fill('QuotaExceededError: set is broken'));
});

test('a full store: what another tab writes later is given', async () => {
  const { storage, values, broken } = fragile();
  const kept = resilient(storage);
  values.set('a', 'old');
  broken.add('set');
  await kept.set('a', 'new');
  expect(await kept.get('a')).toBe('new');
  values.set('a', 'theirs');
  expect(await kept.get('a')).toBe('theirs');
  values.delete('a');
  expect(await kept.get('a')).toBeNull();
});

test('a store that accepts writes again is read again', async () => {
  const { storage, values, broken } = fragile();
  const kept = resilient(storage);
  broken.add('set');
  await kept.set('a', 'lost');
  broken.clear();
  await kept.set('a', 'kept');
  expect(values.get('a')).toBe('kept');
  values.delete('a');
  expect(await kept.get('a')).toBeNull();
});

test('a key that could not be removed reads as removed', async () => {
  const { storage, values, broken } = fragile();
  const kept = resilient(storage);
  await kept.set('a', 'x');
  broken.add('remove');
  await kept.remove('a');
  expect(values.has('a')).toBe(true);
  expect(await kept.get('a')).toBeNull();
});

test('a store that cannot be read: what was last known is given', async () => {
  const { storage, values, broken } = fragile();
  const onError = vi.fn();
  const kept = resilient(storage, onError);
  values.set('a', 'known');
  await kept.get('a');
  broken.add('get');
  expect(await kept.get('a')).toBe('known');
  expect(await kept.get('never read')).toBeNull();
  expect(onError).toHaveBeenCalledTimes(2);
});

test('a store that is broken altogether, and an onError that throws, break nothing', async () => {
  const broken = (): never => {
    throw new Error('blocked');
  };
  const kept = resilient({ get: broken, set: broken, remove: broken }, broken);
  expect(await kept.get('a')).toBeNull();
  await kept.set('a', 'x');
  expect(await kept.get('a')).toBe('x');
  await kept.remove('a');
  expect(await kept.get('a')).toBeNull();
});

test('what a store that could not be read held before is not taken for news once it can be', async () => {
  const { storage, values, broken } = fragile();
  const kept = resilient(storage);
  values.set('a', 'old');
  broken.add('set').add('get');
  await kept.set('a', 'new');
  broken.delete('get');
  expect(await kept.get('a')).toBe('new');
  expect(await kept.get('a')).toBe('new');
  values.set('a', 'theirs');
  expect(await kept.get('a')).toBe('theirs');
});

test('a store that hangs is not used until it responds, and the session continues in memory', async () => {
  const inner = memoryStorage();
  const asked: string[] = [];
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const errors: Error[] = [];
  const kept = resilient(
    {
      get: async (key) => {
        asked.push(`get ${key}`);
        await answered;
        return inner.get(key);
      },
      set: (key, value) => {
        asked.push(`set ${key}`);
        return inner.set(key, value);
      },
      remove: () => {},
    },
    (error) => errors.push(error as Error),
    1,
  );
  expect(await kept.get('a')).toBeNull();
  await kept.set('a', 'x');
  expect(await kept.get('a')).toBe('x');
  expect(asked).toEqual(['get a']);
  expect(errors.map(({ message }) => message)).toEqual(Array(3).fill('The storage did not respond within 1 ms.'));
  answer();
  await answered;
  await vi.waitFor(async () => {
    await kept.set('b', 'y');
    expect(asked).toContain('set b');
  });
  expect(await kept.get('a')).toBe('x');
});

test('operations that are not awaited happen in the order of the calls, also in a store that does not keep it', async () => {
  const inner = memoryStorage();
  const gates: (() => void)[] = [];
  const running: string[] = [];
  const kept = resilient({
    get: (key) => inner.get(key),
    set: async (key, value) => {
      running.push(value);
      await new Promise<void>((resolve) => gates.push(resolve));
      await inner.set(key, value);
    },
    remove: (key) => inner.remove(key),
  });
  const all = [kept.set('a', 'one'), kept.set('a', 'two'), kept.get('a')] as const;
  await vi.waitFor(() => expect(gates).toHaveLength(1));
  expect(running).toEqual(['one']);
  gates[0]!();
  await vi.waitFor(() => expect(gates).toHaveLength(2));
  gates[1]!();
  expect(await all[2]).toBe('two');
});

test('an onStorageError that rejects does no harm', async () => {
  const broken = {
    get: () => null,
    set: () => {
      throw new Error('full');
    },
    remove: () => {},
  };
  const store = resilient(broken, async () => {
    throw new Error('a bug in the app');
  });
  await store.set('key', 'value');
  expect(await store.get('key')).toBe('value');
});
