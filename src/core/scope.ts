import { UnsignableRequestError } from './errors.js';
import type { StrictUrl } from './strict-url.js';

/**
 * Which hosts are signed: a string is an exact origin (`https://api.example.com`), a RegExp must match the whole
 * `URL.origin`, a predicate gets the `URL`.
 */
export type OriginRule = string | RegExp | ((url: URL) => boolean);

/**
 * Whether a URL is in scope: `false`; `'named'` by the app itself, as an exact origin or its client's base URL; or
 * `'recognised'`, by a pattern or as an AWS host, on which anyone may run a server.
 */
export type Coverage = false | 'named' | 'recognised';

/** Decides whether a URL is in scope; `base` is the origin of the client's own baseURL. */
export type Covers = (url: URL, base?: string) => Coverage;

/** The protocols of URLs that name a server. */
export const HAS_SERVER = /^(http|ws)s?:$/;

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/** Whether a host (with or without a port) is this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Parses a URL; `undefined` for an invalid one. React Native has no `URL.canParse`. */
export const parseUrl = (url: string | URL, base?: string): URL | undefined => {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
};

/** Returns the origin of an absolute base URL; `undefined` for a relative or missing one. */
export const parseOrigin = (url: unknown): string | undefined =>
  typeof url === 'string' || url instanceof URL ? parseUrl(url)?.origin : undefined;

/**
 * Returns the origin of the option `baseURL`.
 *
 * @throws TypeError for anything but an absolute URL.
 */
export const readBaseURL = (url: string | URL | undefined): string | undefined => {
  const origin = parseOrigin(url && String(url));
  if (url === undefined || origin) return origin;
  throw new TypeError('baseURL: pass an absolute URL, such as https://api.example.com.');
};

/** Resolves a URL, against the page if there is one; `undefined` for a URL that stays relative. */
export const resolveUrl = (url: string): URL | undefined => {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return parseUrl(url, base);
};

const wholeMatch = (pattern: RegExp, text: string): boolean => {
  // Without g and y, which keep a position between calls.
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(text)?.[0] === text;
};

/** Reads an origin from the options. Rejects a rule that would match nothing, or more than it says. */
const readOrigin = (rule: unknown): string => {
  const url = typeof rule === 'string' || rule instanceof URL ? parseUrl(rule) : undefined;
  const refuse = (what: string): never => {
    throw new TypeError(`origins: ${JSON.stringify(rule)} ${what}`);
  };
  if (/[*{}]/.test(String(rule)))
    return refuse('has a wildcard. Pass a RegExp, such as /https:\\/\\/[^.]+\\.example\\.com/.');
  if (!url || url.username || !HAS_SERVER.test(url.protocol)) return refuse('is not an origin such as https://host.');
  const { origin, pathname, search, hash } = url;
  return pathname === '/' && !search && !hash
    ? origin
    : refuse(`has a path. Pass '${origin}', or a function (url) => boolean to test the path.`);
};

/**
 * Compiles the `origins` option to a predicate.
 *
 * @throws TypeError for an invalid rule.
 */
export const compileOrigins = (origins: OriginRule | readonly OriginRule[]): ((url: URL) => Coverage) => {
  const rules = (Array.isArray(origins) ? (origins as OriginRule[]) : [origins as OriginRule]).map((rule) => {
    if (typeof rule === 'function') {
      return (url: URL) => {
        const result: unknown = rule(url);
        // A promise is truthy for every host.
        if (Object(result) === result)
          throw new TypeError('origins: the function must return true or false, not an object or a promise.');
        return result ? 'recognised' : false;
      };
    }
    if (rule instanceof RegExp) return (url: URL) => (wholeMatch(rule, url.origin) ? 'recognised' : false);
    const origin = readOrigin(rule);
    return (url: URL) => (url.origin === origin ? 'named' : false);
  }) satisfies ((url: URL) => Coverage)[];
  return (url) => {
    let coverage: Coverage = false;
    for (const rule of rules) {
      const ruleCoverage = rule(url);
      if (ruleCoverage === 'named') return ruleCoverage;
      coverage ||= ruleCoverage;
    }
    return coverage;
  };
};

/**
 * Refuses to send credentials over an unencrypted connection: plain http and ws are allowed for loopback only.
 *
 * @throws UnsignableRequestError `insecure-origin`
 */
export const requireSecure = ({ protocol, host }: Pick<StrictUrl, 'protocol' | 'host'>): void => {
  if (protocol === 'https:' || protocol === 'wss:') return;
  if ((protocol === 'http:' || protocol === 'ws:') && isLoopback(host)) return;
  throw new UnsignableRequestError(
    'insecure-origin',
    `${protocol}//${host} is in scope but not encrypted. Use https (http is signed for loopback hosts only).`,
  );
};
