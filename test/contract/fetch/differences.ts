import type { Difference } from '../difference.js';

/** What differs from the fetch that was wrapped, and why. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'buffered-stream',
    clients: 'fetch',
    limit:
      "A stream is read to its end before it is sent, because its hash is signed: it goes with a length, can be sent again after a redirect, and nothing is sent of one that breaks. `payload: 'unsigned'` sends it as it comes.",
  },
  {
    id: 'stream-without-duplex',
    clients: 'fetch',
    limit: 'A stream as body needs no `duplex`, because it is buffered.',
  },
  {
    id: 'strict-url',
    clients: 'fetch, ky',
    limit:
      'The URL leaves strictly RFC 3986-encoded (`+` in a query as `%20`, `key` as `key=`), and `response.url` is as it left.',
  },
  {
    id: 'unknown-body',
    clients: 'fetch',
    limit: 'An object that is no body is refused, where fetch would send `[object Object]`.',
  },
  { id: 'refused', clients: 'fetch, ky', limit: 'What cannot be signed is refused with an `UnsignableRequestError`.' },
  {
    id: 'refused-header',
    clients: 'fetch',
    limit:
      "A header that cannot be sent is refused by its name, with an `UnsignableRequestError`: the platform's own `TypeError` shows the value.",
  },
  {
    id: 'not-sent-yet',
    clients: 'fetch, ky',
    limit: 'A call that is aborted while its credentials load never reaches the server.',
  },
  {
    id: 'redirect-type',
    clients: 'fetch, ky in Node',
    limit: "After a redirect to another origin, `response.type` is `'basic'`, as of a call made there.",
  },
  {
    id: 'redirect-error',
    clients: 'fetch, ky in Node',
    limit:
      'A redirect that cannot be followed is a `TypeError` as ever; its `cause` is our `RedirectError`. node-fetch has an error of its own for it.',
  },
  {
    id: 'referrer-of-request',
    clients: 'fetch in Node',
    limit: "A Request's `referrer` is sent; Node's own fetch sends that of an init only.",
  },
  {
    id: 'node-fetch',
    clients: 'node-fetch, cross-fetch in Node',
    limit:
      "What node-fetch does in a way of its own is as the standard has it: a call that fails before it is sent (a bad header, a broken stream, an abort) fails with the standard's error; a POST that becomes a GET loses its content type; clones of a redirected response say that they are.",
  },
  {
    id: 'function-init',
    clients: 'a function of your own in place of fetch',
    limit:
      'It gets the headers in its init, with `method`, `redirect` and the body as the bytes that were signed. Called with a URL or a Request, it gets one.',
  },
  {
    id: 'function-redirect',
    clients: 'a function of your own in place of fetch',
    limit: "Redirects are followed for it, so its Requests say `redirect: 'manual'`.",
  },
];
