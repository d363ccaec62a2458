import { safeError } from '../../core/safe-error.js';
import type { SessionStorage, StorageLock } from './session-storage.js';
import { createShared } from './shared.js';
import { createTimeLimit } from './time-limit.js';

/** A store that never throws and always responds in time. */
export interface ResilientStorage extends SessionStorage {
  /** The keys whose value the store did not accept, so that it is kept in memory only. */
  readonly outdated: ReadonlyMap<string, unknown>;
  /** The keys whose last read failed, so that the stored value is unknown. */
  readonly unread: ReadonlySet<string>;
  /** The last error, without secrets. */
  readonly failure: unknown;
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
  /**
   * Resolves to false only if the store holds or may hold another value. A store that cannot compare is simply written,
   * unless it could not be read.
   */
  compareAndSet(key: string, expected: string | null, next: string | null): Promise<boolean>;
  /** Runs the work in any case. */
  readonly lock?: StorageLock | undefined;
  /**
   * Confirms that `value` has replaced a value that must not remain. Reads `key` again, because some stores reject
   * writes silently. If `value` was not accepted, removes the key.
   *
   * @param isLeft Whether a value is one that must not remain; called with `undefined` if the store could never be
   * read.
   * @returns Why the value may remain; `undefined` if it was removed or the store never held it.
   */
  confirmRemoval(key: string, value: string, isLeft: (text: string | undefined) => boolean): Promise<unknown>;
}

/** The default time limit of an operation, in milliseconds. */
const TIMEOUT = 5_000;

/** Runs one piece of work after the other, none of which rejects. */
const createQueue = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result;
    return result;
  };
};

/** What the wrapper knows about the store, and its operations without memory. */
interface Store {
  readonly held: ReadonlyMap<string, string | null>;
  readonly outdated: Map<string, string | null | undefined>;
  readonly put: (key: string, value: string | null) => Promise<void>;
  readonly read: (key: string) => Promise<string | null>;
}

/** {@link ResilientStorage.confirmRemoval}. */
const confirmRemoval = async (
  { held, outdated, put, read }: Store,
  key: string,
  value: string,
  isLeft: (text: string | undefined) => boolean,
): Promise<unknown> => {
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
  if (text && isLeft(text)) return refusal ?? new Error('The storage still holds the previous value.');
  return text !== null && isLeft(before) ? refusal : undefined;
};

/**
 * Wraps `storage` so that a session can rely on it. Keeps a copy in memory: values that a full, broken, blocked or slow
 * store did not accept are read from memory until a later write succeeds or another tab writes. All other values are
 * read from the store, since another tab may have written them. Operations run one after the other, in the order of the
 * calls.
 *
 * @param onError Called for each failure. Errors that this module creates contain no values.
 * @param timeout Milliseconds after which an operation counts as failed. The store is not used again until that
 * operation ends.
 */
export const resilient = (
  storage: SessionStorage,
  onError: (error: unknown) => void = () => {},
  timeout: number = TIMEOUT,
): ResilientStorage => {
  const memory = new Map<string, string | null>();
  /** What the store holds instead of the values that it did not accept; `undefined` if that is not known. */
  const outdated = new Map<string, string | null | undefined>();
  /** The last known content of the store, before a write that failed. */
  const held = new Map<string, string | null>();
  const unread = new Set<string>();

  /** The last error. */
  let failure: unknown;

  const report = (given: unknown): void => {
    const error = safeError(given);
    failure = error;
    // An asynchronous `onError` that rejects must not end the process either.
    (async () => onError(error))().catch(() => {});
  };

  const attempt = createTimeLimit(timeout);

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

  const inTurn = createQueue();

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

  const shared = createShared({ storage, memory, outdated, attempt, report });

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
      return inTurn(() => shared.compareAndSet(key, expected, next));
    },
    lock: storage.lock && shared.lock,
    confirmRemoval: (key, value, isLeft) =>
      inTurn(() => confirmRemoval({ held, outdated, put, read }, key, value, isLeft)),
  };
};
