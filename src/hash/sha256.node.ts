import { createHash, hash } from 'node:crypto';
import { readBlob } from '../core/body.js';
import { type MaybePromise, createHmac256, createSha256, toBytes } from './hmac.js';

/** One-shot SHA-256. Goes through a Latin-1 string, because allocating a Buffer takes longer than the hash itself. */
const digest = (bytes: Uint8Array): Uint8Array => {
  const text = hash('sha256', bytes, 'binary');
  const result = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) result[index] = text.charCodeAt(index);
  return result;
};

const hmac = createHmac256(digest);

/** SHA-256 and HMAC-SHA-256 on node:crypto, for @smithy/signature-v4. */
export const Sha256 = createSha256({ digest, hmac: (key, data) => hmac(key, data, digest) });

/** Computes the SHA-256 of bytes, or of text in UTF-8, in hexadecimal digits. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** Computes the SHA-256 of a Blob in hexadecimal digits while it is read, so that a large file is never in memory as a whole. */
export const blobSha256Hex = async (blob: Blob): Promise<string> => {
  // Older versions of jsdom lack `stream`.
  if (typeof blob.stream !== 'function') return sha256Hex(await readBlob(blob));
  const digester = createHash('sha256');
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return digester.digest('hex');
    digester.update(value);
  }
};

/** Computes the HMAC-SHA-256 of text in UTF-8, in hexadecimal digits. */
export const hmacHex = (key: Uint8Array, text: string): MaybePromise<string> => hmac(key, toBytes(text), sha256Hex);
