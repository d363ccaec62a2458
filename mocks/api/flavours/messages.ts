import { toAmzDate } from '../../verifier/amz-date.js';
import type { DateRefusal, MismatchRefusal } from '../../verifier/types.js';
import type { Rejection } from './flavour.js';

/** Of a signature that does not match; REST APIs go on with what should have been signed. */
export const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
/** Of a key that the service does not know, or a token that is not the key's. With a full stop, unlike the next. */
export const TOKEN_INVALID = 'The security token included in the request is invalid.';
/** Of credentials that are over. */
export const TOKEN_EXPIRED = 'The security token included in the request is expired';

const span = (milliseconds: number): string =>
  milliseconds % 60_000 ? `${milliseconds / 1000} sec.` : `${milliseconds / 60_000} min.`;

/** `Signature expired: SIGNED is now earlier than NOW - 5 min (NOW - 5 min.)` (amplify-js#7913). */
export const signatureExpired = ({ signedAt, serverTime, tolerance }: DateRefusal): string =>
  `Signature expired: ${toAmzDate(signedAt)} is now earlier than ${toAmzDate(serverTime - tolerance)} (${toAmzDate(serverTime)} - ${span(tolerance)})`;

/** `Signature not yet current: SIGNED is still later than NOW + 5 min (NOW + 5 min.)` (aws-sdk-js-v3#5920). */
export const signatureNotYetCurrent = ({ signedAt, serverTime, tolerance }: DateRefusal): string =>
  `Signature not yet current: ${toAmzDate(signedAt)} is still later than ${toAmzDate(serverTime + tolerance)} (${toAmzDate(serverTime)} + ${span(tolerance)})`;

/** The mismatch with what should have been signed, session token included (aws4#133). */
export const mismatchWithEcho = ({ canonicalRequest, stringToSign }: MismatchRefusal): string =>
  `${MISMATCH}\n\nThe Canonical String for this request should have been\n'${canonicalRequest}'\n\nThe String-to-Sign should have been\n'${stringToSign}'`;

/** Of headers that must be signed and are not; the wording for `host` is AWS's, for the others inferred from it. */
export const unsignedHeader = (headers: readonly string[]): string =>
  headers
    .map(
      (name) =>
        `${name === 'host' ? "'Host' or ':authority'" : `'${name}'`} must be a 'SignedHeader' in the AWS Authorization.`,
    )
    .join(' ');

/** Of a caller whom no policy allows it, or one denies it: `User: ARN is not authorized to perform: ACTION on resource: ARN`. */
export const notAuthorized = (
  { caller, explicit }: Extract<Rejection, { reason: 'denied' }>,
  action: string,
  resource: string,
): string =>
  `User: ${caller.arn ?? caller.user} is not authorized to perform: ${action} on resource: ${resource}${explicit ? ' with an explicit deny' : ''}`;
