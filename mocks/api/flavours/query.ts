import { uuid } from '../../random.js';
import { escapeXml } from '../xml.js';
import { COMPLAINTS } from './complaints.js';
import { type Flavour, lookUp, type Rejection, type RejectionContext } from './flavour.js';
import { rest } from './rest.js';

/** "Common errors" of the IAM and STS API references, where they differ from those of JSON services. */
const CODES: Readonly<Partial<Record<Rejection['reason'], string>>> = {
  'missing-authentication': 'MissingAuthenticationToken',
  'incomplete-signature': 'IncompleteSignature',
  'unsupported-algorithm': 'IncompleteSignature',
  'unknown-key': 'InvalidClientTokenId',
  'invalid-token': 'InvalidClientTokenId',
  'expired-token': 'ExpiredToken',
  denied: 'AccessDenied',
  'no-route': 'InvalidAction',
  throttled: 'Throttling',
  'quota-exceeded': 'Throttling',
};

/** Returns a refusal in the Query protocol. */
export const queryError = (
  rejection: Rejection,
  context: RejectionContext,
): { readonly status: number; readonly code: string; readonly message: string } => {
  const { message } = lookUp(COMPLAINTS, rejection, context);
  const code = CODES[rejection.reason] ?? 'SignatureDoesNotMatch';
  return { status: code === 'Throttling' || code === 'InvalidAction' ? 400 : 403, code, message };
};

/** A service with the Query protocol, such as SNS, IAM or STS: it reads forms and responds in XML. */
export const query: Flavour = {
  service: 'sns',
  rules: { ...rest.rules, clockTolerance: 15 * 60_000 },
  routesFirst: false,
  defaultBaseUrl: (region) => `https://sns.${region}.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (rejection, context) => {
    const { status, code, message } = queryError(rejection, context);
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
