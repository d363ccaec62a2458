import { Readable } from 'node:stream';
import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, test } from 'vitest';
import { createFakeCognito, jwt, noNetwork, Refusal } from './support/fake-cognito.js';
import { alice, bob, dead, outcome, pools, start, waiting } from './support/session.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A request handler for a client of the AWS SDK. */
const handlerOf = (send: typeof fetch) => ({
  handle: async ({ headers, body }: { headers: Record<string, string>; body?: Uint8Array }) => {
    const response = await send('https://cognito-identity.us-east-1.amazonaws.com/', {
      headers,
      body: new TextDecoder().decode(body),
    });
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: Readable.from([Buffer.from(await response.arrayBuffer())]),
      },
    };
  },
});

/** A clock that the test sets. */
const settableClock = (now = Date.now()) => ({
  time: now,
  offset: 0,
  now() {
    return this.time;
  },
});

test('tokens are renewed five minutes before they expire, credentials ten, once for all callers', async () => {
  const cognito = createFakeCognito();
  const clock = settableClock();
  cognito.now = () => clock.time;
  const { session } = await start({ clock }, cognito);
  await session.signIn(alice);
  const first = await session.getTokens();
  clock.time += HOUR - 5 * MINUTE - 1000;
  expect(await session.getTokens()).toEqual(first);
  clock.time += 2000;
  const all = await Promise.all(Array.from({ length: 100 }, () => session.getTokens()));
  for (const tokens of all) expect(tokens).toEqual(all[0]);
  expect(all[0]).not.toEqual(first);
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);

  await session.credentials();
  clock.time += HOUR - 10 * MINUTE - 1000;
  await session.credentials();
  expect(cognito.count('GetCredentialsForIdentity')).toBe(1);
  clock.time += 2000;
  await Promise.all(Array.from({ length: 100 }, () => session.credentials()));
  expect(cognito.count('GetCredentialsForIdentity')).toBe(2);
});

test('a lifetime shorter than the margin means renewal at half of it, not at every call', async () => {
  const cognito = createFakeCognito();
  const clock = settableClock();
  cognito.now = () => clock.time;
  cognito.lifetime = 4 * MINUTE;
  const { session } = await start({ clock }, cognito);
  await session.signIn(alice);
  for (let call = 0; call < 5; call++) {
    await session.getTokens();
    await session.credentials();
  }
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(0);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(1);
});

test('an expiry that cannot be read is never "never"', async () => {
  const { session, cognito } = await start();
  const unreadable = () => ({
    AuthenticationResult: {
      IdToken: jwt({ sub: 's', exp: 'soon' }),
      AccessToken: jwt({ username: 'alice', exp: null }),
      RefreshToken: 'refresh-alice-1',
    },
  });
  cognito.on('InitiateAuth', unreadable);
  cognito.on('GetTokensFromRefreshToken', unreadable);
  await session.signIn(alice);
  await session.getTokens();
  await session.getTokens();
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(2);

  cognito.on('GetCredentialsForIdentity', {
    IdentityId: 'us-east-1:user',
    Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: null },
  });
  await expect(session.credentials()).rejects.toMatchObject({ code: 'unexpected-answer' });
});

test.each([
  ['behind', -2 * HOUR],
  ['ahead', 2 * HOUR],
])("a clock that is two hours %s: what Cognito's answers teach reaches the expiry and the signer", async (_, drift) => {
  const cognito = createFakeCognito();
  const real = settableClock();
  const clock = { offset: 0, now: () => real.time + drift };
  cognito.now = () => real.time;
  const { session, storage } = await start({ clock }, cognito);
  await session.signIn(alice);
  expect(Math.abs(clock.offset + drift)).toBeLessThan(2000);
  await session.getTokens();
  await session.credentials();
  await session.credentials();
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(0);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(1);
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
  });
  const { stringToSign } = await auth.sign({ url: 'https://api.example.com/' });
  const hour = new Date(real.time).toISOString().replace(/[-:]/g, '').slice(0, 11);
  expect(stringToSign.split('\n')[1]!.slice(0, 11)).toBe(hour);

  // Known at the next visit, before any response.
  const later = { offset: 0, now: clock.now };
  const { session: next, cognito: unasked } = await start({ clock: later, storage }, createFakeCognito());
  await next.getTokens();
  expect(unasked.calls).toEqual([]);
});

test('without a network, the user stays signed in, and valid tokens are used', async () => {
  const cognito = createFakeCognito();
  const clock = settableClock();
  cognito.now = () => clock.time;
  const { session, states } = await start({ clock }, cognito);
  await session.signIn(alice);
  const tokens = await session.getTokens();
  const { accessKeyId } = await session.credentials();
  for (const operation of ['GetTokensFromRefreshToken', 'GetCredentialsForIdentity', 'GetId'])
    cognito.on(operation, noNetwork);
  clock.time += HOUR - MINUTE;
  expect(await session.getTokens()).toEqual(tokens);
  expect((await session.credentials()).accessKeyId).toBe(accessKeyId);
  await session.getTokens();
  expect(cognito.count('GetTokensFromRefreshToken')).toBeLessThanOrEqual(2);
  clock.time += 2 * MINUTE;
  await expect(session.getTokens()).rejects.toMatchObject({ code: 'network' });
  await expect(session.credentials()).rejects.toMatchObject({ code: 'network' });
  expect(states).toEqual(['guest', 'signedIn']);
});

test('offline, with connectivity: wait, expired tokens are renewed once the network is back', async () => {
  const cognito = createFakeCognito();
  const clock = settableClock();
  cognito.now = () => clock.time;
  let online = true;
  const listeners = new Set<() => void>();
  const connectivity = {
    isOnline: () => online,
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const { session, states } = await start({ clock, connectivity }, cognito);
  await session.signIn(alice);
  online = false;
  const kept = await session.getTokens();
  clock.time += HOUR - MINUTE;
  expect(await session.getTokens()).toEqual(kept);
  clock.time += HOUR;
  const calls = [session.getTokens(), session.getTokens(), session.credentials()];
  await expect.poll(() => listeners.size).toBeGreaterThan(0);
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(0);
  online = true;
  for (const listener of [...listeners]) listener();
  await Promise.all(calls);
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
  expect(listeners.size).toBe(0);
  expect(states).toEqual(['guest', 'signedIn']);
});

test('a wait ends by its own signal or time limit, for one caller alone', async () => {
  const { session, cognito } = await start({ waitForSignIn: true });
  await session.signIn(alice);
  cognito.on('GetTokensFromRefreshToken', dead);
  const limits: number[] = [];
  session.onWaitingForSignIn((limit) => limits.push(limit));
  const controller = new AbortController();
  const aborted = outcome(session.getTokens({ forceRefresh: true, signal: controller.signal }));
  const short = outcome(session.getTokens({ forceRefresh: true, waitForSignIn: 20 }));
  const failing = outcome(session.getTokens({ forceRefresh: true, waitForSignIn: false }));
  const patient = session.getTokens({ forceRefresh: true });
  cognito.on('GetCredentialsForIdentity', dead);
  const impatient = outcome(session.credentials({ waitForSignIn: 30, signal: controller.signal }));
  expect(await failing).toMatchObject({ code: 'not-signed-in' });
  expect(await short).toMatchObject({ name: 'SignInCancelledError', code: 'sign-in-timeout' });
  expect(await impatient).toMatchObject({ code: 'sign-in-timeout' });
  controller.abort(new Error('given up'));
  expect(await aborted).toEqual(new Error('given up'));
  await session.signIn(alice);
  expect(await patient).toEqual(await session.getTokens());
  expect(limits.sort((a, b) => a - b)).toEqual([20, 30, 300_000, 300_000]);
});

test("a guest's identity becomes the user's at sign-in, and guests get another", async () => {
  const { session, cognito } = await start();
  const guest = await session.credentials();
  await session.signIn(alice);
  const user = await session.credentials();
  expect(user).toMatchObject({ identityId: guest.identityId, principal: 'sub-alice' });
  expect(cognito.calls.at(-1)).toMatchObject({
    input: {
      IdentityId: guest.identityId,
      Logins: { 'cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123': expect.any(String) },
    },
  });
  const other = await session.guestCredentials();
  expect(other.identityId).not.toBe(guest.identityId);
  expect(other.principal).toBeNull();
  expect(session.identityId).toBe(guest.identityId);
});

test('users of the pool assume the role that the configuration names', async () => {
  const { session, cognito } = await start({ customRoleArn: 'arn:aws:iam::123456789012:role/editor' });
  await session.signIn(alice);
  await session.credentials();
  expect(cognito.calls.at(-1)!.input).toMatchObject({ CustomRoleArn: 'arn:aws:iam::123456789012:role/editor' });
});

test('an identity id that differs from the requested one is stored', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  cognito.on('GetCredentialsForIdentity', () => ({
    IdentityId: 'us-east-1:merged',
    Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 },
  }));
  await session.credentials();
  expect(session.identityId).toBe('us-east-1:merged');
});

test.each(['NotAuthorizedException', 'ResourceNotFoundException'])(
  'an identity that is gone (%s): a guest gets a new one, a user keeps the session',
  async (code) => {
    const { session, cognito, states } = await start();
    const gone = new Set<unknown>();
    const answer = ({ IdentityId }: Record<string, unknown>) => {
      if (gone.has(IdentityId)) throw new Refusal(code, 'Identity not found.');
      return { IdentityId, Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 } };
    };
    cognito.on('GetCredentialsForIdentity', answer);
    const { identityId } = await session.credentials();
    gone.add(identityId);
    expect((await session.credentials({ forceRefresh: true })).identityId).not.toBe(identityId);
    gone.add(session.identityId);
    await session.signIn(alice);
    expect((await session.credentials()).identityId).toBe('us-east-1:user');
    gone.add('us-east-1:user');
    cognito.on('GetId', { IdentityId: 'us-east-1:user-2' });
    expect((await session.credentials({ forceRefresh: true })).identityId).toBe('us-east-1:user-2');
    expect(states).toEqual(['guest', 'signedIn']);
  },
);

test('an ID token that ended by the server: renewed, and asked again', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  const { idToken } = await session.getTokens();
  cognito.on('GetCredentialsForIdentity', ({ IdentityId, Logins }) => {
    if (Object.values(Logins as object)[0] === idToken) {
      throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired: 1 >= 0');
    }
    return { IdentityId, Credentials: { AccessKeyId: 'NEW', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 } };
  });
  expect((await session.credentials()).accessKeyId).toBe('NEW');
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
});

test('the emulators that know REFRESH_TOKEN_AUTH only are asked that way', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  cognito.on('GetTokensFromRefreshToken', () => {
    throw new Refusal('UnknownOperationException');
  });
  await session.getTokens({ forceRefresh: true });
  await session.getTokens({ forceRefresh: true });
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
  expect(cognito.calls.at(-1)).toMatchObject({ operation: 'InitiateAuth', input: { AuthFlow: 'REFRESH_TOKEN_AUTH' } });
});

test.each([{ global: true }, { revoke: true }, { invalidateTokens: true }])(
  'signOut(%j) signs out here at once, tells what the server did not hear, and goes on telling it',
  async (options) => {
    const operation = options.global ? 'GlobalSignOut' : 'RevokeToken';
    const { session, cognito, states, storage } = await start();
    await session.signIn(alice);
    expect(await session.signOut(options)).toEqual({ unconfirmed: [] });
    expect(cognito.count(operation)).toBe(1);

    await session.signIn(alice);
    cognito.on(operation, noNetwork);
    const leaving = session.signOut(options);
    await expect.poll(() => session.state).toBe('guest');
    expect(await leaving).toMatchObject({ unconfirmed: [{ operation, error: { code: 'network' }, retrying: true }] });
    expect(await storage.get('sigv4-interceptor.session')).not.toMatch(/token|login/i);
    cognito.on(operation, {});
    await expect.poll(() => cognito.count(operation), { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    expect(states).toEqual(['guest', 'signedIn', 'guest', 'signedIn', 'guest']);

    await session.signIn(alice);
    cognito.on(operation, dead);
    // A rejected token needs no revocation. Other devices have their own tokens.
    expect(await session.signOut(options)).toMatchObject({
      unconfirmed: options.global ? [{ operation, error: { code: 'NotAuthorizedException' }, retrying: false }] : [],
    });
    await session.signIn(alice);
    cognito.on(operation, () => {
      throw new Refusal('UnsupportedOperationException', 'Revoke is not enabled.');
    });
    expect(await session.signOut(options)).toMatchObject({
      unconfirmed: [{ operation, error: { code: 'UnsupportedOperationException' }, retrying: false }],
    });
    expect(session.state).toBe('guest');
  },
  30_000,
);

test('a listener that throws does not affect others, and an unsubscribed one is not called', async () => {
  const { session, states } = await start();
  session.onStateChange(() => {
    throw new Error('a bug in the page');
  });
  const heard: unknown[] = [];
  const stop = session.onStateChange((state, info) => heard.push([state, info]));
  await session.signIn(alice);
  stop();
  await session.signOut();
  expect(heard).toEqual([['signedIn', { previous: 'guest', username: 'alice', identityId: undefined }]]);
  expect(states).toEqual(['guest', 'signedIn', 'guest']);
});

test.each(['user pool only', 'identity pool only'])('%s: other methods name what is missing', async (kind) => {
  const { identityPoolId, userPoolId, userPoolClientId, ...rest } = pools;
  const { fetch } = createFakeCognito();
  if (kind === 'user pool only') {
    const session = createCognitoSession({ ...rest, userPoolId, userPoolClientId, fetch });
    await session.signIn(alice);
    await expect(session.credentials()).rejects.toThrow(/identityPoolId/);
    await session.getTokens();
  } else {
    const session = createCognitoSession({ ...rest, identityPoolId, fetch });
    await session.credentials();
    await expect(session.signIn(alice)).rejects.toThrow(/userPoolId/);
    await session.federatedSignIn('google', 'token');
    await expect(session.getTokens()).rejects.toMatchObject({ code: 'user-pool-not-configured' });
  }
});

test('sessions of different users on one server share nothing', async () => {
  const one = await start({ storage: memoryStorage() });
  const other = await start({ storage: memoryStorage() });
  await one.session.signIn(alice);
  await other.session.signIn(bob);
  await one.session.signOut();
  expect(other.session).toMatchObject({ state: 'signedIn', username: 'bob' });
});

test("clients of the AWS SDK take the session's credentials, and createSigV4 the SDK's providers", async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  const client = new CognitoIdentityClient({ region: 'us-east-1', credentials: session.credentials });
  const { accessKeyId } = await client.config.credentials();
  expect((await session.credentials()).accessKeyId).toBe(accessKeyId);
  const sdk = fromCognitoIdentityPool({
    identityPoolId: pools.identityPoolId,
    clientConfig: {
      region: 'us-east-1',
      requestHandler: handlerOf(cognito.fetch),
    },
  });
  const { headers } = await createSigV4({ credentials: sdk }).sign({ url: 'https://abc.lambda-url.us-east-1.on.aws/' });
  expect(headers.get('authorization')).toMatch(/Credential=ASIA/);
});

test('no secret is shown by the session, its errors or its credentials provider', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  const { idToken, accessToken } = await session.getTokens();
  cognito.on('GetTokensFromRefreshToken', ({ RefreshToken }) => {
    throw new Refusal('InternalErrorException', `Oh: ${RefreshToken}`);
  });
  const error = (await outcome(session.getTokens({ forceRefresh: true }))) as Error;
  const { inspect } = await import('node:util');
  const shown = [session, error, session.credentials]
    .map((value) => inspect(value, { depth: 20, showHidden: false }))
    .join();
  for (const secret of [idToken, accessToken, 'refresh-alice', 'right']) expect(shown).not.toContain(secret);
});

test('a 403 of a signed call whose session has ended: it waits, the user signs in, the call is replayed', async () => {
  const mock = createAwsMock({ users: ['sub-alice', 'sub-bob'] });
  const listener = await mock.listen();
  try {
    const { session, cognito } = await start({ waitForSignIn: true });
    cognito.on('GetCredentialsForIdentity', ({ IdentityId, Logins }) => {
      const [login = ''] = Object.values((Logins ?? {}) as Record<string, string>);
      const { sub } = JSON.parse(Buffer.from(login.split('.')[1]!, 'base64url').toString());
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = mock.issueCredentials(sub);
      return {
        IdentityId,
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: expiration.getTime() / 1000,
        },
      };
    });
    await session.signIn(alice);
    const auth = createSigV4({
      credentials: session.credentials,
      region: 'us-east-1',
      service: 'execute-api',
      origins: new URL(listener.url).origin,
    });
    const waits: unknown[] = [];
    auth.on('waiting-for-sign-in', (payload) => waits.push(payload));
    const call = wrapFetch(fetch, auth);
    expect((await call(`${listener.url}/items`)).status).toBe(200);

    const exchange = cognito.fetch;
    expect(exchange).toBeTypeOf('function');
    mock.expireCredentials();
    // The ID token has expired as well and cannot be renewed.
    let over = true;
    const issue = mock.issueCredentials;
    cognito.on('GetCredentialsForIdentity', ({ IdentityId }) => {
      if (over) throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired: 1 >= 0');
      const given = issue('sub-alice');
      return {
        IdentityId,
        Credentials: {
          AccessKeyId: given.accessKeyId,
          SecretKey: given.secretAccessKey,
          SessionToken: given.sessionToken,
          Expiration: given.expiration.getTime() / 1000,
        },
      };
    });
    cognito.on('GetTokensFromRefreshToken', dead);
    const begun = waiting(session);
    const calls = Array.from({ length: 10 }, () => call(`${listener.url}/items`));
    await begun;
    expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
    over = false;
    await session.signIn(alice);
    for (const response of await Promise.all(calls)) expect(response.status).toBe(200);
    expect(waits).toEqual([{ timeout: 300_000 }]);

    // And never as another user.
    over = true;
    mock.expireCredentials();
    const again = waiting(session);
    const held = outcome(call(`${listener.url}/items`, { method: 'POST', body: 'from alice' }));
    await again;
    over = false;
    const posts = mock.calls().length;
    await session.signIn(bob);
    expect(await held).toMatchObject({ code: 'identity-changed' });
    expect(mock.calls().length).toBe(posts);
  } finally {
    await listener.close();
  }
});

test('the first call of a restored session without credentials, whose tokens are rejected, is not sent as the next user', async () => {
  const { session: before, storage } = await start();
  await before.signIn(alice);
  const cognito = createFakeCognito();
  cognito.on('GetTokensFromRefreshToken', dead);
  cognito.on('GetCredentialsForIdentity', dead);
  const { session } = await start({ storage, waitForSignIn: true }, cognito);
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: 'http://localhost:1',
  });
  const sent: string[] = [];
  const call = wrapFetch(async (input) => {
    sent.push(String(input));
    return new Response('ok');
  }, auth);
  const waits = waiting(session);
  const held = outcome(call('http://localhost:1/', { method: 'POST', body: 'alice' }));
  await waits;
  cognito.on('GetCredentialsForIdentity', {
    IdentityId: 'us-east-1:bob',
    Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 },
  });
  await session.signIn(bob);
  expect(await held).toMatchObject({ code: 'identity-changed' });
  expect(sent).toEqual([]);
});

test("createTokenAuth takes the session's ID token and renews it at a 401", async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  const auth = createTokenAuth({ token: session.idToken, origins: 'http://localhost:1' });
  const seen: (string | null)[] = [];
  const call = wrapFetch(async (_, init) => {
    seen.push(new Headers(init?.headers).get('authorization'));
    return new Response('', { status: seen.length === 1 ? 401 : 200 });
  }, auth);
  expect((await call('http://localhost:1/')).status).toBe(200);
  expect(new Set(seen).size).toBe(2);
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
});
