import type { Platform } from '../../core/platform-types.js';
import { encryptedStorage } from './encrypted.js';
import { memoryStorage } from './memory.js';
import type { SessionStorage } from './session-storage.js';
import { type WebStorage, webStorage } from './web.js';

/** What the choice depends on; default: the browser's own. */
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
 * The store a session has unless told otherwise. In a browser: `encryptedStorage`; where that cannot be opened (plain
 * http, some private modes, blocked storage) `sessionStorage`, else memory. Elsewhere memory: a server's process serves many
 * people, so nothing that it shares (such as Node's own `sessionStorage`) may hold a session.
 */
export const defaultStorage = (platform: StoragePlatform = globalThis): SessionStorage => {
  if (!('indexedDB' in platform)) return memoryStorage();
  let chosen: Promise<SessionStorage> | undefined;
  const choose = (): Promise<SessionStorage> => {
    chosen ??= firstThatWorks([
      // Where it is blocked, a getter may throw: only to be read when it is used.
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
