import { concat, type Bytes } from './bytes.js';

/** The CBOR types that an attestation uses. */
export type Cbor = number | string | Bytes | boolean | undefined | Cbor[] | Map<Cbor, Cbor>;

/**
 * Reads one value (RFC 8949) with definite lengths, the only ones that CTAP2 allows.
 *
 * @throws RangeError if the bytes end too soon, TypeError for a type that no attestation has
 */
export const decodeCbor = (bytes: Bytes): Cbor => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;

  const argument = (info: number): number => {
    if (info < 24) return info;
    const size = [1, 2, 4][info - 24];
    if (size === undefined) throw new TypeError('The CBOR has a length that no attestation has.');
    offset += size;
    if (size === 1) return view.getUint8(offset - 1);
    return size === 2 ? view.getUint16(offset - 2) : view.getUint32(offset - 4);
  };
  const take = (length: number): Bytes => {
    if (offset + length > bytes.length) throw new RangeError('The CBOR ends too soon.');
    offset += length;
    return concat(bytes.subarray(offset - length, offset));
  };
  const times = <Item>(count: number, item: () => Item): Item[] => Array.from({ length: count }, item);

  const value = (): Cbor => {
    const initial = view.getUint8(offset);
    offset += 1;
    const kind = initial >> 5;
    if (kind === 7) return initial === 0xf5 ? true : initial === 0xf4 ? false : undefined;
    const count = argument(initial & 31);
    if (kind === 0) return count;
    if (kind === 1) return -1 - count;
    if (kind === 2) return take(count);
    if (kind === 3) return new TextDecoder().decode(take(count));
    // Each item takes at least one byte, so a larger count would only waste time.
    if (count > bytes.length) throw new RangeError('The CBOR ends too soon.');
    if (kind === 4) return times(count, value);
    if (kind === 5) return new Map(times(count, (): [Cbor, Cbor] => [value(), value()]));
    throw new TypeError('The CBOR has a tag, which no attestation has.');
  };
  return value();
};
