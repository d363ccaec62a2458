import type { Difference } from '../difference.js';

/** What differs from the fetch that was wrapped, and why. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'buffered-stream',
    clients: 'fetch',
    limit:
      "A stream is read to its end before it is sent, because its hash is signed: it is sent with a length, can be sent again after a redirect, and if it fails, nothing is sent. `payload: 'unsigned'` sends it without buffering.",
  },
  {
    id: 'stream-without-duplex',
    clients: 'fetch',
    limit: 'A stream as the body needs no `duplex`, because it is buffered.',
  },
  {
    id: 'strict-url',
    clients: 'fetch, ky',
    limit:
      'The URL is sent strictly RFC 3986-encoded (`+` in a query as `%20`, `key` as `key=`), and `response.url` has that form.',
  },
  {
    id: 'unknown-body',
    clients: 'fetch',
    limit: 'An object that is not a body is refused; fetch would send `[object Object]`.',
  },
  {
    id: 'refused',
    clients: 'fetch, ky',
    limit: 'A request that cannot be signed is refused with an `UnsignableRequestError`.',
  },
  {
    id: 'refused-header',
    clients: 'fetch',
    limit:
      "A header that cannot be sent is refused with an `UnsignableRequestError` that shows only its name: the platform's own `TypeError` shows the value.",
  },
  {
    id: 'not-sent-yet',
    clients: 'fetch, ky',
    limit: 'A call that is aborted while its credentials load never reaches the server.',
  },
  {
    id: 'redirect-type',
    clients: 'fetch, ky in Node',
    limit: "After a redirect to another origin, `response.type` is `'basic'`, as for a call made there directly.",
  },
  {
    id: 'redirect-error',
    clients: 'fetch, ky in Node',
    limit:
      'A redirect that cannot be followed is a `TypeError`, as in plain fetch; its `cause` is our `RedirectError`. node-fetch has its own error for it.',
  },
  {
    id: 'referrer-of-request',
    clients: 'fetch in Node',
    limit: "A Request's `referrer` is sent; Node's own fetch sends only an init's.",
  },
  {
    id: 'node-fetch',
    clients: 'node-fetch, cross-fetch in Node',
    limit:
      "If node-fetch deviates from the standard, the standard applies: a call that fails before it is sent (a bad header, a broken stream, an abort) fails with the standard's error; a POST that becomes a GET loses its content type; clones of a redirected response are marked as redirected.",
  },
  {
    id: 'function-init',
    clients: 'your own function instead of fetch',
    limit:
      'It gets the headers in its init, with `method`, `redirect` and the body as the bytes that were signed. If you call it with a URL or a Request, it gets the same kind of object.',
  },
  {
    id: 'function-redirect',
    clients: 'your own function instead of fetch',
    limit: "Redirects are followed for it, so its Requests have `redirect: 'manual'`.",
  },
];
