import {
  type CookieJar,
  cookieStorage,
  memoryStorage,
  type SessionStorage,
  StorageError,
  webStorage,
} from 'sigv4-interceptor/cognito';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { alice, outcome, start } from './support/session.js';

/** A store that can be made to fail. */
interface Breakable {
  readonly storage: SessionStorage;
  works: boolean;
}

const refusal = new Error('Cookies can only be modified in a Server Action or Route Handler.');

/** While it does not work, `fail` decides how it fails: by throwing, or silently. */
const breakable = (make: (write: (work: () => void) => void) => SessionStorage, fail: () => void): Breakable => {
  const place: { works: boolean; storage: SessionStorage } = {
    works: true,
    storage: make((work) => (place.works ? work() : fail())),
  };
  return place;
};

const values = (write: (work: () => void) => void): CookieJar => {
  const kept = new Map<string, string>();
  return {
    get: (name) => kept.get(name),
    set: (name, value) => write(() => void kept.set(name, value)),
    remove: (name) => write(() => void kept.delete(name)),
  };
};

const web = (write: (work: () => void) => void): SessionStorage => {
  const { get, set, remove } = values(write) as unknown as SessionStorage;
  return webStorage({ getItem: get as () => string, setItem: set as () => void, removeItem: remove as () => void });
};

const list = (write: (work: () => void) => void): SessionStorage => {
  const kept = new Map<string, string>();
  return cookieStorage({
    jar: {
      getAll: () => [...kept].map(([name, value]) => ({ name, value })),
      setAll: (cookies) =>
        write(() => {
          for (const { name, value } of cookies) kept.set(name, value);
        }),
    },
  });
};

const STORES = {
  'a custom store': values as (write: (work: () => void) => void) => SessionStorage,
  localStorage: web,
  'cookies one by one': (write: (work: () => void) => void) => cookieStorage({ jar: values(write) }),
  'cookies all at once': list,
};
const FAILURES = {
  throws: () => {
    throw refusal;
  },
  'does nothing, and says nothing': () => {},
};
const CASES = Object.keys(STORES).flatMap((store) => Object.keys(FAILURES).map((failure) => [store, failure] as const));

test.each(CASES)(
  'signOut() and deleteUser() reject where %s %s: this session is signed out, the next one would not be',
  async (store, failure) => {
    const place = breakable(STORES[store as keyof typeof STORES], FAILURES[failure as keyof typeof FAILURES]);
    const { session, cognito } = await start({ storage: place.storage });
    await session.signIn(alice);
    place.works = false;
    const error = await outcome(session.signOut({ revoke: true }));
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ name: 'StorageError', code: 'session-not-removed', cause: expect.any(Error) });
    if (failure === 'throws') expect((error as Error).cause).toBe(refusal);
    expect(cognito.count('RevokeToken')).toBe(1);
    expect(session.state).toBe('guest');
    await expect(session.getTokens()).rejects.toMatchObject({ code: 'not-signed-in' });
    // The next sign-in in this session is possible, whatever the store holds.
    const signIn = session.signIn({ ...alice, password: 'wrong' });
    await expect(signIn).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    // A second sign-out fails again while the login is stored, and succeeds once it is removed.
    await expect(session.signOut()).rejects.toMatchObject({ code: 'session-not-removed' });
    const { session: next } = await start({ storage: place.storage });
    expect(next.state).toBe('signedIn');
    cognito.on('DeleteUser', {});
    const { session: third } = await start({ storage: place.storage }, cognito);
    await expect(third.deleteUser()).rejects.toMatchObject({ code: 'session-not-removed' });
    place.works = true;
    await session.signOut();
    expect((await start({ storage: place.storage })).session.state).toBe('guest');
  },
);

test('signOut() rejects if the store can no longer be reached at all', async () => {
  const kept = memoryStorage();
  let works = true;
  const reached = <T>(work: () => T): T => {
    if (!works) throw new Error('connection lost');
    return work();
  };
  const storage: SessionStorage = {
    get: (key) => reached(() => kept.get(key)),
    set: (key, value) => reached(() => kept.set(key, value)),
    remove: (key) => reached(() => kept.remove(key)),
  };
  const { session } = await start({ storage });
  await session.signIn(alice);
  works = false;
  await expect(session.signOut()).rejects.toMatchObject({ cause: new Error('connection lost') });
});

test('signOut() resolves if the store never accepted the session: nothing can be left behind', async () => {
  const blocked = (): never => {
    throw new DOMException('blocked', 'SecurityError');
  };
  const { session } = await start({ storage: webStorage(blocked) });
  await session.signIn(alice);
  expect(await session.signOut()).toEqual({ unconfirmed: [] });
  expect(session.state).toBe('guest');
});

test('signOut() resolves if only a guest cannot be removed', async () => {
  const place = breakable(STORES['a custom store'], FAILURES.throws);
  const { session } = await start({ storage: place.storage });
  await session.credentials();
  place.works = false;
  expect(await session.signOut()).toEqual({ unconfirmed: [] });
});

test('signOut() removes what a full store does not let it replace', async () => {
  const kept = new Map<string, string>();
  let isFull = false;
  const storage: SessionStorage = {
    get: (key) => kept.get(key),
    set: (key, value) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    remove: (key) => kept.delete(key),
  };
  const { session } = await start({ storage });
  await session.signIn(alice);
  isFull = true;
  await session.signOut();
  expect(kept.size).toBe(0);
  expect(session.state).toBe('guest');
  expect((await start({ storage })).session.state).toBe('guest');
});

test('signOut() rejects if a part of the session stays, because parts contain tokens', async () => {
  const cookies = new Map<string, string>();
  let removes = true;
  const jar: CookieJar = {
    get: (name) => cookies.get(name),
    set: (name, value) => cookies.set(name, value),
    remove: (name) => {
      if (!removes) throw refusal;
      cookies.delete(name);
    },
  };
  const { session } = await start({ storage: cookieStorage({ jar }) });
  await session.signIn(alice);
  removes = false;
  await expect(session.signOut()).rejects.toMatchObject({ code: 'session-not-removed', cause: refusal });
});

test('no page is left for a logout that left the session behind', async () => {
  const place = breakable(STORES['a custom store'], FAILURES.throws);
  const { session } = await start({ storage: place.storage });
  await session.signIn(alice);
  const visited: string[] = [];
  const ui = createHostedUi({
    session,
    domain: 'login.example.com',
    redirectSignIn: ['https://app.example.com/'],
    redirectSignOut: ['https://app.example.com/'],
    navigate: (url) => void visited.push(url),
  });
  place.works = false;
  await expect(ui.signOut()).rejects.toMatchObject({ code: 'session-not-removed' });
  expect(visited).toEqual([]);
  place.works = true;
  await ui.signOut();
  expect(visited).toHaveLength(1);
});

test('signOut() rejects if the store could never be read: it may hold a login', async () => {
  const storage = memoryStorage();
  await (await start({ storage })).session.signIn(alice);
  const broken = (): never => {
    throw refusal;
  };
  const { session } = await start({ storage: { get: broken, set: broken, remove: broken } });
  await expect(session.signOut()).rejects.toMatchObject({ code: 'session-not-removed', cause: refusal });
});

test('a sign-out that could not be stored also reports what the server has not confirmed', async () => {
  const place = breakable(STORES['a custom store'], FAILURES.throws);
  const { session, cognito } = await start({ storage: place.storage });
  await session.signIn(alice);
  place.works = false;
  cognito.on('RevokeToken', () => {
    throw new TypeError('fetch failed');
  });
  await expect(session.signOut({ revoke: true })).rejects.toMatchObject({
    code: 'session-not-removed',
    unconfirmed: [{ operation: 'RevokeToken', retrying: true }],
  });
});

test('a sign-in on a server rejects if the cookies could not be written', async () => {
  const place = breakable(STORES['cookies one by one'], FAILURES.throws);
  place.works = false;
  const { session } = await start({ storage: place.storage });
  for (const signIn of [() => session.signIn(alice), () => session.federatedSignIn('google', 'token')]) {
    const error = await outcome<unknown>(signIn());
    expect(error).toBeInstanceOf(StorageError);
    expect(error).toMatchObject({ code: 'session-not-stored', cause: refusal });
    await session.signOut().catch(() => {});
  }
});
