/**
 * Computes `base` to the power of `exponent`, modulo `modulus`. All arguments are positive, and `base` is less than
 * `modulus`. May be asynchronous: a native module where BigInt is slow (React Native), or a worker.
 */
export type ModPow = (base: bigint, exponent: bigint, modulus: bigint) => bigint | Promise<bigint>;

/** How many bits of the exponent are processed at a time: one hexadecimal digit. */
const WINDOW = 4;

/**
 * {@link ModPow} with BigInt, by the fixed-window method. For SRP's generator, 2, the table holds small numbers, so
 * that multiplying by them costs almost nothing compared to the squarings.
 */
export const modPow = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  const powers = [1n];
  for (let power = 1; power < 1 << WINDOW; power++) powers.push((powers[power - 1]! * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(1 << WINDOW)) {
    for (let squaring = 1; squaring < WINDOW; squaring++) result = (result * result) % modulus;
    result = (result * result * powers[Number.parseInt(digit, 1 << WINDOW)]!) % modulus;
  }
  return result;
};
