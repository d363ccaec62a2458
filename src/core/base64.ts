/** Encodes bytes as standard base64 with padding (RFC 4648, section 4). */
export const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/**
 * Decodes base64 in either alphabet, with or without padding, to one character per byte.
 *
 * @throws DOMException for anything else.
 */
export const binaryFromBase64 = (text: string): string => atob(text.replace(/-/g, '+').replace(/_/g, '/'));

/**
 * Decodes base64 in either alphabet, with or without padding.
 *
 * @throws DOMException for anything else.
 */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(binaryFromBase64(text), (character) => character.charCodeAt(0));
