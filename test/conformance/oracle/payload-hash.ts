import { createHash } from 'node:crypto';
import { insist } from './refusal.js';

/**
 * What a service does with `x-amz-content-sha256`: it may be there, it must be there, or it (and the canonical request)
 * says nothing but `UNSIGNED-PAYLOAD`.
 */
export type ContentHashRule = 'optional' | 'required' | 'unsigned';

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The last line of the canonical request, checked against the bytes that really leave. */
export const payloadHash = (
  body: Uint8Array,
  header: readonly string[] | undefined,
  rule: ContentHashRule,
  presignedToS3: boolean,
): string => {
  const actual = createHash('sha256').update(body).digest('hex');
  if (header === undefined) {
    insist(rule !== 'required', 'x-amz-content-sha256 is missing');
    return rule === 'unsigned' || presignedToS3 ? UNSIGNED_PAYLOAD : actual;
  }
  const [claimed = ''] = header;
  insist(header.length === 1, 'x-amz-content-sha256 is sent more than once');
  insist(claimed === actual || claimed === UNSIGNED_PAYLOAD, 'x-amz-content-sha256 is not the hash of the body');
  insist(rule !== 'unsigned' || claimed === UNSIGNED_PAYLOAD, 'x-amz-content-sha256 is not UNSIGNED-PAYLOAD');
  return claimed;
};
