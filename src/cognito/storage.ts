export { type CookieStorageOptions, cookieStorage } from './storage/cookie.js';
export type {
  CookieAttributes,
  CookieHeaders,
  CookieJar,
  CookieListJar,
  CookieToSet,
} from './storage/cookie-jar.js';
export { defaultStorage } from './storage/default.js';
export { type EncryptedStorageOptions, encryptedStorage } from './storage/encrypted.js';
export { memoryStorage } from './storage/memory.js';
export { type ResilientStorage, resilient } from './storage/resilient.js';
export type { CompareAndSet, SessionStorage, StorageLock } from './storage/session-storage.js';
export { type Unstorage, type UnstorageOptions, unstorageStorage } from './storage/unstorage.js';
export { type WebStorage, webStorage } from './storage/web.js';
