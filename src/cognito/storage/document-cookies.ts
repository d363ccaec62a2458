import type { CookieJar } from './cookie-jar.js';

const page = (): Document => {
  if (typeof document === 'undefined') {
    throw new Error('There is no document.cookie here. Pass cookieStorage the cookie jar of the request as jar.');
  }
  return document;
};

/** The page's cookies. */
export const documentCookies: CookieJar = {
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
