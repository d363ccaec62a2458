import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeChunked } from '../../mocks/verifier/chunked-payload.js';

// The examples of the S3 API Reference: 66,560 times `a`, in chunks of 64 KiB.
const SCOPE = '20130524/us-east-1/s3/aws4_request';
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const key = SCOPE.split('/').reduce<string | Buffer>(hmac, 'AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
const sign = (text: string): string => hmac(key, text).toString('hex');
const content = 'a'.repeat(66_560);

const PLAIN = {
  claim: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  body: [
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${content.slice(0, 65_536)}\r\n`,
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${content.slice(65_536)}\r\n`,
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
  ].join(''),
};
const WITH_TRAILER = {
  claim: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  body: [
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${content.slice(0, 65_536)}\r\n`,
    `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${content.slice(65_536)}\r\n`,
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n',
    'x-amz-checksum-crc32c:sOO8/Q==\r\n',
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
  ].join(''),
};
const UNSIGNED = {
  claim: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  seed: '',
  body: `10400\r\n${content}\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n`,
};

const decode = ({ claim, seed, body }: typeof PLAIN, length = '66560'): string | undefined => {
  const decoded = decodeChunked(Buffer.from(body), claim, length, {
    seed,
    amzDate: '20130524T000000Z',
    scope: SCOPE,
    sign,
  });
  return decoded && Buffer.from(decoded.body).toString();
};

test.each([
  ['signed', PLAIN],
  ['signed with a trailer', WITH_TRAILER],
  ['unsigned with a trailer', UNSIGNED],
])('a body in chunks, %s, is taken apart', (_, example) => {
  expect(decode(example)).toBe(content);
});

const change = (example: typeof PLAIN, from: string, to: string): typeof PLAIN => {
  expect(example.body).toContain(from);
  return { ...example, body: example.body.replace(from, to) };
};

test.each<[string, typeof PLAIN]>([
  ['a changed byte', change(PLAIN, 'aaaa', 'aaba')],
  ['a changed signature', change(PLAIN, '0055627c', '0055627d')],
  ['another seed', { ...PLAIN, seed: WITH_TRAILER.seed }],
  ['no signatures', { ...UNSIGNED, claim: PLAIN.claim }],
  ['a missing end', { ...PLAIN, body: PLAIN.body.slice(0, -90) }],
  ['a chunk that is cut off', { ...PLAIN, body: PLAIN.body.slice(0, 1000) }],
  ['a changed trailer', change(WITH_TRAILER, 'sOO8', 'sOO9')],
  ['a trailer without its signature', change(WITH_TRAILER, 'x-amz-trailer-signature', 'x-amz-trailer-signatura')],
  ['a size that is too small', change(UNSIGNED, '10400\r\n', '103ff\r\n')],
  ['no framing', { ...UNSIGNED, body: content }],
])('%s is refused', (_, example) => {
  expect(decode(example)).toBeUndefined();
});

test('a length other than the one that was announced is refused', () => {
  expect(decode(PLAIN, '66559')).toBeUndefined();
  expect(decode(UNSIGNED, '')).toBeUndefined();
});
