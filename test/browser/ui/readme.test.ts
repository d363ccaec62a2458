import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dialogs, input, password, submit } from './support/stage.js';

/** The pools and the API of the guides, in place of the network. */
const serve = () => {
  const mock = createAwsMock({
    region: 'eu-west-1',
    baseUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
    usersOnly: ['/members'],
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
  return mock;
};

test("the guide's example shows the sign-in, and goes on when the user has signed in", async () => {
  serve();
  const example = import('virtual:example/src/ui/README.md');
  expect((await input('username')).labels![0]!.textContent).toBe('Username');
  await submit({ username: 'alice', password });
  const { session, state } = await example;
  onTestFinished(() => session.signOut().then(session.close));
  expect([state, session.username, dialogs()]).toEqual(['signedIn', 'alice', []]);
});

test("the README's example opens the sign-in for a call that a guest is denied, and the call goes through", async () => {
  const mock = serve();
  const example = import('virtual:example/README.md');
  await input('username');
  await submit({ username: 'alice', password });
  const { session, members } = await example;
  onTestFinished(() => session.signOut().then(session.close));
  expect([members.status, session.username, dialogs()]).toEqual([200, 'alice', []]);
  expect(mock.calls('/members').map(({ status, user }) => [status, user])).toEqual([
    [403, 'guest'],
    [200, 'alice'],
  ]);
});
