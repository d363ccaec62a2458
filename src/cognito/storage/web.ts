import type { SessionStorage } from './session-storage.js';

/** What {@link webStorage} needs of the browser's `Storage`. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps the session in `localStorage` (shared by the tabs, outlives the browser) or `sessionStorage` (of one tab, outlives
 * a reload), in the clear: whoever reads the browser's profile or runs a script in the page reads the tokens. Prefer
 * `encryptedStorage`.
 *
 * @param area The store, or a function that gives it, such as `() => localStorage`. Prefer the function: a browser that
 * blocks storage throws where `localStorage` is merely named, and a server has none; the function is called at each use,
 * where such an error is caught and the session goes on in memory.
 */
export const webStorage = (area: WebStorage | (() => WebStorage)): SessionStorage => {
  const open = typeof area === 'function' ? area : () => area;
  return {
    get: (key) => open().getItem(key),
    set: (key, value) => open().setItem(key, value),
    remove: (key) => open().removeItem(key),
  };
};
