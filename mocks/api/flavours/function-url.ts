import { type Answer, type AnswerTable, everySignatureRefusal, type Flavour, jsonAnswer, lookUp } from './flavour.js';
import { MISMATCH } from './messages.js';
import { uuid } from '../../random.js';
import { rest, traceId } from './rest.js';

/** AWS has added this hint to the plain `Forbidden` since 2025. */
const HINT =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

const forbidden = (): Answer => jsonAnswer(403, 'AccessDeniedException', { Message: HINT });
const mismatch = (): Answer => jsonAnswer(403, 'InvalidSignatureException', { message: MISMATCH });
const notFound = (): Answer => jsonAnswer(404, undefined, { message: 'Not Found' });
const asRest = rest.answer;

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(asRest),
  'missing-authentication': forbidden,
  // Function URLs do not distinguish a wrong key from a wrong secret.
  'unknown-key': mismatch,
  'signature-mismatch': mismatch,
  denied: forbidden,
  unauthorized: asRest,
  blocked: forbidden,
  'unknown-stage': notFound,
  'no-route': notFound,
  throttled: () => jsonAnswer(429, 'TooManyRequestsException', { Message: 'Rate Exceeded.' }),
  'quota-exceeded': asRest,
};

/** A Lambda function URL with IAM authorization. Its similarities to a REST API are inferred. */
export const functionUrl: Flavour = {
  service: 'lambda',
  rules: rest.rules,
  // Every path invokes the function.
  routesFirst: false,
  defaultBaseUrl: (region) => `https://mockfunction0000000000000000000.lambda-url.${region}.on.aws`,
  // Only an invoked function has a trace.
  ids: (random, invoked) => ({
    'x-amzn-requestid': uuid(random),
    ...(invoked ? { 'x-amzn-trace-id': traceId(random) } : {}),
  }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
