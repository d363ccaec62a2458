import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { available, unless } from '../support/available.js';
import { type RunningEmulator, startEmulator, USER } from './support/emulator.js';
import { guestCredentials } from './support/guest.js';
import { oracleAccepts } from './support/oracle.js';
import { type Answer, type Client, CLIENTS, type Job, type Keys } from './support/signers.js';

// Other people's signers against the emulator. What arrives is held against the oracle: who signs right is let in, who signs
// wrong is refused, with the answer that AWS gives.

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** The API of the emulator that takes signatures for a service. */
const API: Readonly<Record<string, string>> = { 'execute-api': 'rest', lambda: 'function-url', s3: 's3' };
const TYPE = { 'Content-Type': 'application/json' };

const JOBS: Readonly<Record<string, Omit<Job, 'region'>>> = {
  'a query': { method: 'GET', url: '/items?a=1&b=2', service: 'execute-api' },
  'a query in another order': { method: 'GET', url: '/items?b=2&a=1', service: 'execute-api' },
  'a repeated key': { method: 'GET', url: '/items?a=2&a=1', service: 'execute-api' },
  'an encoded query': { method: 'GET', url: '/items?q=a%20b%2Fc', service: 'execute-api' },
  'a plus in the query': { method: 'GET', url: '/items?q=a+b', service: 'execute-api' },
  'a key without a value': { method: 'GET', url: '/items?acl', service: 'execute-api' },
  'an encoded path': { method: 'GET', url: '/a%20b/%C3%A4', service: 'execute-api' },
  JSON: { method: 'POST', url: '/items', service: 'execute-api', headers: TYPE, body: '{"a":"ä"}' },
  'a function URL': { method: 'POST', url: '/', service: 'lambda', body: 'hello' },
  'an object of S3': { method: 'PUT', url: '/bucket/key.txt', service: 's3', body: 'hello' },
  'an odd key of S3': { method: 'PUT', url: '/bucket/a%20b/%C3%A4%2B1.txt', service: 's3', body: 'hello' },
  'a list of S3': { method: 'GET', url: '/?list-type=2&prefix=bucket%2F', service: 's3' },
};

/** What is known to be signed wrong, by client (facts on peers); all else is signed right. curl's bugs depend on its version. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  // It encodes the path twice, also for S3.
  'aws-sigv4-fetch': ['an odd key of S3'],
};

const send = async (client: Client, { url, ...job }: Omit<Job, 'region'>, keys: Keys): Promise<Answer> =>
  client({ ...job, url: emulator.urls[API[job.service]!] + url, region: 'eu-west-1' }, keys);

/** What the endpoint says of a signature that does not match, or of a missing hash. */
const REFUSALS: Readonly<Record<string, Partial<Answer> & { readonly says: RegExp }>> = {
  'execute-api': {
    status: 403,
    errorType: 'InvalidSignatureException',
    says: /The Canonical String for this request should/,
  },
  lambda: { status: 403, errorType: 'InvalidSignatureException', says: /does not match the signature you provided/ },
  s3: {
    says: /<Code>SignatureDoesNotMatch<\/Code>.*<CanonicalRequest>|Missing required header.*x-amz-content-sha256/s,
  },
};

describe.each(Object.entries(CLIENTS))('%s', (name, client) => {
  const here = name.startsWith('curl') ? 'curl' : undefined;
  const suffix = here ? unless(here) : '';

  test.skipIf(here && !available[here]).for(Object.entries(JOBS))(`signs %s${suffix}`, async ([what, job]) => {
    const { status, errorType, body } = await send(client, job, USER);
    const { verdict, user } = await emulator.shown();
    const right = oracleAccepts(emulator.last(), USER, job.service);
    if (name !== 'curl --aws-sigv4') expect(right).toBe(!WRONG[name]?.includes(what));
    expect({ accepted: status < 300, verdict: verdict === 'ok' }).toEqual({ accepted: right, verdict: right });
    if (right) {
      expect(user).toBe('tester');
    } else {
      const { says, ...refusal } = REFUSALS[job.service]!;
      expect({ status, errorType, body }).toMatchObject({ ...refusal, body: expect.stringMatching(says) });
    }
  });

  test.skipIf(here && !available[here])(`is let in with temporary credentials until they expire${suffix}`, async () => {
    const keys = await guestCredentials(emulator);
    const job = JOBS.JSON!;
    expect(await send(client, job, keys)).toMatchObject({ status: 200 });
    expect(await emulator.shown()).toMatchObject({ user: 'guest', verdict: 'ok' });
    await emulator.press('expire');
    const { status, body } = await send(client, job, keys);
    expect([status, JSON.parse(body)]).toEqual([
      403,
      { message: 'The security token included in the request is expired' },
    ]);
  });

  const guessed = { ...USER, secretAccessKey: 'guessed' };
  const stranger = { accessKeyId: 'AKIDSTRANGER', secretAccessKey: 'guessed' };
  test.skipIf(here && !available[here]).for<[string, Keys, string, number, RegExp]>([
    ['a wrong secret', guessed, 'execute-api', 403, /^\{"message":"The request signature we calculated does not match/],
    ['an unknown key', stranger, 'execute-api', 403, /The security token included in the request is invalid/],
    ['a wrong secret, function URL', guessed, 'lambda', 403, /does not match the signature you provided/],
  ])(`is refused with %s${suffix}`, async ([, keys, service, status, says]) => {
    const answer = await send(client, { method: 'GET', url: '/items', service }, keys);
    expect(answer).toMatchObject({ status, body: expect.stringMatching(says) });
  });

  test.skipIf(here && !available[here])(`is told the service and region that were wanted${suffix}`, async () => {
    const url = `${emulator.urls.rest}/items`;
    const { status, body } = await client({ method: 'GET', url, service: 'es', region: 'us-east-1' }, USER);
    expect([status, JSON.parse(body).message]).toEqual([
      403,
      "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'execute-api'. ",
    ]);
  });

  test.skipIf(here && !available[here])(`is told that its clock is fast, and slow${suffix}`, async () => {
    const job = JOBS['a query']!;
    await emulator.press('skew');
    onTestFinished(() => emulator.press('skew'));
    expect((await send(client, job, USER)).body).toMatch(/Signature not yet current: .* \(.* \+ 5 min\.\)/);
    await emulator.press('ahead');
    onTestFinished(() => emulator.press('ahead'));
    expect((await send(client, job, USER)).body).toMatch(/Signature expired: .* - /);
  });
});
