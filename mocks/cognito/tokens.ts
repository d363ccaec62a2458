import { subtle } from '../web-crypto.js';
import { type Bytes, fromBase64, toBase64Url, utf8 } from './user-pool/bytes.js';

/** The payload of a JWT. */
export type Claims = Readonly<Record<string, unknown>>;

/** Signs JWTs with its own key, and verifies them. */
export interface TokenSigner {
  /** Creates a JWT, signed with RS256. */
  sign(claims: Claims): Promise<string>;
  /** Returns the claims of a JWT that this key signed, not validated. Undefined for any other JWT. */
  read(token: string): Promise<Claims | undefined>;
  /** Returns the public key as a JWK set (RFC 7517). */
  jwks(): Promise<{ readonly keys: readonly object[] }>;
}

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * Creates a {@link TokenSigner}. It generates the key on first use, because that takes time.
 *
 * @param random The source of the key's id. WebCrypto generates the key itself, so signatures differ from run to run.
 */
export const createTokenSigner = (random: (length: number) => Bytes): TokenSigner => {
  const kid = toBase64Url(random(32));
  let made: Promise<CryptoKeyPair> | undefined;
  const keys = (): Promise<CryptoKeyPair> => {
    made ??= subtle().generateKey({ ...RS256, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }, true, [
      'sign',
      'verify',
    ]);
    return made;
  };

  return {
    sign: async (claims) => {
      const input = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
      const { privateKey } = await keys();
      const signature = await subtle().sign(RS256.name, privateKey, utf8(input));
      return `${input}.${toBase64Url(new Uint8Array(signature))}`;
    },
    read: async (token) => {
      const [header, payload, signature, ...rest] = token.split('.');
      if (header === undefined || payload === undefined || signature === undefined || rest.length) return undefined;
      if (decode(header)?.alg !== 'RS256' || decode(header)?.kid !== kid) return undefined;
      const { publicKey } = await keys();
      const signed = utf8(`${header}.${payload}`);
      const bytes: Bytes = fromBase64(signature) ?? new Uint8Array();
      return (await subtle().verify(RS256.name, publicKey, bytes, signed)) ? decode(payload) : undefined;
    },
    jwks: async () => {
      const { publicKey } = await keys();
      const { kty, n, e } = await subtle().exportKey('jwk', publicKey);
      const key = { alg: 'RS256', e, kid, kty, n, use: 'sig' };
      return { keys: [key] };
    },
  };
};

const encode = (value: Claims): string => toBase64Url(utf8(JSON.stringify(value)));

const decode = (part: string): Claims | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64(part)));
    return typeof value === 'object' && value !== null ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
};
