import { RedirectError } from './errors.js';
import type { WireRequest } from './wire-request.js';

/** Creates the error for a redirect that a browser hides: neither its target nor whether it stays within the origin is known. */
export const hiddenRedirect = ({ method, url }: WireRequest): RedirectError =>
  new RedirectError(
    'redirect-refused',
    `The server redirects ${method} ${url.host}, and browsers hide the target. ` +
      'Call the final URL, or follow no redirects.',
  );
