import { headerValue, splitTarget } from '../../verifier/canonical-request.js';
import type { ArrivedRequest, SyntaxFlaw } from '../../verifier/types.js';
import type { Refusal, RefusalContext } from './flavour.js';

/** The elements of `<Error>`. Undefined elements are omitted. */
type Elements = Readonly<Record<string, string | undefined>>;

/** Status, code, message, further elements. */
export type Row = readonly [status: number, code: string, message: string, elements?: Elements];

const HEADER = 'AuthorizationHeaderMalformed';
const QUERY = 'AuthorizationQueryParametersError';
const EXPECTING = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';

/** What S3 answers to a signature that it cannot read, in its own words. */
export const S3_MALFORMED = {
  // Source: aws-cli#2432, s3-nginx-proxy#5 (SigV2 in a query)
  version2: [
    400,
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  ],
  // Source: the beginning of the next two
  header: [400, HEADER, 'The authorization header is malformed;'],
  // Source: deb-s3#157, aws-sdk-ruby#1276
  headerCredential: [400, HEADER, `The authorization header is malformed; ${EXPECTING}`],
  // Source: ex_aws#537, cakephp-amazon-s3#15
  headerFields: [
    400,
    HEADER,
    'The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.',
  ],
  // Source: known from servers that copy S3 (s3s, MinIO) only
  dateless: [403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header'],
  // Source of all below: error tables of servers that copy S3 (MinIO, versitygw, s3rver), which agree on them
  queryAlgorithm: [400, QUERY, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"'],
  queryFields: [
    400,
    QUERY,
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  ],
  queryDate: [400, QUERY, `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`],
  queryCredential: [400, QUERY, 'Error parsing the X-Amz-Credential parameter;'],
} as const satisfies Readonly<Record<string, Row>>;

/** Whether a request is signed in its query. */
export const isPresigned = (request: ArrivedRequest): boolean =>
  headerValue(request, 'authorization') === undefined && splitTarget(request.target).query.includes('X-Amz-');

/** Whether a request is signed with version 2, in its header or its query. */
export const isVersion2 = (request: ArrivedRequest): boolean => {
  const header = headerValue(request, 'authorization');
  if (header !== undefined) return header.startsWith('AWS ');
  const { query } = splitTarget(request.target);
  return /(?:^|&)AWSAccessKeyId=/.test(query) && /(?:^|&)Signature=/.test(query);
};

/** The rows of malformed headers and queries. The others have the words of other services. */
const ROWS: Readonly<Record<'header' | 'query', Readonly<Partial<Record<SyntaxFlaw, Row>>>>> = {
  header: {
    'header-pair': S3_MALFORMED.headerFields,
    'header-fields': S3_MALFORMED.headerFields,
    'header-dateless': S3_MALFORMED.dateless,
    credential: S3_MALFORMED.headerCredential,
    date: S3_MALFORMED.dateless,
  },
  query: {
    'query-fields': S3_MALFORMED.queryFields,
    credential: [400, QUERY, `${S3_MALFORMED.queryCredential[2]} ${EXPECTING}`],
    date: S3_MALFORMED.queryDate,
  },
};

/** Returns the answer to a signature that cannot be read. */
export const malformed = (
  { message, flaw }: Extract<Refusal, { reason: 'incomplete-signature' }>,
  { request }: RefusalContext,
): Row => {
  if (isVersion2(request)) return S3_MALFORMED.version2;
  return isPresigned(request)
    ? (ROWS.query[flaw] ?? [400, QUERY, message])
    : (ROWS.header[flaw] ?? [400, HEADER, message]);
};
