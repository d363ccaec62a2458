import { expect, test } from 'vitest';
import { claimsOf } from '../../src/token/jwt.js';
import { createFakeCognito, Refusal } from './support/fake-cognito.js';
import type { Cut } from './support/fragile-proxy.js';
import { start as startFragile } from './support/fragile-session.js';
import { alice, outcome, start } from './support/session.js';

const MINUTE = 60_000;
const ROTATING = { refreshTokenRotation: { graceSeconds: 0 } };
const TRACKING = { deviceTracking: 'always' } as const;
const credentials = { username: 'alice', password: 'Correct-horse-1' };

const OUTAGES: readonly Cut[] = ['request', 'portal', 'firewall', 'unavailable'];

test.each(OUTAGES)(
  'a renewal that meets an outage (%s) where refresh tokens rotate: the token that is good, and a new one afterwards',
  async (when) => {
    const stage = await startFragile(ROTATING);
    await stage.session.signIn(credentials);
    const { accessToken } = await stage.session.getTokens();
    const mend = stage.cutAll('GetTokensFromRefreshToken', when);
    stage.later(56 * MINUTE);
    expect((await stage.session.getTokens()).accessToken).toBe(accessToken);
    // No other renewal flow was tried: the pool would reject it.
    expect(stage.received('InitiateAuth')).toBe(1);

    stage.later(5 * MINUTE);
    const failure = { name: 'NetworkError', operation: 'GetTokensFromRefreshToken' };
    await expect(stage.session.getTokens()).rejects.toMatchObject(failure);
    expect(stage.session.state).toBe('signedIn');
    mend();
    expect((await stage.session.getTokens()).accessToken).not.toBe(accessToken);
    expect(stage.states).toEqual(['signedIn']);
  },
);

/** A session on scripted services, with retries, whose GetTokensFromRefreshToken responds when the test says so. */
const startAnswering = async (answer: () => Response) => {
  const cognito = createFakeCognito();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answered = await cognito.fetch(input, init);
    return cognito.calls.at(-1)?.operation === 'GetTokensFromRefreshToken' ? answer() : answered;
  };
  const started = await start({ fetch, retry: { retries: 3, minTimeout: 0 } }, cognito);
  await started.session.signIn(alice);
  return started;
};

const UNKNOWN: readonly [emulator: string, status: number, body: object][] = [
  ['AWS', 400, { __type: 'UnknownOperationException' }],
  ['cognito-local', 500, { __type: 'CognitoLocal#Unsupported', message: 'Cognito Local unsupported feature' }],
  ['LocalStack', 501, { __type: 'InternalFailure', message: 'has not yet been emulated by LocalStack' }],
  ['ministack', 400, { __type: 'InvalidAction', message: 'Unknown Cognito IDP action: GetTokensFromRefreshToken' }],
  ['floci', 400, { __type: 'UnsupportedOperation', message: 'Operation is not supported.' }],
  ['one that answers 404', 404, { __type: 'NotFound', message: 'No such operation' }],
];

test.each(UNKNOWN)(
  '%s does not know the operation: found out at once, and REFRESH_TOKEN_AUTH is used',
  async (...[, status, body]) => {
    const { session, cognito } = await startAnswering(() => Response.json(body, { status }));
    const { accessToken: before } = await session.getTokens();
    const { accessToken: renewed } = await session.getTokens({ forceRefresh: true });
    const { accessToken: again } = await session.getTokens({ forceRefresh: true });
    expect(new Set([before, renewed, again]).size).toBe(3);
    expect(claimsOf(again)).toMatchObject({ username: 'alice' });
    expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
    expect(cognito.count('InitiateAuth')).toBe(3);
  },
);

test.each([
  ['an internal error', 500, { __type: 'InternalErrorException' }, 4],
  ['a proxy that wants another request', 500, { code: 'UnknownError' }, 4],
  ['a page that says 501', 501, '<html>', 4],
  ['a page that says 404', 404, '<html>', 1],
  [
    'a firewall of the user pool',
    400,
    { __type: 'ForbiddenException', message: 'Request not allowed due to WAF block.' },
    1,
  ],
] as const)('%s is no unknown operation: no other way is tried', async (_, status, body, attempts) => {
  const { session, cognito } = await startAnswering(() =>
    typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status }),
  );
  await expect(session.getTokens({ forceRefresh: true })).rejects.toMatchObject({ status });
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(attempts);
  expect(cognito.count('InitiateAuth')).toBe(1);
  expect(session.state).toBe('signedIn');
});

test.each(['ForbiddenException', 'LimitExceededException', 'TooManyRequestsException'])(
  '%s ends no session: the token that is good stays in use',
  async (code) => {
    let ahead = 0;
    const clock = { offset: 0, now: () => Date.now() + ahead };
    const cognito = createFakeCognito();
    cognito.now = clock.now;
    const { session } = await start({ clock }, cognito);
    await session.signIn(alice);
    const { accessToken } = await session.getTokens();
    ahead = 56 * MINUTE;
    cognito.on('GetTokensFromRefreshToken', () => {
      throw new Refusal(code);
    });
    expect((await session.getTokens()).accessToken).toBe(accessToken);
    expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
    expect(session.state).toBe('signedIn');
  },
);

test('a server that does not know the operation for once, and refuses the other way: an outage, and the next renewal works', async () => {
  const stage = await startFragile(ROTATING);
  let isUnknown = false;
  const session = stage.newSession({
    name: 'other',
    fetch: async (input: string, init: RequestInit) =>
      isUnknown && new Headers(init.headers).get('x-amz-target')?.endsWith('GetTokensFromRefreshToken')
        ? Response.json({ __type: 'UnknownOperationException' }, { status: 400 })
        : fetch(input, init),
  });
  await session.signIn(credentials);
  const { accessToken } = await session.getTokens();
  isUnknown = true;
  const failure = await outcome(session.getTokens({ forceRefresh: true }));
  expect(failure).toMatchObject({
    name: 'NetworkError',
    code: 'unexpected-answer',
    operation: 'GetTokensFromRefreshToken',
    cause: { code: 'InvalidParameterException', operation: 'InitiateAuth' },
  });
  stage.later(56 * MINUTE);
  expect((await session.getTokens()).accessToken).toBe(accessToken);
  expect(session.state).toBe('signedIn');
  isUnknown = false;
  expect((await session.getTokens({ forceRefresh: true })).accessToken).not.toBe(accessToken);
});

test.each(['request', 'answer', 'portal', 'firewall', 'unavailable', 'gateway'] as const)(
  'a device that could not be confirmed (%s) is confirmed before its tokens are renewed, in another tab as well',
  async (when) => {
    const stage = await startFragile({ ...TRACKING, ...ROTATING });
    const mend = stage.cutAll('ConfirmDevice', when);
    await stage.session.signIn(credentials);
    const { accessToken } = await stage.session.getTokens();
    stage.later(56 * MINUTE);
    // While the device cannot be confirmed, calls get the token that is still valid, and the refresh token is not used.
    expect((await stage.session.getTokens()).accessToken).toBe(accessToken);
    expect(stage.received('GetTokensFromRefreshToken')).toBe(0);
    mend();

    const tab = stage.newSession();
    const renewed = (await tab.getTokens({ forceRefresh: true })).accessToken;
    expect(renewed).not.toBe(accessToken);
    expect(await tab.listDevices()).toMatchObject([{ attributes: { 'dev:device_remembered_status': 'remembered' } }]);
    const confirmed = stage.received('ConfirmDevice');
    await tab.getTokens({ forceRefresh: true });
    // Once confirmed, the device is not confirmed again.
    expect(stage.received('ConfirmDevice')).toBe(confirmed);

    // The stored secret authenticates the device at the next sign-in, so that no new device is created.
    await tab.signOut();
    await tab.signIn(credentials);
    expect(await tab.listDevices()).toHaveLength(1);
  },
);

test('a device that could not be confirmed is confirmed in the background, so that a page may be closed for long', async () => {
  const stage = await startFragile(TRACKING);
  stage.cut('ConfirmDevice', 'request');
  await stage.session.signIn(credentials);
  await expect.poll(() => stage.received('ConfirmDevice'), { timeout: 15_000 }).toBe(1);
  await expect
    .poll(() => stage.kept.get(`sigv4-interceptor.device.${stage.mock.userPool().id}.alice`))
    .not.toContain('unconfirmed');
  stage.later(3 * 60 * MINUTE);
  await stage.session.getTokens();
  expect(stage.session.state).toBe('signedIn');
}, 30_000);

test('a page that was closed until the access token expired: the confirmation whose response was lost counts', async () => {
  const stage = await startFragile(TRACKING);
  const mend = stage.cutAll('ConfirmDevice', 'answer');
  await stage.session.signIn(credentials);
  const { accessToken } = await stage.session.getTokens();
  stage.later(3 * 60 * MINUTE);
  mend();
  const received = stage.received('ConfirmDevice');
  const later = stage.newSession();
  expect((await later.getTokens()).accessToken).not.toBe(accessToken);
  // Not confirmed with the expired token, but with the new one.
  expect(stage.received('ConfirmDevice')).toBe(received);
  await later.getTokens({ forceRefresh: true });
  expect(stage.received('ConfirmDevice')).toBe(received + 1);
  expect(later.state).toBe('signedIn');
});

test('a device that was never confirmed before the access token ended: only a new sign-in helps, and it works', async () => {
  const stage = await startFragile(TRACKING);
  stage.cutAll('ConfirmDevice', 'request');
  await stage.session.signIn(credentials);
  stage.later(3 * 60 * MINUTE);
  const later = stage.newSession({ waitForSignIn: false });
  await expect(later.getTokens()).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(later.state).toBe('signedOutUserPoolsTokenInvalid');
  await later.signIn(credentials);
  await later.getTokens();
  expect(later.state).toBe('signedIn');
});

test('a device that the user pool has forgotten before it was confirmed ends the session, as forgetting is meant to', async () => {
  const stage = await startFragile(TRACKING);
  const mend = stage.cutAll('ConfirmDevice', 'request');
  await stage.session.signIn(credentials);
  await stage.session.forgetDevice();
  expect(stage.kept.has(`sigv4-interceptor.device.${stage.mock.userPool().id}.alice`)).toBe(false);
  mend();
  const again = stage.newSession({ waitForSignIn: false });
  await expect(again.getTokens({ forceRefresh: true })).rejects.toMatchObject({ code: 'not-signed-in' });
  await again.signIn(credentials);
  expect(await again.listDevices()).toHaveLength(1);
});

test('a user who signs out and in again before the device is confirmed has a working device', async () => {
  const stage = await startFragile(TRACKING);
  const mend = stage.cutAll('ConfirmDevice', 'request');
  await stage.session.signIn(credentials);
  await stage.session.signOut();
  mend();
  await stage.session.signIn(credentials);
  const { accessToken } = await stage.session.getTokens();
  expect((await stage.session.getTokens({ forceRefresh: true })).accessToken).not.toBe(accessToken);
  expect(await stage.session.listDevices()).toHaveLength(1);
});

test('a confirmation that is refused stops no renewal that the user pool allows', async () => {
  const cognito = createFakeCognito();
  const tokens = cognito.fetch;
  const { session } = await start(
    {
      fetch: async (input, init) => {
        const answer = await tokens(input, init);
        const { operation, input: sent } = cognito.calls.at(-1)!;
        if (operation !== 'InitiateAuth' || 'REFRESH_TOKEN' in (sent.AuthParameters as object)) return answer;
        const { AuthenticationResult } = await answer.json();
        const NewDeviceMetadata = { DeviceKey: 'key', DeviceGroupKey: 'group' };
        return Response.json({ AuthenticationResult: { ...AuthenticationResult, NewDeviceMetadata } });
      },
    },
    cognito,
  );
  await session.signIn(alice);
  await session.getTokens({ forceRefresh: true });
  expect(cognito.calls.slice(-2)).toMatchObject([
    { operation: 'ConfirmDevice', input: { DeviceKey: 'key' } },
    { operation: 'GetTokensFromRefreshToken', input: { DeviceKey: 'key' } },
  ]);
  expect(session.state).toBe('signedIn');
});
