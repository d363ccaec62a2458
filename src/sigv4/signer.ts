import { isBlob } from '../core/body.js';
import { blobSha256Hex, sha256Hex } from '#sha256';
import { UnsignableRequestError } from '../core/errors.js';
import { type HeaderMap, isOneShot, type WireBody, type WireRequest } from '../core/wire-request.js';
import type { AwsCredentialIdentity } from './credentials.js';
import {
  ALGORITHM,
  toCanonicalHeaders,
  computeSignature,
  datedScope,
  type Signature,
  type SigningSettings,
} from './engine.js';
import type { MaybePromise } from '../hash/hmac.js';
import { sessionTokenHeader } from './service-rules.js';
import { splitHeaders } from './signed-headers.js';

/** The headers to send, signed. */
export interface SignedHeaders extends Signature {
  readonly headers: HeaderMap;
}

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const CONTENT_HASH = 'x-amz-content-sha256';

/** The SHA-256 of an empty payload. */
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The signature parameter of a presigned URL. */
const SIGNED = /^x-amz-signature$/i;

const isUnsigned = ({ payload, unsignedPayload }: SigningSettings): boolean =>
  payload === 'unsigned' || unsignedPayload === 'required';

/** The payload's hash in the canonical request. */
export const hashBody = (body: WireBody): MaybePromise<string> => {
  if (!body) return EMPTY_HASH;
  if (isBlob(body)) return blobSha256Hex(body);
  return isOneShot(body) ? UNSIGNED_PAYLOAD : sha256Hex(body);
};

/**
 * Rejects a request that is already signed, or whose service accepts no unsigned payload.
 *
 * @param reserved Names of query parameters that must not be present.
 * @throws UnsignableRequestError `already-signed`, `unsigned-payload-refused`
 */
export const requireSignable = ({ url, body }: WireRequest, settings: SigningSettings, reserved: RegExp): void => {
  const reservedName = url.query.find(([name]) => reserved.test(name))?.[0];
  if (reservedName) {
    throw new UnsignableRequestError(
      'already-signed',
      `The URL already contains ${reservedName}. Send it unsigned, or remove its X-Amz-* parameters.`,
    );
  }
  if (settings.payload === 'unsigned' && settings.unsignedPayload === 'refused' && body) {
    throw new UnsignableRequestError(
      'unsigned-payload-refused',
      `${settings.service} does not accept an unsigned payload. Remove payload: 'unsigned'.`,
    );
  }
};

/**
 * Signs a request in its headers (IAM User Guide, "Create a signed AWS API request").
 *
 * @param signingDate The time of the signature, by the server's clock.
 */
export const signHeaders = async (
  request: WireRequest,
  credentials: AwsCredentialIdentity,
  settings: SigningSettings,
  signingDate: Date,
): Promise<SignedHeaders> => {
  requireSignable(request, settings, SIGNED);
  const { method, body, url } = request;
  const { service, contentHashHeader, signedHeaders } = settings;
  const { signed, unsigned } = splitHeaders(request.headers, signedHeaders);
  const { sessionToken } = credentials;
  const tokenHeader = sessionTokenHeader(service, url.host);
  const appendsToken = settings.sessionToken === 'appended';
  if (sessionToken && !appendsToken) signed[tokenHeader] = sessionToken;
  // Only this header tells the server that the payload is not signed.
  const isPayloadUnsigned = isUnsigned(settings) && (body !== undefined || contentHashHeader);
  const hashResult = isPayloadUnsigned ? UNSIGNED_PAYLOAD : hashBody(body);
  const hash = typeof hashResult === 'object' ? await hashResult : hashResult;
  const sendsHash = isPayloadUnsigned || contentHashHeader;

  const credentialScope = datedScope(signingDate, settings);
  signed['x-amz-date'] = credentialScope.longDate;
  if (sendsHash) signed[CONTENT_HASH] = hash;
  const canonicalHeaders = toCanonicalHeaders({ ...signed, host: url.host }, settings);
  const parts = { method, path: url.path, query: url.query, headers: canonicalHeaders, payloadHash: hash };
  const signature = await computeSignature(parts, credentialScope, credentials, settings);

  const headers: HeaderMap = Object.assign(unsigned, signed);
  headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${credentialScope.scope}, SignedHeaders=${canonicalHeaders.names}, Signature=${signature.signature}`;
  if (sessionToken && appendsToken) headers[tokenHeader] = sessionToken;
  return { headers, ...signature };
};
