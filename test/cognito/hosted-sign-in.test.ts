import axios from 'axios';
import ky from 'ky';
import { type Authenticator, type AuthErrorCode, createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { type CognitoSessionOptions, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { type AwsMockOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SESSION, type SessionInternals } from '../../src/cognito/session/internals.js';
import { alice, bob } from './support/adoption.js';

type App = Awaited<ReturnType<typeof startApp>>;

/** Starts an app whose page shows a sign-in as soon as a call waits for one. */
const startApp = async (
  session: Partial<CognitoSessionOptions> = {},
  mockOptions: Partial<AwsMockOptions> = {},
  authOptions: object = {},
) => {
  const mock = createAwsMock({
    userPools: [{ users: [alice, bob] }],
    identityPools: [{ guests: true }],
    ...mockOptions,
  });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const storage = memoryStorage();
  const newSession = () => {
    const made = createCognitoSession({
      userPoolId,
      userPoolClientId,
      identityPoolId: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
      storage,
      waitForSignIn: undefined,
      ...session,
    } as CognitoSessionOptions);
    onTestFinished(() => made.close());
    return made;
  };
  const user = newSession();
  const internals = (user as unknown as { [SESSION](): SessionInternals })[SESSION]();
  const auth = createSigV4({
    credentials: user.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: new URL(url).origin,
    ...authOptions,
  });
  return { mock, url, session: user, newSession, internals, auth, signedFetch: wrapFetch(fetch, auth) };
};

const isSettled = async (work: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  work.then(note, note);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return settled;
};

const clients: Readonly<
  Record<string, (url: string, auth: Authenticator) => Promise<{ status: number; user?: string }>>
> = {
  axios: async (url, auth) => {
    const api = axios.create({ validateStatus: () => true, timeout: 1000 });
    interceptAxios(api, auth);
    const { status, data } = await api.post(url, { note: 'kept' });
    return { status, ...data };
  },
  ky: async (url, auth) => {
    const response = await wrapKy(ky.create({ throwHttpErrors: false, retry: 0, timeout: false }), auth).post(url, {
      json: { note: 'kept' },
    });
    return { status: response.status, ...((await response.json()) as object) };
  },
  fetch: async (url, auth) => {
    const response = await wrapFetch(fetch, auth)(url, { method: 'POST', body: '{"note":"kept"}' });
    return { status: response.status, ...((await response.json()) as object) };
  },
};

describe.each(Object.entries(clients))('%s', (_, send) => {
  test('a call that a guest is denied waits for the sign-in, and goes through', async () => {
    const { mock, url, session, auth } = await startApp();
    mock.deny('POST /echo', { user: 'guest' });
    const show = vi.fn();
    session.hostSignIn(show);
    const call = send(`${url}/echo`, auth);
    await expect.poll(() => show).toHaveBeenCalledTimes(1);
    // Longer than axios's own timeout, which is paused.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await session.signIn(alice);
    expect(await call).toMatchObject({ status: 200, user: 'alice' });
    expect(mock.calls('POST /echo').map(({ user }) => user)).toEqual(['guest', 'alice']);
  });

  test('cancelling the sign-in returns the 403 to the call', async () => {
    const { mock, url, session, auth } = await startApp();
    mock.deny('POST /echo', { user: 'guest' });
    session.hostSignIn(() => session.releaseSignInWait());
    expect(await send(`${url}/echo`, auth)).toMatchObject({ status: 403 });
    expect(mock.calls('POST /echo')).toHaveLength(1);
  });
});

test('without a sign-in host, a guest gets the 403 immediately', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  mock.deny('GET /echo', { user: 'guest' });
  expect((await signedFetch(`${url}/echo`)).status).toBe(403);
  session.hostSignIn(() => {})();
  expect((await signedFetch(`${url}/echo`)).status).toBe(403);
});

test('an unknown 403 of a guest waits, too: some services give no reason', async () => {
  const { mock, url, session, signedFetch } = await startApp({}, { flavour: 'http' });
  mock.deny('GET /echo', { user: 'guest' });
  session.hostSignIn(() => void session.signIn(alice));
  expect((await signedFetch(`${url}/echo`)).status).toBe(200);
});

test('what a user is denied is final', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  mock.deny('GET /echo');
  await session.signIn(alice);
  const show = vi.fn();
  session.hostSignIn(show);
  expect((await signedFetch(`${url}/echo`)).status).toBe(403);
  expect(show).not.toHaveBeenCalled();
});

test('shouldReauthenticate can keep guests from being asked', async () => {
  const { mock, url, session, signedFetch } = await startApp({}, {}, { shouldReauthenticate: () => false });
  mock.deny('GET /echo', { user: 'guest' });
  const show = vi.fn();
  session.hostSignIn(show);
  expect((await signedFetch(`${url}/echo`)).status).toBe(403);
  expect(show).not.toHaveBeenCalled();
});

test('other calls of the guest continue in the meantime', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  mock.deny('GET /echo/private', { user: 'guest' });
  session.hostSignIn(() => {});
  const waiting = signedFetch(`${url}/echo/private`);
  expect(await isSettled(waiting)).toBe(false);
  expect((await signedFetch(`${url}/echo`)).status).toBe(200);
  await session.signIn(alice);
  expect((await waiting).status).toBe(200);
});

test('a stream that was sent cannot be sent again, so its call does not wait', async () => {
  const options = { service: 's3', payload: 'unsigned' };
  const { mock, url, session, signedFetch } = await startApp({}, { flavour: 's3' }, options);
  mock.deny(undefined, { user: 'guest' });
  const show = vi.fn();
  session.hostSignIn(show);
  const { body } = new Response('once');
  const response = await signedFetch(`${url}/file`, { method: 'PUT', body, duplex: 'half' } as RequestInit);
  expect(response.status).toBe(403);
  expect(show).not.toHaveBeenCalled();
});

describe.each<[string, Partial<CognitoSessionOptions>, Partial<AwsMockOptions>]>([
  ['the configuration allows no guests', { guest: false }, {}],
  ['the identity pool takes no guests', {}, { identityPools: [{ guests: false }] }],
])('%s', (_, options, mockOptions) => {
  test("a visitor's call waits for the sign-in if the app hosts one", async () => {
    const { url, session, signedFetch } = await startApp(options, mockOptions);
    await expect(signedFetch(`${url}/echo`)).rejects.toThrow();
    const show = vi.fn();
    const end = session.hostSignIn(show);
    const call = signedFetch(`${url}/echo`);
    await expect.poll(() => show).toHaveBeenCalledTimes(1);
    await session.signIn(alice);
    expect((await call).status).toBe(200);
    await session.signOut();
    end();
    await expect(signedFetch(`${url}/echo`)).rejects.toThrow();
  });

  test('the very first call waits, whatever client makes it', async () => {
    const { url, session, auth } = await startApp(options, mockOptions);
    const show = vi.fn();
    session.hostSignIn(show);
    const api = axios.create();
    interceptAxios(api, auth);
    const calls = [wrapFetch(fetch, auth)(`${url}/echo`), wrapKy(ky, auth)(`${url}/echo`), api.get(`${url}/echo`)];
    await expect.poll(() => show).toHaveBeenCalled();
    await session.signIn(alice);
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  });

  test('calls to an API that takes tokens wait, too', async () => {
    const { url, session } = await startApp(options, { ...mockOptions, authorizer: 'jwt' });
    const auth = createTokenAuth({ token: session.idToken, origins: new URL(url).origin });
    session.hostSignIn(() => void session.signIn(alice));
    expect((await wrapFetch(fetch, auth)(`${url}/echo`)).status).toBe(200);
  });
});

test('calls wait without a time limit unless the session sets one', async () => {
  const timeouts: number[] = [];
  for (const waitForSignIn of [undefined, true, 120_000] as const) {
    const { url, session, signedFetch } = await startApp({ guest: false, waitForSignIn } as object);
    session.onWaitingForSignIn((timeout) => timeouts.push(timeout));
    session.hostSignIn(() => void session.signIn(alice));
    expect((await signedFetch(`${url}/echo`)).status).toBe(200);
  }
  expect(timeouts).toEqual([Number.POSITIVE_INFINITY, 300_000, 120_000]);
});

test('a call that is already waiting shows a sign-in once a host is registered', async () => {
  const { mock, url, session, signedFetch } = await startApp({ waitForSignIn: true });
  await session.signIn(alice);
  await signedFetch(`${url}/echo`);
  mock.revokeTokens('alice');
  mock.expireCredentials();
  await session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
  const call = signedFetch(`${url}/echo`);
  expect(await isSettled(call)).toBe(false);
  session.hostSignIn(() => void session.signIn(alice));
  expect((await call).status).toBe(200);
});

test('a hundred calls wait for one sign-in; they continue as the previous user, not as another one', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  const codes: (AuthErrorCode | number)[] = [];
  const send = async () => {
    const sent = await signedFetch(`${url}/echo`).then(
      ({ status }) => status,
      ({ code }) => code,
    );
    codes.push(sent);
  };
  await session.signIn(alice);
  await send();
  mock.revokeTokens('alice');
  mock.expireCredentials();
  await session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  session.hostSignIn(() => {});
  const calls = Array.from({ length: 100 }, send);
  expect(await isSettled(Promise.all(calls))).toBe(false);
  await session.signIn(bob);
  await Promise.all(calls);
  expect(codes).toEqual([200, ...Array.from({ length: 100 }, () => 'identity-changed')]);
});

test('a call whose signal aborts stops waiting by itself', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  mock.deny('GET /echo', { user: 'guest' });
  const show = vi.fn();
  session.hostSignIn(show);
  const controller = new AbortController();
  const [left, stays] = [signedFetch(`${url}/echo`, { signal: controller.signal }), signedFetch(`${url}/echo`)];
  await expect.poll(() => show).toHaveBeenCalledTimes(2);
  controller.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
  await session.signIn(alice);
  expect((await stays).status).toBe(200);
});

test('cancelSignIn ends a sign-in under way, and its step', async () => {
  const { session, internals } = await startApp();
  const signingIn = session.signIn(alice);
  await expect.poll(() => (session as App['session']).state).toBe('guest');
  await new Promise((resolve) => setImmediate(resolve));
  internals.cancelSignIn();
  await expect(signingIn).rejects.toMatchObject({ code: 'sign-in-cancelled' });
  expect(session.state).toBe('guest');
});

test('a host that was removed is not called again, even if another host shows the sign-in', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  mock.deny('GET /echo', { user: 'guest' });
  const ended = vi.fn();
  session.hostSignIn(ended)();
  session.hostSignIn(() => session.releaseSignInWait());
  expect((await signedFetch(`${url}/echo`)).status).toBe(403);
  expect(ended).not.toHaveBeenCalled();
});

test('what shows a sign-in must be a function', async () => {
  const { session } = await startApp();
  expect(() => session.hostSignIn({} as never)).toThrow(
    new TypeError('hostSignIn: pass the function that shows your sign-in.'),
  );
});

test('a function that throws when called immediately is not registered', async () => {
  const { mock, url, session, signedFetch } = await startApp();
  mock.deny('GET /echo', { user: 'guest' });
  const end = session.hostSignIn(() => {});
  const waits = signedFetch(`${url}/echo`);
  await expect.poll(() => mock.calls('GET /echo')).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  end();
  const failing = (): void => {
    throw new Error('There is no page.');
  };
  expect(() => session.hostSignIn(failing)).toThrow('There is no page.');
  expect((await signedFetch(`${url}/echo`)).status).toBe(403);
  session.releaseSignInWait();
  expect((await waits).status).toBe(403);
});
