import { AwsClient } from 'aws4fetch';
import { expect, test } from 'vitest';
import type { Credentials } from '../support/signers.js';
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

const jwt = (claims: object) => `e30.${btoa(JSON.stringify(claims))}.c2ln`;
const TOO_LONG = 's'.repeat(65);

test.for<[string, Record<string, string>, string]>([
  ['MissingAction', {}, 'The request must contain the parameter Action.'],
  ['InvalidAction', { Action: 'Assume<Role>' }, 'Could not find operation Assume&lt;Role&gt; for version 2011-06-15'],
  [
    'ValidationError',
    { Action: 'AssumeRoleWithWebIdentity', RoleArn: ROLE },
    "2 validation errors detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null",
  ],
  [
    'ValidationError',
    ask('a.b.c', { RoleArn: 'guest' }),
    "1 validation error detected: Value 'guest' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  ['ValidationError', ask('a.b.c', { RoleArn: 'arn:aws:iam::123456789012:oidc-provider/a' }), 'Request ARN is invalid'],
  [
    'ValidationError',
    ask('a.b.c', { RoleSessionName: 'Session1:2' }),
    "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  ],
  [
    'ValidationError',
    ask('a.b.c', { RoleSessionName: TOO_LONG }),
    `1 validation error detected: Value '${TOO_LONG}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  ],
  [
    'ValidationError',
    ask('a.b.c', { DurationSeconds: '899' }),
    "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  ],
  [
    'ValidationError',
    ask('a.b.c', { DurationSeconds: '86400' }),
    "1 validation error detected: Value '86400' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
  ],
  [
    'InvalidIdentityToken',
    ask('a.b.c', { DurationSeconds: '43200' }),
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  ],
  [
    'InvalidIdentityToken',
    ask(jwt({ iss: 'https://id.example.com' })),
    'No OpenIDConnect provider found in your account for https://id.example.com',
  ],
  [
    'InvalidIdentityToken',
    ask(jwt({ iss: 'https://cognito-identity.amazonaws.com' })),
    'Couldn&apos;t retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements',
  ],
])('answers %s in XML to %j', async ([code, parameters, message]) => {
  const { assumeRole } = await setIdentityStage();
  const { status, body } = await assumeRole(parameters);
  expect([
    status,
    element(body, 'Code'),
    element(body, 'Message').replaceAll('&#39;', "'").replaceAll('&apos;', "'"),
  ]).toEqual([400, code, message.replaceAll('&apos;', "'")]);
});

test('issues for no longer than roles allow', async () => {
  const first = await setIdentityStage();
  const { body } = await first.call('GetOpenIdToken', { IdentityId: await first.enter() });
  const answer = await first.assumeRole(ask(body.Token, { DurationSeconds: '3601' }));
  expect([element(answer.body, 'Code'), element(answer.body, 'Message')]).toEqual([
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  ]);
  const longer = await setIdentityStage({ maxSessionDuration: '2h' });
  const { body: token } = await longer.call('GetOpenIdToken', { IdentityId: await longer.enter() });
  expect((await longer.assumeRole(ask(token.Token, { DurationSeconds: '7200' }))).status).toBe(200);
});

test('checks the role, the tags and the duration of AssumeRole, once the signature is right', async () => {
  const { mock, urls } = await setIdentityStage({ maxSessionDuration: '12h' });
  const clientOf = (credentials: Credentials) => {
    const client = new AwsClient({ ...credentials, service: 'sts', region: 'us-east-1', retries: 0 });
    return async (input: Record<string, string> = {}) => {
      const parameters = { Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'test', ...input };
      const response = await client.fetch(urls.sts as string, {
        method: 'POST',
        body: String(new URLSearchParams(parameters)),
      });
      const body = await response.text();
      return response.ok ? 'ok' : [response.status, element(body, 'Code'), element(body, 'Message')];
    };
  };
  const stranger = clientOf({ accessKeyId: 'AKIDNOBODY', secretAccessKey: 'secret' });
  expect(await stranger({ RoleSessionName: 'a b' })).toEqual([
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
  ]);

  const assume = clientOf(mock.permanentCredentials());
  const tags = (...keys: string[]) =>
    Object.fromEntries(
      keys.flatMap((key, index) => [
        [`Tags.member.${index + 1}.Key`, key],
        [`Tags.member.${index + 1}.Value`, '1'],
      ]),
    );
  const transitive = (key: string) => ({ 'TransitiveTagKeys.member.1': key });
  expect(await assume({ ...tags('a', 'b'), ...transitive('A'), DurationSeconds: '43200' })).toBe('ok');
  for (const [input, status, code, message] of [
    [{ RoleArn: 'nothing-valid-in-here' }, 400, 'ValidationError', 'nothing-valid-in-here is invalid'],
    [{ RoleArn: 'arn:a:a::aaaaaaaaaa:' }, 400, 'ValidationError', 'arn:a:a::aaaaaaaaaa: is invalid'],
    [
      { RoleArn: 'arn:aws:iam::123456789012:user/bob' },
      403,
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:user/bob',
    ],
    [
      tags('a', 'A'),
      400,
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
    [
      { ...tags('a'), ...transitive('b') },
      400,
      'InvalidParameterValue',
      'The specified transitive tag key must be included in the requested tags.',
    ],
  ] as const) {
    expect(await assume(input)).toEqual([status, code, message]);
  }
  expect(await clientOf(mock.issueCredentials())({ DurationSeconds: '3601' })).toEqual([
    400,
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  ]);
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
