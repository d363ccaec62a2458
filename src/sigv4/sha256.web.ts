import { Sha256 as PortableSha256 } from '@aws-crypto/sha256-browser';
import { Sha256 as JsSha256 } from '@aws-crypto/sha256-js';
import { createHmac256, type HashInput, toBytes } from './hmac.js';

/** How much is hashed at a time where there is no WebCrypto, so that the page stays responsive. */
const CHUNK = 1024 * 1024;

/**
 * Up to how many bytes JavaScript beats a call of WebCrypto, which costs a change of threads: cheap in Chromium (which
 * alone has `userAgentData`), dear in Firefox.
 */
const synchronousUpTo = (): number => ('userAgentData' in (globalThis.navigator ?? {}) ? 512 : 8192);

const digest = (bytes: Uint8Array): Uint8Array => {
  const sha256 = new JsSha256();
  sha256.update(bytes);
  return sha256.digestSync();
};

const hmac = createHmac256(digest);
const EMPTY = new Uint8Array();

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * SHA-256 and HMAC-SHA-256 for browsers, in the shape that @smithy/signature-v4 asks for: small inputs in JavaScript at
 * once, larger ones by one call of WebCrypto, and by JavaScript in chunks where there is none (an insecure context).
 */
export class Sha256 {
  private readonly secret: HashInput | undefined;
  private data: Uint8Array = EMPTY;

  constructor(secret?: HashInput) {
    this.secret = secret;
  }

  /** Takes the data, all at once: WebCrypto cannot hash in pieces. */
  update(data: HashInput): void {
    this.data = toBytes(data);
  }

  async digest(): Promise<Uint8Array> {
    const { secret, data } = this;
    // Keys are for the string to sign and the scope, which are short.
    if (secret !== undefined) return hmac(secret, data);
    if (data.byteLength < synchronousUpTo()) return digest(data);
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
    this.data = EMPTY;
  }
}
