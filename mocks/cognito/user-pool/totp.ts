import { subtle } from '../../web-crypto.js';
import type { Bytes } from './bytes.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP = 30_000;

/** Base32 (RFC 4648, section 6) without padding, the form of secrets for authenticator apps. */
export const toBase32 = (bytes: Uint8Array): string => {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
};

const fromBase32 = (text: string): Bytes => {
  const bits = Array.from(text.toUpperCase().replace(/[\s=-]/g, ''), (character) =>
    Math.max(0, ALPHABET.indexOf(character)).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
};

/** Returns the 30-second step of a time (RFC 6238, section 4.1). */
export const stepAt = (milliseconds: number): number => Math.floor(milliseconds / STEP);

/** How long the code of a time is still shown, in seconds. */
export const secondsLeft = (milliseconds: number): number => Math.ceil((STEP - (milliseconds % STEP)) / 1_000);

/** Returns the six digits that an authenticator app shows during a step (RFC 4226, section 5.3). */
export const totp = async (secret: string, step: number): Promise<string> => {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(step));
  const algorithm = { name: 'HMAC', hash: 'SHA-1' };
  const key = await subtle().importKey('raw', fromBase32(secret), algorithm, false, ['sign']);
  const mac = new DataView(await subtle().sign('HMAC', key, counter));
  const offset = mac.getUint8(mac.byteLength - 1) & 0xf;
  return String((mac.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

/** Returns the step that a code belongs to: the current, previous or next one, because clocks differ. */
export const matchingStep = async (secret: string, code: string, now: number): Promise<number | undefined> => {
  for (const step of [-1, 0, 1].map((drift) => stepAt(now) + drift)) {
    if ((await totp(secret, step)) === code) return step;
  }
  return undefined;
};
