// The verifying server of one place: the mock that is published with the package, which has a verifier of its own, behind
// strict CORS.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { judgeBody } from './arrived.mjs';
import { startControl } from './control.mjs';
import { listen, startFront } from './front.mjs';

const CALLBACK = 'https://app.example.com/callback';

const contentType = ({ headers }) => headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];

/** Answers that never come, until somebody lets go; and a way to wait for such a call. */
const createHanging = () => {
  let arrived;
  let waiting;
  let releases = [];
  const forget = () => {
    arrived = new Promise((resolve) => (waiting = resolve));
  };
  forget();
  return {
    add: (release) => {
      releases.push(release);
      waiting();
    },
    /** Resolves as soon as a call hangs. */
    wait: async () => {
      await arrived;
      forget();
    },
    release: () => {
      for (const each of releases) each();
      releases = [];
      forget();
    },
  };
};

const routesOf = (hanging) => ({
  'PUT /bodies/{name}': async (_, { arrived, params }) => judgeBody(params.name, arrived.body, contentType(arrived)),
  'DELETE /bodies/{name}': async (_, { arrived, params }) => judgeBody(params.name, arrived.body, contentType(arrived)),
  'GET /query': (_, { arrived }) => ({ entries: [...new URLSearchParams(arrived.target.replace(/^[^?]*\??/, ''))] }),
  'GET /path/{segment}': (request, { params }) => ({ segment: params.segment, header: request.headers.get('x-odd') }),
  'HEAD /head': () => new Response(null, { status: 200 }),
  'POST /many': (request) => request.json(),
  'POST /me': (_, { caller }) => ({ user: caller.user }),
  'GET /me': (_, { caller }) => ({ user: caller.user }),
  'GET /hang': () => new Promise((resolve) => hanging.add(() => resolve(null))),
  'ANY /redirect': (request) => {
    const { searchParams } = new URL(request.url);
    return new Response(null, {
      status: Number(searchParams.get('status')),
      headers: { location: searchParams.get('to') },
    });
  },
  'GET /missing': () => Response.json({ message: 'nothing here' }, { status: 404 }),
  'GET /denied': () => ({}),
});

/** A second origin, which notes the names of the headers that it gets. */
const startElsewhere = async (page) => {
  const arrived = [];
  const server = await listen(
    createServer((request, response) => {
      arrived.push(Object.keys(request.headers));
      response
        .writeHead(200, { 'content-type': 'application/json', ...(page && { 'access-control-allow-origin': page }) })
        .end('{}');
    }),
  );
  return { ...server, arrived };
};

/**
 * Starts everything that a place calls.
 *
 * @param project Where the package is installed.
 * @param page The origin of the place's page, if it has one.
 * @param onReport Called with each message of the place.
 * @returns What the place has to know, as `settings`, and `close`
 */
export const startAws = async ({ project, page, onReport }) => {
  const mocks = join(project, 'node_modules/sigv4-interceptor/dist/mocks/index.js');
  const { createAwsMock } = await import(pathToFileURL(mocks).href);
  const hanging = createHanging();
  const routes = routesOf(hanging);
  const mock = createAwsMock({
    region: 'eu-west-1',
    apis: [
      { name: 'api', flavour: 'rest', routes },
      { name: 'tokens', flavour: 'http', authorizer: 'jwt', routes },
    ],
    userPools: [{ users: [{ username: 'alice', password: 'Correct-horse-1' }] }],
    identityPools: [{ guests: true }],
    hostedUi: { callbackUrls: [CALLBACK] },
    ...(page && { origins: [page] }),
  });
  const { urls, close } = await mock.listen();
  const refusals = new Set();
  const front = (target) => startFront(target, page, (why) => refusals.add(why));
  const [api, tokens] = [await front(urls.api), await front(urls.tokens)];
  const elsewhere = await startElsewhere(page);
  const controls = new Proxy(mock, {
    get: (target, name) => {
      if (name === 'waitForHanging') return hanging.wait;
      if (name === 'arrivedElsewhere') return elsewhere.arrived;
      if (name === 'issueSlowly') {
        return async (user) => {
          const issued = target.issueCredentials(user);
          await new Promise((resolve) => setTimeout(resolve, 200));
          return issued;
        };
      }
      if (name !== 'reset') return target[name];
      return () => {
        hanging.release();
        elsewhere.arrived.length = 0;
        target.reset();
      };
    },
  });
  const withRefusals = (message) => {
    const why = [...refusals].join('; ');
    refusals.clear();
    onReport(message.error && why ? { ...message, error: `${message.error} [${why}]` } : message);
  };
  const control = await startControl({
    controls,
    onReport: withRefusals,
    hang: (response) => hanging.add(() => response.destroy()),
  });
  const settings = {
    api: api.url,
    tokens: tokens.url,
    control: control.url,
    elsewhere: elsewhere.url,
    hostedUi: urls['hosted-ui'],
    callback: CALLBACK,
    pools: {
      userPool: mock.userPool().id,
      client: mock.userPool().clientId,
      identityPool: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp'], identityPool: urls['cognito-identity'] },
    },
  };
  return {
    settings,
    close: () => {
      for (const server of [api, tokens, elsewhere, control]) server.close();
      return close();
    },
  };
};
