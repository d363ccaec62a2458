import { createSignedFetcher } from 'aws-sigv4-fetch';
import { aws4Interceptor } from 'aws4-axios';
import { AwsClient } from 'aws4fetch';
import axios, { type AxiosInstance } from 'axios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator, USER } from './support/emulator.js';

// What is known to go wrong in other people's clients (facts on peers): the emulator finds it, and says what it is.

let emulator: RunningEmulator;
let url: string;
beforeAll(async () => {
  emulator = await startEmulator();
  url = `${emulator.urls.rest}/items`;
});
afterAll(() => emulator.close());

const options = { service: 'execute-api', region: 'eu-west-1' };
const aws4axios = (prepare: (client: AxiosInstance) => void = () => {}): AxiosInstance => {
  const client = axios.create({ validateStatus: () => true });
  client.interceptors.request.use(aws4Interceptor({ options, credentials: USER }) as never);
  prepare(client);
  return client;
};

test('aws4fetch sends a binary Request without its body: the signature is good, and the body is missing', async () => {
  const request = new Request(url, { method: 'POST', body: Uint8Array.of(1, 2, 3) });
  const answer = await new AwsClient({ ...USER, ...options, retries: 0 }).fetch(request);
  expect([answer.status, await answer.json()]).toMatchObject([200, { body: null }]);
});

test('aws-sigv4-fetch sends a form under another boundary than it signed', async () => {
  const body = new FormData();
  body.append('a', '1');
  const answer = await createSignedFetcher({ ...options, credentials: USER })(url, { method: 'POST', body });
  expect([answer.status, (await emulator.shown()).verdict]).toEqual([403, 'signature-mismatch']);
});

test('aws4-axios signs a list in the query as something else than it sends', async () => {
  const client = axios.create({ validateStatus: () => true });
  const signQuery = { options: { ...options, signQuery: true }, credentials: USER };
  client.interceptors.request.use(aws4Interceptor(signQuery) as never);
  const { status, data } = await client.get(url, { params: { a: [1, 2] } });
  expect([status, data.message]).toEqual([
    403,
    expect.stringContaining('The Canonical String for this request should'),
  ]);
});

test('aws4-axios signs before interceptors that were added earlier add their parameters', async () => {
  const client = axios.create({ validateStatus: () => true });
  client.interceptors.request.use((config) => ({ ...config, params: { ...config.params, tenant: '7' } }));
  client.interceptors.request.use(aws4Interceptor({ options, credentials: USER }) as never);
  const { status, data } = await client.get(url);
  expect([status, data.message]).toEqual([403, expect.stringContaining('\ntenant=7\n')]);
});

test('axios overwrites the signature of aws4-axios by its own basic authentication', async () => {
  const { status, headers } = await aws4axios().get(url, { auth: { username: 'u', password: 'p' } });
  expect([status, headers['x-amzn-errortype']]).toEqual([403, 'IncompleteSignatureException']);
});

test('aws4-axios without credentials claims to be undefined', async () => {
  const client = axios.create({ validateStatus: () => true });
  client.interceptors.request.use(aws4Interceptor({ options, credentials: {} as typeof USER }) as never);
  const { status } = await client.get(url);
  const { verdict } = await emulator.shown();
  expect([status, verdict]).toEqual([403, 'unknown-key']);
});
