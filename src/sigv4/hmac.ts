/**
 * HMAC (RFC 2104) over a hash, with what depends on the key alone kept: SigV4 uses one signing key for all requests of a
 * day, and every platform's own HMAC prepares the key anew each time.
 */

/** The block size of SHA-256, in bytes. */
const BLOCK = 64;
const DIGEST = 32;

/** A SHA-256 of some bytes. */
export type Digest = (bytes: Uint8Array) => Uint8Array;

interface Pads {
  readonly inner: Uint8Array;
  /** With room for the inner digest behind it. */
  readonly outer: Uint8Array;
}

/** Makes an HMAC function over `digest`. Keys are held weakly. */
export const createHmac256 = (digest: Digest): ((key: Uint8Array, data: Uint8Array) => Uint8Array) => {
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

  return (key, data) => {
    const { inner, outer } = padsOf(key);
    const message = new Uint8Array(BLOCK + data.byteLength);
    message.set(inner);
    message.set(data, BLOCK);
    // Synchronous to the end, so that calls sharing a key cannot meet in `outer`.
    outer.set(digest(message), BLOCK);
    return digest(outer);
  };
};

/** What smithy may hand over to be hashed; it gives strings and bytes. */
export type HashInput = string | ArrayBuffer | ArrayBufferView;

/** Anything hashable as bytes, without a copy. */
export const toBytes = (data: HashInput): Uint8Array => {
  if (typeof data === 'string') return new TextEncoder().encode(data);
  if (data instanceof Uint8Array) return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

/**
 * The bytes of a secret given as text; the same array for the same text, so that its pads are found again. The last two
 * are kept: smithy derives with the secret and its cache key, each `AWS4` + secret or the secret itself.
 */
export const createKeyBytes = (): ((key: HashInput) => Uint8Array) => {
  let recent: [HashInput, Uint8Array][] = [];
  return (key) => {
    if (typeof key !== 'string') return toBytes(key);
    const known = recent.find(([text]) => text === key);
    if (known) return known[1];
    const bytes = toBytes(key);
    recent = [[key, bytes], ...recent.slice(0, 1)];
    return bytes;
  };
};
