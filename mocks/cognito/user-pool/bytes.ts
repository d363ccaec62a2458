import { Sha256 } from '@aws-crypto/sha256-js';

/** Bytes for WebCrypto: `Uint8Array<ArrayBuffer>`, a syntax that TypeScript lacks before 5.7. */
export type Bytes = ReturnType<typeof Uint8Array.of>;

const encoder = new TextEncoder();

/** Text as UTF-8. */
export const utf8 = (text: string): Bytes => encoder.encode(text);

/** Concatenates bytes. */
export const concat = (...parts: readonly Uint8Array[]): Bytes => {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
};

/** Whether two byte arrays are equal. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Returns the bytes of hexadecimal text of even length. */
export const fromHex = (hex: string): Bytes =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

/** Base64 with padding. */
export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Base64 without padding, for URLs (RFC 4648, section 5). */
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes)
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/={1,2}$/, '');

/** Returns the bytes of base64 or base64url text. Undefined for any other text. */
export const fromBase64 = (text: string): Bytes | undefined => {
  try {
    return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
};

// JavaScript instead of WebCrypto: synchronous code is simpler, and a mock need not be fast.

/** SHA-256 of the parts, joined. */
export const hash = (...parts: readonly Uint8Array[]): Bytes => digest(new Sha256(), parts);

/** HMAC-SHA256 of the parts, joined. */
export const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Bytes => digest(new Sha256(key), parts);

const digest = (sha: Sha256, parts: readonly Uint8Array[]): Bytes => {
  for (const part of parts) sha.update(part);
  return Uint8Array.from(sha.digestSync());
};

/** Converts random bytes to decimal digits, one per byte. */
export const toNumberText = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte % 10).join('');
