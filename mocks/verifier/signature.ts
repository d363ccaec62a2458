import { hex } from './encoding.js';
import { hmac, sha256Hex } from './hash.js';

/** The only algorithm that the mock's services take. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';
/** How a credential scope ends. */
export const TERMINATOR = 'aws4_request';

/** What a signature is good for. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `aws4_request`. */
  readonly terminator: string;
}

/**
 * Header values are bytes on the wire, and reach us a character a byte; the rest of a canonical request is ASCII. So
 * this is the exact text that arrived, and a client that signed something else than it sent is found out.
 */
const wireBytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** `YYYYMMDD/region/service/aws4_request`. */
export const scopeText = ({ date, region, service, terminator }: CredentialScope): string =>
  [date, region, service, terminator].join('/');

/** "Create a signed AWS API request", steps 2 and 3 (IAM User Guide). */
export const stringToSign = (amzDate: string, scope: CredentialScope, canonicalRequest: string): string =>
  [ALGORITHM, amzDate, scopeText(scope), sha256Hex(wireBytes(canonicalRequest))].join('\n');

/** Steps 4 and 5: derive the signing key from the secret, and sign with it. */
export const signatureOf = (secretAccessKey: string, scope: CredentialScope, text: string): string => {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const dateRegionKey = hmac(dateKey, scope.region);
  const dateRegionServiceKey = hmac(dateRegionKey, scope.service);
  const signingKey = hmac(dateRegionServiceKey, scope.terminator);
  return hex(hmac(signingKey, text));
};
