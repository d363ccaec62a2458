import { headerValue, splitTarget } from '../../verifier/canonical-request.js';
import type { AnswerTable, RefusalContext } from './flavour.js';
import {
  MISMATCH,
  mismatchWithEcho,
  notAuthorized,
  signatureExpired,
  signatureNotYetCurrent,
  TOKEN_EXPIRED,
  TOKEN_INVALID,
  unsignedHeader,
} from './messages.js';

/** The code and message of a refusal. Each flavour wraps them in its own format. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
}

const invalidSignature = (message: string): Complaint => ({ code: 'InvalidSignatureException', message });
const expired = { code: 'ExpiredTokenException', message: TOKEN_EXPIRED };
const unrecognized = { code: 'UnrecognizedClientException', message: TOKEN_INVALID };
const forbidden = { code: 'ForbiddenException', message: 'Forbidden' };

/** Returns the operation that a request names, in JSON protocols and the Query protocol. */
const operationOf = ({ request }: RefusalContext): string => {
  const target = headerValue(request, 'x-amz-target')?.split('.').at(-1);
  const form = `${splitTarget(request.target).query}&${new TextDecoder().decode(request.body)}`;
  return target ?? /(?:^|&)Action=(\w+)/.exec(form)?.[1] ?? 'Invoke';
};

/** The codes and messages of most services ("Common errors" in their API references). Flavours override some. */
export const COMPLAINTS: AnswerTable<Complaint> = {
  'missing-authentication': () => ({
    code: 'MissingAuthenticationTokenException',
    message: 'Request is missing Authentication Token',
  }),
  'incomplete-signature': ({ message }) => ({ code: 'IncompleteSignatureException', message }),
  'signature-expired': (refusal) => invalidSignature(signatureExpired(refusal)),
  'signature-not-yet-current': (refusal) => invalidSignature(signatureNotYetCurrent(refusal)),
  'url-expired': (refusal) => invalidSignature(signatureExpired(refusal)),
  'unsigned-header': ({ headers }) => invalidSignature(unsignedHeader(headers)),
  'unsupported-algorithm': ({ algorithm }) => ({
    code: 'IncompleteSignatureException',
    message: `Unsupported AWS 'algorithm': '${algorithm}'.`,
  }),
  'wrong-scope': ({ message }) => invalidSignature(message),
  'unknown-key': () => unrecognized,
  // Only S3 says what is wrong with a hash.
  'payload-hash-missing': () => invalidSignature(MISMATCH),
  'payload-hash-invalid': () => invalidSignature(MISMATCH),
  'payload-mismatch': () => invalidSignature(MISMATCH),
  'checksum-refused': () => invalidSignature(MISMATCH),
  'signature-mismatch': (refusal) => invalidSignature(mismatchWithEcho(refusal)),
  'invalid-token': () => unrecognized,
  'expired-token': () => expired,
  denied: (denial, context) => ({
    code: 'AccessDeniedException',
    message: notAuthorized(denial, `${context.service}:${operationOf(context)}`, '*'),
  }),
  unauthorized: ({ token }) => ({
    code: 'UnauthorizedException',
    message: token === 'expired' ? 'The incoming token has expired' : 'Unauthorized',
  }),
  blocked: () => forbidden,
  'unknown-stage': () => forbidden,
  'no-route': () => ({ code: 'UnknownOperationException', message: 'The requested operation is not supported.' }),
  throttled: () => ({ code: 'ThrottlingException', message: 'Rate exceeded' }),
  'quota-exceeded': () => ({ code: 'LimitExceededException', message: 'Limit Exceeded' }),
};
