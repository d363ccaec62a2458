import type { Authorization } from './authorization.js';
import { CHUNKED } from './chunked-payload.js';
import { sha256Hex } from './hash.js';
import type { ArrivedRequest, SignatureRefusal, SigningRules } from './types.js';

/** Replaces the body's hash if the body is not signed. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The last line of the canonical request. `contradicted` if `x-amz-content-sha256` has another value. */
export interface PayloadHash {
  readonly hash: string;
  readonly contradicted: boolean;
  /** Whether the body is chunked. */
  readonly chunked?: boolean;
}

/**
 * Compares the hash of the body that arrived with the request's claim. S3 says
 * what is wrong with a claim ("Authenticating Requests: Using the Authorization
 * Header", S3 API reference); at other services only the signature does not match.
 */
export const payloadHashOf = (
  request: ArrivedRequest,
  authorization: Authorization,
  rules: SigningRules,
): PayloadHash | SignatureRefusal => {
  const claimed = authorization.contentSha256;
  if (claimed === UNSIGNED_PAYLOAD && rules.unsignedPayload) return { hash: UNSIGNED_PAYLOAD, contradicted: false };
  if (claimed !== undefined && rules.chunkedPayload && Object.hasOwn(CHUNKED, claimed)) {
    return { hash: claimed, contradicted: false, chunked: true };
  }
  if (claimed === undefined && authorization.mode === 'presigned' && !rules.presignsBody) {
    return { hash: UNSIGNED_PAYLOAD, contradicted: false };
  }
  const required = rules.contentSha256Required === 'with-body' ? request.body.length > 0 : rules.contentSha256Required;
  if (claimed === undefined && required && authorization.mode === 'header') {
    return { reason: 'payload-hash-missing' };
  }
  const actual = sha256Hex(request.body);
  if (claimed === undefined || claimed === actual) return { hash: actual, contradicted: false };
  if (rules.contentSha256Required !== true) return { hash: actual, contradicted: true };
  if (!/^[\da-f]{64}$/.test(claimed)) return { reason: 'payload-hash-invalid', claimed };
  return { reason: 'payload-mismatch', claimed, actual };
};
