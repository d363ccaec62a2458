import { type Bytes, concat, fromHex, hash, hmac, toHex, utf8 } from './bytes.js';

/** RFC 5054, appendix A, the 3072-bit group. */
const N = BigInt(
  '0x' +
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
    'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
    'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f' +
    '83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b' +
    'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510' +
    '15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7' +
    'abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c' +
    'bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff',
);
const G = 2n;

/** The server's state of an exchange. */
export interface SrpExchange {
  /** The client's public value. */
  readonly publicA: bigint;
  readonly privateB: bigint;
  readonly publicB: bigint;
  readonly verifier: bigint;
}

/** Modular exponentiation by squaring. */
export const modPow = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
};

/** Returns the big-endian number of bytes. */
export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x0${toHex(bytes)}`);

/** Returns a number in the form that Cognito hashes: whole bytes, with a leading zero byte if the top bit is set. */
export const pad = (number: bigint): Bytes => {
  const hex = number.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return fromHex(/^[89a-f]/.test(even) ? `00${even}` : even);
};

/** The multiplier `k`. */
export const MULTIPLIER = toNumber(hash(pad(N), pad(G)));

/** `x`, from the salt and the password. The group is the pool's name, or the device group key. */
export const privateKeyOf = (salt: bigint, group: string, user: string, password: string): bigint =>
  toNumber(hash(pad(salt), hash(utf8(`${group}${user}:${password}`))));

/** `v = g^x`, the verifier that a server stores. */
export const verifierOf = (privateKey: bigint): bigint => modPow(G, privateKey);

/**
 * Chooses `B = k·v + g^b` for a client's `A`, in hexadecimal.
 *
 * @returns Undefined for an `A` that is malformed, or on which the session key would not depend.
 */
export const beginExchange = (srpA: string, verifier: bigint, privateB: bigint): SrpExchange | undefined => {
  if (!/^[\da-f]+$/i.test(srpA)) return undefined;
  const publicA = BigInt(`0x${srpA}`);
  if (publicA % N === 0n) return undefined;
  return { publicA, privateB, publicB: (MULTIPLIER * verifier + modPow(G, privateB)) % N, verifier };
};

/** `u`, from both public values. */
export const scrambler = (publicA: bigint, publicB: bigint): bigint => toNumber(hash(pad(publicA), pad(publicB)));

/** Returns the key of the claim's signature, from the shared secret `S`. */
export const claimKey = (scramble: bigint, secret: bigint): Bytes =>
  hmac(hmac(pad(scramble), pad(secret)), utf8('Caldera Derived Key'), Uint8Array.of(1)).slice(0, 16);

/** Returns the signature with which a client proves that it knows the password. */
export const claimSignature = (
  key: Bytes,
  claim: { readonly group: string; readonly user: string; readonly secretBlock: Bytes; readonly timestamp: string },
): Bytes => hmac(key, concat(utf8(claim.group + claim.user), claim.secretBlock, utf8(claim.timestamp)));

/** Returns the same key, derived on the server: `S = (A·v^u)^b`. */
export const serverKey = ({ publicA, privateB, publicB, verifier }: SrpExchange): Bytes => {
  const u = scrambler(publicA, publicB);
  return claimKey(u, modPow(publicA * modPow(verifier, u), privateB));
};
