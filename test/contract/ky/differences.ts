import type { Difference } from '../difference.js';

/** What differs from the ky that was wrapped, and why. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'fetch-option',
    clients: 'ky',
    limit:
      'An `init` hook, and the function given to `extend`, see a `fetch` option, which is ours. A `fetch` option of your own, given after `wrapKy`, replaces it: such calls are not signed.',
  },
  {
    id: 'strict-url',
    clients: 'ky',
    limit: 'The URL leaves strictly RFC 3986-encoded, as with fetch.',
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
      '`onUploadProgress` tells how far the body was read, which is before it is sent; a body that is watched so goes with a length.',
  },
];
