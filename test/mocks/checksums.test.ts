import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';
import { crc } from '../../mocks/api/crc.js';
import { MINUTE } from './support/refusals.js';
import { NOW, setStage } from './support/stage.js';

const ALGORITHMS: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];
const CHUNK = 'x-amz-content-sha256';

const set = async () => {
  const mock = createAwsMock({ apis: [{ flavour: 's3', region: 'eu-west-1' }] });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const client = new S3Client({
    region: 'eu-west-1',
    endpoint: urls.s3 as string,
    forcePathStyle: true,
    credentials: mock.permanentCredentials(),
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  const at = { Bucket: 'mock-bucket', Key: 'a' };
  return {
    mock,
    client,
    at,
    put: (input: Partial<PutObjectCommandInput>) => client.send(new PutObjectCommand({ ...at, ...input })),
  };
};

test.each(ALGORITHMS)(
  'takes an upload of the SDK with %s, in a header or after the body',
  async (ChecksumAlgorithm) => {
    const { put, client, at, mock } = await set();
    await put({ Body: 'hello', ChecksumAlgorithm });
    await put({ Body: Readable.from([Buffer.from('hel'), Buffer.from('lo')]), ContentLength: 5, ChecksumAlgorithm });
    const { Body } = await client.send(new GetObjectCommand(at));
    expect(await Body?.transformToString()).toBe('hello');
    expect(mock.calls().map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
  },
);

test.each([
  ['CRC32', { ChecksumCRC32: 'AAAAAA==' }],
  ['CRC32C', { ChecksumCRC32C: 'AAAAAA==' }],
  ['CRC64NVME', { ChecksumCRC64NVME: 'AAAAAAAAAAA=' }],
  ['SHA1', { ChecksumSHA1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }],
  ['SHA256', { ChecksumSHA256: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }],
])('refuses a %s of another body, and stores nothing', async (name, checksum) => {
  const { put, client, at, mock } = await set();
  await expect(put({ Body: 'hello', ...checksum })).rejects.toMatchObject({
    name: 'BadDigest',
    message: `The ${name} you specified did not match the calculated checksum.`,
    $metadata: { httpStatusCode: 400 },
  });
  expect(mock.calls()[0]?.verdict).toBe('checksum-refused');
  await expect(client.send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('ignores the checksum in the query of a presigned URL, which is that of an empty body', async () => {
  const { client, at } = await set();
  const url = await getSignedUrl(client, new PutObjectCommand(at));
  expect(url).toContain('x-amz-checksum-crc32=AAAAAA%3D%3D');
  expect((await fetch(url, { method: 'PUT', body: 'hello' })).status).toBe(200);
});

test('leaves the checksum of a whole object alone where its parts are joined', async () => {
  const { client, at } = await set();
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'CRC32' }));
  const part = { ...at, UploadId, PartNumber: 1 };
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: 'hello' }));
  await client.send(
    new CompleteMultipartUploadCommand({
      ...at,
      UploadId,
      ChecksumCRC32: 'NhCmhg==',
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  const removal = new DeleteObjectsCommand({ Bucket: at.Bucket, Delete: { Objects: [{ Key: 'a' }] } });
  // The mock has no such operation, but has verified the checksum of its body.
  await expect(client.send(removal)).rejects.toMatchObject({ name: 'NoSuchKey' });
});

const GOOD = 'NhCmhg==';
const chunked = (trailers: string) => `5\r\nhello\r\n0\r\n${trailers}\r\n`;
const TRAILER = { [CHUNK]: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '5' };

test.each<[string, Record<string, string>, string, string | undefined]>([
  ['the right header', { 'x-amz-checksum-crc32': GOOD }, 'hello', undefined],
  [
    'a header that is no CRC',
    { 'x-amz-checksum-crc32': 'AAA=' },
    'hello',
    'InvalidRequest: Value for x-amz-checksum-crc32 header is invalid.',
  ],
  [
    'a header that is not base64',
    { 'x-amz-checksum-crc32': '!!!!!!==' },
    'hello',
    'InvalidRequest: Value for x-amz-checksum-crc32 header is invalid.',
  ],
  [
    'two headers',
    { 'x-amz-checksum-crc32': GOOD, 'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=' },
    'hello',
    'InvalidRequest: Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  ],
  [
    'another algorithm than the one that is named',
    { 'x-amz-checksum-crc32': GOOD, 'x-amz-sdk-checksum-algorithm': 'CRC32C' },
    'hello',
    'InvalidRequest: Value for x-amz-sdk-checksum-algorithm header is invalid.',
  ],
  ['no checksum at all', TRAILER, chunked(''), undefined],
  [
    'the right trailer',
    { ...TRAILER, 'x-amz-trailer': 'x-amz-checksum-crc32' },
    chunked(`x-amz-checksum-crc32:${GOOD}\r\n`),
    undefined,
  ],
  [
    'a wrong trailer',
    { ...TRAILER, 'x-amz-trailer': 'x-amz-checksum-crc32' },
    chunked('x-amz-checksum-crc32:AAAAAA==\r\n'),
    'BadDigest: The CRC32 you specified did not match the calculated checksum.',
  ],
  [
    'a trailer that is no SHA-1',
    { ...TRAILER, 'x-amz-trailer': 'x-amz-checksum-sha1' },
    chunked('x-amz-checksum-sha1:qvTGHdzF6KLavt4PO0gs2a6pQ00h\r\n'),
    'InvalidRequest: Value for x-amz-checksum-sha1 trailing header is invalid.',
  ],
  ...(
    [
      ['a trailer that was not announced', {}, `x-amz-checksum-crc32:${GOOD}\r\n`],
      ['a trailer that is missing', { 'x-amz-trailer': 'x-amz-checksum-crc32' }, ''],
      ['another trailer', { 'x-amz-trailer': 'x-amz-checksum-sha1' }, `x-amz-checksum-crc32:${GOOD}\r\n`],
      ['a trailer without a colon', { 'x-amz-trailer': 'x-amz-checksum-crc32' }, `x-amz-checksum-crc32${GOOD}\r\n`],
    ] as const
  ).map(([cause, headers, trailers]): [string, Record<string, string>, string, string] => [
    cause,
    { ...TRAILER, ...headers },
    chunked(trailers),
    'MalformedTrailerError: The request contained trailing data that was not well-formed or did not conform to our published schema.',
  ]),
  [
    'a trailer that S3 does not know',
    { ...TRAILER, 'x-amz-trailer': 'x-amz-meta-a' },
    chunked('x-amz-meta-a:b\r\n'),
    'InvalidRequest: The value specified in the x-amz-trailer header is not supported',
  ],
  [
    'a header and a trailer',
    { ...TRAILER, 'x-amz-checksum-crc32': GOOD, 'x-amz-trailer': 'x-amz-checksum-crc32' },
    chunked(`x-amz-checksum-crc32:${GOOD}\r\n`),
    'InvalidRequest: Expecting a single x-amz-checksum- header',
  ],
])('answers as S3 to %s', async (_, headers, body, refusal) => {
  const stage = await setStage();
  const call = { method: 'PUT', date: NOW - MINUTE, headers, body };
  const { status, body: answer } = await stage.call('s3', call);
  const [, code, message] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(answer) ?? [];
  expect([status, code && `${code}: ${message}`]).toEqual(refusal === undefined ? [200, undefined] : [400, refusal]);
  // At other services, a checksum is a header like any other.
  const { status: other } = await stage.call('rest', { ...call, headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } });
  expect(other).toBe(200);
});

test('computes CRCs as Node does, and as their catalogue says', () => {
  const hexOf = (...[name, text]: [Parameters<typeof crc>[0], string]) =>
    Buffer.from(crc(name, Buffer.from(text))).toString('hex');
  const all = () => (['crc32', 'crc32c', 'crc64nvme'] as const).map((name) => hexOf(name, '123456789'));
  const catalogue = ['cbf43926', 'e3069283', 'ae8b14860a799888'];
  expect(all()).toEqual(catalogue);
  const random = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7919) % 256)).toString('latin1');
  const expected = crc32(Buffer.from(random)).toString(16).padStart(8, '0');
  expect(hexOf('crc32', random)).toBe(expected);
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
  onTestFinished(() => void vi.restoreAllMocks());
  expect([hexOf('crc32', random), ...all()]).toEqual([expected, ...catalogue]);
});
