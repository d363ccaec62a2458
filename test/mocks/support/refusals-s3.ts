import { MINUTE, unsigned, stranger, wrongSecret, expired, wrongToken, xml, type Row } from './refusals.js';
import { NOW, without } from './stage.js';

/** The refusals of S3. */
export const S3_ROWS: readonly Row[] = [
  {
    api: 's3',
    cause: 'no signature',
    call: { tamper: unsigned },
    status: 403,
    verdict: 'missing-authentication',
    body: xml('AccessDenied'),
  },
  {
    api: 's3',
    cause: 'an expired token',
    call: expired,
    status: 400,
    verdict: 'expired-token',
    body: xml('ExpiredToken', '<Token-0>IQoJ[^<]+</Token-0>', '<RequestId>', '<HostId>'),
  },
  {
    api: 's3',
    cause: 'another region in the scope',
    call: { region: 'us-east-1' },
    status: 400,
    verdict: 'wrong-scope',
    body: xml(
      'AuthorizationHeaderMalformed',
      "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
      '<Region>eu-west-1</Region>',
    ),
  },
  {
    api: 's3',
    cause: 'a client whose clock is slow',
    call: { date: NOW - 16 * MINUTE },
    status: 403,
    verdict: 'signature-expired',
    body: xml(
      'RequestTimeTooSkewed',
      '<RequestTime>20210309T162258Z</RequestTime>',
      '<ServerTime>2021-03-09T16:38:58Z</ServerTime>',
      '<MaxAllowedSkewMilliseconds>900000<',
    ),
  },
  {
    api: 's3',
    cause: 'a client whose clock is fast',
    call: { date: NOW + 16 * MINUTE },
    status: 403,
    verdict: 'signature-not-yet-current',
    body: xml('RequestTimeTooSkewed', '<ServerTime>2021-03-09T16:38:58Z</ServerTime>'),
  },
  {
    api: 's3',
    cause: 'a wrong secret',
    call: wrongSecret,
    status: 403,
    verdict: 'signature-mismatch',
    body: xml(
      'SignatureDoesNotMatch',
      '<StringToSign>AWS4-HMAC-SHA256',
      '<StringToSignBytes>41 57 53 34',
      '<CanonicalRequest>GET\n/items',
    ),
  },
  {
    api: 's3',
    cause: 'an unknown key',
    call: { credentials: stranger },
    status: 403,
    verdict: 'unknown-key',
    body: xml('InvalidAccessKeyId', '<AWSAccessKeyId>AKIDNOBODY</AWSAccessKeyId>'),
  },
  {
    api: 's3',
    cause: "a session token that is not the key's",
    call: wrongToken,
    status: 400,
    verdict: 'invalid-token',
    body: xml('InvalidToken', '<Token-0>another</Token-0>'),
  },
  {
    api: 's3',
    cause: 'a body that is not the one that was hashed',
    call: {
      method: 'PUT',
      body: 'signed',
      tamper: (request) => ({ ...request, body: new TextEncoder().encode('forged') }),
    },
    status: 400,
    verdict: 'payload-mismatch',
    body: xml('XAmzContentSHA256Mismatch', '<S3ComputedContentSHA256>'),
  },
  {
    api: 's3',
    cause: 'no hash of the body',
    call: { tamper: without('x-amz-content-sha256') },
    status: 400,
    verdict: 'payload-hash-missing',
    body: xml('InvalidRequest', 'x-amz-content-sha256'),
  },
  {
    api: 's3',
    cause: 'a presigned URL that is over',
    call: { presign: true, expiresIn: 60, date: NOW - 2 * MINUTE },
    status: 403,
    verdict: 'url-expired',
    body: xml('AccessDenied', '<X-Amz-Expires>60<', '<Expires>2021-03-09T16:37:58Z<', '<ServerTime>'),
  },
  {
    api: 's3',
    cause: 'too many requests',
    call: ({ mock }) => {
      mock.throttle({ next: 1 });
      return {};
    },
    status: 503,
    verdict: 'throttled',
    body: xml('SlowDown'),
  },
];
