import { insist } from './refusal.js';
import type { QueryParameter, Target } from './target.js';

/** What a request says about its own signature. */
export interface Authentication {
  readonly accessKeyId: string;
  /** `YYYYMMDD/region/service/aws4_request`. */
  readonly credentialScope: string;
  /** `YYYYMMDD'T'HHMMSS'Z'`. */
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** The parameters of the query that are signed. */
  readonly signedQuery: readonly QueryParameter[];
  /** Seconds; of a presigned URL. */
  readonly expiresIn?: number;
}

/** Where the session token stands: signed like the rest, or added after signing (IoT). */
export type TokenPlacement = 'signed' | 'appended';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const readCredential = (credential: string, timestamp: string): { accessKeyId: string; credentialScope: string } => {
  const parts = credential.split('/');
  const [date, region, service, terminator] = parts.slice(-4);
  insist(parts.length >= 5 && parts[0], `the credential ${credential} does not have five parts`);
  insist(region && service && terminator === 'aws4_request', `the credential ${credential} has no valid scope`);
  insist(/^\d{8}T\d{6}Z$/.test(timestamp), `the timestamp ${JSON.stringify(timestamp)} is not YYYYMMDDTHHMMSSZ`);
  insist(date === timestamp.slice(0, 8), `the scope's date ${date} is not that of ${timestamp}`);
  return { accessKeyId: parts.slice(0, -4).join('/'), credentialScope: parts.slice(-4).join('/') };
};

const readSignedHeaders = (list: string): string[] => {
  const names = list.split(';');
  insist(names.every(Boolean) && list === list.toLowerCase(), `SignedHeaders ${list} are not lower-case names`);
  insist(names.join() === [...new Set(names)].sort().join(), `SignedHeaders ${list} are not sorted and unique`);
  return names;
};

const readSignature = (signature: string): string => {
  insist(/^[\da-f]{64}$/.test(signature), `the signature ${signature} is not 64 lower-case hexadecimal digits`);
  return signature;
};

/** Reads a signature from the headers ("Authenticating Requests: Using the Authorization Header"). */
export const readFromHeaders = (target: Target, headers: ReadonlyMap<string, readonly string[]>): Authentication => {
  const single = (name: string): string | undefined => {
    const values = headers.get(name);
    insist(values === undefined || values.length === 1, `${name} is sent ${values?.length} times`);
    return values?.[0];
  };
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([^,\s]+)$/.exec(
      single('authorization') ?? '',
    ) ?? [];
  insist(credential, 'there is no Authorization of AWS4-HMAC-SHA256');
  const timestamp = single('x-amz-date') ?? '';
  return {
    ...readCredential(credential, timestamp),
    timestamp,
    signedHeaders: readSignedHeaders(signedHeaders),
    signature: readSignature(signature),
    sessionToken: single('x-amz-security-token') ?? single('x-amz-s3session-token'),
    signedQuery: target.query,
  };
};

/** Reads a signature from the query ("Authenticating Requests: Using Query Parameters"). */
export const readFromQuery = (
  target: Target,
  headers: ReadonlyMap<string, readonly string[]>,
  tokenPlacement: TokenPlacement,
): Authentication => {
  insist(!headers.has('authorization'), 'a presigned request has an Authorization header as well');
  const found = (name: string): string | undefined => {
    const values = target.query.filter((parameter) => text(parameter.name) === name);
    insist(values.length <= 1, `${name} stands in the query ${values.length} times`);
    return values[0] && text(values[0].value);
  };
  const required = (name: string): string => {
    const value = found(name);
    insist(value !== undefined, `${name} is missing from the query`);
    return value;
  };
  insist(required('X-Amz-Algorithm') === ALGORITHM, 'X-Amz-Algorithm is not AWS4-HMAC-SHA256');
  const timestamp = required('X-Amz-Date');
  const expiresIn = Number(required('X-Amz-Expires'));
  insist(Number.isInteger(expiresIn) && expiresIn >= 1 && expiresIn <= 604_800, 'X-Amz-Expires is not 1 to 604800');
  const unsigned = ['X-Amz-Signature', ...(tokenPlacement === 'appended' ? ['X-Amz-Security-Token'] : [])];
  return {
    ...readCredential(required('X-Amz-Credential'), timestamp),
    timestamp,
    signedHeaders: readSignedHeaders(required('X-Amz-SignedHeaders')),
    signature: readSignature(required('X-Amz-Signature')),
    sessionToken: found('X-Amz-Security-Token') ?? found('X-Amz-S3session-Token'),
    signedQuery: target.query.filter(({ name }) => !unsigned.includes(text(name))),
    expiresIn,
  };
};
