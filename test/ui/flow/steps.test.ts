import { expect, test } from 'vitest';
import { alice, formOf, start } from './support/stage.js';

test('signs in', async () => {
  const { flow, caller } = await start();
  expect(formOf(flow)).toEqual(['username text username required', 'password password current-password required']);
  await flow.submit({ username: 'alice', password: alice.password });
  expect(flow.error).toBe(undefined);
  expect(flow.step).toMatchObject({ name: 'signedIn', username: 'alice' });
  expect(await caller()).toBe('alice');
});
