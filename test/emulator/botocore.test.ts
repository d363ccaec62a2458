import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { available, unless } from '../support/available.js';
import { type RunningEmulator, startEmulator, USER } from './support/emulator.js';
import { guestCredentials } from './support/guest.js';
import type { Keys } from './support/signers.js';

const SCRIPT = fileURLToPath(new URL('support/botocore_calls.py', import.meta.url));

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const run = (job: object): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const python = spawn('/usr/bin/python3', [SCRIPT]);
    let [out, errors] = ['', ''];
    python.stdout.on('data', (text) => (out += text));
    python.stderr.on('data', (text) => (errors += text));
    python.on('close', (status) => (status === 0 ? resolve(JSON.parse(out)) : reject(new Error(errors))));
    python.stdin.end(`${JSON.stringify(job)}\n`);
  });

/** Calls an operation by botocore's client for a service. */
const operate = (
  service: 's3' | 'dynamodb' | 'sns' | 'sts',
  operation: string,
  input: object,
  keys: Keys,
  region = 'eu-west-1',
) => {
  const api = { s3: 's3', dynamodb: 'json', sns: 'query', sts: 'sts' }[service];
  return run({ service, operation, input, keys, region, url: emulator.urls[api] });
};

const there = !available.botocore;
const test_ = test.skipIf(there);
const named = (name: string): string => name + unless('botocore');

const guessed: Keys = { ...USER, secretAccessKey: 'guessed' };
const stranger: Keys = { accessKeyId: 'AKIDSTRANGER', secretAccessKey: 'guessed' };
const KEY = 'a b/ä+1 (2).txt';

test_(named('its S3 client puts and gets an odd key, and lists'), async () => {
  expect(await operate('s3', 'put_object', { Bucket: 'bucket', Key: KEY, Body: 'hello' }, USER)).toEqual({
    status: 200,
  });
  expect(await operate('s3', 'get_object', { Bucket: 'bucket', Key: KEY }, USER)).toEqual({ read: 'hello' });
  expect(await operate('s3', 'get_object', { Bucket: 'bucket', Key: 'none' }, USER)).toEqual({
    code: 'NoSuchKey',
    status: 404,
  });
});

test_.for<[string, Keys, string, object]>([
  ['a wrong secret', guessed, 'eu-west-1', { code: 'SignatureDoesNotMatch', status: 403 }],
  ['an unknown key', stranger, 'eu-west-1', { code: 'InvalidAccessKeyId', status: 403 }],
])(named('its S3 client understands %s'), async ([, keys, region, answer]) => {
  expect(await operate('s3', 'get_object', { Bucket: 'bucket', Key: 'a' }, keys, region)).toEqual(answer);
});

test_.for<[string, 'dynamodb' | 'sns', string, object, string, string, string]>([
  [
    'DynamoDB',
    'dynamodb',
    'list_tables',
    {},
    'InvalidSignatureException',
    'UnrecognizedClientException',
    'ExpiredTokenException',
  ],
  ['SNS', 'sns', 'list_topics', {}, 'SignatureDoesNotMatch', 'InvalidClientTokenId', 'ExpiredToken'],
])(
  named('its client for %s is let in, and understands why not'),
  async ([, service, operation, input, mismatch, unknown, expired]) => {
    const [status, denied] = [200, service === 'sns' ? 403 : 400];
    expect(await operate(service, operation, input, USER)).toEqual({ status });
    expect(await operate(service, operation, input, guessed)).toEqual({ code: mismatch, status: denied });
    expect(await operate(service, operation, input, stranger)).toEqual({ code: unknown, status: denied });
    const guest = await guestCredentials(emulator);
    expect(await operate(service, operation, input, guest)).toEqual({ status });
    await emulator.press('expire');
    expect(await operate(service, operation, input, guest)).toEqual({ code: expired, status: denied });
  },
);

test_(named('its signer is let in at API Gateway, and refused with a wrong secret and a wrong region'), async () => {
  const call = (keys: Keys, region = 'eu-west-1') =>
    run({
      method: 'POST',
      url: `${emulator.urls.rest}/items/a%20b?b=2&a=%C3%A4`,
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":1}',
      service: 'execute-api',
      region,
      keys,
    });
  expect(await call(USER)).toMatchObject({ status: 200, body: expect.stringContaining('"user":"tester"') });
  expect(await call(guessed)).toMatchObject({ status: 403, body: expect.stringContaining('The Canonical String') });
  expect(await call(USER, 'us-east-1')).toMatchObject({ status: 403, body: expect.stringContaining('valid region') });
});

test_(named('its STS client learns who signs, as a user and as a guest'), async () => {
  expect(await operate('sts', 'get_caller_identity', {}, USER)).toMatchObject({
    status: 200,
    result: {
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/tester',
      UserId: expect.stringMatching(/^AIDA/),
    },
  });
  const guest = await guestCredentials(emulator);
  expect(await operate('sts', 'get_caller_identity', {}, guest)).toMatchObject({
    result: { Arn: expect.stringContaining(':assumed-role/mock-guest-role/') },
  });
  await emulator.press('expire');
  expect(await operate('sts', 'get_caller_identity', {}, guest)).toEqual({ code: 'ExpiredToken', status: 403 });
});
