import { expect, test } from 'vitest';
import type { CallOptions } from '../../src/cognito/service/client.js';
import type { DeviceKey } from '../../src/cognito/user-pool/devices/device.js';
import { CognitoError, NetworkError } from '../../src/cognito/errors.js';
import type { UserPoolLogin } from '../../src/cognito/session/record/record.js';
import { secretHash } from '../../src/cognito/user-pool/secret-hash.js';
import { createRefreshTokens, isTokenRejected, readTokens } from '../../src/cognito/session/tokens/refresh-tokens.js';
import { jwt } from './support/fake-cognito.js';

const NOW = 1_000_000;

const login: UserPoolLogin = {
  kind: 'userPool',
  id: 'a'.repeat(32),
  principal: 'alice-sub',
  username: 'alice',
  idToken: 'old-id',
  accessToken: 'old-access',
  refreshToken: 'refresh-1',
  expiresAt: NOW + 1000,
  renewAt: NOW,
};

const answer = (id: object, access: object, more: object = {}) => ({
  IdToken: jwt({ sub: 'alice-sub', ...id }),
  AccessToken: jwt({ username: 'alice', ...access }),
  ExpiresIn: 3600,
  ...more,
});

test.each([
  ['the ID token, which ends first', { exp: 2000 }, { exp: 3000 }, 2_000_000],
  ['the access token, which ends first', { exp: 3000 }, { exp: 2000 }, 2_000_000],
  ['the one that says when it ends', {}, { exp: 2000 }, 2_000_000],
  ['the one that says it by a number', { exp: '1500' }, { exp: 2000 }, 2_000_000],
  ['the answer, where neither says so', {}, {}, NOW + 3_600_000],
])('tokens last as long as %s', (_, id, access, expiresAt) => {
  const tokens = readTokens(answer(id, access), NOW);
  expect(tokens.expiresAt).toBe(expiresAt);
  expect(tokens.renewAt).toBe(Math.max(expiresAt - 300_000, (NOW + expiresAt) / 2));
});

test('the user is named by the access token, else by the ID token', () => {
  const both = answer({ 'cognito:username': 'from-id' }, { username: 'from-access' });
  expect(readTokens(both, NOW)).toMatchObject({ username: 'from-access', principal: 'alice-sub' });
  const one = answer({ 'cognito:username': 'from-id' }, { username: undefined });
  expect(readTokens(one, NOW).username).toBe('from-id');
});

test.each([
  ['without a sub', answer({ sub: undefined }, {})],
  ['without a user name', answer({}, { username: undefined })],
  ['of other types', answer({ sub: 1 }, { username: 2 })],
])('tokens %s cannot be used', (_, result) => {
  expect(() => readTokens(result, NOW)).toThrow(NetworkError);
  expect(() => readTokens(result, NOW)).toThrow(
    expect.objectContaining({
      code: 'unexpected-answer',
      operation: 'InitiateAuth',
      status: 200,
      advice: "The user pool's tokens cannot be read. Check the endpoint.",
    }),
  );
});

test('a refresh token is kept unless the response has a new one', () => {
  expect(readTokens(answer({}, {}), NOW, login).refreshToken).toBe('refresh-1');
  expect(readTokens(answer({}, {}, { RefreshToken: 'refresh-2' }), NOW, login).refreshToken).toBe('refresh-2');
});

const refused = (
  code: 'NotAuthorizedException' | 'InvalidParameterException' | 'UnknownOperationException',
  message = '',
) => new CognitoError(code, message, { operation: 'InitiateAuth', status: 400 });

interface Call {
  readonly operation: string;
  readonly input: object;
  readonly options: CallOptions | undefined;
}

/** Renews tokens at a scripted user pool that records its requests. */
const start = (
  answers: Readonly<Record<string, () => object>>,
  { clientSecret, device }: { clientSecret?: string; device?: DeviceKey } = {},
) => {
  const calls: Call[] = [];
  const refresh = createRefreshTokens({
    client: {
      call: async <T>(operation: string, input: object, options?: CallOptions) => {
        calls.push({ operation, input, options });
        return answers[operation]!() as T;
      },
    },
    userPool: { id: 'p', region: 'r', endpoint: 'https://p.test/', clientId: 'client', clientSecret } as never,
    devices: { get: async () => device, set: async () => {}, remove: async () => {} },
    now: () => NOW,
  });
  return { calls, refresh };
};
const RENEWED = { AuthenticationResult: answer({}, {}) };
const device: DeviceKey = { key: 'device-1', groupKey: 'group', secret: 'secret' };
const unknown = (): never => {
  throw refused('UnknownOperationException');
};

test('a renewal sends the token, and what there is besides', async () => {
  const plain = start({ GetTokensFromRefreshToken: () => RENEWED });
  expect(await plain.refresh(login)).toBe(RENEWED.AuthenticationResult);
  expect(plain.calls[0]?.input).toStrictEqual({ ClientId: 'client', RefreshToken: 'refresh-1' });

  const { signal } = new AbortController();
  const full = start({ GetTokensFromRefreshToken: () => RENEWED }, { clientSecret: 'hush', device });
  await full.refresh(login, { signal, clientMetadata: { a: 'b' } });
  expect(full.calls).toStrictEqual([
    {
      operation: 'GetTokensFromRefreshToken',
      input: {
        ClientId: 'client',
        RefreshToken: 'refresh-1',
        ClientSecret: 'hush',
        DeviceKey: 'device-1',
        ClientMetadata: { a: 'b' },
      },
      options: { signal },
    },
  ]);
});

test('an unknown operation is replaced with the older one, which is then used directly', async () => {
  const { calls, refresh } = start({ GetTokensFromRefreshToken: unknown, InitiateAuth: () => RENEWED });
  expect(await refresh(login)).toBe(RENEWED.AuthenticationResult);
  expect(calls[1]?.input).toStrictEqual({
    ClientId: 'client',
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: 'refresh-1' },
  });
  await refresh(login);
  expect(calls.map(({ operation }) => operation)).toEqual([
    'GetTokensFromRefreshToken',
    'InitiateAuth',
    'InitiateAuth',
  ]);
});

test('the older one proves the client and the device, too', async () => {
  const answers = { GetTokensFromRefreshToken: unknown, InitiateAuth: () => RENEWED };
  const { calls, refresh } = start(answers, { clientSecret: 'hush', device });
  await refresh(login, { clientMetadata: { a: 'b' } });
  expect(calls[1]?.input).toStrictEqual({
    ClientId: 'client',
    ClientMetadata: { a: 'b' },
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: {
      REFRESH_TOKEN: 'refresh-1',
      DEVICE_KEY: 'device-1',
      SECRET_HASH: await secretHash('hush', 'alice', 'client'),
    },
  });
});

test('if the older one is not enabled either, the token counts as valid, and the operation is tried again', async () => {
  const cause = refused('InvalidParameterException', 'REFRESH_TOKEN_AUTH is not enabled for the client.');
  const { calls, refresh } = start({
    GetTokensFromRefreshToken: unknown,
    InitiateAuth: () => {
      throw cause;
    },
  });
  for (let renewals = 0; renewals < 2; renewals++) {
    await expect(refresh(login)).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'unexpected-answer',
      operation: 'GetTokensFromRefreshToken',
      status: 400,
      cause,
      advice: 'The server supports neither GetTokensFromRefreshToken nor REFRESH_TOKEN_AUTH.',
    });
  }
  expect(calls).toHaveLength(4);
});

test.each([
  ['a refusal of the token', refused('NotAuthorizedException', 'Refresh Token has expired')],
  ['an outage', new NetworkError('network', 'Not allowed', { operation: 'InitiateAuth', status: 0 })],
])('%s by the older one is what the caller gets', async (_, error) => {
  const { refresh } = start({
    GetTokensFromRefreshToken: unknown,
    InitiateAuth: () => {
      throw error;
    },
  });
  await expect(refresh(login)).rejects.toBe(error);
});

test('without a refresh token nothing is asked, and the sign-in is at its end', async () => {
  const { calls, refresh } = start({});
  const error = await refresh({ ...login, refreshToken: undefined }).catch((error: unknown) => error);
  expect(error).toMatchObject({
    code: 'NotAuthorizedException',
    operation: 'GetTokensFromRefreshToken',
    status: 0,
    message: 'There is no refresh token. Sign in again.',
  });
  expect(isTokenRejected(error)).toBe(true);
  expect(calls).toEqual([]);
});

test.each([
  ['that is good still', 1, ['ConfirmDevice', 'GetTokensFromRefreshToken']],
  ['that has just expired', 0, ['GetTokensFromRefreshToken']],
  ['whose end is not known', Number.NaN, ['ConfirmDevice', 'GetTokensFromRefreshToken']],
])('a device is confirmed before a renewal by an access token %s', async (_, left, operations) => {
  const { calls, refresh } = start(
    { ConfirmDevice: () => ({}), GetTokensFromRefreshToken: () => RENEWED },
    { device: { ...device, unconfirmed: {} } },
  );
  await refresh({ ...login, expiresAt: NOW + left });
  expect(calls.map(({ operation }) => operation)).toEqual(operations);
});
