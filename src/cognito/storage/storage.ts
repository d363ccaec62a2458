export { type CookieStorageOptions, cookieStorage } from './cookie.js';
export type {
  CookieAttributes,
  CookieHeaders,
  CookieJar,
  CookieListJar,
  CookieToSet,
} from './cookie-jar.js';
export { defaultStorage } from './default.js';
export { type EncryptedStorageOptions, encryptedStorage } from './encrypted.js';
export { memoryStorage } from './memory.js';
export { type ResilientStorage, resilient } from './resilient.js';
export type { CompareAndSet, SessionStorage, StorageLock } from './session-storage.js';
export { type Unstorage, type UnstorageOptions, unstorageStorage } from './unstorage.js';
export { type WebStorage, webStorage } from './web.js';
