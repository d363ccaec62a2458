import { requireKnownOptions } from '../core/options.js';
import type { WireBody, WireRequest } from '../core/wire-request.js';
import { readSignable, type SignableRequest } from './read-signable.js';
import {
  credentialsFor,
  getSigningDate,
  requireUnauthenticated,
  SIGN_OPTIONS,
  type SigningContext,
  type SignOptions,
} from './signable.js';
import { signHeaders } from './signer.js';

/** A signed request. Send it unchanged. */
export interface SignedRequest {
  readonly method: string;
  /** Strictly RFC 3986-encoded: send this URL, not the one that you passed. */
  readonly url: string;
  /** All headers to send, including `authorization`; the platform adds `host`. */
  readonly headers: Headers;
  /** The bytes that were hashed, or the unread stream of an unsigned payload. */
  readonly body: WireBody;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** Implements `auth.sign`, for a request that may have been read already. */
export const sign = async (
  context: SigningContext,
  input: SignableRequest | Request,
  overrides: SignOptions = {},
  read?: Promise<WireRequest>,
): Promise<SignedRequest> => {
  requireKnownOptions('sign', overrides, SIGN_OPTIONS);
  const request = await (read ?? readSignable(input, (overrides.payload ?? context.payload) === 'unsigned'));
  requireUnauthenticated(request);
  const settings = context.settingsFor(request.url, overrides);
  const credentials = await credentialsFor(context, overrides);
  const { headers, ...signature } = await signHeaders(
    request,
    credentials,
    settings,
    getSigningDate(context, overrides, request),
  );
  const { method, url, body } = request;
  // Firefox is twice as slow with an object without a prototype.
  return { method, url: url.href, headers: new Headers({ ...headers }), body, ...signature };
};
