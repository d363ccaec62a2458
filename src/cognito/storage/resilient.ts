import { safeError } from '../../core/safe-error.js';
import type { SessionStorage, StorageLock } from './session-storage.js';
import type { Shared } from './shared.js';

/** A store that never throws, and gives nothing later than it must. */
export interface ResilientStorage extends SessionStorage {
  /** What the store did not take, and is in memory only: by its keys. */
  readonly outdated: ReadonlyMap<string, unknown>;
  /** Keys whose last read failed: nobody knows what is there now. */
  readonly unread: ReadonlySet<string>;
  /** The last error, fit to be logged. */
  readonly failure: unknown;
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
  /**
   * Resolves to false only where the store holds something else, or may do so: a store that cannot compare is simply written, unless
   * it could not be read.
   */
  compareAndSet(key: string, expected: string | null, next: string | null): Promise<boolean>;
  /** Does the work in any case. */
  readonly lock?: StorageLock | undefined;
  /**
   * Reads `key` again, where what it held before `value` must not stay, because some stores say nothing when they refuse. Where
   * `value` was not taken, the key is removed.
   *
   * @param isLeft Whether a text is what must not stay; `undefined` where the store could never be read.
   * @returns Why it may still be there; `undefined` where it is gone, or the store never had it.
   */
  confirmRemoval(key: string, value: string, isLeft: (text: string | undefined) => boolean): Promise<unknown>;
}

/** How long a store may take, unless told otherwise: 5 seconds, in milliseconds. */
const PATIENCE = 5_000;

/**
 * A store that a session can rely on, whatever happens to `storage`. It keeps a copy in memory: what a full, broken, blocked
 * or slow store did not take is read from there, until a later write succeeds or another tab writes. All else is read from
 * the store, since another tab may have written. Operations happen one after the other, in the order of the calls.
 *
 * @param onError Told of each failure; the session goes on. No value is in the error that this module makes.
 * @param patience Milliseconds after which an operation counts as failed; until it ends the store is left alone.
 */
export const resilient = (
  storage: SessionStorage,
  onError: (error: unknown) => void = () => {},
  patience: number = PATIENCE,
): ResilientStorage => {
  const memory = new Map<string, string | null>();
  /** What the store holds instead of what it did not take; `undefined` where that is not known. */
  const outdated = new Map<string, string | null | undefined>();
  /** What the store held when that was last known, before a write that failed. */
  const held = new Map<string, string | null>();
  const unread = new Set<string>();
  let queue: Promise<unknown> = Promise.resolve();
  let hangs = false;
  let loaded: Promise<Shared> | undefined;

  /** The last error. */
  let failure: unknown;

  const report = (given: unknown): void => {
    const error = safeError(given);
    failure = error;
    // Also one that fails later must not end a process.
    (async () => onError(error))().catch(() => {});
  };

  const attempt = <T>(work: () => T | Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const late = (): void => {
        hangs = true;
        reject(new Error(`The storage gave no answer within ${patience} ms.`));
      };
      if (hangs) return late();
      const timer = setTimeout(late, patience);
      const end = (): void => {
        hangs = false;
        clearTimeout(timer);
      };
      (async () => work())().finally(end).then(resolve, reject);
    });

  const look = async (key: string): Promise<string | null> => (await attempt(() => storage.get(key))) ?? null;

  const read = async (key: string): Promise<string | null> => {
    unread.add(key);
    const value = await look(key);
    unread.delete(key);
    held.set(key, value);
    return value;
  };

  const put = async (key: string, value: string | null): Promise<void> => {
    await attempt(() => (value === null ? storage.remove(key) : storage.set(key, value)));
    held.set(key, value);
  };

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result;
    return result;
  };

  const write = (key: string, value: string | null): Promise<void> =>
    inTurn(async () => {
      memory.set(key, value);
      try {
        await put(key, value);
        outdated.delete(key);
      } catch (error) {
        report(error);
        outdated.set(key, await look(key).catch(() => undefined));
      }
    });

  /** Few stores are shared by machines: what those take is loaded when it is needed. */
  const shared = (): Promise<Shared> => {
    loaded ??= import('./shared.js').then(({ createShared }) =>
      createShared({ storage, memory, outdated, attempt, report }),
    );
    return loaded;
  };

  return {
    outdated,
    unread,
    get failure() {
      return failure;
    },
    perRequest: storage.perRequest,
    get: (key) =>
      inTurn(async () => {
        try {
          const value = await read(key);
          const old = outdated.get(key);
          if (outdated.has(key) && (old === undefined || old === value)) {
            outdated.set(key, value);
          } else {
            outdated.delete(key);
            memory.set(key, value);
          }
        } catch (error) {
          report(error);
        }
        return memory.get(key) ?? null;
      }),
    set: (key, value) => write(key, value),
    remove: (key) => write(key, null),
    compareAndSet: async (key, expected, next) => {
      if (!storage.compareAndSet) return !unread.has(key) && write(key, next).then(() => true);
      const { compareAndSet } = await shared();
      return inTurn(() => compareAndSet(key, expected, next));
    },
    lock: storage.lock && (async (name, work) => (await shared()).lock(name, work)),
    confirmRemoval: (key, value, isLeft) =>
      inTurn(async () => {
        const before = held.has(key) ? (held.get(key) ?? '') : undefined;
        const refusal = outdated.has(key)
          ? await put(key, null).then(
              () => undefined,
              (error: unknown) => safeError(error),
            )
          : undefined;
        const text = await read(key).catch(() => undefined);
        if (text === value) outdated.delete(key);
        else outdated.set(key, text);
        if (text && isLeft(text)) return refusal ?? new Error('It is still there.');
        return text !== null && isLeft(before) ? refusal : undefined;
      }),
  };
};
