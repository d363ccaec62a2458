import { type CognitoSessionOptions, cookieStorage } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import type { SessionStorage } from '../../src/cognito/storage/storage.js';
import { comparingStorage } from './support/comparing-storage.js';
import { jwt } from './support/fake-cognito.js';
import { alice, bob, outcome, start } from './support/session.js';

const KEY = 'sigv4-interceptor.session';
const PENDING = 'sigv4-interceptor.oauth';

const open = async (options: Partial<CognitoSessionOptions>) => {
  const { session, cognito } = await start({ waitForSignIn: false, ...options });
  onTestFinished(() => session.close());
  return { session, cognito };
};

/** Storages of every kind, whose operations can be made to fail. */
const KINDS: Readonly<Record<string, () => ReturnType<typeof comparingStorage>>> = {
  'a store of the page': () => {
    const { storage, ...controls } = comparingStorage();
    const { get, set, remove } = storage;
    return { storage: { get, set, remove }, ...controls };
  },
  'a store that compares': comparingStorage,
  'a store of one request': () => {
    const { storage, ...controls } = comparingStorage();
    const { get, set, remove } = storage;
    return { storage: { get, set, remove, perRequest: true }, ...controls };
  },
};
const kinds = Object.entries(KINDS);

const signedIn = async (storage: SessionStorage): Promise<void> => {
  const { session } = await open({ storage });
  await session.signIn(alice);
  await session.credentials();
  session.close();
};

test.each(kinds)("%s that cannot be read for a while keeps alice's login, whatever a guest does", async (_, make) => {
  for (const isFull of [false, true]) {
    const { storage, values, broken } = make();
    await signedIn(storage);
    const before = new Map(values);
    broken.add('get');
    if (isFull) broken.add('set').add('compareAndSet');
    const errors: string[] = [];
    const { session } = await open({ storage, onStorageError: (error) => errors.push((error as Error).message) });
    expect(session.state).toBe('guest');
    const { identityId } = await session.credentials();
    await session.credentials({ forceRefresh: true });
    // The guest stays the same, in memory.
    expect(session.identityId).toBe(identityId);
    expect(values).toEqual(before);
    expect(errors).toContain('get is broken');

    broken.clear();
    await outcome(session.credentials({ forceRefresh: true }));
    expect([session.state, session.username]).toEqual(['signedIn', 'alice']);
    expect((await open({ storage })).session.username).toBe('alice');
  }
});

test.each(kinds)('%s that cannot be read and is empty stores the guest once it can be read', async (_, make) => {
  const { storage, values, broken } = make();
  broken.add('get').add('compareAndSet');
  const { session } = await open({ storage });
  const { identityId } = await session.credentials();
  expect([...values]).toEqual([]);
  broken.clear();
  await session.signIn(alice);
  await session.signOut();
  await session.credentials();
  expect(values.get(KEY)).toContain(session.identityId);
  expect(session.identityId).not.toBe(identityId);
});

test.each(kinds)('%s that cannot be read is written by a sign-in, and by a sign-out', async (_, make) => {
  const { storage, values, broken } = make();
  await signedIn(storage);
  broken.add('get');
  const { session } = await open({ storage });
  await session.signIn(bob);
  expect(values.get(KEY)).toContain('sub-bob');
  await session.credentials();
  expect(session.username).toBe('bob');
  values.set(PENDING, '{}');
  await outcome(session.signOut());
  expect(values.get(KEY) ?? '').not.toContain('login');
  expect(values.has(PENDING)).toBe(false);
  broken.clear();
  expect((await open({ storage })).session.state).toBe('guest');
});

test('a sign-out removes a login that could never be read', async () => {
  const { storage, values, broken } = KINDS['a store of the page']!();
  await signedIn(storage);
  broken.add('get');
  const { session } = await open({ storage });
  await outcome(session.signOut());
  expect(values.get(KEY) ?? '').not.toContain('login');
});

test('tokens that a tab renews while it cannot read do not replace a user who has signed in since', async () => {
  const { storage, values, broken } = KINDS['a store of the page']!();
  await signedIn(storage);
  const { session } = await open({ storage });
  const other = await open({ storage });
  await other.session.signOut();
  await other.session.signIn(bob);
  broken.add('get');
  const { accessToken } = await session.getTokens({ forceRefresh: true });
  expect(session.username).toBe('alice');
  expect(values.get(KEY)).toContain('sub-bob');
  expect(values.get(KEY)).not.toContain(accessToken);
  broken.clear();
  await outcome(session.getTokens({ forceRefresh: true }));
  expect(session.username).toBe('bob');
});

test('renewed tokens that no other tab has replaced are used once the storage can be read, and stored with the next change', async () => {
  const { storage, values, broken } = KINDS['a store of the page']!();
  await signedIn(storage);
  const { session, cognito } = await open({ storage });
  const claims = { sub: 'sub-alice', username: 'alice', exp: 4_102_444_800 };
  cognito.on('GetTokensFromRefreshToken', ({ RefreshToken }) => ({
    AuthenticationResult: { IdToken: jwt(claims), AccessToken: jwt(claims), RefreshToken: `${RefreshToken}-next` },
  }));
  const sent = () =>
    cognito.calls.filter(({ operation }) => operation === 'GetTokensFromRefreshToken').map((c) => c.input.RefreshToken);
  broken.add('get');
  await session.getTokens({ forceRefresh: true });
  broken.clear();
  await session.getTokens({ forceRefresh: true });
  const [first, second] = sent();
  expect(second).toBe(`${first}-next`);
  expect(values.get(KEY)).toContain(`${second}-next`);
});

test('a store with compareAndSet stores renewed tokens even if it cannot be read, unless another machine has written', async () => {
  const { storage, values, broken } = comparingStorage();
  await signedIn(storage);
  let compared = 0;
  const counting: SessionStorage = {
    ...storage,
    compareAndSet: (...change) => {
      compared += 1;
      return storage.compareAndSet!(...change);
    },
  };
  const { session } = await open({ storage: counting });
  broken.add('get');
  const { accessToken } = await session.getTokens({ forceRefresh: true });
  expect(values.get(KEY)).toContain(accessToken);
  const theirs = values.get(KEY)!.replace(accessToken, 'theirs');
  values.set(KEY, theirs);
  compared = 0;
  await session.getTokens({ forceRefresh: true });
  expect(values.get(KEY)).toBe(theirs);
  expect(compared).toBe(1);
});

test('an entry beside that of other sessions is found again although it could not be read', async () => {
  const { storage, values } = KINDS['a store of the page']!();
  const first = await open({ storage, userPoolClientId: 'other' });
  await first.session.signIn(bob);
  const second = await open({ storage });
  await second.session.signIn(alice);
  for (const { session } of [first, second]) session.close();
  const before = new Map(values);
  const { session } = await open({
    storage: { ...storage, get: (key) => (key === KEY ? values.get(key) : Promise.reject(new Error('blocked'))) },
  });
  await session.credentials();
  expect(session.state).toBe('guest');
  expect(values).toEqual(before);
  session.close();
  expect((await open({ storage })).session.username).toBe('alice');
});

test('entries of an earlier configuration are removed even if they are read late', async () => {
  const { storage, values, broken } = KINDS['a store of the page']!();
  const first = await open({ storage, userPoolClientId: 'other' });
  await first.session.signIn(bob);
  first.session.close();
  broken.add('get');
  const { session } = await open({ storage });
  await session.credentials();
  expect(values.get(KEY)).toContain('sub-bob');
  broken.clear();
  await session.signIn(alice);
  expect(values.get(KEY)).toContain('sub-alice');
});

test('two cookies of one name do not make a server sign the visitor out', async () => {
  const jar = new Map<string, string>();
  const list = (...more: { name: string; value: string }[]) =>
    cookieStorage({
      perRequest: true,
      jar: {
        getAll: () => [...[...jar].map(([name, value]) => ({ name, value })), ...more],
        setAll: (cookies) => {
          for (const { name, value } of cookies) value ? jar.set(name, value) : jar.delete(name);
        },
      },
    });
  await signedIn(list());
  const before = new Map(jar);
  const [name] = [...jar.keys()];
  const { session } = await open({ storage: list({ name: name!, value: 'abc-1.theirs' }) });
  await session.credentials();
  expect(session.state).toBe('guest');
  expect(jar).toEqual(before);
  expect((await open({ storage: list() })).session.username).toBe('alice');
});
