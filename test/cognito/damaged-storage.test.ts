import fc from 'fast-check';
import { isAuthError } from 'sigv4-interceptor';
import { memoryStorage } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { jwt } from './support/fake-cognito.js';
import { alice, bob, outcome, pools, start } from './support/session.js';

const MARK = 'must-not-be-sent';
const DEVICE = `sigv4-interceptor.device.${pools.userPoolId}.alice`;
const device = { key: MARK, groupKey: 'group', secret: 'c2VjcmV0' };

const DAMAGED_DEVICES: readonly string[] = [
  MARK,
  '',
  'null',
  '[]',
  `"${MARK}"`,
  JSON.stringify(device).slice(0, -1),
  JSON.stringify([device]),
  ...['key', 'groupKey', 'secret'].flatMap((field) =>
    [undefined, null, 1, { [MARK]: 1 }, [MARK]].map((value) => JSON.stringify({ ...device, [field]: value })),
  ),
  `{"__proto__":${JSON.stringify(device)}}`,
  MARK.repeat(60_000),
];

test.each(DAMAGED_DEVICES.map((text) => [text.slice(0, 80), text]))(
  'the device key %s is none: nothing of it is sent',
  async (_, text) => {
    const storage = memoryStorage();
    await storage.set(DEVICE, text);
    const { session, cognito } = await start({ storage });
    onTestFinished(() => session.close());
    await session.signIn(alice);
    await session.getTokens({ forceRefresh: true });
    expect(session.state).toBe('signedIn');
    expect(JSON.stringify(cognito.calls)).not.toContain(MARK);
  },
);

const CLIENT = `CognitoIdentityServiceProvider.${pools.userPoolClientId}`;
const claims = {
  sub: 'sub-alice',
  iss: `https://cognito-idp.us-east-1.amazonaws.com/${pools.userPoolId}`,
  aud: pools.userPoolClientId,
  client_id: pools.userPoolClientId,
  username: 'alice',
  iat: 1_700_000_000,
  exp: 4_102_444_800,
};
/** What Amplify has stored for alice. */
const THEIRS: Readonly<Record<string, string>> = {
  [`${CLIENT}.LastAuthUser`]: 'alice',
  [`${CLIENT}.alice.idToken`]: jwt(claims),
  [`${CLIENT}.alice.accessToken`]: jwt(claims),
  [`${CLIENT}.alice.refreshToken`]: 'refresh-alice-1',
  [`${CLIENT}.alice.deviceKey`]: 'key',
  [`${CLIENT}.alice.deviceGroupKey`]: 'group',
  [`${CLIENT}.alice.randomPasswordKey`]: 'c2VjcmV0',
  [`com.amplify.Cognito.${pools.identityPoolId}.identityId`]: 'us-east-1:00000000-0000-4000-8000-000000000001',
};

const claim = fc.tuple(
  fc.constantFrom(...Object.keys(claims), 'cognito:username', '__proto__'),
  fc.jsonValue({ maxDepth: 1 }),
);
const entry = fc.oneof(
  fc.array(claim, { maxLength: 2 }).map((changes) => jwt({ ...claims, ...Object.fromEntries(changes) })),
  fc.jsonValue().map((value) => jwt(value as object)),
  fc.string(),
  fc.constantFrom('', 'null', 'undefined', '__proto__', '..', 'a.b.c', '\ud800', 'x'.repeat(100_000)),
);
const changes = fc.array(fc.tuple(fc.constantFrom(...Object.keys(THEIRS)), entry), { maxLength: 3 });

test("whatever another library has stored, adopting it throws only this package's errors, and a user can sign in", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(changes, async (changed) => {
      const { session } = await start({ waitForSignIn: false });
      const entries = new Map(Object.entries({ ...THEIRS, ...Object.fromEntries(changed) }));
      const from = {
        getItem: (key: string) => entries.get(key) ?? null,
        removeItem: (key: string) => entries.delete(key),
      };
      const adopted = await outcome(session.adoptSession({ from }));
      if (adopted === true) taken += 1;
      const calls = [
        () => session.getTokens({ forceRefresh: true }),
        () => session.credentials(),
        () => session.getIdentityId(),
      ];
      for (const result of [
        adopted,
        ...(await Promise.all(calls.map((call) => outcome(call() as Promise<unknown>)))),
      ]) {
        if (result instanceof Error) expect(isAuthError(result)).toBe(true);
      }
      await session.signOut();
      await session.signIn(bob);
      expect(session.username).toBe('bob');
      session.close();
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(0);
});
