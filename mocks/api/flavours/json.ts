import { UPPER } from '../../random.js';
import { COMPLAINTS } from './complaints.js';
import {
  type Answer,
  type AnswerTable,
  everySignatureRefusal,
  type Flavour,
  lookUp,
  type Refusal,
  type RefusalContext,
} from './flavour.js';
import { rest } from './rest.js';

/** The namespace of error types for refused signatures, which the service itself never sees. */
const CORAL = 'com.amazon.coral.service#';

/** The code and message of most services. */
const complain =
  (member: 'message' | 'Message') =>
  (refusal: Refusal, context: RefusalContext): Answer => {
    const { code, message } = lookUp(COMPLAINTS, refusal, context);
    const body = JSON.stringify({ __type: CORAL + code, [member]: message });
    return { status: 400, contentType: 'application/x-amz-json-1.0', body };
  };
const refused = complain('message');

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(refused),
  denied: complain('Message'),
  unauthorized: refused,
  blocked: refused,
  'unknown-stage': refused,
  'no-route': refused,
  throttled: refused,
  'quota-exceeded': refused,
};

/**
 * A service with a JSON protocol, such as DynamoDB. Every client error is a
 * 400, and only the body has the error type ("Error handling with DynamoDB").
 */
export const json: Flavour = {
  service: 'dynamodb',
  rules: { ...rest.rules, clockTolerance: 15 * 60_000 },
  routesFirst: false,
  defaultBaseUrl: (region) => `https://dynamodb.${region}.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': random.text(52, UPPER) }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
