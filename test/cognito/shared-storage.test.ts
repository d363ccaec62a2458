import { createSigV4 } from 'sigv4-interceptor';
import { type CognitoSessionOptions, createCognitoSession, type SessionStorage } from 'sigv4-interceptor/cognito';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { comparingStorage } from './support/comparing-storage.js';
import { createFakeCognito, Refusal } from './support/fake-cognito.js';
import { pools, start } from './support/session.js';

const HOUR = 3_600_000;
const alice = { username: 'alice', password: 'Correct-horse-1' };

/** A gate that the test opens. */
const gate = () => {
  let open = (): void => {};
  let reached = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const pass = (): Promise<void> => {
    reached();
    return opened;
  };
  return { pass, arrived, open };
};

/** A non-reentrant lock, like one of a store, with the names that were requested. */
const createLock = () => {
  const asked: string[] = [];
  const queues = new Map<string, Promise<unknown>>();
  const lock: SessionStorage['lock'] = (name, work) => {
    asked.push(name);
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => work());
    queues.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  };
  return { lock, asked };
};

/**
 * A user pool with refresh token rotation, and a store that machines share with alice's session in it. Her tokens have
 * expired.
 */
const setUp = async (graceSeconds: number) => {
  let ahead = 0;
  const mock = createAwsMock({
    now: () => Date.now() + ahead,
    userPools: [{ refreshTokenRotation: { graceSeconds }, users: [alice] }],
  });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const { storage, values } = comparingStorage();
  const machine = (options: Partial<CognitoSessionOptions> = {}) => {
    const session = createCognitoSession({
      userPoolId: mock.userPool().id,
      userPoolClientId: mock.userPool().clientId,
      authFlow: 'USER_PASSWORD_AUTH',
      endpoints: { userPool: urls['cognito-idp']! },
      clock: { offset: 0, now: () => Date.now() + ahead },
      // A separate object, as in another process.
      storage: { ...storage },
      waitForSignIn: false,
      ...options,
    } as CognitoSessionOptions);
    onTestFinished(() => session.close());
    return session;
  };
  const first = machine();
  await first.signIn(alice);
  first.close();
  ahead += 2 * HOUR;
  const stored = () => JSON.parse(values.get('sigv4-interceptor.session')!).login;
  return { mock, machine, storage, values, stored };
};

test('one of many machines renews; those that waited for the lock use its tokens', async () => {
  const { mock, machine, storage } = await setUp(0);
  const { lock, asked } = createLock();
  const errors: unknown[] = [];
  const machines = Array.from({ length: 5 }, () =>
    machine({ storage: { ...storage, lock }, onStorageError: (error) => errors.push(error) }),
  );
  const tokens = await Promise.all(machines.map((session) => session.getTokens()));
  expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
  expect(mock.refreshes).toBe(1);
  expect(errors).toEqual([]);
  // The work under one name requests the other name.
  expect(asked.filter((name) => name === 'sigv4-interceptor.refresh')).toHaveLength(5);
  expect(asked.filter((name) => name === 'sigv4-interceptor.sigv4-interceptor.session.store')).toHaveLength(1);
});

test('sessions of different names do not wait for each other', async () => {
  const { machine, storage } = await setUp(0);
  const { lock, asked } = createLock();
  const held = gate();
  const one = machine({ storage: { ...storage, lock }, name: 'one' });
  await one.signIn(alice);
  const waiting = lock!('two.refresh', held.pass);
  await one.getTokens({ forceRefresh: true });
  held.open();
  await waiting;
  expect(asked).toContain('one.refresh');
});

test('a machine that is slow to write overwrites nothing, and returns what is stored', async () => {
  const { mock, machine, storage, stored } = await setUp(60);
  const writing = gate();
  const slow = machine({
    storage: {
      ...storage,
      compareAndSet: async (...change) => {
        await writing.pass();
        return storage.compareAndSet!(...change);
      },
    },
  });
  const late = slow.getTokens();
  await writing.arrived;
  const newer = await machine().getTokens();
  const { refreshToken } = stored();
  writing.open();
  expect((await late).accessToken).toBe(newer.accessToken);
  expect(stored()).toMatchObject({ refreshToken, accessToken: newer.accessToken });
  expect(mock.refreshes).toBe(2);
});

test('a change that does not touch the tokens is made to what another machine has renewed', async () => {
  const cognito = createFakeCognito();
  const { storage, values } = comparingStorage();
  const writing = gate();
  let isSlow = false;
  const { session } = await start(
    {
      storage: {
        ...storage,
        compareAndSet: async (...change) => {
          if (isSlow) await writing.pass();
          return storage.compareAndSet!(...change);
        },
      },
    },
    cognito,
  );
  await session.signIn({ username: 'alice', password: 'right' });
  isSlow = true;
  // The first credentials store the identity id.
  const credentials = session.credentials();
  await writing.arrived;
  const { session: other } = await start({ storage: { ...storage } }, cognito);
  const { accessToken } = await other.getTokens({ forceRefresh: true });
  writing.open();
  const { identityId } = await credentials;
  const { login } = JSON.parse(values.get('sigv4-interceptor.session')!);
  expect(login).toMatchObject({ identityId, accessToken });
});

test('a machine whose refresh token another one has rotated uses the new tokens', async () => {
  const { mock, machine, stored } = await setUp(0);
  const asking = gate();
  const reauthenticate = vi.fn();
  const loser = machine({
    fetch: async (...call) => {
      await asking.pass();
      return fetch(...call);
    },
  });
  createSigV4({ credentials: loser.credentials, reauthenticate });
  const states: string[] = [];
  loser.onStateChange((state) => states.push(state));
  const late = loser.getTokens();
  await asking.arrived;
  const winner = await machine().getTokens();
  asking.open();
  expect((await late).accessToken).toBe(winner.accessToken);
  expect(mock.refreshes).toBe(1);
  expect(stored()).toMatchObject({ accessToken: winner.accessToken });
  expect(stored().invalid).toBeUndefined();
  expect(states).toEqual(['signedIn']);
  expect(reauthenticate).not.toHaveBeenCalled();
});

test('the session ends only if the store still has the rejected token', async () => {
  const { mock, machine, stored } = await setUp(0);
  mock.revokeTokens('alice');
  const session = machine();
  await expect(session.getTokens()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
  expect(stored().invalid).toBe(true);
});

test('a late renewal restores a session that another machine has marked as invalid', async () => {
  const { machine, stored } = await setUp(0);
  const answered = gate();
  const slow = machine({
    fetch: async (...call) => {
      const answer = await fetch(...call);
      await answered.pass();
      return answer;
    },
  });
  const late = slow.getTokens();
  await answered.arrived;
  const hasty = machine();
  await expect(hasty.getTokens()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(stored().invalid).toBe(true);
  answered.open();
  const { accessToken } = await late;
  expect(stored()).toMatchObject({ accessToken });
  expect(stored().invalid).toBeUndefined();
  expect((await machine().getTokens()).accessToken).toBe(accessToken);
});

test('a sign-out that comes while a renewal is under way is not undone by it', async () => {
  const { machine, values } = await setUp(60);
  const answered = gate();
  const slow = machine({
    fetch: async (...call) => {
      const answer = await fetch(...call);
      await answered.pass();
      return answer;
    },
  });
  await slow.initialize();
  const late = slow.getTokens();
  await answered.arrived;
  await machine().signOut();
  answered.open();
  await expect(late).rejects.toMatchObject({ code: 'identity-changed' });
  expect(values.get('sigv4-interceptor.session')).not.toContain('refreshToken');
});

test.for([
  ['nobody can read', 'garbage'],
  ['the app had with its configuration before', '{"version":1,"configuration":"another","generation":1}'],
])('an entry that %s is not removed where another machine has replaced it', async ([, left]) => {
  const cognito = createFakeCognito();
  const { storage, values } = comparingStorage();
  values.set('sigv4-interceptor.session', left!);
  const writing = gate();
  const slow = createCognitoSession({
    ...pools,
    fetch: cognito.fetch,
    storage: {
      ...storage,
      compareAndSet: async (...change) => {
        await writing.pass();
        return storage.compareAndSet!(...change);
      },
    },
  });
  const state = slow.initialize();
  await writing.arrived;
  const { session } = await start({ storage: { ...storage } }, cognito);
  await session.signIn({ username: 'alice', password: 'right' });
  writing.open();
  expect(await state).toBe('signedIn');
  expect(slow.username).toBe('alice');
});

/** A federated session in a shared store. Cognito rejects its provider's first token. */
const setUpFederated = async () => {
  const cognito = createFakeCognito();
  const { storage, values } = comparingStorage();
  let refused = /^never$/;
  cognito.on('GetCredentialsForIdentity', ({ Logins }) => {
    const token = Object.values(Logins as object)[0];
    if (refused.test(token)) throw new Refusal('NotAuthorizedException', 'Token is expired');
    return {
      IdentityId: 'us-east-1:user',
      Credentials: {
        AccessKeyId: 'ASIA',
        SecretKey: 'secret',
        SessionToken: 'token',
        Expiration: Date.now() / 1000 + 60,
      },
    };
  });
  const { session: first } = await start({ storage: { ...storage } }, cognito);
  await first.federatedSignIn('google', 'token-0', { providerRefreshToken: 'renewal-0' });
  refused = /-0$/;
  const machine = async (options: Partial<CognitoSessionOptions>) =>
    (await start({ storage: { ...storage }, waitForSignIn: false, ...options }, cognito)).session;
  const stored = () => JSON.parse(values.get('sigv4-interceptor.session')!).login;
  return {
    cognito,
    machine,
    stored,
    refuseAll: () => {
      refused = /./;
    },
  };
};

test("a provider's token that a slow machine got does not replace a newer one", async () => {
  const { cognito, machine, stored } = await setUpFederated();
  const asked = gate();
  const slow = await machine({
    renewProviderToken: async () => {
      await asked.pass();
      return { token: 'token-slow', providerRefreshToken: 'renewal-slow' };
    },
  });
  const fast = await machine({
    renewProviderToken: async () => ({ token: 'token-fast', providerRefreshToken: 'renewal-fast' }),
  });
  const late = slow.credentials();
  await asked.arrived;
  await fast.credentials();
  asked.open();
  await late;
  expect(stored()).toMatchObject({ token: 'token-fast', providerRefreshToken: 'renewal-fast' });
  expect(cognito.calls.at(-1)!.input.Logins).toEqual({ 'accounts.google.com': 'token-fast' });
});

test("a late provider's token restores a session that another machine has marked as invalid", async () => {
  const { machine, stored } = await setUpFederated();
  const asked = gate();
  const slow = await machine({
    renewProviderToken: async () => {
      await asked.pass();
      return 'token-slow';
    },
  });
  const late = slow.credentials();
  await asked.arrived;
  const hasty = await machine({ renewProviderToken: async () => undefined });
  await expect(hasty.credentials()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(stored().invalid).toBe(true);
  asked.open();
  expect(await late).toMatchObject({ accessKeyId: 'ASIA' });
  expect(stored()).toMatchObject({ token: 'token-slow' });
  expect(stored().invalid).toBeUndefined();
});

test("a federated login stays valid if another machine has got a new provider's token", async () => {
  const { machine, stored, refuseAll } = await setUpFederated();
  const asked = gate();
  const slow = await machine({
    renewProviderToken: async () => {
      await asked.pass();
      return undefined;
    },
  });
  const reauthenticate = vi.fn();
  createSigV4({ credentials: slow.credentials, reauthenticate });
  const late = slow.credentials();
  await asked.arrived;
  const fast = await machine({ renewProviderToken: async () => 'token-fast' });
  await fast.credentials();
  asked.open();
  expect(await late).toMatchObject({ accessKeyId: 'ASIA' });
  expect(stored()).toMatchObject({ token: 'token-fast' });
  expect(stored().invalid).toBeUndefined();
  expect(reauthenticate).not.toHaveBeenCalled();

  refuseAll();
  await expect(slow.credentials({ forceRefresh: true })).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(stored().invalid).toBe(true);
  expect(reauthenticate).toHaveBeenCalledTimes(1);
});

test('a failing lock is reported, and the session continues without it', async () => {
  const { machine, storage } = await setUp(60);
  const errors: unknown[] = [];
  const lock = () => Promise.reject(new Error('no connection'));
  const session = machine({ storage: { ...storage, lock }, onStorageError: (error) => errors.push(error) });
  expect(await session.getTokens()).toMatchObject({ accessToken: expect.any(String) });
  expect(errors.map(String)).toEqual(Array(2).fill('Error: no connection'));
});

test.for(['lock', 'compareAndSet'])('a storage whose %s is no function is refused', async (name) => {
  const { storage } = comparingStorage();
  const options = {
    userPoolId: 'us-east-1_Abc123',
    userPoolClientId: 'client',
    storage: { ...storage, [name]: true },
  } as unknown as CognitoSessionOptions;
  expect(() => createCognitoSession(options)).toThrow('storage: pass { get, set, remove, lock?, compareAndSet? }.');
});
