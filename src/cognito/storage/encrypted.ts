import { requireKnownOptions } from '../../core/options.js';
import type { Platform } from '../../core/platform-types.js';
import type { SessionStorage } from './session-storage.js';

/** Options of {@link encryptedStorage}. */
export interface EncryptedStorageOptions {
  /** The name of the IndexedDB database. Default: `sigv4-interceptor`. */
  readonly name?: string | undefined;
  /** The IndexedDB factory. Default: the browser's. */
  readonly indexedDB?: Platform<'IDBFactory'> | undefined;
  /** The Web Crypto API. Default: the browser's. */
  readonly crypto?: Platform<'Crypto'> | undefined;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A value as stored in IndexedDB. */
interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

interface Opened {
  readonly database: IDBDatabase;
  readonly secret: CryptoKey;
}

const TABLE = 'session';
/** The key of the encryption key. Sessions use strings as keys, so a number never collides. */
const SECRET = 0;

/** Runs one transaction and resolves to its result once it is complete, because a lack of space only shows then. */
const transact = <T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (table: IDBObjectStore) => IDBRequest<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode);
    const request = work(transaction.objectStore(TABLE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });

const openDatabase = (indexedDB: IDBFactory, name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Keeps the session in IndexedDB, encrypted with AES-GCM-256 under a non-extractable key, with a fresh random IV for
 * each write. Tabs share it. The names of the values are not encrypted.
 *
 * What it protects: the browser's profile, its backups and dumps of the page's storage do not contain readable tokens,
 * and such a dump is useless elsewhere. What it does not protect: a script in the page (XSS, an extension) can use the
 * key as the session does, and an attacker with the browser's profile can run that browser. Against these, only a
 * Content-Security-Policy, short token lifetimes and token rotation help.
 *
 * Every operation rejects if IndexedDB or `crypto.subtle` is missing (plain http, a server) or blocked. A value that
 * cannot be decrypted because the key was lost is removed and counts as absent.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ ...pools, storage: encryptedStorage({ name: 'my-app' }) });
 * ```
 * @throws TypeError for an unknown option
 */
export const encryptedStorage = (options: EncryptedStorageOptions = {}): SessionStorage => {
  requireKnownOptions('encryptedStorage', options, { name: 0, indexedDB: 0, crypto: 0 });
  const { name = 'sigv4-interceptor', crypto = globalThis.crypto } = options;
  let opened: Promise<Opened> | undefined;

  const open = async (): Promise<Opened> => {
    // Read only now: if storage is blocked, merely accessing `indexedDB` may throw.
    const { indexedDB = globalThis.indexedDB } = options;
    if (!indexedDB || !crypto?.subtle) {
      throw new Error('Encrypted storage needs IndexedDB and https.');
    }
    // Generate the key before the transaction, which would end while it waits for anything other than IndexedDB.
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const database = await openDatabase(indexedDB, name);
    // Close on a version change, so that the app can delete the database while tabs are open.
    database.onversionchange = database.onclose = () => {
      opened = undefined;
      database.close();
    };
    // Read and write in one transaction, so that tabs that open at the same time agree on the first one's key.
    const found = await transact<CryptoKey | undefined>(database, 'readwrite', (table) => {
      const request = table.get(SECRET);
      request.onsuccess = () => request.result || table.put(fresh, SECRET);
      return request;
    });
    return { database, secret: found || fresh };
  };

  /**
   * Runs `work`. Retries once with a new connection, because browsers close databases at any time (Safari in the
   * background).
   */
  const use = async <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
    opened ??= open();
    const first = opened;
    try {
      return await work(await first);
    } catch {
      if (opened === first) opened = undefined;
      first.then(({ database }) => database.close()).catch(() => {});
      opened ??= open();
      return work(await opened);
    }
  };

  // The name is authenticated as well: a value that was copied to another name does not decrypt.
  const cipher = (key: string, iv: Uint8Array<ArrayBuffer>) => ({ name: 'AES-GCM', iv, additionalData: utf8(key) });

  return {
    get: (key) =>
      use(async ({ database, secret }) => {
        const sealed = await transact<Sealed | undefined>(database, 'readonly', (table) => table.get(key));
        if (!sealed) return null;
        try {
          return new TextDecoder().decode(await crypto.subtle.decrypt(cipher(key, sealed.iv), secret, sealed.data));
        } catch {
          await transact(database, 'readwrite', (table) => table.delete(key));
          return null;
        }
      }),
    set: (key, value) =>
      use(async ({ database, secret }) => {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const sealed: Sealed = { iv, data: await crypto.subtle.encrypt(cipher(key, iv), secret, utf8(value)) };
        await transact(database, 'readwrite', (table) => table.put(sealed, key));
      }),
    remove: (key) => use(({ database }) => transact(database, 'readwrite', (table) => table.delete(key))),
  };
};
