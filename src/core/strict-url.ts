import { UnsignableRequestError } from './errors.js';
import { memoise } from './memoise.js';
import { trim } from './trim.js';

/** The parts of a URL that are signed, and the URL to send: strictly encoded, with unchanged meaning. */
export interface StrictUrl {
  /** Lower-case scheme with its colon, such as `https:`. */
  readonly protocol: string;
  /** Host and port, as in the `Host` header. */
  readonly host: string;
  /** The strictly encoded path. */
  readonly path: string;
  /** The decoded pairs of the query, in their order. */
  readonly query: readonly QueryPair[];
  /** The whole URL, strictly encoded, without its fragment. */
  readonly href: string;
}

/** Scheme, host and port, such as `https://api.example.com`. */
export const originOf = ({ protocol, host }: StrictUrl): string => `${protocol}//${host}`;

/** A decoded name and value of a query. */
export type QueryPair = readonly [name: string, value: string];

const refuse = (what: string): never => {
  throw new UnsignableRequestError('malformed-url', `The URL cannot be signed: ${what}`);
};

/** Most URLs consist of these characters: testing is cheaper than encoding. */
const UNRESERVED = /^[\w.~-]*$/;
const UNRESERVED_PATH = /^\/[\w.~/-]*$/;

/**
 * Encodes all but RFC 3986's unreserved characters (section 2.3), as SigV4's UriEncode does. `encodeURIComponent`
 * leaves `!'()*`.
 */
export const encodeStrictly = (text: string): string =>
  UNRESERVED.test(text)
    ? text
    : encodeURIComponent(text).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      );

/** Decodes percent-encoding. A `%` that does not begin an escape is kept, as lenient servers do. */
const decode = (text: string): string => decodeURIComponent(text.replace(/%(?![\dA-F]{2})/gi, '%25'));

const reencode = (text: string): string => (UNRESERVED.test(text) ? text : encodeStrictly(decode(text)));

/** Parses a query: `+` is a space (form encoding), a name without `=` has an empty value, and `&&` is skipped. */
const parseQuery = (query: string): QueryPair[] =>
  query
    .split('&')
    .filter((piece) => piece)
    .map((piece) => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(piece.replace(/\+/g, ' ')) ?? [];
      return [decode(name), decode(value)];
    });

/** Returns pairs as a strictly encoded query, without a question mark. */
export const formatQuery = (pairs: readonly QueryPair[]): string =>
  pairs.map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`).join('&');

/** Removes spaces at both ends, as URL parsers do, but no other whitespace: U+00A0 is part of a URL. */
const trimUrl = (url: string): string => trim(url, ' ');

const hostOf = memoise((origin) => new URL(origin).host);

/**
 * Reads an absolute URL for signing, once: an app calls the same URLs over and over.
 *
 * Servers decode and re-encode a URL before they verify it, so only a strictly RFC 3986-encoded URL has one canonical form everywhere.
 * The path is taken as written: `URL` would collapse dot segments, which may be part of an S3 key.
 *
 * @throws UnsignableRequestError `malformed-url` for a URL that is not absolute, has userinfo (it would become an
 * Authorization header of its own), or is not valid UTF-8 under its percent-encoding.
 */
export const parseStrictUrl = memoise((url): StrictUrl => {
  const [, scheme = '', authority = '', path = '', search = ''] =
    /^([a-z][a-z\d+.-]*:)\/\/([^/?#\\]*)([^?#]*)\??([^#]*)/i.exec(trimUrl(url)) ??
    refuse('it is not absolute (https://host/…).');
  // URL parsers drop tabs and line breaks and read a backslash as a slash, so the caller's intent is unclear.
  if (/[\t\r\n]/.test(url) || path.includes('\\')) refuse('it contains a backslash, tab or line break; encode it.');
  if (authority.includes('@')) refuse('it contains a user name or password; remove them.');
  let host = '';
  try {
    // URL handles case, punycode, IPv6 and default ports.
    host = hostOf(`${scheme}//${authority}`);
  } catch {
    refuse(`its host is not valid.`);
  }
  try {
    const strictPath = UNRESERVED_PATH.test(path) ? path : path.split('/').map(reencode).join('/') || '/';
    const query = parseQuery(search);
    const protocol = scheme.toLowerCase();
    const href = `${protocol}//${host}${strictPath}${query.length ? `?${formatQuery(query)}` : ''}`;
    return { protocol, host, path: strictPath, query, href };
  } catch {
    return refuse('its percent-encoding is not valid UTF-8; use encodeURIComponent.');
  }
});
