import { createCognitoSession, memoryStorage, type SessionSnapshot } from 'sigv4-interceptor/cognito';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

const ALICE = { username: 'alice', password: 'Correct-horse-1' };
const UNKNOWN = { state: 'unknown', isSignedIn: false, username: undefined, identityId: undefined };

/** Creates a session at the mock's pools. Later ones share its storage. */
const start = async () => {
  const mock = createAwsMock({ userPools: [{ users: [ALICE] }], identityPools: [{ guests: true }] });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const storage = memoryStorage();
  const open = () =>
    createCognitoSession({
      userPoolId: mock.userPool().id,
      userPoolClientId: mock.userPool().clientId,
      identityPoolId: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
      waitForSignIn: false,
      storage,
    });
  return { mock, open, session: open() };
};

test('emits every change with a new frozen snapshot, and returns the same one in between', async () => {
  const { mock, session } = await start();
  // Detached from the session, as a component uses them.
  const { subscribe, getSnapshot } = session;
  const seen: SessionSnapshot[] = [getSnapshot()];
  subscribe(() => seen.push(getSnapshot()));
  const events: string[] = [];
  session.onStateChange((state, { username }) => events.push(`${state} ${username}`));
  await session.initialize();
  await session.credentials();
  await session.signIn(ALICE);
  await session.credentials();
  mock.revokeTokens('alice');
  await session.getTokens({ forceRefresh: true }).catch(() => {});
  await session.signOut();

  expect(events).toEqual(
    expect.arrayContaining(['guest undefined', 'signedIn alice', 'signedOutUserPoolsTokenInvalid alice']),
  );
  // Without the changes in which only the identity id became known.
  const shown = seen.map(({ state, username }) => `${state} ${username}`);
  expect(shown.filter((one, index) => one !== shown[index - 1])).toEqual(['unknown undefined', ...events]);
  expect(seen.at(-2)).toMatchObject({ isSignedIn: true, identityId: expect.stringMatching(/^us-east-1:/) });
  expect(new Set(seen).size).toBe(seen.length);
  const texts = seen.map((snapshot) => JSON.stringify(snapshot));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  expect(seen.every(Object.isFrozen)).toBe(true);
  expect(getSnapshot()).toBe(getSnapshot());
  expect(getSnapshot()).toBe(seen.at(-1));
});

test('emits when the identity id becomes known, which does not change the state', async () => {
  const { session } = await start();
  await session.signIn(ALICE);
  let states = 0;
  session.onStateChange(() => states++);
  const identities: unknown[] = [];
  session.subscribe(() => identities.push(session.getSnapshot().identityId));
  expect(session.getSnapshot().identityId).toBeUndefined();
  const { identityId } = await session.credentials();
  expect([identities, states]).toEqual([[identityId], 0]);
});

test('does not emit when nothing changes: at a renewal of tokens and credentials', async () => {
  const { session } = await start();
  await session.signIn(ALICE);
  await session.credentials();
  const before = session.getSnapshot();
  let told = 0;
  session.subscribe(() => told++);
  await session.getTokens({ forceRefresh: true });
  await session.credentials({ forceRefresh: true });
  expect(session.getSnapshot()).toBe(before);
  expect(told).toBe(0);
});

test('never shows half of a change: the state, the user and the snapshot change together', async () => {
  const { session } = await start();
  await session.initialize();
  const seen: SessionSnapshot[] = [];
  const look = () => void seen.push(session.getSnapshot());
  session.credentials.onChange(look);
  session.onStateChange(look);
  session.subscribe(look);
  await session.signIn(ALICE);
  await session.signOut();
  expect(seen.length).toBeGreaterThan(4);
  for (const { state, isSignedIn, username } of seen) {
    expect([isSignedIn, username]).toEqual(state === 'signedIn' ? [true, 'alice'] : [false, undefined]);
  }
  expect(session.getSnapshot()).toMatchObject({ state: session.state, username: session.username });
});

test('the first subscription restores the session; a server, which has none, shows the unknown state', async () => {
  const { session, open } = await start();
  await session.signIn(ALICE);
  const { subscribe, getSnapshot, getServerSnapshot } = open();
  expect(getSnapshot()).toEqual(UNKNOWN);
  await new Promise<void>((resolve) => void subscribe(resolve));
  expect(getSnapshot()).toMatchObject({ state: 'signedIn', username: 'alice' });
  expect(getServerSnapshot()).toEqual(UNKNOWN);
  expect(getServerSnapshot()).toBe(getServerSnapshot());
});

test('an unsubscribed listener receives nothing, and others still do', async () => {
  const { session } = await start();
  const told: string[] = [];
  const listener = (name: string) => () => void told.push(name);
  const stop = session.subscribe(listener('first'));
  session.subscribe(listener('second'));
  stop();
  await session.initialize();
  expect(told).toEqual(['second']);
});
