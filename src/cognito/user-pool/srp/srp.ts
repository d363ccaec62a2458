/**
 * The client side of SRP-6a (RFC 5054) in Cognito's variant: padding by sign bit, its own key derivation, and a
 * signature.
 */
import { AuthError } from '../../../core/errors.js';
import { randomBytes as platformBytes } from '../../../core/random.js';
import { hmac, sha256 } from '../../digest.js';
import { fromBase64, toBase64 } from '../../../core/base64.js';
import { concat, fromHex, toBigInt, utf8 } from '../../encoding.js';
import { type ModPow, modPow as bigIntModPow } from './mod-pow.js';

/** Returns `length` random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** Options of {@link startSrp}. */
export interface SrpOptions {
  /** Default: the platform's `crypto.getRandomValues`. */
  readonly randomBytes?: RandomBytes | undefined;
  /** Default: BigInt. */
  readonly modPow?: ModPow | undefined;
}

/** The identity and its password. For a device these are its group key, its own key and its secret. */
export interface SrpIdentity {
  /** The part of the user pool's id after the `_`. */
  readonly pool: string;
  /** `USER_ID_FOR_SRP`, never the alias that the user typed. */
  readonly user: string;
  readonly password: string;
}

/** The server's challenge: the parameters of PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER. */
export interface SrpChallenge {
  /** Hexadecimal. */
  readonly salt: string;
  /** The server's public value B, hexadecimal. */
  readonly srpB: string;
  /** Base64. The client signs it and sends it back. */
  readonly secretBlock: string;
}

/** One exchange. It does not expose its private value a, and it stores no password. */
export interface SrpExchange {
  /** The public value A, hexadecimal: `SRP_A`. */
  readonly srpA: string;
  /**
   * Proves the password without sending it.
   *
   * @param timestamp The result of {@link srpTimestamp}, which is also sent as `TIMESTAMP`.
   * @returns `PASSWORD_CLAIM_SIGNATURE`.
   * @throws AuthError `unexpected-answer` if the server's values would reveal the secret (RFC 5054, section 2.5.3)
   */
  prove(identity: SrpIdentity, challenge: SrpChallenge, timestamp: string): Promise<string>;
}

const PRIVATE_BYTES = 128;
const KEY_BYTES = 16;
const KEY_INFO = 'Caldera Derived Key\x01';

/** The generator. */
const g = 2n;

let prime: bigint | undefined;
/**
 * Returns the 3072-bit prime N of RFC 5054. Computed as RFC 3526 (section 4) defines it, because the code is shorter
 * than the digits: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 * pi) + 1690314), with pi by the series of 6 arcsin(1/2).
 */
export const groupPrime = (): bigint => {
  if (!prime) {
    // Extra bits for the rounding errors of the series.
    const spare = 64n;
    let term = 3n << (2942n + spare);
    let pi = term;
    for (let odd = 1n; term; odd += 2n) {
      term = (term * odd) / (4n * (odd + 1n));
      pi += term / (odd + 2n);
    }
    prime = (1n << 3072n) - (1n << 3008n) - 1n + (((pi >> spare) + 1690314n) << 64n);
  }
  return prime;
};

/**
 * Returns the big-endian bytes of a number, with a leading zero byte if the first bit would otherwise be read as a
 * sign.
 */
export const pad = (number: bigint): Uint8Array => {
  const hex = number.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return fromHex(even >= '8' ? `00${even}` : even);
};

/** Derives x, the private key, from the password. The salt is a number, so its leading zeros do not count. */
export const privateKey = async (salt: bigint, { pool, user, password }: SrpIdentity): Promise<bigint> =>
  toBigInt(await sha256(pad(salt), await sha256(utf8(`${pool}${user}:${password}`))));

/** Computes g to the power of `exponent`, modulo N. */
export const powerOfG = (exponent: bigint, modPow: ModPow = bigIntModPow): bigint | Promise<bigint> =>
  modPow(g, exponent, groupPrime());

/** Begins an exchange: draws a and computes A. */
export const startSrp = async ({
  randomBytes = platformBytes,
  modPow = bigIntModPow,
}: SrpOptions = {}): Promise<SrpExchange> => {
  const N = groupPrime();
  const a = toBigInt(randomBytes(PRIVATE_BYTES));
  const A = await powerOfG(a, modPow);

  return {
    srpA: A.toString(16),
    prove: async (identity, { salt, srpB, secretBlock }, timestamp) => {
      const B = BigInt(`0x${srpB}`);
      const u = toBigInt(await sha256(pad(A), pad(B)));
      if (B % N === 0n || u === 0n) {
        throw new AuthError('unexpected-answer', 'The server sent an invalid SRP_B.');
      }
      const k = toBigInt(await sha256(pad(N), pad(g)));
      const x = await privateKey(BigInt(`0x${salt}`), identity);
      const base = (B - k * (await powerOfG(x, modPow))) % N;
      const S = await modPow(base < 0n ? base + N : base, a + u * x, N);

      const key = (await hmac(await hmac(pad(u), pad(S)), utf8(KEY_INFO))).slice(0, KEY_BYTES);
      const { pool, user } = identity;
      return toBase64(await hmac(key, concat(utf8(pool + user), fromBase64(secretBlock), utf8(timestamp))));
    },
  };
};

/** Formats a time (milliseconds since the epoch) as Cognito expects it: `Mon Jan 5 03:04:09 UTC 2026`. */
export const srpTimestamp = (time: number): string =>
  new Date(time).toUTCString().replace(/^(\w+), 0?(\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4');
