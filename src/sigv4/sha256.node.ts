import { hash } from 'node:crypto';
import { createHmac256, type HashInput, toBytes } from './hmac.js';

/** One-shot SHA-256. By way of a Latin-1 string, because making a Buffer takes Node longer than the hash itself. */
const digest = (bytes: Uint8Array): Uint8Array => {
  const text = hash('sha256', bytes, 'binary');
  const result = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) result[index] = text.charCodeAt(index);
  return result;
};

const hmac = createHmac256(digest);
const EMPTY = new Uint8Array();

/** SHA-256 and HMAC-SHA-256 on node:crypto, in the shape that @smithy/signature-v4 asks for. */
export class Sha256 {
  private readonly secret: HashInput | undefined;
  private data: Uint8Array = EMPTY;

  constructor(secret?: HashInput) {
    this.secret = secret;
  }

  /** Takes the data, all at once: nothing here hashes in pieces. */
  update(data: HashInput): void {
    this.data = toBytes(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.secret === undefined ? digest(this.data) : hmac(this.secret, this.data));
  }

  reset(): void {
    this.data = EMPTY;
  }
}
