import { hex } from './encoding.js';
import { hmac, sha256Hex } from './hash.js';

/** The only algorithm that the mock's services accept. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';
/** The terminator of a credential scope. */
export const TERMINATOR = 'aws4_request';

/** The credential scope of a signature. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `aws4_request`. */
  readonly terminator: string;
}

/**
 * Converts a canonical request to bytes. Header values arrive as one character per byte, and the rest is ASCII, so
 * these are the exact bytes on the wire. A client that signed anything else is refused.
 */
const wireBytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** `YYYYMMDD/region/service/aws4_request`. */
export const scopeText = ({ date, region, service, terminator }: CredentialScope): string =>
  [date, region, service, terminator].join('/');

/** "Create a signed AWS API request", steps 2 and 3 (IAM User Guide). */
export const stringToSign = (amzDate: string, scope: CredentialScope, canonicalRequest: string): string =>
  [ALGORITHM, amzDate, scopeText(scope), sha256Hex(wireBytes(canonicalRequest))].join('\n');

/** Step 4: derive the signing key from the secret. */
export const signingKeyOf = (secretAccessKey: string, scope: CredentialScope): Uint8Array => {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const dateRegionKey = hmac(dateKey, scope.region);
  const dateRegionServiceKey = hmac(dateRegionKey, scope.service);
  return hmac(dateRegionServiceKey, scope.terminator);
};

/** Steps 4 and 5: derive the signing key from the secret, and sign with it. */
export const signatureOf = (secretAccessKey: string, scope: CredentialScope, text: string): string =>
  hex(hmac(signingKeyOf(secretAccessKey, scope), text));
