import { subtle } from '../web-crypto.js';
import { headerValue, splitTarget } from '../verifier/canonical-request.js';
import { crc } from './crc.js';
import { base64 } from '../verifier/encoding.js';
import { sha256 } from '../verifier/hash.js';
import type { ArrivedRequest, SignatureRefusal } from '../verifier/types.js';

// "Checking object integrity for data uploads in Amazon S3" (S3 User Guide).

/** How each checksum is computed, and its length, by its name in headers. */
const ALGORITHMS = {
  crc32: { length: 4, of: (data) => crc('crc32', data) },
  crc32c: { length: 4, of: (data) => crc('crc32c', data) },
  crc64nvme: { length: 8, of: (data) => crc('crc64nvme', data) },
  sha1: { length: 20, of: async (data) => new Uint8Array(await subtle().digest('SHA-1', Uint8Array.from(data))) },
  sha256: { length: 32, of: sha256 },
} as const satisfies Readonly<
  Record<string, { length: number; of: (data: Uint8Array) => Uint8Array | Promise<Uint8Array> }>
>;

/** A checksum that S3 verifies. */
export type ChecksumName = keyof typeof ALGORITHMS;

const NAMES = Object.keys(ALGORITHMS) as ChecksumName[];
const PREFIX = 'x-amz-checksum-';

/** The name of a checksum's header or trailer. */
const nameOf = (header: string): ChecksumName | undefined =>
  NAMES.find((name) => header.toLowerCase() === PREFIX + name);

type ChecksumRefusal = Extract<SignatureRefusal, { reason: 'checksum-refused' }>;

const refuse = (flaw: ChecksumRefusal['flaw'], checksum?: ChecksumName): ChecksumRefusal => ({
  reason: 'checksum-refused',
  flaw,
  ...(checksum ? { checksum } : {}),
});

/** Whether a value is base64 of as many bytes as the checksum has. */
const isWellFormed = (value: string, { length }: { readonly length: number }): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(value) && value.length === 4 * Math.ceil(length / 3) && atobLength(value) === length;

const atobLength = (value: string): number => {
  try {
    return atob(value).length;
  } catch {
    return -1;
  }
};

/** The checksum that a request sends, in a header or after its body. */
interface Sent {
  readonly name: ChecksumName;
  readonly value: string;
  readonly trailing: boolean;
}

/** Reads the trailer, which must be the one that `x-amz-trailer` announces. */
const readTrailer = (
  announced: string | undefined,
  trailers: readonly string[],
): Sent | ChecksumRefusal | undefined => {
  const lines = trailers.filter((line) => !line.startsWith('x-amz-trailer-signature:'));
  if (announced === undefined) return lines.length ? refuse('malformed-trailer') : undefined;
  const name = nameOf(announced.trim());
  if (name === undefined) return refuse('unsupported-trailer');
  const [line = '', ...others] = lines;
  const [, header = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
  if (others.length || nameOf(header.trim()) !== name) return refuse('malformed-trailer');
  return { name, value: value.trim(), trailing: true };
};

const readHeaders = (request: ArrivedRequest): Sent | ChecksumRefusal | undefined => {
  const [name, ...others] = NAMES.filter((candidate) => headerValue(request, PREFIX + candidate) !== undefined);
  if (name === undefined) return undefined;
  if (others.length) return refuse('several');
  if (headerValue(request, 'x-amz-trailer') !== undefined) return refuse('header-and-trailer');
  const algorithm = headerValue(request, 'x-amz-sdk-checksum-algorithm');
  if (algorithm !== undefined && algorithm.toLowerCase() !== name) return refuse('other-algorithm');
  return { name, value: headerValue(request, PREFIX + name) ?? '', trailing: false };
};

/**
 * Compares the checksum that a request sends with its body. S3 ignores a checksum in the query of a presigned URL
 * (aws-sdk#480, localstack#12169).
 *
 * @param body The body without its framing.
 * @param trailers The lines after a chunked body. Undefined for any other body.
 */
export const checkChecksum = async (
  request: ArrivedRequest,
  body: Uint8Array,
  trailers: readonly string[] | undefined,
): Promise<ChecksumRefusal | undefined> => {
  // CompleteMultipartUpload has the checksum of the object, not of its own body.
  const isCompletion = request.method === 'POST' && /(?:^|&)uploadId=/.test(splitTarget(request.target).query);
  if (isCompletion) return undefined;
  const sent =
    readHeaders(request) ?? (trailers ? readTrailer(headerValue(request, 'x-amz-trailer'), trailers) : undefined);
  if (!sent || 'reason' in sent) return sent;
  const { name, value, trailing } = sent;
  const algorithm = ALGORITHMS[name];
  if (!isWellFormed(value, algorithm)) return refuse(trailing ? 'invalid-trailer' : 'invalid-header', name);
  return value === base64(await algorithm.of(body)) ? undefined : refuse('mismatch', name);
};
