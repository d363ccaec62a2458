import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { fromCognitoIdentityPool, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator, USER } from './support/emulator.js';
import { guestCredentials } from './support/guest.js';
import type { Keys } from './support/signers.js';

// The AWS SDK's own clients: they parse the emulator's answers themselves.

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.press('reset'));
afterAll(() => emulator.close());

const guessed = { ...USER, secretAccessKey: 'guessed' };
const stranger = { accessKeyId: 'AKIDSTRANGER', secretAccessKey: 'guessed' };
const MINUTE = 60_000;

const shared = (options: Partial<S3ClientConfig>) => ({
  region: 'eu-west-1',
  credentials: USER,
  maxAttempts: 1,
  ...options,
});
const s3 = (options: Partial<S3ClientConfig> = {}) =>
  new S3Client({ ...shared(options), endpoint: emulator.urls.s3!, forcePathStyle: true });
const dynamo = (options: Partial<S3ClientConfig> = {}) =>
  new DynamoDBClient({ ...(shared(options) as object), endpoint: emulator.urls.json! });

/** Who sent what, as the control page shows it, and with which claim about the body. */
const seen = async () => {
  const claim = emulator.last().headers.find(([name]) => name === 'x-amz-content-sha256')?.[1];
  return { ...(await emulator.shown()), claim };
};

describe('S3', () => {
  test.each(['key.txt', 'a b/ä+1 (2)!.txt', "it's=~&*.txt", '日本/😀', 'a%20b'])(
    'puts, gets and deletes %s',
    async (Key) => {
      const at = { Bucket: 'bucket', Key };
      await s3().send(
        new PutObjectCommand({ ...at, Body: 'hello', ContentType: 'text/plain', Metadata: { note: 'a  b' } }),
      );
      const { Body, ContentType } = await s3().send(new GetObjectCommand(at));
      expect([await Body?.transformToString(), ContentType]).toEqual(['hello', 'text/plain']);
      const { Contents } = await s3().send(new ListObjectsV2Command({ Bucket: 'bucket' }));
      expect(Contents?.map((object) => object.Key)).toEqual([Key]);
      await s3().send(new DeleteObjectCommand(at));
      await expect(s3().send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'NoSuchKey' });
      await expect(s3().send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: 'NotFound' });
      expect(await seen()).toMatchObject({ user: 'tester', verdict: 'ok' });
    },
  );

  test('puts a stream, which it sends in chunks, and gets what was in them', async () => {
    const text = 'chunk '.repeat(30_000);
    const at = { Bucket: 'bucket', Key: 'stream' };
    await s3().send(
      new PutObjectCommand({ ...at, Body: Readable.from([Buffer.from(text)]), ContentLength: text.length }),
    );
    expect(await seen()).toMatchObject({ verdict: 'ok', claim: expect.stringMatching(/^STREAMING-/) });
    const { Body } = await s3().send(new GetObjectCommand(at));
    expect(await Body?.transformToString()).toBe(text);
  });

  test('uploads in parts', async () => {
    const at = { Bucket: 'bucket', Key: 'in parts' };
    const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ ...at, ContentType: 'text/plain' }));
    const upload = (PartNumber: number, Body: string) =>
      s3().send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    const [second, first] = [await upload(2, 'world'), await upload(1, 'hello ')];
    const Parts = [first, second].map(({ ETag }, index) => ({ ETag, PartNumber: index + 1 }));
    await s3().send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    const { Body, ContentType } = await s3().send(new GetObjectCommand(at));
    expect([await Body?.transformToString(), ContentType]).toEqual(['hello world', 'text/plain']);
    await expect(upload(3, 'late')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test.each<[string, Partial<S3ClientConfig>, object]>([
    ['a wrong secret', { credentials: guessed }, { name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } }],
    ['an unknown key', { credentials: stranger }, { name: 'InvalidAccessKeyId', AWSAccessKeyId: 'AKIDSTRANGER' }],
    ['a wrong region', { region: 'us-east-1' }, { name: 'AuthorizationHeaderMalformed', Region: 'eu-west-1' }],
    ['a wrong clock', { systemClockOffset: 30 * MINUTE }, { name: 'RequestTimeTooSkewed' }],
  ])('understands %s', async (_, options, error) => {
    const client = s3(options);
    await expect(client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' }))).rejects.toMatchObject(error);
  });

  test('understands that its token has expired', async () => {
    const client = s3({ credentials: await guestCredentials(emulator) });
    const put = () => client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' }));
    await put();
    expect(await seen()).toMatchObject({ user: 'guest', verdict: 'ok' });
    await emulator.press('expire');
    await expect(put()).rejects.toMatchObject({ name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } });
  });
});

describe('DynamoDB', () => {
  const get = (client: DynamoDBClient) => client.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'ä' } } }));

  test('is let in', async () => {
    await get(dynamo());
    await dynamo().send(new ListTablesCommand({}));
    expect(await seen()).toMatchObject({ user: 'tester', verdict: 'ok' });
  });

  test.each<[string, Partial<S3ClientConfig>, object]>([
    ['a wrong secret', { credentials: guessed }, { name: 'InvalidSignatureException' }],
    ['an unknown key', { credentials: stranger }, { name: 'UnrecognizedClientException' }],
    ['a wrong region', { region: 'us-east-1' }, { name: 'InvalidSignatureException', message: /valid region/ }],
    [
      'a wrong clock',
      { systemClockOffset: 30 * MINUTE },
      { name: 'InvalidSignatureException', message: /not yet current/ },
    ],
  ])('understands %s', async (_, options, expected) => {
    const { message, ...error } = expected as { readonly message?: RegExp };
    const found = await get(dynamo(options)).catch((thrown: Error) => thrown);
    expect(found).toMatchObject({ ...error, $metadata: { httpStatusCode: 400 } });
    if (message) expect((found as Error).message).toMatch(message);
  });

  test('understands a deny and a throttle', async () => {
    await emulator.press('deny');
    await expect(get(dynamo())).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('dynamodb:GetItem'),
    });
    await emulator.press('deny');
    await emulator.press('throttle');
    await expect(get(dynamo())).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  test('corrects its clock by what the answer says, and is let in', async () => {
    await emulator.press('skew');
    await get(dynamo({ maxAttempts: 2 }));
    expect(await seen()).toMatchObject({ verdict: 'ok' });
  });

  test('is let in with the credentials of its own provider for identity pools, and understands that they expired', async () => {
    const { identityPoolId, endpoints } = emulator.session;
    const credentials = fromCognitoIdentityPool({
      identityPoolId,
      clientConfig: { region: 'eu-west-1', endpoint: endpoints.identityPool },
    });
    const client = dynamo({ credentials });
    await get(client);
    expect(await seen()).toMatchObject({ user: 'guest', verdict: 'ok' });
    await emulator.press('expire');
    await expect(get(client)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});

describe('STS', () => {
  const assume = (masterCredentials: Keys) =>
    fromTemporaryCredentials({
      masterCredentials,
      params: { RoleArn: 'arn:aws:iam::123456789012:role/reader', RoleSessionName: 'reading' },
      clientConfig: { region: 'eu-west-1', endpoint: emulator.urls.sts!, maxAttempts: 1 },
    });

  test('gives a role to who signs, and its credentials are let in', async () => {
    await dynamo({ credentials: assume(USER) }).send(new ListTablesCommand({}));
    expect(await seen()).toMatchObject({ user: 'tester', verdict: 'ok' });
  });

  test.each([
    ['a wrong secret', guessed, 'SignatureDoesNotMatch'],
    ['an unknown key', stranger, 'InvalidClientTokenId'],
  ])('says why not: %s', async (_, keys, name) => {
    await expect(assume(keys)()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
  });
});
