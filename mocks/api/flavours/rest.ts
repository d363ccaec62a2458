import { BASE64, HEX, type Random, uuid } from '../../random.js';
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
import { notAuthorized, TOKEN_INVALID } from './messages.js';

/** Returns an `x-amzn-trace-id` in X-Ray's format. */
export const traceId = (random: Random): string => `Root=1-${random.text(8, HEX)}-${random.text(24, HEX)}`;

const arnOf = ({ region, baseUrl, request, path }: RefusalContext): string =>
  `arn:aws:execute-api:${region}:********9012:${baseUrl.hostname.split('.')[0]}/${baseUrl.pathname.split('/')[1] || '*'}/${request.method}${path}`;

/** The code and message of most services. */
const complain =
  (status: number) =>
  (refusal: Refusal, context: RefusalContext): Answer => {
    const { code, message } = lookUp(COMPLAINTS, refusal, context);
    return jsonAnswer(status, code, { message });
  };
const refused = complain(403);

const missing = (): Answer =>
  jsonAnswer(403, 'MissingAuthenticationTokenException', { message: 'Missing Authentication Token' });

/**
 * AWS documents AccessDeniedException for a REST API; other services say UnrecognizedClientException. The error type of
 * the gateway response EXPIRED_TOKEN is not documented: it is what other services send.
 */
const tokenInvalid = (): Answer => jsonAnswer(403, 'AccessDeniedException', { message: TOKEN_INVALID });

/** "Gateway response types for API Gateway", where they differ from other services. */
const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(refused),
  'missing-authentication': missing,
  'unknown-key': tokenInvalid,
  'invalid-token': tokenInvalid,
  denied: (denial, context) => {
    // API Gateway knows no ARN for the bearer of a token.
    const message = denial.caller.arn
      ? notAuthorized(denial, 'execute-api:Invoke', arnOf(context))
      : 'User is not authorized to access this resource';
    // A denial's `Message` has a capital M (recorded).
    return jsonAnswer(403, 'AccessDeniedException', { Message: message });
  },
  unauthorized: complain(401),
  blocked: refused,
  'unknown-stage': refused,
  'no-route': missing,
  throttled: () => jsonAnswer(429, 'TooManyRequestsException', { message: 'Too Many Requests' }),
  'quota-exceeded': complain(429),
};

/** A REST API of API Gateway with IAM authorization. */
export const rest: Flavour = {
  service: 'execute-api',
  rules: {
    normalizePath: true,
    doubleEncodePath: true,
    contentSha256Required: false,
    unsignedPayload: false,
    presignsBody: true,
    clockTolerance: 5 * 60_000,
  },
  takesTokens: true,
  routesFirst: true,
  defaultBaseUrl: (region) => `https://mockrest01.execute-api.${region}.amazonaws.com`,
  ids: (random) => ({
    'x-amzn-requestid': uuid(random),
    'x-amz-apigw-id': `${random.text(15, BASE64)}=`,
    'x-amzn-trace-id': traceId(random),
  }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
