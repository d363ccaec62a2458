import { afterEach, expect, test, vi } from 'vitest';
import { fromAmplify, tokenFromAmplify } from '../../src/amplify.js';
import { fakeAmplify, guestSession, named, noSession, userSession } from './support/fake-amplify.js';

afterEach(() => vi.unstubAllGlobals());

/** A provider from Amplify's session, with the changes that it emitted. */
const start = (more: object = {}) => {
  const amplify = fakeAmplify();
  const provider = fromAmplify({ ...amplify.options, ...more });
  const changes = vi.fn();
  const stop = provider.onChange(changes);
  return { ...amplify, provider, changes, stop };
};

test("a user's credentials bear the user's sub and the identity", async () => {
  const { provider, answers } = start();
  const expiration = new Date(1e12);
  const { credentials } = userSession('alice');
  answers(userSession('alice', { credentials: { ...credentials!, expiration } }));
  expect(await provider()).toEqual({
    accessKeyId: 'ASIAalice',
    secretAccessKey: 'secret',
    sessionToken: 'session',
    expiration,
    principal: 'alice',
    identityId: 'identity-alice',
  });
  expect(provider.principal()).toBe('alice');
});

test("a guest's credentials bear the principal null", async () => {
  const { provider, answers } = start();
  answers(guestSession);
  expect(await provider()).toEqual({
    accessKeyId: 'ASIAguest',
    secretAccessKey: 'secret',
    principal: null,
    identityId: 'identity-guest',
  });
  expect(provider.principal()).toBeNull();
});

test.each([
  ['the ID token', { idToken: { payload: { sub: 'carol' } } }, 'carol'],
  ['the access token', { accessToken: { payload: { sub: 'carol' } } }, 'carol'],
  ['nothing', { accessToken: { payload: {} } }, undefined],
])('the principal of a session without userSub is the one of %s', async (_, tokens, principal) => {
  const { provider, answers } = start();
  answers({ ...guestSession, tokens });
  expect((await provider()).principal).toBe(principal);
  expect(provider.principal()).toBe(principal);
});

test('forceRefresh is passed on, and asked for only by the caller', async () => {
  const { provider, answers, asked, hub } = start();
  answers(userSession('alice'));
  await provider();
  hub('signedIn');
  await provider({ forceRefresh: true });
  expect(asked).toEqual([{ forceRefresh: false }, { forceRefresh: true }]);
});

test.each([
  [noSession, /no user is signed in, and guests are not allowed/, null],
  [{ tokens: userSession('alice').tokens, userSub: 'alice' }, /Set identityPoolId/, 'alice'],
])('a session without credentials is refused in a plain sentence', async (session, message, principal) => {
  const { provider, answers } = start();
  answers(session);
  await expect(provider()).rejects.toMatchObject({
    name: 'CredentialsError',
    code: 'credentials-unavailable',
    message: expect.stringMatching(message),
  });
  expect(provider.principal()).toBe(principal);
});

test('an answer that is no session is refused', async () => {
  const { provider, answers } = start();
  answers(undefined as never);
  await expect(provider()).rejects.toMatchObject({ code: 'credentials-unavailable' });
  expect(provider.principal()).toBeUndefined();
});

test("Amplify's own error is passed on unchanged, and does not change the known user", async () => {
  const { provider, answers } = start();
  const error = named('NetworkError');
  answers(error);
  await expect(provider()).rejects.toBe(error);
  expect(provider.principal()).toBeUndefined();
});

test.each([
  ['signedIn', undefined, 1],
  ['signedIn', { username: 'b', userId: 'bob' }, 1],
  ['signedIn', { username: 'a', userId: 'alice' }, 0],
  ['signedOut', undefined, 1],
  ['signInWithRedirect', undefined, 1],
  ['userDeleted', undefined, 1],
  ['tokenRefresh', undefined, 0],
  ['tokenRefresh_failure', { error: named('NotAuthorizedException') }, 1],
  ['tokenRefresh_failure', { error: named('RefreshTokenReuseException') }, 1],
  ['tokenRefresh_failure', undefined, 1],
  ['tokenRefresh_failure', { error: named('NetworkError') }, 0],
  ['tokenRefresh_failure', { error: named('TooManyRequestsException') }, 0],
  ['tokenRefresh_failure', { error: named('InternalErrorException') }, 0],
  ['signInWithRedirect_failure', { error: named('OAuthSignInException') }, 0],
  ['customOAuthState', 'state', 0],
  ['toString', undefined, 0],
])('the Hub event %s with %o, while alice is known, is %d change', async (event, data, times) => {
  const { provider, answers, hub, changes } = start();
  answers(userSession('alice'));
  await provider();
  hub(event, data);
  expect(changes).toHaveBeenCalledTimes(times);
  expect(provider.principal()).toBe(times ? undefined : 'alice');
});

const ALICE = 'client.alice@example.com';
test.each([
  ['client.LastAuthUser', 'alice', null, 1],
  ['client.LastAuthUser', 'alice', 'bob', 1],
  ['client.LastAuthUser', null, 'bob', 1],
  [`${ALICE}.accessToken`, 'a', null, 1],
  [`${ALICE}.idToken`, null, 'a', 1],
  [`${ALICE}.refreshToken`, '', 'a', 1],
  [`${ALICE}.accessToken`, 'a', 'b', 0],
  [`${ALICE}.idToken`, 'a', 'b', 0],
  [`${ALICE}.clockDrift`, 'a', null, 0],
  [`${ALICE}.deviceKey`, null, 'a', 0],
  ['client.oauthSignIn', null, 'true', 0],
  ['another.LastAuthUser', 'alice', null, 0],
])("another tab's storage of %s from %o to %o is %d change", async (key, oldValue, newValue, times) => {
  const { provider, answers, store, changes } = start();
  answers(userSession('alice'));
  await provider();
  store(key, oldValue, newValue);
  expect(changes).toHaveBeenCalledTimes(times);
});

test("a storage that is cleared is a change, and another app's key is none", async () => {
  const { page, changes } = start();
  page.fire('storage', { key: 'theme', oldValue: null, newValue: 'dark' });
  page.fire('storage', { key: 'x.CognitoIdentityServiceProvider.client.LastAuthUser', oldValue: null, newValue: 'a' });
  expect(changes).toHaveBeenCalledTimes(0);
  page.fire('storage', { key: null, oldValue: null, newValue: null });
  expect(changes).toHaveBeenCalledTimes(1);
});

test('a page restored from the back/forward cache counts as a change, a newly loaded one does not', () => {
  const { page, changes } = start();
  page.fire('pageshow', { persisted: false });
  expect(changes).toHaveBeenCalledTimes(0);
  page.fire('pageshow', { persisted: true });
  expect(changes).toHaveBeenCalledTimes(1);
});

test("cookies that name another user are noticed when the tab is seen again, and this tab's own are no news", () => {
  const { page, changes, hub } = start();
  page.cookies('a=b; CognitoIdentityServiceProvider.client.LastAuthUser=alice; c=d');
  hub('signedIn');
  page.fire('visibilitychange');
  expect(changes).toHaveBeenCalledTimes(1);
  page.cookies('CognitoIdentityServiceProvider.client.LastAuthUser=bob');
  page.fire('visibilitychange');
  page.fire('visibilitychange');
  expect(changes).toHaveBeenCalledTimes(2);
});

test('the steps of one sign-in in another tab are one change, those of the next another', () => {
  const { store, changes } = start();
  const signIn = (user: string) => {
    store('client.LastAuthUser', null, user);
    store(`client.${user}.accessToken`, null, 'a');
    store(`client.${user}.idToken`, null, 'a');
    store(`client.${user}.refreshToken`, null, 'a');
  };
  signIn('alice');
  expect(changes).toHaveBeenCalledTimes(1);
  store('client.alice.accessToken', 'a', null);
  store('client.alice.idToken', 'a', null);
  store('client.LastAuthUser', 'alice', null);
  expect(changes).toHaveBeenCalledTimes(2);
  signIn('bob');
  expect(changes).toHaveBeenCalledTimes(3);
});

test('what was asked while another tab was storing its tokens is asked again', async () => {
  const { provider, answers, store, asked, hold, letGo, changes } = start();
  store('client.LastAuthUser', null, 'alice');
  const release = hold();
  answers(guestSession);
  const answer = provider();
  store('client.alice.accessToken', null, 'a');
  letGo();
  answers(userSession('alice'));
  release();
  expect(await answer).toMatchObject({ principal: 'alice' });
  expect(asked).toHaveLength(2);
  expect(changes).toHaveBeenCalledTimes(1);
});

test("a failure while another tab was storing its tokens is not the caller's", async () => {
  const { provider, answers, store, hold, letGo } = start();
  store('client.LastAuthUser', null, 'alice');
  const release = hold();
  answers(named('AuthTokenException'));
  const answer = provider();
  store('client.alice.idToken', null, 'a');
  letGo();
  answers(userSession('alice'));
  release();
  expect(await answer).toMatchObject({ principal: 'alice' });
});

test('a guest that was reported while another tab stored its tokens counts as another user', async () => {
  const { provider, answers, store, changes } = start();
  store('client.LastAuthUser', null, 'alice');
  answers(guestSession);
  await provider();
  store('client.alice.accessToken', null, 'a');
  expect(changes).toHaveBeenCalledTimes(2);
  expect(provider.principal()).toBeUndefined();
});

test('a redirect and the sign-in that follows it are one change', () => {
  const { hub, changes } = start();
  hub('signInWithRedirect');
  hub('signedIn', { userId: 'alice' });
  expect(changes).toHaveBeenCalledTimes(1);
  hub('signedIn', { userId: 'bob' });
  expect(changes).toHaveBeenCalledTimes(2);
});

test('a refresh that is refused again and again is one change', async () => {
  const { provider, answers, hub, changes } = start();
  const refuse = () => hub('tokenRefresh_failure', { error: named('ResourceNotFoundException') });
  refuse();
  refuse();
  expect(changes).toHaveBeenCalledTimes(1);
  answers(userSession('alice'));
  await provider();
  refuse();
  expect(changes).toHaveBeenCalledTimes(2);
});

test('a session that arrives after a newer change does not set the user', async () => {
  const { provider, answers, hold, letGo, hub } = start();
  const release = hold();
  answers(userSession('alice'));
  const late = provider();
  hub('signedOut');
  hub('signedIn', { userId: 'bob' });
  letGo();
  release();
  expect(await late).toMatchObject({ principal: 'alice' });
  expect(provider.principal()).toBeUndefined();
  answers(userSession('bob'));
  await provider();
  expect(provider.principal()).toBe('bob');
});

test("an answer that comes after a newer one's does not rename it", async () => {
  const { provider, answers, hold, letGo, hub } = start();
  const release = hold();
  answers(userSession('alice'));
  const late = provider();
  hub('signedIn', { userId: 'bob' });
  letGo();
  answers(userSession('bob'));
  await provider();
  release();
  await late;
  expect(provider.principal()).toBe('bob');
});

test("Amplify is made to forget the previous user's identity where Cognito refuses it", async () => {
  const clearCredentials = vi.fn();
  const { provider, answers, hub, asked } = start({ clearCredentials });
  answers(userSession('alice'));
  await provider();
  hub('signedIn', { userId: 'bob' });
  clearCredentials.mockImplementation(() => answers(userSession('bob')));
  answers(named('NotAuthorizedException'));
  expect(await provider()).toMatchObject({ principal: 'bob' });
  expect(clearCredentials).toHaveBeenCalledTimes(1);
  expect(asked).toHaveLength(3);
});

test('it is not made to forget where no user changed, or something else failed', async () => {
  const clearCredentials = vi.fn();
  const { provider, answers, hub } = start({ clearCredentials });
  answers(named('NotAuthorizedException'));
  await expect(provider()).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  hub('signedOut');
  answers(named('NetworkError'));
  await expect(provider()).rejects.toMatchObject({ name: 'NetworkError' });
  expect(clearCredentials).not.toHaveBeenCalled();
});

test('without clearCredentials the refusal names it', async () => {
  const { provider, answers, hub } = start();
  hub('signedOut');
  const error = named('NotAuthorizedException');
  answers(error);
  await expect(provider()).rejects.toMatchObject({
    code: 'credentials-unavailable',
    message: expect.stringContaining('Pass clearCredentials'),
    cause: error,
  });
});

test("another user's credentials that Amplify kept are not taken for this user's", async () => {
  const clearCredentials = vi.fn();
  const { provider, answers, hub, asked } = start({ clearCredentials });
  answers(userSession('alice'));
  await provider();
  hub('signedIn', { userId: 'bob' });
  const { credentials, identityId } = userSession('alice');
  answers(userSession('bob', { credentials, identityId }));
  clearCredentials.mockImplementation(() => answers(userSession('bob')));
  expect(await provider()).toMatchObject({ accessKeyId: 'ASIAbob', principal: 'bob', identityId: 'identity-bob' });
  expect(asked.at(-1)).toEqual({ forceRefresh: true });
});

test('a refusal that comes after a newer change makes Amplify forget nothing', async () => {
  const clearCredentials = vi.fn();
  const { provider, answers, hold, hub } = start({ clearCredentials });
  hub('signedIn', { userId: 'alice' });
  const release = hold();
  answers(named('NotAuthorizedException'));
  const late = provider();
  hub('signedOut');
  release();
  await expect(late).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  expect(clearCredentials).not.toHaveBeenCalled();
});

test('a session that arrives after a newer change does not assign the identity to a user', async () => {
  const { provider, answers, hold, letGo, hub, asked } = start();
  answers(userSession('alice'));
  await provider();
  const release = hold();
  const { identityId } = userSession('alice');
  answers(userSession('bob', { identityId }));
  const mixed = provider();
  answers(userSession('bob', { identityId: 'identity-carol' }));
  const another = provider();
  hub('signedOut');
  release();
  release();
  await mixed;
  await another;
  expect(asked).toHaveLength(3);
  letGo();
  answers(userSession('carol'));
  expect(await provider()).toMatchObject({ principal: 'carol' });
  expect(asked).toHaveLength(4);
});

test('an answer whose change is over is not asked for again when the next one completes', async () => {
  const { provider, answers, store, hold, asked } = start();
  const release = hold();
  answers(guestSession);
  const late = provider();
  store('client.LastAuthUser', null, 'alice');
  store('client.alice.accessToken', null, 'a');
  release();
  expect(await late).toMatchObject({ principal: null });
  expect(asked).toHaveLength(1);
});

test.each([
  ['an access token', { accessToken: userSession('alice').tokens?.accessToken }],
  ['an ID token', { idToken: userSession('alice').tokens?.idToken }],
])('the storage of another app is known by %s, also once the user has signed out', async (_, tokens) => {
  const { provider, answers, hub, store, changes } = start();
  answers(userSession('alice', { tokens }));
  await provider();
  hub('signedOut');
  answers(guestSession);
  await provider();
  store('another.LastAuthUser', null, 'alice');
  expect(changes).toHaveBeenCalledTimes(1);
  store('client.LastAuthUser', null, 'alice');
  expect(changes).toHaveBeenCalledTimes(2);
});

test('a second session that arrives after a newer change does not assign the identity to a user', async () => {
  const { options, answers, hold, letGo, hub, asked } = fakeAmplify();
  let release = () => {};
  const clearCredentials = () => {
    answers(userSession('bob', { identityId: 'identity-carol' }));
    release = hold();
  };
  const provider = fromAmplify({ ...options, clearCredentials });
  answers(userSession('alice'));
  await provider();
  answers(userSession('bob', { identityId: 'identity-alice' }));
  const late = provider();
  await expect.poll(() => asked).toHaveLength(3);
  hub('signedOut');
  release();
  await late;
  letGo();
  answers(userSession('carol'));
  await provider();
  expect(asked).toHaveLength(4);
});

test("a user takes over a guest's identity without another request", async () => {
  const { provider, answers, hub, asked } = start();
  answers(guestSession);
  await provider();
  hub('signedIn', { userId: 'alice' });
  answers(userSession('alice', { identityId: 'identity-guest' }));
  expect(await provider()).toMatchObject({ principal: 'alice', identityId: 'identity-guest' });
  expect(asked).toHaveLength(2);
});

test('a listener that throws or has left hurts no other', () => {
  const { provider, hub, changes, stop } = start();
  vi.stubGlobal('reportError', vi.fn());
  const other = vi.fn();
  provider.onChange(() => {
    throw new Error('mine');
  });
  provider.onChange(other);
  stop();
  hub('signedOut');
  expect(changes).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledTimes(1);
  expect(globalThis.reportError).toHaveBeenCalledTimes(1);
});

test('a token source gives the ID token, or the access token, and knows whose it is', async () => {
  const { options, answers, hub } = fakeAmplify();
  const id = tokenFromAmplify(options);
  answers(userSession('alice'));
  expect(await id()).toBe('id-alice');
  expect(id.principal()).toBe('alice');
  expect(await tokenFromAmplify({ ...options, token: 'access' })()).toBe('access-alice');
  const changes = vi.fn();
  const last = tokenFromAmplify(options);
  last.onChange(changes);
  hub('signedOut');
  expect(changes).toHaveBeenCalledTimes(1);
});

test.each([
  [noSession, /no user is signed in/],
  [{ tokens: {} }, /no id token/],
])('a token source refuses a session without that token', async (session, message) => {
  const { options, answers } = fakeAmplify();
  answers(session);
  await expect(tokenFromAmplify(options)()).rejects.toMatchObject({
    code: 'credentials-unavailable',
    message: expect.stringMatching(message),
  });
});
