import { Sha256 as PortableSha256 } from '@aws-crypto/sha256-browser';
import { Sha256 as JsSha256 } from '@aws-crypto/sha256-js';
import { type MaybePromise, createHmac256, createSha256, toBytes } from './hmac.js';

/** How many bytes are hashed at a time without WebCrypto, so that the page stays responsive. */
const CHUNK = 1024 * 1024;

/**
 * Below this many bytes JavaScript is faster than WebCrypto, which changes threads in Firefox and Safari, but not in Chromium (which alone
 * has `userAgentData`).
 */
const SYNCHRONOUS = 'userAgentData' in (globalThis.navigator ?? {}) ? 0 : 8192;

/** WebCrypto, if it exists and is faster. */
const subtleFor = (bytes: number): SubtleCrypto | undefined =>
  bytes < SYNCHRONOUS ? undefined : globalThis.crypto?.subtle;

const digestInJs = (bytes: Uint8Array): Uint8Array => {
  const sha256 = new JsSha256();
  sha256.update(bytes);
  return sha256.digestSync();
};

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const digestInChunks = async (data: Uint8Array): Promise<Uint8Array> => {
  const sha256 = new PortableSha256();
  for (let start = 0; start < data.byteLength; start += CHUNK) {
    sha256.update(data.subarray(start, start + CHUNK));
    await nextTask();
  }
  return sha256.digest();
};

const digest = (data: Uint8Array<ArrayBuffer>): MaybePromise<Uint8Array> => {
  const subtle = subtleFor(data.byteLength);
  if (subtle) return subtle.digest('SHA-256', data).then(toBytes);
  return data.byteLength < CHUNK ? digestInJs(data) : digestInChunks(data);
};

const hmacInJs = createHmac256(digestInJs);
const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const importedKeys = new WeakMap<Uint8Array, Promise<CryptoKey>>();

/** For the scope and the string to sign, which are short. */
const hmac = (key: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): MaybePromise<Uint8Array> => {
  const subtle = subtleFor(0);
  if (!subtle) return hmacInJs(key, data, digestInJs);
  let importedKey = importedKeys.get(key);
  if (!importedKey) {
    importedKey = subtle.importKey('raw', key, HMAC, false, ['sign']);
    importedKeys.set(key, importedKey);
  }
  return importedKey.then((cryptoKey) => subtle.sign(HMAC, cryptoKey, data)).then(toBytes);
};

/**
 * SHA-256 and HMAC-SHA-256 for browsers, for @smithy/signature-v4: small inputs in JavaScript if that is faster, the
 * rest in one WebCrypto call, or in JavaScript in chunks if there is no WebCrypto (an insecure context).
 */
export const Sha256 = createSha256({ digest, hmac });

const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16);
  return text;
};

const encodeHex = (bytes: MaybePromise<Uint8Array>): MaybePromise<string> =>
  bytes instanceof Uint8Array ? toHex(bytes) : bytes.then(toHex);

/** Computes the SHA-256 of bytes, or of text in UTF-8, in hexadecimal digits. */
export const sha256Hex = (data: string | Uint8Array): MaybePromise<string> => encodeHex(digest(toBytes(data)));

/** Computes the HMAC-SHA-256 of text in UTF-8, in hexadecimal digits. */
export const hmacHex = (key: Uint8Array, text: string): MaybePromise<string> =>
  encodeHex(hmac(toBytes(key), toBytes(text)));
