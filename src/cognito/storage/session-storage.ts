/**
 * Where a session keeps what must outlive the page: any key-value store of texts, synchronous or not. An app can pass its
 * own, such as React Native's secure store. What it throws reaches a caller only where a sign-out left the login behind.
 */
export interface SessionStorage {
  /** The value under `key`; `null` or `undefined` where there is none. */
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
}
