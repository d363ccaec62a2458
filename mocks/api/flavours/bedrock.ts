import { uuid } from '../../random.js';
import { COMPLAINTS } from './complaints.js';
import {
  type Answer,
  type AnswerTable,
  everySignatureRefusal,
  type Flavour,
  jsonAnswer,
  lookUp,
  type Refusal,
  type RefusalContext,
} from './flavour.js';
import { rest } from './rest.js';

/** The namespace after the colon of an error type (recorded). */
const ORIGIN = ':http://internal.amazon.com/coral/com.amazon.coral.service/';

/** The code and message of most services, with a status of its own. */
const complain =
  (status: number, member: 'message' | 'Message' = 'message') =>
  (refusal: Refusal, context: RefusalContext): Answer => {
    const { code, message } = lookUp(COMPLAINTS, refusal, context);
    return jsonAnswer(status, code + ORIGIN, { [member]: message });
  };
const refused = complain(403);
const notFound = complain(404);
const tooMany = complain(429);

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(refused),
  denied: complain(403, 'Message'),
  unauthorized: refused,
  blocked: refused,
  'unknown-stage': notFound,
  'no-route': notFound,
  throttled: tooMany,
  'quota-exceeded': tooMany,
};

/** A service with its own REST protocol, such as Bedrock. Its error types end with a namespace. */
export const bedrock: Flavour = {
  service: 'bedrock',
  rules: rest.rules,
  routesFirst: false,
  defaultBaseUrl: (region) => `https://bedrock-runtime.${region}.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
