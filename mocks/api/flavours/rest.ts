import { HEX, BASE64, randomText } from '../../random.js';
import { type AnswerTable, type Flavour, jsonAnswer, lookUp } from './flavour.js';
import {
  MISMATCH,
  mismatchWithEcho,
  signatureExpired,
  signatureNotYetCurrent,
  TOKEN_EXPIRED,
  TOKEN_INVALID,
  unsignedHeader,
} from './messages.js';

/** `x-amzn-trace-id`, as X-Ray writes it. */
export const traceId = (): string => `Root=1-${randomText(8, HEX)}-${randomText(24, HEX)}`;

/** A UUID. */
export const requestId = (): string => [8, 4, 4, 4, 12].map((length) => randomText(length, HEX)).join('-');

const invalidSignature = (message: string) => jsonAnswer(403, 'InvalidSignatureException', { message });

/** "Gateway response types for API Gateway" and the transcripts of amplify-js#7913, aws4#133, aws-sdk-js-v3#5920. */
const ANSWERS: AnswerTable = {
  'missing-authentication': () =>
    jsonAnswer(403, 'MissingAuthenticationTokenException', { message: 'Missing Authentication Token' }),
  'incomplete-signature': ({ message }) => jsonAnswer(403, 'IncompleteSignatureException', { message }),
  'signature-expired': (refusal) => invalidSignature(signatureExpired(refusal)),
  'signature-not-yet-current': (refusal) => invalidSignature(signatureNotYetCurrent(refusal)),
  'url-expired': (refusal) => invalidSignature(signatureExpired(refusal)),
  'unsigned-header': ({ headers }) => invalidSignature(unsignedHeader(headers)),
  'unsupported-algorithm': ({ algorithm }) =>
    jsonAnswer(403, 'IncompleteSignatureException', { message: `Unsupported AWS 'algorithm': '${algorithm}'.` }),
  'wrong-scope': ({ message }) => invalidSignature(message),
  // AWS documents AccessDeniedException for a REST API; other services say UnrecognizedClientException.
  'unknown-key': () => jsonAnswer(403, 'AccessDeniedException', { message: TOKEN_INVALID }),
  // Only S3 names what is wrong with a hash.
  'payload-hash-missing': () => invalidSignature(MISMATCH),
  'payload-hash-invalid': () => invalidSignature(MISMATCH),
  'payload-mismatch': () => invalidSignature(MISMATCH),
  'signature-mismatch': (refusal) => invalidSignature(mismatchWithEcho(refusal)),
  'invalid-token': () => jsonAnswer(403, 'AccessDeniedException', { message: TOKEN_INVALID }),
  // The error type of the gateway response EXPIRED_TOKEN is not documented; this is what other services send.
  'expired-token': () => jsonAnswer(403, 'ExpiredTokenException', { message: TOKEN_EXPIRED }),
  denied: ({ caller, explicit }, { region, baseUrl, request, path }) =>
    jsonAnswer(403, 'AccessDeniedException', {
      Message: `User: ${caller.arn} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:${region}:********9012:${baseUrl.hostname.split('.')[0]}/${baseUrl.pathname.split('/')[1] || '*'}/${request.method}${path}${explicit ? ' with an explicit deny' : ''}`,
    }),
  blocked: () => jsonAnswer(403, 'ForbiddenException', { message: 'Forbidden' }),
  'unknown-stage': () => jsonAnswer(403, 'ForbiddenException', { message: 'Forbidden' }),
  'no-route': () => jsonAnswer(403, 'MissingAuthenticationTokenException', { message: 'Missing Authentication Token' }),
  throttled: () => jsonAnswer(429, 'TooManyRequestsException', { message: 'Too Many Requests' }),
  'quota-exceeded': () => jsonAnswer(429, 'LimitExceededException', { message: 'Limit Exceeded' }),
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
  routesFirst: true,
  defaultBaseUrl: (region) => `https://mockrest01.execute-api.${region}.amazonaws.com`,
  ids: () => ({
    'x-amzn-requestid': requestId(),
    'x-amz-apigw-id': `${randomText(15, BASE64)}=`,
    'x-amzn-trace-id': traceId(),
  }),
  answer: (rejection, context) => lookUp(ANSWERS, rejection, context),
};
