import { COMPLAINTS, type Complaint } from '../api/flavours/complaints.js';
import { type AnswerTable, lookUp } from '../api/flavours/flavour.js';
import { json } from '../api/flavours/json.js';
import { MISMATCH } from '../api/flavours/messages.js';
import { ACCOUNT } from '../api/keys.js';
import { type SigningWorld, signedCaller } from './signed-caller.js';
import { PoolError } from './user-pool/errors.js';
import { refusal } from './user-pool/refusals.js';

/** Refuses a call of an operation that needs AWS credentials, unless its signer may call it. */
export type Authorize = (request: Request, operation: string, poolId: string) => Promise<void>;

/** What user pools say where they differ from other services. */
const REFUSALS: AnswerTable<Complaint> = {
  ...COMPLAINTS,
  // Source: aws-sdk-net-extensions-cognito#95, aws-sdk-cpp#1622 (the code)
  'missing-authentication': () => ({
    code: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  }),
  // Source: aws-sdk-js#1985, which has no canonical request
  'signature-mismatch': () => ({ code: 'InvalidSignatureException', message: MISMATCH }),
  // Source of UnrecognizedClientException in COMPLAINTS: aws-sdk-php#2444
};

/**
 * Creates the check of administrators. IAM users and roles may call every operation; the credentials of identity pools,
 * which apps have, may call none, as with the policies that Cognito's console gives their roles.
 */
export const createAuthorize =
  (world: SigningWorld): Authorize =>
  async (request, operation, poolId) => {
    const signed = await signedCaller(request, { service: 'cognito-idp', rules: json.rules }, world);
    if (!signed.caller) {
      const { code, message } = lookUp(REFUSALS, signed.refusal, signed.context);
      throw new PoolError(code, message);
    }
    const { arn = '', identityId } = signed.caller;
    if (identityId === undefined) return;
    throw refusal('accessDenied', arn, operation, `arn:aws:cognito-idp:${world.region}:${ACCOUNT}:userpool/${poolId}`);
  };
