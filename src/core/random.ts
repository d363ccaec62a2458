import { AuthError } from './errors.js';

/**
 * Returns random bytes from the platform.
 *
 * @throws AuthError `unsupported-platform` if the platform has no secure source: a weak one would make secrets predictable.
 */
export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => {
  const { crypto } = globalThis as { crypto?: Partial<Crypto> };
  if (typeof crypto?.getRandomValues !== 'function') {
    throw new AuthError(
      'unsupported-platform',
      'There is no crypto.getRandomValues. Load a polyfill first (React Native: react-native-get-random-values).',
    );
  }
  return crypto.getRandomValues(new Uint8Array(length));
};

/** Returns a random name of 128 bits, in hexadecimal digits: `crypto.randomUUID` is missing on plain http pages and in React Native. */
export const randomId = (): string =>
  Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
