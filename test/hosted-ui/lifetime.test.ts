import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { APP, start } from './support/stage.js';

const FOREIGN = { name: 'HostedUiError', code: 'foreign-answer' };
const HOUR = 3_600_000;
const MINUTE = 60_000;
const KEY = 'sigv4-interceptor.oauth';

test.each([
  [HOUR, 'an hour'],
  [30 * HOUR, 'more than a day'],
  [-6 * MINUTE, 'less than nothing, by a clock that was set back'],
])('an answer after %i ms (%s) is not taken, and its code not used', async (time) => {
  const { ui, visit, later, asked, states } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  later(time);
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject(FOREIGN);
  expect(asked).toEqual([]);
  expect(states).toEqual(['guest']);
});

test.each([HOUR - MINUTE, -4 * MINUTE])('an answer after %i ms is taken', async (time) => {
  const { ui, session, visit, later } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  later(time);
  expect(await ui.handleAuthResponse(answer)).toBe(true);
  expect(session.isSignedIn).toBe(true);
});

test("a correction of the session's clock does not age a sign-in", async () => {
  const { ui, session, visit } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  session.clock.offset = 2 * HOUR;
  expect(await ui.handleAuthResponse(answer)).toBe(true);
});

test('a sign-in that begins removes those that are too old, and all but the ten latest', async () => {
  const { ui, visit, storage, later } = await start('cognito');
  const kept = async (): Promise<number> => Object.keys(JSON.parse((await storage.get(KEY)) ?? '{}')).length;
  await ui.getSignInUrl();
  later(HOUR);
  const first = await ui.getSignInUrl();
  expect(await kept()).toBe(1);
  const second = await ui.getSignInUrl();
  for (let tab = 0; tab < 9; tab++) await ui.getSignInUrl();
  expect(await kept()).toBe(10);
  await expect(ui.handleAuthResponse(await visit(first, APP))).rejects.toMatchObject(FOREIGN);
  expect(await ui.handleAuthResponse(await visit(second, APP))).toBe(true);
});

test('what a sign-in has left is gone when it is done', async () => {
  const { ui, visit, storage } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  expect(await storage.get(KEY)).toContain('verifier');
  await ui.handleAuthResponse(answer);
  expect(await storage.get(KEY)).toBeFalsy();
});

test.each<[string, (stage: Awaited<ReturnType<typeof start>>) => Promise<unknown>]>([
  ['session.signOut()', ({ session }) => session.signOut()],
  ['hostedUi.signOut()', ({ ui }) => ui.signOut()],
  ['session.signOut() of a tab without a sign-in page', ({ newSession }) => newSession().signOut()],
  [
    'hostedUi.signOut() of another tab',
    ({ newSession, options }) => createHostedUi({ session: newSession(), ...options }).signOut(),
  ],
])('%s removes the verifiers, and an answer that comes after is not taken', async (_, signOut) => {
  const stage = await start('cognito');
  const { ui, visit, storage, asked, states } = stage;
  const answer = await visit(await ui.getSignInUrl(), APP);
  await ui.getSignInUrl();
  await signOut(stage);
  expect(await storage.get(KEY)).toBeFalsy();
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject(FOREIGN);
  expect(asked).toEqual([]);
  expect(states).not.toContain('signedIn');
});

test('a verifier that a tab wrote back after the sign-out is of no use, also after a reload', async () => {
  const { ui, session, newSession, options, visit, storage, asked } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  const written = (await storage.get(KEY))!;
  await session.signOut();
  await storage.set(KEY, written);
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject({ ...FOREIGN, message: /after a sign-out/ });
  const reloaded = createHostedUi({ session: newSession(), ...options });
  await expect(reloaded.handleAuthResponse(answer)).rejects.toMatchObject(FOREIGN);
  expect(asked).toEqual([]);
});

test('a sign-out while the code is exchanged wins', async () => {
  const { ui, session, visit, faults } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  faults.token = async (ask) => {
    await session.signOut();
    return ask();
  };
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  expect(session.state).toBe('guest');
});

test.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['a text', '"text"'],
  ['a number', '7'],
  ['a list', '[null, 1]'],
  ['an entry that is null', JSON.stringify({ s: null })],
  ['an entry that is a text', JSON.stringify({ s: 'text' })],
])('storage that holds %s holds no sign-in, and a new one goes on', async (_, text) => {
  const { ui, session, visit, storage } = await start('cognito');
  await storage.set(KEY, text);
  await expect(ui.handleAuthResponse(`${APP}?code=c&state=s`)).rejects.toMatchObject(FOREIGN);
  expect(await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP))).toBe(true);
  expect(session.state).toBe('signedIn');
});

test.each(['issuer', 'clientId', 'redirectUri', 'verifier', 'nonce', 'begunAt', 'generation'])(
  'a sign-in whose %s was lost in the storage is none',
  async (name) => {
    const { ui, visit, storage, asked, states } = await start('cognito');
    const answer = await visit(await ui.getSignInUrl(), APP);
    const [[state, entry] = []] = Object.entries<object>(JSON.parse((await storage.get(KEY))!));
    await storage.set(KEY, JSON.stringify({ [state!]: { ...entry, [name]: undefined } }));
    await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject(FOREIGN);
    expect(asked).toEqual([]);
    expect(states).toEqual(['guest']);
  },
);
