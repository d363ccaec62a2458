// `npm run demo -- slack`: signing in by Slack, with an exchange at the app's own backend that is signed as a guest, and
// the whole of it again by itself when the API answers 403.
import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { chapter, check, narrate, tell } from './timeline.mjs';

const REDIRECT = 'https://app.example.com/slack';

/** Tells the story, and checks each step against what Slack, the pools and the API say. */
export const tellSlack = async (first = 1) => {
  let later = 0;
  const mock = createAwsMock({ now: () => Date.now() + later, identityPools: [{ guests: true }], slack: {} });
  const { url, urls, close } = await mock.listen({ port: 0 });
  const session = createCognitoSession({
    identityPoolId: mock.identityPool().id,
    endpoints: { identityPool: urls['cognito-identity'] },
    clock: { offset: 0, now: () => Date.now() + later },
  });
  const scope = { region: 'us-east-1', service: 'execute-api', origins: new URL(url).origin };
  const guest = createSigV4({ credentials: session.guestCredentials, ...scope });
  const auth = createSigV4({ credentials: session.credentials, ...scope });
  const [asGuest, asUser] = [wrapFetch(fetch, guest), wrapFetch(fetch, auth)];

  /** The app's backend knows Slack's secret, and names the identity. */
  const exchange = async (body) => {
    const end = narrate('guest', guest, mock);
    const answer = await asGuest(`${url}/slack`, { method: 'POST', body: JSON.stringify(body) });
    end();
    return answer.ok ? answer.json() : undefined;
  };
  const signIn = async (code) => {
    const { token, identityId, slackToken } = await exchange({ code, redirectUri: REDIRECT });
    await session.federatedSignIn('developer', token, {
      identityId,
      providerRefreshToken: slackToken,
      renewProviderToken: (_, kept) => exchange({ slackToken: kept }),
    });
  };
  const call = async (path) => {
    const end = narrate('fetch', auth, mock);
    const { status } = await asUser(url + path);
    end();
    return { status, user: mock.calls(`GET ${path}`).at(-1)?.user };
  };

  try {
    await session.initialize();
    session.onStateChange((state) => tell('session', `is ${state}`));

    chapter(`${first}. Slack's page, and the exchange of its code, signed as a guest`);
    const page = new URL('https://slack.com/oauth/v2/authorize');
    page.search = new URLSearchParams({ client_id: mock.slack.clientId, redirect_uri: REDIRECT, state: 'xyz' });
    const callback = new URL(mock.slack.allow(page.href));
    tell('slack', 'shows its page; the user allows the app');
    await signIn(callback.searchParams.get('code'));
    const { status, user } = await call('/messages');
    check('the API knows the user of Slack', status === 200 && user === 'U0ALICE');

    chapter(`${first + 1}. Two hours later: a 403, the exchange again with the kept Slack token, and the replay`);
    later = 7_200_000;
    // Credentials that the server refuses although they look good: the client cannot know before it asks.
    const rejected = await call('/later');
    check('the call got its answer', rejected.status === 200 && rejected.user === 'U0ALICE');
    later += 1_200_000;
    mock.expireCredentials();
    const healed = await call('/expired');
    const statuses = mock.calls('GET /expired').map((entry) => entry.status);
    check('it was refused once, then accepted', statuses.join() === '403,200' && healed.status === 200);
    check(
      'the Slack token was exchanged again, twice',
      mock.calls('POST /slack').filter((entry) => entry.status === 200).length === 3,
    );
    check('the user saw the page once', mock.slack.pages === 1);
    check('nobody was signed out', session.state === 'signedIn');
  } finally {
    session.close();
    await close();
  }
};
