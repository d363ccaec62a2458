import { createHash, createHmac } from 'node:crypto';
import { type Authentication, readFromHeaders, readFromQuery, type TokenPlacement } from './authentication.js';
import { canonicalHeaders, canonicalQueryString, canonicalUri, type PathStyle } from './canonical-request.js';
import { type ContentHashRule, payloadHash } from './payload-hash.js';
import { insist } from './refusal.js';
import { parseTarget } from './target.js';

// Written from AWS's documentation alone: "Create a signed AWS API request" (IAM User Guide) and "Authenticating
// Requests: Using Query Parameters" (S3 API Reference). It shares no code with src/ or mocks/ and uses no signer.

/** A request as it would leave. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** What the server knows and the request does not say. */
export interface ServerRules {
  readonly secretAccessKey: string;
  /** Where the signature stands. */
  readonly mode: 'header' | 'query';
  /** S3 takes paths as they are and encodes them once; all others normalise them and encode them twice. */
  readonly style: 's3' | 'other';
  /** Default: required where S3 is signed in the headers, else optional. */
  readonly contentHash?: ContentHashRule;
  /** Default: signed. */
  readonly sessionToken?: TokenPlacement;
  /** Instead of the style's own way with paths: AWS's suite encodes once and normalises in some of its cases. */
  readonly path?: PathStyle;
}

/** What the oracle computes, beside what the request says of itself. */
export interface Verdict {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
  readonly claimed: Authentication;
}

const hmac = (key: Uint8Array | string, data: string): Buffer =>
  createHmac('sha256', key).update(data, 'utf8').digest();

const signingKey = (secretAccessKey: string, credentialScope: string): Buffer => {
  const [date = '', region = '', service = '', terminator = ''] = credentialScope.split('/');
  return hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), terminator);
};

const byName = (request: WireRequest, host: string): Map<string, string[]> => {
  const headers = new Map<string, string[]>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const given = headers.get('host') ?? [host];
  insist(given.length === 1 && given[0] === host, `the Host header ${given} is not the URL's host ${host}`);
  return headers.set('host', [host]);
};

const requireSigned = (
  { signedHeaders }: Authentication,
  names: Iterable<string>,
  mode: ServerRules['mode'],
  tokenPlacement: TokenPlacement,
): void => {
  insist(signedHeaders.includes('host'), 'host is not signed');
  for (const name of names) {
    const needed = name.startsWith('x-amz-') || (name === 'content-type' && mode === 'header');
    const appended = name === 'x-amz-security-token' && tokenPlacement === 'appended';
    if (needed && !appended) insist(signedHeaders.includes(name), `the header ${name} is not signed`);
    insist(!appended || !signedHeaders.includes(name), `${name} is signed and should be appended`);
  }
};

/**
 * Computes the signature that a real and strict server computes for a request.
 *
 * @throws Refusal for a request that such a server would refuse before it compares signatures, with the reason.
 */
export const judge = (request: WireRequest, rules: ServerRules): Verdict => {
  const { mode, style, secretAccessKey, sessionToken = 'signed' } = rules;
  insist(/^[!#$%&'*+.^_`|~\dA-Z-]+$/.test(request.method), `the method ${request.method} is not in upper case`);
  const target = parseTarget(request.url);
  const headers = byName(request, target.host);
  const claimed = mode === 'header' ? readFromHeaders(target, headers) : readFromQuery(target, headers, sessionToken);
  requireSigned(claimed, headers.keys(), mode, sessionToken);

  const s3 = style === 's3';
  const path = rules.path ?? (s3 ? { normalize: false, encodings: 1 } : { normalize: true, encodings: 2 });
  const contentHash = rules.contentHash ?? (s3 && mode === 'header' ? 'required' : 'optional');
  const canonicalRequest = [
    request.method,
    canonicalUri(target.segments, path),
    canonicalQueryString(claimed.signedQuery),
    canonicalHeaders(claimed.signedHeaders, headers),
    claimed.signedHeaders.join(';'),
    payloadHash(request.body, headers.get('x-amz-content-sha256'), contentHash, s3 && mode === 'query'),
  ].join('\n');
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    claimed.timestamp,
    claimed.credentialScope,
    createHash('sha256').update(canonicalRequest, 'utf8').digest('hex'),
  ].join('\n');
  const signature = hmac(signingKey(secretAccessKey, claimed.credentialScope), stringToSign).toString('hex');
  return { canonicalRequest, stringToSign, signature, claimed };
};
