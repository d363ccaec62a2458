import { type OptionNames, requireKnownOptions } from '../../core/options.js';
import { type CookieAttributes, type CookieJar, type CookieListJar, type Cookies, openJar } from './cookie-jar.js';
import { documentCookies } from './document-cookies.js';
import type { SessionStorage } from './session-storage.js';

/** Options of {@link cookieStorage}: the cookie jar and the cookies' attributes. */
export interface CookieStorageOptions extends Partial<CookieAttributes> {
  /** The cookie jar. On a server, pass the jar of the current request. Default: the page's `document.cookie`. */
  readonly jar?: CookieJar | CookieListJar;
  /**
   * Whether the jar contains the cookies of one request, so that it cannot see what other requests write: see
   * `SessionStorage.perRequest`. Default: `true` for a jar if there is no `document`. Set it if that is wrong.
   */
  readonly perRequest?: boolean;
}

const OPTIONS: OptionNames<CookieStorageOptions> = {
  jar: 0,
  perRequest: 0,
  path: 0,
  domain: 0,
  maxAge: 0,
  sameSite: 0,
  secure: 0,
  httpOnly: 0,
};

/**
 * Browsers store 4,096 bytes of a cookie's name and value (RFC 6265, section 6.1); some proxies count attributes, too.
 */
const COOKIE_BYTES = 3_800;
/** 30 KB in total. Servers reject headers of more than 8 to 64 KB anyway. */
const MAX_PARTS = 8;

// All characters that encodeURIComponent does not encode are allowed in a cookie's value, but a name must not contain
// parentheses. `~` replaces `%`, because only some jars decode a value: a `%` that the page wrote would be decoded once
// too often on the server, or the other way round.
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[~()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replace(/%/g, '~');
const decode = (text: string): string => decodeURIComponent(text.replace(/~/g, '%'));

/** Returns the names of the cookies that a value may be split into. */
const partNames = (name: string): string[] =>
  Array.from({ length: MAX_PARTS }, (_, index) => (index ? `${name}.${index}` : name));

/** Splits a value into parts, with a prefix that identifies the parts of one write. */
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
 * Returns the name prefix that browsers enforce (RFC 6265bis, section 4.1.3): with `__Host-`, no other host, no other
 * path and no page on http can set a cookie of that name. The prefix depends only on the options, so that page and
 * server use the same name.
 */
const prefixOf = ({ secure, domain, path }: CookieAttributes): string => {
  if (!secure) return '';
  return domain || path !== '/' ? '__Secure-' : '__Host-';
};

/** Writes all parts and removes the unused ones, even those that this request does not show. */
const write = async (cookies: Cookies, prefix: string, key: string, values: readonly string[]): Promise<void> => {
  const names = partNames(prefix + key);
  const parts = names.map((name, index) => ({ name, value: values[index] ?? '' }));
  // Up to 0.1, names had no prefix. Such cookies are not read, because another host may have set them, but they may
  // contain tokens. If the cookies cannot be read, they may exist as well: a sign-out must still remove all of them.
  const before = await cookies.read().catch(() => () => 'unknown');
  const isShown = async (name: string): Promise<boolean> => !!(await before(name));
  const old = await Promise.all(partNames(key).map((name) => prefix !== '' && isShown(name).catch(() => true)));
  const removed = partNames(key).filter((_, index) => old[index]);
  await cookies.write([...parts, ...removed.map((name) => ({ name, value: '' }))]);
  const find = await cookies.read();
  const shown = await Promise.all(names.map(find));
  if (shown.every((value, index) => (value ?? '') === (values[index] ?? ''))) return;
  throw new Error(
    `The cookie jar does not show what was written to ${prefix + key}: the write failed, or the jar only reads the request's cookies. ` +
      'Make it return what was written in the same request, and throw if it cannot write.',
  );
};

/**
 * Keeps the session in cookies, for apps that also render on the server: page and server share the session. Values are
 * URL-encoded (with `~` for `%`), and a long value is split into at most 8 cookies of at most 3,800 bytes. Every write
 * sets the cookies that it needs and removes the rest of the 8, so that nothing remains of a longer value.
 *
 * A secure cookie's name begins with `__Host-`, or with `__Secure-` if you set a `domain` or a `path` other than `/`.
 * Without `secure` it has no prefix. The name depends on the options, so pass the same ones in the page and on the
 * server. Browsers let only this host, over https, set a cookie whose name begins with `__Host-`, so that no subdomain
 * can sign a visitor in as another user. With `__Secure-`, a subdomain can. Without a prefix, so can an attacker on the
 * network. If there are then two cookies of one name, neither is used, but a single forged cookie looks like the
 * session's own. Cookies without the prefix, as 0.1.0 wrote them, are never read, and are removed with the next write.
 *
 * Limits: scripts in the page can read the cookies unless they are `httpOnly`, as they can read any storage of the
 * page. The browser sends them with every request to the host, so keep cookies out of its logs. A server without a
 * writable jar (a React server component) can read the session, but keeps renewed tokens for that request only, and
 * signing out there is an error.
 *
 * On a server, `username`, `isSignedIn`, `state` and `getTokens()` reflect the request's cookies, which a visitor can
 * forge: token signatures are not verified. Where that matters, make a call that the service checks, or verify the
 * token (with `aws-jwt-verify`, for example).
 *
 * `get` throws if a part of a value is missing or comes from another write: another tab may be writing. It also throws
 * if there are two cookies of one name. A write throws if the jar does not show it afterwards. If a page sees no
 * cookies at all, a cookie that is set and removed immediately shows whether there are none or they cannot be read, in
 * which case `get` throws: Chromium shows none if a subdomain has set one that is not valid UTF-8. A session that could
 * not be read is replaced only by a sign-in or a sign-out.
 *
 * @example
 * ```ts
 * const session = createCognitoSession({ ...pools, storage: cookieStorage() });
 * ```
 * @throws TypeError naming the method that a jar lacks, or for `sameSite: 'none'` without `secure`, which browsers
 * reject
 */
export const cookieStorage = (options: CookieStorageOptions = {}): SessionStorage => {
  requireKnownOptions('cookieStorage', options, OPTIONS);
  const { jar, path = '/', domain, maxAge = 2_592_000, sameSite = 'lax', secure = true, httpOnly } = options;
  if (httpOnly && !jar) throw new TypeError('cookieStorage: a page cannot write httpOnly cookies. Pass a jar.');
  if (sameSite === 'none' && !secure) throw new TypeError("cookieStorage: sameSite: 'none' requires secure.");
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
      // An empty cookie counts as removed.
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
