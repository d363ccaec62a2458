/** A cookie's attributes, spelt as the cookie jars of Next.js, SvelteKit, Nuxt and the `cookie` package spell them. */
export interface CookieAttributes {
  /**
   * Default: `/`. With another path the cookie's name cannot begin with `__Host-`, so that a subdomain can set one of that name, as with a
   * `domain`: it can sign a visitor in as another user. Keep the default unless you trust every subdomain.
   */
  readonly path: string;
  /**
   * Whose subdomains get the cookie too. Default: none, the cookie is this host's alone. With one, each of those hosts can read the
   * session and replace it by another user's: ask for it only where you trust them all.
   */
  readonly domain?: string;
  /**
   * How long the browser keeps the cookie since it was last written: `Max-Age`, in seconds as there (Express's
   * `res.cookie` takes milliseconds). Default: 30 days, as long as Cognito's refresh tokens are valid by default. 0 removes it.
   */
  readonly maxAge: number;
  /** Default: `lax`. `none` needs `secure`. */
  readonly sameSite: 'lax' | 'strict' | 'none';
  /**
   * Default: `true`. Pass `false` where a page is developed on http: Chromium and Firefox keep secure cookies from `http://localhost`,
   * Safari does not, and none does from another host on http. It is part of the cookie's name, so pass the same on both sides.
   */
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
  /** The cookie's value, by its exact name; nothing where there is none. It must see what `set` and `remove` did for the same request. */
  get(name: string): string | null | undefined | Promise<string | null | undefined>;
  /**
   * Writes a cookie. Name and value hold only characters that no jar encodes. A browser refuses a name that begins with `__Host-` or
   * `__Secure-` unless path, domain and secure are those that are given. A promise is waited for.
   */
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
  /**
   * All cookies, two of one name included: where two have the name of the session's, somebody else has set one, so neither is used. Their
   * names as the header has them: a parser that trims Unicode spaces off them turns a subdomain's cookie into the session's.
   */
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

/**
 * A cookie's value.
 *
 * @throws Where there are two: a page of a subdomain, or of another path, may have set one to sign the visitor in as somebody else.
 */
export const valueIn = (
  cookies: readonly { readonly name: string; readonly value: string }[],
  name: string,
): string | undefined => {
  const [cookie, another] = cookies.filter((one) => one.name === name);
  if (!another) return cookie?.value;
  throw new Error(
    `There are two cookies ${name}, so neither is used: one was set for another path or domain. Remove that one, or give the session another name.`,
  );
};

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
