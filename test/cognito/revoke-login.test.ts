import { afterEach, expect, test, vi } from 'vitest';
import { alice, start } from './support/session.js';

afterEach(() => void vi.useRealTimers());

test('a sign-out waits at most ten seconds for a server that hangs, and a late response still counts', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  let answer = (): void => {};
  cognito.on('RevokeToken', () => new Promise<object>((resolve) => (answer = () => resolve({}))));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const leaving = session.signOut({ revoke: true });
  await vi.waitFor(() => expect(cognito.count('RevokeToken')).toBe(1));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await leaving).toMatchObject({
    unconfirmed: [{ operation: 'RevokeToken', error: { code: 'network' }, retrying: true }],
  });
  expect(session.state).toBe('guest');
  answer();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(cognito.count('RevokeToken')).toBe(1);
});
