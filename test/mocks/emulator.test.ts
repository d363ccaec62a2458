import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, onTestFinished, test } from 'vitest';
import { readArguments } from '../../mocks/emulator/arguments.js';
import { emulate } from '../../mocks/emulator/emulate.js';

interface Values {
  readonly api: { readonly url: string; readonly region: string; readonly service: string };
  readonly session: Parameters<typeof createCognitoSession>[0] & { readonly userPoolId: string };
  readonly user: { readonly username: string; readonly password: string };
}

const start = async (config?: string) => {
  const emulator = await emulate({ config, port: 0, host: '127.0.0.1' });
  onTestFinished(emulator.close);
  const values = emulator.values as Values;
  const state = async () => (await fetch(`${emulator.url}state`)).json();
  const press = (name: string): Promise<Response> =>
    fetch(`${emulator.url}controls/${name}`, { method: 'POST', headers: { 'x-emulator': 'test' } });
  return { url: emulator.url, values, state, press };
};

/** An app configured with the emulator's output. */
const app = ({ api, session: configuration }: Values) => {
  const session = createCognitoSession(configuration);
  const { url, region, service } = api;
  const auth = createSigV4({ credentials: session.credentials, region, service, origins: url });
  return { session, call: (path: string) => wrapFetch(fetch, auth)(url + path) };
};

/** GetUser with the session's access token. */
const asUser = async ({ session: { endpoints } }: Values, session: ReturnType<typeof createCognitoSession>) =>
  fetch(endpoints?.userPool as string, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser' },
    body: JSON.stringify({ AccessToken: (await session.getTokens()).accessToken }),
  });

test('an app with the printed values signs in, makes calls, and recovers when a button is pressed', async () => {
  const { values, state, press } = await start();
  const { session, call } = app(values);
  expect((await call('/as-guest')).status).toBe(200);
  await session.signIn(values.user);
  expect((await call('/as-alice')).status).toBe(200);
  expect((await press('expire')).status).toBe(200);
  expect((await call('/healed')).status).toBe(200);
  const { calls, operations } = await state();
  expect(calls.map(({ path, status, verdict }: Record<string, unknown>) => [path, status, verdict])).toEqual([
    ['/healed', 200, 'ok'],
    ['/healed', 403, 'expired-token'],
    ['/as-alice', 200, 'ok'],
    ['/as-guest', 200, 'ok'],
  ]);
  expect(operations.map(({ operation }: { operation: string }) => operation)).toContain('RespondToAuthChallenge');

  await press('deny');
  expect((await call('/denied')).status).toBe(403);
  expect((await state()).controls).toContainEqual(expect.objectContaining({ name: 'deny', on: true }));
  await press('deny');
  expect((await call('/allowed')).status).toBe(200);
});

test('buttons take parameters over HTTP: how much, for what, and whether to be on', async () => {
  const { url, values, state, press } = await start();
  const { call } = app(values);
  const statuses = async () => [(await call('/items')).status, (await call('/orders')).status];
  await press('deny?route=GET%20/items&on=true');
  await press('deny?route=GET%20/items&on=true');
  expect(await statuses()).toEqual([403, 200]);
  await press('deny?on=false');
  await press('deny?on=false');
  expect(await statuses()).toEqual([200, 200]);
  await press('throttle?next=1&api=rest');
  expect(await statuses()).toEqual([429, 200]);
  await press('skew?by=-6m');
  await call('/late');
  expect((await state()).calls[1]).toMatchObject({ path: '/late', verdict: 'signature-not-yet-current' });
  const refusals = await Promise.all(['delay?by=soon', 'throttle?next=x', 'deny?route=items'].map(press));
  expect(await Promise.all(refusals.map(async (answer) => [answer.status, await answer.text()]))).toEqual([
    [400, expect.stringContaining('delay()')],
    [400, expect.stringContaining('throttle()')],
    [400, expect.stringContaining('deny()')],
  ]);
  expect((await press('explode')).status).toBe(404);
  expect((await press('/%')).status).toBe(405);
  expect((await fetch(`${url}//`)).status).toBe(404);
});

test('codes that were sent can be read, and a configuration file says what there is', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'emulator-')), 'aws.json');
  writeFileSync(file, JSON.stringify({ region: 'eu-west-1', userPools: [{}], identityPools: [{ guests: false }] }));
  const { values, state } = await start(file);
  expect(values.api.region).toBe('eu-west-1');
  const { session } = app(values);
  await session.signUp({ username: 'bob', password: 'Correct-horse-1', attributes: { email: 'bob@example.com' } });
  const [{ code, destination }] = (await state()).codes;
  expect(destination).toBe('bob@example.com');
  await session.confirmSignUp({ username: 'bob', code });
});

test('signed-in users and their identities are listed, and a sign-in can be ended', async () => {
  const { values, state, press } = await start();
  const { session, call } = app(values);
  await session.signIn(values.user);
  await call('/items');
  const { signIns, identities } = await state();
  expect(signIns).toMatchObject([{ username: 'alice', since: expect.any(Number), pool: values.session.userPoolId }]);
  expect(identities).toMatchObject([{ user: 'alice', identityId: session.identityId }]);
  expect((await press('revoke?user=nobody')).status).toBe(400);
  expect((await press('revoke?user=alice')).status).toBe(200);
  expect((await state()).signIns).toEqual([]);
  await expect(session.getTokens({ forceRefresh: true, signal: AbortSignal.timeout(300) })).rejects.toThrow();
  expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
});

test('tokens can be expired over HTTP, for one user or all, and the session continues with new ones', async () => {
  const { values, press } = await start();
  const { session } = app(values);
  await session.signIn(values.user);
  const isTaken = async () => (await asUser(values, session)).status === 200;
  for (const control of ['expireTokens?user=alice', 'expireTokens']) {
    expect((await press(control)).status).toBe(200);
    expect(await isTaken()).toBe(false);
    await session.getTokens({ forceRefresh: true });
    expect(await isTaken()).toBe(true);
  }
  expect((await press('expireTokens?user=bob')).status).toBe(200);
  expect(await isTaken()).toBe(true);
  const unknown = await press('expireTokens?user=nobody');
  expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining("a user 'nobody'")]);
});

test('without a configuration there is a user for each way of signing in, whose codes are shown', async () => {
  const { url, values, state, press } = await start();
  const { session, call } = app(values);
  const { password } = values.user;
  expect([(await call('/items')).status, (await call('/members')).status]).toEqual([200, 403]);
  expect((await call('/members/me')).status).toBe(403);

  const userOf = async (name: string) =>
    (await state()).users.find(({ username }: { username: string }) => username === name);
  expect(await userOf('alice')).toEqual({
    pool: values.session.userPoolId,
    username: 'alice',
    sub: expect.any(String),
    status: 'CONFIRMED',
  });
  expect(await session.signIn({ username: 'bob', password })).toMatchObject({ step: 'totpMfa' });
  const { totp } = await userOf('bob');
  expect(totp).toEqual({ secret: expect.any(String), code: expect.any(String), expiresIn: expect.any(Number) });
  expect(await session.confirmSignIn({ code: totp.code })).toMatchObject({ step: 'done' });
  expect((await call('/members')).status).toBe(200);
  expect((await fetch(`${url}state`)).headers.get('cache-control')).toBe('no-store');
  await session.signOut();

  expect(await session.signIn({ username: 'carol', password })).toMatchObject({ step: 'newPasswordRequired' });
  expect(await session.signIn({ username: 'dave', password })).toMatchObject({ step: 'selectMfaType' });
  const dave = await session.confirmSignIn({ choice: 'emailOtp' });
  expect(dave).toMatchObject({ step: 'emailOtp' });
  await press('codes');
  await expect(session.forgotPassword({ username: 'alice' })).rejects.toMatchObject({
    name: 'CodeDeliveryFailureException',
  });
  await press('codes');
  await press('throttle?next=1&quota=true&operation=ForgotPassword');
  await expect(session.forgotPassword({ username: 'alice' })).rejects.toMatchObject({ name: 'LimitExceededException' });
  const [{ code }] = (await state()).codes;
  expect(await session.confirmSignIn({ code })).toMatchObject({ step: 'done' });
});

test('a call whose signature does not match is shown with what should have been signed, without its token', async () => {
  const { values, state } = await start();
  const { session } = app(values);
  const credentials = await session.credentials();
  const { url, region, service } = values.api;
  const guessed = { ...credentials, secretAccessKey: 'guessed' };
  const auth = createSigV4({ credentials: guessed, region, service, origins: url });
  expect((await wrapFetch(fetch, auth)(`${url}/items`)).status).toBe(403);
  const text = JSON.stringify(await state());
  const [{ verdict, detail }] = JSON.parse(text).calls;
  expect(verdict).toBe('signature-mismatch');
  expect(detail).toContain(`'GET\n/items\n\nhost:${new URL(url).host}\n`);
  expect(detail).toContain('x-amz-security-token:[redacted]\n');
  expect(text).not.toContain(credentials.sessionToken);
});

test('a module configures routes as functions, JSON as responses, and all APIs are listed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  const file = join(folder, 'aws.mjs');
  const api = `{ name: 'orders', routes: { 'GET /me': (_, { caller }) => ({ me: caller.user }), 'GET /list': [1, { a: null }] } }`;
  writeFileSync(file, `export default { users: ['carol'], apis: [${api}, { flavour: 's3', region: 'eu-west-1' }] };`);
  const { values } = await start(file);
  const { apis, credentials } = values as unknown as {
    apis: Record<string, Values['api']>;
    credentials: Record<string, { accessKeyId: string; secretAccessKey: string }>;
  };
  expect(apis).toMatchObject({
    orders: { region: 'us-east-1', service: 'execute-api' },
    s3: { region: 'eu-west-1', service: 's3' },
  });
  const { url, region, service } = apis.orders!;
  const auth = createSigV4({ credentials: credentials.carol!, region, service, origins: url });
  const get = async (path: string) => (await wrapFetch(fetch, auth)(url + path)).json();
  expect([await get('/me'), await get('/list')]).toEqual([{ me: 'carol' }, [1, { a: null }]]);

  writeFileSync(join(folder, 'empty.mjs'), 'export const options = {};');
  await expect(start(join(folder, 'empty.mjs'))).rejects.toThrow(/default export/);
  writeFileSync(join(folder, 'broken.mjs'), 'export default {');
  await expect(start(join(folder, 'broken.mjs'))).rejects.toThrow(/cannot be read/);
});

test('pages of other sites can neither read the page nor press a button', async () => {
  const { url } = await start();
  const { port } = new URL(url);
  const { request } = await import('node:http');
  const rebound = await new Promise<number | undefined>((resolve) => {
    request({ port, host: '127.0.0.1', path: '/state', headers: { host: `evil.example.com:${port}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).end();
  });
  expect(rebound).toBe(421);
  expect((await fetch(`${url}controls/reset`, { method: 'POST' })).status).toBe(403);
  const preflight = await fetch(`${url}controls/reset`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example.com' },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  expect((await fetch(`${url}state`)).headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  [['emulate', '--host', '0.0.0.0'], /--allow-remote/],
  [['emulate', '--port', 'x'], /--port/],
  [['emulate', '--colour'], /--colour/],
  [['simulate'], /no command 'simulate'/],
  [[], /no command/],
  [['explain', '--answer', 'a'], /--signed/],
])('%j is refused', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

test('a configuration with a mistake is refused by name', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'emulator-')), 'aws.json');
  writeFileSync(file, '{ "userPool": [] }');
  await expect(emulate({ config: file, port: 0, host: '127.0.0.1' })).rejects.toThrow(/userPool/);
  writeFileSync(file, '{');
  await expect(emulate({ config: file, port: 0, host: '127.0.0.1' })).rejects.toThrow(/cannot be read as JSON/);
  expect(readArguments(['emulate', '--host', '0.0.0.0', '--allow-remote'])).toMatchObject({ host: '0.0.0.0' });
});
