import { optionNames, requireKnownOptions, requireOption } from '../../core/options.js';
import type { CompareAndSet, SessionStorage, StorageLock } from './session-storage.js';

/** What {@link unstorageStorage} needs of unstorage's `Storage` (https://unstorage.unjs.io). */
export interface Unstorage {
  getItemRaw(key: string): Promise<unknown>;
  setItem(key: string, value: string, options?: { ttl?: number }): Promise<void>;
  removeItem(key: string): Promise<void>;
}

/** What {@link unstorageStorage} takes besides the storage. */
export interface UnstorageOptions {
  /** Lets machines that share the storage renew a session one at a time. Default: none. */
  readonly lock?: StorageLock;
  /**
   * Replaces a value in one step, which unstorage cannot. The key is as unstorage has it: what a mount point or a driver puts
   * before it is missing. Default: none.
   */
  readonly compareAndSet?: CompareAndSet;
  /**
   * After how many seconds a value is forgotten that was not written again, where the driver can do that; what
   * `compareAndSet` writes is its own matter. Default: the driver's, mostly never.
   */
  readonly ttl?: number;
}

const OPTIONS = optionNames<UnstorageOptions>({ lock: 0, compareAndSet: 0, ttl: 0 });

/** unstorage takes `?`, `/`, `\` and `:` in a key for something else, so that two keys might become one. */
const nameOf = (key: string): string => encodeURIComponent(key);

/** Some drivers give bytes, some parse JSON. */
const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined || typeof value === 'string') return value ?? null;
  return value instanceof Uint8Array || value instanceof ArrayBuffer
    ? new TextDecoder().decode(value)
    : JSON.stringify(value);
};

/**
 * Keeps the session in a storage of unstorage's, with any of its drivers (Redis, file system, database).
 *
 * Everybody who reads the storage reads the tokens. A server's sessions tell each other apart by their `name`, which is
 * part of each key: make it from a random session id, never from a user's name.
 *
 * @example
 * ```ts
 * const storage = unstorageStorage(createStorage({ driver: redisDriver({ url }) }), { lock, ttl: 30 * 86_400 });
 * const session = createCognitoSession({ ...pools, storage, name: hashOf(sessionId) });
 * ```
 * @throws TypeError that names the option which is wrong
 */
export const unstorageStorage = (storage: Unstorage, options: UnstorageOptions = {}): SessionStorage => {
  requireKnownOptions('unstorageStorage', options, OPTIONS);
  const { lock, compareAndSet, ttl } = options;
  requireOption(
    [storage?.getItemRaw, storage?.setItem, storage?.removeItem].every((method) => typeof method === 'function'),
    'unstorageStorage: pass what createStorage of unstorage returned.',
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
