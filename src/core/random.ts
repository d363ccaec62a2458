import { AuthError } from './errors.js';

/**
 * So many random bytes of the platform's.
 *
 * @throws AuthError `unsupported-platform` where the platform has none: a weaker source would give secrets away.
 */
export const randomBytes = (length: number): Uint8Array<ArrayBuffer> => {
  const { crypto } = globalThis as { crypto?: Partial<Crypto> };
  if (typeof crypto?.getRandomValues !== 'function') {
    throw new AuthError(
      'unsupported-platform',
      'There is no crypto.getRandomValues here: load a polyfill of it first (in React Native, react-native-get-random-values).',
    );
  }
  return crypto.getRandomValues(new Uint8Array(length));
};

/** A random name, of 128 bits in hexadecimal digits: `crypto.randomUUID` is missing on plain http pages and in React Native. */
export const randomId = (): string =>
  Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
