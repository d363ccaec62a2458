import { Amplify } from 'aws-amplify';
import { generateClient, get, post } from 'aws-amplify/api';
import { signIn, signOut } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type RunningEmulator, startEmulator } from './support/emulator.js';

// Amplify with what the emulator prints: its Auth gets the credentials, its REST and GraphQL clients sign with them.

let emulator: RunningEmulator;
beforeAll(async () => {
  // It warns of every endpoint that is not AWS's own.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  emulator = await startEmulator();
  const { userPoolId, userPoolClientId, identityPoolId, endpoints } = emulator.session;
  const region = 'eu-west-1';
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId,
        userPoolEndpoint: endpoints.userPool,
        identityPoolId,
        identityPoolEndpoint: endpoints.identityPool,
        allowGuestAccess: true,
      },
    },
    API: {
      REST: {
        items: { endpoint: emulator.urls.rest!, region, service: 'execute-api' },
        elsewhere: { endpoint: emulator.urls.rest!, region: 'us-east-1', service: 'lambda' },
      },
      GraphQL: { endpoint: `${emulator.urls.appsync}/graphql`, region, defaultAuthMode: 'iam' },
    },
  });
});
afterEach(async () => {
  await signOut();
  await emulator.press('reset');
});
afterAll(() => emulator.close());

const failure = async (call: Promise<unknown>): Promise<{ response?: { statusCode: number; body?: string } }> =>
  call.then(
    () => expect.fail('it was let in'),
    (error) => error,
  );

test('its REST client is let in, as a guest and as a user', async () => {
  const { body } = await get({ apiName: 'items', path: '/a b/ä', options: { queryParams: { q: 'a b+c', a: '1' } } })
    .response;
  expect(await body.json()).toMatchObject({ user: 'guest', query: { q: ['a b+c'], a: ['1'] } });
  await signIn({ username: 'alice', password: 'Correct-Horse-7' });
  const answer = await post({ apiName: 'items', path: '/items', options: { body: { text: 'ä' } } }).response;
  expect(await answer.body.json()).toMatchObject({ user: 'alice', body: '{"text":"ä"}' });
});

test('its REST client is told that its token has expired, and that its scope is wrong', async () => {
  const call = (apiName: string) =>
    get({ apiName, path: '/items', options: { retryStrategy: { strategy: 'no-retry' } } }).response;
  await call('items');
  const wrong = await failure(call('elsewhere'));
  expect(wrong.response?.statusCode).toBe(403);
  expect(wrong.response?.body).toContain("correct service: 'execute-api'");
  await emulator.press('expire');
  const expired = await failure(call('items'));
  expect(expired.response?.statusCode).toBe(403);
  expect(expired.response?.body).toContain('security token included in the request is expired');
});

test('its GraphQL client is let in, and understands an expired token and a denied field', async () => {
  const client = generateClient();
  const query = 'query Items { items { id } }';
  const ask = () => client.graphql({ query }) as Promise<{ data: { user: string } }>;
  expect(await ask()).toMatchObject({ data: { user: 'guest' } });
  await emulator.press('deny');
  await expect(ask()).rejects.toMatchObject({
    data: { items: null },
    errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access items on type Query' }],
  });
  await emulator.press('deny');
  await emulator.press('expire');
  await expect(ask()).rejects.toMatchObject({ errors: [expect.objectContaining({ message: expect.any(String) })] });
  expect(await emulator.shown()).toMatchObject({ api: 'appsync', verdict: 'expired-token', status: 403 });
});
