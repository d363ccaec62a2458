import { BASE64, type Random } from '../../random.js';
import { base64, utf8 } from '../../verifier/encoding.js';

/** Issued tokens, and what each represents. */
export interface IssuedTokens<T> {
  /** Stores what a token represents, and returns the token. */
  add(token: string, meaning: T): string;
  find(token: string): T | undefined;
  clear(): void;
}

/**
 * Stores tokens instead of verifying signatures: the mock's issuer and verifier run in the same process, and clients
 * cannot verify these signatures.
 */
export const createIssuedTokens = <T>(): IssuedTokens<T> => {
  const issued = new Map<string, T>();
  return {
    add: (token, meaning) => {
      issued.set(token, meaning);
      return token;
    },
    find: (token) => issued.get(token),
    clear: () => issued.clear(),
  };
};

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Creates a JSON Web Token (RFC 7519) with a random signature: see {@link createIssuedTokens}. */
export const jsonWebToken = (
  algorithm: 'RS256' | 'RS512',
  claims: Readonly<Record<string, unknown>>,
  random: Random,
): string => {
  const encode = (part: object): string => urlSafe(base64(utf8(JSON.stringify(part))));
  const header = { kid: `${algorithm.toLowerCase()}-mock`, typ: algorithm === 'RS512' ? 'JWS' : 'JWT', alg: algorithm };
  return `${encode(header)}.${encode(claims)}.${urlSafe(random.text(342, BASE64))}`;
};
