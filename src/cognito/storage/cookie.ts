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

/**
 * What a browser holds a cookie to (RFC 6265bis, section 4.1.3): with `__Host-` no other host, no other path and no page on http can set
 * one of that name. It follows from the options alone, because page and server must come to the same name.
 */
const prefixOf = ({ secure, domain, path }: CookieAttributes): string => {
  if (!secure) return '';
  return domain || path !== '/' ? '__Secure-' : '__Host-';
};

/** Writes all parts, and removes those that are not needed: also those of which this request shows nothing. */
const write = async (cookies: Cookies, prefix: string, key: string, values: readonly string[]): Promise<void> => {
  const names = partNames(prefix + key);
  const parts = names.map((name, index) => ({ name, value: values[index] ?? '' }));
  // Until 0.1 names had no prefix. Such cookies are not read, because anybody may have set them, but they may hold tokens.
  // Where none can be read, they may be there too; a sign-out must still remove all.
  const before = await cookies.read().catch(() => () => 'unknown');
  const isShown = async (name: string): Promise<boolean> => !!(await before(name));
  const old = await Promise.all(partNames(key).map((name) => prefix !== '' && isShown(name).catch(() => true)));
  const removed = partNames(key).filter((_, index) => old[index]);
  await cookies.write([...parts, ...removed.map((name) => ({ name, value: '' }))]);
  const find = await cookies.read();
  const shown = await Promise.all(names.map(find));
  if (shown.every((value, index) => (value ?? '') === (values[index] ?? ''))) return;
  throw new Error(
    `The cookie jar does not show what was written to ${prefix + key}: it could not write, or it reads the request's cookies only. ` +
      'Let it show what was written for the same request, and throw where it cannot write.',
  );
};

/**
 * Keeps the session in cookies, for apps that render on the server too: both sides see the same session. Values are
 * URL-encoded (with `~` for `%`), and a long one is split over several cookies of at most 3,800 bytes, at most 8 of them. Every write
 * sets the cookies that it needs and removes the rest of the 8, so that none is left of a longer value.
 *
 * A secure cookie's name begins with `__Host-`, or with `__Secure-` where a `domain` or a `path` other than `/` is asked for; without
 * `secure` it has no prefix. The name follows from the options, so pass the same ones in the page and on the server. Browsers let only this
 * host, over https, set a cookie whose name begins with `__Host-`, so that no subdomain can sign a visitor in as somebody else. With
 * `__Secure-`, and so with any other `path`, a subdomain can, and without a prefix anybody on the network can too: then two cookies of one
 * name are not used, but a single one cannot be told from the session's own. Cookies of a name without the prefix, as 0.1.0 wrote them, are
 * never read, and are removed with the next write.
 *
 * Its limits: scripts in the page can read such cookies unless they are `httpOnly`, as they can read any store of the page; the
 * browser sends them with every request to the host, so keep its logs free of cookies. A server without a writable jar (a React
 * server component) can read the session, and keeps what it renewed for that request only; signing out there is an error.
 *
 * On a server, `username`, `isSignedIn`, `state` and `getTokens()` say what the request's cookies say, and a visitor can make those up: no
 * token's signature is verified. Where that matters, make a call that the service checks, or verify the token (with `aws-jwt-verify`, for
 * example).
 *
 * A value of which a part is missing, or is of another write, is an error of `get`: another tab may be writing. So are two cookies of one
 * name, and a write that the jar does not show afterwards. Where a page is shown no cookie at all, a cookie that is set and removed at once
 * tells whether there are none or whether they cannot be read, which is an error too: Chromium shows none where a subdomain has set one
 * that holds a byte which is no UTF-8. What could not be read is replaced by a sign-in or a sign-out only.
 *
 * @throws TypeError that names what a jar lacks, or for `sameSite: 'none'` without `secure`, which no browser keeps
 */
export const cookieStorage = (options: CookieStorageOptions = {}): SessionStorage => {
  requireKnownOptions('cookieStorage', options, OPTIONS);
  const { jar, path = '/', domain, maxAge = 2_592_000, sameSite = 'lax', secure = true, httpOnly } = options;
  if (httpOnly && !jar) throw new TypeError('cookieStorage: a page cannot write httpOnly cookies. Pass a jar.');
  if (sameSite === 'none' && !secure)
    throw new TypeError("cookieStorage: browsers keep sameSite: 'none' only if secure.");
  const attributes: CookieAttributes = {
    path,
    maxAge,
    sameSite,
    secure,
    ...(domain && { domain }),
    ...(httpOnly && { httpOnly }),
  };
  const prefix = prefixOf(attributes);
  const cookies = openJar(
    jar === undefined ? documentCookies(attributes, `${prefix}sigv4-interceptor.probe`) : jar,
    attributes,
  );

  return {
    perRequest: options.perRequest ?? (jar !== undefined && typeof document === 'undefined'),
    get: async (key) => {
      const [name, ...more] = partNames(prefix + encode(key)) as [string, ...string[]];
      const find = await cookies.read();
      const head = await find(name);
      // A cookie is removed by emptying it.
      if (!head) return null;
      const id = head.slice(0, head.indexOf('.') + 1);
      const count = Number(id.match(/-(\d)\.$/)?.[1]);
      const parts = [head, ...(await Promise.all(more.slice(0, (count || 1) - 1).map(find)))];
      if (parts.length === count && parts.every((part) => part?.startsWith(id))) {
        const text = parts.map((part) => part!.slice(id.length)).join('');
        try {
          return decode(text);
        } catch {}
      }
      throw new Error(`The parts of the cookie ${name} do not belong together. Read it again, or sign in again.`);
    },
    set: async (key, value) => {
      const name = encode(key);
      await write(cookies, prefix, name, split(prefix + name, encode(value)));
    },
    remove: (key) => write(cookies, prefix, encode(key), []),
  };
};
