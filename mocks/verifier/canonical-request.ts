import { uriDecode, uriEncode } from './encoding.js';
import type { ArrivedRequest, SigningRules } from './types.js';

// The names and steps follow "Create a signed AWS API request", step 1 (IAM User Guide).

const reencode = (text: string): string => uriEncode(uriDecode(text));

/** Path and query of a request target. */
export const splitTarget = (target: string): { readonly path: string; readonly query: string } => {
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
};

/**
 * Removes dot segments (RFC 3986, section 5.2.4) and double slashes.
 * As in AWS's SDKs, `/a/.` becomes `/a`, without a slash.
 */
const normalizePath = (path: string): string => {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
};

const encodeSegments = (path: string, encode: (segment: string) => string): string =>
  path.split('/').map(encode).join('/');

/**
 * `CanonicalURI`. Like real servers, it first decodes the path and encodes it strictly, because they see the resource,
 * not the client's encoding of it.
 */
export const canonicalUri = (path: string, rules: Pick<SigningRules, 'normalizePath' | 'doubleEncodePath'>): string => {
  const strict = encodeSegments(path, reencode);
  const normal = rules.normalizePath ? normalizePath(strict) : strict;
  return (rules.doubleEncodePath ? encodeSegments(normal, uriEncode) : normal) || '/';
};

/** Returns the pairs of a query, strictly encoded. `+` is a space, and a name without `=` has an empty value. */
const encodedPairs = (query: string): [name: string, value: string][] =>
  query
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [name = '', ...value] = piece.replaceAll('+', ' ').split('=');
      return [reencode(name), reencode(value.join('='))];
    });

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `CanonicalQueryString`: sorted by name, then by value, without `X-Amz-Signature`. */
export const canonicalQueryString = (
  query: string,
  { tokenAppended }: Pick<SigningRules, 'tokenAppended'> = {},
): string =>
  encodedPairs(query)
    .filter(([name]) => name !== 'X-Amz-Signature' && !(tokenAppended && name === 'X-Amz-Security-Token'))
    .sort(([a, x], [b, y]) => byCodePoint(a, b) || byCodePoint(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/**
 * `Trimall()`. Only HTTP's whitespace, including folded lines: JavaScript's `\s` would also match a no-break space.
 */
const trimAll = (value: string): string => value.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');

/**
 * Returns the value of a header: trimmed, runs of spaces collapsed, repeated
 * headers joined by a comma. Undefined if it is absent.
 */
export const headerValue = (request: Pick<ArrivedRequest, 'headers'>, name: string): string | undefined => {
  const values = request.headers.filter(([candidate]) => candidate.toLowerCase() === name);
  return values.length ? values.map(([, value]) => trimAll(value)).join(',') : undefined;
};

/** `CanonicalHeaders`, each line with its line feed. A signed header that did not arrive has an empty value. */
export const canonicalHeaders = (request: ArrivedRequest, signedHeaders: readonly string[]): string =>
  [...signedHeaders]
    .sort(byCodePoint)
    .map((name) => `${name}:${headerValue(request, name) ?? ''}\n`)
    .join('');

/** Returns the canonical request: method, URI, query, headers, signed headers, hash of the payload. */
export const canonicalRequest = (
  request: ArrivedRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
  rules: Pick<SigningRules, 'normalizePath' | 'doubleEncodePath' | 'tokenAppended'>,
): string => {
  const { path, query } = splitTarget(request.target);
  return [
    request.method,
    canonicalUri(path, rules),
    canonicalQueryString(query, rules),
    canonicalHeaders(request, signedHeaders),
    [...signedHeaders].sort(byCodePoint).join(';'),
    payloadHash,
  ].join('\n');
};
