import { isNodeStream, readBeginning, withTimeout } from '../core/answer.js';
import { readNodeStream } from '../core/read-node-stream.js';
import { hiddenRedirect } from '../core/hidden-redirect.js';
import { MAX_EVIDENCE } from '../core/rejection.js';
import type { Answer, Transport } from '../core/call.js';
import { type HeaderMap, isOneShot, type WireRequest } from '../core/wire-request.js';
import { classOf, isRequest, networkError, type FetchCall } from './read-call.js';

/** How many redirects fetch follows (Fetch standard, "HTTP-redirect fetch"). */
const MAX_REDIRECTS = 20;

/** A response of fetch. */
export interface FetchAnswer extends Answer {
  readonly response: Response;
}

const readEvidence = async (response: Response, onEnd: () => void): Promise<string> => {
  // node-fetch's clones must be read at the same time.
  const { body } = response;
  if (isNodeStream(body)) return readNodeStream(body);
  const clone = response.clone();
  if (clone.body) return readBeginning(clone.body, onEnd);
  return (
    await withTimeout(
      clone.text().catch(() => ''),
      '',
    )
  ).slice(0, MAX_EVIDENCE);
};

const discard = ({ body }: Response): void => {
  // Read to its end, because node-fetch 2 keeps the connection of a destroyed stream.
  if (isNodeStream(body)) body.resume();
  else body?.cancel().catch(() => {});
};

const toAnswer = (response: Response): FetchAnswer => {
  // A body that was read to its end holds no connection, and happy-dom's streams cannot be cancelled.
  let isFullyRead = false;
  const onEnd = (): void => {
    isFullyRead = true;
  };
  return {
    response,
    status: response.status,
    header: (name) => response.headers.get(name),
    text: () => readEvidence(response, onEnd),
    discard: () => {
      if (!isFullyRead) discard(response);
    },
  };
};

/** Marks a response as redirected, because the platform does not know about the redirects that we followed. Marks its clones, too. */
const asRedirected = (response: Response): Response => {
  if (response.redirected) return response;
  const clone = response.clone.bind(response);
  return Object.defineProperties(response, {
    redirected: { value: true, configurable: true },
    clone: { value: () => asRedirected(clone()), configurable: true, writable: true },
  });
};

/**
 * Sends through the wrapped fetch, without following redirects.
 *
 * @param input The caller's input: the app's own fetch gets a Request or a URL if the caller passed one.
 */
export const transport = (
  fetch: typeof globalThis.fetch,
  isGlobal: boolean,
  input: RequestInfo | URL,
  { request: original, init, rest }: FetchCall,
): Pick<Transport<FetchAnswer>, 'send' | 'leave' | 'redirects' | 'redirectError'> => {
  const followsRedirects = init.redirect === undefined || init.redirect === 'follow';
  const call = (
    { method, url, body }: WireRequest,
    headers: HeaderMap,
    redirect?: RequestRedirect,
  ): Promise<Response> => {
    const completeInit: RequestInit = {
      ...init,
      method,
      headers,
      ...(redirect && { redirect }),
      // Streams need `duplex` (Fetch standard, "RequestInit").
      ...(body && (isOneShot(body) ? { body: body.stream as BodyInit, duplex: 'half' } : { body })),
    };
    if (isGlobal || typeof input === 'string') return fetch(url.href, completeInit);
    if (!isRequest(input)) return fetch(new URL(url.href), completeInit);
    // The caller's init overrides the Request.
    const overrides = rest && redirect && 'redirect' in rest ? { ...rest, redirect } : rest;
    return fetch(new (classOf(input))(url.href, completeInit), overrides);
  };
  const answer = (request: WireRequest, response: Response): FetchAnswer =>
    toAnswer(request === original ? response : asRedirected(response));
  return {
    // node-fetch has its own limit.
    redirects: followsRedirects ? ((init as { follow?: number }).follow ?? MAX_REDIRECTS) : 0,
    redirectError: networkError,
    send: async (request, headers) => {
      const response = await call(request, headers, followsRedirects ? 'manual' : init.redirect);
      if (response.type === 'opaqueredirect' && init.redirect !== 'manual') throw hiddenRedirect(request);
      return answer(request, response);
    },
    leave: async (request) => answer(request, await call(request, request.headers)),
  };
};
