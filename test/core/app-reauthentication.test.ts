import { expect, test } from 'vitest';
import { createAppReauthentication } from '../../src/core/app-reauthentication.js';
import { createCredentialCache } from '../../src/core/credential-cache.js';
import type { FlightContext } from '../../src/core/flight.js';
import { createIdentity } from '../../src/core/identity.js';
import { deferred, outcome, stoppedClock } from './support.js';

/** A fetch, and which prompts it has heard of. */
const contextOf = () => {
  const heard: string[] = [];
  const context: FlightContext = {
    signal: new AbortController().signal,
    isInteractive: false,
    interact: (kind) => {
      heard.push(`${kind} begins`);
      return () => heard.push(`${kind} ends`);
    },
  };
  return { context, heard };
};

/** Fetches that wait for a provider, whose user a test chooses. */
const setUp = (waiting = [contextOf(), contextOf()]) => {
  const stage = { user: 'alice' };
  const completed: string[] = [];
  const cache = createCredentialCache<string>(stoppedClock().now, 0);
  const identity = createIdentity({ principal: () => stage.user }, { onBegin: cache.clear, onUnknown: () => {} });
  const app = createAppReauthentication<string>(
    identity,
    cache,
    (value) => ({ id: value, expiration: undefined, principal: undefined }),
    () => waiting.map(({ context }) => context),
    ({ value }) => completed.push(value),
  );
  return { stage, completed, cache, app, waiting };
};

test('the credentials of a sign-in that the provider asked for are cached, and complete the fetches', async () => {
  const { app, completed, cache } = setUp();
  expect(await app.assist(async () => 'GIVEN')).toBe('GIVEN');
  expect([completed, cache.entry()?.value]).toEqual([['GIVEN'], 'GIVEN']);
});

test('a sign-in that returns no credentials leaves the fetches to the provider', async () => {
  const { app, completed, cache } = setUp();
  expect(await app.assist(async () => undefined)).toBeUndefined();
  expect([completed, cache.entry()]).toEqual([[], undefined]);
});

test('credentials of a user who is gone complete no fetch', async () => {
  const { app, completed, cache, stage } = setUp();
  const signIn = async (): Promise<string> => {
    stage.user = 'bob';
    return 'ALICES';
  };
  expect(await app.assist(signIn)).toBe('ALICES');
  expect([completed, cache.entry()]).toEqual([[], undefined]);
});

test.each(['resolves', 'rejects'])('all fetches hear of the prompt, until it %s', async (end) => {
  const { app, waiting } = setUp();
  const signIn = deferred<string | undefined>();
  const assisting = outcome(app.assist(() => signIn.promise));
  expect(waiting.map(({ heard }) => heard)).toEqual([['reauthenticate begins'], ['reauthenticate begins']]);
  if (end === 'resolves') signIn.resolve(undefined);
  else signIn.reject(new Error('closed'));
  expect(await assisting).toBe(end === 'resolves' ? undefined : 'closed');
  for (const { heard } of waiting) expect(heard).toEqual(['reauthenticate begins', 'reauthenticate ends']);
});

test('a sign-in gets the signal of the first fetch; without a fetch, one that does not abort', async () => {
  const signals: AbortSignal[] = [];
  const signIn = async (signal: AbortSignal): Promise<undefined> => void signals.push(signal);
  const { app, waiting } = setUp();
  await app.assist(signIn);
  await setUp([]).app.assist(signIn);
  expect(signals[0]).toBe(waiting[0]!.context.signal);
  expect(signals[1]).toMatchObject({ aborted: false });
});

test('a sign-in is pending until it has ended, also if it fails', async () => {
  const { app } = setUp();
  expect(app.pendingReauthentication()).toBeUndefined();
  const signIn = deferred<string>();
  const assisting = outcome(app.assist(() => signIn.promise));
  const pending = app.pendingReauthentication();
  expect(pending).toBeInstanceOf(Promise);
  signIn.reject(new Error('closed'));
  expect([await pending, await assisting]).toEqual([undefined, 'closed']);
  expect(app.pendingReauthentication()).toBeUndefined();
});

test('the end of one sign-in does not end the wait for a later one', async () => {
  const { app } = setUp();
  const [first, second] = [deferred<string>(), deferred<string>()];
  const one = app.assist(() => first.promise);
  const two = app.assist(() => second.promise);
  const pending = app.pendingReauthentication();
  first.resolve('FIRST');
  await one;
  expect(app.pendingReauthentication()).toBe(pending);
  second.resolve('SECOND');
  await two;
  expect(app.pendingReauthentication()).toBeUndefined();
});

test('a fetch that renews by a sign-in hears of the prompt, and only it', async () => {
  const { app, completed, cache, waiting } = setUp();
  const { context, heard } = contextOf();
  expect(await app.renew(context, async () => 'GIVEN', cache.nextOrder())).toMatchObject({ value: 'GIVEN' });
  expect([completed, heard]).toEqual([[], ['reauthenticate begins', 'reauthenticate ends']]);
  expect(waiting[0]!.heard).toEqual([]);
  const failing = app.renew(
    context,
    async () => {
      throw new Error('closed');
    },
    cache.nextOrder(),
  );
  expect(await outcome(failing)).toBe('credentials-unavailable');
  expect(heard).toHaveLength(4);
});
