import type { SessionStorage } from './session-storage.js';

/**
 * Keeps the session in memory: each page load and each server process starts signed out, and tabs share nothing.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ ...pools, storage: memoryStorage() });
 * ```
 */
export const memoryStorage = (): SessionStorage => {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => values.set(key, value),
    remove: (key) => values.delete(key),
  };
};
