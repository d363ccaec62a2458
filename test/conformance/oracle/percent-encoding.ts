import { insist, Refusal } from './refusal.js';

const UNRESERVED = new Set(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'].map((character) => character.charCodeAt(0)),
);

/**
 * UriEncode of "Create a signed AWS API request": every byte of the UTF-8 text but `A-Z a-z 0-9 - . _ ~` becomes `%XY`,
 * with upper-case digits. A slash is encoded too; callers split paths first.
 */
export const uriEncode = (bytes: Uint8Array): string => {
  let encoded = '';
  for (const byte of bytes) {
    encoded += UNRESERVED.has(byte)
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
};

const hexValue = (text: string): number => (/^[\dA-F]{2}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN);

/**
 * Decodes one component (a path segment, a query name or value) as a real server does, and refuses one that does not
 * come back when it is encoded again: then signer and server would have different strings before them.
 */
export const decodeStrictly = (component: string, where: string): Uint8Array => {
  const bytes: number[] = [];
  for (let index = 0; index < component.length; index++) {
    const character = component[index] as string;
    if (character === '%') {
      const byte = hexValue(component.slice(index + 1, index + 3));
      if (Number.isNaN(byte)) throw new Refusal(`${where} has a % without two upper-case hexadecimal digits`);
      insist(!UNRESERVED.has(byte), `${where} encodes the unreserved ${String.fromCharCode(byte)}`);
      bytes.push(byte);
      index += 2;
    } else {
      insist(UNRESERVED.has(character.charCodeAt(0)), `${where} holds a raw ${JSON.stringify(character)}`);
      bytes.push(character.charCodeAt(0));
    }
  }
  const decoded = Uint8Array.from(bytes);
  insist(uriEncode(decoded) === component, `${where} changes when it is decoded and encoded again`);
  return decoded;
};
