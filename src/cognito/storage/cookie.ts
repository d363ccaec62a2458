import { optionNames, requireKnownOptions } from '../../core/options.js';
import { type CookieAttributes, type CookieJar, type CookieListJar, type Cookies, openJar } from './cookie-jar.js';
import { documentCookies } from './document-cookies.js';
import type { SessionStorage } from './session-storage.js';

/** What {@link cookieStorage} takes: where the cookies are, and their attributes. */
export interface CookieStorageOptions extends Partial<CookieAttributes> {
  /** Default: the page's `document.cookie`. On a server pass the jar of the request at hand, one for each request. */
  readonly jar?: CookieJar | CookieListJar;
  /**
   * Whether the jar shows the cookies of one request, so that it cannot see what other requests write: see
   * `SessionStorage.perRequest`. Default: `true` for a jar where there is no `document`. Pass it where that guesses wrong.
   */
  readonly perRequest?: boolean;
}

const OPTIONS = optionNames<CookieStorageOptions>({
  jar: 0,
  perRequest: 0,
  path: 0,
  domain: 0,
  maxAge: 0,
  sameSite: 0,
  secure: 0,
  httpOnly: 0,
});

/** Browsers keep 4,096 bytes of a cookie's name and value (RFC 6265, section 6.1); some proxies count attributes too. */
const COOKIE_BYTES = 3_800;
/** 30 KB in all. Servers refuse headers beyond 8 to 64 KB anyway. */
const MAX_PARTS = 8;

// What encodeURIComponent leaves alone may stand in a cookie's value, save that a name admits no parentheses. `~` takes
// the place of `%`: most jars encode a value and some do not, so that a `%` written by the page would be decoded once too
// often by the server, or the other way round.
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[~()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replace(/%/g, '~');
const decode = (text: string): string => decodeURIComponent(text.replace(/~/g, '%'));

/** The cookies that a value may be split over. */
const partNames = (name: string): string[] =>
  Array.from({ length: MAX_PARTS }, (_, index) => (index ? `${name}.${index}` : name));

/** The values of the parts: one, or several that can be told from those of another write. */
const split = (name: string, text: string): string[] => {
  const room = COOKIE_BYTES - name.length - 12;
  const count = Math.ceil(text.length / room) || 1;
  if (room < 1 || count > MAX_PARTS) {
    throw new Error(
      `The session does not fit into ${MAX_PARTS} cookies. Use another storage, or fewer claims in the tokens.`,
    );
  }
  const prefix = `${Math.random().toString(36).slice(2, 8)}-${count}.`;
  return Array.from({ length: count }, (_, index) => prefix + text.slice(index * room, (index + 1) * room));
};

/** Writes all parts, and removes those that are not needed: also those of which this request shows nothing. */
const write = async (cookies: Cookies, name: string, values: readonly string[]): Promise<void> => {
  await cookies.write(partNames(name).map((part, index) => ({ name: part, value: values[index] ?? '' })));
  const find = await cookies.read();
  const shown = await Promise.all(partNames(name).map(find));
  if (shown.every((value, index) => (value ?? '') === (values[index] ?? ''))) return;
  throw new Error(
    `The cookie jar does not show what was written to ${name}: it could not write, or it reads the request's cookies only. ` +
      'Let it show what was written for the same request, and throw where it cannot write.',
  );
};

/**
 * Keeps the session in cookies, for apps that render on the server too: both sides see the same session. Values are
 * URL-encoded (with `~` for `%`), and a long one is split over several cookies of at most 3,800 bytes, at most 8 of them. Every write
 * sets the cookies that it needs and removes the rest of the 8, so that none is left of a longer value.
 *
 * Its limits: scripts in the page can read such cookies unless they are `httpOnly`, as they can read any store of the page; the
 * browser sends them with every request to the host, so keep its logs free of cookies. A server without a writable jar (a React
 * server component) can read the session, and keeps what it renewed for that request only; signing out there is an error.
 *
 * A value of which a part is missing, or is of another write, is an error of `get`: another tab may be writing. So is a write that the
 * jar does not show afterwards.
 *
 * @throws TypeError that names what a jar lacks
 */
export const cookieStorage = (options: CookieStorageOptions = {}): SessionStorage => {
  requireKnownOptions('cookieStorage', options, OPTIONS);
  const { jar, path = '/', domain, maxAge = 2_592_000, sameSite = 'lax', secure = true, httpOnly } = options;
  if (httpOnly && !jar) throw new TypeError('cookieStorage: a page cannot write httpOnly cookies. Pass a jar.');
  const attributes = {
    path,
    maxAge,
    sameSite,
    secure,
    ...(domain !== undefined && { domain }),
    ...(httpOnly && { httpOnly }),
  };
  const cookies = openJar(jar === undefined ? documentCookies : jar, attributes);

  return {
    perRequest: options.perRequest ?? (jar !== undefined && typeof document === 'undefined'),
    get: async (key) => {
      const [name, ...more] = partNames(encode(key)) as [string, ...string[]];
      const find = await cookies.read();
      const head = await find(name);
      // A cookie is removed by emptying it.
      if (!head) return null;
      const prefix = head.slice(0, head.indexOf('.') + 1);
      const count = Number(prefix.match(/-(\d)\.$/)?.[1]);
      const parts = [head, ...(await Promise.all(more.slice(0, (count || 1) - 1).map(find)))];
      if (!count || parts.some((part) => !part?.startsWith(prefix))) {
        throw new Error(`The parts of the cookie ${name} do not belong together. Read it again, or sign in again.`);
      }
      return decode(parts.map((part) => part!.slice(prefix.length)).join(''));
    },
    set: async (key, value) => {
      const name = encode(key);
      await write(cookies, name, split(name, encode(value)));
    },
    remove: (key) => write(cookies, encode(key), []),
  };
};
