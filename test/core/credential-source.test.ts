import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from 'sigv4-interceptor';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCredentialSource, type SourceOptions } from '../../src/core/credential-source.js';
import { describeCredentials } from '../../src/sigv4/credentials.js';
import { deferred, HOUR, keyOf, outcome, stoppedClock } from './support.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Answer = AwsCredentialIdentity | Promise<AwsCredentialIdentity>;

/** A source over a provider whose answers a test gives one by one. */
const setUp = (
  answer: (ask: number, request: { forceRefresh?: boolean } | undefined) => Answer,
  more: Partial<SourceOptions<AwsCredentialIdentity>> & { provides?: Partial<AwsCredentialIdentityProvider> } = {},
) => {
  const clock = stoppedClock();
  const asked: unknown[] = [];
  let fire = (): void => {};
  let wait = (_: number): void => {};
  let unknown = 0;
  const provider = Object.assign(
    async (request?: { forceRefresh?: boolean }) => {
      asked.push(request);
      return answer(asked.length, request);
    },
    {
      onChange: (listener: () => void) => {
        fire = listener;
      },
      onWaiting: (listener: (timeout: number) => void) => {
        wait = listener;
      },
      ...more.provides,
    },
  );
  const source = createCredentialSource<AwsCredentialIdentity>({
    provider,
    isStatic: false,
    describe: describeCredentials,
    clock,
    retry: { retries: 0 },
    refreshBeforeExpiry: 300_000,
    providerTimeout: 60_000,
    waitUntil: undefined,
    onUnknownIdentity: () => unknown++,
    onSignInWait: () => {},
    ...more,
  });
  const key = async (signal?: AbortSignal): Promise<string> =>
    (await source.getCredentials({ signal })).value.accessKeyId;
  return {
    clock,
    asked,
    source,
    key,
    change: () => fire(),
    waits: () => wait(1000),
    get unknown() {
      return unknown;
    },
  };
};
const never = new Promise<never>(() => {});
const lasting = (time: number, life: number) => ({ expiration: new Date(time + life) });

test('credentials are cached until they expire, and renewed in the background from five minutes before', async () => {
  const { key, clock, asked } = setUp((ask) => keyOf(`KEY${ask}`, lasting(clock.time, HOUR)));
  expect([await key(), await key()]).toEqual(['KEY1', 'KEY1']);
  clock.time += HOUR - 300_001;
  expect(await key()).toBe('KEY1');
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(1);
  clock.time += 1;
  expect([await key(), await key()]).toEqual(['KEY1', 'KEY1']);
  await vi.advanceTimersByTimeAsync(1);
  expect(await key()).toBe('KEY2');
  expect(asked).toEqual([undefined, { forceRefresh: true }]);
});

test('credentials with a lifetime shorter than the margin are renewed halfway through', async () => {
  const { key, clock, asked } = setUp((ask) => keyOf(`KEY${ask}`, lasting(clock.time, 60_000)));
  await key();
  clock.time += 29_999;
  await key();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(1);
  clock.time += 1;
  await key();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
});

test('a failed background renewal is retried after ten seconds, not on every call', async () => {
  const { key, clock, asked } = setUp((ask) => {
    if (ask > 1) throw new Error('down');
    return keyOf('KEY1', lasting(clock.time, HOUR));
  });
  await key();
  clock.time += HOUR - 200_000;
  for (let call = 0; call < 3; call++) {
    expect(await key()).toBe('KEY1');
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(asked).toHaveLength(2);
  clock.time += 9_999;
  await key();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
  clock.time += 1;
  await key();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(3);
});

test('static credentials are never renewed in the background', async () => {
  const { key, clock, asked } = setUp(() => keyOf('KEY', lasting(clock.time, HOUR)), { isStatic: true });
  await key();
  clock.time += HOUR - 1;
  await key();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(1);
});

test('credentials that had expired on arrival are requested once more, and then used for a minute', async () => {
  const { key, clock, asked } = setUp((ask) => keyOf(`KEY${ask}`, lasting(clock.time, -HOUR)));
  expect(await key()).toBe('KEY2');
  expect(asked).toEqual([undefined, { forceRefresh: true }]);
  clock.time += 29_999;
  expect(await key()).toBe('KEY2');
  clock.time += 30_001;
  expect(await key()).toBe('KEY4');
});

test('expiry is judged by the corrected clock', async () => {
  const { key, clock } = setUp((ask) => keyOf(`KEY${ask}`, lasting(clock.time, HOUR)));
  clock.offset = 2 * HOUR;
  expect(await key()).toBe('KEY2');
});

test('a provider that hangs times out, and the next call asks it again', async () => {
  const { key, asked } = setUp((ask) => (ask === 1 ? never : keyOf('KEY2')));
  const call = outcome(key());
  await vi.advanceTimersByTimeAsync(59_999);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await call).toBe('credentials-unavailable');
  expect(await key()).toBe('KEY2');
  expect(vi.getTimerCount()).toBe(0);
});

test('the timeout message names the option', async () => {
  const { key } = setUp(() => never, { providerTimeout: 5000 });
  const call = key().catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await call).toMatch(/took longer than 5 s.*providerTimeout/);
});

test('Infinity lets a provider prompt the user for as long as it takes, and no other flight is started', async () => {
  const first = deferred<AwsCredentialIdentity>();
  const { key, asked, clock } = setUp(() => first.promise, { providerTimeout: Number.POSITIVE_INFINITY });
  const calls = [key(), key()];
  clock.time += HOUR;
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(asked).toHaveLength(1);
  first.resolve(keyOf('KEY'));
  expect(await Promise.all(calls)).toEqual(['KEY', 'KEY']);
});

test('the timeout pauses while a provider waits for a sign-in', async () => {
  const first = deferred<AwsCredentialIdentity>();
  const { key, waits, asked } = setUp(() => first.promise);
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  waits();
  const other = key();
  await vi.advanceTimersByTimeAsync(200_000);
  first.resolve(keyOf('KEY'));
  expect(await Promise.all([call, other])).toEqual(['KEY', 'KEY']);
  expect(asked).toHaveLength(1);
});

test('calls that join a flight that has become stale share a second one', async () => {
  const { key, asked, clock } = setUp((ask) => (ask === 1 ? never : keyOf(`KEY${ask}`)));
  void outcome(key());
  await vi.advanceTimersByTimeAsync(0);
  const joined = [key(), key(), key()];
  await vi.advanceTimersByTimeAsync(9_999);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all(joined)).toEqual(['KEY2', 'KEY2', 'KEY2']);
  expect(asked).toHaveLength(2);
  clock.time += HOUR;
  expect(await key()).toBe('KEY2');
});

test('a call does not join a flight that is already stale', async () => {
  const { key, asked, clock } = setUp((ask) => (ask === 1 ? never : keyOf(`KEY${ask}`)));
  void outcome(key());
  clock.time += 10_000;
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  expect(await call).toBe('KEY2');
  expect(asked).toHaveLength(2);
});

test('setting the clock back does not prolong a wait', async () => {
  const { key, clock } = setUp((ask) => (ask === 1 ? never : keyOf(`KEY${ask}`)));
  void outcome(key());
  clock.time -= HOUR;
  const call = key();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await call).toBe('KEY2');
});

test('the late result of a stale flight resolves for all calls, and replaces nothing newer', async () => {
  const [first, second] = [deferred<AwsCredentialIdentity>(), deferred<AwsCredentialIdentity>()];
  const { key, clock } = setUp((ask) => [first, second][ask - 1]!.promise);
  const early = key();
  clock.time += 10_000;
  const late = key();
  await vi.advanceTimersByTimeAsync(0);
  first.resolve(keyOf('KEY1'));
  expect(await Promise.all([early, late])).toEqual(['KEY1', 'KEY1']);
  second.resolve(keyOf('KEY2'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await key()).toBe('KEY2');
});

test('an older flight that ends last does not replace the newer one’s result', async () => {
  const [first, second] = [deferred<AwsCredentialIdentity>(), deferred<AwsCredentialIdentity>()];
  const { key, clock } = setUp((ask) => [first, second][ask - 1]!.promise);
  const early = key();
  clock.time += 10_000;
  const late = key();
  await vi.advanceTimersByTimeAsync(0);
  second.resolve(keyOf('KEY2'));
  expect(await Promise.all([early, late])).toEqual(['KEY2', 'KEY2']);
  first.resolve(keyOf('KEY1'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await key()).toBe('KEY2');
});

test('a background renewal that never ends is restarted once it is stale', async () => {
  const { key, asked, clock } = setUp((ask) => (ask === 2 ? never : keyOf(`KEY${ask}`, lasting(clock.time, HOUR))));
  await key();
  clock.time += HOUR - 200_000;
  expect(await key()).toBe('KEY1');
  expect(await key()).toBe('KEY1');
  expect(asked).toHaveLength(2);
  clock.time += 10_000;
  expect(await key()).toBe('KEY1');
  await vi.advanceTimersByTimeAsync(0);
  expect(await key()).toBe('KEY3');
});

test('a call that joins a background renewal that may be dead waits a second, then starts another', async () => {
  const { key, asked, clock } = setUp((ask) => (ask === 2 ? never : keyOf(`KEY${ask}`, lasting(clock.time, 1000))));
  await key();
  clock.time += 500;
  expect(await key()).toBe('KEY1');
  clock.time += 500;
  const calls = [key(), key()];
  await vi.advanceTimersByTimeAsync(499);
  expect(asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(await Promise.all(calls)).toEqual(['KEY3', 'KEY3']);
  expect(asked).toEqual([undefined, { forceRefresh: true }, undefined]);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('outside of a request');
    },
  ],
  ['rejects', async () => Promise.reject(new Error('too late'))],
])('a waitUntil that %s fails no call', async (_, waitUntil) => {
  const { key } = setUp((ask) => keyOf(`KEY${ask}`), { waitUntil });
  expect(await key()).toBe('KEY1');
});

test('a wait that the platform rejects is not a failed fetch: the next call starts another', async () => {
  const { key, source, asked } = setUp((ask) => (ask === 1 ? never : keyOf(`KEY${ask}`)));
  void outcome(key());
  // As Cloudflare Workers do with a promise of a request that has ended.
  const join = vi.spyOn(source.inFlight()!, 'join').mockRejectedValue(new Error('of a request that has since ended'));
  expect(await key()).toBe('KEY2');
  expect(join).toHaveBeenCalledOnce();
  expect(asked).toHaveLength(2);
});

test('waitUntil is called with every fetch, in the background or not, and none rejects', async () => {
  const kept: Promise<unknown>[] = [];
  const { key, source, clock } = setUp(
    (ask) => {
      if (ask > 1) throw new Error('down');
      return keyOf('KEY1', lasting(clock.time, HOUR));
    },
    { waitUntil: (work) => kept.push(work) },
  );
  await key();
  expect(kept).toHaveLength(1);
  clock.time += HOUR - 200_000;
  await key();
  expect(kept).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  await outcome(source.renew(undefined).join({}));
  expect(kept).toHaveLength(3);
  expect(await Promise.all(kept)).toEqual([
    expect.objectContaining({ value: expect.objectContaining({ accessKeyId: 'KEY1' }) }),
    undefined,
    undefined,
  ]);
});

test('a call that waits for a replacement can be aborted, and does not use the refused credentials', async () => {
  const second = deferred<AwsCredentialIdentity>();
  const { key, source } = setUp((ask) => (ask === 1 ? keyOf('KEY1') : second.promise));
  await key();
  void outcome(source.renew(undefined).join({}));
  const controller = new AbortController();
  const waiting = outcome(key(controller.signal));
  await vi.advanceTimersByTimeAsync(0);
  controller.abort(new Error('left'));
  expect(await waiting).toBe('left');
});

test('credentials that were dropped while their renewal failed are not used', async () => {
  const second = deferred<AwsCredentialIdentity>();
  const { key, source } = setUp((ask) => (ask === 1 ? keyOf('KEY1') : second.promise));
  await key();
  void outcome(source.renew(undefined).join({}));
  const waiting = outcome(key());
  source.invalidate();
  second.reject(new Error('down'));
  expect(await waiting).toBe('credentials-unavailable');
});

test('a reauthenticate that calls with its own Authenticator gets a deadlock error, even with cached credentials', async () => {
  const { key, source } = setUp((ask) => keyOf(`KEY${ask}`));
  await key();
  const inner = deferred<unknown>();
  const renewal = source.renew(async () => {
    inner.resolve(await outcome(key()));
    return undefined;
  });
  expect(await inner.promise).toBe('reauthentication-deadlock');
  expect((await renewal.result).value.accessKeyId).toBe('KEY2');
});

test('the message of a failed provider points to its error', async () => {
  const { source } = setUp(() => {
    throw new Error('down');
  });
  await expect(source.getCredentials({})).rejects.toMatchObject({
    message: 'The credentials provider failed; see `cause`.',
    cause: { message: 'down' },
  });
});

test('a fetch is visible while it is in progress', async () => {
  const { key, source } = setUp(() => keyOf('KEY'));
  const waiting = key();
  expect(source.inFlight()).toMatchObject({ isReplacement: false });
  await waiting;
  expect(source.inFlight()).toBeUndefined();
});

test('an aborted call leaves the fetch to the others; once all have aborted, the next call starts another', async () => {
  const answers = [deferred<AwsCredentialIdentity>(), deferred<AwsCredentialIdentity>()];
  const { key, asked } = setUp((ask) => answers[ask - 1]!.promise);
  const controllers = [new AbortController(), new AbortController()];
  const calls = controllers.map(({ signal }) => outcome(key(signal)));
  await vi.advanceTimersByTimeAsync(0);
  controllers[0]!.abort(new Error('left'));
  expect(await calls[0]).toBe('left');
  void outcome(key());
  expect(asked).toHaveLength(1);
  const aborted = new AbortController();
  aborted.abort(new Error('was gone'));
  expect(await outcome(key(aborted.signal))).toBe('was gone');
});

test('when the identity changes, the provider is asked again immediately, and the earlier result is discarded', async () => {
  const [first, second] = [deferred<AwsCredentialIdentity>(), deferred<AwsCredentialIdentity>()];
  const { key, change, asked } = setUp((ask) => [first, second][ask - 1]!.promise);
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  change();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([undefined, undefined]);
  first.resolve(keyOf('ALICE', { principal: 'alice' }));
  await vi.advanceTimersByTimeAsync(0);
  second.resolve(keyOf('BOB', { principal: 'bob' }));
  expect(await call).toBe('BOB');
  expect(await key()).toBe('BOB');
});

test('an earlier result is used if it certainly belongs to the current user', async () => {
  const [first] = [deferred<AwsCredentialIdentity>()];
  const { key, change } = setUp((ask) => (ask === 1 ? first.promise : never), {
    provides: { principal: () => 'alice' },
  });
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  change();
  first.resolve(keyOf('ALICE', { principal: 'alice' }));
  expect(await call).toBe('ALICE');
});

test('an error that arrives after its epoch has ended rejects no call', async () => {
  const first = deferred<AwsCredentialIdentity>();
  const { key, change } = setUp((ask) => (ask === 1 ? first.promise : keyOf('BOB')));
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  change();
  first.reject(new Error('signed out'));
  expect(await call).toBe('BOB');
});

test('a provider that reports a change on each call is asked five times, then fails', async () => {
  const { key, asked, ...rest } = setUp(() => {
    rest.change();
    return keyOf('KEY');
  });
  expect(await outcome(key())).toBe('identity-unknown');
  expect(asked).toHaveLength(5);
});

test('a provider that reports a change on each call works if principal() names the user', async () => {
  const { key, asked, ...rest } = setUp(
    () => {
      rest.change();
      return keyOf('KEY');
    },
    { provides: { principal: () => 'alice' } },
  );
  expect(await key()).toBe('KEY');
  expect(asked.length).toBeLessThanOrEqual(2);
});

test('a provider that reports a change and fails each time rejects with its own error', async () => {
  const { key, asked, ...rest } = setUp(async () => {
    rest.change();
    throw Object.assign(new Error('no'), { name: 'NotAuthorizedException' });
  });
  const error = await key().catch((failure: Error) => failure);
  expect(error).toMatchObject({ code: 'credentials-unavailable', cause: { name: 'NotAuthorizedException' } });
  expect(asked).toHaveLength(5);
});

test('a change drops the cache, and a change from an unknown user is reported', async () => {
  const stage = setUp((ask) => keyOf(`KEY${ask}`));
  expect(await stage.key()).toBe('KEY1');
  stage.change();
  expect(stage.source.cachedCredentials()).toBeUndefined();
  expect(await stage.key()).toBe('KEY2');
  expect(stage.unknown).toBe(1);
});

test('a change that only principal() shows drops the cache', async () => {
  let who: string | null = 'alice';
  const { key, source } = setUp((ask) => keyOf(`KEY${ask}`), { provides: { principal: () => who } });
  expect(await key()).toBe('KEY1');
  const held = source.cachedCredentials()!;
  expect(source.isCurrent(held)).toBe(true);
  who = 'bob';
  expect(source.isCurrent(held)).toBe(false);
  expect(await key()).toBe('KEY2');
});

test('invalidate() makes the next call request new credentials', async () => {
  const { key, source, asked } = setUp((ask) => keyOf(`KEY${ask}`));
  await key();
  source.invalidate();
  expect([await key(), await key()]).toEqual(['KEY2', 'KEY2']);
  expect(asked).toEqual([undefined, { forceRefresh: true }]);
  source.invalidate();
  expect(await key()).toBe('KEY3');
});

test('a renewal asks the provider for new credentials, and calls wait for it instead of using the refused ones', async () => {
  const second = deferred<AwsCredentialIdentity>();
  const { key, source, asked } = setUp((ask) => (ask === 1 ? keyOf('KEY1') : second.promise));
  await key();
  const refused = source.cachedCredentials()!;
  const renewed = source.replace(refused, () => source.renew(undefined), {});
  const waiting = key();
  second.resolve(keyOf('KEY2'));
  expect([(await renewed)?.value.accessKeyId, await waiting]).toEqual(['KEY2', 'KEY2']);
  expect(asked).toEqual([undefined, { forceRefresh: true }]);
  // Replaced already: no second renewal for one that comes late.
  const late = await source.replace(refused, () => expect.fail('renewed twice'), {});
  expect(late?.value.accessKeyId).toBe('KEY2');
});

test('a renewal that returns the same credentials replaces nothing', async () => {
  const { key, source } = setUp(() => keyOf('KEY'));
  await key();
  expect(await source.replace(source.cachedCredentials()!, () => source.renew(undefined), {})).toBeUndefined();
});

test('when a renewal fails, waiting calls use the refused credentials: another server may accept them', async () => {
  const second = deferred<AwsCredentialIdentity>();
  const { key, source } = setUp((ask) => (ask === 1 ? keyOf('KEY1') : second.promise));
  await key();
  void source
    .renew(undefined)
    .join({})
    .catch(() => {});
  const waiting = key();
  second.reject(new Error('down'));
  expect(await waiting).toBe('KEY1');
});

test('a stale renewal is replaced by another renewal, not by a fetch that may return the refused credentials', async () => {
  const { key, source, asked, clock } = setUp((ask, request) =>
    ask === 2 ? never : keyOf(request?.forceRefresh ? 'NEW' : 'OLD'),
  );
  await key();
  void outcome(source.renew(undefined).join({}));
  clock.time += 10_000;
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  expect(await call).toBe('NEW');
  expect(asked).toEqual([undefined, { forceRefresh: true }, { forceRefresh: true }]);
});

test('an app’s reauthenticate runs to completion, whatever changes meanwhile; then the provider returns new credentials unforced', async () => {
  const signedIn = deferred();
  const { key, source, asked, change } = setUp((ask) => keyOf(`KEY${ask}`, { principal: 'alice' }));
  await key();
  const renewal = source.renew(async () => {
    change();
    await signedIn.promise;
    change();
    return undefined;
  });
  const waiting = key();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toHaveLength(1);
  signedIn.resolve();
  expect((await renewal.result).value.accessKeyId).toBe('KEY2');
  expect(await waiting).toBe('KEY2');
  expect(asked).toEqual([undefined, undefined]);
});

test('credentials that reauthenticate returns are used, but not for another user who signed in meanwhile', async () => {
  let who = 'alice';
  const { key, source, change } = setUp((ask) => keyOf(`${who}${ask}`), { provides: { principal: () => who } });
  await key();
  expect((await source.renew(async () => keyOf('GIVEN')).result).value.accessKeyId).toBe('GIVEN');
  expect(await key()).toBe('GIVEN');
  const renewal = source.renew(async () => {
    who = 'bob';
    change();
    return keyOf('ALICES');
  });
  expect((await renewal.result).value.accessKeyId).toBe('bob2');
  expect(await key()).toBe('bob2');
});

test('a failed reauthenticate is the cause of the failure, once; the next call asks the provider', async () => {
  const { source } = setUp(() => keyOf('KEY'));
  const renewal = source.renew(async () => {
    throw new Error('nobody at home');
  });
  await expect(renewal.result).rejects.toMatchObject({
    code: 'credentials-unavailable',
    cause: { message: 'nobody at home' },
  });
  expect(source.inFlight()).toBeUndefined();
});

test('the work that fetches credentials cannot wait for them itself', async () => {
  const { source, key } = setUp(() => keyOf('KEY'));
  const inner = deferred<unknown>();
  const renewal = source.renew(async (signal) => {
    inner.resolve([await outcome(key()), await outcome(key(signal))]);
    return keyOf('NEW');
  });
  expect(await inner.promise).toEqual(['reauthentication-deadlock', 'reauthentication-deadlock']);
  expect((await renewal.result).value.accessKeyId).toBe('NEW');
});

test('a waiting call is notified when the wait for a sign-in begins and ends', async () => {
  const first = deferred<AwsCredentialIdentity>();
  const { source, waits } = setUp(() => first.promise);
  const heard: string[] = [];
  const early = source.getCredentials({ onSignInWait: (waiting) => heard.push(`early ${waiting}`) });
  await vi.advanceTimersByTimeAsync(0);
  waits();
  const late = source.getCredentials({ onSignInWait: (waiting) => heard.push(`late ${waiting}`) });
  await vi.advanceTimersByTimeAsync(0);
  first.resolve(keyOf('KEY'));
  await Promise.all([early, late]);
  expect(heard).toEqual(['early true', 'late true', 'early false', 'late false']);
});

test('credentials that contradict principal() are not used: the provider is asked past its cache, then fails', async () => {
  let who = 'alice';
  const cache = new Map<string, AwsCredentialIdentity>();
  const { key, asked } = setUp(
    (_, request) => {
      if (request?.forceRefresh) cache.clear();
      const kept = cache.get('kept') ?? keyOf(`KEY-${who}`, { principal: who });
      cache.set('kept', kept);
      return kept;
    },
    { provides: { principal: () => who } },
  );
  expect(await key()).toBe('KEY-alice');
  who = 'bob';
  expect(await key()).toBe('KEY-bob');
  expect(asked).toEqual([undefined, undefined, { forceRefresh: true }]);

  const stubborn = setUp(() => keyOf('KEY', { principal: 'alice' }), { provides: { principal: () => 'bob' } });
  const error = await stubborn.key().catch((failure: Error) => failure);
  expect(error).toMatchObject({
    code: 'credentials-unavailable',
    message: expect.stringContaining('a different user from the one that its principal()'),
  });
  expect(stubborn.asked).toHaveLength(5);
});

test('credentials of an earlier epoch are current if they are the same user’s', async () => {
  let who: string | null = 'alice';
  const { key, source, change } = setUp(() => keyOf('KEY'), { provides: { principal: () => who } });
  await key();
  const held = source.cachedCredentials()!;
  change();
  expect(source.isCurrent(held)).toBe(true);
  who = null;
  change();
  who = 'alice';
  change();
  expect(source.isCurrent(held)).toBe(false);
});

test('once no call is waiting any more, no timer is left', async () => {
  const { key } = setUp(() => never);
  const controller = new AbortController();
  const call = outcome(key(controller.signal));
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(1);
  controller.abort(new Error('left'));
  expect(await call).toBe('left');
  expect(vi.getTimerCount()).toBe(0);
});

test('a call waits for a renewal that it joins just after a long prompt', async () => {
  const second = deferred<AwsCredentialIdentity>();
  const { key, source, asked, clock } = setUp((ask) => (ask === 1 ? keyOf('KEY1') : second.promise));
  await key();
  const signedIn = deferred();
  const renewal = source.renew(async () => {
    await signedIn.promise;
    return undefined;
  });
  clock.time += HOUR;
  signedIn.resolve();
  await vi.advanceTimersByTimeAsync(0);
  const joined = key();
  await vi.advanceTimersByTimeAsync(9000);
  second.resolve(keyOf('KEY2'));
  expect([(await renewal.result).value.accessKeyId, await joined]).toEqual(['KEY2', 'KEY2']);
  expect(asked).toHaveLength(2);
});

test('a call that is already aborted gets no cached credentials', async () => {
  const { key } = setUp(() => keyOf('KEY'));
  await key();
  expect(await outcome(key(AbortSignal.abort(new Error('was gone'))))).toBe('was gone');
});

test('only the timeout of a fetch that no call waits for lets a process end', async () => {
  const keeps: boolean[] = [];
  const { key, clock } = setUp((ask) => (ask === 1 ? keyOf('KEY1', lasting(clock.time, HOUR)) : never));
  const setTimer = vi.spyOn(globalThis, 'setTimeout');
  const lastTimer = (): NodeJS.Timeout => setTimer.mock.results.at(-1)!.value;
  await key();
  keeps.push(lastTimer().hasRef());
  clock.time += HOUR - 200_000;
  await key();
  await vi.advanceTimersByTimeAsync(0);
  keeps.push(lastTimer().hasRef());
  expect(keeps).toEqual([true, false]);
});

test('a background renewal in progress is not restarted for ten seconds', async () => {
  const { key, asked, clock } = setUp((ask) => (ask === 1 ? keyOf('KEY1', lasting(clock.time, HOUR)) : never));
  await key();
  clock.time += HOUR - 200_000;
  await key();
  clock.time += 9_999;
  expect(await key()).toBe('KEY1');
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(2);
});

test('a background renewal whose provider may take forever is never restarted', async () => {
  const { key, asked, clock } = setUp((ask) => (ask === 1 ? keyOf('KEY1', lasting(clock.time, HOUR)) : never), {
    providerTimeout: Number.POSITIVE_INFINITY,
  });
  await key();
  clock.time += HOUR - 200_000;
  await key();
  clock.time += 20_000;
  expect(await key()).toBe('KEY1');
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(2);
});

test('no call uses the refused credentials while a stale renewal is replaced', async () => {
  const third = deferred<AwsCredentialIdentity>();
  const { key, source, clock } = setUp((ask) => [keyOf('OLD'), never, third.promise][ask - 1]!);
  await key();
  void outcome(source.renew(undefined).join({}));
  clock.time += 10_000;
  const first = key();
  await vi.advanceTimersByTimeAsync(0);
  const second = key();
  third.resolve(keyOf('NEW'));
  expect([await first, await second]).toEqual(['NEW', 'NEW']);
});

test('a user who is gone when a provider begins to wait for a sign-in is not the one who comes back', async () => {
  let who: string | null = 'alice';
  const { key, source, waits } = setUp(() => keyOf('KEY'), { provides: { principal: () => who } });
  await key();
  const held = source.cachedCredentials()!;
  who = null;
  waits();
  who = 'alice';
  expect(source.isCurrent(held)).toBe(false);
});

test('the credentials of a sign-in that the provider asked for resolve for waiting calls', async () => {
  const { key, source } = setUp(() => never);
  const call = outcome(key());
  await vi.advanceTimersByTimeAsync(0);
  await source.assist(async () => keyOf('GIVEN'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await call).toBe('GIVEN');
});

test('however often the identity changes during a sign-in, its outcome is awaited before the provider is asked again', async () => {
  const signedIn = deferred<undefined>();
  const first = deferred<AwsCredentialIdentity>();
  const { key, source, change, asked } = setUp((ask) => (ask === 1 ? first.promise : keyOf(`KEY${ask}`)));
  const call = key();
  await vi.advanceTimersByTimeAsync(0);
  const assisting = source.assist(() => signedIn.promise);
  for (let step = 0; step < 3; step++) {
    change();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(asked).toHaveLength(2);
  signedIn.resolve(undefined);
  await assisting;
  first.resolve(keyOf('KEY1'));
  expect(await call).toBe('KEY3');
});

test('a provider that has been asked five times may still answer', async () => {
  const answers = Array.from({ length: 5 }, () => deferred<AwsCredentialIdentity>());
  const { key, change, asked } = setUp((ask) => answers[ask - 1]!.promise, { provides: { principal: () => 'alice' } });
  const call = outcome(key());
  for (let step = 0; step < 6; step++) {
    await vi.advanceTimersByTimeAsync(0);
    change();
  }
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(5);
  answers[2]!.resolve(keyOf('ALICE', { principal: 'alice' }));
  expect(await call).toBe('ALICE');
});
