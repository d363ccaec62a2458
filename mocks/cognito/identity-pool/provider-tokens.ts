import type { Duration } from '../../duration.js';
import { toMilliseconds } from '../../duration.js';
import { BASE64, HEX, type Random } from '../../random.js';
import { base64, utf8 } from '../../verifier/encoding.js';
import { sha256Hex } from '../../verifier/hash.js';
import type { OnToken } from '../token-log.js';
import { createIssuedTokens, jsonWebToken } from './issued-tokens.js';

/** The lifetime of a token. */
export interface TokenOptions {
  /**
   * Seconds, or a text such as `'15m'`. A negative value creates an expired token. Default: 1 hour; for a developer
   * identity 15 minutes, as at AWS.
   */
  readonly expiresIn?: Duration;
}

/** The user of a token, and when it expires. */
export interface ProviderToken {
  readonly provider: string;
  readonly user: string;
  /** In milliseconds since 1970. */
  readonly expiration: number;
}

/** A mock of Google, Facebook, OIDC and SAML providers. */
export interface ProviderTokens {
  /** @throws TypeError for a provider or user that is not a string, or an `expiresIn` that is not a duration */
  issue(provider: string, user: string, options?: TokenOptions): string;
  /** Registers a token that another part of the mock has issued. */
  register(token: string, meaning: ProviderToken): void;
  find(token: string): ProviderToken | undefined;
  /** Whether a token of that provider was ever issued. */
  knows(provider: string): boolean;
  clear(): void;
}

/** Returns the key of `Logins` for a provider. An OIDC issuer loses its scheme. */
export const loginKey = (provider: string): string => provider.replace(/^https:\/\//, '').replace(/\/$/, '');

/** Reads an `expiresIn`, in which numbers are seconds. */
export const readExpiresIn = ({ expiresIn = '1h' }: TokenOptions, option: string): number =>
  toMilliseconds(typeof expiresIn === 'number' ? expiresIn * 1000 : expiresIn, option);

/** Providers that use an opaque access token or an assertion instead of an ID token. */
const OPAQUE: Readonly<Record<string, (user: string, random: Random) => string>> = {
  'graph.facebook.com': (_, random) => `EAAG${random.text(180, HEX)}`,
  'www.amazon.com': (_, random) => `Atza|${random.text(300, BASE64)}`,
  // Cognito expects Twitter's token and its secret, joined by a semicolon.
  'api.twitter.com': (user, random) =>
    `${parseInt(sha256Hex(utf8(user)).slice(0, 8), 16)}-${random.text(40, HEX)};${random.text(45, HEX)}`,
};

const samlAssertion = (provider: string, user: string, random: Random): string =>
  base64(
    utf8(
      `<saml2p:Response xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${random.text(32, HEX)}"><!-- ${JSON.stringify({ provider, user }).replaceAll('-', '&#45;').replaceAll('<', '&lt;')} --></saml2p:Response>`,
    ),
  );

/** Creates the mock of all third-party providers. */
export const createProviderTokens = (now: () => number, random: Random, onToken: OnToken): ProviderTokens => {
  const tokens = createIssuedTokens<ProviderToken>();
  const known = new Set<string>();

  const write = (provider: string, user: string, expiration: number): string => {
    const opaque = OPAQUE[provider];
    if (opaque) return opaque(user, random);
    if (/:saml-provider\//.test(provider)) return samlAssertion(provider, user, random);
    const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
    return jsonWebToken(
      'RS256',
      {
        iss: `https://${provider}`,
        sub: sha256Hex(utf8(user)).slice(0, 21),
        aud: 'mock-app',
        name: user,
        iat: seconds(Math.min(now(), expiration)),
        exp: seconds(expiration),
        jti: random.text(16, HEX),
      },
      random,
    );
  };

  return {
    issue: (name, user, options = {}) => {
      if (typeof name !== 'string' || name === '') {
        throw new TypeError("issueProviderToken(provider): expected a key of Logins, such as 'accounts.google.com'.");
      }
      if (typeof user !== 'string' || user === '') {
        throw new TypeError('issueProviderToken(provider, user): user must be a non-empty string.');
      }
      const provider = loginKey(name);
      const expiration = now() + readExpiresIn(options, 'issueProviderToken(): expiresIn');
      known.add(provider);
      const token = write(provider, user, expiration);
      onToken(token, user);
      return tokens.add(token, { provider, user, expiration });
    },
    register: (token, meaning) => {
      known.add(meaning.provider);
      onToken(token, meaning.user);
      tokens.add(token, meaning);
    },
    find: tokens.find,
    knows: (provider) => known.has(provider),
    clear: () => {
      tokens.clear();
      known.clear();
    },
  };
};
