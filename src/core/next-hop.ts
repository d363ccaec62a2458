import { withoutHeaders } from './headers.js';
import { parseStrictUrl } from './strict-url.js';
import type { WireRequest } from './wire-request.js';

const REDIRECT = /^30[12378]$/;
/** Headers that describe the body, and are dropped with it (Fetch standard, "HTTP-redirect fetch", step 12). */
const BODY_HEADER = /^content-(encoding|language|location|type|length)$/;

/**
 * Returns the request that a redirect asks for (Fetch standard, "HTTP-redirect fetch"), or `undefined` if the response is not a redirect.
 *
 * @throws TypeError for a location that is not a URL; UnsignableRequestError `malformed-url`.
 */
export const nextHop = (request: WireRequest, status: number, location: string | null): WireRequest | undefined => {
  if (!REDIRECT.test(String(status)) || location === null) return undefined;
  const url = parseStrictUrl(new URL(location, request.url.href).href);
  // Only HTTP(S) URLs can be redirect targets (step 6).
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`${url.protocol} is not followed.`);
  const { method } = request;
  const becomesGet = (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST');
  return becomesGet
    ? { method: 'GET', url, headers: withoutHeaders(request.headers, BODY_HEADER), body: undefined }
    : { ...request, url };
};
