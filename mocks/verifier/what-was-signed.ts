import type { Authorization } from './authorization.js';
import { canonicalHeaders, canonicalQueryString, canonicalUri, headerValue, splitTarget } from './canonical-request.js';
import { hex, uriDecode, utf8 } from './encoding.js';
import { hmac, sha256Hex } from './hash.js';
import { signingKeyOf, stringToSign } from './signature.js';
import type { ArrivedRequest, SigningRules } from './types.js';

// A signature tells whether a guess of what was signed is right, but not what was signed. This tries the changes that
// proxies, clients and interceptors are known to make.

/** The parts of a canonical request. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** One line for each signed header, with its line feed. */
  readonly headers: string;
  readonly signedHeaders: string;
  readonly payloadHash: string;
}

/** A part of a canonical request, or the secret of the key. */
export type SignedPart = keyof CanonicalParts | 'secret';

/** What a client signed, proved by its signature. */
export interface SignedInstead {
  readonly parts: CanonicalParts;
  /** The parts that arrived differently. */
  readonly changed: readonly SignedPart[];
}

/** What a search needs beside the request. */
export interface SignedBy {
  readonly authorization: Authorization;
  readonly rules: SigningRules;
  /** The secret of the key that the request names. */
  readonly secretAccessKey: string;
  /** Secrets of other keys, which a client may have mixed up. */
  readonly otherSecrets: readonly string[];
  /** Hosts under which the API is known. */
  readonly hosts: readonly string[];
  /** What a base path mapping or a stage puts before each path. */
  readonly basePath: string;
}

const EMPTY = sha256Hex(new Uint8Array());
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];
const MEDIA_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded;charset=utf-8',
  'application/x-www-form-urlencoded; charset=utf-8',
  'application/x-amz-json-1.0',
  'application/x-amz-json-1.1',
  'text/plain',
  'text/plain;charset=UTF-8',
  'application/octet-stream',
];

/** Returns the parts of the canonical request, as a server sees them. */
export const canonicalParts = (
  request: ArrivedRequest,
  { signedHeaders }: Pick<Authorization, 'signedHeaders'>,
  payloadHash: string,
  rules: SigningRules,
): CanonicalParts => {
  const { path, query } = splitTarget(request.target);
  return {
    method: request.method,
    path: canonicalUri(path, rules),
    query: canonicalQueryString(query, rules),
    headers: canonicalHeaders(request, signedHeaders),
    signedHeaders: [...signedHeaders].sort().join(';'),
    payloadHash,
  };
};

/** Joins the parts to a canonical request. */
export const joinParts = ({ method, path, query, headers, signedHeaders, payloadHash }: CanonicalParts): string =>
  [method, path, query, headers, signedHeaders, payloadHash].join('\n');

const pathsOf = (request: ArrivedRequest, basePath: string): string[] => {
  const { path } = splitTarget(request.target);
  const shorter = basePath && path.startsWith(basePath) ? path.slice(basePath.length) || '/' : path;
  const bare = new TextDecoder().decode(uriDecode(path));
  const variants = [path, shorter, basePath + path, path.replace(/\/$/, ''), `${path}/`, path.replace(/^\/[^/]*/, '')];
  const rules = [true, false].flatMap((normalizePath) =>
    [true, false].map((doubleEncodePath) => ({ normalizePath, doubleEncodePath })),
  );
  return [...variants, bare, ...variants.flatMap((variant) => rules.map((rule) => canonicalUri(variant, rule)))];
};

const queriesOf = (request: ArrivedRequest, rules: SigningRules): string[] => {
  const { query } = splitTarget(request.target);
  const pairs = query.split('&').filter(Boolean);
  const without = pairs.map((_, index) => canonicalQueryString(pairs.toSpliced(index, 1).join('&'), rules));
  const names = [...new Set(pairs.map((pair) => pair.split('=')[0] ?? ''))];
  const withoutName = names.map((name) => pairs.filter((pair) => (pair.split('=')[0] ?? '') !== name).join('&'));
  const canonical = canonicalQueryString(query, rules);
  return [
    '',
    query,
    pairs.toSorted().join('&'),
    canonical.replaceAll('%20', '+'),
    canonical.replaceAll('%20', '%2B'),
    decodeURIComponentSafely(canonical),
    // Brackets and other characters that some clients do not encode.
    canonical.replace(/%(5B|5D|3A|2C|2F|21|27|28|29|2A)/g, (encoded) => decodeURIComponent(encoded)),
    ...without,
    ...withoutName.map((rest) => canonicalQueryString(rest, rules)),
  ];
};

const decodeURIComponentSafely = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Returns other values that a header may have been signed with. */
const valuesOf = (name: string, request: ArrivedRequest, hosts: readonly string[]): string[] => {
  const raw = request.headers.find(([candidate]) => candidate.toLowerCase() === name)?.[1] ?? '';
  const shared = ['', raw, raw.toLowerCase(), raw.trim()];
  if (name === 'host') return [...shared, raw.replace(/:\d+$/, ''), ...hosts];
  if (name === 'content-type') return [...shared, raw.replace(/;.*$/s, ''), ...MEDIA_TYPES];
  if (name === 'content-length') return [...shared, ...bodiesOf(request).map((body) => String(utf8(body).length))];
  if (name === 'x-amz-content-sha256') return [...shared, EMPTY, sha256Hex(request.body), 'UNSIGNED-PAYLOAD'];
  return shared;
};

const headersOf = (request: ArrivedRequest, signedHeaders: readonly string[], hosts: readonly string[]): string[] => {
  const lines = [...signedHeaders].sort().map((name) => [name, headerValue(request, name) ?? ''] as const);
  const write = (changed: number, value: string | undefined): string =>
    lines
      .flatMap(([name, arrived], index) => {
        const here = index === changed ? value : arrived;
        return here === undefined ? [] : [`${name}:${here}\n`];
      })
      .join('');
  return lines.flatMap(([name], index) => [
    // Named in the list, but not signed.
    write(index, undefined),
    ...valuesOf(name, request, hosts).map((value) => write(index, value)),
  ]);
};

/** Returns other texts that may have been the body when it was signed. */
const bodiesOf = ({ body }: ArrivedRequest): string[] => {
  const text = new TextDecoder().decode(body);
  const others = ['', '{}', 'null', '""', 'undefined', '[object Object]', '[object FormData]'];
  const texts = [...others, text.trim(), `${text}\n`, `"${text}"`, JSON.stringify(text)];
  try {
    const value: unknown = JSON.parse(text);
    // Signed as text, and sent as the JSON of that text.
    if (typeof value === 'string') texts.push(value);
    return [...texts, JSON.stringify(value), JSON.stringify(value, undefined, 2), JSON.stringify(value, undefined, 4)];
  } catch {
    return texts;
  }
};

const hashesOf = (request: ArrivedRequest, { contentSha256 }: Authorization): string[] => [
  sha256Hex(request.body),
  'UNSIGNED-PAYLOAD',
  ...(contentSha256 === undefined ? [] : [contentSha256]),
  ...bodiesOf(request).map((body) => sha256Hex(utf8(body))),
];

type Change = { readonly part: SignedPart; readonly parts?: Partial<CanonicalParts>; readonly secret?: string };

/** How many pairs of changes are tried. A pair costs about a tenth of a millisecond. */
const MAX_PAIRS = 3_000;

/**
 * Finds what a client signed, if that is what arrived with one or two of the changes above. The signature proves it.
 *
 * @param arrived The parts of what arrived.
 * @returns Undefined if no change explains the signature.
 */
export const whatWasSigned = (
  request: ArrivedRequest,
  arrived: CanonicalParts,
  { authorization, rules, secretAccessKey, otherSecrets, hosts, basePath }: SignedBy,
): SignedInstead | undefined => {
  const { amzDate, scope, signature, signedHeaders } = authorization;
  const signingKeys = new Map<string, Uint8Array>();
  const isSigned = (parts: CanonicalParts, secret: string): boolean => {
    const key = signingKeys.get(secret) ?? signingKeyOf(secret, scope);
    signingKeys.set(secret, key);
    return hex(hmac(key, stringToSign(amzDate, scope, joinParts(parts)))) === signature;
  };
  const changesOf = (part: keyof CanonicalParts, values: readonly string[]): Change[] =>
    [...new Set(values)]
      .filter((value) => value !== arrived[part])
      .map((value) => ({ part, parts: { [part]: value } }));
  const changes: Change[] = [
    ...[encodeURIComponent(secretAccessKey), `${secretAccessKey}\n`, ` ${secretAccessKey}`, `${secretAccessKey} `]
      .concat(otherSecrets)
      .filter((secret) => secret !== secretAccessKey)
      .map((secret): Change => ({ part: 'secret', secret })),
    ...changesOf('payloadHash', hashesOf(request, authorization)),
    ...changesOf('headers', headersOf(request, signedHeaders, hosts)),
    ...changesOf('path', pathsOf(request, basePath)),
    ...changesOf('query', queriesOf(request, rules)),
    ...changesOf('method', METHODS),
  ];
  const attempt = (...tried: readonly Change[]): SignedInstead | undefined => {
    const parts = Object.assign({}, arrived, ...tried.map((change) => change.parts)) as CanonicalParts;
    const secret = tried.find((change) => change.secret !== undefined)?.secret ?? secretAccessKey;
    return isSigned(parts, secret) ? { parts, changed: tried.map(({ part }) => part) } : undefined;
  };
  for (const change of changes) {
    const found = attempt(change);
    if (found) return found;
  }
  let pairs = 0;
  for (const [index, first] of changes.entries()) {
    for (const second of changes.slice(index + 1)) {
      if (first.part === second.part || first.part === 'secret') continue;
      pairs += 1;
      if (pairs > MAX_PAIRS) return undefined;
      const found = attempt(first, second);
      if (found) return found;
    }
  }
  return undefined;
};
