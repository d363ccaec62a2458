import { expect, test } from 'vitest';
import { createAwsMock, type IdentityPoolOptions } from '../../../mocks/index.js';
import { setIdentityStage } from './support/identity-stage.js';

const GOOGLE = 'accounts.google.com';
const FACEBOOK = 'graph.facebook.com';
const DEVELOPER = 'cognito-identity.amazonaws.com';
const NOW = Date.UTC(2026, 0, 5, 3, 4, 9);
const refusal = (code: string, message: string) => ({ __type: code, message });
const notAuthorized = (message: string) => refusal('NotAuthorizedException', message);
const MISMATCH = "Logins don't match. Please include at least one valid login for this identity or identity pool.";

test('gives a guest an identity, and credentials that the API accepts as the guest’s', async () => {
  const { enter, credentials, echo, mock } = await setIdentityStage();
  const identityId = await enter();
  expect(identityId).toMatch(/^us-east-1:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  const { status, body } = await credentials(identityId);
  expect([status, body.IdentityId]).toEqual([200, identityId]);
  expect(body.Credentials).toEqual({
    AccessKeyId: expect.stringMatching(/^ASIA/),
    SecretKey: expect.any(String),
    SessionToken: expect.any(String),
    Expiration: expect.any(Number),
  });
  expect(await echo(body.Credentials)).toMatchObject({ user: 'guest', identityId });
  expect(mock.calls('GET /echo')).toMatchObject([{ user: 'guest', identityId, verdict: 'ok' }]);
  expect([mock.issued('guest'), mock.issued()]).toEqual([1, 1]);
  expect(await enter()).not.toBe(identityId);
});

test('dates credentials in seconds, by the server’s clock', async () => {
  const { enter, credentials, mock } = await setIdentityStage({ now: () => NOW, credentialsLifetime: '15m' });
  mock.skewClock('1m');
  const { body, headers } = await credentials(await enter());
  expect(body.Credentials.Expiration).toBe(NOW / 1000 + 16 * 60);
  expect(headers.get('date')).toBe('Mon, 05 Jan 2026 03:05:09 GMT');
});

test('keeps guests out of a pool without them', async () => {
  const { call, pool, mock } = await setIdentityStage({ identityPools: [{ guests: false }] });
  const { status, body, headers } = await call('GetId', { IdentityPoolId: pool });
  const message = 'Unauthenticated access is not supported for this identity pool.';
  expect([status, body]).toEqual([400, notAuthorized(message)]);
  expect(headers.get('x-amzn-errortype')).toBe('NotAuthorizedException:');
  expect(headers.get('x-amzn-errormessage')).toBe(message);
  expect(headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
  expect(mock.operations('GetId')).toMatchObject([
    { service: 'cognito-identity', status: 400, code: 'NotAuthorizedException' },
  ]);
});

test.for([
  GOOGLE,
  FACEBOOK,
  'www.amazon.com',
  'appleid.apple.com',
  'api.twitter.com',
  'login.example.com/tenant',
  'arn:aws:iam::123456789012:saml-provider/Okta',
])('takes the token of %s, for the same identity every time', async (provider) => {
  const { enter, credentials, echo, mock } = await setIdentityStage();
  const logins = () => ({ [provider]: mock.issueProviderToken(provider, 'alice') });
  const identityId = await enter(logins());
  expect(await enter(logins())).toBe(identityId);
  expect(await enter({ [provider]: mock.issueProviderToken(provider, 'bob') })).not.toBe(identityId);
  const { body } = await credentials(identityId, logins());
  expect(await echo(body.Credentials)).toMatchObject({ user: 'alice', identityId });
});

test('knows an OIDC issuer with and without its scheme', async () => {
  const { enter, mock } = await setIdentityStage();
  const token = mock.issueProviderToken('https://login.example.com/', 'alice');
  expect(await enter({ 'login.example.com': token })).toMatch(/^us-east-1:/);
});

test('a guest who signs in becomes the user, with the guest’s identity', async () => {
  const { enter, credentials, mock } = await setIdentityStage();
  const guest = await enter();
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  expect((await credentials(guest, logins)).body.IdentityId).toBe(guest);
  expect(await enter(logins)).toBe(guest);
  expect((await credentials(guest)).body).toEqual(notAuthorized(`Access to Identity '${guest}' is forbidden.`));
  expect(mock.identityPool().identities()).toEqual([{ identityId: guest, logins: [GOOGLE], user: 'alice' }]);
});

test('merges a guest into the identity that the user has already', async () => {
  const { enter, credentials, mock } = await setIdentityStage();
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const alice = await enter(logins);
  const guest = await enter();
  expect((await credentials(guest, logins)).body.IdentityId).toBe(alice);
  expect((await credentials(guest, logins)).body.IdentityId).toBe(alice);
  expect((await credentials(guest)).body).toEqual(notAuthorized(`Access to Identity '${guest}' is forbidden.`));
  expect(mock.identityPool().identities()).toHaveLength(1);
});

test('gives no user the identity of another', async () => {
  const { enter, credentials, mock } = await setIdentityStage();
  const login = (user: string) => ({ [GOOGLE]: mock.issueProviderToken(GOOGLE, user) });
  const alice = await enter(login('alice'));
  const guest = await enter();
  await credentials(guest, login('alice'));
  await enter(login('bob'));
  expect((await credentials(alice, login('bob'))).body).toEqual(notAuthorized(MISMATCH));
  expect((await credentials(guest, login('bob'))).body).toEqual(notAuthorized(MISMATCH));
  expect((await credentials(alice, login('carol'))).body).toEqual(notAuthorized(MISMATCH));
});

test('links the logins that come together, and merges the identities they had', async () => {
  const { enter, call, credentials, mock } = await setIdentityStage();
  const google = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const facebook = { [FACEBOOK]: mock.issueProviderToken(FACEBOOK, 'alice.f') };
  const [first, second] = [await enter(google), await enter(facebook)];
  expect(second).not.toBe(first);
  expect((await credentials(first, { ...google, ...facebook })).body.IdentityId).toBe(first);
  expect(await enter(facebook)).toBe(first);
  expect((await credentials(second, facebook)).body.IdentityId).toBe(first);
  const bob = { [FACEBOOK]: mock.issueProviderToken(FACEBOOK, 'bob') };
  const conflict = await call('GetCredentialsForIdentity', { IdentityId: first, Logins: { ...google, ...bob } });
  expect(conflict.body.__type).toBe('ResourceConflictException');
});

test('refuses tokens that have expired, are unknown, or belong to another provider', async () => {
  const { call, pool, mock } = await setIdentityStage({ now: () => NOW });
  const enter = async (provider: string, token: string) =>
    (await call('GetId', { IdentityPoolId: pool, Logins: { [provider]: token } })).body;
  const unsupported = notAuthorized('Token is not from a supported provider of this identity pool.');
  expect(await enter(FACEBOOK, 'anything')).toEqual(unsupported);
  expect(await enter('cognito-idp.us-east-1.amazonaws.com/us-east-1_Unknown01', 'a.b.c')).toEqual(unsupported);
  const token = mock.issueProviderToken(GOOGLE, 'alice', { expiresIn: 60 });
  const [at, end] = [NOW / 1000 + 61, NOW / 1000 + 60];
  expect(await enter(GOOGLE, `${token}x`)).toEqual(
    notAuthorized('Invalid login token. Not a valid OpenId Connect identity token.'),
  );
  mock.issueProviderToken(FACEBOOK, 'alice');
  expect(await enter(FACEBOOK, token)).toEqual(notAuthorized("Invalid login token. Issuer doesn't match providerName"));
  mock.skewClock('61s');
  expect(await enter(GOOGLE, token)).toEqual(notAuthorized(`Invalid login token. Token expired: ${at} >= ${end}`));
  const over = mock.issueProviderToken(GOOGLE, 'alice', { expiresIn: '-1s' });
  expect(await enter(GOOGLE, over)).toEqual(notAuthorized(`Invalid login token. Token expired: ${at} >= ${at - 1}`));
});

test('trusts only the given third parties', async () => {
  const { call, enter, pool, mock } = await setIdentityStage({ identityPools: [{ providers: [GOOGLE] }] });
  expect(await enter({ [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') })).toMatch(/^us-east-1:/);
  const Logins = { [FACEBOOK]: mock.issueProviderToken(FACEBOOK, 'alice') };
  expect((await call('GetId', { IdentityPoolId: pool, Logins })).body).toEqual(
    notAuthorized('Token is not from a supported provider of this identity pool.'),
  );
});

test('takes what a developer’s server issued', async () => {
  const { credentials, echo, enter, mock } = await setIdentityStage();
  const { identityId, token } = mock.issueDeveloperIdentity('alice');
  expect(mock.issueDeveloperIdentity('alice').identityId).toBe(identityId);
  const { body } = await credentials(identityId, { [DEVELOPER]: token });
  expect(body.IdentityId).toBe(identityId);
  expect(await echo(body.Credentials)).toMatchObject({ user: 'alice', identityId });

  const guest = await enter();
  const bob = mock.issueDeveloperIdentity('bob', { identityId: guest });
  expect(bob.identityId).toBe(guest);
  expect((await credentials(identityId, { [DEVELOPER]: bob.token })).body).toEqual(notAuthorized(MISMATCH));
  mock.skewClock('15m');
  expect((await credentials(guest, { [DEVELOPER]: bob.token })).body.message).toContain(
    'Invalid login token. Token expired',
  );
});

test('lets the app choose among the roles that it may', async () => {
  const admin = 'arn:aws:iam::123456789012:role/team/admin';
  const { enter, credentials, mock } = await setIdentityStage({ identityPools: [{ customRoles: [admin] }] });
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const [alice, guest] = [await enter(logins), await enter()];
  const { body } = await credentials(alice, logins, admin);
  expect(body.Credentials.AccessKeyId).toMatch(/^ASIA/);
  const other = 'arn:aws:iam::123456789012:role/other';
  expect((await credentials(alice, logins, other)).body.__type).toBe('NotAuthorizedException');
  expect((await credentials(guest, undefined, admin)).body.__type).toBe('NotAuthorizedException');
  expect((await credentials(alice, logins, 'admin')).body.__type).toBe('ValidationException');
});

test('passes the caller’s role, user and identity to the API', async () => {
  const { enter, credentials, echo, mock } = await setIdentityStage({
    routes: { $default: (_request, { caller: { accessKeyId: _, ...caller } }) => caller },
  });
  const arn = (role: string) => `arn:aws:sts::123456789012:assumed-role/${role}/CognitoIdentityCredentials`;
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const [guest, alice] = [await enter(), await enter(logins)];
  const who = async (...input: Parameters<typeof credentials>) => echo((await credentials(...input)).body.Credentials);
  expect(await who(guest)).toEqual({ user: 'guest', identityId: guest, arn: arn('mock-guest-role') });
  expect(await who(alice, logins)).toEqual({ user: 'alice', identityId: alice, arn: arn('mock-user-role') });
  const custom = 'arn:aws:iam::123456789012:role/team/admin';
  expect(await who(alice, logins, custom)).toEqual({ user: 'alice', identityId: alice, arn: arn('admin') });
});

test('denies a route to guests only', async () => {
  const { enter, credentials, echo, mock } = await setIdentityStage();
  mock.deny('/echo', { user: 'guest' });
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const guest = (await credentials(await enter())).body.Credentials;
  const alice = (await credentials(await enter(logins), logins)).body.Credentials;
  expect((await echo(guest)).Message).toContain('mock-guest-role/CognitoIdentityCredentials is not authorized');
  expect((await echo(alice)).user).toBe('alice');
});

test('does not know an identity that was deleted, nor one that never was', async () => {
  const { enter, credentials, call, mock } = await setIdentityStage();
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const [alice, guest, other] = [await enter(logins), await enter(), await enter()];
  await credentials(guest, logins);
  mock.identityPool().forgetIdentities(alice);
  const gone = (id: string) => refusal('ResourceNotFoundException', `Identity '${id}' not found.`);
  expect((await credentials(alice, logins)).body).toEqual(gone(alice));
  expect((await credentials(guest, logins)).body).toEqual(gone(guest));
  expect((await credentials(other)).status).toBe(200);
  expect(await enter(logins)).not.toBe(alice);
  mock.reset();
  expect((await credentials(other)).body).toEqual(gone(other));
  const elsewhere = 'us-east-1:00000000-0000-4000-8000-ffffffffffff';
  expect((await call('GetId', { IdentityPoolId: elsewhere })).body).toEqual(
    refusal('ResourceNotFoundException', `IdentityPool '${elsewhere}' not found.`),
  );
});

test.for<[string, unknown, string]>([
  ['GetId', {}, "Value null at 'identityPoolId'"],
  ['GetId', { IdentityPoolId: 'pool' }, "Value 'pool' at 'identityPoolId'"],
  ['GetCredentialsForIdentity', { IdentityId: 7 }, 'NUMBER_VALUE can not be converted to a String'],
  ['GetCredentialsForIdentity', {}, "Value null at 'identityId'"],
  ['GetOpenIdToken', { IdentityId: 'us-east-1:0', Logins: [7] }, 'Start of list found where not expected'],
  ['GetOpenIdToken', { IdentityId: 'us-east-1:0', Logins: { [GOOGLE]: '' } }, "at 'logins'"],
  ['DeleteIdentities', {}, 'does not know DeleteIdentities'],
  ['GetId', 'no JSON', 'Expected a JSON object.'],
  ['GetId', '[]', 'Expected a JSON object.'],
])('refuses %s with %j', async ([operation, input, message]) => {
  const { call } = await setIdentityStage();
  const answer = await call(operation, input);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)]);
});

test('answers for each of several pools', async () => {
  const ids = ['us-east-1:00000000-0000-4000-8000-00000000000a', 'us-east-1:00000000-0000-4000-8000-00000000000b'];
  const { call, mock } = await setIdentityStage({
    identityPools: [{ id: ids[0] as string }, { id: ids[1] as string, guests: false }],
  });
  const logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const identities = await Promise.all(
    ids.map(async (id) => (await call('GetId', { IdentityPoolId: id, Logins: logins })).body.IdentityId),
  );
  expect(mock.identityPool(ids[1]).identities()).toMatchObject([{ identityId: identities[1] }]);
  const { body } = await call('GetCredentialsForIdentity', { IdentityId: identities[1], Logins: logins });
  expect(body.IdentityId).toBe(identities[1]);
  expect((await call('GetId', { IdentityPoolId: ids[1] })).body.message).toContain('Unauthenticated access');
  expect(() => mock.identityPool('us-east-1:0')).toThrow("no such pool 'us-east-1:0'. The option identityPools");
  expect(() => createAwsMock().identityPool()).toThrow(TypeError);
});

const wrong: [string, unknown][] = [
  ['identityPools: expected a list', {}],
  ['identityPools[0]: expected an object', [null]],
  ['identityPools[0].guest', [{ guest: true }]],
  ['identityPools[0].guests', [{ guests: 'no' }]],
  ['identityPools[0].id', [{ id: 'eu-west-1:00000000-0000-4000-8000-000000000001' }]],
  ['identityPools[0].id', [{ id: 'us-east-1:UPPER' }]],
  ['identityPools[0].providers', [{ providers: GOOGLE }]],
  ['identityPools[0].developerProvider', [{ developerProvider: '' }]],
  ['identityPools[1].id', [{ id: 'us-east-1:a' }, { id: 'us-east-1:a' }]],
];
test.for(wrong)('names what is wrong: %s, %j', ([name, identityPools]) => {
  const create = () => createAwsMock({ identityPools: identityPools as IdentityPoolOptions[] });
  expect(create).toThrow(TypeError);
  expect(create).toThrow(name);
});

test('says what a control wants', () => {
  const mock = createAwsMock({ identityPools: [{}] });
  expect(() => mock.issueProviderToken('', 'alice')).toThrow('a key of Logins');
  expect(() => mock.issueProviderToken(GOOGLE, '')).toThrow('user must be');
  expect(() => mock.issueProviderToken(GOOGLE, 'alice', { expiresIn: 'soon' })).toThrow('expiresIn');
  expect(() => mock.issueDeveloperIdentity('')).toThrow('issueDeveloperIdentity(user)');
  expect(() => mock.issueDeveloperIdentity('alice', { identityPool: 'us-east-1:0' })).toThrow('no such pool');
});
