import { requireKnownOptions, requireOption } from '../../core/options.js';
import type { CompareAndSet, SessionStorage, StorageLock } from './session-storage.js';

/** The methods of unstorage's `Storage` that {@link unstorageStorage} uses (https://unstorage.unjs.io). */
export interface Unstorage {
  getItemRaw(key: string): Promise<unknown>;
  setItem(key: string, value: string, options?: { ttl?: number }): Promise<void>;
  removeItem(key: string): Promise<void>;
}

/** Options of {@link unstorageStorage}. */
export interface UnstorageOptions {
  /** Makes machines that share the storage renew a session one at a time. Default: none. */
  readonly lock?: StorageLock;
  /**
   * Replaces a value atomically, which unstorage cannot do. It receives unstorage's key, without the prefix of a mount
   * point or a driver. Default: none.
   */
  readonly compareAndSet?: CompareAndSet;
  /**
   * The lifetime of a value after its last write, in seconds, if the driver supports it. Does not apply to values that
   * `compareAndSet` writes. Default: the driver's, usually unlimited.
   */
  readonly ttl?: number;
}

/** Encodes a key: unstorage gives `?`, `/`, `\` and `:` a special meaning, so that two keys might become one. */
const nameOf = (key: string): string => encodeURIComponent(key);

/** Converts a value to a string: some drivers return bytes, and some parse JSON. */
const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined || typeof value === 'string') return value ?? null;
  return value instanceof Uint8Array || value instanceof ArrayBuffer
    ? new TextDecoder().decode(value)
    : JSON.stringify(value);
};

/**
 * Keeps the session in an unstorage storage, with any of its drivers (Redis, file system, database).
 *
 * Tokens are stored in plain text. A server separates its sessions by their `name`, which is part of each key: derive
 * it from a random session id, never from a user name.
 *
 * @example
 * ```ts
 * const storage = unstorageStorage(createStorage({ driver: redisDriver({ url }) }), { lock, ttl: 30 * 86_400 });
 * const session = createCognitoSession({ ...pools, storage, name: hashOf(sessionId) });
 * ```
 * @throws TypeError naming the option that is unknown or wrong
 */
export const unstorageStorage = (storage: Unstorage, options: UnstorageOptions = {}): SessionStorage => {
  requireKnownOptions('unstorageStorage', options, { lock: 0, compareAndSet: 0, ttl: 0 });
  const { lock, compareAndSet, ttl } = options;
  requireOption(
    [storage?.getItemRaw, storage?.setItem, storage?.removeItem].every((method) => typeof method === 'function'),
    "unstorageStorage: pass the result of unstorage's createStorage.",
  );
  requireOption(
    ttl === undefined || (Number.isFinite(ttl) && ttl > 0),
    'unstorageStorage: ttl must be a positive number of seconds.',
  );
  return {
    get: async (key) => textOf(await storage.getItemRaw(nameOf(key))),
    set: (key, value) => storage.setItem(nameOf(key), value, ttl === undefined ? {} : { ttl }),
    remove: (key) => storage.removeItem(nameOf(key)),
    lock,
    compareAndSet: compareAndSet && ((key, expected, next) => compareAndSet(nameOf(key), expected, next)),
  };
};
