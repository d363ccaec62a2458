import { toBase64 } from '../core/base64.js';
import { networkError } from './read-call.js';

/** The algorithms of Subresource Integrity, the strongest last. */
const ALGORITHMS = ['256', '384', '512'];

/**
 * Checks `integrity` as fetch does (Subresource Integrity, "Do bytes match metadataList?"), but only on the final response: fetch also checks a
 * 403, and hides even the status of a response that does not match.
 *
 * @throws TypeError as fetch does.
 */
export const requireIntegrity = async (response: Response, integrity: string): Promise<void> => {
  const hashes = [...integrity.matchAll(/(?:^|\s)sha(256|384|512)-([\w+/-]+={0,2})(?=[?\s]|$)/gi)];
  const strongest = ALGORITHMS.findLast((size) => hashes.some(([, other]) => other === size));
  if (!strongest) return;
  const bytes = await response.clone().arrayBuffer();
  const digest = toBase64(new Uint8Array(await crypto.subtle.digest(`SHA-${strongest}`, bytes)));
  const matches = hashes.some(
    ([, size, hash = '']) => size === strongest && hash.replace(/-/g, '+').replace(/_/g, '/') === digest,
  );
  if (!matches) throw networkError(new Error('integrity mismatch'));
};
