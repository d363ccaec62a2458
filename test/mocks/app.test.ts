import { setupServer } from 'msw/node';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

// Tests as an app writes them: one mock per file, reset after each test.
const mock = createAwsMock({
  baseUrl: 'https://api.example.com',
  routes: { 'GET /items/{id}': (_request, { params, caller }) => ({ id: params.id, owner: caller.user }) },
});
const server = setupServer(...mock.handlers);
const auth = createSigV4({
  credentials: mock.credentialsProvider('bob'),
  region: 'us-east-1',
  service: 'execute-api',
  origins: mock.baseUrl,
});
const signedFetch = wrapFetch(fetch, auth);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => mock.reset());
afterAll(() => server.close());

test('serves the signed calls of an app', async () => {
  const response = await signedFetch(`${mock.baseUrl}/items/7`);
  expect(await response.json()).toEqual({ id: '7', owner: 'bob' });
  expect(mock.calls('GET /items/7')).toMatchObject([{ user: 'bob', verdict: 'ok' }]);
});

test('lets an app heal after its credentials expired', async () => {
  await signedFetch(`${mock.baseUrl}/items/7`);
  mock.expireCredentials();
  const response = await signedFetch(`${mock.baseUrl}/items/8`);
  expect(response.status).toBe(200);
  expect(mock.calls('GET /items/8').map(({ verdict }) => verdict)).toEqual(['expired-token', 'ok']);
  expect(mock.issued('bob')).toBe(1);
});

test('lets an app find out by how much its clock is wrong', async () => {
  mock.skewClock('-10m');
  const response = await signedFetch(`${mock.baseUrl}/items/7`);
  expect(response.status).toBe(200);
  expect(mock.calls().map(({ verdict }) => verdict)).toEqual(['signature-not-yet-current', 'ok']);
});
