// A user changes the language during a sign-in: the sign-in continues, and all texts change.
import { expect, test, vi } from 'vitest';
import { alice, password, start } from './support/stage.js';

const withTotp = { pool: { users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA' as const] }] } };

test('another language changes the texts, and keeps the step', async () => {
  const { flow, pool, caller } = await start(withTotp);
  await flow.submit({ username: 'alice', password });
  await flow.submit({ code: '000000' });
  const { key, cause } = flow.error!;
  await flow.speak({ language: 'de' });
  expect([flow.language, flow.step.name, flow.step.submit]).toEqual(['de', 'totpMfa', 'Bestätigen']);
  expect(flow.error).toMatchObject({ key, cause, field: 'code', message: expect.stringMatching(/^Dieser Code/) });
  await flow.submit({ code: await pool.totpCode('alice') });
  expect(flow.step).toMatchObject({ name: 'signedIn', title: 'Angemeldet' });
  expect(await caller()).toBe('alice');
});

test('a flow’s error is kept in the new language, with all its details', async () => {
  const { flow, way } = await start();
  await flow.act('signUp');
  const account = { username: 'new', email: 'new@example.com', phone_number: '+353861234567' };
  await flow.submit({ ...account, password: 'Aa1!' });
  expect(flow.error?.key).toBe('error.passwordTooShort');
  await flow.speak({ language: 'fr' });
  expect(flow.error?.message).toMatch(/^Ce mot de passe/);
  way.refuse('SignUp', 'TooManyRequestsException', 'Slow down.');
  await flow.submit({ ...account, password });
  await flow.speak({ language: 'es' });
  expect(flow.error).toMatchObject({ key: 'error.throttled', retryAfter: 10_000 });
  expect(flow.error?.message).toContain('10');
});

test('a notice is translated, too', async () => {
  const { flow, mock, later } = await start({ pool: { users: [{ ...alice, status: 'UNCONFIRMED' }] } });
  await flow.submit({ username: 'alice', password });
  expect(flow.notice?.key).toBe('notice.notConfirmed');
  later(60_000);
  await flow.speak({ language: 'ja' });
  expect(flow.notice).toMatchObject({ key: 'notice.notConfirmed', message: expect.stringMatching(/[ぁ-ん]/) });
  await flow.submit({ code: mock.lastCode('alice')! });
  expect(flow.step.name).toBe('signedIn');
});

test('custom texts are used immediately, and the last request wins', async () => {
  const { flow } = await start();
  const told = vi.fn();
  flow.subscribe(told);
  await flow.speak({ language: 'en', texts: { 'title.signIn': 'Welcome aboard' } });
  expect(flow.step.title).toBe('Welcome aboard');
  expect(told).toHaveBeenCalledTimes(1);
  await Promise.all([flow.speak({ language: 'de' }), flow.speak({ language: 'en' })]);
  expect(flow.step.title).toBe('Sign in');
  await flow.speak({ language: 'ar', texts: { 'title.signIn': 'تسجيل الدخول' } });
  expect([flow.language, flow.direction, flow.step.title]).toEqual(['ar', 'rtl', 'تسجيل الدخول']);
});

test('the last request wins, even if the first takes longer to load', async () => {
  // A fresh module, without the languages that other tests have loaded.
  vi.resetModules();
  const { start: startAnew } = await import('./support/stage.js');
  const { flow } = await startAnew();
  await Promise.all([flow.speak({ language: 'de' }), flow.speak({ language: 'en-GB' })]);
  expect([flow.language, flow.step.title]).toEqual(['en-GB', 'Sign in']);
});

test('a flow that was closed says no more', async () => {
  const { flow } = await start();
  flow.close();
  await flow.speak({ language: 'de' });
  expect(flow.step.title).toBe('Sign in');
});
