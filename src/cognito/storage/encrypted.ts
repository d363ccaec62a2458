import type { Platform } from '../../core/platform-types.js';
import type { SessionStorage } from './session-storage.js';

/** What {@link encryptedStorage} takes. */
export interface EncryptedStorageOptions {
  /** The IndexedDB database. Default: `sigv4-interceptor`. */
  readonly name?: string | undefined;
  /** Default: the browser's. */
  readonly indexedDB?: Platform<'IDBFactory'> | undefined;
  /** Default: the browser's. */
  readonly crypto?: Platform<'Crypto'> | undefined;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A value as IndexedDB keeps it. */
interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

interface Opened {
  readonly database: IDBDatabase;
  readonly secret: CryptoKey;
}

const TABLE = 'session';
/** Sessions name their values by texts, so that a number can never be one of them. */
const SECRET = 0;

/** Runs one transaction, and gives its result once it is complete: what fails for lack of space fails only then. */
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
 * Keeps the session in IndexedDB, encrypted with AES-GCM-256 under a key that no script can export, a fresh random IV each
 * write. Tabs share it. The names of the values are not encrypted.
 *
 * What it protects: tokens do not lie readable in the browser's profile, its backups, or a dump of the page's storage, and
 * such a dump is of no use elsewhere. What it does not: a script in the page (XSS, an extension) can use the key as the
 * session does, and whoever takes over the browser's profile can run that browser. Only a Content-Security-Policy, short
 * validities and token rotation help there.
 *
 * Every operation rejects where IndexedDB or `crypto.subtle` is missing (plain http, a server) or blocked. A value that
 * cannot be decrypted, because the key was lost, is removed and counts as absent.
 */
export const encryptedStorage = (options: EncryptedStorageOptions = {}): SessionStorage => {
  const { name = 'sigv4-interceptor', crypto = globalThis.crypto } = options;
  let opened: Promise<Opened> | undefined;

  const open = async (): Promise<Opened> => {
    // Not before: where storage is blocked, merely naming it may throw.
    const { indexedDB = globalThis.indexedDB } = options;
    if (!indexedDB || !crypto?.subtle) {
      throw new Error('Encrypted storage needs IndexedDB and https.');
    }
    // Before the transaction, which would end while it waits for anything but IndexedDB.
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const database = await openDatabase(indexedDB, name);
    // Lets the app delete the database while tabs are open.
    database.onversionchange = database.onclose = () => {
      opened = undefined;
      database.close();
    };
    // Look and write are one transaction, so that tabs that come at once agree on the key of the first.
    const found = await transact<CryptoKey | undefined>(database, 'readwrite', (table) => {
      const request = table.get(SECRET);
      request.onsuccess = () => request.result || table.put(fresh, SECRET);
      return request;
    });
    return { database, secret: found || fresh };
  };

  /** Browsers close a database at will (Safari in the background): tries once more with a new connection. */
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

  // The name is authenticated too: a value that was copied under another name does not decrypt.
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
