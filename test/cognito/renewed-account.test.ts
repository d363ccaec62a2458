import { createSigV4 } from 'sigv4-interceptor';
import { type CognitoSessionOptions, createCognitoSession, type RenewedProviderToken } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { createFakeCognito, jwt, noNetwork, Refusal } from './support/fake-cognito.js';
import { outcome, start as startScripted, waiting } from './support/session.js';

const HOUR = 3_600_000;
const SAML = 'arn:aws:iam::123456789012:saml-provider/work';

/** Alice, signed in with a provider whose token has expired. `renew` is what her app then gets. */
const start = async (
  provider: string,
  renew: (issue: (user: string) => string) => RenewedProviderToken,
  options: Partial<CognitoSessionOptions> = {},
) => {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const mock = createAwsMock({ now, identityPools: [{ guests: true }] });
  const { url, urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const bodies: string[] = [];
  const kept = new Map<string, string>();
  const issue = (user: string): string => mock.issueProviderToken(provider, user);
  const session = createCognitoSession({
    identityPoolId: mock.identityPool().id,
    endpoints: { identityPool: urls['cognito-identity']! },
    fetch: (input, init) => {
      bodies.push(String(init?.body));
      return fetch(input, init);
    },
    storage: {
      get: (key) => kept.get(key),
      set: (key, value) => void kept.set(key, value),
      remove: (key) => void kept.delete(key),
    },
    clock: { offset: 0, now },
    waitForSignIn: false,
    renewProviderToken: async () => renew(issue),
    ...options,
  });
  onTestFinished(() => session.close());
  const told: unknown[] = [];
  session.credentials.onChange(() => told.push('another user'));
  await session.federatedSignIn(provider, issue('alice'), { providerRefreshToken: 'refresh-alice' });
  told.length = 0;
  const identityId = session.identityId!;
  ahead = 2 * HOUR;
  bodies.length = 0;
  const sent: string[] = [];
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: new URL(url).origin,
  });
  const api = wrapFetch(async (input, init) => {
    const request = new Request(input, init);
    sent.push((await mock.signedBy(request.clone()))!.identityId!);
    return fetch(request);
  }, auth);
  const order = () => api(`${url}/items`, { method: 'POST', body: "alice's order" });
  return { mock, session, issue, identityId, order, sent, bodies, kept, told };
};

const PROVIDERS = ['accounts.google.com', 'https://idp.example.com/', 'graph.facebook.com', 'www.amazon.com', SAML];
const ANOTHER = { name: 'CredentialsError', code: 'credentials-unavailable' };

test.each(PROVIDERS)("a renewed token of %s that is another account's signs nothing", async (provider) => {
  let theirs = '';
  const { session, order, sent, bodies, kept, identityId, told } = await start(provider, (issue) => {
    theirs = issue('bob');
    return { token: theirs, providerRefreshToken: 'refresh-bob' };
  });
  const failure = await outcome(order());
  expect(failure).toMatchObject({ code: 'not-signed-in', cause: ANOTHER });
  expect((failure as Error & { cause: Error }).cause.message).toContain('another account');
  expect(session.state).toBe('signedOutFederatedTokensInvalid');
  expect([session.identityId, session.credentials.principal()]).toEqual([identityId, identityId]);
  expect(sent).toEqual([]);
  expect(told).toEqual([]);
  const stored = [...kept.values()].join();
  expect(stored).toContain('refresh-alice');
  expect(stored).not.toContain('refresh-bob');
  expect(stored).not.toContain(theirs);
  // No credentials of the other account were requested.
  expect(bodies.filter((body) => body.includes(theirs) && body.includes('"IdentityId"'))).toEqual([]);
});

test.each(PROVIDERS)('a renewed token of %s of the same account signs what waited', async (provider) => {
  const { session, order, sent, identityId, kept } = await start(provider, (issue) => ({
    token: issue('alice'),
    providerRefreshToken: 'refresh-alice-2',
  }));
  expect((await order()).status).toBe(200);
  expect(sent).toEqual([identityId]);
  expect(session.state).toBe('signedIn');
  expect([...kept.values()].join()).toContain('refresh-alice-2');
});

test("a call that waits while another account's token was given goes out as the user who made it, or not at all", async () => {
  for (const [user, expected] of [
    ['alice', { status: 200 }],
    ['bob', { code: 'identity-changed' }],
  ] as const) {
    const { session, order, sent, issue, identityId } = await start('accounts.google.com', () => issueBob(), {
      waitForSignIn: true,
    });
    const issueBob = () => issue('bob');
    const isWaiting = waiting(session);
    const call = outcome(order());
    await isWaiting;
    await session.federatedSignIn('google', issue(user));
    expect(await call).toMatchObject(expected);
    expect(sent).toEqual(user === 'alice' ? [identityId] : []);
  }
});

test("for another account's token, the app is asked to re-authenticate and gets the reason", async () => {
  const { session, issue } = await start('accounts.google.com', (give) => give('bob'));
  const rejections: unknown[] = [];
  createSigV4({
    credentials: session.credentials,
    reauthenticate: async (rejection) => {
      rejections.push(rejection);
      await session.federatedSignIn('google', issue('alice'));
    },
  });
  expect(await session.credentials()).toMatchObject({ principal: session.identityId });
  expect(rejections).toMatchObject([{ status: 0, code: 'credentials-unavailable' }]);
  expect(session.state).toBe('signedIn');
});

/** A session on scripted services whose token is no longer valid, with the identity of each token. */
const startDead = async (
  provider: string,
  [old, renewed]: readonly [string, RenewedProviderToken],
  identities: Readonly<Record<string, string>>,
  given: { identityId?: string } = {},
) => {
  const cognito = createFakeCognito();
  let isDead = false;
  cognito.on('GetId', ({ Logins }) => ({ IdentityId: identities[Object.values(Logins as object)[0]] }));
  cognito.on('GetCredentialsForIdentity', ({ IdentityId, Logins }) => {
    const token = Object.values(Logins as object)[0];
    if (isDead && (token === old || IdentityId !== identities[token])) throw new Refusal('NotAuthorizedException');
    return { IdentityId, Credentials: { AccessKeyId: 'ASIA', SecretKey: 's', SessionToken: 't', Expiration: 9e9 } };
  });
  const started = await startScripted({ waitForSignIn: false, renewProviderToken: () => renewed }, cognito);
  await started.session.federatedSignIn(provider, old, { ...given, providerRefreshToken: 'refresh-1' });
  isDead = true;
  cognito.calls.length = 0;
  const stored = async () => JSON.parse((await started.storage.get('sigv4-interceptor.session'))!).login;
  return { ...started, stored };
};

const OLD = jwt({ iss: 'https://accounts.google.com', sub: 'alice', exp: 1 });
const claims = (changes: object) => jwt({ iss: 'https://accounts.google.com', sub: 'alice', exp: 2, ...changes });

test.each([
  ['the same issuer and sub, whose identity was deleted and made anew', claims({}), true],
  ['the issuer without its scheme, as Google may write it', claims({ iss: 'accounts.google.com' }), true],
  ['another sub', claims({ sub: 'bob' }), false],
  ['a sub that only begins so', claims({ sub: 'alice2' }), false],
  ['another issuer', claims({ iss: 'https://login.example.com' }), false],
  ['no issuer', claims({ iss: undefined }), false],
])('%s', async (_, renewed, isSame) => {
  const identities = { [OLD]: 'us-east-1:first', [renewed]: 'us-east-1:second' };
  const { session, cognito } = await startDead('google', [OLD, renewed], identities);
  const got = await outcome(session.credentials({ forceRefresh: true }));
  if (isSame) expect(got).toMatchObject({ identityId: 'us-east-1:second', principal: 'us-east-1:first' });
  else {
    expect(got).toMatchObject({ code: 'not-signed-in', cause: ANOTHER });
    // No identity was created for the other account.
    expect(cognito.count('GetId')).toBe(0);
  }
});

test.each([
  ['a token without a sub', OLD, claims({ sub: undefined })],
  ['a token with a sub that is no text', OLD, claims({ sub: 7 })],
  ['an opaque token', OLD, 'opaque'],
  ['a token after an opaque one', 'opaque', claims({})],
])('%s: the identity tells whose it is', async (_, old, renewed) => {
  const same = { [old]: 'us-east-1:user', [renewed]: 'us-east-1:user' };
  const { session } = await startDead('google', [old, renewed], same);
  expect(await session.credentials({ forceRefresh: true })).toMatchObject({ identityId: 'us-east-1:user' });

  const another = await startDead('google', [old, renewed], { ...same, [renewed]: 'us-east-1:bob' });
  const failure = await outcome(another.session.credentials({ forceRefresh: true }));
  expect(failure).toMatchObject({ code: 'not-signed-in', cause: ANOTHER });
  expect(another.cognito.count('GetCredentialsForIdentity')).toBe(1);
});

test.each([
  ['no identity', 'renewed', true],
  ['the same identity', { token: 'renewed', identityId: 'us-east-1:alice' }, true],
  ['another identity', { token: 'renewed', identityId: 'us-east-1:bob' }, false],
])("a developer's renewal that names %s", async (_, renewed, isSame) => {
  const identities = { renewed: 'us-east-1:alice' };
  const { session, cognito } = await startDead('developer', ['old', renewed], identities, {
    identityId: 'us-east-1:alice',
  });
  const got = await outcome(session.credentials({ forceRefresh: true }));
  expect(got).toMatchObject(
    isSame ? { identityId: 'us-east-1:alice' } : { code: 'not-signed-in', cause: { code: 'credentials-unavailable' } },
  );
  expect(JSON.stringify(cognito.calls)).not.toContain('us-east-1:bob');
  expect(cognito.count('GetId')).toBe(0);
});

test('if the owner of a token cannot be determined now, the user stays signed in, and the refresh token is kept', async () => {
  const renewed = { token: 'opaque-2', providerRefreshToken: 'refresh-2' };
  const identities = { 'opaque-1': 'us-east-1:alice', 'opaque-2': 'us-east-1:alice' };
  const { session, cognito, stored } = await startDead('facebook', ['opaque-1', renewed], identities);
  cognito.on('GetId', noNetwork);
  await expect(session.credentials({ forceRefresh: true })).rejects.toMatchObject({ code: 'network' });
  expect(session.state).toBe('signedIn');
  expect(await stored()).toMatchObject({ token: 'opaque-1', providerRefreshToken: 'refresh-2' });
  cognito.on('GetId', { IdentityId: 'us-east-1:alice' });
  expect(await session.credentials({ forceRefresh: true })).toMatchObject({ identityId: 'us-east-1:alice' });
  expect(await stored()).toMatchObject({ token: 'opaque-2' });
});

test.each([{ token: '' }, { token: 7 }, {}])('%j is not a token: the user must sign in again', async (renewed) => {
  const { session } = await startDead('google', [OLD, renewed as never], { [OLD]: 'us-east-1:alice' });
  const failure = await outcome(session.credentials({ forceRefresh: true }));
  expect(failure).toMatchObject({ code: 'not-signed-in', cause: { code: 'NotAuthorizedException' } });
});

test('whatever else a renewal returns, only the token of the login changes', async () => {
  const renewed = { token: claims({}), principal: 'bob', id: 'x', identityId: 'us-east-1:bob' } as RenewedProviderToken;
  const identities = { [OLD]: 'us-east-1:alice', [claims({})]: 'us-east-1:alice' };
  const { session, stored } = await startDead('google', [OLD, renewed], identities);
  const { id, principal } = await stored();
  await session.credentials({ forceRefresh: true });
  expect(await stored()).toMatchObject({ id, principal, identityId: 'us-east-1:alice', token: claims({}) });
});
