import { UnsignableRequestError } from './errors.js';
import { trim } from './trim.js';
import type { HeaderMap } from './wire-request.js';

/** A name as HTTP has it (RFC 9110, section 5.1). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** A value as HTTP has it (RFC 9110, section 5.5), and as `Headers` takes it. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a text may be the name of a header. */
export const isHeaderName = (name: unknown): boolean => typeof name === 'string' && TOKEN.test(name);

/** Whether a value may stand in a header: printable ASCII. */
export const isHeaderText = (value: unknown): boolean => typeof value === 'string' && /^[ -~]+$/.test(value);

/** Refuses a header by its name, which is shown only where it is one: a value may have come to stand in its place. */
export const refuseHeader = (name: string, why: string): never => {
  const what = isHeaderName(name) ? `The header ${JSON.stringify(name)}` : 'A header without a valid name';
  throw new UnsignableRequestError('malformed-header', `${what} ${why}.`);
};

/** Headers in whatever form they are given, as pairs. */
export const pairsOf = (headers: object): Iterable<readonly [string, string]> =>
  Symbol.iterator in headers ? (headers as Iterable<readonly [string, string]>) : Object.entries(headers);

/** A copy without the headers whose names match. */
export const withoutHeaders = (headers: HeaderMap, pattern: RegExp): HeaderMap => {
  const kept: HeaderMap = Object.create(null);
  for (const name in headers) if (!pattern.test(name)) kept[name] = headers[name]!;
  return kept;
};

/**
 * Refuses headers that no platform sends: the error of a platform would show the value.
 *
 * @throws UnsignableRequestError `malformed-header`
 */
export const requireSendable = (headers: object): void => {
  for (const [name, value] of pairsOf(headers)) {
    // White space at the ends is not sent.
    if (!isHeaderName(name) || !SENDABLE.test(trim(`${value}`, '\t\r\n ')))
      refuseHeader(name, 'cannot be sent: it has a line break, a control character or one beyond Latin-1');
  }
};
