import { uuid } from '../../random.js';
import type { ArrivedRequest } from '../../verifier/types.js';
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
import { TOKEN_EXPIRED } from './messages.js';
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

/** The code and message of most services. */
const refused = (refusal: Refusal, context: RefusalContext): Answer => {
  const { code, message } = lookUp(COMPLAINTS, refusal, context);
  return failure(403, code, message);
};
const badRequest = (refusal: Refusal, context: RefusalContext): Answer =>
  failure(400, 'BadRequestException', lookUp(COMPLAINTS, refusal, context).message);
const unknownOperation = (): Answer => failure(404, 'UnknownOperationException', 'Unknown Operation Request.');
const tooMany = (): Answer => failure(429, 'TooManyRequestsException', 'Rate exceeded');

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(refused),
  'missing-authentication': () => failure(401, 'UnauthorizedException', 'Missing authorization header'),
  'signature-expired': badRequest,
  'signature-not-yet-current': badRequest,
  // AppSync reports an expired token as invalid, too.
  'expired-token': () => failure(403, 'UnrecognizedClientException', TOKEN_EXPIRED),
  denied: (_, { request }) => denied(request),
  unauthorized: ({ token }) => failure(401, 'UnauthorizedException', TOKEN_PROBLEMS[token]),
  blocked: () => failure(403, 'WAFForbiddenException', '403 Forbidden'),
  'unknown-stage': unknownOperation,
  'no-route': unknownOperation,
  throttled: tooMany,
  'quota-exceeded': tooMany,
};

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
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
