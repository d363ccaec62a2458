import { isBlob, readBody, type BodyContent, copyBytes } from '../core/body.js';
import { isAuthError } from '../core/errors.js';
import { requireSendable } from '../core/headers.js';
import { readRequestBody } from '../core/request-body.js';
import { type HeaderMap, toHeaderMap, type WireBody, type WireRequest, wireRequest } from '../core/wire-request.js';

/** A call of fetch: the request to send, and the platform's other options. */
export interface FetchCall {
  readonly request: WireRequest;
  readonly init: RequestInit;
  /** The caller's own init, if the call was made with a Request and an init. */
  readonly rest?: RequestInit | undefined;
}

/** What fetch rejects with when a call fails; the message is Node's. */
export const networkError = (cause: unknown): TypeError => new TypeError('fetch failed', { cause });

/** Whether the input is a Request of any implementation. */
export const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' && input !== null && 'headers' in input && 'url' in input;

/** Returns the class for a copy of a Request: undici and node-fetch have their own classes, and accept no others. */
export const classOf = (request: Request): typeof Request => {
  const { constructor: requestClass } = request;
  return request instanceof Request ? Request : (requestClass as typeof Request);
};

/** The members that are copied from a Request. `mode: 'navigate'` cannot be set. */
const MEMBERS = [
  'credentials',
  'mode',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'signal',
  // Specific to node-fetch.
  'agent',
  'compress',
  'follow',
  'size',
] as const;

const copyMembers = (request: Request): RequestInit => {
  const members: Record<string, unknown> = {};
  for (const name of MEMBERS) {
    const value: unknown = request[name as keyof Request];
    if (value !== undefined && value !== 'navigate') members[name] = value;
  }
  return members;
};

/** In bytes. Smaller Blobs are read, because not every fetch accepts every Blob (Node's does not accept jsdom's). */
const LARGE_BLOB = 1024 * 1024;

/** Copies the body's bytes, because the caller may reuse its buffer while the call waits. */
const takeBody = (
  body: unknown,
  streaming: boolean,
  signal: AbortSignal | null | undefined,
): BodyContent | Promise<BodyContent> => {
  if (body === undefined || body === null) return { body: undefined };
  if (typeof body !== 'object') return readBody(String(body), streaming);
  // A large Blob stays a Blob: its bytes are in memory only while they are hashed.
  if (isBlob(body) && body.size > LARGE_BLOB) return { body, contentType: body.type || undefined };
  return readBody(copyBytes(body), streaming, signal);
};

/** fetch reports a failing stream as a network error. */
const withNetworkErrors = async <T>(body: PromiseLike<T>, signal: AbortSignal | null | undefined): Promise<T> => {
  try {
    return await body;
  } catch (error) {
    throw signal?.aborted || isAuthError(error) ? error : networkError(error);
  }
};

const isPending = <T>(value: T | PromiseLike<T> | undefined): value is PromiseLike<T> =>
  !!value && 'then' in (value as object);

/** Returns the headers of an init. Invalid ones are rejected here, because the platform's own error shows the value. */
const readHeaders = (init: RequestInit | undefined): Headers => {
  try {
    return new Headers(init?.headers);
  } catch (error) {
    requireSendable(init!.headers!);
    throw error;
  }
};

const readRequest = (request: Request, init: RequestInit | undefined): FetchCall | Promise<FetchCall> => {
  const { signal } = request;
  const members = copyMembers(request);
  const { body: _, headers: __, method: ___, ...otherOptions } = init ?? {};
  const rest = init && otherOptions;
  const { method, url } = request;
  const headers = toHeaderMap(request.headers);
  const toCall = (body: WireBody): FetchCall => ({
    request: wireRequest(method, url, headers, body),
    // The Request already includes the parts of the init that it supports.
    init: { ...rest, ...members },
    rest,
  });
  const body = readRequestBody(request, signal);
  return body ? withNetworkErrors(body, signal).then(toCall) : toCall(undefined);
};

/**
 * Reads a call when it is made: as with fetch, later changes to its parts have no effect. Not a promise unless the body has to be read.
 *
 * @throws UnsignableRequestError for what cannot be signed; TypeError like fetch, for a stream that breaks.
 */
export const readCall = (
  input: RequestInfo | URL,
  url: URL,
  init: RequestInit | undefined,
  streaming: boolean,
): FetchCall | Promise<FetchCall> => {
  const headers: HeaderMap = toHeaderMap(readHeaders(init));
  if (isRequest(input)) {
    // Combine a Request and an init like fetch itself.
    return readRequest(init ? new (classOf(input))(input, init) : input, init);
  }
  const { body, headers: __, method = 'GET', ...otherOptions } = init ?? {};
  const toCall = ({ body, contentType }: BodyContent): FetchCall => {
    if (contentType) headers['content-type'] ??= contentType;
    return { request: wireRequest(method, url.href, headers, body), init: otherOptions };
  };
  const content = takeBody(body, streaming, otherOptions.signal);
  return isPending(content) ? withNetworkErrors(content, otherOptions.signal).then(toCall) : toCall(content);
};
