import { expect, onTestFinished, test } from 'vitest';
import {
  cookieStorage,
  defaultStorage,
  encryptedStorage,
  resilient,
  type SessionStorage,
  webStorage,
} from '../../src/cognito/storage/storage.js';

let databases = 0;
/** The name of a database that is gone after the test. */
const freshName = (): string => {
  const name = `test ${databases++} ${Math.random()}`;
  onTestFinished(() => void indexedDB.deleteDatabase(name));
  return name;
};

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Looks into a database, or meddles with it, past the store. */
const inside = async <T>(name: string, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
  const database = await result(indexedDB.open(name));
  try {
    return await result(work(database.transaction('session', 'readwrite').objectStore('session')));
  } finally {
    database.close();
  }
};

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/** Another page of this origin, with objects of its own. */
const frame = async (): Promise<Window & typeof globalThis> => {
  const element = document.createElement('iframe');
  const loaded = new Promise((resolve) => {
    element.onload = resolve;
  });
  element.srcdoc = '<!doctype html>';
  document.body.append(element);
  onTestFinished(() => element.remove());
  await loaded;
  return element.contentWindow as Window & typeof globalThis;
};

const latin1 = (bytes: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');

const TEXT = `{"RefreshToken":"eyJjdHkiOiJKV1Qi 😀 ${'very secret '.repeat(500)}"}`;

const STORES: [string, () => SessionStorage][] = [
  ['encryptedStorage', () => encryptedStorage({ name: freshName() })],
  ['defaultStorage', () => defaultStorage()],
  ['webStorage of localStorage', () => webStorage(() => localStorage)],
  ['webStorage of sessionStorage', () => webStorage(sessionStorage)],
  ['cookieStorage', () => cookieStorage()],
];

test.each(STORES)('%s: returns what was set, until it is removed', async (_, make) => {
  const storage = make();
  expect(await storage.get('a')).toBeNull();
  for (const value of ['one', '', TEXT, 'short']) {
    await storage.set('a', value);
    await storage.set('b; c=😀', `${value}, too`);
    expect(await storage.get('a')).toBe(value);
    expect(await storage.get('b; c=😀')).toBe(`${value}, too`);
  }
  await storage.remove('a');
  expect(await storage.get('a')).toBeNull();
  expect(await storage.get('b; c=😀')).toBe('short, too');
  await storage.remove('b; c=😀');
  expect(await storage.get('b; c=😀')).toBeNull();
});

test('cookieStorage leaves no cookie behind', async () => {
  const before = document.cookie;
  const storage = cookieStorage();
  await storage.set('left', TEXT);
  expect(document.cookie).toContain('left.1=');
  await storage.remove('left');
  expect(document.cookie).toBe(before);
});

test('cookieStorage: a cookie that the browser refuses is an error, and the session goes on', async () => {
  const storage = cookieStorage({ domain: 'elsewhere.example' });
  await expect((async () => storage.set('refused', 'x'))()).rejects.toThrow('The browser did not keep the cookie');
  const errors: unknown[] = [];
  const kept = resilient(storage, (error) => errors.push(error));
  await kept.set('refused', 'x');
  expect(await kept.get('refused')).toBe('x');
  // This page has no cookie at all, so that a read tries whether it can have one.
  expect(errors.map(String)).toEqual([
    expect.stringContaining('The browser did not keep the cookie'),
    expect.stringContaining('The cookies cannot be read'),
  ]);
});

test('encryptedStorage: what lies in IndexedDB is AES-GCM under a key that cannot be exported, and no plaintext', async () => {
  const name = freshName();
  const storage = encryptedStorage({ name });
  await storage.set('a', TEXT);
  const secret = await inside<CryptoKey>(name, (table) => table.get(0));
  expect(secret).toBeInstanceOf(CryptoKey);
  expect(secret.extractable).toBe(false);
  expect(secret.algorithm).toEqual({ name: 'AES-GCM', length: 256 });
  await expect(crypto.subtle.exportKey('raw', secret)).rejects.toThrow('not extractable');

  const keys = await inside(name, (table) => table.getAllKeys());
  expect(keys).toEqual([0, 'a']);
  const first = await inside<Sealed>(name, (table) => table.get('a'));
  expect(Object.keys(first).sort()).toEqual(['data', 'iv']);
  expect(first.data.byteLength).toBe(new TextEncoder().encode(TEXT).length + 16);
  expect(latin1(first.data)).not.toMatch(/secret|RefreshToken|eyJ/);
  expect(first.iv).toHaveLength(12);

  await storage.set('a', TEXT);
  const second = await inside<Sealed>(name, (table) => table.get('a'));
  expect(latin1(second.iv)).not.toBe(latin1(first.iv));
  expect(latin1(second.data)).not.toBe(latin1(first.data));
});

test('encryptedStorage outlives the page: a store that is opened later reads what an earlier one wrote', async () => {
  const name = freshName();
  await encryptedStorage({ name }).set('a', TEXT);
  const page = await frame();
  expect(await encryptedStorage({ name, indexedDB: page.indexedDB, crypto: page.crypto }).get('a')).toBe(TEXT);
});

test('encryptedStorage: tabs that open a new database at once agree on one key', async () => {
  const name = freshName();
  const page = await frame();
  const stores = Array.from({ length: 12 }, (_, index) =>
    encryptedStorage(index % 2 ? { name, indexedDB: page.indexedDB, crypto: page.crypto } : { name }),
  );
  await Promise.all(stores.map((storage, index) => storage.set(`of ${index}`, `value ${index}`)));
  for (const reader of [stores[0]!, stores[11]!, encryptedStorage({ name })]) {
    const values = await Promise.all(stores.map((_, index) => reader.get(`of ${index}`)));
    expect(values).toEqual(stores.map((_, index) => `value ${index}`));
  }
});

test('encryptedStorage: what cannot be decrypted counts as absent, and is removed', async () => {
  const name = freshName();
  await encryptedStorage({ name }).set('a', 'x');
  await inside(name, (table) => table.delete(0));
  const storage = encryptedStorage({ name });
  expect(await storage.get('a')).toBeNull();
  expect(await inside(name, (table) => table.getAllKeys())).toEqual([0]);
  await storage.set('a', 'y');
  expect(await storage.get('a')).toBe('y');
});

test('encryptedStorage: a value that was altered, or copied under another name, is not taken', async () => {
  const name = freshName();
  const storage = encryptedStorage({ name });
  await storage.set('a', 'x');
  const sealed = await inside<Sealed>(name, (table) => table.get('a'));
  await inside(name, (table) => table.put(sealed, 'b'));
  expect(await storage.get('b')).toBeNull();
  new Uint8Array(sealed.data)[0]! ^= 1;
  await inside(name, (table) => table.put(sealed, 'c'));
  expect(await storage.get('c')).toBeNull();
  await inside(name, (table) => table.put('of somebody else', 'd'));
  expect(await storage.get('d')).toBeNull();
  expect(await inside(name, (table) => table.getAllKeys())).toEqual([0, 'a']);
  expect(await storage.get('a')).toBe('x');
});

test('encryptedStorage: a database that is deleted under it is not blocked, and is made anew', async () => {
  const name = freshName();
  const storage = encryptedStorage({ name });
  await storage.set('a', 'x');
  await result(indexedDB.deleteDatabase(name));
  expect(await storage.get('a')).toBeNull();
  await storage.set('a', 'y');
  expect(await encryptedStorage({ name }).get('a')).toBe('y');
});

test('encryptedStorage: a connection that the browser closed is opened again', async () => {
  const name = freshName();
  const connections: IDBDatabase[] = [];
  const watched = {
    open: (...args: Parameters<IDBFactory['open']>) => {
      const request = indexedDB.open(...args);
      request.addEventListener('success', () => connections.push(request.result));
      return request;
    },
  } as IDBFactory;
  const storage = encryptedStorage({ name, indexedDB: watched });
  await storage.set('a', 'x');
  connections[0]!.close();
  expect(await storage.get('a')).toBe('x');
  connections[1]!.close();
  await storage.set('a', 'y');
  expect(await storage.get('a')).toBe('y');
  expect(connections).toHaveLength(3);
});

/** Chromium's Storage Buckets: an IndexedDB with a quota of its own. */
interface StorageBuckets {
  open(name: string, options: { quota: number }): Promise<{ indexedDB: IDBFactory }>;
  delete(name: string): Promise<void>;
}

test('encryptedStorage: a full disk is an error, and the session goes on in memory', async () => {
  const { storageBuckets } = navigator as unknown as { storageBuckets: StorageBuckets };
  const bucket = await storageBuckets.open('full', { quota: 100_000 });
  onTestFinished(() => storageBuckets.delete('full'));
  const storage = encryptedStorage({ indexedDB: bucket.indexedDB });
  await storage.set('a', 'small');
  const large = 'x'.repeat(1_000_000);
  await expect((async () => storage.set('a', large))()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  const errors: unknown[] = [];
  const kept = resilient(storage, (error) => errors.push(error));
  await kept.set('a', large);
  expect(await kept.get('a')).toBe(large);
  expect(errors).toHaveLength(1);
  expect(await storage.get('a')).toBe('small');
});

test('webStorage: a full localStorage is an error, and the session goes on in memory', async () => {
  onTestFinished(() => localStorage.clear());
  localStorage.setItem('filler', 'x'.repeat(5_000_000));
  const errors: unknown[] = [];
  const kept = resilient(
    webStorage(() => localStorage),
    (error) => errors.push(error),
  );
  await kept.set('a', 'y'.repeat(500_000));
  expect(errors).toMatchObject([{ name: 'QuotaExceededError' }]);
  expect(await kept.get('a')).toHaveLength(500_000);
});

test('defaultStorage: encrypted where it can be', async () => {
  const storage = defaultStorage();
  await storage.set('default', TEXT);
  const sealed = await inside<Sealed>('sigv4-interceptor', (table) => table.get('default'));
  expect(latin1(sealed.data)).not.toContain('secret');
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('secret');
  await storage.remove('default');
});

test('defaultStorage: sessionStorage where the page is not secure', async () => {
  const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) } as Crypto;
  const storage = defaultStorage({ indexedDB, crypto: insecure, sessionStorage });
  await storage.set('insecure', 'x');
  expect(sessionStorage.getItem('insecure')).toBe('x');
  await storage.remove('insecure');
});
