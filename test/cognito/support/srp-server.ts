/** The server side of Cognito's SRP, written from the formulas. It shares no code with src/ and mocks/. */
import { createDiffieHellman, createHash, createHmac, getDiffieHellman } from 'node:crypto';

/** RFC 3526's group 15, which is RFC 5054's of 3072 bits. */
const prime = getDiffieHellman('modp15').getPrime();
/** OpenSSL computes the powers. One instance for all, because it checks the prime. */
const exchange = createDiffieHellman(prime, 2);
export const N = BigInt(`0x${prime.toString('hex')}`);
export const g = 2n;

const evenHex = (number: bigint): string => {
  const hex = number.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
};

/** base^exponent mod N. */
export const power = (base: bigint, exponent: bigint): bigint => {
  if (base === 0n || base === 1n || exponent === 0n) return exponent === 0n ? 1n : base;
  // Square-and-multiply for keys that OpenSSL rejects: small exponents, and results that it treats as an attack.
  if (exponent < 4096n) {
    let result = 1n;
    for (const bit of exponent.toString(2)) result = (result * result * (bit === '1' ? base : 1n)) % N;
    return result;
  }
  exchange.setPrivateKey(evenHex(exponent), 'hex');
  return BigInt(`0x${exchange.computeSecret(evenHex(base), 'hex').toString('hex')}`);
};

/** Returns the shortest two's-complement bytes of a non-negative number. */
const signedBytes = (number: bigint): Buffer => {
  const bytes = Buffer.from(evenHex(number), 'hex');
  return bytes[0]! & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
};

const hash = (...parts: readonly (Buffer | string)[]): Buffer => {
  const sha256 = createHash('sha256');
  for (const part of parts) sha256.update(part);
  return sha256.digest();
};

const mac = (key: Buffer, ...parts: readonly (Buffer | string)[]): Buffer => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

const k = number(hash(signedBytes(N), signedBytes(g)));

/** The user and the pool. */
export interface Account {
  readonly pool: string;
  readonly user: string;
  /** Hexadecimal, of any length. */
  readonly salt: string;
  readonly verifier: bigint;
}

/** What a user pool stores for a password: v = g^x. */
export const register = (pool: string, user: string, password: string, salt: string): Account => {
  const x = number(hash(signedBytes(BigInt(`0x${salt}`)), hash(`${pool}${user}:${password}`)));
  return { pool, user, salt, verifier: power(g, x) };
};

/** B = k v + g^b. */
export const publicValue = ({ verifier }: Account, b: bigint): bigint => (k * verifier + power(g, b)) % N;

/** The values that the server expects, given the client's. */
export interface Judgement {
  /** The shared secret. */
  readonly S: bigint;
  /** The one signature that proves the password. */
  readonly signature: string;
}

/** S = (A v^u)^b, and the signature that follows. */
export const judge = (
  { pool, user, verifier }: Account,
  { srpA, b, secretBlock, timestamp }: { srpA: string; b: bigint; secretBlock: string; timestamp: string },
): Judgement => {
  const A = BigInt(`0x${srpA}`);
  if (A % N === 0n) throw new Error('An A of 0 logs anybody in.');
  const u = number(hash(signedBytes(A), signedBytes(publicValue({ pool, user, verifier, salt: '' }, b))));
  const S = power((A * power(verifier, u)) % N, b);
  const derived = mac(mac(signedBytes(u), signedBytes(S)), 'Caldera Derived Key', Buffer.of(1)).subarray(0, 16);
  const signature = mac(derived, pool, user, Buffer.from(secretBlock, 'base64'), timestamp).toString('base64');
  return { S, signature };
};
