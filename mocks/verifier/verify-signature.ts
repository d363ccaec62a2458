import { type Authorization, readAuthorization } from './authorization.js';
import { canonicalRequest, headerValue } from './canonical-request.js';
import { type DecodedBody, decodeChunked } from './chunked-payload.js';
import { payloadHashOf } from './payload.js';
import { ALGORITHM, scopeText, signatureOf, stringToSign, TERMINATOR } from './signature.js';
import type { ArrivedRequest, SignatureRefusal, SignedService, SigningKey } from './types.js';

/** The result: the key that signed the request, or why the request is refused. */
export type Verification<K extends SigningKey> =
  | {
      readonly ok: true;
      readonly key: K;
      readonly mode: Authorization['mode'];
      /** The body, decoded if it was chunked. */
      readonly body: Uint8Array;
      /** The lines after a chunked body. Undefined for any other body. */
      readonly trailers?: readonly string[];
    }
  | { readonly ok: false; readonly refusal: SignatureRefusal };

/**
 * Verifies a signature in the service's order: presence, syntax, date, signed headers, algorithm, scope, key,
 * signature, session token. Clients can observe the order: a wrong clock masks an expired token.
 */
export const verifySignature = <K extends SigningKey>(
  request: ArrivedRequest,
  service: SignedService<K>,
): Verification<K> => {
  const refuse = (refusal: SignatureRefusal): Verification<K> => ({ ok: false, refusal });

  const authorization = readAuthorization(request);
  if ('reason' in authorization) return refuse(authorization);
  if (service.rules.expiresRequired && authorization.mode === 'presigned' && authorization.expiresIn === undefined) {
    const message = "AWS query-string parameters must include 'X-Amz-Expires'.";
    return refuse({ reason: 'incomplete-signature', message, flaw: 'query-fields' });
  }

  const flaw =
    checkDate(authorization, service) ??
    checkSignedHeaders(authorization, request) ??
    checkAlgorithm(authorization) ??
    checkScope(authorization, service);
  if (flaw) return refuse(flaw);

  const { accessKeyId, scope, signature, signedHeaders, sessionToken } = authorization;
  const key = service.findKey(accessKeyId);
  if (!key) return refuse({ reason: 'unknown-key', accessKeyId });

  const payload = payloadHashOf(request, authorization, service.rules);
  if ('reason' in payload) return refuse(payload);

  const canonical = canonicalRequest(request, signedHeaders, payload.hash, service.rules);
  const text = stringToSign(authorization.amzDate, scope, canonical);
  // The canonical request has an empty value for a missing header, so only this check notices a lost empty header.
  const missing = signedHeaders.some((name) => headerValue(request, name) === undefined);
  const sign = (toSign: string): string => signatureOf(key.secretAccessKey, scope, toSign);
  const decoded = payload.chunked ? chunkedBody(request, authorization, sign) : { body: request.body };
  if (missing || !decoded || payload.contradicted || signature !== sign(text)) {
    return refuse({
      reason: 'signature-mismatch',
      accessKeyId,
      signature,
      canonicalRequest: canonical,
      stringToSign: text,
    });
  }

  if (sessionToken !== key.sessionToken) return refuse({ reason: 'invalid-token', token: sessionToken });
  if (key.expired) return refuse({ reason: 'expired-token', token: sessionToken });
  return { ok: true, key, mode: authorization.mode, ...decoded };
};

const chunkedBody = (
  request: ArrivedRequest,
  { contentSha256 = '', signature: seed, amzDate, scope }: Authorization,
  sign: (text: string) => string,
): DecodedBody | undefined =>
  decodeChunked(request.body, contentSha256, headerValue(request, 'x-amz-decoded-content-length'), {
    seed,
    amzDate,
    scope: scopeText(scope),
    sign,
  });

const checkDate = (authorization: Authorization, { now, rules }: SignedService): SignatureRefusal | undefined => {
  const { signedAt, expiresIn } = authorization;
  const tolerance = rules.clockTolerance;
  if (signedAt > now + tolerance) return { reason: 'signature-not-yet-current', signedAt, serverTime: now, tolerance };
  if (expiresIn === undefined) {
    return signedAt < now - tolerance
      ? { reason: 'signature-expired', signedAt, serverTime: now, tolerance }
      : undefined;
  }
  const lifetime = expiresIn * 1000;
  return now > signedAt + lifetime
    ? { reason: 'url-expired', signedAt, serverTime: now, tolerance: lifetime }
    : undefined;
};

const checkSignedHeaders = (authorization: Authorization, request: ArrivedRequest): SignatureRefusal | undefined => {
  const arrived = request.headers.map(([name]) => name.toLowerCase());
  const headers = ['host', ...new Set(arrived.filter((name) => name.startsWith('x-amz-')))].filter(
    (name) => !authorization.signedHeaders.includes(name),
  );
  return headers.length ? { reason: 'unsigned-header', headers } : undefined;
};

const checkAlgorithm = ({ algorithm }: Authorization): SignatureRefusal | undefined =>
  algorithm === ALGORITHM ? undefined : { reason: 'unsupported-algorithm', algorithm };

/** AWS concatenates the complaints about a scope, each followed by a space. */
const checkScope = (authorization: Authorization, service: SignedService): SignatureRefusal | undefined => {
  const { scope, amzDate } = authorization;
  const day = amzDate.slice(0, 8);
  const complaints = [
    scope.region !== service.region && 'Credential should be scoped to a valid region. ',
    scope.service !== service.service && `Credential should be scoped to correct service: '${service.service}'. `,
    scope.terminator !== TERMINATOR &&
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${scope.terminator}'. `,
    scope.date !== day &&
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${amzDate}'. `,
  ].filter((complaint) => complaint !== false);
  return complaints.length
    ? { reason: 'wrong-scope', message: complaints.join(''), region: scope.region, expectedRegion: service.region }
    : undefined;
};
