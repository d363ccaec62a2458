import { expect, test } from 'vitest';
import type { SignInFlow } from '../../../src/ui/flow.js';
import { alice, password, start } from './support/stage.js';

/** Everything that a user sees, without the user name. */
const seen = ({ step, error, notice }: SignInFlow, username: string) =>
  JSON.stringify({ step, error: error && { ...error, cause: undefined }, notice }, (key, value) =>
    key === 'notBefore' ? 'later' : typeof value === 'string' ? value.replaceAll(username, '?') : value,
  );

test.each([true, false])(
  'a wrong password looks like an unknown user, where the pool hides that: %s',
  async (hides) => {
    for (const authFlow of ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'] as const) {
      const stage = await start({ pool: { preventUserExistenceErrors: hides }, session: { authFlow } });
      const views: string[] = [];
      for (const username of ['alice', 'zelda']) {
        await stage.flow.submit({ username, password: 'Wrong-horse-1' });
        views.push(seen(stage.flow, username));
        expect(stage.flow.error).toMatchObject({ key: 'error.wrongPassword' });
      }
      expect(views[1]).toBe(views[0]);
    }
  },
);

test('an unknown user, and one without an address, are sent on to the code like others', async () => {
  for (const hides of [true, false]) {
    const stage = await start({
      pool: { users: [alice, { username: 'bob', password }], preventUserExistenceErrors: hides },
    });
    const { flow } = stage;
    const views: Record<string, string> = {};
    for (const username of ['alice', 'bob', 'zelda']) {
      await flow.act('forgotPassword');
      await flow.submit({ username });
      expect(flow.step.name).toBe('confirmForgotPassword');
      expect(flow.step.description).toMatch(/^If an account exists, we sent a code to /);
      views[username] = seen(flow, username);
      await flow.submit({ code: '000000', newPassword: 'Better-horse-2' });
      expect(flow.step.name).toBe('confirmForgotPassword');
      expect(flow.error?.key).toBe('error.expiredCode');
      flow.back();
      flow.back();
    }
    // A pool that hides who exists invents an address.
    expect(views.zelda).toBe(hides ? views.alice?.replaceAll('a***@', 'z***@') : views.bob);
  }
});

test('a code that is requested again for an unknown user is reported as sent', async () => {
  const stage = await start({ pool: { preventUserExistenceErrors: false } });
  await stage.flow.act('forgotPassword');
  await stage.flow.submit({ username: 'zelda' });
  stage.later(30_000);
  await stage.flow.act('resend');
  expect(stage.flow.notice?.key).toBe('notice.codeSent');
  expect(stage.flow.step.description).toBe(
    'If an account exists, we sent a code to its email address or phone number.',
  );
});

test('errors that do not reveal who exists are shown', async () => {
  const stage = await start();
  await stage.flow.act('forgotPassword', { username: 'alice' });
  stage.mock.throttle({ next: 1, api: 'cognito-idp' });
  await stage.flow.submit({ username: 'alice' });
  expect(stage.flow.step.name).toBe('forgotPassword');
  expect(stage.flow.error).toMatchObject({ key: 'error.throttled', retryAfter: 10_000 });
  expect(stage.flow.error?.message).toMatch(/10\ss\.$/);
});
