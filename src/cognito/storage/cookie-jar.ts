/** A cookie's attributes, spelt as the cookie jars of Next.js, SvelteKit, Nuxt and the `cookie` package spell them. */
export interface CookieAttributes {
  /** Default: `/`. */
  readonly path: string;
  /** Whose subdomains get the cookie too. Default: none, the cookie is this host's alone. */
  readonly domain?: string;
  /**
   * How long the browser keeps the cookie since it was last written: `Max-Age`, in seconds as there (Express's
   * `res.cookie` takes milliseconds). Default: 30 days, as long as Cognito's refresh tokens are valid by default. 0 removes it.
   */
  readonly maxAge: number;
  /** Default: `lax`. */
  readonly sameSite: 'lax' | 'strict' | 'none';
  /** Default: `true`. Safari keeps no such cookie from `http://localhost`: pass `false` in development. */
  readonly secure: boolean;
  /** Hides the cookie from the page's scripts: for a session that only the server uses. Needs a jar. Default: `false`. */
  readonly httpOnly?: boolean;
}

/** Headers of the answer that go with a cookie that is set. */
export type CookieHeaders = Readonly<Record<string, string>>;

/**
 * Where cookies are read and written, one by one: `document.cookie`, or a framework's jar for one request. It must see what it wrote
 * for the same request, and throw where it cannot write.
 */
export interface CookieJar {
  /** The cookie's value; nothing where there is none. It must see what `set` and `remove` did for the same request. */
  get(name: string): string | null | undefined | Promise<string | null | undefined>;
  /** Writes a cookie. Name and value hold only characters that no jar encodes. A promise is waited for. */
  set(name: string, value: string, attributes: CookieAttributes): unknown;
  /** Removes a cookie; a browser does so only for the path and domain it was set with. A promise is waited for. */
  remove(name: string, attributes: CookieAttributes): unknown;
  /**
   * Sets headers of the answer, once for each write: `Cache-Control: private, no-store`, so that no cache gives one user's cookies to
   * another. Default: nothing is set; set the header yourself.
   */
  setHeaders?(headers: CookieHeaders): unknown;
}

/** A cookie to set. One to remove has an empty value, and `maxAge: 0` in its options. */
export interface CookieToSet {
  readonly name: string;
  readonly value: string;
  readonly options: CookieAttributes;
}

/**
 * Where cookies are read and written, all at once. `getAll` must see what `setAll` wrote for the same request, and `setAll` must throw
 * where it cannot write.
 */
export interface CookieListJar {
  /** All cookies. Of two with one name the first counts, as in the `Cookie` header. */
  getAll():
    | readonly { readonly name: string; readonly value: string }[]
    | Promise<readonly { readonly name: string; readonly value: string }[]>;
  /**
   * Writes cookies, all of one value at once. A promise is waited for.
   *
   * @param headers To be set on the answer too: `Cache-Control: private, no-store`, so that no cache gives one user's cookies to
   * another.
   */
  setAll(cookies: readonly CookieToSet[], headers: CookieHeaders): unknown;
}

type Value = string | null | undefined;

/** Cookies, whatever the jar is. */
export interface Cookies {
  /** The values as they are now, by name. */
  read(): Promise<(name: string) => Value | Promise<Value>>;
  /** Sets cookies; removes those without a value. */
  write(cookies: readonly { readonly name: string; readonly value: string }[]): Promise<void>;
}

/** With every `Set-Cookie`: a cache gave one user's to others (supabase-js 1682). */
const HEADERS: CookieHeaders = { 'Cache-Control': 'private, no-store' };

const requireMethods = (jar: object, names: readonly string[]): void => {
  const missing = names.filter((name) => typeof (jar as Readonly<Record<string, unknown>>)[name] !== 'function');
  if (missing.length === 0) return;
  throw new TypeError(
    `cookieStorage: jar has no ${missing.join(', no ')}. Pass { get, set, remove } or { getAll, setAll }.`,
  );
};

/**
 * Opens a jar of either kind; of one that is both, the list is used.
 *
 * @throws TypeError that names what it lacks
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
        return (name) => all.find((cookie) => cookie.name === name)?.value;
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
