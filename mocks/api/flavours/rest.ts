import { BASE64, HEX, type Random, uuid } from '../../random.js';
import { COMPLAINTS } from './complaints.js';
import { type Flavour, jsonAnswer, lookUp, type Rejection, type RejectionContext } from './flavour.js';
import { notAuthorized, TOKEN_INVALID } from './messages.js';

/** Returns an `x-amzn-trace-id` in X-Ray's format. */
export const traceId = (random: Random): string => `Root=1-${random.text(8, HEX)}-${random.text(24, HEX)}`;

/**
 * Returns the code and message of a refusal where API Gateway differs from
 * other services ("Gateway response types for API Gateway").
 */
const complaintOf = (rejection: Rejection, context: RejectionContext) => {
  const { code, message } = lookUp(COMPLAINTS, rejection, context);
  switch (rejection.reason) {
    case 'missing-authentication':
    case 'no-route':
      return { code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
    // AWS documents AccessDeniedException for a REST API; other services say UnrecognizedClientException. The error
    // type of the gateway response EXPIRED_TOKEN is not documented: it is what other services send.
    case 'unknown-key':
    case 'invalid-token':
      return { code: 'AccessDeniedException', message: TOKEN_INVALID };
    case 'throttled':
      return { code: 'TooManyRequestsException', message: 'Too Many Requests' };
    case 'denied':
      // API Gateway knows no ARN for the bearer of a token.
      return rejection.caller.arn
        ? { code, message: notAuthorized(rejection, 'execute-api:Invoke', arnOf(context)) }
        : { code, message: 'User is not authorized to access this resource' };
    default:
      return { code, message };
  }
};

const arnOf = ({ region, baseUrl, request, path }: RejectionContext): string =>
  `arn:aws:execute-api:${region}:********9012:${baseUrl.hostname.split('.')[0]}/${baseUrl.pathname.split('/')[1] || '*'}/${request.method}${path}`;

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
  answer: (rejection, context) => {
    const { code, message } = complaintOf(rejection, context);
    const throttled = rejection.reason === 'throttled' || rejection.reason === 'quota-exceeded';
    // A denial's `Message` has a capital M (recorded).
    const body = rejection.reason === 'denied' ? { Message: message } : { message };
    return jsonAnswer(throttled ? 429 : rejection.reason === 'unauthorized' ? 401 : 403, code, body);
  },
};
