import { Sha256 as PortableSha256 } from '@aws-crypto/sha256-browser';
import { Sha256 as JsSha256 } from '@aws-crypto/sha256-js';

/** What smithy may hand over to be hashed; it gives bytes. */
type Data = string | ArrayBuffer | ArrayBufferView;

/**
 * Up to how many bytes JavaScript beats a call of WebCrypto, which costs a change of threads: about 1 KiB in Chromium,
 * 27 KiB in Firefox.
 */
const SYNCHRONOUS_UP_TO = 4096;
/** How much is hashed at a time where there is no WebCrypto, so that the page stays responsive. */
const CHUNK = 1024 * 1024;

const toBytes = (data: Data): Uint8Array => {
  if (typeof data === 'string') return new TextEncoder().encode(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
};

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * SHA-256 and HMAC-SHA-256 for browsers, in the shape that @smithy/signature-v4 asks for: small inputs in JavaScript at
 * once, larger ones by one call of WebCrypto, and by JavaScript in chunks where there is none (an insecure context).
 */
export class Sha256 {
  readonly #secret: Data | undefined;
  #data: Uint8Array = new Uint8Array();

  constructor(secret?: Data) {
    this.#secret = secret;
  }

  /** Takes the data, all at once: WebCrypto cannot hash in pieces. */
  update(data: Data): void {
    this.#data = toBytes(data);
  }

  async digest(): Promise<Uint8Array> {
    const data = this.#data;
    if (this.#secret !== undefined || data.byteLength <= SYNCHRONOUS_UP_TO) {
      const sha256 = new JsSha256(this.#secret);
      sha256.update(data);
      return sha256.digestSync();
    }
    const subtle = globalThis.crypto?.subtle;
    if (subtle) return new Uint8Array(await subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>));
    const sha256 = new PortableSha256();
    for (let start = 0; start < data.byteLength; start += CHUNK) {
      sha256.update(data.subarray(start, start + CHUNK));
      await nextTask();
    }
    return sha256.digest();
  }

  reset(): void {
    this.#data = new Uint8Array();
  }
}
