import type { Refusal } from './flavour.js';
import type { Row } from './s3-malformed.js';

type ChecksumRefusal = Extract<Refusal, { reason: 'checksum-refused' }>;

/** What S3 answers to a checksum that is malformed or wrong. */
const ROWS: Readonly<Record<ChecksumRefusal['flaw'], (checksum: string) => Row>> = {
  // Source: ministack#1497 (recorded at AWS), versitygw#1694
  mismatch: (checksum) => [
    400,
    'BadDigest',
    `The ${checksum.toUpperCase()} you specified did not match the calculated checksum.`,
  ],
  // Source: aws-sdk-java-v2, its tests against S3 ("Value for x-amz-checksum-crc32 header is invalid")
  'invalid-header': (checksum) => [400, 'InvalidRequest', `Value for x-amz-checksum-${checksum} header is invalid.`],
  // Source: versitygw#1165 and #1692 (answers of S3)
  'invalid-trailer': (checksum) => [
    400,
    'InvalidRequest',
    `Value for x-amz-checksum-${checksum} trailing header is invalid.`,
  ],
  // Source: versitygw#1600, #1690 and #1691, Arsenal#2596 (answers of S3)
  'malformed-trailer': () => [
    400,
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  ],
  // Source: moto and versitygw#1632, whose answer of the gateway quotes it
  'unsupported-trailer': () => [
    400,
    'InvalidRequest',
    'The value specified in the x-amz-trailer header is not supported',
  ],
  // Source: versitygw#1188 (for UploadPart)
  several: () => [
    400,
    'InvalidRequest',
    'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  ],
  // Source: versitygw#1657 (an answer of S3)
  'header-and-trailer': () => [400, 'InvalidRequest', 'Expecting a single x-amz-checksum- header'],
  // Source: versitygw#1598 (an answer of S3)
  'other-algorithm': () => [400, 'InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.'],
};

/** Returns the answer to a refused checksum. */
export const refusedChecksum = ({ flaw, checksum = '' }: ChecksumRefusal): Row => ROWS[flaw](checksum);
