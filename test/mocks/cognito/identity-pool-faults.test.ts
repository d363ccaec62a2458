import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsMock } from '../../../mocks/index.js';
import { setIdentityStage } from './support/identity-stage.js';

const ORIGIN = 'http://localhost:5173';

test('answers a preflight, and lets a page read what it needs', async () => {
  const { call, pool, urls, mock } = await setIdentityStage();
  const preflight = await fetch(urls['cognito-identity'] as string, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'cache-control,content-type,x-amz-target',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-amz-target');
  expect(mock.operations()).toEqual([]);

  for (const input of [{ IdentityPoolId: pool }, {}]) {
    const { headers } = await call('GetId', input, { origin: ORIGIN });
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-expose-headers')).toBe(
      'x-amzn-RequestId, x-amzn-ErrorType, x-amzn-ErrorMessage, Date',
    );
  }
  expect((await call('GetId', {})).headers.has('access-control-allow-origin')).toBe(false);
});

test('leaves CORS headers off refusals on demand', async () => {
  const { call, pool, mock } = await setIdentityStage();
  const undo = mock.dropCorsHeaders();
  const allowed = async (input: object) =>
    (await call('GetId', input, { origin: ORIGIN })).headers.has('access-control-allow-origin');
  expect([await allowed({}), await allowed({ IdentityPoolId: pool })]).toEqual([false, true]);
  undo();
  expect(await allowed({})).toBe(true);
});

test('expires the credentials that it issued', async () => {
  const { enter, credentials, echo, mock } = await setIdentityStage();
  const id = await enter();
  const before = (await credentials(id)).body.Credentials;
  mock.expireCredentials();
  expect((await echo(before)).message).toContain('expired');
  expect((await echo((await credentials(id)).body.Credentials)).user).toBe('guest');
});

test('throttles in the way of each service', async () => {
  const { call, pool, assumeRole, mock } = await setIdentityStage();
  mock.throttle({ next: 1 });
  const refused = await call('GetId', { IdentityPoolId: pool });
  expect([refused.status, refused.body.__type]).toEqual([400, 'TooManyRequestsException']);
  expect((await call('GetId', { IdentityPoolId: pool })).status).toBe(200);
  mock.throttle({ next: 1, quota: true });
  expect((await call('GetId', { IdentityPoolId: pool })).body.__type).toBe('LimitExceededException');
  mock.throttle({ next: 1 });
  expect((await assumeRole({})).body).toContain('<Code>Throttling</Code>');
});

test('throttles one service only', async () => {
  const { call, pool, assumeRole, mock } = await setIdentityStage();
  mock.throttle({ next: 1, api: 'cognito-identity' });
  expect((await assumeRole({})).body).toContain('MissingAction');
  expect((await call('GetId', { IdentityPoolId: pool })).body.__type).toBe('TooManyRequestsException');
  expect(() => mock.throttle({ next: 1, api: 'dynamodb' })).toThrow(
    "throttle(): api: there is no API 'dynamodb'. There are: rest, cognito-identity, sts.",
  );
});

test('cuts all connections while it is offline', async () => {
  const { call, pool, urls, mock } = await setIdentityStage();
  const undo = mock.goOffline();
  for (const url of Object.values(urls)) await expect(fetch(url)).rejects.toThrow('fetch failed');
  await expect(call('GetId', { IdentityPoolId: pool })).rejects.toThrow('fetch failed');
  expect([mock.calls(), mock.operations()]).toEqual([[], []]);
  undo();
  expect((await call('GetId', { IdentityPoolId: pool })).status).toBe(200);
});

test('takes one service offline only, until reset', async () => {
  const { call, pool, urls, mock } = await setIdentityStage();
  mock.goOffline({ api: 'cognito-identity' });
  await expect(call('GetId', { IdentityPoolId: pool })).rejects.toThrow('fetch failed');
  expect((await fetch(urls.rest as string)).status).toBe(403);
  mock.reset();
  expect((await call('GetId', { IdentityPoolId: pool })).status).toBe(200);
  expect(mock.operations().map(({ operation }) => operation)).toEqual(['GetId']);
  expect(() => mock.goOffline({ api: 'dynamodb' })).toThrow('goOffline(): api');
});

test('answers at the AWS host of the region as handlers of msw’s', async () => {
  const mock = createAwsMock({ region: 'eu-west-1', identityPools: [{}], userPools: [] });
  expect(mock.baseUrls).toEqual({
    rest: 'https://mockrest01.execute-api.eu-west-1.amazonaws.com',
    'cognito-identity': 'https://cognito-identity.eu-west-1.amazonaws.com',
    sts: 'https://sts.eu-west-1.amazonaws.com',
  });
  const server = setupServer(...mock.handlers);
  server.listen();
  onTestFinished(() => server.close());
  const getId = () =>
    fetch('https://cognito-identity.eu-west-1.amazonaws.com/', {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityService.GetId', origin: ORIGIN },
      body: JSON.stringify({ IdentityPoolId: mock.identityPool().id }),
    });
  const response = await getId();
  expect(await response.json()).toEqual({ IdentityId: expect.stringMatching(/^eu-west-1:/) });
  const undo = mock.goOffline();
  await expect(getId()).rejects.toThrow(TypeError);
  undo();
  mock.dropCorsHeaders();
  mock.throttle({ next: 1 });
  await expect(getId()).rejects.toThrow(TypeError);
});

test('keeps the names of its services for itself', () => {
  expect(() => createAwsMock({ name: 'sts' })).toThrow("name: 'sts' is the name of a service.");
});
