import { Sha256 as PlatformSha256 } from '@aws-crypto/sha256-browser';
import { Sha256 as JsSha256 } from '@aws-crypto/sha256-js';
import { createHmac256 } from './hmac.js';

/** How many bytes are hashed at a time, so that the page stays responsive. */
const CHUNK = 1024 * 1024;

/** The SHA-256 of a few bytes, at once. */
export const digestNow = (bytes: Uint8Array): Uint8Array => {
  const sha256 = new JsSha256();
  sha256.update(bytes);
  return sha256.digestSync();
};

const hmac = createHmac256(digestNow);

/** The HMAC-SHA-256 of a few bytes, at once. */
export const hmacNow = (key: Uint8Array, data: Uint8Array): Uint8Array => hmac(key, data, digestNow);

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The SHA-256 of bytes where WebCrypto is missing; the HMAC with a key. */
export const digestWithoutWebCrypto = async (data: Uint8Array, key?: Uint8Array): Promise<Uint8Array> => {
  const sha256 = new PlatformSha256(key);
  for (let start = 0; start < data.byteLength; start += CHUNK) {
    if (start > 0) await nextTask();
    sha256.update(data.subarray(start, start + CHUNK));
  }
  return sha256.digest();
};
