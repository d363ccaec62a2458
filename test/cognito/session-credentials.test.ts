import { memoryStorage } from 'sigv4-interceptor/cognito';
import { expect, test } from 'vitest';
import { noNetwork, Refusal } from './support/fake-cognito.js';
import { alice, outcome, start } from './support/session.js';

const gone = (): never => {
  throw new Refusal('ResourceNotFoundException', "Identity 'us-east-1:guest' not found.");
};

const idsAsked = ({ calls }: Awaited<ReturnType<typeof start>>['cognito']): unknown[] =>
  calls.filter(({ operation }) => operation === 'GetCredentialsForIdentity').map(({ input }) => input.IdentityId);

test("a guest's credentials, and a user's, are fetched once and then kept", async () => {
  const { session, cognito } = await start();
  const guest = await session.guestCredentials();
  expect(await session.guestCredentials()).toEqual(guest);
  await session.signIn(alice);
  // The user has not taken over the guest's identity yet.
  expect(await session.guestCredentials()).toEqual(guest);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(1);

  const user = await session.credentials();
  expect(await session.credentials()).toEqual(user);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(2);
});

test('once a user has taken the identity over, the guest is another one', async () => {
  const { session, cognito } = await start();
  const { identityId } = await session.guestCredentials();
  await session.signIn(alice);
  expect(await session.credentials()).toMatchObject({ identityId, principal: 'sub-alice' });
  const guest = await session.guestCredentials();
  expect(guest.identityId).not.toBe(identityId);
  expect(cognito.count('GetCredentialsForIdentity')).toBe(3);
});

test('if guests are not allowed, guestCredentials reject with a clear message', async () => {
  const { session } = await start({ guest: false });
  await expect(session.guestCredentials()).rejects.toMatchObject({
    code: 'not-signed-in',
    message: 'No user is signed in, and the configuration does not allow guests. Sign in first.',
  });
});

test('a failed request for a guest does not count as a refused guest', async () => {
  const { session, cognito } = await start();
  cognito.on('GetId', noNetwork);
  expect(await outcome(session.guestCredentials())).toMatchObject({ code: 'network' });
  expect(session.state).toBe('guest');
});

test('credentials that are renewed for the same identity change nothing that is stored', async () => {
  const storage = memoryStorage();
  let writes = 0;
  const { session } = await start({
    storage: {
      ...storage,
      set: (key: string, value: string) => {
        writes++;
        return storage.set(key, value);
      },
    },
  });
  await session.signIn(alice);
  await session.credentials();
  const before = writes;
  await session.credentials({ forceRefresh: true });
  expect(writes).toBe(before);
});

test("a sign-in with another provider takes over the guest's identity, and its credentials are used", async () => {
  const { session, cognito } = await start();
  const { identityId } = await session.guestCredentials();
  await session.federatedSignIn('google', 'token');
  expect(await session.credentials()).toMatchObject({ identityId, principal: identityId });
  expect(idsAsked(cognito)).toEqual([identityId, identityId]);
});

test("if the guest's identity no longer exists, a sign-in with another provider gets a new one", async () => {
  const { session, cognito } = await start();
  const { identityId } = await session.guestCredentials();
  cognito.on('GetCredentialsForIdentity', ({ IdentityId }) =>
    IdentityId === identityId
      ? gone()
      : {
          IdentityId,
          Credentials: {
            AccessKeyId: 'ASIA1',
            SecretKey: 's',
            SessionToken: 't',
            Expiration: Date.now() / 1000 + 3600,
          },
        },
  );
  await session.federatedSignIn('google', 'token');
  expect(session).toMatchObject({ state: 'signedIn', identityId: 'us-east-1:user' });
  expect(idsAsked(cognito)).toEqual([identityId, identityId, 'us-east-1:user']);
});

test.each([
  ['refused, without a guest before', false, gone, 'ResourceNotFoundException'],
  ['not answered, after a guest', true, noNetwork, 'network'],
])('a sign-in by another provider that is %s is asked for once', async (_, wasGuest, answer, code) => {
  const { session, cognito } = await start();
  if (wasGuest) await session.guestCredentials();
  const before = cognito.count('GetCredentialsForIdentity');
  cognito.on('GetCredentialsForIdentity', answer);
  expect(await outcome(session.federatedSignIn('google', 'token'))).toMatchObject({ code });
  expect(cognito.count('GetCredentialsForIdentity')).toBe(before + 1);
  expect(session.isSignedIn).toBe(false);
});

test('a user whose identity no longer exists gets another one and stays signed in', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  await session.credentials();
  cognito.on('GetId', { IdentityId: 'us-east-1:another' });
  const { calls } = cognito;
  cognito.on('GetCredentialsForIdentity', ({ IdentityId }) =>
    IdentityId === 'us-east-1:user'
      ? gone()
      : {
          IdentityId,
          Credentials: {
            AccessKeyId: 'ASIA2',
            SecretKey: 's',
            SessionToken: 't',
            Expiration: Date.now() / 1000 + 3600,
          },
        },
  );
  const from = calls.length;
  expect(await session.credentials({ forceRefresh: true })).toMatchObject({
    identityId: 'us-east-1:another',
    principal: 'sub-alice',
  });
  expect(calls.slice(from).map(({ operation }) => operation)).toEqual([
    'GetCredentialsForIdentity',
    'GetTokensFromRefreshToken',
    'GetId',
    'GetCredentialsForIdentity',
  ]);
  expect(session).toMatchObject({ state: 'signedIn', identityId: 'us-east-1:another' });
});

test('a refusal of another kind renews nothing', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  cognito.on('GetCredentialsForIdentity', () => {
    throw new Refusal('InvalidIdentityPoolConfigurationException', 'No role.');
  });
  expect(await outcome(session.credentials())).toMatchObject({ code: 'InvalidIdentityPoolConfigurationException' });
  expect(cognito.count('GetTokensFromRefreshToken')).toBe(0);
});

test('a way to AWS credentials of the app’s own is given what a call to STS takes, and nothing else of the session', async () => {
  const given: object[] = [];
  const { session } = await start({
    basicFlow: (context) => {
      given.push(context);
      return async () => Promise.reject(new Error('Not asked.'));
    },
  });
  expect(session.state).toBe('guest');
  expect(given.map((context) => Object.keys(context).sort())).toEqual([['clock', 'endpoint', 'fetch', 'retry']]);
});
