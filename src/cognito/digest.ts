import { Sha256 } from '#sha256';
import { concat } from './encoding.js';

/** SHA-256 of some bytes in a row. */
export const sha256 = (...parts: readonly Uint8Array[]): Promise<Uint8Array> => {
  const hash = new Sha256();
  hash.update(concat(...parts));
  return hash.digest();
};

/** HMAC-SHA-256. The key is bytes: of keys that are text the platform's class keeps the last. */
export const hmac = (key: Uint8Array, data: Uint8Array): Promise<Uint8Array> => {
  const hash = new Sha256(key);
  hash.update(data);
  return hash.digest();
};
