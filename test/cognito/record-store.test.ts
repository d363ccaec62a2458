import { memoryStorage } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { alice, bob, outcome, start } from './support/session.js';

const KEY = 'sigv4-interceptor.session';
const OTHERS = 'us-east-1_Abc123,other,us-east-1:11111111-2222-3333-4444-555555555555';

type Options = NonNullable<Parameters<typeof start>[0]>;
const open = async (options: Options) => {
  const { session } = await start({ waitForSignIn: false, ...options });
  onTestFinished(() => session.close());
  return session;
};

/** A storage whose entries the test can count. */
const countingStorage = () => {
  const values = new Map<string, string>();
  const storage = {
    get: (key: string) => values.get(key),
    set: (key: string, value: string) => void values.set(key, value),
    remove: (key: string) => void values.delete(key),
  };
  return { values, storage };
};

test('sessions of two app clients keep an entry each, which they find again', async () => {
  const { values, storage } = countingStorage();
  const sessions = async () => [await open({ storage }), await open({ storage, userPoolClientId: 'other' })] as const;
  const [one, two] = await sessions();
  await one.signIn(alice);
  await two.signIn(bob);
  expect([one.username, two.username]).toEqual(['alice', 'bob']);
  expect([...values.keys()]).toEqual([KEY, `${KEY}.${OTHERS}`]);
  for (const session of [one, two]) session.close();

  // The first session finds the entry of a session that is no longer open, and its own next to it.
  const other = await open({ storage, userPoolClientId: 'other' });
  expect(other.username).toBe('bob');
  expect((await open({ storage })).username).toBe('alice');
});

test('what an earlier configuration has left goes, but its sign-ins count on, so that none of them ends late', async () => {
  const { values, storage } = countingStorage();
  const before = await open({ storage, userPoolClientId: 'other' });
  await before.signIn(alice);
  before.close();
  expect((await open({ storage })).username).toBeUndefined();
  expect(JSON.parse(values.get(KEY)!)).toEqual({
    version: 1,
    configuration: OTHERS.replace('other', 'client'),
    generation: 2,
  });

  values.set(
    KEY,
    JSON.stringify({
      version: 1,
      configuration: OTHERS,
      guestIdentityId: 'us-east-1:guest',
      guestsRefused: Date.now(),
    }),
  );
  expect((await open({ storage })).state).toBe('guest');
  expect(values.has(KEY)).toBe(false);
});

test('if another configuration takes over the entry, the session continues in memory', async () => {
  const { values, storage } = countingStorage();
  const session = await open({ storage });
  await session.signIn(alice);
  const theirs = JSON.stringify({ version: 1, configuration: OTHERS, generation: 9 });
  values.set(KEY, theirs);
  await session.getTokens({ forceRefresh: true });
  await session.signOut();
  await session.signIn(bob);
  expect([session.username, [...values]]).toEqual(['bob', [[KEY, theirs]]]);
});

test('a sign-in that a request cannot store is an error; elsewhere the session continues in memory', async () => {
  const broken = {
    ...memoryStorage(),
    set: () => {
      throw new Error('full');
    },
  };
  const request = await open({ storage: { ...broken, perRequest: true } });
  expect(await outcome(request.signIn(alice))).toMatchObject({ code: 'session-not-stored' });
  const page = await open({ storage: broken });
  expect(await page.signIn(alice)).toMatchObject({ step: 'done' });
  const stored = await open({ storage: { ...memoryStorage(), perRequest: true } });
  expect(await stored.signIn(alice)).toMatchObject({ step: 'done' });
});

test('the time that is stored is taken from a store of the page, and not from what a request carries', async () => {
  for (const [perRequest, offset] of [
    [false, 60_000],
    [true, 0],
  ] as const) {
    const { values, storage } = countingStorage();
    values.set(
      KEY,
      JSON.stringify({
        version: 1,
        configuration: OTHERS.replace('other', 'client'),
        guestIdentityId: 'us-east-1:g',
        clockOffset: 60_000,
      }),
    );
    expect((await open({ storage: { ...storage, perRequest } })).clock.offset).toBe(offset);
  }
});

test('a change is broadcast to the other tabs', async () => {
  const storage = memoryStorage();
  const [here, there] = [await open({ storage, tabs: {} }), await open({ storage, tabs: {} })];
  const told = new Promise((resolve) => there.onStateChange(resolve));
  await here.signIn(alice);
  expect(await told).toBe('signedIn');
  expect(there.username).toBe('alice');
});

test('a sign-out leaves only the number of sign-ins; a login that is still stored is an error', async () => {
  const { values, storage } = countingStorage();
  let isBroken = false;
  const write = (work: () => void): void => {
    if (isBroken) throw new Error('broken');
    work();
  };
  const session = await open({
    storage: {
      ...storage,
      set: (key, value) => write(() => storage.set(key, value)),
      remove: (key) => write(() => storage.remove(key)),
    },
  });
  await session.signIn(alice);
  session.clock.offset = 60_000;
  await session.signOut();
  expect(JSON.parse(values.get(KEY)!)).toEqual({
    version: 1,
    configuration: OTHERS.replace('other', 'client'),
    generation: 2,
  });
  await session.signIn(bob);
  isBroken = true;
  expect(await outcome(session.signOut())).toMatchObject({ code: 'session-not-removed' });
  expect(session.state).toBe('guest');
  expect(values.get(KEY)).toContain('sub-bob');
});
