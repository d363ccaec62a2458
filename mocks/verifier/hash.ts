import { Sha256 } from '@aws-crypto/sha256-js';
import { hex, utf8 } from './encoding.js';

// JavaScript instead of WebCrypto: a page without https has no `crypto.subtle`, and a mock need not be fast.

/** SHA-256. */
export const sha256 = (data: Uint8Array): Uint8Array => {
  const hash = new Sha256();
  hash.update(data);
  return hash.digestSync();
};

/** SHA-256 in lower-case hexadecimal, as in SigV4. */
export const sha256Hex = (data: Uint8Array): string => hex(sha256(data));

/** HMAC-SHA256. */
export const hmac = (key: string | Uint8Array, data: string): Uint8Array => {
  const hash = new Sha256(typeof key === 'string' ? utf8(key) : key);
  hash.update(utf8(data));
  return hash.digestSync();
};
