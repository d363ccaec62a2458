import { basicFlow, type CognitoSession, type SignInStep } from 'sigv4-interceptor/cognito';
import type { AwsMock, UserPoolOptions } from 'sigv4-interceptor/mocks';
import { describe, expect, test } from 'vitest';
import { alice, password, type Stage, start } from './support/fragile-session.js';

/** The call to cut, and what follows. */
interface Case {
  readonly operation: string;
  readonly pool?: UserPoolOptions;
  /** Runs before the call. */
  readonly before?: (stage: Stage) => Promise<unknown>;
  readonly call: (stage: Stage) => Promise<unknown>;
  /** The error of the second attempt if the server had handled the first. Default: none, it succeeds. */
  readonly afterAnswer?: string;
  /** The state after the second attempt. */
  readonly state: string;
}

const signIn = ({ session }: Stage): Promise<SignInStep> => session.signIn(alice);
const code = async ({ mock }: Stage): Promise<string> => (await mock.userPool().totpCode('alice'))!;
const bob = { username: 'bob', password, attributes: { email: 'bob@example.com' } };
const tracking: UserPoolOptions = { deviceTracking: 'always' };
const totp: UserPoolOptions = { users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA'] }] };

const CASES: readonly Case[] = [
  {
    operation: 'SignUp',
    call: ({ session }) => session.signUp(bob),
    afterAnswer: 'UsernameExistsException',
    state: 'guest',
  },
  {
    operation: 'ConfirmSignUp',
    before: ({ session }) => session.signUp(bob),
    call: ({ session, mock }) => session.confirmSignUp({ username: 'bob', code: mock.lastCode('bob')! }),
    afterAnswer: 'NotAuthorizedException',
    state: 'guest',
  },
  {
    operation: 'ForgotPassword',
    call: ({ session }) => session.forgotPassword({ username: 'alice' }),
    state: 'guest',
  },
  { operation: 'InitiateAuth', call: signIn, state: 'signedIn' },
  { operation: 'RespondToAuthChallenge', call: signIn, state: 'signedIn' },
  { operation: 'ConfirmDevice', pool: tracking, call: signIn, state: 'signedIn' },
  {
    operation: 'RespondToAuthChallenge',
    pool: tracking,
    before: async (stage) => {
      await signIn(stage);
      await stage.session.signOut();
    },
    call: signIn,
    state: 'signedIn',
  },
  {
    operation: 'RespondToAuthChallenge',
    pool: totp,
    before: signIn,
    call: async (stage) => stage.session.confirmSignIn({ code: await code(stage) }),
    afterAnswer: 'outcome-unknown',
    state: 'signedIn',
  },
  {
    operation: 'RespondToAuthChallenge',
    pool: { users: [{ ...alice, status: 'FORCE_CHANGE_PASSWORD' }] },
    before: signIn,
    call: ({ session }) => session.confirmSignIn({ newPassword: 'Another-horse-2' }),
    state: 'signedIn',
  },
  {
    operation: 'AssociateSoftwareToken',
    before: signIn,
    call: ({ session }) => session.setUpTotp(),
    state: 'signedIn',
  },
  {
    operation: 'GetTokensFromRefreshToken',
    before: signIn,
    call: ({ session }) => session.getTokens({ forceRefresh: true }),
    state: 'signedIn',
  },
  {
    operation: 'GetTokensFromRefreshToken',
    pool: { refreshTokenRotation: { graceSeconds: 60 } },
    before: signIn,
    call: ({ session }) => session.getTokens({ forceRefresh: true }),
    state: 'signedIn',
  },
  {
    operation: 'GetTokensFromRefreshToken',
    pool: { refreshTokenRotation: { graceSeconds: 60 }, deviceTracking: 'always' },
    before: signIn,
    call: ({ session }) => session.getTokens({ forceRefresh: true }),
    state: 'signedIn',
  },
  { operation: 'GetId', call: ({ session }) => session.credentials(), state: 'guest' },
  { operation: 'GetCredentialsForIdentity', call: ({ session }) => session.credentials(), state: 'guest' },
  { operation: 'GetId', before: signIn, call: ({ session }) => session.credentials(), state: 'signedIn' },
  {
    operation: 'GetCredentialsForIdentity',
    before: signIn,
    call: ({ session }) => session.credentials(),
    state: 'signedIn',
  },
  {
    operation: 'GetCredentialsForIdentity',
    call: ({ session, mock }) =>
      session.federatedSignIn('google', mock.issueProviderToken('accounts.google.com', 'alice')),
    state: 'signedIn',
  },
  {
    operation: 'GetCredentialsForIdentity',
    call: ({ session, mock }: { session: CognitoSession; mock: AwsMock }) => {
      const { identityId, token } = mock.issueDeveloperIdentity('alice');
      return session.federatedSignIn('developer', token, { identityId });
    },
    state: 'signedIn',
  },
  {
    operation: 'GlobalSignOut',
    before: signIn,
    call: ({ session }) => session.signOut({ global: true }),
    state: 'guest',
  },
  {
    operation: 'RevokeToken',
    before: signIn,
    call: ({ session }) => session.signOut({ revoke: true }),
    state: 'guest',
  },
  {
    operation: 'DeleteUser',
    before: signIn,
    call: ({ session }) => session.deleteUser(),
    state: 'guest',
    afterAnswer: 'UserNotFoundException',
  },
];

const snapshot = ({ session, kept }: Stage) => ({
  state: session.state,
  username: session.username,
  identityId: session.identityId,
  kept: [...kept],
});
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  );

const FAULTS = [
  ['the network dies before the request arrives', 'request', 'network'],
  ['the network dies before the answer arrives', 'answer', 'network'],
  ['a captive portal answers', 'portal', 'unexpected-answer'],
  ['a firewall answers', 'firewall', 'unexpected-answer'],
  ['a proxy answers that the server is down', 'unavailable', 'unexpected-answer'],
  ['a proxy answers that it lost the answer', 'gateway', 'unexpected-answer'],
] as const;

describe.each(FAULTS)('%s', (_, when, errorCode) => {
  const isDone = when === 'answer' || when === 'gateway';
  test.each(CASES.map((entry, index) => [index + 1, entry.operation, entry] as const))(
    'step %i, %s: an error that says so, nothing lost, and the next call works',
    async (_, operation, { pool, before, call, afterAnswer, state }) => {
      const stage = await start(pool);
      await before?.(stage);
      const known = snapshot(stage);
      const heard = stage.states.length;
      const way = stage.cut(operation, when);
      const first = await outcome(call(stage));
      expect(way.isCut).toBe(true);
      if (operation === 'ConfirmDevice') {
        // The user is signed in anyway, and the device is confirmed before the tokens are renewed.
        expect(first).toBe('done');
        const before = (await stage.session.getTokens()).accessToken;
        expect((await stage.session.getTokens({ forceRefresh: true })).accessToken).not.toBe(before);
        expect(await stage.session.listDevices()).toHaveLength(1);
        expect(stage.states).toEqual(['signedIn']);
        return;
      }
      if (/^(GlobalSignOut|RevokeToken)$/.test(operation)) {
        // The user is signed out, whatever reached the server. The revocation is retried from memory.
        expect(first).toBe('done');
        expect(stage.session.state).toBe('guest');
        await expect.poll(() => stage.received(operation)).toBeGreaterThanOrEqual(isDone ? 2 : 1);
        return;
      }
      expect(first).toMatchObject({ name: 'NetworkError', code: errorCode, operation });
      expect(snapshot(stage)).toEqual(known);
      expect(stage.states).toHaveLength(heard);

      const second = await outcome(call(stage));
      if (isDone && afterAnswer) {
        // The server has performed the call already or used up its input. It says so, and starting again works.
        expect(second).toMatchObject({ code: afterAnswer });
        if (state === 'signedIn') {
          stage.later(60_000);
          const { step } = await stage.session.signIn(alice);
          if (step !== 'done') await call(stage);
          expect(stage.session.state).toBe('signedIn');
        }
        return;
      }
      expect(second).toBe('done');
      expect(stage.session.state).toBe(state);
    },
  );
});

test.each(CASES.map((entry, index) => [index + 1, entry.operation, entry] as const))(
  'step %i, %s: with retries a request that was lost is not even noticed',
  async (_, operation, { pool, before, call, state }) => {
    const stage = await start(pool, 3);
    await before?.(stage);
    const way = stage.cut(operation, 'request');
    await call(stage);
    expect(way.isCut).toBe(true);
    expect(stage.session.state).toBe(state);
  },
);

test.each(['GetOpenIdToken', 'AssumeRoleWithWebIdentity'])(
  'the basic flow, %s: nothing lost, and the next call works',
  async (operation) => {
    for (const when of ['request', 'answer'] as const) {
      const stage = await start();
      const session = stage.newSession({
        basicFlow: basicFlow({
          authenticatedRoleArn: 'arn:aws:iam::123456789012:role/user',
          guestRoleArn: 'arn:aws:iam::123456789012:role/guest',
        }),
      });
      await session.signIn(alice);
      stage.cut(operation, when);
      await expect(session.credentials()).rejects.toMatchObject({ name: 'NetworkError', code: 'network' });
      expect(session.state).toBe('signedIn');
      expect((await session.credentials()).principal).toEqual(expect.any(String));
    }
  },
);
