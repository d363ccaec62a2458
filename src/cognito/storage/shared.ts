import { createLock } from './lock.js';
import type { SessionStorage, StorageLock } from './session-storage.js';
import type { TimeLimit } from './time-limit.js';

/** The operations for a store that several machines share. They never throw because of the store. */
export interface Shared {
  readonly lock: StorageLock;
  compareAndSet(key: string, expected: string | null, next: string | null): Promise<boolean>;
}

/** What {@link createShared} needs. */
export interface SharedOptions {
  readonly storage: SessionStorage;
  /** The values that were last read or written. */
  readonly memory: Map<string, string | null>;
  /** What the store holds instead of the values that it did not accept; `undefined` if that is not known. */
  readonly outdated: Map<string, string | null | undefined>;
  /** Runs an operation with a time limit. */
  readonly attempt: TimeLimit;
  readonly report: (error: unknown) => void;
}

/**
 * After this many refusals in a row, `compareAndSet` counts as broken: each should mean that another machine has
 * written.
 */
const MAX_REFUSALS = 100;

/** Creates the {@link Shared} operations of a store. */
export const createShared = ({ storage, memory, outdated, attempt, report }: SharedOptions): Shared => {
  let refusals = 0;

  /** @throws Error if the store always refuses */
  const replace = async (key: string, held: string | null, next: string | null): Promise<boolean> => {
    const isDone = await attempt(() => storage.compareAndSet!(key, held, next));
    refusals = isDone ? 0 : refusals + 1;
    if (refusals < MAX_REFUSALS) return isDone;
    throw new Error(`The storage's compareAndSet returned false ${refusals} times in a row.`);
  };

  return {
    lock: createLock(storage, report),
    compareAndSet: async (key, expected, next) => {
      const held = outdated.has(key) ? (outdated.get(key) ?? null) : expected;
      try {
        if (!(await replace(key, held, next))) return false;
        outdated.delete(key);
      } catch (error) {
        report(error);
        // Keep the expected value, not the store's present one: another machine may have written that, and must not be
        // overwritten.
        outdated.set(key, held);
      }
      memory.set(key, next);
      return true;
    },
  };
};
