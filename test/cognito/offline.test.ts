import { type ConnectivitySource, createSigV4 } from 'sigv4-interceptor';
import { type CognitoSessionOptions, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GOOGLE = 'accounts.google.com';
const ALICE = { username: 'alice', password: 'Correct-horse-1' };

type Login = 'userPool' | 'google';
const LOGINS: Login[] = ['userPool', 'google'];

/** Starts an app with a signed-in user, a network that can be cut and a clock that can be set. */
const start = async (login: Login, more: Partial<CognitoSessionOptions> = {}) => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const mock = createAwsMock({
    now,
    userPools: [{ users: [ALICE] }],
    identityPools: [{ guests: true, providers: [GOOGLE] }],
  });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);
  let online = true;
  const listeners = new Set<() => void>();
  const connectivity: ConnectivitySource = {
    isOnline: () => online,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const storage = memoryStorage();
  const open = () =>
    createCognitoSession({
      userPoolId: mock.userPool().id,
      userPoolClientId: mock.userPool().clientId,
      identityPoolId: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
      clock: { offset: 0, now },
      retry: { retries: 0 },
      waitForSignIn: true,
      renewProviderToken: () => mock.issueProviderToken(GOOGLE, 'alice'),
      storage,
      ...(more.connectivity === 'wait' ? { ...more, connectivity } : more),
    });
  const session = open();
  const token = mock.issueProviderToken(GOOGLE, 'alice');
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: new URL(url).origin,
    ...(more.connectivity === 'wait' && { connectivity }),
  });
  const api = wrapFetch(fetch, auth);
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));
  const pass = (time: number): void => {
    ahead += time;
  };
  return {
    mock,
    auth,
    session,
    states,
    open,
    call: async () => (await api(`${url}/items`)).status,
    pass,
    signIn: async () => {
      if (login === 'userPool') await session.signIn(ALICE);
      else await session.federatedSignIn('google', token);
      await session.credentials();
      states.length = 0;
    },
    /**
     * Lets all of the session's tokens and credentials expire, then cuts the network. Returns the function that
     * restores it.
     */
    goOffline: () => {
      pass(2 * HOUR);
      const undo = mock.goOffline();
      online = false;
      return () => {
        undo();
        online = true;
        for (const listener of [...listeners]) listener();
      };
    },
    /** Returns how many calls wait for the network. */
    waiting: () => listeners.size,
  };
};

test.each(LOGINS)(
  '%s: with send, calls fail and say what to do, the user stays, and later calls go on',
  async (login) => {
    const { session, call, states, signIn, goOffline } = await start(login);
    await signIn();
    const reconnect = goOffline();
    const failure = {
      name: 'NetworkError',
      code: 'network',
      message: expect.stringMatching(/could not be reached\. Try again when the network is back/),
    };
    await expect(session.credentials()).rejects.toMatchObject(failure);
    await expect(call()).rejects.toMatchObject(failure);
    if (login === 'userPool') await expect(session.getTokens()).rejects.toMatchObject(failure);
    expect([session.state, session.isSignedIn, states]).toEqual(['signedIn', true, []]);
    reconnect();
    expect(await call()).toBe(200);
    expect(states).toEqual([]);
  },
);

test.each(LOGINS)(
  '%s: with wait, calls wait, send nothing meanwhile, and go on when the network is back',
  async (login) => {
    const { mock, auth, session, call, states, signIn, goOffline, waiting } = await start(login, {
      connectivity: 'wait',
    });
    await signIn();
    const told: string[] = [];
    auth.on('waiting-for-connectivity', ({ url }) => told.push(new URL(url).pathname));
    const asked = mock.operations().length;
    const reconnect = goOffline();
    const calls = [session.credentials(), call(), call(), ...(login === 'userPool' ? [session.getTokens()] : [])];
    // The session's renewal and each signed call wait, before they request credentials: `providerTimeout` does not run.
    await expect.poll(waiting).toBe(login === 'userPool' ? 4 : 3);
    expect(told).toEqual(['/items', '/items']);
    expect(mock.operations()).toHaveLength(asked);
    expect([session.state, states]).toEqual(['signedIn', []]);
    reconnect();
    const [{ identityId }, ...statuses] = (await Promise.all(calls)) as [{ identityId: string }, ...unknown[]];
    expect(identityId).toBe(session.identityId);
    expect(statuses.slice(0, 2)).toEqual([200, 200]);
    expect([waiting(), states]).toEqual([0, []]);
  },
);

test.each(LOGINS)(
  '%s: a page that is opened without a network restores the user, whose tokens have expired',
  async (login) => {
    const { open, signIn, goOffline } = await start(login);
    await signIn();
    const reconnect = goOffline();
    const later = open();
    expect(await later.initialize()).toBe('signedIn');
    await expect(later.credentials()).rejects.toMatchObject({ code: 'network' });
    expect(later.state).toBe('signedIn');
    reconnect();
    expect((await later.credentials()).principal).toEqual(expect.any(String));
  },
);

test('a refresh token that was revoked offline ends the session only when the server can be reached', async () => {
  const { mock, session, states, signIn, goOffline, waiting } = await start('userPool', { connectivity: 'wait' });
  await signIn();
  const reconnect = goOffline();
  mock.revokeTokens('alice');
  const call = session.credentials();
  await expect.poll(waiting).toBe(1);
  expect(states).toEqual([]);
  reconnect();
  await expect.poll(() => states).toEqual(['signedOutUserPoolsTokenInvalid']);
  await session.signIn(ALICE);
  expect((await call).principal).toEqual(expect.any(String));
});

test('a call that waited for the network is not sent after its user has signed out', async () => {
  const { session, signIn, goOffline, waiting } = await start('userPool', { connectivity: 'wait' });
  await signIn();
  const reconnect = goOffline();
  const calls = [session.credentials(), session.getTokens()].map((call) => call.catch(({ code }) => code));
  await expect.poll(waiting).toBeGreaterThan(0);
  await session.signOut();
  expect(session.isSignedIn).toBe(false);
  reconnect();
  expect(await Promise.all(calls)).toEqual(['identity-changed', 'identity-changed']);
});

test("credentials that are still good are used while the provider's own server cannot be reached", async () => {
  let isReachable = true;
  const { mock, session, states, pass, signIn } = await start('google', {
    renewProviderToken: () => {
      if (!isReachable) throw new TypeError('fetch failed');
      return mock.issueProviderToken(GOOGLE, 'alice');
    },
  });
  pass(HOUR / 2);
  await signIn();
  const { accessKeyId } = await session.credentials();
  isReachable = false;
  // They are valid for 8 more minutes, and the provider's token has expired.
  pass(52 * MINUTE);
  expect((await session.credentials()).accessKeyId).toBe(accessKeyId);
  pass(10 * MINUTE);
  await expect(session.credentials()).rejects.toThrow('fetch failed');
  expect([session.state, states]).toEqual(['signedIn', []]);
  isReachable = true;
  expect((await session.credentials()).accessKeyId).not.toBe(accessKeyId);
});
