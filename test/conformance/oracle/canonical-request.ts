import { uriEncode } from './percent-encoding.js';
import { insist } from './refusal.js';
import type { QueryParameter } from './target.js';

/** How a service reads paths. */
export interface PathStyle {
  /** Remove dot segments and empty segments. */
  readonly normalize: boolean;
  /** "Each path segment must be URI-encoded twice, except for Amazon S3, which only gets URI-encoded once." */
  readonly encodings: 1 | 2;
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** `a/./b//../c/` as AWS's own signers have it: a `..` at the end leaves no slash behind, an empty segment does. */
const normalize = (segments: readonly string[]): string[] => {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  if (kept.length === 0 || segments.at(-1) === '') kept.push('');
  return kept;
};

/** CanonicalUri. */
export const canonicalUri = (segments: readonly Uint8Array[], style: PathStyle): string => {
  const once = segments.map(uriEncode);
  const normalized = style.normalize ? normalize(once) : once;
  const encoded = style.encodings === 2 ? normalized.map((segment) => uriEncode(bytesOf(segment))) : normalized;
  return `/${encoded.join('/')}`;
};

const compare = (a: string, b: string): number => Buffer.compare(bytesOf(a), bytesOf(b));

/** CanonicalQueryString: encoded, sorted by encoded name and then by encoded value. */
export const canonicalQueryString = (query: readonly QueryParameter[]): string =>
  query
    .map(({ name, value }) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

/** Trimall: no white space around the value, and a single space for each run of it within (a folded line is white space). */
const trimAll = (value: string, name: string): string => {
  const collapsed = value.replace(/(?:\r?\n)?[ \t]+/g, ' ').replace(/^ | $/g, '');
  insist(/^[\x20-\x7e]*$/.test(collapsed), `the signed header ${name} is not printable ASCII`);
  return collapsed;
};

/** CanonicalHeaders, with the newline that ends each. */
export const canonicalHeaders = (names: readonly string[], headers: ReadonlyMap<string, readonly string[]>): string =>
  names
    .map((name) => {
      const values = headers.get(name);
      insist(values !== undefined, `the signed header ${name} is not in the request`);
      return `${name}:${values.map((value) => trimAll(value, name)).join(',')}\n`;
    })
    .join('');
