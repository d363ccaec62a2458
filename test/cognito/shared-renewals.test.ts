import { CognitoError, createSharedRenewals } from 'sigv4-interceptor/cognito';
import { expect, test } from 'vitest';

const login = (refreshToken: string, accessToken = `access-of-${refreshToken}`) => ({ refreshToken, accessToken });
const tokens = (refreshToken: string) => ({
  IdToken: 'id',
  AccessToken: `access-of-${refreshToken}`,
  RefreshToken: refreshToken,
  ExpiresIn: 3600,
});
const ENDED = { code: 'NotAuthorizedException', message: 'The user has signed out.' };

test('a sign-out rejects all requests with its old tokens, however many renewals ago', async () => {
  const renewals = createSharedRenewals();
  await renewals.share(login('R0'), async () => tokens('R1'));
  await renewals.share(login('R1'), async () => tokens('R2'));
  expect((await renewals.share(login('R0'), async () => expect.fail('it was renewed'))).RefreshToken).toBe('R1');
  await renewals.forget(login('R2'));
  for (const token of ['R0', 'R1', 'R2']) {
    await expect(renewals.share(login(token), async () => tokens('R9'))).rejects.toMatchObject(ENDED);
  }
  expect((await renewals.share(login('another'), async () => tokens('N1'))).RefreshToken).toBe('N1');
});

test('a sign-out ends a renewal in progress, and discards its result', async () => {
  const renewals = createSharedRenewals();
  let resolve = (_: ReturnType<typeof tokens>): void => {};
  const promise = new Promise<ReturnType<typeof tokens>>((done) => {
    resolve = done;
  });
  let isAsked = false;
  const first = renewals.share(login('R0'), () => {
    isAsked = true;
    return promise;
  });
  await expect.poll(() => isAsked).toBe(true);
  const joiner = renewals.share(login('R0'), async () => expect.fail('it was renewed'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await renewals.forget(login('R0'));
  const later = renewals.share(login('R0'), async () => tokens('R5'));
  resolve(tokens('R1'));
  await expect(first).rejects.toMatchObject(ENDED);
  await expect(joiner).rejects.toMatchObject(ENDED);
  await expect(later).rejects.toMatchObject(ENDED);
  await expect(renewals.share(login('R1'), async () => tokens('R2'))).rejects.toMatchObject(ENDED);
});

test('a sign-out is forgotten in time', async () => {
  let now = 0;
  const renewals = createSharedRenewals({ clock: { now: () => now } });
  await renewals.forget(login('R0'));
  now = 60_001;
  expect((await renewals.share(login('R0'), async () => tokens('R1'))).RefreshToken).toBe('R1');
});

test('requests that stop waiting for a renewal share the next one', async () => {
  const renewals = createSharedRenewals({ patience: 5 });
  let asked = 0;
  const slow = () =>
    new Promise<ReturnType<typeof tokens>>((resolve) => setTimeout(resolve, 40, tokens(`R${++asked}`)));
  await Promise.all(Array.from({ length: 50 }, () => renewals.share(login('R0'), slow)));
  // One more renewal for each timeout, not for each request.
  expect(asked).toBeLessThan(20);
});

test.each(['60000', true, null, Number.NaN, -1])('a grace time of %j is refused', (graceTime) => {
  expect(() => createSharedRenewals({ graceTime: graceTime as never })).toThrow(
    'createSharedRenewals: graceTime must be a number >= 0.',
  );
});

test('if a pool with rotation rejects the second of two renewals, all get the tokens of the first', async () => {
  const renewals = createSharedRenewals({ patience: 5 });
  const refused = new CognitoError('NotAuthorizedException', 'Refresh Token has been revoked', {
    operation: 'GetTokensFromRefreshToken',
    status: 400,
  });
  const answers: (() => void)[] = [];
  const rotating = () =>
    new Promise<ReturnType<typeof tokens>>((resolve, reject) => {
      answers.push(answers.length === 0 ? () => resolve(tokens('R1')) : () => reject(refused));
    });
  const waiting = Promise.all(Array.from({ length: 10 }, () => renewals.share(login('R0'), rotating)));
  await expect.poll(() => answers.length, { interval: 1 }).toBeGreaterThanOrEqual(2);
  answers[0]!();
  await new Promise((resolve) => setImmediate(resolve));
  for (const refuse of answers.slice(1)) refuse();
  const all = await waiting;
  expect(new Set(all.map(({ RefreshToken }) => RefreshToken))).toEqual(new Set(['R1']));
});
