import { createHash } from 'node:crypto';
import { splitTarget } from '../../../mocks/verifier/canonical-request.js';
import type { ArrivedRequest } from '../../../mocks/verifier/types.js';
import { MINUTE, type Row, unsigned, xml } from './refusals.js';
import { NOW, withHeader } from './stage.js';

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64');
const authorization = (change: (header: string) => string) => (request: ArrivedRequest) => {
  const header = request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
  return withHeader('authorization', change(header))(request);
};
/** The request with other parameters in its query. */
const query = (change: (parameters: URLSearchParams) => void) => (request: ArrivedRequest) => {
  const { path, query: text } = splitTarget(request.target);
  const parameters = new URLSearchParams(text);
  change(parameters);
  return { ...request, target: `${path}?${parameters}` };
};
const presigned = { presign: true, expiresIn: 60 } as const;
const VERSION_2 = 'AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=';
const version2 = xml(
  'InvalidRequest',
  'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
);
const expecting =
  'the Credential is mal-formed; expecting &quot;&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request';
const malformedQuery = (text: string) => xml('AuthorizationQueryParametersError', text);

/** Signatures that cannot be read: keys with spaces, version 2, and presigned URLs without what they need. */
export const MALFORMED_ROWS: readonly Row[] = [
  {
    api: 'json',
    cause: 'an access key id that was copied with a space before it',
    call: { tamper: authorization((header) => header.replace(/Credential=[^/]+/, 'Credential= AKIDEXAMPLE')) },
    status: 400,
    verdict: 'incomplete-signature',
    body: JSON.stringify({
      __type: 'com.amazon.coral.service#IncompleteSignatureException',
      message: `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed('AKIDEXAMPLE/20210309/eu-west-1/dynamodb/aws4_request')}'.`,
    }),
  },
  {
    api: 'query',
    cause: 'an access key id that was copied with a space after it',
    call: { tamper: authorization((header) => header.replace(/Credential=[^/]+/, 'Credential=AKIDEXAMPLE ')) },
    status: 403,
    verdict: 'incomplete-signature',
    body: new RegExp(
      `<Code>IncompleteSignature</Code>.*${hashed('/20210309/eu-west-1/sns/aws4_request').replaceAll('+', '\\+')}`,
      's',
    ),
  },
  {
    api: 'rest',
    cause: 'a signature of version 2',
    call: { tamper: (request) => withHeader('authorization', VERSION_2)(unsigned(request)) },
    status: 403,
    verdict: 'incomplete-signature',
    type: 'IncompleteSignatureException',
    body: /Authorization header requires 'Credential' parameter/,
  },
  {
    api: 's3',
    cause: 'a signature of version 2',
    call: { tamper: (request) => withHeader('authorization', VERSION_2)(unsigned(request)) },
    status: 400,
    verdict: 'incomplete-signature',
    body: version2,
  },
  {
    api: 's3',
    cause: 'a presigned URL of version 2',
    call: {
      target: '/items?AWSAccessKeyId=AKIDEXAMPLE&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1',
      tamper: unsigned,
    },
    status: 400,
    verdict: 'missing-authentication',
    body: version2,
  },
  {
    api: 's3',
    cause: 'an access key id with a slash',
    call: { tamper: authorization((header) => header.replace('Credential=', 'Credential=A/')) },
    status: 400,
    verdict: 'incomplete-signature',
    body: xml('AuthorizationHeaderMalformed', `The authorization header is malformed; ${expecting}`),
  },
  {
    api: 's3',
    cause: 'a header without a signature',
    call: { tamper: authorization((header) => header.replace(/, Signature=.*/, '')) },
    status: 400,
    verdict: 'incomplete-signature',
    body: xml(
      'AuthorizationHeaderMalformed',
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    ),
  },
  {
    api: 's3',
    cause: 'a presigned URL without its lifetime',
    call: { ...presigned, tamper: query((parameters) => parameters.delete('X-Amz-Expires')) },
    status: 400,
    verdict: 'incomplete-signature',
    body: malformedQuery(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, .*, and X-Amz-Expires parameters.',
    ),
  },
  {
    api: 's3',
    cause: 'a presigned URL without its signature',
    call: { ...presigned, tamper: query((parameters) => parameters.delete('X-Amz-Signature')) },
    status: 400,
    verdict: 'incomplete-signature',
    body: malformedQuery('Query-string authentication version 4 requires'),
  },
  ...(
    [
      [
        'a lifetime of more than a week',
        '604801',
        'X-Amz-Expires must be less than a week \\(in seconds\\); that is, the given X-Amz-Expires must be less than 604800 seconds',
      ],
      ['a negative lifetime', '-1', 'X-Amz-Expires must be non-negative'],
      ['a lifetime that is no number', 'soon', 'X-Amz-Expires should be a number'],
    ] as const
  ).map(
    ([cause, value, text]): Row => ({
      api: 's3',
      cause: `a presigned URL with ${cause}`,
      call: { ...presigned, tamper: query((parameters) => parameters.set('X-Amz-Expires', value)) },
      status: 400,
      verdict: 'incomplete-signature',
      body: malformedQuery(text),
    }),
  ),
  {
    api: 's3',
    cause: 'a presigned URL whose date is in another format',
    call: { ...presigned, tamper: query((parameters) => parameters.set('X-Amz-Date', '2021-03-09T16:38:58Z')) },
    status: 400,
    verdict: 'incomplete-signature',
    body: malformedQuery('X-Amz-Date must be in the ISO8601 Long Format'),
  },
  {
    api: 's3',
    cause: 'a presigned URL with another algorithm',
    call: { ...presigned, tamper: query((parameters) => parameters.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA1')) },
    status: 400,
    verdict: 'unsupported-algorithm',
    body: malformedQuery('X-Amz-Algorithm only supports'),
  },
  {
    api: 's3',
    cause: 'a presigned URL for another region',
    call: { ...presigned, region: 'us-east-1' },
    status: 400,
    verdict: 'wrong-scope',
    body: malformedQuery(
      "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-west-1'.*<Region>eu-west-1</Region>",
    ),
  },
  {
    api: 's3',
    cause: 'a presigned URL whose key has a slash',
    call: {
      ...presigned,
      tamper: query((parameters) => parameters.set('X-Amz-Credential', `A/${parameters.get('X-Amz-Credential')}`)),
    },
    status: 400,
    verdict: 'incomplete-signature',
    body: malformedQuery(`Error parsing the X-Amz-Credential parameter; ${expecting}`),
  },
  {
    api: 'json',
    cause: 'a presigned URL of 2 minutes, an hour ago',
    call: { presign: true, expiresIn: 120, date: NOW - 60 * MINUTE },
    status: 400,
    verdict: 'url-expired',
    body: /Signature expired/,
  },
];
