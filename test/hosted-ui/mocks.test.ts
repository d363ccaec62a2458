import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { type AwsMockOptions, createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

const alice = { username: 'alice', password: 'Correct-horse-1' };
const APP = 'http://localhost:4000/callback';
const HOME = 'http://localhost:4000/';

/** The mock behind a real listener, and a session at its pools. */
const start = async (options: AwsMockOptions = {}) => {
  let ahead = 0;
  const mock = createAwsMock({
    now: () => Date.now() + ahead,
    userPools: [{ users: [alice] }],
    identityPools: [{ guests: true }],
    ...options,
  });
  const { url, urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const session = createCognitoSession({
    userPoolId: mock.userPool().id,
    userPoolClientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
    waitForSignIn: true,
    clock: { offset: 0, now: () => Date.now() + ahead },
    ...(options.userPools?.[0]?.clientSecret && { userPoolClientSecret: options.userPools[0].clientSecret }),
  });
  const scope = { region: 'us-east-1', service: 'execute-api', origins: new URL(url).origin };
  const call = wrapFetch(fetch, createSigV4({ credentials: session.credentials, ...scope }));
  const later = (time: number): void => {
    ahead += time;
  };
  return { mock, url, urls, session, scope, call, later };
};

test.each([
  ['without a secret', {}],
  ['with a secret, and rotation', { clientSecret: 'client-secret', refreshTokenRotation: true }],
])("the mock's hosted UI, of a client %s: page, callback, signed call, refresh, logout", async (_, pool) => {
  const { mock, url, urls, session, call } = await start({ userPools: [{ users: [alice], ...pool }], hostedUi: {} });
  const ui = createHostedUi({
    session,
    domain: urls['hosted-ui']!,
    redirectSignIn: [APP],
    redirectSignOut: [HOME],
    navigate: () => {},
  });
  const page = await ui.getSignInUrl();
  expect(await (await fetch(page)).text()).toContain('name="password"');
  await expect(mock.signInAtHostedUi(page, { ...alice, password: 'wrong' })).rejects.toThrow(/refused 'alice'/);
  const answer = await mock.signInAtHostedUi(page, alice);
  expect(await ui.handleAuthResponse(answer)).toBe(true);
  expect(session).toMatchObject({ state: 'signedIn', username: 'alice' });
  expect((await call(`${url}/items`)).status).toBe(200);
  const before = await session.getTokens();
  expect(await session.getTokens({ forceRefresh: true })).not.toEqual(before);
  expect(await session.getAttributes()).toMatchObject({ sub: expect.any(String) });

  const { accessToken } = await session.getTokens();
  const about = await fetch(`${urls['hosted-ui']}/oauth2/userInfo`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(await about.json()).toMatchObject({ username: 'alice' });
  const logout = await fetch((await ui.signOut({ invalidateTokens: true }))!, { redirect: 'manual' });
  expect(logout.headers.get('location')).toBe(HOME);
});

test("the mock's hosted UI refuses what Cognito refuses", async () => {
  const { mock, urls } = await start({ hostedUi: { callbackUrls: [APP] } });
  const base = `${urls['hosted-ui']}/oauth2`;
  const { clientId } = mock.userPool();
  const authorize = (query: Record<string, string>) =>
    fetch(
      `${base}/authorize?${new URLSearchParams({ client_id: clientId, redirect_uri: APP, response_type: 'code', ...query })}`,
      {
        redirect: 'manual',
      },
    );
  expect((await authorize({ redirect_uri: 'https://evil.example.com/' })).status).toBe(400);
  expect((await authorize({ client_id: 'other' })).status).toBe(400);
  const location = async (query: Record<string, string>) => (await authorize(query)).headers.get('location');
  expect(await location({ response_type: 'token', state: 's' })).toMatch(/error=unsupported_response_type.*state=s/);
  expect(await location({ prompt: 'none' })).toMatch(/error=login_required/);
  expect(await location({ prompt: 'none' })).not.toContain('iss=');

  const page = `${base}/authorize?${new URLSearchParams({ client_id: clientId, redirect_uri: APP, response_type: 'code', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' })}`;
  const code = new URL(await mock.signInAtHostedUi(page, alice)).searchParams.get('code')!;
  const token = (form: Record<string, string>) =>
    fetch(`${base}/token`, { method: 'POST', body: new URLSearchParams({ client_id: clientId, ...form }) });
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: APP, code_verifier: 'y'.repeat(43) };
  for (const form of [exchange, exchange, { grant_type: 'refresh_token', refresh_token: 'unknown' }]) {
    const answer = await token(form);
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'invalid_grant' }]);
  }
  expect(await (await token({ grant_type: 'password' })).json()).toEqual({ error: 'unsupported_grant_type' });
  const revoked = await fetch(`${base}/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, token: 'x' }),
  });
  expect([revoked.status, await revoked.text()]).toEqual([200, '']);
});

test("the mock's Auth0: its tokens federate, rotate, and end", async () => {
  const { mock, url, urls, session, call, later } = await start({ auth0: { users: [alice] } });
  const discovered = await (await fetch(`${urls.auth0}/.well-known/openid-configuration`)).json();
  expect(discovered).toMatchObject({ issuer: 'https://mock.eu.auth0.com/' });
  const ui = createHostedUi({
    session,
    issuer: 'https://mock.eu.auth0.com/',
    authorizationEndpoint: `${urls.auth0}/authorize`,
    tokenEndpoint: `${urls.auth0}/oauth/token`,
    logoutEndpoint: `${urls.auth0}/v2/logout`,
    logoutParameters: { client_id: 'mockauth0client', returnTo: HOME },
    clientId: 'mockauth0client',
    redirectSignIn: [APP],
    navigate: () => {},
  });
  await ui.handleAuthResponse(await mock.signInAtHostedUi(await ui.getSignInUrl(), alice));
  expect(session.state).toBe('signedIn');
  expect((await call(`${url}/items`)).status).toBe(200);
  for (let round = 0; round < 3; round++) {
    later(11 * 3_600_000);
    expect((await call(`${url}/items`)).status).toBe(200);
  }
  expect(session.state).toBe('signedIn');
  const logout = await fetch((await ui.signOut({ invalidateTokens: true }))!, { redirect: 'manual' });
  expect(logout.headers.get('location')).toBe(HOME);
});

test("the mock's Auth0 names its issuer in each answer, where it is told to", async () => {
  const { mock, urls, session } = await start({ auth0: { users: [alice], issParameter: true } });
  const oauth = { authorizationEndpoint: `${urls.auth0}/authorize`, tokenEndpoint: `${urls.auth0}/oauth/token` };
  const issuer = 'https://mock.eu.auth0.com/';
  const ui = createHostedUi({ session, issuer, ...oauth, clientId: 'mockauth0client', redirectSignIn: [APP] });
  const discovered = await (await fetch(`${urls.auth0}/.well-known/openid-configuration`)).json();
  expect(discovered).toMatchObject({ authorization_response_iss_parameter_supported: true });
  const refusal = await fetch(await ui.getSignInUrl({ prompt: 'none' }), { redirect: 'manual' });
  expect(new URL(refusal.headers.get('location')!).searchParams.get('iss')).toBe(issuer);
  const answer = await mock.signInAtHostedUi(await ui.getSignInUrl(), alice);
  expect(new URL(answer).searchParams.get('iss')).toBe(issuer);
  expect(await ui.handleAuthResponse(answer)).toBe(true);
  expect(session.state).toBe('signedIn');
});

test.each([
  [undefined, false],
  ['none', false],
  ['consent', false],
  ['login', true],
  ['select_account', true],
])("who is signed in at the mock's hosted UI is asked again for prompt %s: %s", async (prompt, asks) => {
  const { urls, session } = await start({ hostedUi: {} });
  const ui = createHostedUi({ session, domain: urls['hosted-ui']!, redirectSignIn: [APP] });
  const first = await fetch(await ui.getSignInUrl(), {
    method: 'POST',
    body: new URLSearchParams(alice),
    redirect: 'manual',
  });
  const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
  const page = await ui.getSignInUrl(prompt === undefined ? {} : { prompt });
  const again = await fetch(page, { headers: { cookie }, redirect: 'manual' });
  expect(again.status).toBe(asks ? 200 : 302);
});

test('Slack: page, exchange signed as a guest, developer identity; after a 403 all of it again, but for the page', async () => {
  const { mock, url, session, scope, call, later } = await start({ slack: {} });
  const asGuest = wrapFetch(fetch, createSigV4({ credentials: session.guestCredentials, ...scope }));
  const exchange = async (
    body: object,
  ): Promise<{ slackToken: string; identityId: string; token: string } | undefined> => {
    const answer = await asGuest(`${url}/slack`, { method: 'POST', body: JSON.stringify(body) });
    return answer.ok ? answer.json() : undefined;
  };
  const redirectUri = 'https://app.example.com/slack';
  const page = `https://slack.com/oauth/v2/authorize?${new URLSearchParams({ client_id: '1234.5678', redirect_uri: redirectUri, state: 'xyz', user_scope: 'identity.basic' })}`;
  const callback = new URL(mock.slack.allow(page));
  expect(callback.searchParams.get('state')).toBe('xyz');
  const first = (await exchange({ code: callback.searchParams.get('code'), redirectUri }))!;
  const { identityId, token, slackToken } = first;
  expect(await exchange({ code: callback.searchParams.get('code'), redirectUri })).toBeUndefined();
  await session.federatedSignIn('developer', token, {
    identityId,
    providerRefreshToken: slackToken,
    renewProviderToken: async (_, kept) => exchange({ slackToken: kept }),
  });
  expect((await call(`${url}/items`)).status).toBe(200);
  expect(mock.calls('GET /items').at(-1)).toMatchObject({ user: 'U0ALICE', identityId });

  // The credentials and the developer's token have expired.
  later(2 * 3_600_000);
  mock.expireCredentials();
  const exchanges = mock.calls('POST /slack').length;
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(`${url}/items`)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(mock.calls('POST /slack').length).toBeGreaterThan(exchanges);
  expect(mock.slack.pages).toBe(1);
  expect(session.state).toBe('signedIn');

  // The user must act only when Slack's own token is revoked.
  mock.slack.revoke(slackToken);
  later(2 * 3_600_000);
  const waits = new Promise((resolve) => session.onWaitingForSignIn(resolve));
  const held = call(`${url}/items`);
  await waits;
  expect(session.state).toBe('signedOutFederatedTokensInvalid');
  const again = (await exchange({ code: new URL(mock.slack.allow(page)).searchParams.get('code'), redirectUri }))!;
  await session.federatedSignIn('developer', again.token, {
    identityId: again.identityId,
    providerRefreshToken: again.slackToken,
  });
  expect((await held).status).toBe(200);
});

test('Slack: the same by reauthenticate', async () => {
  const { mock, url, session, scope, later } = await start({ slack: {} });
  const asGuest = wrapFetch(fetch, createSigV4({ credentials: session.guestCredentials, ...scope }));
  const exchange = async (body: object) =>
    (await asGuest(`${url}/slack`, { method: 'POST', body: JSON.stringify(body) })).json();
  const page = 'https://slack.com/oauth/v2/authorize?client_id=1234.5678&redirect_uri=https://app.example.com/';
  const code = new URL(mock.slack.allow(page)).searchParams.get('code');
  let { slackToken, ...identity } = await exchange({ code });
  const signInAgain = async (): Promise<void> => {
    ({ slackToken, ...identity } = await exchange({ slackToken }));
    await session.federatedSignIn('developer', identity.token, identity);
  };
  await session.federatedSignIn('developer', identity.token, identity);
  const call = wrapFetch(
    fetch,
    createSigV4({ credentials: session.credentials, reauthenticate: signInAgain, ...scope }),
  );
  expect((await call(`${url}/items`)).status).toBe(200);
  later(50 * 60_000);
  mock.expireCredentials();
  expect((await call(`${url}/items`)).status).toBe(200);
  // The guest's credentials had expired with the others.
  expect(mock.calls('POST /slack').map(({ status }) => status)).toEqual([200, 403, 200]);
  expect(mock.slack.pages).toBe(1);
});
