import { uuid } from '../../random.js';
import { escapeXml } from '../xml.js';
import { COMPLAINTS } from './complaints.js';
import { type Flavour, lookUp, type Reason, type Refusal, type RefusalContext } from './flavour.js';
import { rest } from './rest.js';

const MISMATCH = 'SignatureDoesNotMatch';

/** "Common errors" of the IAM and STS API references. They differ from those of JSON services. */
const CODES: Readonly<Record<Reason, string>> = {
  'missing-authentication': 'MissingAuthenticationToken',
  'incomplete-signature': 'IncompleteSignature',
  'signature-expired': MISMATCH,
  'signature-not-yet-current': MISMATCH,
  'url-expired': MISMATCH,
  'unsigned-header': MISMATCH,
  'unsupported-algorithm': 'IncompleteSignature',
  'wrong-scope': MISMATCH,
  'unknown-key': 'InvalidClientTokenId',
  'payload-hash-missing': MISMATCH,
  'payload-hash-invalid': MISMATCH,
  'payload-mismatch': MISMATCH,
  'checksum-refused': MISMATCH,
  'signature-mismatch': MISMATCH,
  'invalid-token': 'InvalidClientTokenId',
  'expired-token': 'ExpiredToken',
  denied: 'AccessDenied',
  unauthorized: MISMATCH,
  blocked: MISMATCH,
  'unknown-stage': MISMATCH,
  'no-route': 'InvalidAction',
  throttled: 'Throttling',
  'quota-exceeded': 'Throttling',
};

/** Returns a refusal in the Query protocol. */
export const queryError = (
  refusal: Refusal,
  context: RefusalContext,
): { readonly status: number; readonly code: string; readonly message: string } => {
  const { message } = lookUp(COMPLAINTS, refusal, context);
  const code = CODES[refusal.reason];
  return { status: code === 'Throttling' || code === 'InvalidAction' ? 400 : 403, code, message };
};

/** A service with the Query protocol, such as SNS, IAM or STS: it reads forms and responds in XML. */
export const query: Flavour = {
  service: 'sns',
  rules: { ...rest.rules, clockTolerance: 15 * 60_000 },
  routesFirst: false,
  defaultBaseUrl: (region) => `https://sns.${region}.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (refusal, context) => {
    const { status, code, message } = queryError(refusal, context);
    const body = `<ErrorResponse>
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>
    <Message>${escapeXml(message)}</Message>
  </Error>
  <RequestId>${context.ids['x-amzn-requestid']}</RequestId>
</ErrorResponse>
`;
    return { status, contentType: 'text/xml', body };
  },
};
