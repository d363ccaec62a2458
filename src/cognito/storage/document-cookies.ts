import { type CookieAttributes, type CookieListJar, type CookieToSet, valueIn } from './cookie-jar.js';

const page = (): Document => {
  if (typeof document === 'undefined') {
    throw new Error("There is no document.cookie here. Pass the request's cookie jar: cookieStorage({ jar }).");
  }
  return document;
};

const shown = (): { name: string; value: string }[] =>
  page()
    .cookie.split('; ')
    .map((cookie) => {
      const end = cookie.indexOf('=');
      return { name: cookie.slice(0, Math.max(end, 0)), value: cookie.slice(end + 1) };
    });

const write = ({ name, value, options: { path, domain, maxAge, sameSite, secure } }: CookieToSet): void => {
  // The Cookie Store API is asynchronous, so a write would be lost while the page unloads.
  page().cookie =
    `${name}=${value}; Path=${path}; Max-Age=${maxAge}; SameSite=${sameSite}` +
    (domain ? `; Domain=${domain}` : '') +
    (secure ? '; Secure' : '');
};

/** Throws if the browser did not store a cookie, because browsers reject cookies silently. */
const requireKept = ({ name, value, options: { maxAge, secure } }: CookieToSet): void => {
  if (maxAge === 0 || valueIn(shown(), name) === value) return;
  const onHttp =
    secure && page().location.protocol === 'http:'
      ? ' On http, browsers may reject secure cookies: pass cookieStorage({ secure: false }) there and on the server.'
      : '';
  throw new Error(
    `The browser did not keep the cookie ${name}. Check path and domain, and that cookies are allowed.${onHttp}`,
  );
};

/** How long a probe remains if the page closes before removing it, in seconds. */
const PROBE_SECONDS = 5;

/** Whether the page can read a cookie that it sets. */
const showsCookies = (name: string, attributes: CookieAttributes): boolean => {
  const probe = { name, value: '1', options: { ...attributes, maxAge: PROBE_SECONDS } };
  write(probe);
  const isShown = page().cookie !== '';
  write({ ...probe, value: '', options: { ...attributes, maxAge: 0 } });
  return isShown;
};

/**
 * Creates a jar for the page's cookies.
 *
 * Chromium shows none of them if one is not valid UTF-8, and a subdomain can set such a cookie. So if the page sees no
 * cookies, a probe cookie shows whether there are none or they cannot be read.
 *
 * @param probe The name of the probe cookie. Its attributes are those of the session's cookies.
 */
export const documentCookies = (attributes: CookieAttributes, probe: string): CookieListJar => ({
  getAll: () => {
    if (page().cookie === '' && !showsCookies(probe, attributes)) {
      throw new Error(
        'The cookies cannot be read: the browser shows this page none, not even one that it has just set. ' +
          'Check path and domain, that cookies are allowed, and that no subdomain has set a damaged cookie for this host.',
      );
    }
    return shown();
  },
  setAll: (cookies) => {
    // Write all of them before checking any, so that a failed check leaves no half-written value.
    cookies.forEach(write);
    cookies.forEach(requireKept);
  },
});
