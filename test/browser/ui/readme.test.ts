import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dialogs, input, password, submit } from './support/stage.js';

test("the README's example shows the sign-in, and goes on when the user has signed in", async () => {
  const mock = createAwsMock({
    region: 'eu-west-1',
    userPools: [
      {
        id: 'eu-west-1_AbCd12345',
        clientId: '1example23456789example',
        users: [{ username: 'alice', password }],
      },
    ],
    identityPools: [{ id: 'eu-west-1:00000000-0000-4000-8000-000000000001' }],
  });
  const page = globalThis.fetch;
  vi.stubGlobal(
    'fetch',
    async (...given: Parameters<typeof fetch>) => (await mock.answer(new Request(...given))) ?? page(...given),
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const example = import('virtual:readme-example');
  expect((await input('username')).labels![0]!.textContent).toBe('Username');
  await submit({ username: 'alice', password });
  const { session, state } = await example;
  onTestFinished(() => session.signOut().then(session.close));
  expect([state, session.username, dialogs()]).toEqual(['signedIn', 'alice', []]);
});
