import type { Platform } from '../../core/platform-types.js';
import { encryptedStorage } from './encrypted.js';
import { memoryStorage } from './memory.js';
import type { SessionStorage } from './session-storage.js';
import { type WebStorage, webStorage } from './web.js';

/** The platform's storages. Default: the browser's. */
export interface StoragePlatform {
  readonly indexedDB?: Platform<'IDBFactory'>;
  readonly crypto?: Platform<'Crypto'>;
  readonly sessionStorage?: WebStorage;
}

const firstThatWorks = async (candidates: readonly SessionStorage[]): Promise<SessionStorage> => {
  for (const candidate of candidates) {
    try {
      await candidate.get('');
      return candidate;
    } catch {}
  }
  return memoryStorage();
};

/**
 * Creates the default storage of a session. In a browser this is `encryptedStorage`; if that cannot be opened (plain
 * http, some private modes, blocked storage), `sessionStorage`, or else memory. Elsewhere it is memory: a server
 * process serves many users, so a session must not be kept in anything that they share (such as Node's own
 * `sessionStorage`).
 */
export const defaultStorage = (platform: StoragePlatform = globalThis): SessionStorage => {
  if (!('indexedDB' in platform)) return memoryStorage();
  let chosen: Promise<SessionStorage> | undefined;
  const choose = (): Promise<SessionStorage> => {
    chosen ??= firstThatWorks([
      // A getter, because reading `indexedDB` may throw if storage is blocked.
      encryptedStorage({
        get indexedDB() {
          return platform.indexedDB;
        },
        crypto: platform.crypto,
      }),
      webStorage(() => platform.sessionStorage!),
    ]);
    return chosen;
  };
  return {
    get: async (key) => (await choose()).get(key),
    set: async (key, value) => (await choose()).set(key, value),
    remove: async (key) => (await choose()).remove(key),
  };
};
