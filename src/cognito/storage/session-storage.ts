/**
 * Where a session keeps what must outlive the page: any key-value store of texts, synchronous or not. An app can pass its
 * own, such as React Native's secure store. What it throws never reaches a caller: see `resilient`.
 */
export interface SessionStorage {
  /** The value under `key`; `null` or `undefined` where there is none. */
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  /** Keeps `value` under `key`, in place of what was there. A promise is waited for. */
  set(key: string, value: string): unknown;
  /** Forgets `key`; nothing happens where there is none. A promise is waited for. */
  remove(key: string): unknown;
}
