import type { Caller } from './keys.js';
import { headerValue } from '../verifier/canonical-request.js';
import type { ArrivedRequest } from '../verifier/types.js';
import type { Refusal } from './flavours/flavour.js';

/** The content of a JWT, expired or not. */
export interface ReadToken {
  readonly user: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Whether it has expired, by its claim or because a test expired it. */
  readonly expired: boolean;
}

/** An accepted request: its caller and its body. */
export interface Admission {
  readonly caller: Caller;
  /** The body, decoded if it was chunked. */
  readonly body: Uint8Array;
}

/** Reads a JWT. Resolves to undefined if its issuer is unknown to the mock. */
export type ReadJwt = (token: string) => Promise<ReadToken | undefined>;

/** Accepts requests with a valid JWT in the Authorization header, with or without `Bearer`. */
export const authorizeByToken = async (request: ArrivedRequest, readJwt: ReadJwt): Promise<Admission | Refusal> => {
  const header = headerValue(request, 'authorization')?.replace(/^Bearer\s+/i, '');
  if (!header) return { reason: 'unauthorized', token: 'missing' };
  const token = await readJwt(header);
  if (!token) return { reason: 'unauthorized', token: 'invalid' };
  if (token.expired) return { reason: 'unauthorized', token: 'expired' };
  return { caller: { user: token.user, claims: token.claims }, body: request.body };
};
