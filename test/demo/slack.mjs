// `npm run demo -- slack`: the guide's recipe for a sign-in of one's own, word for word, for two hours of the mock's clock. Its hosts are
// the guide's, so msw answers for them, by the same mock that verifies every signature.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setupServer } from 'msw/node';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { exampleWith } from '../docs/guides.mjs';
import { chapter, check, tell } from './timeline.mjs';

const MINUTE = 60_000;
const BACKEND = 'https://backend.example.com';

/** The recipe out of the guide, as a module of this package. */
const importRecipe = async () => {
  const recipe = exampleWith("federatedSignIn('developer'");
  const folder = new URL('../.tmp/demo/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  try {
    const file = new URL('recipe.ts', folder);
    writeFileSync(file, `${recipe}\nexport { call, messages, session };\n`);
    return await import(file.href);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Tells the story, and checks each step against what Slack, the pools and the API say. */
export const tellSlack = async (first = 1) => {
  const realNow = Date.now;
  let minutes = 0;
  Date.now = () => realNow() + minutes * MINUTE;
  const mock = createAwsMock({
    region: 'eu-west-1',
    baseUrl: BACKEND,
    identityPools: [{ id: 'eu-west-1:00000000-0000-4000-8000-000000000001', guests: true }],
    slack: {},
  });
  const server = setupServer(...mock.handlers);
  server.listen({ onUnhandledRequest: 'error' });

  let told = 0;
  const tellServer = () => {
    for (const { method, path, status, verdict, user } of mock.calls().slice(told)) {
      tell(
        'server',
        `${method} ${path}: ${status === 200 ? `200, the signature is ${user}'s` : `${status}, ${verdict}`}`,
      );
    }
    told = mock.calls().length;
  };
  const exchanges = () => mock.calls('POST /slack').filter(({ status }) => status === 200).length;

  try {
    chapter(`${first}. Slack's page, and the exchange of its code, signed as a guest`);
    const page = new URL('https://slack.com/oauth/v2/authorize');
    page.search = new URLSearchParams({ client_id: mock.slack.clientId, redirect_uri: 'https://app.example.com/' });
    globalThis.location = { href: mock.slack.allow(page.href) };
    tell('slack', 'shows its page; the user allows the app');
    const { session, call, messages } = await importRecipe();
    delete globalThis.location;
    session.onStateChange((state) => tell('session', `is ${state}`));
    tellServer();
    const user = mock.calls('GET /messages').at(-1)?.user;
    check('the API knows the user of Slack', messages.status === 200 && user === 'U0ALICE');
    check('the exchange was signed as a guest', mock.calls('POST /slack').at(-1)?.user === 'guest');

    chapter(`${first + 1}. Two hours pass: Cognito's token lasts 15 minutes, the credentials last an hour`);
    for (const time of [14, 16, 57, 61, 90, 119, 120, 122]) {
      minutes = time;
      const { status } = await call(`${BACKEND}/after/${time}`);
      tell('app', `calls after ${time} minutes, and gets ${status}`);
      tellServer();
      const answered = mock.calls(`GET /after/${time}`).at(-1)?.user;
      check(`the call after ${time} minutes was answered, as the same user`, status === 200 && answered === 'U0ALICE');
      check(`nobody was signed out after ${time} minutes`, session.state === 'signedIn');
    }
    check('Slack’s token was exchanged again when the credentials ended', exchanges() >= 3);

    chapter(`${first + 2}. The server refuses credentials that look good: a 403, the exchange again, and the replay`);
    const before = exchanges();
    mock.expireCredentials();
    const { status } = await call(`${BACKEND}/expired`);
    tellServer();
    const statuses = mock.calls('GET /expired').map((entry) => entry.status);
    check('it was refused once, then accepted', statuses.join() === '403,200' && status === 200);
    check('Slack’s token was exchanged once more', exchanges() === before + 1);
    check('the user saw the page once', mock.slack.pages === 1);
    check('nobody was signed out', session.state === 'signedIn');
    session.close();
  } finally {
    Date.now = realNow;
    server.close();
  }
};
