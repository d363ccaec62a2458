import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { Refusal } from '../cognito/support/fake-cognito.js';
import { CLIENT_ID } from './support/provider.js';
import { APP, HOME, start, withClaims } from './support/stage.js';

test("Cognito's paths: the user pool's tokens become the session", async () => {
  const { ui, session, visit, visited, url } = await start('cognito');
  await ui.signIn({ identityProvider: 'Google', loginHint: 'alice@example.com', lang: 'fr' });
  const page = new URL(visited[0]!);
  expect(page.origin + page.pathname).toBe(`${url}/oauth2/authorize`);
  expect(Object.fromEntries(page.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: APP,
    code_challenge_method: 'S256',
    identity_provider: 'Google',
    login_hint: 'alice@example.com',
    lang: 'fr',
  });
  const answer = await visit(page.href, APP);
  expect(await ui.handleAuthResponse(answer)).toBe(true);
  expect(session).toMatchObject({ state: 'signedIn', username: 'alice' });
  expect(await ui.handleAuthResponse(answer)).toBe(true);

  expect(await ui.signOut()).toBe(`${url}/logout?client_id=${CLIENT_ID}&logout_uri=${encodeURIComponent(HOME)}`);
  expect(visited).toHaveLength(2);
  expect(session.state).toBe('guest');
});

test('Auth0: tokens federate under the host of the issuer, are renewed by rotating refresh tokens, also after a reload', async () => {
  const { ui, session, newSession, options, visit, cognito, url } = await start('auth0');
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  expect(session.state).toBe('signedIn');
  const key = url.replace('http://', '');
  const token = (cognito.calls[0]!.input.Logins as Record<string, string>)[key]!;
  expect(token.split('.')).toHaveLength(3);

  for (const current of [session, session, newSession()]) {
    if (current !== session) createHostedUi({ session: current, ...options });
    let refusals = 0;
    cognito.on('GetCredentialsForIdentity', ({ IdentityId }) => {
      if (refusals++ === 0) throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired.');
      return { IdentityId, Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 } };
    });
    expect((await current.credentials({ forceRefresh: true })).accessKeyId).toBe('A');
    expect(current.state).toBe('signedIn');
  }
});

test('Auth0: when its refresh token has been revoked, the session ends, calls wait, and the next sign-in releases them', async () => {
  const { ui, session, visit, cognito, provider } = await start('auth0');
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  let over = true;
  cognito.on('GetCredentialsForIdentity', ({ IdentityId }) => {
    if (over) throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired.');
    return { IdentityId, Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 } };
  });
  const find = provider.RefreshToken.find;
  provider.RefreshToken.find = async () => undefined;
  const waits = new Promise((resolve) => session.onWaitingForSignIn(resolve));
  const call = session.credentials({ forceRefresh: true });
  await waits;
  expect(session.state).toBe('signedOutFederatedTokensInvalid');

  over = false;
  provider.RefreshToken.find = find;
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl({ prompt: 'login' }), APP));
  expect((await call).accessKeyId).toBe('A');
  expect(session.state).toBe('signedIn');
});

/**
 * A federated session whose provider rotates the refresh token and
 * sends no ID token (OpenID Connect Core 1.0, section 12.2).
 */
const withoutIdToken = async () => {
  const stage = await start('auth0');
  await stage.ui.handleAuthResponse(await stage.visit(await stage.ui.getSignInUrl(), APP));
  let rotated = '';
  stage.faults.token = async (ask) => {
    const { id_token: _, ...tokens } = await (await ask()).json();
    rotated = tokens.refresh_token;
    return Response.json(tokens);
  };
  const kept = async () => JSON.parse((await stage.storage.get('sigv4-interceptor.session'))!).login;
  return { ...stage, kept, rotated: () => rotated };
};

test('Auth0: a renewal without an ID token keeps its refresh token, and the login while its token is good', async () => {
  const { session, cognito, kept, rotated } = await withoutIdToken();
  const { token } = await kept();
  cognito.on('GetId', { IdentityId: 'us-east-1:new' });
  cognito.on('GetCredentialsForIdentity', ({ IdentityId }) => {
    if (IdentityId !== 'us-east-1:new') throw new Refusal('ResourceNotFoundException', 'Identity not found.');
    return { IdentityId, Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 } };
  });
  await session.credentials({ forceRefresh: true });
  expect(session.state).toBe('signedIn');
  expect(await kept()).toMatchObject({ token, providerRefreshToken: rotated() });
  expect(rotated()).not.toBe('');
});

test('Auth0: if no renewal returns an ID token, the login ends with its token, and the rejection is reported', async () => {
  const { session, cognito, kept, rotated } = await withoutIdToken();
  cognito.on('GetCredentialsForIdentity', () => {
    throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired.');
  });
  await expect(session.credentials({ forceRefresh: true, waitForSignIn: false })).rejects.toMatchObject({
    code: 'not-signed-in',
    cause: { code: 'NotAuthorizedException', message: 'Invalid login token. Token expired.' },
  });
  expect(session.state).toBe('signedOutFederatedTokensInvalid');
  expect(await kept()).toMatchObject({ invalid: true, providerRefreshToken: rotated() });
});

test("Auth0: a renewal that brings another account's ID token signs nothing, and ends the login", async () => {
  const { ui, session, visit, cognito, faults } = await start('auth0');
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  const { identityId } = session;
  cognito.on('GetCredentialsForIdentity', () => {
    throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired.');
  });
  faults.token = withClaims({ sub: 'bob' });
  const before = cognito.calls.length;
  await expect(session.credentials({ forceRefresh: true, waitForSignIn: false })).rejects.toMatchObject({
    code: 'not-signed-in',
    cause: { code: 'credentials-unavailable', message: 'The renewed token belongs to another account. Sign in again.' },
  });
  expect(session).toMatchObject({ state: 'signedOutFederatedTokensInvalid', identityId });
  // Cognito never saw it.
  expect(cognito.calls.slice(before).map(({ operation }) => operation)).toEqual(['GetCredentialsForIdentity']);
});

test('Auth0: without a network, or with a failing provider, no user is signed out', async () => {
  const { ui, session, visit, cognito, provider } = await start('auth0');
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  cognito.on('GetCredentialsForIdentity', () => {
    throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired.');
  });
  provider.RefreshToken.find = () => Promise.reject(new Error('ill'));
  await expect(session.credentials({ forceRefresh: true })).rejects.toMatchObject({
    code: 'unexpected-answer',
  });
  expect(session.state).toBe('signedIn');
});

test('signOut({ invalidateTokens }) revokes at the provider, and the logout page follows', async () => {
  const { ui, session, visit, visited, provider, url } = await start('auth0', {
    logoutEndpoint: 'https://example.auth0.com/v2/logout',
    logoutParameters: { client_id: CLIENT_ID, returnTo: HOME },
  });
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  const revoked: unknown[] = [];
  provider.on('grant.revoked', () => revoked.push(1));
  await ui.signOut({ invalidateTokens: true });
  expect(revoked.length).toBeGreaterThan(0);
  expect(visited).toEqual([
    `https://example.auth0.com/v2/logout?client_id=${CLIENT_ID}&returnTo=${encodeURIComponent(HOME)}`,
  ]);
  expect(session.state).toBe('guest');
  expect(url).toMatch(/^http/);
});

test("awsconfiguration.json with Auth0's keys", async () => {
  const { session, visit, visited, url, cognito } = await start('auth0');
  const OAuth = {
    AppClientId: CLIENT_ID,
    // AWS's documentation has the domain as well as the endpoints, which take precedence.
    WebDomain: 'tenant.eu.auth0.com',
    SignInURI: `${url}/authorize`,
    SignInURIQueryParameters: { audience: 'https://api.example.com' },
    TokenURIQueryParameters: { tenant: 'example' },
    TokenURI: `${url}/oauth/token`,
    SignOutURI: `${url}/v2/logout`,
    SignOutURIQueryParameters: { client_id: CLIENT_ID, returnTo: HOME },
    SignInRedirectURI: APP,
    SignOutRedirectURI: HOME,
    Scopes: ['openid', 'email'],
    federationProviderName: 'tenant.eu.auth0.com',
  };
  const ui = createHostedUi({
    session,
    configuration: { Auth: { Default: { OAuth } } },
    navigate: (to) => void visited.push(to),
  });
  const page = new URL(await ui.getSignInUrl());
  expect(page.origin + page.pathname).toBe(`${url}/authorize`);
  expect(page.searchParams.get('scope')).toBe('openid email');
  expect(page.searchParams.get('audience')).toBe('https://api.example.com');
  await ui.handleAuthResponse(await visit(page.href, APP));
  expect(cognito.calls[0]!.input.Logins).toEqual({ 'tenant.eu.auth0.com': expect.stringMatching(/^eyJ/) });
  expect(await ui.signOut()).toBe(`${url}/v2/logout?client_id=${CLIENT_ID}&returnTo=${encodeURIComponent(HOME)}`);
});

test.each([
  ['no redirect', { domain: 'd.example.com' }, /redirectSignIn/],
  ['no provider', { redirectSignIn: [APP] }, /Pass domain/],
  ['plain http', { domain: 'http://d.example.com', redirectSignIn: [APP] }, /https/],
  ['no URL', { issuer: 'tenant', redirectSignIn: [APP] }, /issuer is not a URL/],
])('a configuration with %s is refused', async (_, options, message) => {
  const { session } = await start('cognito');
  expect(() => createHostedUi({ session, ...options })).toThrow(message);
});
