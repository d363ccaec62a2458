import type { SessionStorage } from './session-storage.js';

/** A cookie's attributes, spelt as the cookie jars of Next.js, SvelteKit, Nuxt and the `cookie` package spell them. */
export interface CookieAttributes {
  /** Default: `/`. */
  readonly path: string;
  /** Whose subdomains get the cookie too. Default: none, the cookie is this host's alone. */
  readonly domain?: string;
  /**
   * How long the browser keeps the cookie since it was last written: `Max-Age`, in seconds as there (Express's
   * `res.cookie` takes milliseconds). Default: 30 days, as long as Cognito's refresh tokens are valid by default.
   */
  readonly maxAge: number;
  /** Default: `lax`. */
  readonly sameSite: 'lax' | 'strict' | 'none';
  /** Default: `true`. Safari keeps no such cookie from `http://localhost`: pass `false` in development. */
  readonly secure: boolean;
}

/** Where cookies are read and written: `document.cookie`, or a framework's jar for one request. */
export interface CookieJar {
  /** The cookie's value; nothing where there is none. It must see what `set` and `remove` did for the same request. */
  get(name: string): string | null | undefined | Promise<string | null | undefined>;
  /** Writes a cookie. Name and value hold only characters that no jar encodes. A promise is waited for. */
  set(name: string, value: string, attributes: CookieAttributes): unknown;
  /** Removes a cookie; a browser does so only for the path and domain it was set with. A promise is waited for. */
  remove(name: string, attributes: CookieAttributes): unknown;
}

/** What {@link cookieStorage} takes: where the cookies are, and their attributes. */
export interface CookieStorageOptions extends Partial<CookieAttributes> {
  /** Default: the page's `document.cookie`. On a server pass the jar of the request at hand, one for each request. */
  readonly jar?: CookieJar;
}

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

const partName = (name: string, index: number): string => (index ? `${name}.${index}` : name);

const page = (): Document => {
  if (typeof document === 'undefined') {
    throw new Error('There is no document.cookie here. Pass cookieStorage the cookie jar of the request as jar.');
  }
  return document;
};

/** The page's cookies. */
const documentCookies: CookieJar = {
  get: (name) =>
    page()
      .cookie.split('; ')
      .find((cookie) => cookie.startsWith(`${name}=`))
      ?.slice(name.length + 1),
  set: (name, value, { path, domain, maxAge, sameSite, secure }) => {
    // The Cookie Store API is asynchronous, and a page that is being left would lose the write.
    page().cookie =
      `${name}=${value}; Path=${path}; Max-Age=${maxAge}; SameSite=${sameSite}` +
      (domain ? `; Domain=${domain}` : '') +
      (secure ? '; Secure' : '');
    // A browser that refuses a cookie says nothing.
    if (maxAge > 0 && documentCookies.get(name) !== value) {
      throw new Error(
        `The browser did not keep the cookie ${name}. Check path, domain and secure, and that cookies are allowed.`,
      );
    }
  },
  remove: (name, attributes) => documentCookies.set(name, '', { ...attributes, maxAge: 0 }),
};

/**
 * Keeps the session in cookies, for apps that render on the server too: both sides see the same session. Values are
 * URL-encoded (with `~` for `%`), and a long one is split over several cookies of at most 3,800 bytes.
 *
 * Its limits: scripts in the page can read such cookies, as they can read any store of the page; the browser sends them
 * with every request to the host, so keep its logs free of cookies. A server without a writable jar (a React server
 * component) can read the session, and keeps what it renewed for that request only.
 *
 * A value of which a part is missing, or is of another write, is an error of `get`: another tab may be writing.
 */
export const cookieStorage = (options: CookieStorageOptions = {}): SessionStorage => {
  const { jar = documentCookies, path = '/', domain, maxAge = 2_592_000, sameSite = 'lax', secure = true } = options;
  const attributes: CookieAttributes = { path, maxAge, sameSite, secure, ...(domain !== undefined && { domain }) };

  /** Removes the parts from `first` on, also behind a gap. */
  const removeFrom = async (name: string, first: number): Promise<void> => {
    for (let index = first; index < MAX_PARTS; index++) {
      const part = partName(name, index);
      if ((await jar.get(part)) != null) await jar.remove(part, attributes);
    }
  };

  return {
    get: async (key) => {
      const name = encode(key);
      const head = await jar.get(name);
      // Some jars remove a cookie by emptying it.
      if (!head) return null;
      const prefix = head.slice(0, head.indexOf('.') + 1);
      const count = Number(prefix.match(/-(\d)\.$/)?.[1]);
      let text = '';
      for (let index = 0; index === 0 || index < count; index++) {
        const part = index ? await jar.get(partName(name, index)) : head;
        if (!count || !part?.startsWith(prefix)) {
          throw new Error(`The parts of the cookie ${name} do not belong together. Read it again, or sign in again.`);
        }
        text += part.slice(prefix.length);
      }
      return decode(text);
    },
    set: async (key, value) => {
      const name = encode(key);
      const text = encode(value);
      const room = COOKIE_BYTES - name.length - 12;
      const count = Math.ceil(text.length / room) || 1;
      if (room < 1 || count > MAX_PARTS) {
        throw new Error(
          `The session does not fit into ${MAX_PARTS} cookies. Use another storage, or fewer claims in the tokens.`,
        );
      }
      // Tells the parts of one write from those of another.
      const prefix = `${Math.random().toString(36).slice(2, 8)}-${count}.`;
      for (let index = 0; index < count; index++) {
        await jar.set(partName(name, index), prefix + text.slice(index * room, (index + 1) * room), attributes);
      }
      await removeFrom(name, count);
    },
    remove: (key) => removeFrom(encode(key), 0),
  };
};
