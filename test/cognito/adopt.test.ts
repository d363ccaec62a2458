import { confirmSignIn, fetchAuthSession, getCurrentUser, signIn, signOut } from 'aws-amplify/auth';
import { CookieStorage } from 'aws-amplify/utils';
import { Window } from 'happy-dom';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { alice, bob, configureAmplify, HOUR, identityJs, type LocalStorage, startApp } from './support/adoption.js';

// Amplify logs a warning for every endpoint that is not AWS's own.
beforeAll(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));

/** Starts an app whose user has signed in with Amplify. */
const withAmplify = async (options: Parameters<typeof startApp>[0] = {}, user = alice) => {
  const app = await startApp(options);
  configureAmplify(app);
  // Amplify keeps some state at module level, whatever its storage.
  onTestFinished(() => signOut());
  const { nextStep } = await signIn(user);
  if (nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_SMS_CODE') {
    await confirmSignIn({ challengeResponse: app.mock.lastCode(user.username)! });
  }
  return app;
};

const nobody = expect.objectContaining({ name: 'UserUnAuthenticatedException' });

/** Returns what remains in the browser of an app that has migrated. */
const CLEAN = [['theme', 'dark']];

test('adopts a user from Amplify, who can make calls and renew tokens from then on; Amplify no longer sees a user', async () => {
  const { session, localStorage, callApi, later, mock } = await withAmplify();
  const { identityId } = await fetchAuthSession();
  await session.initialize();
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));

  expect(await session.adoptSession({ from: localStorage })).toBe(true);
  expect(states).toEqual(['signedIn']);
  expect(session).toMatchObject({ state: 'signedIn', username: 'alice' });
  expect([...localStorage.entries]).toEqual(CLEAN);
  await expect(getCurrentUser()).rejects.toThrow(nobody);
  expect(await callApi()).toMatchObject({ status: 200, user: 'alice' });
  expect(session.identityId).toBe(identityId);

  for (const refreshes of [1, 2]) {
    later(HOUR);
    expect(await callApi()).toMatchObject({ status: 200, user: 'alice' });
    expect(mock.refreshes).toBe(refreshes);
  }
  expect(mock.userPool().signIns).toHaveLength(1);
});

test('adopts a user from amazon-cognito-identity-js whose tokens have expired', async () => {
  const app = await startApp();
  const { session, localStorage, callApi, later } = app;
  const { pool, signIn: signInThere } = identityJs(app);
  await signInThere(alice);
  later(2 * HOUR);

  expect(await session.adoptSession({ from: localStorage })).toBe(true);
  expect(await callApi()).toMatchObject({ status: 200, user: 'alice' });
  expect(pool.getCurrentUser()).toBeNull();
  expect([...localStorage.entries]).toEqual(CLEAN);
});

const REMEMBERING = {
  userPools: [
    {
      users: [{ ...alice, attributes: { phone_number: '+15551234567' }, mfa: ['SMS_MFA'] as const }],
      deviceTracking: 'always' as const,
    },
  ],
};

test.each([
  ['Amplify', () => withAmplify(REMEMBERING)],
  [
    'amazon-cognito-identity-js',
    async () => {
      const app = await startApp(REMEMBERING);
      await identityJs(app).signIn(alice, () => app.mock.lastCode('alice')!);
      return app;
    },
  ],
])('a device that %s remembers needs no second factor here either', async (_, begin) => {
  const { session, localStorage, later, callApi, mock } = await begin();
  await session.adoptSession({ from: localStorage });
  expect([...localStorage.entries]).toEqual(CLEAN);
  // A pool that tracks devices renews tokens only for the device that they were issued to.
  later(HOUR);
  expect(await callApi()).toMatchObject({ status: 200, user: 'alice' });
  expect(await session.listDevices()).toMatchObject([{ key: (await session.getDevice()).key }]);

  const sent = mock.userPool().codes.length;
  await session.signOut();
  expect(await session.signIn(alice)).toMatchObject({ step: 'done' });
  expect(mock.userPool().codes).toHaveLength(sent);
});

test('the identity of a guest of Amplify stays theirs, and becomes the user’s', async () => {
  const app = await startApp();
  const { session, localStorage, callApi } = app;
  configureAmplify(app);
  const { identityId } = await fetchAuthSession();
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect([...localStorage.entries]).toEqual(CLEAN);
  expect(session).toMatchObject({ state: 'guest', identityId });
  expect(await callApi()).toMatchObject({ user: 'guest', identityId });

  await signOut();
  const another = await fetchAuthSession();
  await signIn(alice);
  onTestFinished(() => signOut());
  expect(localStorage.getItem(`com.amplify.Cognito.${app.pools.identityPoolId}.identityId`)).toBe(another.identityId);
  const fresh = app.newSession({ name: 'another browser' });
  expect(await fresh.adoptSession({ from: localStorage })).toBe(true);
  expect((await fresh.credentials()).identityId).toBe(another.identityId);
  expect([...localStorage.entries]).toEqual(CLEAN);
});

const GUEST = 'us-east-1:11111111-2222-4333-8444-555555555555';

test.each([
  ['of Amplify 6', { 'com.amplify.Cognito.POOL.identityId': GUEST }, GUEST],
  ['of Amplify 5', { 'CognitoIdentityId-POOL': GUEST }, GUEST],
  ["of AWS's SDK", { 'aws.cognito.identity-id.POOL': GUEST }, GUEST],
  [
    "of AWS's SDK, where it is a user's",
    { 'aws.cognito.identity-id.POOL': GUEST, 'aws.cognito.identity-providers.POOL': 'accounts.google.com' },
    undefined,
  ],
  ['of another pool', { 'CognitoIdentityId-us-east-1:0000': GUEST }, undefined],
  ['that is none', { 'CognitoIdentityId-POOL': 'undefined' }, undefined],
])('a guest’s identity %s: what is taken is removed, all else stays', async (_, entries, identityId) => {
  const { session, localStorage, pools } = await startApp();
  for (const [key, value] of Object.entries(entries)) {
    localStorage.setItem(key.replace('POOL', pools.identityPoolId), value);
  }
  const before = [...localStorage.entries];
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(session.identityId).toBe(identityId);
  expect([...localStorage.entries]).toEqual(identityId ? CLEAN : before);
});

test('a session that has a guest or allows no guests does not adopt another guest', async () => {
  const { session, newSession, localStorage, pools } = await startApp();
  const { identityId } = await session.credentials();
  localStorage.setItem(`CognitoIdentityId-${pools.identityPoolId}`, GUEST);
  const before = [...localStorage.entries];
  for (const one of [session, newSession({ name: 'no guests', guest: false })]) {
    expect(await one.adoptSession({ from: localStorage })).toBe(false);
    expect([...localStorage.entries]).toEqual(before);
  }
  expect(session.identityId).toBe(identityId);
});

const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url');

/** Returns a token with changed claims. */
const forged = (token: string, claims: object): string => {
  const [header, payload, signature] = token.split('.');
  return [header, part({ ...JSON.parse(Buffer.from(payload!, 'base64url').toString()), ...claims }), signature].join(
    '.',
  );
};
const OTHER_POOL = { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another' };

test.each<[string, string, (text: string) => string | null]>([
  ['an ID token of another pool', 'idToken', (token) => forged(token, OTHER_POOL)],
  ['an access token of another pool', 'accessToken', (token) => forged(token, OTHER_POOL)],
  ['an ID token of another client', 'idToken', (token) => forged(token, { aud: 'other' })],
  ['an access token of another client', 'accessToken', (token) => forged(token, { client_id: 'other' })],
  ['the tokens of two users', 'accessToken', (token) => forged(token, { sub: 'other' })],
  ['an ID token that cannot be read', 'idToken', () => 'not.a.token'],
  ['an access token that is none', 'accessToken', () => 'undefined'],
  ['no ID token', 'idToken', () => null],
  ['a name that is none', 'LastAuthUser', () => 'undefined'],
  ['no name', 'LastAuthUser', () => null],
])('%s: nobody is taken over, and nothing is removed', async (_, entry, change) => {
  const { session, localStorage } = await withAmplify();
  const key = [...localStorage.entries.keys()].find((name) => name.endsWith(`.${entry}`))!;
  const text = change(localStorage.getItem(key)!);
  if (text === null) localStorage.removeItem(key);
  else localStorage.setItem(key, text);
  const before = [...localStorage.entries];
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(session.isSignedIn).toBe(false);
  expect([...localStorage.entries]).toEqual(before);
});

test('without a refresh token: taken over as long as the tokens last, and left there afterwards', async () => {
  const { session, newSession, localStorage, later, callApi, storage } = await withAmplify();
  const key = [...localStorage.entries.keys()].find((name) => name.endsWith('.refreshToken'))!;
  localStorage.removeItem(key);
  const before = new Map(localStorage.entries);
  expect(await session.adoptSession({ from: localStorage })).toBe(true);
  expect(await callApi()).toMatchObject({ user: 'alice' });

  for (const [name, value] of before) localStorage.setItem(name, value);
  storage.remove('sigv4-interceptor.session');
  later(HOUR);
  const another = newSession();
  expect(await another.adoptSession({ from: localStorage })).toBe(false);
  expect(another.isSignedIn).toBe(false);
  expect([...localStorage.entries.keys()].sort()).toEqual([...before.keys()].sort());
});

test('without anything to adopt, it makes no calls', async () => {
  const { session, localStorage, mock } = await startApp();
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(mock.operations()).toEqual([]);
});

test('while another user is signed in, everything stays as it is', async () => {
  const { session, localStorage } = await withAmplify();
  await session.signIn(bob);
  const before = [...localStorage.entries];
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(session.username).toBe('bob');
  expect([...localStorage.entries]).toEqual(before);
  expect(await getCurrentUser()).toMatchObject({ username: 'alice' });
});

test('older tokens of the signed-in user are removed, because they would return after the sign-out', async () => {
  const { session, localStorage, later } = await withAmplify();
  later(HOUR);
  await session.signIn(alice);
  const before = await session.getTokens();
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(await session.getTokens()).toEqual(before);
  expect([...localStorage.entries]).toEqual(CLEAN);
});

test('a user whose session has ended here is adopted again', async () => {
  const { session, localStorage, mock, callApi } = await withAmplify();
  await session.signIn(bob);
  mock.revokeTokens('bob');
  await session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
  expect(await session.adoptSession({ from: localStorage })).toBe(true);
  expect(await callApi()).toMatchObject({ user: 'alice' });
});

test('tokens that Amplify renews in the meantime are the ones that count', async () => {
  const { session, localStorage, later, callApi, mock } = await withAmplify();
  later(1_000);
  let looks = 0;
  const from = {
    getItem: async (key: string) => {
      // After the tokens are stored here and before they are removed there.
      if (key.endsWith('.LastAuthUser') && ++looks === 2) await fetchAuthSession({ forceRefresh: true });
      return localStorage.getItem(key);
    },
    removeItem: async (key: string) => localStorage.removeItem(key),
  };
  expect(await session.adoptSession({ from })).toBe(true);
  expect(mock.refreshes).toBe(1);
  expect([...localStorage.entries]).toEqual(CLEAN);
  // The pool has no grace period: using Amplify's first token would end the session.
  later(HOUR);
  expect(await callApi()).toMatchObject({ user: 'alice' });
});

test('tokens that were seen half written are seen whole the second time', async () => {
  const { session, localStorage, later, callApi } = await withAmplify();
  const old = [...localStorage.entries].find(([name]) => name.endsWith('.refreshToken'))!;
  await fetchAuthSession({ forceRefresh: true });
  const renewed = localStorage.getItem(old[0])!;
  expect(renewed).not.toBe(old[1]);
  localStorage.setItem(...old);
  let looks = 0;
  const from = {
    ...localStorage,
    getItem: (key: string) => {
      if (key.endsWith('.LastAuthUser') && ++looks === 2) localStorage.setItem(old[0], renewed);
      return localStorage.getItem(key);
    },
  };
  expect(await session.adoptSession({ from })).toBe(true);
  later(HOUR);
  expect(await callApi()).toMatchObject({ user: 'alice' });
});

const signal = () => {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
};

/** Creates a storage that responds once it is released. */
const slow = (localStorage: LocalStorage) => {
  const [begun, released] = [signal(), signal()];
  const from = {
    getItem: async (key: string) => {
      begun.give();
      await released.given;
      return localStorage.getItem(key);
    },
    removeItem: async (key: string) => localStorage.removeItem(key),
  };
  return { from, begun: begun.given, release: released.give };
};

test("a sign-out during the adoption ends it, and removes the other library's tokens", async () => {
  const { session, newSession, localStorage } = await withAmplify();
  const { from, begun, release } = slow(localStorage);
  const refused = expect(session.adoptSession({ from })).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  await begun;
  await session.signOut();
  release();
  await refused;
  expect(session.isSignedIn).toBe(false);
  expect(await newSession().adoptSession({ from: localStorage })).toBe(false);
  await expect(getCurrentUser()).rejects.toThrow(nobody);
});

test('after a sign-out during the adoption, the guest is a new one', async () => {
  const { session, localStorage, pools } = await startApp();
  localStorage.setItem(`CognitoIdentityId-${pools.identityPoolId}`, GUEST);
  const { from, begun, release } = slow(localStorage);
  const adopted = session.adoptSession({ from });
  await begun;
  await session.signOut();
  release();
  expect(await adopted).toBe(false);
  expect(session.identityId).toBeUndefined();
});

test('of two tabs that start together, one adopts the user, and both are signed in', async () => {
  const { newSession, localStorage, later, mock } = await withAmplify();
  const tabs = [newSession({ tabs: {} }), newSession({ tabs: {} })];
  const taken = await Promise.all(tabs.map((session) => session.adoptSession({ from: localStorage })));
  expect(taken.sort()).toEqual([false, true]);
  expect(tabs.map(({ state, username }) => [state, username])).toEqual([
    ['signedIn', 'alice'],
    ['signedIn', 'alice'],
  ]);
  expect([...localStorage.entries]).toEqual(CLEAN);
  later(HOUR);
  await Promise.all(tabs.map((session) => session.getTokens()));
  expect(mock.refreshes).toBe(1);
});

test('what a crash has left in both places is put in order by the next call', async () => {
  const { session, newSession, localStorage, later, mock } = await withAmplify();
  const crash = new Error('the page went away');
  const removeItem = () => {
    throw crash;
  };
  await expect(session.adoptSession({ from: { ...localStorage, removeItem } })).rejects.toBe(crash);
  expect(session.state).toBe('signedIn');
  expect(await getCurrentUser()).toMatchObject({ username: 'alice' });
  later(HOUR);
  await session.getTokens();

  const next = newSession();
  expect(await next.adoptSession({ from: localStorage })).toBe(false);
  expect([...localStorage.entries]).toEqual(CLEAN);
  later(HOUR);
  await next.getTokens();
  expect(mock.refreshes).toBe(2);
});

test('a removal that was cut short is finished, and the refresh token stays here', async () => {
  const { session, newSession, localStorage, later, callApi } = await withAmplify();
  const removed: string[] = [];
  const removeItem = (key: string): void => {
    if (removed.push(key) > 1) throw new Error('the page went away');
    localStorage.removeItem(key);
  };
  await expect(session.adoptSession({ from: { ...localStorage, removeItem } })).rejects.toThrow('went away');
  // After this, only one of the two libraries can renew.
  expect(removed[0]).toMatch(/\.refreshToken$/);
  expect(localStorage.entries.size).toBeGreaterThan(2);
  expect(await newSession().adoptSession({ from: localStorage })).toBe(false);
  expect([...localStorage.entries]).toEqual(CLEAN);
  later(HOUR);
  expect(await callApi()).toMatchObject({ user: 'alice' });
});

test('tokens that were rejected here are not adopted again', async () => {
  const { session, localStorage, mock } = await withAmplify();
  const before = new Map(localStorage.entries);
  await session.adoptSession({ from: localStorage });
  mock.revokeTokens('alice');
  await session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
  for (const [name, value] of before) localStorage.setItem(name, value);
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
  expect([...localStorage.entries]).toEqual([...before]);
});

test('if the other storage cannot be read, nothing changes', async () => {
  const { session, localStorage } = await withAmplify();
  const before = [...localStorage.entries];
  const blocked = new DOMException('The operation is insecure.', 'SecurityError');
  const getItem = () => {
    throw blocked;
  };
  await expect(session.adoptSession({ from: { ...localStorage, getItem } })).rejects.toBe(blocked);
  expect(session.isSignedIn).toBe(false);
  expect([...localStorage.entries]).toEqual(before);
});

test('if the session cannot be stored, the user is signed in and the old entries stay', async () => {
  const { newSession, localStorage } = await withAmplify();
  const before = [...localStorage.entries];
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const session = newSession({ storage: { get: () => null, set: full, remove: () => {} } });
  expect(await session.adoptSession({ from: localStorage })).toBe(true);
  expect(session.state).toBe('signedIn');
  expect([...localStorage.entries]).toEqual(before);
});

test('if the session cannot be stored, the guest’s identity stays there as well', async () => {
  const { newSession, localStorage, pools } = await startApp();
  localStorage.setItem(`CognitoIdentityId-${pools.identityPoolId}`, GUEST);
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const session = newSession({ storage: { get: () => null, set: full, remove: () => {} } });
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(session.identityId).toBe(GUEST);
  expect(localStorage.entries.size).toBe(2);
});

test('entries of a hosted sign-in go along; one that is under way, and other clients’ entries, stay', async () => {
  const { session, localStorage, pools } = await withAmplify();
  const client = `CognitoIdentityServiceProvider.${pools.userPoolClientId}`;
  localStorage.setItem(`${client}.oauthSignIn`, 'true,true');
  localStorage.setItem(`${client}.alice.oauthMetadata`, '{"oauthSignIn":true}');
  const others = {
    [`${client}.inflightOAuth`]: 'true',
    [`${client}.oauthState`]: 'state',
    'CognitoIdentityServiceProvider.other.LastAuthUser': 'alice',
    'CognitoIdentityServiceProvider.other.alice.refreshToken': 'token',
    'aws-amplify-federatedInfo': '{}',
  };
  for (const [key, value] of Object.entries(others)) localStorage.setItem(key, value);
  expect(await session.adoptSession({ from: localStorage })).toBe(true);
  expect(Object.fromEntries(localStorage.entries)).toEqual({ theme: 'dark', ...others });
});

test('adopts a user from the cookies in which Amplify keeps its tokens', async () => {
  const { document } = new Window({ url: 'https://app.example.com/' });
  vi.stubGlobal('document', document);
  onTestFinished(() => void vi.unstubAllGlobals());
  document.cookie = 'theme=dark; secure';
  const user = { ...alice, username: 'alice@example.com' };
  const app = await startApp({ userPools: [{ users: [user] }] });
  const from = new CookieStorage();
  configureAmplify(app, from);
  await signIn(user);
  expect(document.cookie).toContain('.alice%40example.com.refreshToken=');

  expect(await app.session.adoptSession({ from })).toBe(true);
  expect(document.cookie).toBe('theme=dark');
  expect(await app.callApi()).toMatchObject({ user: 'alice@example.com' });
});

test('finds and removes entries by the names that cookies have', async () => {
  const username = 'alice@example.com';
  const user = { ...alice, username };
  const { session, localStorage } = await withAmplify({ userPools: [{ users: [user] }] }, user);
  const cookies = new Map([...localStorage.entries].map(([name, value]) => [encodeURIComponent(name), value]));
  const from = {
    getItem: (name: string) => cookies.get(name),
    removeItem: (name: string) => cookies.delete(name),
  };
  expect(await session.adoptSession({ from })).toBe(true);
  expect(session.username).toBe(username);
  expect([...cookies]).toEqual(CLEAN);
});

test('a session without a user pool adopts the guest', async () => {
  const { newSession, localStorage, pools } = await startApp();
  localStorage.setItem(`CognitoIdentityId-${pools.identityPoolId}`, GUEST);
  const session = newSession({ userPoolId: '', userPoolClientId: '' });
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
  expect(session.identityId).toBe(GUEST);
});

test.each([
  [{}, /from: pass a storage/],
  [{ from: { getItem: () => null } }, /from: pass a storage/],
  [{ form: new Map() }, /no option "form". Did you mean from\?/],
  [undefined, /pass an object/],
])('adoptSession(%j) is refused', async (options, message) => {
  const { session } = await startApp();
  const refused = await session.adoptSession(options as never).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TypeError);
  expect((refused as Error).message).toMatch(message);
});

test('tokens without a user are ignored', async () => {
  const { session, localStorage } = await withAmplify();
  for (const [key, value] of localStorage.entries) {
    if (/\.(id|access)Token$/.test(key)) localStorage.setItem(key, forged(value, { sub: '' }));
  }
  expect(await session.adoptSession({ from: localStorage })).toBe(false);
});

test('a source that shows another token at every look is not looked at for ever', async () => {
  const { session, localStorage } = await withAmplify();
  let looks = 0;
  const from = {
    getItem: (key: string) => {
      const value = localStorage.getItem(key);
      return value && key.endsWith('.refreshToken') ? `${value}${looks++}` : value;
    },
    removeItem: (key: string) => localStorage.removeItem(key),
  };
  expect(await session.adoptSession({ from })).toBe(true);
  expect(looks).toBeLessThan(20);
  expect([...localStorage.entries]).toEqual(CLEAN);
});

test('entries that cannot be removed are an error, because they would come back after a sign-out', async () => {
  const { session, localStorage } = await withAmplify();
  const from = { getItem: (key: string) => localStorage.getItem(key), removeItem: () => {} };
  await expect(session.adoptSession({ from })).rejects.toMatchObject({
    code: 'session-not-removed',
    advice: expect.stringMatching(/same storage/),
  });
  expect(session.state).toBe('signedIn');
});
