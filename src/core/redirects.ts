import type { Answer, Call } from './call.js';
import { RedirectError } from './errors.js';
import { withoutHeaders } from './headers.js';
import { nextHop } from './next-hop.js';
import { originOf } from './strict-url.js';
import { isOneShot, type WireRequest } from './wire-request.js';

/** Headers that must not reach another origin: any kind of credentials. */
const CREDENTIAL_HEADER = /^(authorization|proxy-authorization|cookie|x-amz-.*|x-api-key|host)$/;

/**
 * Follows the redirects of a call: each hop within the origin is signed anew. A hop to another origin is sent without
 * credentials, and later hops are never signed again.
 *
 * @param firstAnswer The response to the call's own request.
 * @returns The response to the last hop, `firstAnswer` if it is not a redirect; and whether that hop left the origin.
 * @throws RedirectError `redirect-refused`, or the client's own error for it: for too many redirects, for a location that is not an http
 * URL, or for a stream that cannot be sent again.
 */
export const followRedirects = async <A extends Answer>(
  call: Call<A>,
  firstAnswer: A,
  sendSigned: (request: WireRequest) => Promise<A>,
): Promise<{ readonly answer: A; readonly hasLeft: boolean }> => {
  let request = call.request;
  let answer = firstAnswer;
  const name = `${request.method} ${request.url.host}`;
  const refuse = (message: string): never => {
    const error = new RedirectError('redirect-refused', message);
    throw call.redirectError?.(error) ?? error;
  };
  const resolveNext = (): WireRequest | undefined => {
    try {
      return nextHop(request, answer.status, answer.header('location'));
    } catch {
      // Without a cause, because the platform's error contains both URLs.
      return refuse(`The server redirects ${name} to something that is not an http URL.`);
    }
  };
  for (let redirectCount = 0; ; redirectCount++) {
    let next = call.redirects > 0 ? resolveNext() : undefined;
    if (!next) return { answer, hasLeft: false };
    if (redirectCount >= call.redirects || isOneShot(next.body)) {
      answer.discard();
      refuse(
        isOneShot(next.body)
          ? `The server redirects ${name}, and its body is a stream that cannot be sent again. Call the final URL.`
          : `${name} was redirected more than ${call.redirects} times.`,
      );
    }
    next = call.onRedirect?.(answer, next) ?? next;
    answer.discard();
    if (originOf(next.url) !== originOf(call.request.url))
      return {
        answer: await call.leave({ ...next, headers: withoutHeaders(next.headers, CREDENTIAL_HEADER) }),
        hasLeft: true,
      };
    request = next;
    answer = await sendSigned(request);
  }
};
