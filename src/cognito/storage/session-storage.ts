/**
 * Runs `work` while no other machine runs work of the same name. Resolves to the result of `work`.
 *
 * @param name Different for each session (its `name`) and task. Work under one name may request another name, so one
 * lock for all names would wait for itself.
 * @param work May be called with a signal, which it ignores: a renewal in flight is never aborted.
 */
export type StorageLock = <T>(name: string, work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;

/** Atomically replaces `expected` with `next`, and returns whether it did. `null` means no value. */
export type CompareAndSet = (key: string, expected: string | null, next: string | null) => boolean | Promise<boolean>;

/**
 * The storage of a session: any key-value store of strings, synchronous or not. An app can pass its own, such as React
 * Native's secure store. Errors go to `onStorageError`. They reject a call only if a sign-out could not remove the
 * login, or, with `perRequest`, if a sign-in could not store it.
 *
 * @example
 * ```ts
 * const storage: SessionStorage = {
 *   get: (key) => SecureStore.getItemAsync(key),
 *   set: (key, value) => SecureStore.setItemAsync(key, value),
 *   remove: (key) => SecureStore.deleteItemAsync(key),
 * };
 * ```
 */
export interface SessionStorage {
  /**
   * Returns the value of `key`; `null` or `undefined` if there is none. Must throw if it cannot read the value: then
   * only a sign-in or a sign-out replaces it, and all other changes are kept in memory until it can be read again.
   */
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Stores `value` under `key`. A returned promise is awaited. */
  set(key: string, value: string): unknown;
  /** Removes `key`, if it exists. Must throw if the removal fails. A returned promise is awaited. */
  remove(key: string): unknown;
  /**
   * Whether the storage contains one request's view, as a request's cookies do, so that it cannot read what other
   * requests write. A rejected renewal may then only have lost a race against another request, so it ends the session
   * for this request only, and what is stored stays. Default: false.
   */
  readonly perRequest?: boolean | undefined;
  /**
   * For a store that several machines share: makes them renew a session one at a time. A machine that waited reads the
   * store again. The lock should expire after more than 15 s (one call to Cognito) and less than the pool's grace
   * period (60 s at most). If it throws or is not granted within 45 s, the session continues without it. Default:
   * machines do not wait for each other.
   */
  readonly lock?: StorageLock | undefined;
  /**
   * For a store that several machines share: all changes of the session use it. If it returns `false`, another machine
   * has written; the session then reads again and applies its change if that still makes sense. Default: `set` and
   * `remove`, with which a slow machine may overwrite what a faster one wrote.
   */
  readonly compareAndSet?: CompareAndSet | undefined;
}
