// The session's story: from signing up to signing out, against a user pool and an identity pool on real sockets.
import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { chapter, check, narrate, tell } from './timeline.mjs';

const user = { username: 'alice', password: 'Correct-horse-1' };

/** Tells the story, and checks each step against what the pools and the API say. */
export const tellSession = async (first) => {
  // An authenticator app shows a new code every half minute, and none of them counts twice.
  let later = 0;
  const mock = createAwsMock({
    now: () => Date.now() + later,
    userPools: [{ mfa: 'optional' }],
    identityPools: [{ guests: true }],
  });
  const { urls, url, close } = await mock.listen({ port: 0 });
  const pool = mock.userPool();
  const session = createCognitoSession({
    waitForSignIn: true,
    userPoolId: pool.id,
    userPoolClientId: pool.clientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: urls['cognito-idp'], identityPool: urls['cognito-identity'] },
  });
  const states = [];
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: new URL(url).origin,
  });
  const signedFetch = wrapFetch(fetch, auth);
  const call = async (path) => {
    const end = narrate('fetch', auth, mock);
    const { status } = await signedFetch(url + path);
    end();
    return { status, user: mock.calls(`GET ${path}`).at(-1)?.user };
  };

  try {
    await session.initialize();
    session.onStateChange((state, { username }) => {
      states.push(state);
      tell('session', username ? `is ${state}, as ${username}` : `is ${state}`);
    });

    chapter(`${first}. A guest calls, then signs up, confirms by a code, and signs in`);
    const asGuest = await call('/guest');
    check('the API knows the guest', asGuest.status === 200 && asGuest.user === 'guest');
    const { identityId } = session;
    const signedUp = await session.signUp({ ...user, attributes: { email: 'alice@example.com' } });
    tell(
      'session',
      `${signedUp.step}: a code was sent by ${signedUp.delivery?.medium} to ${signedUp.delivery?.destination}`,
    );
    await session.confirmSignUp({ username: user.username, code: pool.lastCode(user.username) });
    await session.signIn(user);
    const asAlice = await call('/alice');
    check('the API knows alice', asAlice.status === 200 && asAlice.user !== 'guest');
    check("the guest's identity is alice's now", session.identityId === identityId);

    chapter(`${first + 1}. An authenticator app as second factor`);
    const { secret } = await session.setUpTotp();
    await session.verifyTotp({ code: await pool.totpCode(user.username, secret) });
    await session.setMfaPreference({ totp: 'preferred' });
    await session.signOut();
    const step = await session.signIn(user);
    tell('session', `the password is right; next: ${step.step}`);
    check('the code is asked for', step.step === 'totpMfa');
    // A code is used once, so alice waits for the next one.
    later += 30_000;
    await session.confirmSignIn({ code: await pool.totpCode(user.username) });
    check('alice is signed in', session.state === 'signedIn');
    await call('/totp');

    chapter(`${first + 2}. The server expires the credentials; then the whole session`);
    mock.expireCredentials();
    check('the call heals', (await call('/expired')).status === 200);
    pool.revokeTokens(user.username);
    mock.identityPool().forgetIdentities();
    mock.expireCredentials();
    session.onWaitingForSignIn(async (timeout) => {
      tell('session', `a call waits for a new sign-in, ${timeout / 60_000} minutes at most: the app shows it`);
      later += 30_000;
      await session.signIn(user);
      await session.confirmSignIn({ code: await pool.totpCode(user.username) });
    });
    const healed = await call('/signed-in-again');
    check('the call was replayed after the new sign-in', healed.status === 200);
    check('the session ended and began anew', states.slice(-2).join() === 'signedOutUserPoolsTokenInvalid,signedIn');

    chapter(`${first + 3}. Alice signs out everywhere`);
    await session.signOut({ global: true });
    check('nobody is signed in', session.state === 'guest' && !session.isSignedIn);
  } finally {
    session.close();
    await close();
  }
};
