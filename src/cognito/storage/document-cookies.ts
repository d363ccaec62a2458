import { type CookieAttributes, type CookieListJar, type CookieToSet, valueIn } from './cookie-jar.js';

const page = (): Document => {
  if (typeof document === 'undefined') {
    throw new Error('There is no document.cookie here. Pass cookieStorage the cookie jar of the request as jar.');
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
  // The Cookie Store API is asynchronous, and a page that is being left would lose the write.
  page().cookie =
    `${name}=${value}; Path=${path}; Max-Age=${maxAge}; SameSite=${sameSite}` +
    (domain ? `; Domain=${domain}` : '') +
    (secure ? '; Secure' : '');
};

/** A browser that refuses a cookie says nothing. */
const requireKept = ({ name, value, options: { maxAge, secure } }: CookieToSet): void => {
  if (maxAge === 0 || valueIn(shown(), name) === value) return;
  const onHttp =
    secure && page().location.protocol === 'http:'
      ? ' On http a browser may keep none that is secure: pass cookieStorage({ secure: false }) there, on the server too.'
      : '';
  throw new Error(
    `The browser did not keep the cookie ${name}. Check path and domain, and that cookies are allowed.${onHttp}`,
  );
};

/** How long a probe is kept where the page dies before it removes it, in seconds. */
const PROBE_SECONDS = 5;

/** Whether a cookie that is set now is shown. */
const showsCookies = (name: string, attributes: CookieAttributes): boolean => {
  const probe = { name, value: '1', options: { ...attributes, maxAge: PROBE_SECONDS } };
  write(probe);
  const isShown = page().cookie !== '';
  write({ ...probe, value: '', options: { ...attributes, maxAge: 0 } });
  return isShown;
};

/**
 * The page's cookies.
 *
 * Chromium shows none of them where one holds a byte that is no UTF-8, and a subdomain can set such a one. So where none is shown, one that
 * is set for a moment tells whether there are none, or whether they cannot be read.
 *
 * @param probe The name of that cookie. Its attributes are those of the session's.
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
    // All of them first: what is half written belongs to nobody.
    cookies.forEach(write);
    cookies.forEach(requireKept);
  },
});
