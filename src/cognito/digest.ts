import { Sha256 } from '#sha256';
import { concat } from './encoding.js';

/** Computes the SHA-256 hash of the concatenated bytes. */
export const sha256 = (...parts: readonly Uint8Array[]): Promise<Uint8Array> => {
  const hash = new Sha256();
  hash.update(concat(...parts));
  return hash.digest();
};

/** Computes HMAC-SHA-256. The key must be bytes: the platform's class caches the last text key. */
export const hmac = (key: Uint8Array, data: Uint8Array): Promise<Uint8Array> => {
  const hash = new Sha256(key);
  hash.update(data);
  return hash.digest();
};
