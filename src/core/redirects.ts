import { RedirectError } from './errors.js';
import type { Answer } from './answer.js';
import type { Call } from './send-authenticated.js';
import { parseStrictUrl } from './strict-url.js';
import { type HeaderMap, isOneShot, type WireRequest } from './wire-request.js';

const REDIRECT = /^30[12378]$/;
/** Headers that describe the body, and go where the body goes (Fetch standard, "HTTP-redirect fetch", step 12). */
const BODY_HEADER = /^content-(encoding|language|location|type|length)$/;
/** Headers that must not reach another origin: credentials of whatever kind. */
const CREDENTIAL_HEADER = /^(authorization|proxy-authorization|cookie|x-amz-.*|x-api-key|host)$/;

const without = (headers: HeaderMap, pattern: RegExp): HeaderMap => {
  const kept: HeaderMap = Object.create(null);
  for (const name in headers) if (!pattern.test(name)) kept[name] = headers[name]!;
  return kept;
};

/** The request that a redirect asks for (Fetch standard, "HTTP-redirect fetch"), or `undefined` for no redirect. */
export const nextHop = (request: WireRequest, status: number, location: string | null): WireRequest | undefined => {
  if (!REDIRECT.test(String(status)) || location === null) return undefined;
  const url = parseStrictUrl(new URL(location, request.url.href).href);
  // What a server names may be no more than another server (Fetch standard, "HTTP-redirect fetch", step 6).
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`${url.protocol} is not followed.`);
  const { method } = request;
  const becomesGet = (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST');
  return becomesGet
    ? { method: 'GET', url, headers: without(request.headers, BODY_HEADER), body: undefined }
    : { ...request, url };
};

/** The error for a redirect that the platform hides: browsers tell neither that it was one of ours nor where it leads. */
export const hiddenRedirect = ({ method, url }: WireRequest): RedirectError =>
  new RedirectError(
    'redirect-refused',
    `The server redirects ${method} ${url.host}, and browsers hide where. ` +
      'Call the final URL, or follow no redirects.',
  );

/** Whether two URLs share scheme, host and port. */
const sameOrigin = (one: WireRequest, other: WireRequest): boolean =>
  one.url.protocol === other.url.protocol && one.url.host === other.url.host;

/**
 * Sends a request and follows its redirects by hand: each hop within the origin is signed afresh, and a hop that leaves
 * it goes without credentials and never comes back to the signed ones.
 *
 * @throws RedirectError `redirect-refused`, or what the client makes of it, for too many redirects, one that leads to no URL of
 * http, or a stream that cannot be sent again.
 */
export const followRedirects = async <A extends Answer>(
  call: Call<A>,
  sendSigned: (request: WireRequest) => Promise<A>,
): Promise<A> => {
  let request = call.request;
  const refuse = (message: string): never => {
    const error = new RedirectError('redirect-refused', message);
    throw call.redirectError?.(error) ?? error;
  };
  const nextOf = (answer: A): WireRequest | undefined => {
    try {
      return nextHop(request, answer.status, answer.header('location'));
    } catch {
      // Not as a cause: the platform's error has both URLs in it.
      return refuse(`The server redirects ${call.request.method} ${call.request.url.host} to what is no URL of http.`);
    }
  };
  for (let followed = 0; ; followed++) {
    const answer = await sendSigned(request);
    let next = call.redirects > 0 ? nextOf(answer) : undefined;
    if (!next) return answer;
    if (followed >= call.redirects || isOneShot(next.body)) {
      answer.discard();
      refuse(
        isOneShot(next.body)
          ? 'The server redirects a stream that was sent already.'
          : `More than ${call.redirects} redirects for ${call.request.method} ${call.request.url.host}.`,
      );
    }
    next = call.onRedirect?.(answer, next) ?? next;
    answer.discard();
    if (!sameOrigin(next, call.request))
      return call.leave({ ...next, headers: without(next.headers, CREDENTIAL_HEADER) });
    request = next;
  }
};
