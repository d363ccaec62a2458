/**
 * Does `work` while nobody else, on any machine, does work of the same name; resolves to its result.
 *
 * @param name Unlike for each session (its `name`) and task. Within the work of one name the session asks for another one, so
 * that one lock for all names would wait for itself.
 * @param work May be given a signal, which is ignored: a renewal that was begun is never cut off.
 */
export type StorageLock = <T>(name: string, work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;

/** Puts `next` in the place of `expected` in one step, and tells whether it did. `null` stands for no value. */
export type CompareAndSet = (key: string, expected: string | null, next: string | null) => boolean | Promise<boolean>;

/**
 * Where a session keeps what must outlive the page: any key-value store of texts, synchronous or not. An app can pass its
 * own, such as React Native's secure store. What it throws reaches a caller only where a sign-out left the login behind.
 */
export interface SessionStorage {
  /**
   * The value under `key`; `null` or `undefined` where there is none. Must throw where it cannot tell: what could not be read is replaced by
   * a sign-in or a sign-out only, and all else is kept in memory until it can be read again.
   */
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Keeps `value` under `key`, in place of what was there. A promise is waited for. */
  set(key: string, value: string): unknown;
  /** Forgets `key`; nothing happens where there is none. A promise is waited for. Must throw where it could not. */
  remove(key: string): unknown;
  /**
   * Whether it shows one request's view, as the cookies of a request do: what other requests have written since cannot be read in
   * it. A renewal that is refused there may only have lost a race against another request, so it ends the session for this request
   * alone, and what is stored stays. Default: false.
   */
  readonly perRequest?: boolean | undefined;
  /**
   * For a store that several machines share: they renew a session one at a time. Whoever waited reads the store again. A lock
   * should end by itself after more than 15 s (one call to Cognito) and less than the pool's grace time (60 s at most). The
   * session goes on without it where it throws, or is not had within 45 s. Default: machines do not wait for each other.
   */
  readonly lock?: StorageLock | undefined;
  /**
   * For such a store: all changes of the session go through it. Where it says `false`, another machine has written; the session
   * reads again, and makes its change where it still applies. Default: `set` and `remove`, by which a slow machine may
   * overwrite what a faster one wrote.
   */
  readonly compareAndSet?: CompareAndSet | undefined;
}
