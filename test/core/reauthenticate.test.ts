import type { AwsCredentialIdentity, Rejection, SigV4Options } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { currentOwners } from '#call-context';
import { nextSequence } from '../../src/core/owner.js';
import {
  client,
  deferred,
  EXPIRED,
  FORBIDDEN,
  type Got,
  keyOf,
  outcome,
  type Reply,
  settle,
  stoppedClock,
} from './support.js';

const OK: Reply = { status: 200 };
/** What a session says about a login that has ended: no call was rejected. */
const ENDED: Rejection = { status: 0, verdict: 'expired', method: '', url: '' };
const refuse =
  (...keys: string[]) =>
  ({ key }: Got): Reply =>
    keys.includes(key!) ? EXPIRED : OK;

/** A client whose provider may ask for a sign-in itself, as a session does. */
const setUp = (options: Partial<SigV4Options>, serve: (got: Got) => Reply | Promise<Reply> = () => OK) => {
  let renew: ((rejection: Rejection) => Promise<boolean>) | undefined;
  const asked: unknown[] = [];
  const credentials = Object.assign(
    async (request?: unknown): Promise<AwsCredentialIdentity> => {
      asked.push(request);
      return keyOf(`KEY${asked.length}`);
    },
    {
      renewBy: (given: typeof renew) => {
        renew = given;
      },
    },
  );
  const stage = client({ credentials, ...options }, serve);
  const heard: unknown[] = [];
  for (const type of ['reauthenticating', 'reauthenticated', 'reauthentication-failed'] as const) {
    stage.auth.on(type, (event) => heard.push([type, event]));
  }
  return { ...stage, asked, heard, canRenew: () => renew !== undefined, renew: () => renew!(ENDED) };
};

/** A `reauthenticate` whose sign-ins a test ends one by one. */
const signIns = () => {
  const pending: ReturnType<typeof deferred<AwsCredentialIdentity | undefined>>[] = [];
  const signals: AbortSignal[] = [];
  const reauthenticate = (_: Rejection, { signal }: { readonly signal: AbortSignal }) => {
    const signIn = deferred<AwsCredentialIdentity | undefined>();
    pending.push(signIn);
    signals.push(signal);
    return signIn.promise;
  };
  return { pending, signals, reauthenticate };
};

test('a call is sent again with the credentials that reauthenticate returns', async () => {
  const { status, got, asked, heard } = setUp({ reauthenticate: () => keyOf('GIVEN') }, refuse('KEY1'));
  expect(await status('/a')).toBe(200);
  expect(got.map(({ key }) => key)).toEqual(['KEY1', 'GIVEN']);
  expect(asked).toHaveLength(1);
  expect(heard.at(-1)).toEqual(['reauthenticated', { accessKeyId: 'GIVEN' }]);
});

test.each([undefined, null])('if reauthenticate returns %s, the provider is asked again', async (nothing) => {
  const { status, got } = setUp({ reauthenticate: () => nothing as undefined }, refuse('KEY1'));
  expect(await status('/a')).toBe(200);
  expect(got.map(({ key }) => key)).toEqual(['KEY1', 'KEY2']);
});

test('a provider whose login has ended has the app sign the user in', async () => {
  const asked: Rejection[] = [];
  const { renew, status, got, heard } = setUp({
    reauthenticate: (rejection) => {
      asked.push(rejection);
      return keyOf('GIVEN');
    },
  });
  expect(await renew()).toBe(true);
  expect(asked).toEqual([ENDED]);
  expect(heard).toEqual([
    ['reauthenticating', { rejection: ENDED }],
    ['reauthenticated', { accessKeyId: 'GIVEN' }],
  ]);
  await status('/a');
  expect(got[0]!.key).toBe('GIVEN');
});

test('a sign-in for a provider is reported, too, if it returns no credentials', async () => {
  const { renew, heard } = setUp({ reauthenticate: () => {} });
  expect(await renew()).toBe(true);
  expect(heard.at(-1)).toEqual(['reauthenticated', {}]);
});

test('a provider gets the error of the sign-in that it asked for, and so do listeners', async () => {
  const error = new Error('nobody at home');
  const { renew, heard } = setUp({
    reauthenticate: () => {
      throw error;
    },
  });
  await expect(renew()).rejects.toBe(error);
  expect(heard.at(-1)).toEqual(['reauthentication-failed', { rejection: ENDED, error }]);
});

test('shouldReauthenticate also decides whether a provider gets a sign-in', async () => {
  const { renew, heard } = setUp({
    shouldReauthenticate: ({ status }) => status !== 0,
    reauthenticate: () => expect.fail('asked the app'),
  });
  expect(await renew()).toBe(false);
  expect(heard).toEqual([]);
});

test('without a reauthenticate a provider is offered none', () => {
  expect(setUp({}).canRenew()).toBe(false);
  expect(setUp({ reauthenticate: () => {} }).canRenew()).toBe(true);
});

test('a provider that asks for a sign-in again and again is refused after five, with what to check', async () => {
  let attempts = 0;
  const { renew } = setUp({ clock: stoppedClock(), reauthenticate: () => void attempts++ });
  for (let attempt = 0; attempt < 5; attempt++) expect(await renew()).toBe(true);
  await expect(renew()).rejects.toMatchObject({
    code: 'excessive-reauthentication',
    message: 'The server still rejects calls after 5 renewals in 30 s. Check permissions, region, service and clock.',
  });
  expect(attempts).toBe(5);
});

test('a rejected call and a provider that need a sign-in at the same time share one', async () => {
  const { pending, reauthenticate } = signIns();
  const { renew, status, got } = setUp({ reauthenticate }, refuse('KEY1'));
  const calling = status('/a');
  await expect.poll(() => pending).toHaveLength(1);
  const renewing = renew();
  await settle();
  expect(pending).toHaveLength(1);
  pending[0]!.resolve(keyOf('GIVEN'));
  expect([await calling, await renewing]).toEqual([200, true]);
  expect(got.at(-1)!.key).toBe('GIVEN');
  // Over: the next one asks again.
  void renew();
  await settle();
  expect(pending).toHaveLength(2);
});

test('the app is told when no call waits for its sign-in any more, and the next call asks again', async () => {
  const { pending, signals, reauthenticate } = signIns();
  const { call, status } = setUp({ reauthenticate }, refuse('KEY1'));
  const controller = new AbortController();
  const leaving = outcome(call('/a', { signal: controller.signal }));
  await expect.poll(() => pending).toHaveLength(1);
  expect(signals[0]!.aborted).toBe(false);
  controller.abort(new Error('left'));
  expect(await leaving).toBe('left');
  expect(signals[0]!.aborted).toBe(true);
  const next = status('/a');
  await expect.poll(() => pending).toHaveLength(2);
  pending[1]!.resolve(keyOf('GIVEN'));
  expect(await next).toBe(200);
});

test('the end of an abandoned sign-in does not make the app ask for a third one', async () => {
  const { pending, reauthenticate } = signIns();
  const { call, status, renew } = setUp({ reauthenticate }, refuse('KEY1'));
  const controller = new AbortController();
  const leaving = outcome(call('/a', { signal: controller.signal }));
  await expect.poll(() => pending).toHaveLength(1);
  controller.abort(new Error('left'));
  await leaving;
  const next = status('/a');
  await expect.poll(() => pending).toHaveLength(2);
  pending[0]!.reject(new Error('closed'));
  await settle();
  const renewing = renew();
  await settle();
  expect(pending).toHaveLength(2);
  pending[1]!.resolve(keyOf('GIVEN'));
  expect([await next, await renewing]).toEqual([200, true]);
});

test('an abandoned sign-in that ends last fails nothing', async () => {
  const unhandled: unknown[] = [];
  const listener = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', listener);
  const { pending, reauthenticate } = signIns();
  const { call, status } = setUp({ reauthenticate }, refuse('KEY1'));
  const controller = new AbortController();
  const leaving = outcome(call('/a', { signal: controller.signal }));
  await expect.poll(() => pending).toHaveLength(1);
  controller.abort(new Error('left'));
  await leaving;
  const next = status('/a');
  await expect.poll(() => pending).toHaveLength(2);
  pending[1]!.resolve(keyOf('GIVEN'));
  expect(await next).toBe(200);
  pending[0]!.resolve(keyOf('LATE'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', listener);
  expect(unhandled).toEqual([]);
});

test('a sign-in that needs another sign-in gets a deadlock error', async () => {
  const inner: unknown[] = [];
  const stage = setUp({
    reauthenticate: async () => {
      await settle();
      inner.push(await Promise.race([outcome(stage.renew()), settle().then(() => 'waits for itself')]));
      return keyOf('GIVEN');
    },
  });
  expect(await stage.renew()).toBe(true);
  expect(inner).toEqual(['reauthentication-deadlock']);
});

test('what reauthenticate does belongs to work that began after what had happened before', async () => {
  let sequences: number[] = [];
  const { renew } = setUp({
    reauthenticate: async () => {
      await settle();
      sequences = currentOwners().map(({ sequence }) => sequence);
    },
  });
  const before = nextSequence();
  await renew();
  expect(sequences).toEqual([expect.any(Number)]);
  expect(sequences[0]).toBeGreaterThan(before);
});

test('a call that was rejected before a renewal failed is sent with what a later renewal returned', async () => {
  const late = deferred();
  let attempts = 0;
  const { call, status } = setUp(
    {
      reauthenticate: () => {
        if (++attempts === 1) throw new Error('nobody at home');
        return keyOf('GIVEN');
      },
    },
    async ({ key, url }) => {
      if (key === 'KEY1' && url.endsWith('/late')) await late.promise;
      return key === 'KEY1' ? EXPIRED : OK;
    },
  );
  const slow = call('/late');
  expect((await call('/early')).answer.status).toBe(403);
  expect(await status('/next')).toBe(200);
  late.resolve();
  const { answer, failure } = await slow;
  expect([answer.status, failure, attempts]).toEqual([200, undefined, 2]);
});

test('a call whose credentials were dropped before its rejection is sent with new ones', async () => {
  const late = deferred();
  const { status, auth, got } = setUp({}, async ({ key }) => {
    await late.promise;
    return key === 'KEY1' ? EXPIRED : OK;
  });
  const calling = status('/a');
  await expect.poll(() => got).toHaveLength(1);
  auth.invalidate();
  late.resolve();
  expect(await calling).toBe(200);
  expect(got.map(({ key }) => key)).toEqual(['KEY1', 'KEY2']);
});

test('a 403 without a reason that is final again counts as the latest of five hundred', async () => {
  const clock = stoppedClock();
  const { status, asked } = setUp({ clock }, () => FORBIDDEN);
  const paths = Array.from({ length: 501 }, (_, index) => `https://${index}.example.com/x`);
  await status(paths[0]!);
  clock.time += 60_000;
  for (const path of paths.slice(1, 500)) await status(path);
  await status(paths[0]!);
  await status(paths[500]!);
  const renewals = asked.length;
  await status(paths[0]!);
  expect(asked).toHaveLength(renewals);
});
