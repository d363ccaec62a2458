import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto';
import {
  ConfirmDeviceCommand,
  ForgetDeviceCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import srp from 'cognito-srp-helper';
import { expect, test } from 'vitest';
import { createUserPool, type UserPoolOptions } from '../../../mocks/cognito/user-pool.js';
import { ALICE, claimsOf, PASSWORD, type PoolStage, setPoolStage } from './support/pool-stage.js';
import { refusal, signInWith, tokensOf } from './support/sign-in.js';

const HOUR = 3_600_000;
const rotate = ({ client, ClientId }: PoolStage, RefreshToken: string, more: object = {}) =>
  client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken, ...more }));
const refresh = ({ client, ClientId }: PoolStage, REFRESH_TOKEN: string, more: Record<string, string> = {}) =>
  client.send(
    new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN', ClientId, AuthParameters: { REFRESH_TOKEN, ...more } }),
  );

test('refreshes tokens until the refresh token ends, and keeps it', async () => {
  const stage = await setPoolStage({ refreshTokenLifetime: '2h' });
  const { RefreshToken, AccessToken } = await tokensOf(stage);
  stage.advance(HOUR);
  await expect(stage.client.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Access Token has expired'),
  );
  const { AuthenticationResult } = await refresh(stage, RefreshToken);
  expect(AuthenticationResult?.RefreshToken).toBeUndefined();
  expect((await rotate(stage, RefreshToken)).AuthenticationResult?.RefreshToken).toBeUndefined();
  await stage.client.send(new GetUserCommand({ AccessToken: AuthenticationResult?.AccessToken }));
  expect(stage.pool.refreshes).toBe(2);
  stage.advance(HOUR);
  await expect(refresh(stage, RefreshToken)).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Refresh Token has expired'),
  );
  await expect(refresh(stage, 'made.up.refresh.token.string')).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Invalid Refresh Token.'),
  );
});

test('rotates refresh tokens, and accepts the old one only for the grace period', async () => {
  const stage = await setPoolStage({ refreshTokenRotation: { graceSeconds: 30 }, refreshTokenLifetime: '1h' });
  const { RefreshToken } = await tokensOf(stage);
  await expect(refresh(stage, RefreshToken)).rejects.toMatchObject(
    refusal('InvalidParameterException', 'REFRESH_TOKEN_AUTH is not enabled for the client.'),
  );
  const next = (await rotate(stage, RefreshToken)).AuthenticationResult?.RefreshToken as string;
  expect(next).not.toBe(RefreshToken);
  stage.advance(29_999);
  expect((await rotate(stage, RefreshToken)).AuthenticationResult?.RefreshToken).toBeDefined();
  stage.advance(1);
  await expect(rotate(stage, RefreshToken)).rejects.toMatchObject(refusal('RefreshTokenReuseException'));
  expect((await rotate(stage, next)).AuthenticationResult?.RefreshToken).toBeDefined();
  const last = (await rotate(stage, next)).AuthenticationResult?.RefreshToken as string;
  // A rotation does not prolong the sign-in.
  stage.advance(HOUR);
  await expect(rotate(stage, last)).rejects.toMatchObject(refusal('NotAuthorizedException'));
});

test('rotates without a grace period if none was given', async () => {
  const stage = await setPoolStage({ refreshTokenRotation: true });
  const { RefreshToken } = await tokensOf(stage);
  await rotate(stage, RefreshToken);
  await expect(rotate(stage, RefreshToken)).rejects.toMatchObject(refusal('RefreshTokenReuseException'));
});

test('wants the client secret for a refresh, or the hash of it and the real username', async () => {
  const clientSecret = 'shh';
  const users = [{ ...ALICE, username: 'alice@example.com' }];
  const stage = await setPoolStage({ clientSecret, users, signInWith: 'email' });
  const hashOf = (name: string) => ({ SECRET_HASH: srp.createSecretHash(name, stage.ClientId, clientSecret) });
  const { RefreshToken, IdToken } = await tokensOf(stage, 'alice@example.com', hashOf('alice@example.com'));
  const username = String(claimsOf(IdToken)['cognito:username']);
  await expect(rotate(stage, RefreshToken)).rejects.toMatchObject(refusal('NotAuthorizedException'));
  await expect(rotate(stage, RefreshToken, { ClientSecret: 'wrong' })).rejects.toMatchObject(
    refusal('NotAuthorizedException'),
  );
  await rotate(stage, RefreshToken, { ClientSecret: clientSecret });
  await expect(refresh(stage, RefreshToken, hashOf('alice@example.com'))).rejects.toMatchObject(
    refusal('NotAuthorizedException', `SecretHash does not match for the client: ${stage.ClientId}`),
  );
  await refresh(stage, RefreshToken, hashOf(username));
});

test('refreshes only for the device that signed in, once it is confirmed', async () => {
  const stage = await setPoolStage({ deviceTracking: 'always' });
  const { RefreshToken, AccessToken, NewDeviceMetadata } = await tokensOf(stage);
  const DEVICE_KEY = NewDeviceMetadata?.DeviceKey as string;
  const invalid = refusal('NotAuthorizedException', 'Invalid Refresh Token.');
  await expect(refresh(stage, RefreshToken)).rejects.toMatchObject(invalid);
  await expect(
    rotate(stage, RefreshToken, { DeviceKey: 'us-east-1_00000000-0000-4000-8000-000000000000' }),
  ).rejects.toMatchObject(invalid);
  await expect(refresh(stage, RefreshToken, { DEVICE_KEY })).rejects.toMatchObject(invalid);
  const DeviceSecretVerifierConfig = { Salt: 'c2FsdA==', PasswordVerifier: 'dmVyaWZpZXI=' };
  const confirm = new ConfirmDeviceCommand({ AccessToken, DeviceKey: DEVICE_KEY, DeviceSecretVerifierConfig });
  await stage.client.send(confirm);
  await expect(stage.client.send(confirm)).rejects.toMatchObject(refusal('DeviceKeyExistsException'));
  await refresh(stage, RefreshToken, { DEVICE_KEY });
  await rotate(stage, RefreshToken, { DeviceKey: DEVICE_KEY });
  await stage.client.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: DEVICE_KEY }));
  await expect(refresh(stage, RefreshToken, { DEVICE_KEY })).rejects.toMatchObject(invalid);
});

test('revokes one sign-in by its refresh token, and all of them by a global sign-out', async () => {
  const stage = await setPoolStage();
  const { client, ClientId, pool } = stage;
  const [one, two, three] = [await tokensOf(stage), await tokensOf(stage), await tokensOf(stage)];
  const who = ({ AccessToken }: { AccessToken: string }) => client.send(new GetUserCommand({ AccessToken }));
  const revoked = refusal('NotAuthorizedException', 'Access Token has been revoked');
  await expect(client.send(new RevokeTokenCommand({ ClientId, Token: one.AccessToken }))).rejects.toMatchObject(
    refusal('UnsupportedTokenTypeException'),
  );
  await client.send(new RevokeTokenCommand({ ClientId, Token: one.RefreshToken }));
  await expect(who(one)).rejects.toMatchObject(revoked);
  await expect(refresh(stage, one.RefreshToken)).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Refresh Token has been revoked'),
  );
  expect((await who(two)).Username).toBe('alice');
  await client.send(new GlobalSignOutCommand({ AccessToken: two.AccessToken }));
  for (const tokens of [two, three]) await expect(who(tokens)).rejects.toMatchObject(revoked);
  const four = await tokensOf(stage);
  pool.revokeTokens('alice');
  await expect(who(four)).rejects.toMatchObject(revoked);
});

test('takes no access token but its own', async () => {
  const stage = await setPoolStage();
  const other = await setPoolStage();
  const { IdToken, AccessToken } = await tokensOf(stage);
  const forged = AccessToken.replace(/\.([^.]+)\./, (_, payload: string) => {
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), username: 'bob' };
    return `.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
  });
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${AccessToken.split('.')[1]}.`;
  for (const bad of [IdToken, (await tokensOf(other)).AccessToken, forged, unsigned]) {
    await expect(stage.client.send(new GetUserCommand({ AccessToken: bad }))).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'Invalid Access Token'),
    );
  }
});

test('knows its own ID tokens, for this client, until they expire', async () => {
  const stage = await setPoolStage({ idTokenLifetime: '5m' });
  const { IdToken, AccessToken } = await tokensOf(stage);
  const { verifyIdToken } = stage.pool;
  expect(await verifyIdToken(IdToken)).toEqual(claimsOf(IdToken));
  for (const bad of [AccessToken, `${IdToken}x`, `${IdToken}.x`, 'nonsense', '..', '']) {
    expect(await verifyIdToken(bad)).toBeUndefined();
  }
  stage.advance(5 * 60_000);
  expect(await verifyIdToken(IdToken)).toBeUndefined();
});

test('publishes the key that others verify its tokens with', async () => {
  const stage = await setPoolStage();
  const { IdToken } = await tokensOf(stage);
  const { pathname } = new URL(stage.pool.issuer);
  const documentAt = async (name: string) =>
    (await fetch(`${stage.endpoint}${pathname}/.well-known/${name}`)).json() as Promise<Record<string, unknown>>;
  expect(await documentAt('openid-configuration')).toMatchObject({
    issuer: stage.pool.issuer,
    jwks_uri: `${stage.pool.issuer}/.well-known/jwks.json`,
  });
  const { keys } = (await documentAt('jwks.json')) as { keys: (JsonWebKey & { kid: string })[] };
  const [header, payload, signature] = IdToken.split('.') as [string, string, string];
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
  const key = keys.find((candidate) => candidate.kid === kid) as JsonWebKey;
  const verifier = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  expect(verifier.verify(createPublicKey({ key, format: 'jwk' }), signature, 'base64url')).toBe(true);
  expect(keys.every((candidate) => candidate.d === undefined)).toBe(true);
  expect((await fetch(`${stage.endpoint}/nothing`)).status).toBe(404);
});

test('answers and refuses in the form of AWS JSON 1.1, readable across origins', async () => {
  const stage = await setPoolStage();
  stage.advance(-25 * HOUR);
  const { status, headers, body } = await stage.post('InitiateAuth', {
    ClientId: stage.ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'alice', PASSWORD: 'wrong' },
  });
  expect(status).toBe(400);
  expect(body).toEqual({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' });
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-errortype': 'NotAuthorizedException:',
    'x-amzn-errormessage': 'Incorrect username or password.',
    'x-amzn-requestid': expect.stringMatching(/^[\da-f-]{36}$/),
    date: new Date(stage.now()).toUTCString(),
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
  });
  expect(await stage.post('Fly', {})).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } });
  for (const nonsense of ['{', '[]', '"text"']) {
    expect((await stage.post('GetUser', nonsense)).body.__type).toBe('SerializationException');
  }
  expect((await stage.post('GetUser', {})).body).toMatchObject({ __type: 'InvalidParameterException' });
  const preflight = await fetch(stage.endpoint, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'cache-control,content-type,x-amz-target',
    },
  });
  expect(preflight.ok).toBe(true);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': expect.stringContaining('POST'),
    'access-control-allow-headers': 'cache-control,content-type,x-amz-target',
  });
});

test('notes the ClientMetadata of calls, and forgets all but good tokens on reset', async () => {
  const stage = await setPoolStage();
  const { client, ClientId, pool } = stage;
  const ClientMetadata = { tenant: 'blue' };
  const AuthParameters = { USERNAME: 'alice', PREFERRED_CHALLENGE: 'EMAIL_OTP' };
  const challenge = await client.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters, ClientMetadata }),
  );
  expect(pool.triggers).toEqual([{ operation: 'InitiateAuth', clientMetadata: ClientMetadata }]);
  const { AccessToken, RefreshToken } = await tokensOf(stage);
  await refresh(stage, RefreshToken);
  pool.revokeTokens('alice');
  const code = pool.lastCode('alice') as string;
  pool.reset();
  expect([pool.triggers, pool.codes, pool.refreshes, pool.lastCode('alice')]).toEqual([[], [], 0, undefined]);
  await expect(signInWith(stage).answer(challenge, { EMAIL_OTP_CODE: code })).rejects.toMatchObject(
    refusal('NotAuthorizedException'),
  );
  expect((await client.send(new GetUserCommand({ AccessToken }))).Username).toBe('alice');
});

test('issues tokens without a client, as a hosted UI does', async () => {
  const stage = await setPoolStage({ deviceTracking: 'always', refreshTokenRotation: true });
  const { pool, client } = stage;
  expect([pool.checkPassword('alice', PASSWORD), pool.checkPassword('alice', 'wrong')]).toEqual([true, false]);
  const tokens = await pool.issueTokens('alice', { nonce: 'n-1', scope: 'openid' });
  expect(await pool.verifyIdToken(tokens.idToken)).toMatchObject({ nonce: 'n-1' });
  await expect(client.send(new GetUserCommand({ AccessToken: tokens.accessToken }))).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Access Token does not have required scopes'),
  );
  const next = await pool.refreshTokens(tokens.refreshToken);
  expect(next.refreshToken).not.toBe(tokens.refreshToken);
  pool.revokeRefreshToken(next.refreshToken);
  await expect(pool.refreshTokens(next.refreshToken)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  await expect(pool.issueTokens('mallory')).rejects.toThrow("issueTokens(): there is no user 'mallory' in the pool.");
});

test('names the option that is wrong', () => {
  const create = (options: UserPoolOptions) => () => createUserPool(options, { now: () => 0 });
  expect(create({ id: 'nonsense' })).toThrow("id: expected the id of a user pool such as 'us-east-1_Mock00001'");
  expect(create({ flows: ['MAGIC' as 'USER_AUTH'] })).toThrow("flows: there is no 'MAGIC'");
  expect(create({ refreshTokenRotation: { graceSeconds: 61 } })).toThrow('refreshTokenRotation: graceSeconds');
  expect(create({ idTokenLifetime: 0 })).toThrow('idTokenLifetime: must be longer than 0');
  expect(create({ accessTokenLifetime: 'soon' })).toThrow('accessTokenLifetime: expected a duration');
});

test('gives claims the types of OpenID Connect', async () => {
  const attributes = {
    email: 'alice@example.com',
    phone_number: '+15551234567',
    phone_number_verified: 'false',
    address: '1 Main Street',
    updated_at: '1767582249',
    'custom:team': '7',
  };
  const stage = await setPoolStage({ users: [{ ...ALICE, attributes, groups: ['admins'] }] });
  const { IdToken, AccessToken } = await tokensOf(stage);
  const id = claimsOf(IdToken);
  expect(id).toMatchObject({
    email_verified: true,
    phone_number_verified: false,
    address: { formatted: '1 Main Street' },
    updated_at: 1767582249,
    'custom:team': '7',
    'cognito:groups': ['admins'],
    auth_time: expect.any(Number),
    event_id: expect.stringMatching(/^[\da-f-]{36}$/),
  });
  expect(claimsOf(AccessToken)).toMatchObject({ origin_jti: id.origin_jti, 'cognito:groups': ['admins'] });
});
