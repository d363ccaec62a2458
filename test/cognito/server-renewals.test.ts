import {
  type CognitoSession,
  type CognitoSessionOptions,
  CognitoError,
  type CookieListJar,
  cookieStorage,
  createCognitoSession,
  createSharedRenewals,
  memoryStorage,
  type SessionStorage,
  type SharedRenewals,
} from 'sigv4-interceptor/cognito';
import { type AwsMockOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test, vi } from 'vitest';

const ALICE = { username: 'alice', password: 'Correct-horse-1' };
const BOB = { ...ALICE, username: 'bob' };
const HOUR = 3_600_000;

type Pool = NonNullable<AwsMockOptions['userPools']>[number];

/** The cookies of one request, or of a browser. */
type Cookies = Map<string, string>;

const jarOf = (cookies: Cookies): CookieListJar => ({
  getAll: () => [...cookies].map(([name, value]) => ({ name, value })),
  setAll: (changes) => {
    for (const { name, value } of changes) value ? cookies.set(name, value) : cookies.delete(name);
  },
});

/** A server and its pools behind a real listener, with a common clock. */
const start = async (pool: Partial<Pool> = { refreshTokenRotation: true }) => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const mock = createAwsMock({
    now,
    userPools: [{ users: [ALICE, BOB], ...pool }],
    identityPools: [{ guests: true }],
  });
  const { urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const sessionOn = (storage: SessionStorage, options: Partial<CognitoSessionOptions> = {}): CognitoSession =>
    createCognitoSession({
      userPoolId: mock.userPool().id,
      userPoolClientId: mock.userPool().clientId,
      identityPoolId: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
      storage,
      clock: { offset: 0, now },
      ...options,
    });
  const signIn = async (user: typeof ALICE): Promise<Cookies> => {
    const cookies: Cookies = new Map();
    await sessionOn(cookieStorage({ jar: jarOf(cookies) })).signIn(user);
    return cookies;
  };
  /** Makes a request with cookies. Returns its result, and the browser's cookies afterwards. */
  const request = (cookies: Cookies, renewals?: SharedRenewals) => {
    const own = new Map(cookies);
    return { session: sessionOn(cookieStorage({ jar: jarOf(own) }), renewals && { renewals }), cookies: own };
  };
  return {
    mock,
    now,
    later: (time: number) => {
      ahead += time;
    },
    sessionOn,
    signIn,
    request,
  };
};

const NOT_SIGNED_IN = { code: 'not-signed-in' };

test('a request that loses the race for a renewal fails, and leaves the cookies alone', async () => {
  const { mock, later, signIn, request } = await start();
  const old = await signIn(ALICE);
  later(HOUR);
  const winner = request(old);
  const tokens = await winner.session.getTokens();
  const loser = request(old);
  await expect(loser.session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
  expect(loser.cookies).toEqual(old);
  // It calls Cognito once, and rejects all later calls of this request with the same error.
  const asked = mock.operations('GetTokensFromRefreshToken').length;
  await expect(loser.session.credentials()).rejects.toMatchObject(NOT_SIGNED_IN);
  expect(mock.operations('GetTokensFromRefreshToken')).toHaveLength(asked);
  expect(loser.session.state).toBe('signedOutUserPoolsTokenInvalid');
  expect(loser.cookies).toEqual(old);
  expect(await request(winner.cookies).session.getTokens()).toEqual(tokens);
});

test('a request whose renewal was refused can still sign out, and in', async () => {
  const { later, signIn, request } = await start();
  const old = await signIn(ALICE);
  later(HOUR);
  await request(old).session.getTokens();
  const leaving = request(old);
  await expect(leaving.session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
  await leaving.session.signOut();
  expect(await request(leaving.cookies).session.initialize()).toBe('guest');
  const coming = request(old);
  await expect(coming.session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
  await coming.session.signIn(BOB);
  const next = request(coming.cookies).session;
  await next.initialize();
  expect(next.username).toBe('bob');
});

test('with a shared storage, a refused renewal does not end the session: the first to renew has stored the tokens', async () => {
  const { mock, later, sessionOn } = await start();
  const shared = memoryStorage();
  const winner = sessionOn(shared);
  await winner.signIn(ALICE);
  /** It has read the old token when the other request renews, and no lock separates them. */
  const loser = sessionOn(shared, {
    fetch: async (...call) => {
      await winner.getTokens();
      return fetch(...call);
    },
  });
  await loser.initialize();
  const reauthenticate = vi.fn(() => Promise.resolve(false));
  loser.credentials.renewBy(reauthenticate);
  later(HOUR);
  const tokens = await loser.getTokens();
  expect(reauthenticate).not.toHaveBeenCalled();
  expect(mock.operations('GetTokensFromRefreshToken').map(({ status }) => status)).toEqual([200, 400]);
  expect(tokens).toEqual(await winner.getTokens());
  expect([winner.state, loser.state]).toEqual(['signedIn', 'signedIn']);
});

test('tokens that arrive after the losing request has marked the login as invalid restore it', async () => {
  const { mock, later, sessionOn } = await start();
  const shared = memoryStorage();
  let answered: () => void;
  const stored = new Promise<void>((resolve) => {
    answered = resolve;
  });
  let holds = false;
  /** The winner's storage, which is slow once the winner has its tokens. */
  const slow: SessionStorage = {
    ...shared,
    get: async (key) => {
      if (holds && mock.operations('GetTokensFromRefreshToken').length > 0) await stored;
      return shared.get(key);
    },
  };
  const winner = sessionOn(slow);
  await winner.signIn(ALICE);
  const loser = sessionOn(shared);
  await loser.initialize();
  later(HOUR);
  holds = true;
  const tokens = winner.getTokens();
  await expect.poll(() => mock.operations('GetTokensFromRefreshToken').length).toBe(1);
  await expect(loser.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
  answered!();
  await tokens;
  expect(await sessionOn(shared).getTokens()).toEqual(await tokens);
  expect(await sessionOn(shared).initialize()).toBe('signedIn');
});

test('a shared storage keeps the end of a login that is really over', async () => {
  const { mock, later, sessionOn } = await start();
  const shared = memoryStorage();
  const session = sessionOn(shared);
  await session.signIn(ALICE);
  mock.revokeTokens('alice');
  later(HOUR);
  await expect(session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
  expect(await sessionOn(shared).initialize()).toBe('signedOutUserPoolsTokenInvalid');
});

test("a provider's token that another process renewed first is used", async () => {
  const { mock, later, sessionOn } = await start();
  const shared = memoryStorage();
  const token = async (): Promise<string> =>
    mock.issueProviderToken('accounts.google.com', 'carol', { expiresIn: '1h' });
  const winner = sessionOn(shared, { renewProviderToken: token });
  /** The provider's refresh token works once, and the other request was faster. */
  const loser = sessionOn(shared, {
    renewProviderToken: async () => void (await winner.credentials({ forceRefresh: true })),
  });
  await winner.federatedSignIn('google', await token());
  await loser.initialize();
  later(2 * HOUR);
  expect(await loser.credentials()).toMatchObject({ identityId: winner.identityId });
  expect([winner.state, loser.state]).toEqual(['signedIn', 'signedIn']);
});

test('requests with the same old cookies make one renewal, together and up to the grace time later', async () => {
  const { mock, now, later, signIn, request } = await start();
  const renewals = createSharedRenewals({ clock: { now } });
  const old = await signIn(ALICE);
  later(HOUR);
  const together = Array.from({ length: 5 }, () => request(old, renewals));
  const tokens = await Promise.all(together.map(({ session }) => session.getTokens()));
  expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(1);
  expect(mock.refreshes).toBe(1);
  later(59_000);
  const late = request(old, renewals);
  expect(await late.session.getTokens()).toEqual(tokens[0]);
  expect(mock.refreshes).toBe(1);
  later(1_000);
  const tooLate = request(old, renewals);
  await expect(tooLate.session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
  expect(tooLate.cookies).toEqual(old);
  // Whichever response the browser received last, its cookies renew the session an hour later.
  later(HOUR);
  expect(await request(late.cookies, renewals).session.getTokens()).not.toEqual(tokens[0]);
});

test('without shared renewals each request renews for itself', async () => {
  const { mock, later, signIn, request } = await start({ refreshTokenRotation: { graceSeconds: 60 } });
  const old = await signIn(ALICE);
  later(HOUR);
  await Promise.all([request(old), request(old)].map(({ session }) => session.getTokens()));
  expect(mock.refreshes).toBe(2);
});

test('users never share a renewal', async () => {
  const { mock, now, later, signIn, request } = await start();
  const renewals = createSharedRenewals({ clock: { now } });
  const users = [await signIn(ALICE), await signIn(BOB)];
  later(HOUR);
  const sessions = users.map((cookies) => request(cookies, renewals).session);
  await Promise.all(sessions.map((session) => session.getTokens()));
  expect(sessions.map(({ username }) => username)).toEqual(['alice', 'bob']);
  expect(mock.refreshes).toBe(2);
});

test('a request that already has the tokens of a renewal gets newer ones if the refresh token does not change', async () => {
  const { mock, now, signIn, request } = await start({});
  const renewals = createSharedRenewals({ clock: { now } });
  const cookies = await signIn(ALICE);
  const { session } = request(cookies, renewals);
  const first = await session.getTokens({ forceRefresh: true });
  const second = await session.getTokens({ forceRefresh: true });
  expect(second.accessToken).not.toBe(first.accessToken);
  expect(mock.refreshes).toBe(2);
  expect(await request(cookies, renewals).session.getTokens({ forceRefresh: true })).toEqual(second);
  expect(mock.refreshes).toBe(2);
});

test('after a sign-out, requests with the old cookies are not given the tokens any more', async () => {
  const { now, later, signIn, request } = await start();
  const renewals = createSharedRenewals({ clock: { now } });
  const old = await signIn(ALICE);
  later(HOUR);
  const renewed = request(old, renewals);
  await renewed.session.getTokens();
  await request(renewed.cookies, renewals).session.signOut();
  await expect(request(old, renewals).session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);

  const again = await signIn(ALICE);
  later(HOUR);
  await request(again, renewals).session.getTokens();
  await request(again, renewals).session.signOut();
  await expect(request(again, renewals).session.getTokens()).rejects.toMatchObject(NOT_SIGNED_IN);
});

const result = (token: string) => ({ AccessToken: token, IdToken: token, ExpiresIn: 3600 });
const login = (refreshToken: string) => ({ accessToken: 'old', refreshToken });

const withResolvers = <T>() => {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
};

test('a failure is shared by the waiting callers, and not cached', async () => {
  const renewals = createSharedRenewals();
  const refused = new CognitoError('RefreshTokenReuseException', 'Refresh token has been reused.', {
    operation: 'GetTokensFromRefreshToken',
    status: 400,
  });
  const refuse = vi.fn(() => Promise.reject(refused));
  const calls = [renewals.share(login('a'), refuse), renewals.share(login('a'), refuse)];
  for (const call of calls) await expect(call).rejects.toBe(refused);
  expect(refuse).toHaveBeenCalledTimes(1);
  expect(await renewals.share(login('a'), () => Promise.resolve(result('new')))).toEqual(result('new'));
});

test('at most max renewals are kept, the newest ones', async () => {
  const renewals = createSharedRenewals({ max: 2 });
  const made: string[] = [];
  const renew = (token: string) => () => {
    made.push(token);
    return Promise.resolve(result(token));
  };
  for (const token of ['a', 'b', 'c', 'b', 'c', 'a']) await renewals.share(login(token), renew(token));
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('a renewal whose request has ended does not block others: they start their own, and the late result changes nothing', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const renewals = createSharedRenewals({ patience: 1_000 });
  const first = withResolvers<ReturnType<typeof result>>();
  void renewals.share(login('a'), () => first.promise);
  const second = renewals.share(login('a'), () => Promise.resolve(result('second')));
  await vi.advanceTimersByTimeAsync(999);
  expect(await Promise.race([second, 'waits'])).toBe('waits');
  await vi.advanceTimersByTimeAsync(1);
  expect(await second).toEqual(result('second'));
  first.resolve(result('first'));
  await vi.advanceTimersByTimeAsync(0);
  expect(await renewals.share(login('a'), () => Promise.reject(new Error('asked again')))).toEqual(result('second'));
  expect(vi.getTimerCount()).toBe(0);
});

test("a runtime's refusal to wait for another request is no failure of the renewal", async () => {
  const renewals = createSharedRenewals();
  const gone = withResolvers<never>();
  const first = renewals.share(login('a'), () => gone.promise);
  const second = renewals.share(login('a'), () => Promise.resolve(result('second')));
  first.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  gone.reject(new Error('created by a request that has since ended'));
  expect(await second).toEqual(result('second'));
});

test.each([
  [{ graceTime: -1 }, 'graceTime must be a number >= 0'],
  [{ max: Number.NaN }, 'max must be a number >= 0'],
  [{ patience: 'long' as unknown as number }, 'patience must be a number >= 0'],
  [{ gracetime: 5 } as object, 'Did you mean graceTime?'],
])('createSharedRenewals(%o) says what is wrong', (options, message) => {
  expect(() => createSharedRenewals(options)).toThrow(message);
});

test('with a grace time of 0, only renewals that are under way are shared', async () => {
  const renewals = createSharedRenewals({ graceTime: 0 });
  let count = 0;
  const renew = () => Promise.resolve(result(String(++count)));
  await Promise.all([renewals.share(login('a'), renew), renewals.share(login('a'), renew)]);
  await renewals.share(login('a'), renew);
  expect(count).toBe(2);
});

test.each([1, 3])('a jar that keeps %i cookies only has failed to write a session of more', async (most) => {
  const cookies: Cookies = new Map();
  const storage = cookieStorage({
    jar: {
      getAll: () => [...cookies].map(([name, value]) => ({ name, value })),
      setAll: (changes) => {
        for (const { name, value } of changes) if (cookies.has(name) || cookies.size < most) cookies.set(name, value);
      },
    },
  });
  await expect((async () => storage.set('key', 'x'.repeat(12_000)))()).rejects.toThrow(
    /does not show what was written/,
  );
});

test('a clock that requests share is not set from the cookies of one', async () => {
  const { sessionOn, signIn } = await start();
  const cookies = await signIn(ALICE);
  const storage = cookieStorage({ jar: jarOf(cookies) });
  const record = JSON.parse((await storage.get('sigv4-interceptor.session'))!);
  await storage.set('sigv4-interceptor.session', JSON.stringify({ ...record, clockOffset: 86_400_000 }));
  const clock = { offset: 0, now: () => Date.now() };
  await sessionOn(cookieStorage({ jar: jarOf(cookies) }), { clock }).initialize();
  expect(clock.offset).toBe(0);
});
