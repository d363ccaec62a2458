import { hashInJs } from '#parts/hash';
import { readBlob } from '../core/body.js';
import { ifAvailable } from '../core/part.js';
import { type MaybePromise, createSha256, toBytes } from './hmac.js';

/**
 * Below this many bytes JavaScript is faster than WebCrypto, which changes threads in Firefox and Safari, but not in Chromium (which alone
 * has `userAgentData`).
 */
const SYNCHRONOUS = 'userAgentData' in (globalThis.navigator ?? {}) ? 0 : 8192;

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const importedKeys = new WeakMap<Uint8Array, Promise<CryptoKey>>();

const hmacOfSubtle = (
  subtle: SubtleCrypto,
  key: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer> => {
  let importedKey = importedKeys.get(key);
  if (!importedKey) {
    importedKey = subtle.importKey('raw', key, HMAC, false, ['sign']);
    importedKeys.set(key, importedKey);
  }
  return importedKey.then((cryptoKey) => subtle.sign(HMAC, cryptoKey, data));
};

/**
 * The SHA-256 of bytes, or their HMAC with a key: small inputs in JavaScript if that is faster and has been loaded, the rest in one
 * WebCrypto call, or in JavaScript if there is no WebCrypto (an insecure context).
 */
const hash = (data: Uint8Array<ArrayBuffer>, key?: Uint8Array<ArrayBuffer>): MaybePromise<Uint8Array> => {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) {
    const part = hashInJs();
    return 'then' in part
      ? part.then(({ digestWithoutWebCrypto }) => digestWithoutWebCrypto(data, key))
      : part.digestWithoutWebCrypto(data, key);
  }
  if (data.byteLength < SYNCHRONOUS) {
    const part = ifAvailable(hashInJs);
    // WebCrypto does it as well, until the part has been loaded.
    if (part && !('then' in part)) return key ? part.hmacNow(key, data) : part.digestNow(data);
  }
  return (key ? hmacOfSubtle(subtle, key, data) : subtle.digest('SHA-256', data)).then(toBytes);
};

/** SHA-256 and HMAC-SHA-256 for browsers, for @smithy/signature-v4. */
export const Sha256 = createSha256({ digest: hash, hmac: (key, data) => hash(data, key) });

const toHex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += (byte < 16 ? '0' : '') + byte.toString(16);
  return text;
};

const encodeHex = (bytes: MaybePromise<Uint8Array>): MaybePromise<string> =>
  bytes instanceof Uint8Array ? toHex(bytes) : bytes.then(toHex);

/** Computes the SHA-256 of bytes, or of text in UTF-8, in hexadecimal digits. */
export const sha256Hex = (data: string | Uint8Array): MaybePromise<string> => encodeHex(hash(toBytes(data)));

/** Computes the SHA-256 of a Blob in hexadecimal digits. WebCrypto cannot hash in pieces. */
export const blobSha256Hex = async (blob: Blob): Promise<string> => sha256Hex(await readBlob(blob));

/** Computes the HMAC-SHA-256 of text in UTF-8, in hexadecimal digits. */
export const hmacHex = (key: Uint8Array, text: string): MaybePromise<string> =>
  encodeHex(hash(toBytes(text), toBytes(key)));
