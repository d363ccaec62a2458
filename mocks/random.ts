import { type Bytes, hash, utf8 } from './cognito/user-pool/bytes.js';

/** A deterministic source of random values. */
export interface Random {
  bytes(length: number): Bytes;
  /** Characters of an alphabet. */
  text(length: number, alphabet: string): string;
  /** Creates an independent source, so that parts of the mock do not affect each other's values. */
  fork(name: string): Random;
}

/**
 * Creates a source from a seed: its bytes are SHA-256 over the seed and a
 * counter. The values authenticate only at this mock, so they may be predictable.
 */
export const createRandom = (seed: string): Random => {
  let block = 0;
  let rest: Uint8Array = new Uint8Array();
  const bytes = (length: number): Bytes => {
    const drawn = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      if (rest.length === 0) {
        rest = hash(utf8(`${seed}\n${block}`));
        block += 1;
      }
      const part = rest.subarray(0, length - filled);
      drawn.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
    }
    return drawn;
  };
  return {
    bytes,
    text: (length, alphabet) => Array.from(bytes(length), (byte) => alphabet[byte % alphabet.length]).join(''),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
};

/** Returns a string in the form of a UUID. */
export const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => random.text(length, HEX)).join('-');

export const HEX = '0123456789abcdef';
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
