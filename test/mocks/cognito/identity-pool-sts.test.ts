import { expect, test } from 'vitest';
import { setIdentityStage } from './support/identity-stage.js';

const GOOGLE = 'accounts.google.com';
const ROLE = 'arn:aws:iam::123456789012:role/app/guest';
const ask = (token: string, more: Record<string, string> = {}) => ({
  Action: 'AssumeRoleWithWebIdentity',
  RoleArn: ROLE,
  RoleSessionName: 'web',
  WebIdentityToken: token,
  ...more,
});
const claimsOf = (token: string) => JSON.parse(atob(token.split('.')[1] as string));
const element = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
const credentialsOf = (xml: string) =>
  Object.fromEntries(
    ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'].map((name) => [name, element(xml, name)]),
  );

test('gives a guest a role with the basic flow, and the API accepts its credentials', async () => {
  const { call, enter, assumeRole, echo, pool, mock } = await setIdentityStage();
  const identityId = await enter();
  const { body } = await call('GetOpenIdToken', { IdentityId: identityId });
  expect(body.IdentityId).toBe(identityId);
  const claims = claimsOf(body.Token);
  expect(claims).toMatchObject({
    iss: 'https://cognito-identity.amazonaws.com',
    aud: pool,
    sub: identityId,
    amr: ['unauthenticated'],
  });
  expect(claims.exp - claims.iat).toBe(600);

  const answer = await assumeRole(ask(body.Token));
  expect(answer.status).toBe(200);
  expect(answer.body).toMatch(
    /^<AssumeRoleWithWebIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/,
  );
  expect(element(answer.body, 'SubjectFromWebIdentityToken')).toBe(identityId);
  expect(element(answer.body, 'Audience')).toBe(pool);
  expect(element(answer.body, 'Arn')).toBe('arn:aws:sts::123456789012:assumed-role/guest/web');
  expect(await echo(credentialsOf(answer.body))).toMatchObject({ user: 'guest', identityId });
  expect(mock.operations().map(({ service, operation }) => `${service} ${operation}`)).toEqual([
    'cognito-identity GetId',
    'cognito-identity GetOpenIdToken',
    'sts AssumeRoleWithWebIdentity',
  ]);
});

test('names in the token by whom the user signed in', async () => {
  const { call, enter, assumeRole, echo, mock } = await setIdentityStage();
  const Logins = { [GOOGLE]: mock.issueProviderToken(GOOGLE, 'alice') };
  const identityId = await enter(Logins);
  const { body } = await call('GetOpenIdToken', { IdentityId: identityId, Logins });
  expect(claimsOf(body.Token).amr).toEqual(['authenticated', GOOGLE]);
  expect(await echo(credentialsOf((await assumeRole(ask(body.Token))).body))).toMatchObject({ user: 'alice' });
});

test('issues for as long as it is asked to', async () => {
  const NOW = Date.UTC(2026, 0, 5, 3, 4, 9);
  const { call, enter, assumeRole } = await setIdentityStage({ now: () => NOW });
  const { body } = await call('GetOpenIdToken', { IdentityId: await enter() });
  const expiration = async (more?: Record<string, string>) =>
    element((await assumeRole(ask(body.Token, more))).body, 'Expiration');
  expect(await expiration()).toBe('2026-01-05T04:04:09Z');
  expect(await expiration({ DurationSeconds: '900' })).toBe('2026-01-05T03:19:09Z');
});

test('refuses a token that has expired', async () => {
  const { call, enter, assumeRole, mock } = await setIdentityStage();
  const { body } = await call('GetOpenIdToken', { IdentityId: await enter() });
  mock.skewClock('10m');
  const answer = await assumeRole(ask(body.Token));
  expect([answer.status, element(answer.body, 'Code')]).toEqual([400, 'ExpiredTokenException']);
  expect(mock.issued()).toBe(0);
});

test.for<[string, Record<string, string>, string]>([
  ['InvalidIdentityToken', ask('a.b.c'), 'not of this mock'],
  ['MissingAction', {}, 'Action'],
  ['InvalidAction', { Action: 'Assume<Role>' }, 'Assume&lt;Role&gt;'],
  ['ValidationError', { Action: 'AssumeRoleWithWebIdentity' }, "Value null at 'roleArn'"],
  ['ValidationError', ask('a.b.c', { RoleArn: 'guest' }), 'Request ARN is invalid'],
  ['ValidationError', ask('a.b.c', { RoleSessionName: 'a b' }), 'roleSessionName'],
  ['ValidationError', ask('a.b.c', { DurationSeconds: '899' }), 'durationSeconds'],
])('answers %s in XML to %j', async ([code, parameters, message]) => {
  const { assumeRole } = await setIdentityStage();
  const { status, body } = await assumeRole(parameters);
  expect([status, element(body, 'Code')]).toEqual([400, code]);
  expect(element(body, 'Message')).toContain(message);
});

test('takes the parameters of a GET from its query', async () => {
  const { call, enter, urls } = await setIdentityStage();
  const { body } = await call('GetOpenIdToken', { IdentityId: await enter() });
  const response = await fetch(`${urls.sts}/?${new URLSearchParams(ask(body.Token))}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/xml']);
});

test('has no basic flow if the pool disables it', async () => {
  const { call, enter } = await setIdentityStage({ identityPools: [{ basicFlow: false }] });
  const { body } = await call('GetOpenIdToken', { IdentityId: await enter() });
  expect(body).toEqual({
    __type: 'InvalidParameterException',
    message: 'Basic (classic) flow is not enabled, please use enhanced flow.',
  });
});
