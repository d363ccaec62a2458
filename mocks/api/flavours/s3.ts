import { utf8 } from '../../verifier/encoding.js';
import { toAmzDate } from '../../verifier/amz-date.js';
import { BASE64, UPPER } from '../../random.js';
import { escapeXml } from '../xml.js';
import { refusedChecksum } from './s3-checksums.js';
import { isPresigned, isVersion2, malformed, type Row, S3_MALFORMED } from './s3-malformed.js';
import { type Answer, type AnswerTable, type Flavour, lookUp, type RefusalContext } from './flavour.js';

const iso = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
/** S3 also prints the hashed text byte by byte, which shows whitespace. */
const bytes = (text: string): string => Array.from(utf8(text), (byte) => byte.toString(16).padStart(2, '0')).join(' ');

const ACTIONS: Readonly<Record<string, string>> = { PUT: 'PutObject', DELETE: 'DeleteObject', POST: 'PutObject' };

/** "Error responses" of the S3 API reference. */
const ROWS: AnswerTable<Row> = {
  'missing-authentication': (_, { request }) =>
    isVersion2(request) ? S3_MALFORMED.version2 : [403, 'AccessDenied', 'Access Denied'],
  'incomplete-signature': malformed,
  'signature-expired': ({ signedAt, serverTime, tolerance }) => [
    403,
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    { RequestTime: toAmzDate(signedAt), ServerTime: iso(serverTime), MaxAllowedSkewMilliseconds: String(tolerance) },
  ],
  'signature-not-yet-current': (refusal, context) =>
    ROWS['signature-expired']({ ...refusal, reason: 'signature-expired' }, context),
  'url-expired': ({ signedAt, serverTime, tolerance }) => [
    403,
    'AccessDenied',
    'Request has expired',
    { 'X-Amz-Expires': String(tolerance / 1000), Expires: iso(signedAt + tolerance), ServerTime: iso(serverTime) },
  ],
  'unsigned-header': ({ headers }) => [
    403,
    'AccessDenied',
    'There were headers present in the request which were not signed',
    { HeadersNotSigned: headers.join(', ') },
  ],
  'unsupported-algorithm': (_, { request }) =>
    isPresigned(request) ? S3_MALFORMED.queryAlgorithm : S3_MALFORMED.version2,
  'wrong-scope': ({ message, region, expectedRegion }, { request }) => {
    const [status, code, prefix] = isPresigned(request) ? S3_MALFORMED.queryCredential : S3_MALFORMED.header;
    return region === expectedRegion
      ? [status, code, `${prefix} ${message.trim()}`]
      : [
          status,
          code,
          `${prefix} the region '${region}' is wrong; expecting '${expectedRegion}'`,
          { Region: expectedRegion },
        ];
  },
  'unknown-key': ({ accessKeyId }) => [
    403,
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    { AWSAccessKeyId: accessKeyId },
  ],
  'payload-hash-missing': () => [
    400,
    'InvalidRequest',
    'Missing required header for this request: x-amz-content-sha256',
  ],
  'payload-hash-invalid': ({ claimed }) => [
    400,
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value.',
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: claimed },
  ],
  'payload-mismatch': ({ claimed, actual }) => [
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: claimed, S3ComputedContentSHA256: actual },
  ],
  'checksum-refused': refusedChecksum,
  'signature-mismatch': ({ accessKeyId, signature, stringToSign, canonicalRequest }) => [
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      AWSAccessKeyId: accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: signature,
      StringToSignBytes: bytes(stringToSign),
      CanonicalRequest: canonicalRequest,
      CanonicalRequestBytes: bytes(canonicalRequest),
    },
  ],
  'invalid-token': ({ token }) => [
    400,
    'InvalidToken',
    'The provided token is malformed or otherwise invalid.',
    { 'Token-0': token },
  ],
  'expired-token': ({ token }) => [400, 'ExpiredToken', 'The provided token has expired.', { 'Token-0': token }],
  denied: ({ caller, explicit }, { request, baseUrl, path }) => [
    403,
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: s3:${ACTIONS[request.method] ?? 'GetObject'} on resource: "arn:aws:s3:::${baseUrl.hostname.split('.')[0]}${path}" ${explicit ? 'with an explicit deny in an identity-based policy' : 'because no identity-based policy allows the action'}`,
  ],
  unauthorized: () => [403, 'AccessDenied', 'Access Denied'],
  blocked: () => [403, 'AccessDenied', 'Access Denied'],
  'unknown-stage': () => [404, 'NoSuchBucket', 'The specified bucket does not exist'],
  'no-route': (_, { path }) => [404, 'NoSuchKey', 'The specified key does not exist.', { Key: path.slice(1) }],
  throttled: () => [503, 'SlowDown', 'Please reduce your request rate.'],
  'quota-exceeded': () => [503, 'SlowDown', 'Please reduce your request rate.'],
};

const xmlAnswer = ([status, code, message, elements = {}]: Row, { ids }: RefusalContext): Answer => {
  const all = {
    Code: code,
    Message: message,
    ...elements,
    RequestId: ids['x-amz-request-id'],
    HostId: ids['x-amz-id-2'],
  };
  const lines = Object.entries(all).flatMap(([name, text]) =>
    text === undefined ? [] : `<${name}>${escapeXml(text)}</${name}>`,
  );
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${lines.join('')}</Error>`;
  return { status, contentType: 'application/xml', body };
};

/** A bucket of S3. */
export const s3: Flavour = {
  service: 's3',
  rules: {
    normalizePath: false,
    doubleEncodePath: false,
    contentSha256Required: true,
    unsignedPayload: true,
    chunkedPayload: true,
    presignsBody: false,
    expiresRequired: true,
    checksums: true,
    clockTolerance: 15 * 60_000,
  },
  routesFirst: false,
  defaultBaseUrl: (region) => `https://mock-bucket.s3.${region}.amazonaws.com`,
  ids: (random) => ({
    'x-amz-request-id': random.text(16, UPPER),
    'x-amz-id-2': `${random.text(75, BASE64)}=`,
    server: 'AmazonS3',
  }),
  answer: (refusal, context) => xmlAnswer(lookUp(ROWS, refusal, context), context),
};
