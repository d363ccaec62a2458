import { createSigV4 } from 'sigv4-interceptor';
import { type CognitoSession, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { everyClient } from '../journey/support.js';
import { createFakeCognito, Refusal } from './support/fake-cognito.js';
import { alice, bob, outcome, start } from './support/session.js';

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
/** A response that arrives when the test says so. */
const gate = () => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

test('principal() is not known before the session is restored, then null for a guest, then the user', async () => {
  const { session } = await start();
  expect([session.credentials.principal(), session.guestCredentials.principal()]).toEqual([null, null]);
  await session.signIn(alice);
  expect([session.credentials.principal(), session.guestCredentials.principal()]).toEqual(['sub-alice', null]);
  expect(session.idToken.principal()).toBe('sub-alice');
  expect(session.credentials.clock).toBe(session.clock);
});

test("guestCredentials emit a change when a user has taken over the guest's identity, or when it was dropped", async () => {
  const { session } = await start();
  const guests: string[] = [];
  const changes: string[] = [];
  session.guestCredentials.onChange(() => guests.push(session.state));
  session.credentials.onChange(() => changes.push(session.state));
  const first = (await session.guestCredentials()).identityId;
  expect(guests).toEqual([]);
  await session.signIn(alice);
  expect([guests.length, changes.length]).toEqual([0, 1]);
  expect((await session.credentials()).identityId).toBe(first);
  expect(guests).toHaveLength(1);
  await session.signOut();
  const second = (await session.guestCredentials()).identityId;
  expect(second).not.toBe(first);
  await session.signOut();
  expect(guests).toHaveLength(2);
  expect((await session.guestCredentials()).identityId).not.toBe(second);
});

test("after alice took the guest's identity over and signed out, the next guest call is not signed with it", async () => {
  const { session } = await start();
  const auth = createSigV4({ credentials: session.guestCredentials, region: 'eu-west-1', service: 'execute-api' });
  const keyOf = async () => (await auth.sign({ url: 'https://api.example.com/' })).headers.get('authorization')!;
  const before = await keyOf();
  await session.signIn(alice);
  await session.credentials();
  await session.signOut();
  const after = await keyOf();
  expect(/Credential=([^/]+)/.exec(after)![1]).not.toBe(/Credential=([^/]+)/.exec(before)![1]);
});

test("a guest's credentials that arrive after a user took the identity over are not the guest's", async () => {
  const { session, cognito } = await start();
  await session.guestCredentials();
  const { open, opened } = gate();
  const given = createFakeCognito();
  cognito.on('GetCredentialsForIdentity', async (input) => {
    if (!input.Logins) await opened;
    const init = {
      method: 'POST',
      headers: { 'x-amz-target': 'x.GetCredentialsForIdentity' },
      body: JSON.stringify(input),
    };
    return (await given.fetch('https://x/', init)).json() as Promise<object>;
  });
  const slow = session.guestCredentials({ forceRefresh: true });
  await session.signIn(alice);
  const { identityId } = await session.credentials();
  open();
  expect((await slow).identityId).not.toBe(identityId);
});

test.each<[string, (session: CognitoSession) => Promise<unknown>, string]>([
  ['federatedSignIn', (session) => session.federatedSignIn('google', 'token'), 'GetCredentialsForIdentity'],
  ['signIn', (session) => session.signIn(alice), 'InitiateAuth'],
])('signOut() ends a %s that is under way', async (_, signIn, operation) => {
  const { session, cognito, storage } = await start();
  const { open, opened } = gate();
  const given = createFakeCognito();
  cognito.on(operation, async (input) => {
    await opened;
    const init = { method: 'POST', headers: { 'x-amz-target': `x.${operation}` }, body: JSON.stringify(input) };
    return (await given.fetch('https://x/', init)).json() as Promise<object>;
  });
  const signingIn = outcome(signIn(session));
  await pause(5);
  await session.signOut();
  open();
  expect(await signingIn).toMatchObject({ name: 'SignInCancelledError', code: 'sign-in-cancelled' });
  expect([session.state, session.credentials.principal()]).toEqual(['guest', null]);
  expect(await storage.get('sigv4-interceptor.session')).not.toContain('login');
  expect((await session.credentials()).principal).toBeNull();
});

test("another tab's sign-in that is under way does not finish over a newer one, nor after a sign-out", async () => {
  const storage = memoryStorage();
  const cognito = createFakeCognito();
  const [first, second] = [await start({ storage }, cognito), await start({ storage }, cognito)];
  const { open, opened } = gate();
  const given = createFakeCognito();
  cognito.on('InitiateAuth', async (input) => {
    if ((input.AuthParameters as Record<string, string>).USERNAME === 'alice') await opened;
    const init = { method: 'POST', headers: { 'x-amz-target': 'x.InitiateAuth' }, body: JSON.stringify(input) };
    return (await given.fetch('https://x/', init)).json() as Promise<object>;
  });
  const pending = outcome(first.session.signIn(alice));
  await pause(5);
  await second.session.signIn(bob);
  open();
  expect(await pending).toMatchObject({ code: 'sign-in-cancelled' });
  expect(second.session.username).toBe('bob');
  expect(await first.session.getTokens()).toEqual(await second.session.getTokens());

  // If another tab signs in the same user at the same time, that is not a conflict.
  await second.session.signOut();
  await first.session.signOut();
  cognito.on('InitiateAuth', async (input) => {
    await pause(5);
    const init = { method: 'POST', headers: { 'x-amz-target': 'x.InitiateAuth' }, body: JSON.stringify(input) };
    return (await given.fetch('https://x/', init)).json() as Promise<object>;
  });
  expect(await Promise.all([first.session.signIn(alice), second.session.signIn(alice)])).toMatchObject([
    { step: 'done' },
    { step: 'done' },
  ]);
});

test('the number of sign-ins and sign-outs survives a sign-out, and a reload', async () => {
  const storage = memoryStorage();
  const { session } = await start({ storage });
  await session.signIn(alice);
  await session.signOut();
  session.close();
  const stored = JSON.parse((await storage.get('sigv4-interceptor.session'))!);
  expect(stored).toEqual({ version: 1, configuration: expect.any(String), generation: 2 });
  const again = await start({ storage });
  await again.session.signIn(bob);
  expect(JSON.parse((await storage.get('sigv4-interceptor.session'))!).generation).toBe(3);
});

test('two sessions of one name and storage, with other clients, do not touch each other', async () => {
  const storage = memoryStorage();
  const one = await start({ storage });
  const two = await start({ storage, userPoolClientId: 'other' });
  await one.session.signIn(alice);
  await two.session.signIn(bob);
  expect([one.session.username, two.session.username]).toEqual(['alice', 'bob']);
  expect((await one.session.credentials({ forceRefresh: true })).principal).toBe('sub-alice');
  expect((await two.session.credentials({ forceRefresh: true })).principal).toBe('sub-bob');
  await two.session.signOut();
  expect((await one.session.getTokens({ forceRefresh: true })).idToken).toMatch(/^eyJ/);
  await two.session.signIn(bob);
  // Also after a reload.
  const again = [await start({ storage }), await start({ storage, userPoolClientId: 'other' })];
  expect(again.map(({ session }) => session.username)).toEqual(['alice', 'bob']);
});

test('a session whose entry another configuration has taken over continues in memory, and leaves that entry alone', async () => {
  const storage = memoryStorage();
  const { session } = await start({ storage });
  await session.signIn(alice);
  // A record that another tab with the app's next version has written.
  const theirs = JSON.stringify({ version: 1, configuration: 'others', guestIdentityId: 'g' });
  await storage.set('sigv4-interceptor.session', theirs);
  expect((await session.getTokens({ forceRefresh: true })).idToken).toMatch(/^eyJ/);
  expect(session.username).toBe('alice');
  await session.signOut();
  expect(session.state).toBe('guest');
  expect(await storage.get('sigv4-interceptor.session')).toBe(theirs);
});

test.each([
  ['a captive portal', () => new Response('<html>', { headers: { date: 'Sat, 01 Jan 2050 00:00:00 GMT' } })],
  ['a proxy', () => new Response('', { status: 502, headers: { date: 'Sat, 01 Jan 2050 00:00:00 GMT' } })],
  [
    'a mad Date of the service itself',
    () => Response.json({ IdentityId: 'i' }, { headers: { date: 'Sat, 13 Sep 275760 00:00:00 GMT' } }),
  ],
])('%s teaches the session nothing of the time', async (_, answer) => {
  const { session } = await start({ fetch: async () => answer() });
  await outcome(session.getIdentityId());
  expect([session.clock.offset, session.clock.readAt]).toEqual([0, undefined]);
});

test("the service's own answers teach the time, refusals included, and it is kept", async () => {
  const storage = memoryStorage();
  const { session, cognito } = await start({ storage });
  cognito.now = () => Date.now() + 3_600_000;
  await outcome(session.signIn({ username: 'alice', password: 'wrong' }));
  expect(Math.abs(session.clock.offset - 3_600_000)).toBeLessThan(3000);
  expect(session.clock.readAt).toBeGreaterThan(0);
  await session.credentials();
  const again = await start({ storage, fetch: () => Promise.reject(new TypeError('offline')) });
  expect(again.session.clock.offset).toBe(session.clock.offset);
});

test.each([8.64e15, 'soon', null, Number.NaN])('a stored clock offset of %s is none', async (clockOffset) => {
  const storage = memoryStorage();
  const { session } = await start({ storage });
  await session.credentials();
  const stored = JSON.parse((await storage.get('sigv4-interceptor.session'))!);
  await storage.set('sigv4-interceptor.session', JSON.stringify({ ...stored, clockOffset }));
  const again = await start({ storage });
  expect([again.session.clock.offset, again.session.state]).toEqual([0, 'guest']);
});

/** An app that signs in through its own backend or a user pool, and re-authenticates by signing out and in again. */
const stageOf = async (kind: 'developer' | 'userPool', slow: number) => {
  const password = 'Correct-horse-1';
  const mock = createAwsMock({
    userPools: [{ users: [{ username: 'alice', password }] }],
    identityPools: [{ guests: true }],
  });
  const { url, urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const session = createCognitoSession({
    userPoolId: mock.userPool().id,
    userPoolClientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
  });
  onTestFinished(() => session.close());
  const signIn = async (): Promise<void> => {
    await pause(slow);
    if (kind === 'userPool') {
      await session.signIn({ username: 'alice', password });
      return;
    }
    const { token, identityId } = await mock.issueDeveloperIdentity('alice');
    await session.federatedSignIn('developer', token, { identityId });
  };
  return { mock, url, session, signIn };
};

for (const kind of ['developer', 'userPool'] as const) {
  test.each(everyClient)(
    `%s: a sign-out and sign-in inside reauthenticate is part of the renewal (${kind})`,
    async (_, client) => {
      const { mock, url, session, signIn } = await stageOf(kind, 40);
      await signIn();
      let renewals = 0;
      const auth = createSigV4({
        credentials: session.credentials,
        region: 'us-east-1',
        service: 'execute-api',
        origins: url,
        reauthenticate: async () => {
          renewals++;
          await session.signOut();
          await signIn();
        },
      });
      const send = client(auth);
      expect(await send('GET', `${url}/items`)).toMatchObject({ status: 200 });
      mock.expireCredentials();
      const calls = await Promise.all(Array.from({ length: 5 }, () => send('GET', `${url}/items`)));
      expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect(renewals).toBe(1);
      expect(session.state).toBe('signedIn');
    },
  );
}

test('a sign-out that the user asks for wins over a re-authentication that signs in later', async () => {
  const { mock, url, session, signIn } = await stageOf('developer', 30);
  await signIn();
  let begun = (): void => {};
  const renewing = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const failures: unknown[] = [];
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: url,
    reauthenticate: async () => {
      await session.signOut();
      begun();
      await signIn();
    },
  });
  auth.on('reauthentication-failed', ({ error }) => failures.push(error));
  const send = everyClient.find(([name]) => name === 'fetch')![1](auth);
  await send('GET', `${url}/items`);
  mock.expireCredentials();
  const call = send('GET', `${url}/items`);
  await renewing;
  await session.signOut();
  expect(await call).toMatchObject({ status: 403 });
  expect(failures).toMatchObject([{ code: 'sign-in-cancelled' }]);
  expect(session.credentials.principal()).toBeNull();
  expect(session.state).not.toBe('signedIn');
});

test('getIdentityId() asks once, and returns the known id from then on', async () => {
  const { session, cognito } = await start();
  const identityId = await session.getIdentityId();
  expect(identityId).toMatch(/^us-east-1:guest/);
  expect(await session.getIdentityId()).toBe(identityId);
  expect(cognito.count('GetId')).toBe(1);
  await session.signIn(alice);
  expect(await session.getIdentityId()).toBe(identityId);
  expect(session.identityId).toBe(identityId);
});

test('onStorageError is called for a failing storage, and the session continues in memory', async () => {
  const failures: unknown[] = [];
  const full = new DOMException('full', 'QuotaExceededError');
  const storage = {
    get: () => null,
    set: () => {
      throw full;
    },
    remove: () => {},
  };
  const { session } = await start({ storage, onStorageError: (error) => failures.push(error) });
  await session.signIn(alice);
  expect(failures).toContain(full);
  expect(session.username).toBe('alice');
  expect((await session.credentials()).principal).toBe('sub-alice');
});

test("a stored guest's identity that no longer exists is replaced, and the first calls of the page are signed with the new one", async () => {
  const storage = memoryStorage();
  const { session, cognito } = await start({ storage });
  await session.credentials();
  session.close();
  const again = await start({ storage }, cognito);
  const gone = again.session.identityId;
  cognito.on('GetCredentialsForIdentity', ({ IdentityId }) => {
    if (IdentityId === gone) throw new Refusal('ResourceNotFoundException', 'Identity not found.');
    return {
      IdentityId,
      Credentials: { AccessKeyId: 'ASIANEW', SecretKey: 's', SessionToken: 't', Expiration: Date.now() / 1000 + 3600 },
    };
  });
  const scope = { region: 'eu-west-1', service: 'execute-api' };
  const auth = createSigV4({ credentials: again.session.credentials, ...scope });
  const guest = createSigV4({ credentials: again.session.guestCredentials, ...scope });
  for (const signer of [auth, guest]) {
    const { headers } = await signer.sign({ url: 'https://api.example.com/' });
    expect(headers.get('authorization')).toContain('ASIANEW');
  }
  expect(again.session.identityId).not.toBe(gone);
});

test("what other tabs did while this one did not look is not guessed: a guest's call is not bob's, alice's is still hers", async () => {
  const storage = memoryStorage();
  const cognito = createFakeCognito();
  const [here, there] = [await start({ storage }, cognito), await start({ storage }, cognito)];
  const auth = createSigV4({ credentials: here.session.credentials, region: 'eu-west-1', service: 'execute-api' });
  const slowly = (time: number) =>
    new ReadableStream({ start: (stream) => void setTimeout(() => stream.close(), time) });
  const sign = () => outcome(auth.sign({ method: 'POST', url: 'https://api.example.com/', body: slowly(20) }));
  await here.session.credentials();

  const asGuest = sign();
  await there.session.signIn(alice);
  await there.session.signOut();
  await there.session.signIn(bob);
  await outcome(here.session.signIn(alice));
  expect(here.session.username).toBe('bob');
  expect(await asGuest).toMatchObject({ code: 'identity-unknown' });

  const asBob = sign();
  await there.session.signOut();
  await there.session.signIn(alice);
  await there.session.signOut();
  await there.session.signIn(bob);
  await outcome(here.session.signIn(alice));
  expect(await asBob).toHaveProperty('signature');
});

test.each<[string, (session: CognitoSession) => Promise<unknown>, string]>([
  ['signOut', (session) => session.signOut({ golbal: true } as never), 'Did you mean global?'],
  ['signIn', (session) => session.signIn({ ...alice, authflow: 'USER_AUTH' } as never), 'Did you mean authFlow?'],
  [
    'federatedSignIn',
    (session) => session.federatedSignIn('google', 't', { renewal: 'r' } as never),
    'no option "renewal"',
  ],
  [
    'federatedSignIn',
    (session) => session.federatedSignIn('google', 't', { refreshToken: () => '' } as never),
    'no option "refreshToken"',
  ],
])('an unknown option of %s is refused by name, before anything is done', async (_, call, message) => {
  const { session, cognito } = await start();
  await expect(call(session)).rejects.toThrow(message);
  expect([cognito.calls, session.state]).toEqual([[], 'guest']);
});

test.each([
  [
    'a 200 of somebody else',
    () => Response.json({ status: 'ok' }, { headers: { date: 'Tue, 01 Jan 2030 00:00:00 GMT' } }),
  ],
  [
    "somebody else's refusal",
    () =>
      Response.json(
        { code: 'Forbidden', message: 'log in first' },
        { status: 403, headers: { date: 'Tue, 01 Jan 2030 00:00:00 GMT' } },
      ),
  ],
])('%s in JSON teaches nothing of the time, and is no raw TypeError', async (_, answer) => {
  let foreign = false;
  const cognito = createFakeCognito();
  const { session } = await start(
    { fetch: async (input, init) => (foreign ? answer() : cognito.fetch(input, init)) },
    cognito,
  );
  await session.signIn(alice);
  const told = session.clock.readAt;
  foreign = true;
  for (const call of [
    () => session.getTokens({ forceRefresh: true }),
    () => session.credentials(),
    () => session.guestCredentials(),
  ]) {
    const error = await outcome<unknown>(call());
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).toHaveProperty('code');
  }
  expect([session.clock.offset, session.clock.readAt]).toEqual([0, told]);
});
