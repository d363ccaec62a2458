/** A cookie's attributes, spelled as in the cookie jars of Next.js, SvelteKit, Nuxt and the `cookie` package. */
export interface CookieAttributes {
  /**
   * The path of the cookie. With a path other than `/`, the cookie's name cannot begin with `__Host-`, so that a
   * subdomain can set a cookie of that name and sign a visitor in as another user, as with a `domain`. Keep the default
   * unless you trust every subdomain. Default: `/`.
   */
  readonly path: string;
  /**
   * The domain whose subdomains receive the cookie as well. Each of those hosts can read the session and replace it
   * with another user's: set it only if you trust them all. Default: none, so that only this host receives it.
   */
  readonly domain?: string;
  /**
   * How long the browser keeps the cookie after the last write: `Max-Age` in seconds (Express's `res.cookie` takes
   * milliseconds). 0 removes it. Default: 30 days, the default lifetime of Cognito's refresh tokens.
   */
  readonly maxAge: number;
  /** The `SameSite` attribute. `none` requires `secure`. Default: `lax`. */
  readonly sameSite: 'lax' | 'strict' | 'none';
  /**
   * Whether the cookie is sent over https only. Pass `false` during development on http: Chromium and Firefox store
   * secure cookies from `http://localhost`, Safari does not, and no browser does from other hosts on http. It affects
   * the cookie's name, so pass the same value in the page and on the server. Default: `true`.
   */
  readonly secure: boolean;
  /**
   * Hides the cookie from the page's scripts, for a session that only the server uses. Requires a jar. Default:
   * `false`.
   */
  readonly httpOnly?: boolean;
}

/** Response headers to send with a cookie. */
export type CookieHeaders = Readonly<Record<string, string>>;

/**
 * Reads and writes cookies one by one, such as a framework's cookies of one request. It must return what it wrote in
 * the same request, and throw if it cannot write.
 */
export interface CookieJar {
  /**
   * Returns a cookie's value by its exact name, including changes by `set` and `remove` in the same request; nothing if
   * none.
   */
  get(name: string): string | null | undefined | Promise<string | null | undefined>;
  /**
   * Writes a cookie. Name and value contain only characters that no jar encodes. Pass `path`, `domain` and `secure` on
   * unchanged: browsers reject a name that begins with `__Host-` or `__Secure-` otherwise. A returned promise is
   * awaited.
   */
  set(name: string, value: string, attributes: CookieAttributes): unknown;
  /**
   * Removes a cookie. Browsers remove it only for the path and domain that it was set with. A returned promise is
   * awaited.
   */
  remove(name: string, attributes: CookieAttributes): unknown;
  /**
   * Sets response headers, once for each write: `Cache-Control: private, no-store`, so that no cache serves one user's
   * cookies to another. Default: none; set the header yourself.
   */
  setHeaders?(headers: CookieHeaders): unknown;
}

/** A cookie to set. To remove one, the value is empty and `options.maxAge` is 0. */
export interface CookieToSet {
  readonly name: string;
  readonly value: string;
  readonly options: CookieAttributes;
}

/**
 * Reads and writes all cookies at once. `getAll` must return what `setAll` wrote in the same request, and `setAll` must
 * throw if it cannot write.
 */
export interface CookieListJar {
  /**
   * Returns all cookies, including several of one name: if two have the session's name, another host or path has set
   * one, so neither is used. Names must be exactly as in the header: a parser that trims Unicode spaces turns a
   * subdomain's cookie into the session's.
   */
  getAll():
    | readonly { readonly name: string; readonly value: string }[]
    | Promise<readonly { readonly name: string; readonly value: string }[]>;
  /**
   * Writes all cookies of a value at once. A returned promise is awaited.
   *
   * @param headers Set these on the response as well: `Cache-Control: private, no-store`, so that no cache serves one
   * user's cookies to another.
   */
  setAll(cookies: readonly CookieToSet[], headers: CookieHeaders): unknown;
}

type Value = string | null | undefined;

/**
 * Returns a cookie's value.
 *
 * @throws Error if there are two cookies: a page of a subdomain or another path may have set one to sign the visitor in
 * as another user.
 */
export const valueIn = (
  cookies: readonly { readonly name: string; readonly value: string }[],
  name: string,
): string | undefined => {
  const [cookie, another] = cookies.filter((one) => one.name === name);
  if (!another) return cookie?.value;
  throw new Error(
    `There are two cookies ${name}, so neither is used: one was set for another path or domain. Remove that one, or change the session's name.`,
  );
};

/** The cookies of either kind of jar. */
export interface Cookies {
  /** Reads the cookies. @returns The function that finds a value by name. */
  read(): Promise<(name: string) => Value | Promise<Value>>;
  /** Sets cookies, and removes those without a value. */
  write(cookies: readonly { readonly name: string; readonly value: string }[]): Promise<void>;
}

/** Sent with every `Set-Cookie`: a cache served one user's cookies to others (supabase-js 1682). */
const HEADERS: CookieHeaders = { 'Cache-Control': 'private, no-store' };

const requireMethods = (jar: object, names: readonly string[]): void => {
  const missing = names.filter((name) => typeof (jar as Readonly<Record<string, unknown>>)[name] !== 'function');
  if (missing.length === 0) return;
  throw new TypeError(
    `cookieStorage: jar has no ${missing.join(', no ')}. Pass { get, set, remove } or { getAll, setAll }.`,
  );
};

/**
 * Opens a jar of either kind. A jar that implements both is used as a list.
 *
 * @throws TypeError naming the missing methods
 */
export const openJar = (jar: CookieJar | CookieListJar, attributes: CookieAttributes): Cookies => {
  const given = Object(jar) as object;
  if ('then' in given) throw new TypeError('cookieStorage: jar is a promise. Await it first.');
  const removal = { ...attributes, maxAge: 0 };
  if ('setAll' in given) {
    requireMethods(given, ['getAll', 'setAll']);
    const list = jar as CookieListJar;
    return {
      read: async () => {
        const all = await list.getAll();
        return (name) => valueIn(all, name);
      },
      write: async (cookies) => {
        const changes = cookies.map((cookie) => ({ ...cookie, options: cookie.value ? attributes : removal }));
        await list.setAll(changes, HEADERS);
      },
    };
  }
  requireMethods(given, ['get', 'set', 'remove']);
  const single = jar as CookieJar;
  return {
    read: async () => (name) => single.get(name),
    write: async (cookies) => {
      await single.setHeaders?.(HEADERS);
      for (const { name, value } of cookies) {
        await (value ? single.set(name, value, attributes) : single.remove(name, attributes));
      }
    },
  };
};
