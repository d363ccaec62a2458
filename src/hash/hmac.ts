import type { Bytes } from '../core/platform-types.js';

/**
 * HMAC (RFC 2104) over a hash. It caches what depends only on the key: SigV4 uses one signing key for all requests of a day, and every
 * platform's own HMAC prepares the key again each time.
 */

/** The block size of SHA-256, in bytes. */
const BLOCK = 64;
const DIGEST = 32;

/** Computes the SHA-256 of bytes. */
export type Digest = (bytes: Uint8Array) => Uint8Array;

/** The input types that smithy hashes. */
export type HashInput = string | ArrayBuffer | ArrayBufferView;

/** A result that may be available synchronously. */
export type MaybePromise<T> = T | Promise<T>;

interface Pads {
  /** Followed by room for the data, whose length is nearly always the same for one key. */
  inner: Uint8Array;
  /** Followed by room for the inner digest. */
  readonly outer: Uint8Array;
}

const encoder = new TextEncoder();

/** Returns the bytes of anything hashable, without copying bytes. */
export const toBytes = (data: HashInput): Bytes => {
  if (typeof data === 'string') return encoder.encode(data);
  if (data instanceof Uint8Array) return data as Bytes;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

/** An HMAC, whose last hash is computed by `finish`: as bytes, or in hexadecimal digits at once. */
export type Hmac = <T>(key: Uint8Array, data: Uint8Array, finish: (bytes: Uint8Array) => T) => T;

/** Makes an {@link Hmac} over `digest`. Prepared keys are held weakly. */
export const createHmac256 = (digest: Digest): Hmac => {
  const padsByKey = new WeakMap<Uint8Array, Pads>();

  const padsOf = (key: Uint8Array): Pads => {
    let pads = padsByKey.get(key);
    if (!pads) {
      const block = new Uint8Array(BLOCK);
      block.set(key.byteLength > BLOCK ? digest(key) : key);
      const outer = new Uint8Array(BLOCK + DIGEST);
      outer.set(block.map((byte) => byte ^ 0x5c));
      pads = { inner: block.map((byte) => byte ^ 0x36), outer };
      padsByKey.set(key, pads);
    }
    return pads;
  };

  return (key, data, finish) => {
    const pads = padsOf(key);
    const { outer } = pads;
    if (pads.inner.byteLength !== BLOCK + data.byteLength) {
      const inner = new Uint8Array(BLOCK + data.byteLength);
      inner.set(pads.inner.subarray(0, BLOCK));
      pads.inner = inner;
    }
    // Synchronous throughout, so that calls that share a key cannot mix their data in the pads.
    pads.inner.set(data, BLOCK);
    outer.set(digest(pads.inner), BLOCK);
    return finish(outer);
  };
};

/** A platform's hash functions. */
export interface Sha256Platform {
  digest(data: Bytes): MaybePromise<Uint8Array>;
  hmac(key: Bytes, data: Bytes): MaybePromise<Uint8Array>;
}

/** The hash object that @smithy/signature-v4 uses. */
export interface Hash {
  /** Takes all data in one call. */
  update(data: HashInput): void;
  digest(): Promise<Uint8Array>;
}

const EMPTY = new Uint8Array();

/** SHA-256, or HMAC-SHA-256 with a secret, in the shape that @smithy/signature-v4 expects. */
export const createSha256 = ({ digest, hmac }: Sha256Platform): (new (secret?: HashInput) => Hash) =>
  class implements Hash {
    readonly #secret: HashInput | undefined;
    #data = EMPTY;

    constructor(secret?: HashInput) {
      this.#secret = secret;
    }

    update(data: HashInput): void {
      this.#data = toBytes(data);
    }

    digest(): Promise<Uint8Array> {
      const secret = this.#secret;
      return Promise.resolve(secret === undefined ? digest(this.#data) : hmac(toBytes(secret), this.#data));
    }
  };
