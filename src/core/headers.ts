import { UnsignableRequestError } from './errors.js';
import { trim } from './trim.js';
import type { HeaderMap } from './wire-request.js';

/** The name of a header (RFC 9110, section 5.1). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** The value of a header (RFC 9110, section 5.5), as `Headers` accepts it. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a value is a valid header name. */
export const isHeaderName = (name: unknown): boolean => typeof name === 'string' && TOKEN.test(name);

/** Whether a value is safe in any header: printable ASCII. */
export const isHeaderText = (value: unknown): boolean => typeof value === 'string' && /^[ -~]+$/.test(value);

/** Throws for a header. Its name is shown only if it is valid: it may be a misplaced value. */
export const refuseHeader = (name: string, problem: string): never => {
  const subject = isHeaderName(name) ? `The header ${JSON.stringify(name)}` : 'A header without a valid name';
  throw new UnsignableRequestError('malformed-header', `${subject} ${problem}.`);
};

/** Headers in any form, as pairs. */
export const toHeaderPairs = (headers: object): Iterable<readonly [string, string]> =>
  Symbol.iterator in headers ? (headers as Iterable<readonly [string, string]>) : Object.entries(headers);

/** Copies headers, without those whose names match. */
export const withoutHeaders = (headers: HeaderMap, pattern: RegExp): HeaderMap => {
  const result: HeaderMap = Object.create(null);
  for (const name in headers) if (!pattern.test(name)) result[name] = headers[name]!;
  return result;
};

/**
 * Rejects headers that cannot be sent, because the platform's own error would show the value.
 *
 * @throws UnsignableRequestError `malformed-header`.
 */
export const requireSendable = (headers: object): void => {
  for (const [name, value] of toHeaderPairs(headers)) {
    // Whitespace at both ends is not sent.
    if (!isHeaderName(name) || !SENDABLE.test(trim(`${value}`, '\t\r\n ')))
      refuseHeader(name, 'cannot be sent: remove line breaks, control characters and characters outside Latin-1');
  }
};
