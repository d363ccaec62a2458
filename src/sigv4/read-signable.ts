import { copyBytes, readBody } from '../core/body.js';
import { toHeaderPairs } from '../core/headers.js';
import { type OptionNames, requireKnownOptions } from '../core/options.js';
import { readRequestBody } from '../core/request-body.js';
import { type HeaderMap, toHeaderMap, type WireRequest, wireRequest } from '../core/wire-request.js';

/** A request to sign with {@link SigV4Authenticator.sign}. */
export interface SignableRequest {
  /** Default: `GET`. */
  readonly method?: string;
  /** Absolute. A string is used as written, dot segments included. */
  readonly url: string | URL;
  /** Pairs may repeat a name. */
  readonly headers?: Headers | Record<string, string> | readonly (readonly [string, string])[];
  /** Text, bytes, Blob, FormData, URLSearchParams or a stream. A plain object is serialised if the content type is JSON. */
  readonly body?: unknown;
}

const REQUEST_PARTS: OptionNames<SignableRequest> = { method: 0, url: 0, headers: 0, body: 0 };

const isRequest = (request: SignableRequest | Request): request is Request =>
  typeof (request as Request | undefined)?.clone === 'function';

/** Whether a body is a plain object or an array. */
const isPlain = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  // From any realm.
  return Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null;
};

/**
 * Reads a request as it is at the time of the call: an app may reuse its objects while the code that signs is being loaded.
 *
 * @param streaming Whether a stream may stay unread.
 * @param isEarly Whether bytes are copied, for who cannot hash them at once.
 * @throws TypeError for what is no request; UnsignableRequestError
 */
export const readSignable = async (
  input: SignableRequest | Request,
  streaming: boolean,
  isEarly = false,
): Promise<WireRequest> => {
  if (typeof input !== 'object' || !input?.url) {
    throw new TypeError('sign: pass { method, url, headers, body } or a Request.');
  }
  if (!isRequest(input)) requireKnownOptions('sign', input, REQUEST_PARTS);
  const { method = 'GET', url, headers = {} } = input;
  const headerMap: HeaderMap = toHeaderMap(toHeaderPairs(headers));
  const body = isRequest(input) ? await readRequestBody(input.clone()) : input.body;
  const isJson = isPlain(body) && /json/i.test(headerMap['content-type'] ?? '');
  const content = readBody(isJson ? JSON.stringify(body) : isEarly ? copyBytes(body) : body, streaming);
  const bodyContent = 'then' in content ? await content : content;
  // Text implies no type here: the caller's headers determine it.
  if (bodyContent.contentType && typeof body !== 'string') headerMap['content-type'] ??= bodyContent.contentType;
  return wireRequest(method, String(url), headerMap, bodyContent.body);
};

/** Reads what is to be presigned, likewise. */
export const readPresignable = (
  url: string | URL,
  { method, headers, body }: Pick<SignableRequest, 'method' | 'headers' | 'body'> = {},
  isEarly = false,
): Promise<WireRequest> => readSignable({ url, method: method ?? 'GET', headers: headers ?? {}, body }, false, isEarly);
