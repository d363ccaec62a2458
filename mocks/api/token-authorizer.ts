import type { Caller } from './keys.js';
import { headerValue } from '../verifier/canonical-request.js';
import type { ArrivedRequest } from '../verifier/types.js';
import type { Rejection } from './flavours/flavour.js';

/** What a JWT says, whether it is still good or not. */
export interface ReadToken {
  readonly user: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** By its own claim, or because a test has it expired. */
  readonly expired: boolean;
}

/** Who was let in, with the body that counts. */
export interface Admission {
  readonly caller: Caller;
  /** Out of its chunks, if it came in chunks. */
  readonly body: Uint8Array;
}

/** Reads the JWTs of the issuers that the mock knows; nothing for anybody else's. */
export type ReadJwt = (token: string) => Promise<ReadToken | undefined>;

/** Lets in who shows a JWT in the Authorization header, with or without `Bearer`. */
export const authorizeByToken = async (request: ArrivedRequest, readJwt: ReadJwt): Promise<Admission | Rejection> => {
  const header = headerValue(request, 'authorization')?.replace(/^Bearer\s+/i, '');
  if (!header) return { reason: 'unauthorized', token: 'missing' };
  const token = await readJwt(header);
  if (!token) return { reason: 'unauthorized', token: 'invalid' };
  if (token.expired) return { reason: 'unauthorized', token: 'expired' };
  return { caller: { user: token.user, claims: token.claims }, body: request.body };
};
