import { hash } from 'node:crypto';
import { createHmac256, createKeyBytes, type HashInput, toBytes } from './hmac.js';

/** One-shot SHA-256. By way of a Latin-1 string, because making a Buffer takes Node longer than the hash itself. */
const digest = (bytes: Uint8Array): Uint8Array => {
  const text = hash('sha256', bytes, 'binary');
  const result = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) result[index] = text.charCodeAt(index);
  return result;
};

const hmac = createHmac256(digest);
const keyBytes = createKeyBytes();

/** SHA-256 and HMAC-SHA-256 on node:crypto, in the shape that @smithy/signature-v4 asks for. */
export class Sha256 {
  readonly #key: Uint8Array | undefined;
  #data: Uint8Array = new Uint8Array();

  constructor(secret?: HashInput) {
    this.#key = secret === undefined ? undefined : keyBytes(secret);
  }

  /** Takes the data, all at once: nothing here hashes in pieces. */
  update(data: HashInput): void {
    this.#data = toBytes(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#key ? hmac(this.#key, this.#data) : digest(this.#data);
  }

  reset(): void {
    this.#data = new Uint8Array();
  }
}
