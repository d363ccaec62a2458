// The whole story over real sockets: `npm run demo`; another one: `npm run demo -- slack`. Every line is told by the authenticator's events or by the
// server's own log, every step is checked against the server's counts, and the exit code says whether all of it
// happened.
import axios from 'axios';
import ky from 'ky';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { tellSession } from './session.mjs';
import { tellSlack } from './slack.mjs';
import { chapter, check, failed, narrate, shortKey, tell } from './timeline.mjs';

const PARALLEL = 200;

const mock = createAwsMock();
const { url, close } = await mock.listen({ port: 0 });

/** One authenticator, shared by the three clients. */
const auth = createSigV4({
  credentials: mock.credentialsProvider('alice'),
  region: 'us-east-1',
  service: 'execute-api',
  origins: new URL(url).origin,
});
const api = axios.create({ baseURL: url });
interceptAxios(api, auth);
const signedKy = wrapKy(ky.create({ retry: 0 }), auth);
const signedFetch = wrapFetch(fetch, auth);

/** Each gives the status and the JSON that the caller gets. */
const clients = {
  axios: async (path) => {
    const { status, data } = await api.get(path, { validateStatus: () => true });
    return { status, data };
  },
  ky: async (path) => {
    const response = await signedKy.get(url + path, { throwHttpErrors: false });
    return { status: response.status, data: await response.json() };
  },
  fetch: async (path) => {
    const response = await signedFetch(url + path);
    return { status: response.status, data: await response.json() };
  },
};
const names = Object.keys(clients);

/** The statuses that the server gave on a path, in order. */
const served = (path) =>
  mock
    .calls(`GET ${path}`)
    .map(({ status }) => status)
    .join(', ');

const count = { reauthenticated: 0, corrected: 0, replayed: 0 };
auth.on('reauthenticated', () => (count.reauthenticated += 1));
auth.on('clock-corrected', () => (count.corrected += 1));
auth.on('replayed', () => (count.replayed += 1));

/** Makes a call and tells its story. */
const call = async (name, path) => {
  const end = narrate(name, auth, mock);
  const answer = await clients[name](path);
  end();
  check(`${name} gets 200 and its own path back`, answer.status === 200 && answer.data.path === path);
};

const signedCalls = async () => {
  chapter('1. Each client makes a signed call');
  for (const name of names) {
    await call(name, `/hello/${name}`);
    check(`the server accepted ${name} at once`, served(`/hello/${name}`) === '200');
  }
  check('credentials were fetched once for all three', mock.issued() === 1);
};

const expiry = async () => {
  chapter('2. The server expires credentials that look good for an hour');
  mock.expireCredentials();
  await call('axios', '/orders');
  check('the server refused once, then accepted', served('/orders') === '403, 200');
  check('there was one re-authentication', count.reauthenticated === 1 && mock.issued() === 2);
  check('there was one replay', count.replayed === 1);
};

const storm = async () => {
  chapter(`3. They expire again, under ${PARALLEL} parallel calls of all three clients`);
  mock.expireCredentials();
  const paths = Array.from({ length: PARALLEL }, (_, i) => ({
    name: names[i % names.length],
    path: `/storm/${names[i % names.length]}/${i}`,
  }));
  const answers = await Promise.all(paths.map(({ name, path }) => clients[name](path)));
  for (const name of names) {
    const log = mock.calls(`GET /storm/${name}/{i}`);
    const [refused, accepted] = [403, 200].map((status) => log.filter((entry) => entry.status === status).length);
    const mine = paths.filter((entry) => entry.name === name).length;
    tell('server', `${name.padEnd(5)}  ${String(mine).padStart(3)} calls: ${refused} × 403, then ${accepted} × 200`);
    check(`${name} was refused at least once and accepted every time`, refused > 0 && accepted === mine);
  }
  const [{ accessKeyId }] = mock.calls().slice(-1);
  tell('auth', `${count.reauthenticated - 1} re-authentication for all of them, new key ${shortKey(accessKeyId)}`);
  check(
    'every caller got 200',
    answers.every(({ status }) => status === 200),
  );
  check('one re-authentication healed all', count.reauthenticated === 2 && mock.issued() === 3);
  const sends = new Map();
  for (const { path } of mock.calls('GET /storm/{client}/{i}')) sends.set(path, (sends.get(path) ?? 0) + 1);
  check('no call was sent more than twice', sends.size === PARALLEL && Math.max(...sends.values()) <= 2);
};

const skew = async () => {
  chapter('4. The server’s clock falls 10 minutes behind');
  mock.skewClock('-10m');
  await call('ky', '/clock');
  await clients.fetch('/clock/again');
  check('the server refused once, then accepted', served('/clock') === '403, 200');
  check('the corrected clock is kept', served('/clock/again') === '200');
  check('the clock was corrected once', count.corrected === 1);
  check('nobody re-authenticated for that', count.reauthenticated === 2 && mock.issued() === 3);
};

const presigned = async () => {
  chapter('5. A presigned URL, opened by a plain fetch');
  const link = await auth.presign(`${url}/download?file=report.pdf`, { expiresIn: 60 });
  const response = await fetch(link);
  const [entry] = mock.calls('GET /download');
  tell('fetch', `opens /download?${entry?.query}, signed in the query`);
  tell('server', `${entry?.status}, the signature is ${entry?.user}'s`);
  check(
    'the server accepted the URL',
    response.status === 200 && entry?.signed === 'presigned' && entry.verdict === 'ok',
  );
  const forged = await fetch(link.replace('report.pdf', 'secret.pdf'));
  tell('server', `${forged.status} for the same URL with another file, ${mock.calls('GET /download').at(-1)?.verdict}`);
  check('the server refused the URL with another file', forged.status === 403);
};

try {
  if (process.argv[2] === 'slack') {
    console.log("Signing in by Slack, with an exchange at the app's own backend");
    await tellSlack();
  } else {
    console.log('axios, ky and fetch against a REST API on a real socket that verifies every signature');
    const steps = [signedCalls, expiry, storm, skew, presigned];
    for (const step of steps) await step();
    await tellSession(steps.length + 1);
  }
} catch (error) {
  // Not the error itself: its request might show more than a demo should.
  check(error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error', false);
} finally {
  await close();
}
const missing = failed().length;
console.log(missing ? `\n${missing} of the steps did not happen as they should.` : '\nAll of it happened.');
process.exitCode = missing ? 1 : 0;
