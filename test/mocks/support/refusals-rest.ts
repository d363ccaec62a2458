import { createHash } from 'node:crypto';
import {
  MINUTE,
  MISMATCH,
  FORBIDDEN,
  unsigned,
  stranger,
  wrongSecret,
  expired,
  wrongToken,
  denied,
  json,
  type Row,
} from './refusals.js';
import { NOW, withHeader } from './stage.js';

/** The refusals of a REST API. */
export const REST_ROWS: readonly Row[] = [
  {
    api: 'rest',
    cause: 'a client whose clock is slow',
    call: { date: NOW - 14.45 * MINUTE },
    status: 403,
    verdict: 'signature-expired',
    type: 'InvalidSignatureException',
    body: json('Signature expired: 20210309T162431Z is now earlier than 20210309T163358Z (20210309T163858Z - 5 min.)'),
  },
  {
    api: 'rest',
    cause: 'a client whose clock is fast',
    call: { date: NOW + 6 * MINUTE },
    status: 403,
    verdict: 'signature-not-yet-current',
    type: 'InvalidSignatureException',
    body: json(
      'Signature not yet current: 20210309T164458Z is still later than 20210309T164358Z (20210309T163858Z + 5 min.)',
    ),
  },
  {
    api: 'rest',
    cause: 'no signature',
    call: { tamper: unsigned },
    status: 403,
    verdict: 'missing-authentication',
    type: 'MissingAuthenticationTokenException',
    body: json('Missing Authentication Token'),
  },
  {
    api: 'rest',
    cause: 'a wrong path, although signed',
    call: { target: '/itmes' },
    status: 403,
    verdict: 'no-route',
    type: 'MissingAuthenticationTokenException',
    body: json('Missing Authentication Token'),
  },
  {
    api: 'rest',
    cause: 'a bearer token',
    call: { tamper: withHeader('authorization', 'Bearer eyJh.eyJz.c2ln') },
    status: 403,
    verdict: 'incomplete-signature',
    type: 'IncompleteSignatureException',
    body: json(
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${createHash('sha256').update('eyJh.eyJz.c2ln').digest('base64')}'.`,
    ),
  },
  {
    api: 'rest',
    cause: 'an Authorization header without a signature',
    call: {
      tamper: withHeader(
        'authorization',
        'AWS4-HMAC-SHA256 Credential=A/20210309/eu-west-1/execute-api/aws4_request, SignedHeaders=host',
      ),
    },
    status: 403,
    verdict: 'incomplete-signature',
    type: 'IncompleteSignatureException',
    body: /Authorization header requires 'Signature' parameter\. /,
  },
  {
    api: 'rest',
    cause: 'another algorithm',
    call: {
      tamper: (request) => {
        const header = request.headers.find(([name]) => name === 'Authorization')?.[1] ?? '';
        return withHeader('authorization', header.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA512'))(request);
      },
    },
    status: 403,
    verdict: 'unsupported-algorithm',
    type: 'IncompleteSignatureException',
    body: json("Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'."),
  },
  {
    api: 'rest',
    cause: 'a header of x-amz- that is not signed',
    call: { tamper: withHeader('x-amz-meta-note', 'slipped in') },
    status: 403,
    verdict: 'unsigned-header',
    type: 'InvalidSignatureException',
    body: json("'x-amz-meta-note' must be a 'SignedHeader' in the AWS Authorization."),
  },
  {
    api: 'rest',
    cause: 'another region and service in the scope',
    call: { region: 'us-east-1', service: 'sts' },
    status: 403,
    verdict: 'wrong-scope',
    type: 'InvalidSignatureException',
    body: json(
      "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'execute-api'. ",
    ),
  },
  {
    api: 'rest',
    cause: 'a wrong secret',
    call: wrongSecret,
    status: 403,
    verdict: 'signature-mismatch',
    type: 'InvalidSignatureException',
    body: new RegExp(
      `^\\{"message":"${MISMATCH.replaceAll('.', '\\.')}\\\\n\\\\nThe Canonical String for this request should have been\\\\n'GET\\\\n/items\\\\n\\\\nhost:127.*x-amz-security-token:IQoJ.*'\\\\n\\\\nThe String-to-Sign should have been\\\\n'AWS4-HMAC-SHA256\\\\n20210309T163858Z\\\\n20210309/eu-west-1/execute-api/aws4_request\\\\n[0-9a-f]{64}'"\\}$`,
    ),
  },
  {
    api: 'rest',
    cause: 'an unknown key',
    call: { credentials: stranger },
    status: 403,
    verdict: 'unknown-key',
    type: 'AccessDeniedException',
    body: json('The security token included in the request is invalid.'),
  },
  {
    api: 'rest',
    cause: "a session token that is not the key's",
    call: wrongToken,
    status: 403,
    verdict: 'invalid-token',
    type: 'AccessDeniedException',
    body: json('The security token included in the request is invalid.'),
  },
  {
    api: 'rest',
    cause: 'an expired token',
    call: expired,
    status: 403,
    verdict: 'expired-token',
    type: 'ExpiredTokenException',
    body: json('The security token included in the request is expired'),
  },
  {
    api: 'rest',
    cause: 'a deny without a policy',
    call: denied('iam'),
    status: 403,
    verdict: 'denied',
    type: 'AccessDeniedException',
    body: json(
      'User: arn:aws:sts::123456789012:assumed-role/mock-role/alice is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:mockrest01/*/GET/items',
      'Message',
    ),
  },
  {
    api: 'rest',
    cause: 'an explicit deny',
    call: denied('explicit'),
    status: 403,
    verdict: 'denied',
    type: 'AccessDeniedException',
    body: / with an explicit deny"}$/,
  },
  {
    api: 'rest',
    cause: 'a firewall',
    call: denied('waf'),
    status: 403,
    verdict: 'blocked',
    type: 'ForbiddenException',
    body: FORBIDDEN,
  },
  {
    api: 'rest',
    cause: 'too many requests',
    call: ({ mock }) => {
      mock.throttle({ next: 1 });
      return {};
    },
    status: 429,
    verdict: 'throttled',
    type: 'TooManyRequestsException',
    body: json('Too Many Requests'),
  },
  {
    api: 'rest',
    cause: 'a quota that is used up',
    call: ({ mock }) => {
      mock.throttle({ next: 1, quota: true });
      return {};
    },
    status: 429,
    verdict: 'quota-exceeded',
    type: 'LimitExceededException',
    body: json('Limit Exceeded'),
  },
  {
    api: 'rest',
    cause: 'a presigned URL that is over',
    call: { presign: true, expiresIn: 60, date: NOW - 2 * MINUTE },
    status: 403,
    verdict: 'url-expired',
    type: 'InvalidSignatureException',
    body: json('Signature expired: 20210309T163658Z is now earlier than 20210309T163758Z (20210309T163858Z - 1 min.)'),
  },
];
