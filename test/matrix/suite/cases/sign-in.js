// Sessions with Cognito, and APIs behind them.
import { ensure, equal, rejectionOf } from '../check.js';

const ALICE = { username: 'alice', password: 'Correct-horse-1' };

const whoAmI = async ({ libraries, authenticate, url }, session) => {
  const call = libraries.wrapFetch(fetch, authenticate({ credentials: session.credentials }));
  const response = await call(url('/me'), { method: 'POST', body: 'Who am I?' });
  return [response.status, (await response.json()).user];
};

const signedIn = async (stage, options) => {
  const session = stage.session(options);
  const { step } = await session.signIn(ALICE);
  equal(step, 'done', 'the step');
  return session;
};

export const signInCases = [
  {
    name: "a guest's call",
    run: async (stage) => equal(await whoAmI(stage, stage.session()), [200, 'guest'], 'the caller'),
  },
  {
    name: "a sign-in by SRP, and the user's call",
    run: async (stage) => {
      const session = await signedIn(stage);
      equal([session.state, session.username], ['signedIn', 'alice'], 'the session');
      equal(await whoAmI(stage, session), [200, 'alice'], 'the caller');
      await session.signOut();
    },
  },
  {
    name: 'a wrong password',
    run: async ({ session }) => {
      const error = await rejectionOf(session().signIn({ ...ALICE, password: 'wrong' }), 'a wrong password');
      equal(error.code, 'NotAuthorizedException', `the code of "${error.message}"`);
    },
  },
  {
    name: "a session's credentials expire",
    run: async (stage) => {
      const session = await signedIn(stage);
      await whoAmI(stage, session);
      await stage.control('expireCredentials');
      equal(await whoAmI(stage, session), [200, 'alice'], 'the caller');
      equal(await stage.verdicts('POST /me'), ['ok', 'expired-token', 'ok'], 'the verdicts');
      await session.signOut();
    },
  },
  {
    name: "a session's tokens are refreshed",
    run: async (stage) => {
      const session = await signedIn(stage);
      const before = await session.getTokens();
      const after = await session.getTokens({ forceRefresh: true });
      ensure(after.idToken !== before.idToken, 'The ID token is the same.');
      equal(await stage.control('refreshes'), 1, 'refreshes');
      await session.signOut();
    },
  },
  {
    name: 'a sign-out, and a call as a guest',
    run: async (stage) => {
      const session = await signedIn(stage);
      await session.signOut();
      equal(session.isSignedIn, false, 'whether a user is signed in');
      equal(await whoAmI(stage, session), [200, 'guest'], 'the caller');
    },
  },
  {
    name: 'a session is restored from its storage',
    run: async (stage) => {
      const name = `matrix-restored-${Math.random().toString(36).slice(2)}`;
      // Where the default lasts no longer than a session does, as in Node, the app brings a storage of its own.
      const storage = stage.settings.storage === 'memory' ? { storage: stage.libraries.memoryStorage() } : {};
      const first = await signedIn(stage, { name, ...storage });
      const second = stage.session({ name, ...storage });
      await second.initialize();
      equal([second.state, second.username], ['signedIn', 'alice'], 'the second session');
      equal(await whoAmI(stage, second), [200, 'alice'], 'the caller');
      await first.signOut();
    },
  },
  {
    name: "an API that takes the session's tokens",
    run: async (stage) => {
      const { libraries, settings } = stage;
      const session = await signedIn(stage);
      const auth = libraries.createTokenAuth({ token: session.idToken, origins: settings.tokens });
      const call = libraries.wrapFetch(fetch, auth);
      equal((await call(`${settings.tokens}/me`)).status, 200, 'the status');
      await stage.control('expireCredentials');
      equal((await call(`${settings.tokens}/me`)).status, 200, 'the status after the tokens expired');
      await session.signOut();
    },
  },
  {
    name: "the hosted UI's URL with PKCE, and its answer",
    run: async (stage) => {
      const { libraries, settings, control } = stage;
      const session = stage.session();
      const ui = libraries.createHostedUi({
        session,
        domain: settings.hostedUi,
        redirectSignIn: [settings.callback],
        redirectSignOut: [settings.callback],
        navigate: () => {},
      });
      const page = await ui.getSignInUrl({ identityProvider: 'Google' });
      const query = new URL(page).searchParams;
      equal(query.get('code_challenge_method'), 'S256', 'the method of the challenge');
      ensure(/^[\w-]{43}$/.test(query.get('code_challenge') ?? ''), `a challenge in ${page}`);
      const answer = await control('signInAtHostedUi', await ui.getSignInUrl(), ALICE);
      equal(await ui.handleAuthResponse(answer), true, 'whether there was an answer');
      equal([session.state, session.username], ['signedIn', 'alice'], 'the session');
      equal(await whoAmI(stage, session), [200, 'alice'], 'the caller');
      await session.signOut();
    },
  },
];
