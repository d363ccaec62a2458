import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isAuthError } from 'sigv4-interceptor';
import { memoryStorage } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { readRecord, type SessionRecord, writeRecord } from '../../src/cognito/session/record/record.js';
import { migrate, type StoredFields, VERSION } from '../../src/cognito/session/record/record-versions.js';
import { comparingStorage } from './support/comparing-storage.js';
import { jwt } from './support/fake-cognito.js';
import { alice, bob, outcome, start } from './support/session.js';

const KEY = 'sigv4-interceptor.session';
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22);
const RECORDS = new URL('records/', import.meta.url);

/** The texts that each version wrote. */
const stored = (version: number): string => readFileSync(new URL(`v${version}.txt`, RECORDS), 'utf8');
const good = () => JSON.parse(stored(VERSION));

const FEDERATED = {
  kind: 'federated',
  id: '00112233445566778899aabbccddeeff',
  principal: 'us-east-1:user',
  identityId: 'us-east-1:user',
  provider: 'accounts.google.com',
  token: 'google token',
  providerRefreshToken: 'google refresh token',
} as const;

/** Creates a session whose storage contains a text. */
const startOn = async (text: string) => {
  const storage = memoryStorage();
  await storage.set(KEY, text);
  const started = await start({ storage, waitForSignIn: false });
  onTestFinished(() => started.session.close());
  return started;
};

test('there is a text of each version, and each means the same user', async () => {
  expect(readdirSync(RECORDS).sort()).toEqual(Array.from({ length: VERSION }, (_, index) => `v${index + 1}.txt`));
  for (let version = 1; version <= VERSION; version++) {
    const { session, cognito } = await startOn(stored(version));
    expect([session.state, session.username, session.identityId]).toEqual(['signedIn', 'alice', 'us-east-1:user']);
    expect(session.clock.offset).toBe(-1500);
    expect(await session.getTokens()).toMatchObject({ idToken: 'aWQ.e30.c2ln', accessToken: 'YWNjZXNz.e30.c2ln' });
    await session.getTokens({ forceRefresh: true });
    expect(cognito.calls).toMatchObject([{ input: { RefreshToken: 'refresh-alice-1' } }]);
  }
});

test('the last version is read as it was written', () => {
  const { version, configuration, ...record } = good();
  expect(readRecord(stored(VERSION), NOW)).toEqual({ fingerprint: configuration, isLater: false, record });
  expect(writeRecord(record, configuration)).toBe(stored(VERSION));
  const federated: SessionRecord = { login: { ...FEDERATED, invalid: true }, guestsRefused: NOW, generation: 1 };
  expect(readRecord(writeRecord(federated, 'f'), NOW)?.record).toEqual(federated);
});

test('a record goes through the steps from its version on', () => {
  const step = (name: string) => (fields: StoredFields) => ({
    ...fields,
    steps: [...((fields.steps as string[]) ?? []), name],
  });
  const steps = [step('1 to 2'), step('2 to 3')];
  expect([1, 2, 3].map((version) => migrate({ version }, version, steps))).toEqual([
    { version: 1, steps: ['1 to 2', '2 to 3'] },
    { version: 2, steps: ['2 to 3'] },
    { version: 3 },
  ]);
});

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const token = fc.stringMatching(/^[!-~]{1,80}$/);
const BASE = {
  id: text,
  principal: text,
  identityId: fc.constantFrom('us-east-1:user', undefined),
  customRoleArn: fc.constantFrom('arn:aws:iam::123456789012:role/editor', '', undefined),
  invalid: fc.constantFrom(true, undefined),
} as const;
const anyLogin = fc.oneof(
  fc.record({
    ...BASE,
    kind: fc.constant('userPool' as const),
    username: text,
    idToken: token,
    accessToken: token,
    refreshToken: fc.option(token, { nil: undefined }),
    expiresAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
    renewAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
  fc.record({
    ...BASE,
    kind: fc.constant('federated' as const),
    provider: text,
    token: text,
    providerRefreshToken: fc.option(fc.string(), { nil: undefined }),
  }),
);

test('whatever a session stores of a login is read again', () => {
  fc.assert(
    fc.property(anyLogin, (login) => {
      const plain = JSON.parse(JSON.stringify(login));
      expect(readRecord(writeRecord({ login }, 'f'), NOW)?.record.login).toEqual(plain);
    }),
  );
});

test('tokens with an unknown expiry are due, and null from an app counts as missing', () => {
  const { login } = good();
  const read = (fields: object) => readRecord(writeRecord({ login: { ...login, ...fields } }, 'f'), NOW)?.record.login;
  expect(read({ expiresAt: Number.NaN, renewAt: Number.POSITIVE_INFINITY })).toEqual({
    ...login,
    expiresAt: 0,
    renewAt: 0,
  });
  const { refreshToken, ...others } = login;
  expect(read({ refreshToken: null })).toEqual(others);
  expect(
    readRecord(writeRecord({ login: { ...FEDERATED, providerRefreshToken: null as never } }, 'f'), NOW)?.record.login,
  ).toEqual({
    ...FEDERATED,
    providerRefreshToken: undefined,
  });
});

test('a login is read if its tokens name the same user or no user', () => {
  const { login } = good();
  const { principal, username } = login;
  for (const claims of [
    { sub: principal, username, 'cognito:username': 'another' },
    {},
    { sub: null, username: null },
  ]) {
    const named = { ...login, idToken: jwt(claims), accessToken: jwt(claims) };
    expect(readRecord(writeRecord({ login: named }, 'f'), NOW)?.record.login).toEqual(named);
  }
});

const MARK = 'must-not-be-sent';
const userPool = (fields: object) => ({ ...good(), login: { ...good().login, ...fields } });
const federated = (fields: object) => ({ ...good(), login: { ...FEDERATED, ...fields } });
const without = (field: string) => userPool({ [field]: undefined });

/** Records with a damaged login and otherwise unchanged. */
const DAMAGED_LOGINS: Readonly<Record<string, object>> = {
  'no kind': without('kind'),
  'an unknown kind': userPool({ kind: MARK }),
  'a kind of every object': userPool({ kind: 'constructor' }),
  'another kind of every object': userPool({ kind: '__proto__' }),
  'a kind in a list': userPool({ kind: ['userPool'] }),
  'a kind that only begins so': userPool({ kind: 'userPools' }),
  'a kind that only ends so': userPool({ kind: 'a userPool' }),
  'a federated kind that only begins so': federated({ kind: 'federated by' }),
  'a federated kind that only ends so': federated({ kind: 'not federated' }),
  "the other kind's fields": userPool({ kind: 'federated' }),
  "a federated login with a user's kind": federated({ kind: 'userPool' }),
  'no id': without('id'),
  'an empty id': userPool({ id: '' }),
  'a number as id': userPool({ id: 1 }),
  'no principal': without('principal'),
  'an empty principal': userPool({ principal: '' }),
  'an object as principal': userPool({ principal: { toString: MARK } }),
  'no user name': without('username'),
  'a number as user name': userPool({ username: 7 }),
  'the ID token of another user': userPool({ idToken: jwt({ sub: MARK }) }),
  'the access token of another user': userPool({ accessToken: jwt({ username: MARK }) }),
  'no ID token': without('idToken'),
  'a number as ID token': userPool({ idToken: 1 }),
  'a line break in the ID token': userPool({ idToken: `a\r\nx-evil: ${MARK}` }),
  'a lone surrogate in the access token': userPool({ accessToken: `${MARK}\ud800` }),
  'no access token': without('accessToken'),
  'an empty access token': userPool({ accessToken: '' }),
  'null as access token': userPool({ accessToken: null }),
  'an object as refresh token': userPool({ refreshToken: { [MARK]: 1 } }),
  'null as refresh token': userPool({ refreshToken: null }),
  'a blank in the refresh token': userPool({ refreshToken: `${MARK} ${MARK}` }),
  'no end': without('expiresAt'),
  'null as end': userPool({ expiresAt: null }),
  'a text as end': userPool({ expiresAt: '4102444800000' }),
  'no time of renewal': without('renewAt'),
  'a text as time of renewal': userPool({ renewAt: 'soon' }),
  'a list as role': userPool({ customRoleArn: [MARK] }),
  'a role that is no ARN': userPool({ customRoleArn: MARK }),
  'a line break in the role': userPool({ customRoleArn: `arn:${MARK}\n` }),
  'a text as invalid': userPool({ invalid: MARK }),
  'false as invalid': userPool({ invalid: false }),
  'no provider': federated({ provider: undefined }),
  'an object as provider': federated({ provider: { [MARK]: 1 } }),
  'no token of the provider': federated({ token: undefined }),
  'an empty token of the provider': federated({ token: '' }),
  'a number as refresh token of the provider': federated({ providerRefreshToken: 5 }),
  'a text as login': { ...good(), login: MARK },
  'a number as login': { ...good(), login: 1 },
  'true as login': { ...good(), login: true },
  'a list as login': { ...good(), login: [good().login] },
  'an empty login': { ...good(), login: {} },
  'null as login': { ...good(), login: null },
};

test.each(Object.entries(DAMAGED_LOGINS))('%s is no login, and the rest of the record stays', async (_, record) => {
  const { session, cognito } = await startOn(JSON.stringify(record));
  expect([session.state, session.isSignedIn, session.username]).toEqual(['guest', false, undefined]);
  expect(session.identityId).toBe('us-east-1:guest-1');
  expect(await session.credentials()).toMatchObject({ principal: null, identityId: 'us-east-1:guest-1' });
  expect(await outcome(session.getTokens())).toMatchObject({ code: 'not-signed-in' });
  expect(JSON.stringify(cognito.calls)).not.toMatch(/must-not-be-sent|refresh|Logins/);
  await session.signIn(bob);
  expect(session.username).toBe('bob');
});

test.each([5, null, {}, [MARK], MARK, 'null', 'us-east-1:a b', `us-east-1:${'a'.repeat(56)}`])(
  'a damaged identity (%j) is asked for anew, and the login stays',
  async (identityId) => {
    const { session, cognito } = await startOn(JSON.stringify(userPool({ identityId })));
    expect([session.state, session.username, session.identityId]).toEqual(['signedIn', 'alice', undefined]);
    expect(await session.credentials()).toMatchObject({ principal: 'sub-alice' });
    expect(JSON.stringify(cognito.calls)).not.toContain(MARK);
    const { session: other } = await startOn(JSON.stringify(federated({ identityId })));
    // A federated login's first identity is its principal.
    expect([other.state, other.identityId]).toEqual(['signedIn', FEDERATED.principal]);
  },
);

test.each(['guest', '__proto__', 'constructor'])(
  "a user whose login is called %s gets no guest's credentials",
  async (id) => {
    const { session, cognito } = await startOn(JSON.stringify(userPool({ id })));
    const guest = await session.guestCredentials();
    const own = await session.credentials();
    expect([guest.principal, own.principal, own.accessKeyId === guest.accessKeyId]).toEqual([null, 'sub-alice', false]);
    expect(cognito.calls.at(-1)!.input.Logins).toBeDefined();
  },
);

/** Texts that are not records. */
const NO_RECORDS: readonly string[] = [
  '',
  '{',
  'null',
  'true',
  '"text"',
  '7',
  '[]',
  '[1]',
  '{}',
  stored(1).slice(0, -1),
  stored(1).slice(0, 200),
  ...[undefined, null, '1', 0, -1, 1.5, [1], 1e300].map((version) => JSON.stringify({ ...good(), version })),
  ...[undefined, null, 7, '', ['a']].map((configuration) => JSON.stringify({ ...good(), configuration })),
  'x'.repeat(1_000_000),
  `{"version":1,"configuration":${'['.repeat(200_000)}`,
];

test.each(NO_RECORDS.map((text) => [text.slice(0, 60), text]))('%s is no record, and is removed', async (_, text) => {
  const { session, storage } = await startOn(text);
  expect([session.state, session.identityId]).toEqual(['guest', undefined]);
  expect((await session.credentials()).principal).toBeNull();
  await session.signIn(alice);
  expect(readRecord(await storage.get(KEY), Date.now())?.record.login).toMatchObject({ username: 'alice' });
});

test.each([
  ['generation', [-1, 1.5, '3', null, 1e300, [3]]],
  [
    'guestIdentityId',
    ['', 'g', 7, null, {}, 'us-east-1:a b', `us-east-1:${'a'.repeat(56)}`, `${'a'.repeat(56)}:a`, 'a:b\n', ':a', 'a:'],
  ],
  ['clockOffset', ['1000', null, 1e300, [1000], NOW * -2]],
  ['guestsRefused', [`${NOW}`, null, [NOW], NOW - DAY, NOW + DAY, {}]],
])('a damaged %s is none, and all else stays', (field, values) => {
  const { [field]: _, version, configuration, ...others } = { ...good(), guestsRefused: NOW };
  for (const value of values) {
    const text = JSON.stringify({ ...others, version, configuration, [field]: value });
    expect([value, readRecord(text, NOW)?.record]).toEqual([value, others]);
  }
});

test('what is known of guests and of the time is kept as long as it holds', () => {
  const read = (fields: object) => readRecord(JSON.stringify({ ...good(), ...fields }), NOW)?.record;
  for (const guestsRefused of [NOW, NOW - DAY + 1, NOW + DAY - 1]) {
    expect(read({ guestsRefused })).toMatchObject({ guestsRefused });
  }
  expect(read({ clockOffset: -NOW })).toMatchObject({ clockOffset: -NOW });
  expect(read({ clockOffset: -NOW - 1 })).not.toHaveProperty('clockOffset');
});

test('unknown fields, and those that every object has, are dropped', () => {
  const own = `"__proto__":{"invalid":true},"constructor":"x","toString":1,"more":"${MARK}"`;
  const damaged = stored(1).replace('{"version"', `{${own},"version"`).replace('{"kind"', `{${own},"kind"`);
  const { version, configuration, ...record } = good();
  const read = readRecord(damaged, NOW)!.record;
  expect(read).toEqual(record);
  expect([Object.keys(read).sort(), Object.getPrototypeOf(read), Object.getPrototypeOf(read.login)]).toEqual([
    Object.keys(record).sort(),
    Object.prototype,
    Object.prototype,
  ]);
  expect(writeRecord(read, 'f')).not.toContain(MARK);
  expect(readRecord(stored(1).replace('"generation":3', '"generation":3,"generation":4'), NOW)?.record.generation).toBe(
    4,
  );
});

/** Texts similar to a record: changed, truncated, or spliced from two. */
const leaf = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('userPool', 'federated', MARK, '__proto__', 1, 2, 0, -1, 1e308),
);
const field = fc.constantFrom(
  'version',
  'configuration',
  'guestIdentityId',
  'generation',
  'clockOffset',
  'guestsRefused',
  'login',
  '__proto__',
  'constructor',
);
const part = fc.constantFrom(...Object.keys({ ...good().login, ...FEDERATED }), 'invalid', '__proto__');
const changed = fc
  .tuple(
    fc.constantFrom(good(), { ...good(), login: FEDERATED }),
    fc.array(fc.tuple(field, leaf), { maxLength: 2 }),
    fc.array(fc.tuple(part, leaf), { maxLength: 3 }),
  )
  .map(([record, fields, parts]) =>
    JSON.stringify({
      ...record,
      login: { ...record.login, ...Object.fromEntries(parts) },
      ...Object.fromEntries(fields),
    }),
  );
const cut = fc
  .tuple(fc.nat(700), fc.nat(700), fc.string())
  .map(([from, to, between]) => stored(1).slice(0, from) + between + stored(1).slice(to));
const anyText = fc.oneof(changed, cut, fc.json(), fc.string());

test('of any text a record is read that has all its fields as they should be, or none', () => {
  fc.assert(
    fc.property(anyText, (given) => {
      const found = readRecord(given, NOW);
      if (!found) return;
      expect(typeof found.fingerprint).toBe('string');
      const { login, generation = 0, guestIdentityId = 'a:b', ...rest } = found.record;
      expect(Number.isSafeInteger(generation) && generation >= 0).toBe(true);
      expect(guestIdentityId).toMatch(/^[\w-]+:[\w-]+$/);
      expect(Object.values(rest).every(Number.isFinite)).toBe(true);
      // The result survives being written and read again.
      expect(readRecord(writeRecord(found.record, 'f'), NOW)?.record).toEqual(found.record);
      if (login) expect(['userPool', 'federated']).toContain(login.kind);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever is stored, a session works: it throws only its own errors, and a user can sign in', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (given) => {
      const { session } = await startOn(given);
      expect([
        'guest',
        'signedIn',
        'signedOut',
        'signedOutUserPoolsTokenInvalid',
        'signedOutFederatedTokensInvalid',
      ]).toContain(session.state);
      for (const call of [
        () => session.getTokens(),
        () => session.credentials(),
        () => session.getIdentityId(),
        () => session.getTokens({ forceRefresh: true }),
      ]) {
        const error = await outcome(call() as Promise<unknown>);
        if (error instanceof Error) expect(isAuthError(error)).toBe(true);
      }
      await session.signOut();
      await session.signIn(bob);
      expect([session.state, session.username]).toEqual(['signedIn', 'bob']);
      session.close();
    }),
    { numRuns: 150 },
  );
});

const later = (fields: object = {}) =>
  JSON.stringify({
    version: VERSION + 1,
    configuration: good().configuration,
    generation: 7,
    users: [{ token: MARK }],
    ...fields,
  });

test.each([
  ['', {}],
  [' that names its pools elsewhere', { configuration: undefined }],
  [' that names its pools in another way', { configuration: { userPool: 'a' } }],
  [' of the app with other pools', { configuration: 'others' }],
])('a record of a later version%s is nobody’s, and stays as it is whatever is read', async (_, fields) => {
  const text = later(fields);
  const { session, storage, cognito } = await startOn(text);
  expect([session.state, session.isSignedIn, session.identityId]).toEqual(['guest', false, undefined]);
  // A guest stays the same until the page closes.
  const { identityId } = await session.credentials();
  expect((await session.credentials({ forceRefresh: true })).identityId).toBe(identityId);
  expect([await session.getIdentityId(), session.identityId, cognito.count('GetId')]).toEqual([
    identityId,
    identityId,
    1,
  ]);
  expect(await outcome(session.getTokens())).toMatchObject({ code: 'not-signed-in' });
  expect(await storage.get(KEY)).toBe(text);
  expect(JSON.stringify(cognito.calls)).not.toContain(MARK);
});

test('a sign-in replaces a record of a later version, and counts on, and so does a sign-out', async () => {
  const { session, storage } = await startOn(later());
  await session.signIn(alice);
  expect(JSON.parse((await storage.get(KEY))!)).toMatchObject({
    version: VERSION,
    generation: 8,
    login: { username: 'alice' },
  });
  const again = await start({ storage });
  expect(again.session.username).toBe('alice');

  const other = await startOn(later());
  await other.session.signOut();
  expect(JSON.parse((await other.storage.get(KEY))!)).toEqual({
    version: VERSION,
    configuration: good().configuration,
    generation: 8,
  });
});

test("a tab of an older version: the newer one's record signs it out, and its own sign-in is the newer one's, too", async () => {
  const { session, storage, cognito } = await startOn(stored(VERSION));
  expect(session.username).toBe('alice');
  await storage.set(KEY, later());
  // Its own tokens may have been replaced.
  expect(await outcome(session.getTokens({ forceRefresh: true }))).toMatchObject({ code: 'identity-changed' });
  expect([session.state, cognito.calls, await storage.get(KEY)]).toEqual(['guest', [], later()]);
  const older = await start({ storage });
  expect(older.session.state).toBe('guest');
  await older.session.signIn(bob);
  expect(readRecord(await storage.get(KEY), Date.now())).toMatchObject({
    isLater: false,
    record: { generation: 8, login: { username: 'bob' } },
  });
});

test("a sign-out that could not replace a later version's record rejects, because that record may hold a login", async () => {
  const { storage, values, broken } = comparingStorage();
  values.set(KEY, later());
  const { session } = await start({ storage, waitForSignIn: false });
  onTestFinished(() => session.close());
  for (const operation of ['set', 'remove', 'compareAndSet'] as const) broken.add(operation);
  expect(await outcome(session.signOut())).toMatchObject({ code: 'session-not-removed' });
  expect(values.get(KEY)).toBe(later());
});
