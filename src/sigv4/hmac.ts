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

const equal = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Makes an HMAC function over `digest`. Keys that are bytes are held weakly; of those that are text, the last one. */
export const createHmac256 = (digest: Digest): ((key: HashInput, data: Uint8Array) => Uint8Array) => {
  const padsByKey = new WeakMap<Uint8Array, Pads>();
  // smithy repeats one HMAC with the secret at every signature, to find the signing key in its cache.
  let last: { readonly key: string; readonly data: Uint8Array; readonly result: Uint8Array } | undefined;

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

  const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array => {
    const { inner, outer } = padsOf(key);
    const message = new Uint8Array(BLOCK + data.byteLength);
    message.set(inner);
    message.set(data, BLOCK);
    // Synchronous to the end, so that calls sharing a key cannot meet in `outer`.
    outer.set(digest(message), BLOCK);
    return digest(outer);
  };

  return (key, data) => {
    if (typeof key !== 'string') return hmac(toBytes(key), data);
    if (last?.key === key && equal(last.data, data)) return last.result;
    const result = hmac(toBytes(key), data);
    last = { key, data, result };
    return result;
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
