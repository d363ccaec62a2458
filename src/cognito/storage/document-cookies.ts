import { type CookieListJar, type CookieToSet, valueIn } from './cookie-jar.js';

const page = (): Document => {
  if (typeof document === 'undefined') {
    throw new Error('There is no document.cookie here. Pass cookieStorage the cookie jar of the request as jar.');
  }
  return document;
};

const all = (): { name: string; value: string }[] =>
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
  // A browser that refuses a cookie says nothing.
  if (maxAge === 0 || valueIn(all(), name) === value) return;
  const onHttp =
    secure && page().location.protocol === 'http:'
      ? ' On http a browser may keep none that is secure: pass cookieStorage({ secure: false }) there, on the server too.'
      : '';
  throw new Error(
    `The browser did not keep the cookie ${name}. Check path and domain, and that cookies are allowed.${onHttp}`,
  );
};

/** The page's cookies. */
export const documentCookies: CookieListJar = { getAll: all, setAll: (cookies) => cookies.forEach(write) };
