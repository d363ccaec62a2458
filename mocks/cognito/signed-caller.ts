import type { Faults } from '../api/faults.js';
import type { Refusal, RefusalContext } from '../api/flavours/flavour.js';
import type { Caller, KeyStore } from '../api/keys.js';
import { arrivedRequest } from '../api/arrived-request.js';
import type { SigningRules } from '../verifier/types.js';
import { verifySignature } from '../verifier/verify-signature.js';

/** What services need to verify the signatures of requests. */
export interface SigningWorld {
  readonly keys: KeyStore;
  readonly faults: Faults;
  readonly region: string;
  now(): number;
}

/** The caller of a signed request, or why its signature is refused. */
type SignedCaller =
  | { readonly caller: Caller }
  | { readonly refusal: Refusal; readonly context: RefusalContext; readonly caller?: never };

/** Verifies the signature of a request to a service of Cognito or to STS. */
export const signedCaller = async (
  request: Request,
  { service, rules }: { readonly service: string; readonly rules: SigningRules },
  { keys, faults, region, now }: SigningWorld,
): Promise<SignedCaller> => {
  const arrived = await arrivedRequest(request);
  const time = now();
  const verification = verifySignature(arrived, {
    service,
    region,
    rules,
    now: time,
    findKey: (accessKeyId) => keys.find(accessKeyId, time, faults.isExpired),
  });
  if (verification.ok) return { caller: verification.key.caller };
  const context = { request: arrived, path: '/', region, service, baseUrl: new URL(request.url), ids: {} };
  return { refusal: verification.refusal, context };
};
