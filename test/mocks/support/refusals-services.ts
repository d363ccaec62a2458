import type { FlavourName } from '../../../mocks/index.js';
import {
  denied,
  expired,
  json,
  MINUTE,
  MISMATCH,
  type Row,
  stranger,
  unsigned,
  wrongSecret,
  wrongToken,
} from './refusals.js';
import { type Call, NOW, type Stage } from './stage.js';

const INVALID = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';
const slow = { date: NOW - 20 * MINUTE };
const throttled =
  (api: FlavourName) =>
  ({ mock }: Stage): Call => {
    mock.throttle({ next: 1, api });
    return {};
  };
const graphql =
  (query: string) =>
  ({ mock }: Stage): Call => {
    mock.deny();
    return { method: 'POST', body: JSON.stringify({ query }) };
  };

const APPSYNC: readonly Row[] = [
  ['an unknown key', { credentials: stranger }, 403, 'unknown-key', 'UnrecognizedClientException', INVALID],
  ['an expired token', expired, 403, 'expired-token', 'UnrecognizedClientException', EXPIRED],
  ['a wrong token', wrongToken, 403, 'invalid-token', 'UnrecognizedClientException', INVALID],
  ['a wrong secret', wrongSecret, 403, 'signature-mismatch', 'InvalidSignatureException', MISMATCH],
  ['a slow clock', slow, 400, 'signature-expired', 'BadRequestException', 'Signature expired: '],
  ['no signature', { tamper: unsigned }, 401, 'missing-authentication', 'UnauthorizedException', 'Missing auth'],
  ['a firewall', denied('waf'), 403, 'blocked', 'WAFForbiddenException', '403 Forbidden'],
  ['too many requests', throttled('appsync'), 429, 'throttled', 'TooManyRequestsException', 'Rate exceeded'],
].map(
  ([cause, call, status, verdict, type, message]) =>
    ({
      api: 'appsync',
      cause,
      call,
      status,
      verdict,
      type,
      body: new RegExp(`^\\{"errors":\\[\\{"errorType":"${type}","message":"${message}.*"\\}\\]\\}$`),
    }) as Row,
);

const JSON_ROWS: readonly Row[] = [
  ['an expired token', expired, 'expired-token', 'ExpiredTokenException', EXPIRED],
  ['an unknown key', { credentials: stranger }, 'unknown-key', 'UnrecognizedClientException', INVALID],
  ['a wrong secret', wrongSecret, 'signature-mismatch', 'InvalidSignatureException', MISMATCH],
  ['a slow clock', slow, 'signature-expired', 'InvalidSignatureException', 'Signature expired: .* - 15 min.'],
  ['no signature', { tamper: unsigned }, 'missing-authentication', 'MissingAuthenticationTokenException', 'Request is'],
  ['too many requests', throttled('json'), 'throttled', 'ThrottlingException', 'Rate exceeded'],
].map(
  ([cause, call, verdict, type, message]) =>
    ({
      api: 'json',
      cause,
      call,
      status: 400,
      verdict,
      body: new RegExp(`^\\{"__type":"com.amazon.coral.service#${type}","message":"${message}.*"\\}$`),
    }) as Row,
);

const QUERY_ROWS: readonly Row[] = [
  ['an expired token', expired, 'expired-token', 'ExpiredToken', EXPIRED],
  ['an unknown key', { credentials: stranger }, 'unknown-key', 'InvalidClientTokenId', INVALID],
  ['a wrong secret', wrongSecret, 'signature-mismatch', 'SignatureDoesNotMatch', MISMATCH],
  ['a slow clock', slow, 'signature-expired', 'SignatureDoesNotMatch', 'Signature expired: '],
  ['a deny', denied('iam'), 'denied', 'AccessDenied', 'User: .* is not authorized to perform: sns:Invoke'],
].map(
  ([cause, call, verdict, code, message]) =>
    ({
      api: 'query',
      cause,
      call,
      status: 403,
      verdict,
      body: new RegExp(
        `<ErrorResponse>\\s*<Error>\\s*<Type>Sender</Type>\\s*<Code>${code}</Code>\\s*<Message>${message}`,
      ),
    }) as Row,
);

/** The refusals of AppSync, JSON and Query services, OpenSearch, Bedrock and IoT. */
export const SERVICE_ROWS: readonly Row[] = [
  ...APPSYNC,
  {
    api: 'appsync',
    cause: 'a deny, field by field',
    call: graphql('query Items { all: items { id } }'),
    status: 200,
    verdict: 'denied',
    body: /^\{"data":\{"items":null\},"errors":\[\{"path":\["items"\],.*"errorType":"Unauthorized".*Not Authorized to access items on type Query/,
  },
  ...JSON_ROWS,
  {
    api: 'json',
    cause: 'a deny',
    call: (stage) => ({
      ...denied('iam')(stage),
      method: 'GET',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    }),
    status: 400,
    verdict: 'denied',
    body: /^\{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: .* to perform: dynamodb:GetItem on/,
  },
  ...QUERY_ROWS,
  {
    api: 'query',
    cause: 'too many requests',
    call: throttled('query'),
    status: 400,
    verdict: 'throttled',
    body: /<Code>Throttling<\/Code>/,
  },
  {
    api: 'opensearch',
    cause: 'an expired token',
    call: expired,
    status: 403,
    verdict: 'expired-token',
    body: json(EXPIRED),
  },
  {
    api: 'opensearch',
    cause: 'a deny',
    call: denied('iam'),
    status: 403,
    verdict: 'denied',
    body: /^\{"Message":"User: .* is not authorized to perform: es:ESHttpGet on resource: \*"\}$/,
  },
  {
    api: 'opensearch',
    cause: 'no signature',
    call: { tamper: unsigned },
    status: 403,
    verdict: 'missing-authentication',
    body: json('User: anonymous is not authorized to perform: es:ESHttpGet', 'Message'),
  },
  {
    api: 'bedrock',
    cause: 'an expired token',
    call: expired,
    status: 403,
    verdict: 'expired-token',
    type: 'ExpiredTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/',
    body: json(EXPIRED),
  },
  {
    api: 'iot',
    cause: 'an expired token',
    call: (stage) => ({ ...expired(stage), presign: true }),
    status: 403,
    verdict: 'signature-mismatch',
    type: 'ForbiddenException:',
    body: /^\{"message":"Forbidden","traceId":"/,
  },
];
