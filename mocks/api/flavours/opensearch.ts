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
import { notAuthorized } from './messages.js';
import { rest } from './rest.js';

const VERBS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  POST: 'Post',
  PUT: 'Put',
  DELETE: 'Delete',
};
const actionOf = ({ request }: RefusalContext): string => `es:ESHttp${VERBS[request.method] ?? 'Get'}`;

/** The message of most services. */
const refused = (refusal: Refusal, context: RefusalContext): Answer =>
  jsonAnswer(403, undefined, { message: lookUp(COMPLAINTS, refusal, context).message });
const notFound = (): Answer => jsonAnswer(404, undefined, { error: 'no handler found', status: 404 });
const tooMany = (): Answer => jsonAnswer(429, undefined, { message: '429 Too Many Requests' });

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(refused),
  'missing-authentication': (_, context) =>
    jsonAnswer(403, undefined, { Message: `User: anonymous is not authorized to perform: ${actionOf(context)}` }),
  denied: (denial, context) => jsonAnswer(403, undefined, { Message: notAuthorized(denial, actionOf(context), '*') }),
  unauthorized: refused,
  blocked: refused,
  'unknown-stage': notFound,
  'no-route': notFound,
  throttled: tooMany,
  'quota-exceeded': tooMany,
};

/** A domain of OpenSearch Service. It sends a message without an error type. */
export const opensearch: Flavour = {
  service: 'es',
  rules: rest.rules,
  routesFirst: false,
  defaultBaseUrl: (region) => `https://search-mock-00000000000000000000000000.${region}.es.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
