import axios from 'axios';
import ky from 'ky';
import { type Authenticator, createSigV4, type Rejection, type SigV4Options } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { type CognitoSession, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { describe, expect, onTestFinished, test } from 'vitest';

const MINUTE = 60_000;
const REDIRECT = 'https://app.example.com/';

/** An app whose users sign in with Slack: the guide's recipe, with a clock that can be set. */
const start = async (more: Partial<SigV4Options> = {}) => {
  let later = 0;
  const now = (): number => Date.now() + later;
  const mock = createAwsMock({ now, identityPools: [{ guests: true }], slack: {} });
  const { url, urls, close } = await mock.listen({ port: 0 });
  const storage = memoryStorage();
  const open = () =>
    createCognitoSession({
      identityPoolId: mock.identityPool().id,
      endpoints: { identityPool: urls['cognito-identity']! },
      clock: { offset: 0, now },
      waitForSignIn: 1000,
      storage,
    });
  const session = open();
  onTestFinished(async () => {
    session.close();
    await close();
  });
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));
  const scope = { region: 'us-east-1', service: 'execute-api', origins: new URL(url).origin };
  const asGuest = wrapFetch(fetch, createSigV4({ credentials: session.guestCredentials, ...scope }));
  const signIn = async (proof: object): Promise<string> => {
    const answer = await asGuest(`${url}/slack`, { method: 'POST', body: JSON.stringify(proof) });
    if (!answer.ok) throw new Error(`The backend said ${answer.status}.`);
    const { token, identityId, slackToken } = await answer.json();
    await session.federatedSignIn('developer', token, { identityId });
    return slackToken;
  };
  const page = `https://slack.com/oauth/v2/authorize?client_id=${mock.slack.clientId}&redirect_uri=${REDIRECT}`;
  const code = new URL(mock.slack.allow(page)).searchParams.get('code');
  const slack = { token: await signIn({ code, redirectUri: REDIRECT }) };
  const rejections: Rejection[] = [];
  const reauthenticate: SigV4Options['reauthenticate'] = async (rejection) => {
    rejections.push(rejection);
    slack.token = await signIn({ slackToken: slack.token });
  };
  const works: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void works.push(work);
  const auth = createSigV4({ credentials: session.credentials, reauthenticate, waitUntil, ...scope, ...more });
  return {
    mock,
    url,
    session,
    states,
    slack,
    signIn,
    auth,
    rejections,
    wait: async (minutes: number) => {
      // Advance the clock only while no renewal is in flight, including background ones.
      await Promise.all(works);
      later += minutes * MINUTE;
    },
  };
};

type Get = (url: string) => Promise<number>;
const clients: Record<string, (auth: Authenticator) => Get> = {
  axios: (auth) => {
    const api = axios.create({ validateStatus: () => true });
    interceptAxios(api, auth);
    return async (url) => (await api.get(url)).status;
  },
  ky: (auth) => {
    const api = wrapKy(ky, auth);
    return async (url) => (await api.get(url, { timeout: false, throwHttpErrors: false })).status;
  },
  fetch: (auth) => {
    const api = wrapFetch(fetch, auth);
    return async (url) => (await api(url)).status;
  },
};

test.each(Object.entries(clients))('%s: a sign-in by Slack lasts as long as the Slack token', async (_, client) => {
  const { url, auth, session, states, mock, rejections, wait } = await start();
  const get = client(auth);
  for (const minutes of [0, 57, 4, 59, 600]) {
    await wait(minutes);
    expect(await get(`${url}/messages`)).toBe(200);
    await wait(0);
    expect(session.state).toBe('signedIn');
  }
  expect(states.filter((state) => /Invalid$/.test(state))).toEqual([]);
  expect(mock.calls('GET /messages').every(({ user }) => user === 'U0ALICE')).toBe(true);
  expect(rejections.length).toBeGreaterThanOrEqual(3);
  for (const rejection of rejections) {
    expect(rejection).toMatchObject({ status: 0, verdict: 'expired', code: 'NotAuthorizedException' });
  }
  expect(mock.slack.pages).toBe(1);
});

test('many simultaneous calls, and the app’s own request for credentials, ask the app once', async () => {
  const { url, auth, session, rejections, wait } = await start();
  const get = clients.fetch!(auth);
  await get(`${url}/messages`);
  const events: string[] = [];
  for (const type of ['reauthenticating', 'reauthenticated', 'reauthentication-failed', 'rejected'] as const) {
    auth.on(type, () => events.push(type));
  }
  await wait(61);
  const statuses = await Promise.all([
    ...Array.from({ length: 50 }, () => get(`${url}/messages`)),
    session.credentials().then(() => 200),
  ]);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(rejections).toHaveLength(1);
  expect(events).toEqual(['reauthenticating', 'reauthenticated']);
});

test('a reauthenticate that signs out and in again is a part of the renewal', async () => {
  const setUp = await start({
    reauthenticate: async () => {
      await setUp.session.signOut();
      setUp.slack.token = await setUp.signIn({ slackToken: setUp.slack.token });
    },
  });
  const get = clients.fetch!(setUp.auth);
  await get(`${setUp.url}/messages`);
  await setUp.wait(61);
  expect(await Promise.all([get(`${setUp.url}/messages`), get(`${setUp.url}/messages`)])).toEqual([200, 200]);
  expect(setUp.mock.calls('GET /messages').every(({ user }) => user === 'U0ALICE')).toBe(true);
  expect(setUp.session.state).toBe('signedIn');
});

test('the credentials of a federated sign-in are used, not fetched again', async () => {
  const { url, auth, mock } = await start();
  const before = mock.calls().length;
  await clients.fetch!(auth)(`${url}/messages`);
  expect(mock.calls().length - before).toBe(1);
});

describe('where the app cannot re-authenticate', () => {
  test.each<[string, Partial<SigV4Options>]>([
    ['there is no reauthenticate', { reauthenticate: undefined as never }],
    [
      'it fails',
      {
        reauthenticate: async () => {
          throw new Error('Slack has revoked the token.');
        },
      },
    ],
    ['it does nothing', { reauthenticate: async () => {} }],
    ['shouldReauthenticate says no', { shouldReauthenticate: () => false }],
  ])('because %s, the state changes and the wait begins', async (_, more) => {
    const { url, auth, session, wait } = await start(more);
    const get = clients.fetch!(auth);
    await get(`${url}/messages`);
    await wait(61);
    await expect(get(`${url}/messages`)).rejects.toMatchObject({ code: 'sign-in-timeout' });
    expect(session.state).toBe('signedOutFederatedTokensInvalid');
  });

  test('without a network, the call fails and the user stays signed in', async () => {
    let attempts = 0;
    const { url, auth, session, wait } = await start({
      retry: { retries: 0 },
      reauthenticate: async () => {
        attempts++;
        throw new TypeError('fetch failed');
      },
    });
    const get = clients.fetch!(auth);
    await get(`${url}/messages`);
    await wait(61);
    await expect(get(`${url}/messages`)).rejects.toMatchObject({ code: 'credentials-unavailable' });
    expect(session.state).toBe('signedIn');
    expect(attempts).toBe(1);
  });

  test('it is called at most five times in half a minute', async () => {
    let attempts = 0;
    const { url, auth, wait } = await start({
      retry: { retries: 0 },
      reauthenticate: async () => {
        attempts++;
        throw new TypeError('fetch failed');
      },
    });
    const get = clients.fetch!(auth);
    await get(`${url}/messages`);
    await wait(61);
    for (let call = 0; call < 7; call++) await get(`${url}/messages`).catch(() => {});
    expect(attempts).toBe(5);
  });

  test('a reauthenticate that requests the same credentials gets an error that says so', async () => {
    const told: unknown[] = [];
    const setUp = await start({
      reauthenticate: async () => {
        told.push(await setUp.session.credentials().catch((error) => error.code));
        setUp.slack.token = await setUp.signIn({ slackToken: setUp.slack.token });
      },
    });
    const get = clients.fetch!(setUp.auth);
    await get(`${setUp.url}/messages`);
    await setUp.wait(61);
    expect(await get(`${setUp.url}/messages`)).toBe(200);
    expect(told).toEqual(['reauthentication-deadlock']);
  });
});

test('renewProviderToken comes first', async () => {
  const { url, auth, session, mock, slack, rejections, wait } = await start();
  const asked: unknown[] = [];
  const guest = wrapFetch(
    fetch,
    createSigV4({ credentials: session.guestCredentials, region: 'us-east-1', service: 'execute-api', origins: url }),
  );
  const renew = async () => {
    asked.push('renewProviderToken');
    const answer = await guest(`${url}/slack`, { method: 'POST', body: JSON.stringify({ slackToken: slack.token }) });
    return answer.json();
  };
  const { token, identityId } = await renew();
  await session.federatedSignIn('developer', token, { identityId, renewProviderToken: renew });
  const get = clients.fetch!(auth);
  await wait(61);
  expect(await get(`${url}/messages`)).toBe(200);
  expect(asked).toHaveLength(2);
  expect(rejections).toEqual([]);
  expect(mock.slack.pages).toBe(1);
});

test('of two tabs one asks its app, and both go on', async () => {
  let later = 0;
  const now = (): number => Date.now() + later;
  const mock = createAwsMock({ now, identityPools: [{ guests: true }], slack: {} });
  const { url, urls, close } = await mock.listen({ port: 0 });
  const storage = memoryStorage();
  const scope = { region: 'us-east-1', service: 'execute-api', origins: new URL(url).origin };
  const asked: number[] = [];
  const page = `https://slack.com/oauth/v2/authorize?client_id=${mock.slack.clientId}&redirect_uri=${REDIRECT}`;
  let slackToken = '';
  const open = (tab: number) => {
    const session = createCognitoSession({
      identityPoolId: mock.identityPool().id,
      endpoints: { identityPool: urls['cognito-identity']! },
      clock: { offset: 0, now },
      name: 'two-tabs',
      waitForSignIn: 1000,
      tabs: {},
      storage,
    });
    onTestFinished(() => session.close());
    const asGuest = wrapFetch(fetch, createSigV4({ credentials: session.guestCredentials, ...scope }));
    const signIn = async (proof: object): Promise<void> => {
      const answer = await asGuest(`${url}/slack`, { method: 'POST', body: JSON.stringify(proof) });
      const given = await answer.json();
      slackToken = given.slackToken;
      await session.federatedSignIn('developer', given.token, { identityId: given.identityId });
    };
    const reauthenticate = async (): Promise<void> => {
      asked.push(tab);
      await signIn({ slackToken });
    };
    const auth = createSigV4({ credentials: session.credentials, reauthenticate, ...scope });
    return { session, signIn, get: clients.fetch!(auth) };
  };
  const tabs = [open(0), open(1)];
  await tabs[0]!.signIn({ code: new URL(mock.slack.allow(page)).searchParams.get('code'), redirectUri: REDIRECT });
  for (const { get } of tabs) expect(await get(`${url}/messages`)).toBe(200);
  later = 61 * MINUTE;
  expect(await Promise.all(tabs.map(({ get }) => get(`${url}/messages`)))).toEqual([200, 200]);
  expect(asked).toHaveLength(1);
  expect(tabs.map(({ session }) => session.state)).toEqual(['signedIn', 'signedIn']);
  await close();
});

describe('a user pool login whose refresh token is revoked', () => {
  const ALICE = { username: 'alice', password: 'Correct-horse-1' };
  const begin = async (reauthenticate: (session: CognitoSession) => Promise<void>) => {
    const mock = createAwsMock({ userPools: [{ users: [ALICE] }], identityPools: [{ guests: true }] });
    const { url, urls, close } = await mock.listen({ port: 0 });
    const session = createCognitoSession({
      userPoolId: mock.userPool().id,
      userPoolClientId: mock.userPool().clientId,
      identityPoolId: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
      waitForSignIn: 100,
    });
    onTestFinished(async () => {
      session.close();
      await close();
    });
    await session.signIn(ALICE);
    const states: string[] = [];
    session.onStateChange((state) => states.push(state));
    createSigV4({
      credentials: session.credentials,
      reauthenticate: () => reauthenticate(session),
      region: 'us-east-1',
      service: 'execute-api',
      origins: new URL(url).origin,
    });
    mock.revokeTokens('alice');
    return { session, states };
  };

  test('is replaced by an app that signs the user out and in again', async () => {
    const { session, states } = await begin(async (session) => {
      await session.signOut();
      await session.signIn(ALICE);
    });
    const before = (await session.getTokens()).accessToken;
    const { accessToken } = await session.getTokens({ forceRefresh: true });
    expect(accessToken).not.toBe(before);
    expect(session.state).toBe('signedIn');
    expect(states.filter((state) => /Invalid$/.test(state))).toEqual([]);
  });

  test('continues if the app signs in without signing out first', async () => {
    const { session } = await begin(async (session) => void (await session.signIn(ALICE)));
    const tokens = await session.getTokens({ forceRefresh: true });
    expect([tokens.idToken, session.state]).toEqual([expect.any(String), 'signedIn']);
    await expect(session.signIn(ALICE)).rejects.toMatchObject({ code: 'invalid-state' });
  });

  test('ends the session if the app cannot', async () => {
    const { session } = await begin(async (session) => {
      await session.signIn({ ...ALICE, password: 'forgotten' });
    });
    await expect(session.getTokens({ forceRefresh: true })).rejects.toMatchObject({ code: 'sign-in-timeout' });
    expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
  });
});

test.each<[string, () => unknown, boolean]>([
  ['a bug of the app', () => new TypeError("Cannot read properties of undefined (reading 'token')"), false],
  ['an error without more', () => new Error('The backend said 403.'), false],
  ['a status of 403', () => Object.assign(new Error('x'), { status: 403 }), false],
  ['a status of 502', () => Object.assign(new Error('x'), { status: 502 }), true],
  ["axios's 503", () => Object.assign(new Error('x'), { response: { status: 503 } }), true],
  ['a status of 429', () => Object.assign(new Error('x'), { status: 429 }), true],
  ['no network', () => new TypeError('fetch failed'), true],
])('what reauthenticate throws decides whether the user stays signed in: %s', async (_, error, stays) => {
  const { url, auth, session, wait } = await start({
    reauthenticate: async () => {
      throw error();
    },
  });
  await clients.fetch!(auth)(`${url}/messages`);
  await wait(61);
  const thrown = error();
  await expect(session.credentials()).rejects.toMatchObject({
    code: stays ? 'credentials-unavailable' : 'sign-in-timeout',
    // A call that waits in vain gets the reason.
    cause: { message: (thrown as Error).message },
  });
  expect(session.state).toBe(stays ? 'signedIn' : 'signedOutFederatedTokensInvalid');
});
