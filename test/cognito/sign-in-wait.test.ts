import { expect, onTestFinished, test, vi } from 'vitest';
import { alice, dead, outcome, start, waiting } from './support/session.js';

const MINUTES_5 = 300_000;

/** A session with rejected tokens, on a platform with these globals. */
const ended = async (
  globals: Readonly<Record<string, unknown>>,
  options: { waitForSignIn?: boolean | number } = {},
) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  onTestFinished(() => void vi.unstubAllGlobals());
  const { session, cognito } = await start({ ...options, tabs: { locks: null, BroadcastChannel: null } });
  await session.signIn(alice);
  cognito.on('GetTokensFromRefreshToken', dead);
  return session;
};

const WORKER = { WorkerGlobalScope: class {}, navigator: { product: 'Gecko' } };

test.each([
  ['in Node', {}, {}],
  ['in a worker', WORKER, {}],
  ['in a page that does not want to', { document: {} }, { waitForSignIn: false }],
])('%s a call whose session has ended fails at once, and says what to do', async (_, globals, options) => {
  const session = await ended(globals, options);
  const waits: number[] = [];
  session.onWaitingForSignIn((limit) => waits.push(limit));
  const error = await outcome(session.getTokens({ forceRefresh: true }));
  expect(error).toMatchObject({ code: 'not-signed-in', message: expect.stringMatching(/waitForSignIn.*Sign in/) });
  await expect(session.credentials()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(waits).toEqual([]);
});

test.each([
  ['in a page', { document: {} }, {}, MINUTES_5],
  ['in React Native', { navigator: { product: 'ReactNative' } }, {}, MINUTES_5],
  ['in Node, if asked', {}, { waitForSignIn: true }, MINUTES_5],
  ['in a worker, if asked, as long as it is told', WORKER, { waitForSignIn: 60_000 }, 60_000],
])('%s a call waits for the next sign-in', async (_, globals, options, limit) => {
  const session = await ended(globals, options);
  const waits = waiting(session);
  const call = session.getTokens({ forceRefresh: true });
  expect(await waits).toBe(limit);
  await session.signIn(alice);
  expect(await call).toEqual(await session.getTokens());
});

test.each([
  [true, undefined, MINUTES_5],
  [true, 60_000, 60_000],
  [90_000, undefined, 90_000],
])('a call may ask to wait where its session does not (%s, session %s)', async (own, option, limit) => {
  const session = await ended({}, option === undefined ? {} : { waitForSignIn: option });
  const waits = waiting(session);
  const call = outcome(session.getTokens({ forceRefresh: true, waitForSignIn: own }));
  expect(await waits).toBe(limit);
  session.releaseSignInWait();
  expect(await call).toMatchObject({ code: 'sign-in-cancelled' });
});

test('a wait longer than a timer allows does not end immediately', async () => {
  const session = await ended({}, { waitForSignIn: 30 * 86_400_000 });
  const waits = waiting(session);
  const call = session.getTokens({ forceRefresh: true });
  expect(await waits).toBe(30 * 86_400_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await session.signIn(alice);
  expect((await call).idToken).toEqual(expect.any(String));
});

test('a `document` that exists but is undefined is not a page', async () => {
  const session = await ended({ document: undefined });
  await expect(session.getTokens({ forceRefresh: true })).rejects.toMatchObject({ code: 'not-signed-in' });
});
