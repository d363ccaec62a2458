import { isHeaderName, refuseHeader, requireSendable } from '../core/headers.js';
import type { HeaderMap } from '../core/wire-request.js';

/**
 * What is signed besides `host`, and nothing more: proxies, browsers and servers add to or rewrite other headers
 * (`user-agent`, `accept-encoding`, tracing), and a header that changed on the way is a 403 that nobody can explain.
 */
const SIGNED = /^(content-type|content-md5|range|if-.*|x-amz-.*)$/;

/** What the signer itself writes; a stale one from an earlier signature must not stay. */
const WRITTEN = /^x-amz-(date|security-token|s3session-token|content-sha256)$/;

/** The headers of a request, divided. */
export interface DividedHeaders {
  readonly signed: HeaderMap;
  readonly unsigned: HeaderMap;
}

/**
 * Divides headers into those to sign and the rest.
 *
 * @param more Names to sign too, in lower case.
 * @throws UnsignableRequestError `malformed-header` for a value outside ASCII: servers do not agree on its bytes.
 */
export const divideHeaders = (headers: HeaderMap, more: ReadonlySet<string>): DividedHeaders => {
  const signed: HeaderMap = {};
  const unsigned: HeaderMap = Object.create(null);
  for (const name in headers) {
    if (WRITTEN.test(name)) continue;
    const value = headers[name]!;
    // smithy never signs `date`, and would drop it.
    if ((!SIGNED.test(name) && !more.has(name)) || name === 'date') {
      requireSendable([[name, value]]);
      unsigned[name] = value;
      continue;
    }
    // A folded line (RFC 9112, section 5.2) is one space; any other line break has no place in a header.
    const unfolded = value.replace(/\r?\n[ \t]+/g, ' ');
    if (name === '__proto__' || !isHeaderName(name) || !/^[\t\x20-\x7e]*$/.test(unfolded)) {
      refuseHeader(name, 'is signed, so it must be printable ASCII. Encode it (S3 reads RFC 2047), or leave it out');
    }
    signed[name] = unfolded;
  }
  return { signed, unsigned };
};
