import type { SessionStorage } from './session-storage.js';

/** The methods of the browser's `Storage` that {@link webStorage} uses. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps the session in `localStorage` (shared by tabs, survives a restart of the browser) or `sessionStorage` (per tab,
 * survives a reload). Tokens are stored in plain text: anything that reads the browser's profile or runs a script in
 * the page can read them. Prefer `encryptedStorage`.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ ...pools, storage: webStorage(() => sessionStorage) });
 * ```
 * @param area The store, or a function that returns it. Prefer the function: browsers that block storage throw on any
 * access to `localStorage`, and servers have none. The function is called at each use, where such an error is caught
 * and the session continues in memory.
 */
export const webStorage = (area: WebStorage | (() => WebStorage)): SessionStorage => {
  const open = typeof area === 'function' ? area : () => area;
  return {
    get: (key) => open().getItem(key),
    set: (key, value) => open().setItem(key, value),
    remove: (key) => open().removeItem(key),
  };
};
