import { uuid } from '../../random.js';
import type { ArrivedRequest } from '../../verifier/types.js';
import { COMPLAINTS } from './complaints.js';
import { type Answer, type Flavour, jsonAnswer, lookUp } from './flavour.js';
import { rest } from './rest.js';

/** `{ query }` of a GraphQL request over HTTP. */
const queryOf = ({ body }: ArrivedRequest): string => {
  try {
    return String(JSON.parse(new TextDecoder().decode(body)).query);
  } catch {
    return '';
  }
};

/** AppSync denies each field of the query separately, with status 200. The mock names the first field. */
const denied = (request: ArrivedRequest): Answer => {
  const [, operation = 'query', field = ''] =
    /^\s*(?:(query|mutation|subscription)\b[^{]*)?\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(queryOf(request)) ?? [];
  const type = `${operation[0]?.toUpperCase()}${operation.slice(1)}`;
  const error = {
    path: [field],
    data: null,
    errorType: 'Unauthorized',
    errorInfo: null,
    locations: null,
    message: `Not Authorized to access ${field} on type ${type}`,
  };
  return jsonAnswer(200, undefined, { data: { [field]: null }, errors: [error] });
};

const TOKEN_PROBLEMS = {
  missing: 'Valid authorization header not provided.',
  invalid: 'Unable to parse JWT token.',
  expired: 'Token has expired.',
} as const;

const failure = (status: number, code: string, message: string): Answer =>
  jsonAnswer(status, code, { errors: [{ errorType: code, message }] });

/**
 * An AppSync API with IAM authorization ("Troubleshooting and common
 * mistakes", AppSync Developer Guide; amplify-js#3447, #5869, #2422).
 */
export const appsync: Flavour = {
  service: 'appsync',
  rules: rest.rules,
  takesTokens: true,
  routesFirst: true,
  defaultBaseUrl: (region) => `https://mockgraphql000000000000000.appsync-api.${region}.amazonaws.com`,
  ids: (random, invoked) => ({
    'x-amzn-requestid': uuid(random),
    ...(invoked ? { 'x-amzn-appsync-tokensconsumed': '1' } : {}),
  }),
  answer: (rejection, context) => {
    const { code, message } = lookUp(COMPLAINTS, rejection, context);
    switch (rejection.reason) {
      case 'denied':
        return denied(context.request);
      case 'missing-authentication':
        return failure(401, 'UnauthorizedException', 'Missing authorization header');
      case 'unauthorized':
        return failure(401, 'UnauthorizedException', TOKEN_PROBLEMS[rejection.token]);
      case 'signature-expired':
      case 'signature-not-yet-current':
        return failure(400, 'BadRequestException', message);
      // AppSync reports an expired token as invalid, too.
      case 'expired-token':
        return failure(403, 'UnrecognizedClientException', message);
      case 'blocked':
        return failure(403, 'WAFForbiddenException', '403 Forbidden');
      case 'no-route':
      case 'unknown-stage':
        return failure(404, 'UnknownOperationException', 'Unknown Operation Request.');
      case 'throttled':
      case 'quota-exceeded':
        return failure(429, 'TooManyRequestsException', 'Rate exceeded');
      default:
        return failure(403, code, message);
    }
  },
};
