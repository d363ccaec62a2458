import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';

test('clients of the AWS SDK are answered at their own endpoints', async () => {
  const region = 'eu-west-1';
  const mock = createAwsMock({ region, apis: [{ flavour: 's3' }, { flavour: 'json' }] });
  const server = setupServer(...mock.handlers);
  server.listen();
  onTestFinished(() => server.close());
  const credentials = mock.credentialsProvider();
  const s3 = new S3Client({ region, credentials });
  const at = { Bucket: 'mock-bucket', Key: 'a b/ä+1' };
  await s3.send(new PutObjectCommand({ ...at, Body: 'hello' }));
  const { Body } = await s3.send(new GetObjectCommand(at));
  expect(await Body?.transformToString()).toBe('hello');
  const dynamo = new DynamoDBClient({ region, credentials, maxAttempts: 1 });
  await dynamo.send(new ListTablesCommand({}));
  mock.deny();
  await expect(dynamo.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(mock.calls().map(({ api, verdict }) => `${api} ${verdict}`)).toEqual([
    's3 ok',
    's3 ok',
    'json ok',
    'json denied',
  ]);
});
