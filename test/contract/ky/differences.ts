import type { Difference } from '../difference.js';

/** What differs from the ky that was wrapped, and why. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'fetch-option',
    clients: 'ky',
    limit:
      'An `init` hook, and a function passed to `extend`, see our `fetch` option. A `fetch` option of your own that is set after `wrapKy` replaces it: such calls are not signed.',
  },
  {
    id: 'strict-url',
    clients: 'ky',
    limit: 'The URL is sent strictly RFC 3986-encoded, as with fetch.',
  },
  {
    id: 'redirect-error',
    clients: 'ky in Node',
    limit: 'The `cause` of a redirect that cannot be followed is our `RedirectError`.',
  },
  {
    id: 'buffered-stream',
    clients: 'ky',
    limit:
      '`onUploadProgress` reports how much of the body has been read, which happens before it is sent; such a body is sent with a length.',
  },
];
