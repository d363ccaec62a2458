import { toAmzDate } from '../../verifier/amz-date.js';
import type { DateRefusal, MismatchRefusal } from '../../verifier/types.js';
import type { Refusal } from './flavour.js';

/** For a signature that does not match. REST APIs append the expected canonical request. */
export const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
/** For an unknown key, or a token that does not belong to the key. Ends with a full stop, unlike the next one. */
export const TOKEN_INVALID = 'The security token included in the request is invalid.';
/** For expired credentials. */
export const TOKEN_EXPIRED = 'The security token included in the request is expired';

const span = (milliseconds: number): string =>
  milliseconds % 60_000 ? `${milliseconds / 1000} sec.` : `${milliseconds / 60_000} min.`;

/** `Signature expired: SIGNED is now earlier than NOW - 5 min (NOW - 5 min.)` (amplify-js#7913). */
export const signatureExpired = ({ signedAt, serverTime, tolerance }: DateRefusal): string =>
  `Signature expired: ${toAmzDate(signedAt)} is now earlier than ${toAmzDate(serverTime - tolerance)} (${toAmzDate(serverTime)} - ${span(tolerance)})`;

/** `Signature not yet current: SIGNED is still later than NOW + 5 min (NOW + 5 min.)` (aws-sdk-js-v3#5920). */
export const signatureNotYetCurrent = ({ signedAt, serverTime, tolerance }: DateRefusal): string =>
  `Signature not yet current: ${toAmzDate(signedAt)} is still later than ${toAmzDate(serverTime + tolerance)} (${toAmzDate(serverTime)} + ${span(tolerance)})`;

/** Returns the mismatch with the expected canonical request, including the session token (aws4#133). */
export const mismatchWithEcho = ({ canonicalRequest, stringToSign }: MismatchRefusal): string =>
  `${MISMATCH}\n\nThe Canonical String for this request should have been\n'${canonicalRequest}'\n\nThe String-to-Sign should have been\n'${stringToSign}'`;

/** For unsigned headers that must be signed. The wording for `host` is AWS's; the others are inferred from it. */
export const unsignedHeader = (headers: readonly string[]): string =>
  headers
    .map(
      (name) =>
        `${name === 'host' ? "'Host' or ':authority'" : `'${name}'`} must be a 'SignedHeader' in the AWS Authorization.`,
    )
    .join(' ');

/**
 * For a call that no policy allows, or that one denies:
 * `User: ARN is not authorized to perform: ACTION on resource: ARN`.
 */
export const notAuthorized = (
  { caller, explicit }: Extract<Refusal, { reason: 'denied' }>,
  action: string,
  resource: string,
): string =>
  `User: ${caller.arn ?? caller.user} is not authorized to perform: ${action} on resource: ${resource}${explicit ? ' with an explicit deny' : ''}`;
