import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { describe, expect, test } from 'vitest';
import { noNetwork, Refusal } from './support/fake-cognito.js';
import { alice, dead, outcome, pools, start, waiting } from './support/session.js';

describe("AWSMobileClient's transitions", () => {
  test('unknown, logins cached: signedIn', async () => {
    const { session, storage } = await start();
    await session.signIn(alice);
    const again = createCognitoSession({ ...pools, storage, fetch: noNetwork });
    expect(again.state).toBe('unknown');
    expect(await again.initialize()).toBe('signedIn');
    expect(again).toMatchObject({ isSignedIn: true, username: 'alice', state: 'signedIn' });
    expect(await again.getTokens()).toMatchObject({ idToken: expect.stringMatching(/^eyJ/) });
  });

  test('unknown, an identity id without a provider: guest', async () => {
    const { session, storage } = await start();
    await session.credentials();
    const again = await start({ storage });
    expect(again.states).toEqual(['guest']);
    expect(again.session).toMatchObject({ state: 'guest', isSignedIn: false, identityId: session.identityId });
  });

  test('unknown, neither: guest if guests are configured, else signedOut', async () => {
    const { session, states } = await start();
    expect(states).toEqual(['guest']);
    expect(session).toMatchObject({ isSignedIn: false, username: undefined, identityId: undefined });
  });

  test.each([
    ['the user pool', { userPoolId: 'us-east-1_Other' }],
    ['the app client', { userPoolClientId: 'other' }],
    ['the identity pool', { identityPoolId: 'us-east-1:99999999-2222-3333-4444-555555555555' }],
  ])('any, %s has changed since the last run: storage wiped, guest', async (_, change) => {
    const { session, storage } = await start();
    await session.signIn(alice);
    session.close();
    const { session: other } = await start({ storage, ...change });
    expect(other.state).toBe('guest');
    other.close();
    expect((await start({ storage })).session.state).toBe('guest');
  });

  test('guest, credentials fetched without a provider: still guest, with an identity', async () => {
    const { session, states } = await start();
    expect(session.identityId).toBeUndefined();
    const { principal, identityId } = await session.credentials();
    expect(principal).toBeNull();
    expect(states).toEqual(['guest']);
    expect(session.identityId).toBe(identityId);
  });

  test('guest, the pool does not allow guests: signedOut, which is remembered until it allows them', async () => {
    const { session, cognito, storage, states } = await start();
    cognito.on('GetId', () => {
      throw new Refusal('NotAuthorizedException', 'Unauthenticated access is not supported for this identity pool.');
    });
    await expect(session.credentials()).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    expect(states).toEqual(['guest', 'signedOut']);
    await session.signIn(alice);
    await session.signOut();
    expect(states.slice(2)).toEqual(['signedIn', 'signedOut']);
    session.close();

    const { session: later, cognito: open } = await start({ storage });
    expect([later.state, open.calls]).toEqual(['signedOut', []]);
    await later.credentials();
    expect(later.state).toBe('guest');
  });

  test('guest, another pool has refused guests: that one has not', async () => {
    const { session, cognito, storage } = await start();
    await session.signIn(alice);
    await session.signOut();
    cognito.on('GetId', () => {
      throw new Refusal('NotAuthorizedException', 'Unauthenticated access is not supported for this identity pool.');
    });
    await expect(session.credentials()).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    session.close();
    const identityPoolId = 'us-east-1:99999999-2222-3333-4444-555555555555';
    expect((await start({ storage, identityPoolId })).session.state).toBe('guest');
  });

  test('guest, the identity that was kept is refused for that reason: signedOut, and nothing more is asked', async () => {
    const { session, cognito } = await start();
    await session.credentials();
    cognito.on('GetCredentialsForIdentity', () => {
      throw new Refusal('NotAuthorizedException', 'Unauthenticated access is not supported for this identity pool.');
    });
    await expect(session.credentials({ forceRefresh: true })).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    expect([session.state, cognito.count('GetId')]).toEqual(['signedOut', 1]);
  });

  test('guest: false: signedOut, and nothing is asked', async () => {
    const { session, cognito, states } = await start({ guest: false });
    await expect(session.credentials()).rejects.toMatchObject({ code: 'not-signed-in' });
    expect([states, cognito.calls]).toEqual([['signedOut'], []]);
  });

  test('not signedIn, signIn: signedIn; signedIn, signIn: an error about the state', async () => {
    const { session, states } = await start();
    expect(await session.signIn(alice)).toEqual({ step: 'done', username: 'alice' });
    expect(states).toEqual(['guest', 'signedIn']);
    await expect(session.signIn({ username: 'bob', password: 'right' })).rejects.toMatchObject({
      name: 'InvalidStateError',
      code: 'invalid-state',
    });
    expect(session.username).toBe('alice');
  });

  test('any but a user pool session, federatedSignIn: signedIn', async () => {
    const { session, states, cognito } = await start();
    await session.federatedSignIn('google', 'token-1');
    expect(states).toEqual(['guest', 'signedIn']);
    expect(cognito.calls[0]!.input.Logins).toEqual({ 'accounts.google.com': 'token-1' });
    await session.federatedSignIn('https://idp.example.com/', 'token-2');
    expect(cognito.calls.at(-1)!.input.Logins).toEqual({ 'idp.example.com': 'token-2' });
    await session.signOut();
    await session.signIn(alice);
    await expect(session.federatedSignIn('google', 'token-3')).rejects.toMatchObject({ code: 'invalid-state' });
    expect(session.username).toBe('alice');
  });

  test('federatedSignIn with an identity of the developer needs its id, and skips GetId', async () => {
    const { session, cognito } = await start();
    await expect(session.federatedSignIn('developer', 'token')).rejects.toThrow(/identityId/);
    await session.federatedSignIn('developer', 'token', { identityId: 'us-east-1:dev', customRoleArn: 'arn:role' });
    expect(cognito.calls).toEqual([
      {
        operation: 'GetCredentialsForIdentity',
        input: {
          IdentityId: 'us-east-1:dev',
          Logins: { 'cognito-identity.amazonaws.com': 'token' },
          CustomRoleArn: 'arn:role',
        },
      },
    ]);
    expect((await session.credentials()).principal).toBe('us-east-1:dev');
  });

  test('federatedSignIn that is refused changes nothing', async () => {
    const { session, cognito, states } = await start();
    cognito.on('GetId', dead);
    await expect(session.federatedSignIn('google', 'bad')).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    expect(states).toEqual(['guest']);
  });

  test('signedIn, a refresh answers NotAuthorized: signedOutUserPoolsTokenInvalid; callers wait; a sign-in releases them', async () => {
    const { session, cognito, states } = await start({ waitForSignIn: true });
    await session.signIn(alice);
    await session.credentials();
    cognito.on('GetTokensFromRefreshToken', dead);
    const waits = waiting(session);
    const calls = [session.getTokens({ forceRefresh: true }), session.getTokens(), session.getTokens()];
    await waits;
    expect(session).toMatchObject({ state: 'signedOutUserPoolsTokenInvalid', isSignedIn: true, username: 'alice' });
    const asked = waiting(session);
    const credentials = session.credentials();
    await asked;
    const before = cognito.count('GetCredentialsForIdentity');
    await session.signIn(alice);
    const fresh = await session.getTokens();
    for (const tokens of await Promise.all(calls.slice(0, 1))) expect(tokens).toEqual(fresh);
    await Promise.all(calls);
    expect((await credentials).principal).toBe('sub-alice');
    expect(cognito.count('GetCredentialsForIdentity')).toBe(before + 1);
    expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
    expect(states).toEqual(['guest', 'signedIn', 'signedOutUserPoolsTokenInvalid', 'signedIn']);
  });

  test('a revoked refresh token costs one call, also after a reload', async () => {
    const { session, cognito, storage } = await start({ waitForSignIn: false });
    await session.signIn(alice);
    cognito.on('GetTokensFromRefreshToken', dead);
    const all = await Promise.all(Array.from({ length: 50 }, () => outcome(session.getTokens({ forceRefresh: true }))));
    for (const error of all) expect(error).toMatchObject({ code: 'not-signed-in' });
    const { session: reloaded, cognito: unasked } = await start({ storage, waitForSignIn: false });
    expect(reloaded).toMatchObject({ state: 'signedOutUserPoolsTokenInvalid', username: 'alice' });
    await expect(reloaded.getTokens({ forceRefresh: true })).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(cognito.count('GetTokensFromRefreshToken')).toBe(1);
    expect(unasked.calls).toEqual([]);
  });

  test('signedIn, federated, GetCredentials answers NotAuthorized: signedOutFederatedTokensInvalid; all waiters are kept', async () => {
    const { session, cognito, states } = await start({ waitForSignIn: true });
    await session.federatedSignIn('google', 'old');
    cognito.on('GetCredentialsForIdentity', ({ IdentityId, Logins }) => {
      if ((Logins as Record<string, string>)['accounts.google.com'] === 'old') return dead();
      return {
        IdentityId,
        Credentials: { AccessKeyId: 'ASIANEW', SecretKey: 's', SessionToken: 't', Expiration: 9e9 },
      };
    });
    let begun = 0;
    const both = new Promise<void>((resolve) => session.onWaitingForSignIn(() => ++begun === 2 && resolve()));
    const calls = [session.credentials({ forceRefresh: true }), session.credentials({ forceRefresh: true })];
    await both;
    expect(session).toMatchObject({ state: 'signedOutFederatedTokensInvalid', isSignedIn: true });
    await session.federatedSignIn('google', 'new');
    for (const { accessKeyId } of await Promise.all(calls)) expect(accessKeyId).toBe('ASIANEW');
    expect(states).toEqual(['guest', 'signedIn', 'signedOutFederatedTokensInvalid', 'signedIn']);
  });

  test('a federated token is renewed by the callback, without a change of state', async () => {
    const { session, cognito, states } = await start();
    let asked = 0;
    const renewProviderToken = (provider: string) => `${provider}-${++asked}`;
    await session.federatedSignIn('google', 'old', { renewProviderToken });
    cognito.on('GetCredentialsForIdentity', ({ IdentityId, Logins }) => {
      if ((Logins as Record<string, string>)['accounts.google.com'] === 'old') return dead();
      return {
        IdentityId,
        Credentials: { AccessKeyId: 'ASIANEW', SecretKey: 's', SessionToken: 't', Expiration: 9e9 },
      };
    });
    const calls = Array.from({ length: 20 }, () => session.credentials({ forceRefresh: true }));
    for (const { accessKeyId } of await Promise.all(calls)) expect(accessKeyId).toBe('ASIANEW');
    expect(asked).toBe(1);
    expect(states).toEqual(['guest', 'signedIn']);
  });

  test.each(['GetTokensFromRefreshToken', 'GetCredentialsForIdentity'])(
    'any, no network or a service error in %s: no change, the error goes to the caller',
    async (operation) => {
      const { session, cognito, states } = await start();
      await session.signIn(alice);
      await session.credentials();
      const renew = () =>
        operation === 'GetCredentialsForIdentity'
          ? session.credentials({ forceRefresh: true })
          : session.getTokens({ forceRefresh: true });
      cognito.on(operation, noNetwork);
      await expect(renew()).rejects.toMatchObject({ code: 'network' });
      cognito.on(operation, () => {
        throw new Refusal('InternalErrorException');
      });
      await expect(renew()).rejects.toMatchObject({ code: 'InternalErrorException' });
      expect(states).toEqual(['guest', 'signedIn']);
      expect(session.username).toBe('alice');
    },
  );

  test('…Invalid, releaseSignInWait: the state stays, waiters fail, and it may be called again', async () => {
    const { session, cognito } = await start({ waitForSignIn: true });
    session.releaseSignInWait();
    await session.signIn(alice);
    cognito.on('GetTokensFromRefreshToken', dead);
    const waits = waiting(session);
    const call = outcome(session.getTokens({ forceRefresh: true }));
    await waits;
    session.releaseSignInWait();
    session.releaseSignInWait();
    expect(await call).toMatchObject({ name: 'SignInCancelledError', code: 'sign-in-cancelled' });
    expect(session.state).toBe('signedOutUserPoolsTokenInvalid');
    await session.signIn(alice);
    expect(session.state).toBe('signedIn');
  });

  test('any, signOut: signedOut even if guests are allowed; waiters fail; nothing is left behind', async () => {
    const kept = new Map<string, string>();
    const storage = {
      get: (key: string) => kept.get(key),
      set: (key: string, value: string) => kept.set(key, value),
      remove: (key: string) => kept.delete(key),
    };
    const { session, cognito, states } = await start({ waitForSignIn: true, storage });
    await session.credentials();
    await session.signIn(alice);
    expect(kept.size).toBe(1);
    cognito.on('GetTokensFromRefreshToken', dead);
    const waits = waiting(session);
    const calls = [
      outcome(session.getTokens({ forceRefresh: true })),
      outcome(session.credentials({ forceRefresh: true })),
    ];
    await waits;
    await session.signOut();
    expect(await calls[0]).toMatchObject({ code: 'sign-in-cancelled' });
    await calls[1];
    expect(session).toMatchObject({
      state: 'guest',
      isSignedIn: false,
      username: undefined,
      identityId: undefined,
    });
    // Only the generation remains, which ends sign-ins that began before, in any tab.
    expect([...kept.values()].map((value) => Object.keys(JSON.parse(value)).sort())).toEqual([
      ['configuration', 'generation', 'version'],
    ]);
    expect(states.at(-1)).toBe('guest');
    await session.signOut();
    expect(states.filter((state) => state === 'guest')).toHaveLength(2);
  });

  test('a call of one user is never answered as another', async () => {
    const { session, cognito } = await start({ waitForSignIn: true });
    await session.signIn(alice);
    cognito.on('GetTokensFromRefreshToken', dead);
    const waits = waiting(session);
    const call = outcome(session.getTokens({ forceRefresh: true }));
    await waits;
    await session.signIn({ username: 'bob', password: 'right' });
    expect(await call).toMatchObject({ code: 'identity-changed' });
  });
});
