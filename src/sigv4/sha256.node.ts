import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** What smithy may hand over to be hashed; it gives bytes. */
type Data = string | ArrayBuffer | ArrayBufferView;

// createHmac with a Buffer as key is several times slower than with a KeyObject (Node 24.18 and later), and smithy's
// cached signing key is one and the same array for a whole day.
const keys = new WeakMap<ArrayBufferView, KeyObject>();

const toView = (data: Data): string | NodeJS.ArrayBufferView =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : (data as string | NodeJS.ArrayBufferView);

const keyObject = (secret: NodeJS.ArrayBufferView): KeyObject => {
  let key = keys.get(secret);
  if (!key) keys.set(secret, (key = createSecretKey(secret)));
  return key;
};

/** SHA-256 and HMAC-SHA-256 on node:crypto, in the shape that @smithy/signature-v4 asks for. */
export class Sha256 {
  readonly #secret: string | NodeJS.ArrayBufferView | undefined;
  #data: string | NodeJS.ArrayBufferView = '';

  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : toView(secret);
  }

  /** Takes the data, all at once: nothing here hashes in pieces. */
  update(data: Data): void {
    this.#data = toView(data);
  }

  digest(): Promise<Uint8Array> {
    const secret = this.#secret;
    if (secret === undefined) return Promise.resolve(hash('sha256', this.#data, 'buffer'));
    const hmac = createHmac('sha256', typeof secret === 'string' ? secret : keyObject(secret));
    return Promise.resolve(hmac.update(this.#data).digest());
  }

  reset(): void {
    this.#data = '';
  }
}
