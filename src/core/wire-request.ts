import { UnsignableRequestError } from './errors.js';
import type { Bytes } from './platform-types.js';
import { parseStrictUrl, type StrictUrl } from './strict-url.js';
import { trim } from './trim.js';

/** Header values by lower-case name. Without a prototype, so that any header name is an ordinary key. */
export type HeaderMap = Record<string, string>;

/** A body that can be read only once and is streamed (`payload: 'unsigned'`). */
export interface OneShotBody {
  readonly stream: unknown;
}

/** The body to send: its exact bytes, a Blob (which cannot change), an unread stream, or nothing. */
export type WireBody = Bytes | Blob | OneShotBody | undefined;

/** A request as it is sent, without its signature. Immutable; a replay signs it again. */
export interface WireRequest {
  /** Upper case. */
  readonly method: string;
  readonly url: StrictUrl;
  readonly headers: HeaderMap;
  readonly body: WireBody;
}

/** Whether the body can be sent only once. */
export const isOneShot = (body: WireBody): body is OneShotBody =>
  !!body && 'stream' in body && typeof body.stream !== 'function';

/** Creates a {@link HeaderMap} from name and value pairs; the values of a repeated name are joined. */
export const toHeaderMap = (pairs: Iterable<readonly [string, string]>): HeaderMap => {
  const headers: HeaderMap = Object.create(null);
  for (const [name, text] of pairs) {
    const key = name.toLowerCase();
    // HTTP's own whitespace (RFC 9110, section 5.5); other characters are the value's.
    const value = trim(text, '\t\r\n ');
    headers[key] = key in headers ? `${headers[key]},${value}` : value;
  }
  return headers;
};

/**
 * Builds the wire request that a client's adapter describes.
 *
 * @throws UnsignableRequestError `malformed-url`; `malformed-header` for a Host header other than the URL's host, which
 * some platforms would send and others not.
 */
export const wireRequest = (method: string, url: string, headers: HeaderMap, body: WireBody): WireRequest => {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(method)) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  const strictUrl = parseStrictUrl(url);
  const { host } = headers;
  if (host !== undefined) {
    delete headers.host;
    const hostHeader = host
      .trim()
      .toLowerCase()
      .replace(strictUrl.protocol === 'https:' ? /:443$/ : /:80$/, '');
    if (hostHeader !== strictUrl.host) {
      throw new UnsignableRequestError(
        'malformed-header',
        `The Host header is not the URL's host, ${strictUrl.host}. Remove it.`,
      );
    }
  }
  return { method: method.toUpperCase(), url: strictUrl, headers, body };
};
