import { isHeaderName, refuseHeader, requireSendable } from '../core/headers.js';
import type { HeaderMap } from '../core/wire-request.js';

/**
 * The headers that are signed in addition to `host`. Proxies, browsers and servers change others (`user-agent`, `accept-encoding`, tracing), and a
 * changed header is a 403 without an explanation.
 */
const SIGNED = /^(content-type|content-md5|range|if-.*|x-amz-.*)$/;

/** Headers that the signer sets: those of an earlier signature must be removed. */
const OWN_HEADER = /^x-amz-(date|security-token|s3session-token|content-sha256)$/;

/** The headers of a request, by whether they are signed. */
export interface SplitHeaders {
  readonly signed: HeaderMap;
  readonly unsigned: HeaderMap;
}

/**
 * Splits headers into those to sign and the rest.
 *
 * @param additional More names to sign, in lower case.
 * @throws UnsignableRequestError `malformed-header` for a value outside ASCII: servers disagree on its bytes.
 */
export const splitHeaders = (headers: HeaderMap, additional: ReadonlySet<string>): SplitHeaders => {
  const signed: HeaderMap = {};
  const unsigned: HeaderMap = Object.create(null);
  for (const name in headers) {
    if (OWN_HEADER.test(name)) continue;
    const value = headers[name]!;
    // `x-amz-date` is signed in place of `date`, which platforms rewrite.
    if ((!SIGNED.test(name) && !additional.has(name)) || name === 'date') {
      requireSendable([[name, value]]);
      unsigned[name] = value;
      continue;
    }
    // A folded line (RFC 9112, section 5.2) becomes one space; any other line break is invalid.
    const unfolded = value.replace(/\r?\n[ \t]+/g, ' ');
    if (name === '__proto__' || !isHeaderName(name) || !/^[\t\x20-\x7e]*$/.test(unfolded)) {
      refuseHeader(name, 'is signed, so it must be printable ASCII. Encode it (S3 reads RFC 2047) or remove it');
    }
    signed[name] = unfolded;
  }
  return { signed, unsigned };
};
