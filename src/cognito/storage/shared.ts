import { createLock } from './lock.js';
import type { SessionStorage, StorageLock } from './session-storage.js';

/** What a store takes that several machines share. It never throws. */
export interface Shared {
  readonly lock: StorageLock;
  compareAndSet(key: string, expected: string | null, next: string | null): Promise<boolean>;
}

/** What {@link createShared} needs of the store that it is a part of. */
export interface SharedOptions {
  readonly storage: SessionStorage;
  /** What was last read or written. */
  readonly memory: Map<string, string | null>;
  /** What the store holds instead of what it did not take; `undefined` where that is not known. */
  readonly outdated: Map<string, string | null | undefined>;
  /** Fails where the store takes too long. */
  readonly attempt: <T>(work: () => T | Promise<T>) => Promise<T>;
  readonly report: (error: unknown) => void;
}

/** Refusals in a row after which `compareAndSet` counts as broken: each should mean that another machine has written. */
const MOST_REFUSALS = 100;

/** Makes what is {@link Shared}. */
export const createShared = ({ storage, memory, outdated, attempt, report }: SharedOptions): Shared => {
  let refusals = 0;

  /** @throws Where the store always refuses. */
  const replace = async (key: string, held: string | null, next: string | null): Promise<boolean> => {
    const isDone = await attempt(() => storage.compareAndSet!(key, held, next));
    refusals = isDone ? 0 : refusals + 1;
    if (refusals < MOST_REFUSALS) return isDone;
    throw new Error(`The storage's compareAndSet has refused ${refusals} writes in a row.`);
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
        // Not what the store holds by now: another machine may have written that, and the next write must not replace it.
        outdated.set(key, held);
      }
      memory.set(key, next);
      return true;
    },
  };
};
