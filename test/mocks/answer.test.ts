import { createSigV4 } from 'sigv4-interceptor';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';

const users = [{ username: 'alice', password: 'Correct-Horse-7' }];

test('answers what tools catch themselves, and leaves to others what is theirs', async () => {
  const mock = createAwsMock({
    apis: [
      { name: 'orders', baseUrl: 'https://api.example.com/orders' },
      { name: 'users', baseUrl: 'https://api.example.com/users' },
    ],
  });
  const credentials = mock.issueCredentials();
  const auth = createSigV4({ credentials, region: 'us-east-1', service: 'execute-api' });
  const { url, headers } = await auth.sign({ url: 'https://api.example.com/users/7' });
  const answer = await mock.answer(new Request(url, { headers }));
  expect([answer?.status, await answer?.json()]).toMatchObject([200, { path: '/users/7', user: 'alice' }]);
  expect(mock.calls().map(({ api }) => api)).toEqual(['users']);
  expect((await mock.answer(new Request('https://api.example.com/else')))?.status).toBe(403);
  expect(await mock.answer(new Request('https://www.example.com/'))).toBeUndefined();
  mock.goOffline();
  expect((await mock.answer(new Request(url, { headers })))?.type).toBe('error');
});

test('signs tokens where a simulated browser hides WebCrypto, as jsdom does', async () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
  onTestFinished(() => void vi.unstubAllGlobals());
  const mock = createAwsMock({ userPools: [{ users }] });
  const { idToken } = await mock.userPool().issueTokens('alice');
  expect(await mock.userPool().verifyIdToken(idToken)).toMatchObject({ 'cognito:username': 'alice' });
});
