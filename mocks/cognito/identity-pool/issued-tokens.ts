import { BASE64, type Random } from '../../random.js';
import { base64, utf8 } from '../../verifier/encoding.js';

/** Tokens that were issued, with what each stands for. */
export interface IssuedTokens<T> {
  /** Remembers what a token stands for, and gives the token back. */
  add(token: string, meaning: T): string;
  find(token: string): T | undefined;
  clear(): void;
}

/**
 * Remembers tokens instead of checking signatures on them: whoever verifies them is in the same process as whoever
 * issued them, and no client can check the signature of somebody else's token.
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

/** A JSON Web Token as clients see one (RFC 7519). Its signature is random: see {@link createIssuedTokens}. */
export const jsonWebToken = (
  algorithm: 'RS256' | 'RS512',
  claims: Readonly<Record<string, unknown>>,
  random: Random,
): string => {
  const encode = (part: object): string => urlSafe(base64(utf8(JSON.stringify(part))));
  const header = { kid: `${algorithm.toLowerCase()}-mock`, typ: algorithm === 'RS512' ? 'JWS' : 'JWT', alg: algorithm };
  return `${encode(header)}.${encode(claims)}.${urlSafe(random.text(342, BASE64))}`;
};
