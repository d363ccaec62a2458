const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UNRESERVED = /[\w.~-]/;
const encoder = new TextEncoder();

/** Text as UTF-8. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => HEX[byte]).join('');

/** Base64, which AWS uses for hashes of secrets in its messages. */
export const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/**
 * Decodes percent-encoding to bytes, because the encoded bytes need not be UTF-8 and a server does not fail on them. A
 * `%` that does not begin an escape is kept.
 */
export const uriDecode = (text: string): Uint8Array => {
  const bytes = utf8(text);
  const decoded = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const digits = bytes[i] === 0x25 ? String.fromCharCode(bytes[i + 1] ?? 0, bytes[i + 2] ?? 0) : '';
    const encoded = /^[\dA-F]{2}$/i.test(digits);
    decoded[length] = encoded ? Number.parseInt(digits, 16) : (bytes[i] as number);
    length += 1;
    if (encoded) i += 2;
  }
  return decoded.subarray(0, length);
};

/**
 * `UriEncode()` of "Create a signed AWS API request" (IAM User Guide): every byte but the unreserved characters of
 * RFC 3986 (`A-Z a-z 0-9 - . _ ~`) as `%XY` in upper-case hexadecimal. A slash is encoded too.
 */
export const uriEncode = (value: string | Uint8Array): string =>
  Array.from(typeof value === 'string' ? utf8(value) : value, (byte) => {
    const character = String.fromCharCode(byte);
    return byte < 0x80 && UNRESERVED.test(character) ? character : `%${(HEX[byte] as string).toUpperCase()}`;
  }).join('');
