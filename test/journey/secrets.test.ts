import { inspect } from 'node:util';
import axios from 'axios';
import axios1_13 from 'axios-1-13';
import {
  type AuthErrorCode,
  type AuthEventType,
  createSigV4,
  createTokenAuth,
  type ServiceErrorCode,
  type SigV4Authenticator,
  type SigV4Options,
} from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { type CognitoSessionOptions, cookieStorage, createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { afterEach, expect, test, vi } from 'vitest';
import { createFakeCognito, type FakeCognito, jwt, Refusal } from '../cognito/support/fake-cognito.js';
import { outcome, pools, start as startSession, waiting } from '../cognito/support/session.js';
import { APP, start as startUi } from '../hosted-ui/support/stage.js';
import { echoes, leaksIn, leaksOf, MARKS } from '../support/marks.js';
import { type Arrival, credentials, refuse, startServer } from './support.js';
import { lazyPart } from '../../src/core/part.js';

afterEach(() => vi.unstubAllGlobals());

let serial = 0;
const keys = (more: object = {}) => {
  const { secretAccessKey, sessionToken } = MARKS;
  return credentials(`AKID${++serial}`, { secretAccessKey, sessionToken, ...more });
};
const scope = { region: 'eu-west-1', service: 'execute-api' };
const sigV4 = (origins: string, more: Partial<SigV4Options> = {}) =>
  createSigV4({ credentials: keys(), ...scope, origins, ...more });

/** All that a server learns of a call, as it may echo it. */
const echoOf = ({ headers, url, body }: Arrival): string => {
  const { authorization = '', 'x-amz-security-token': token = '', 'x-api-key': key = '' } = headers;
  return echoes([authorization, authorization.slice(-64), token, key, url, body].join(' '));
};

/** A server that refuses everything, and echoes what it was sent wherever it can. */
const startHostile = (
  type = 'ExpiredTokenException',
  words = 'The security token included in the request is expired',
) =>
  startServer((arrival, response) => {
    const { authorization = '', 'x-amz-security-token': token } = arrival.headers;
    if (arrival.url.startsWith('/code')) {
      const code = arrival.url === '/code/token' ? token : authorization.slice(-64);
      response.writeHead(403, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ __type: code, message: `No: ${echoOf(arrival)}` }));
    }
    return refuse(response, { type, message: `${words}: ${echoOf(arrival)}` });
  });

const QUERY = `?api_key=${MARKS.apiKey}&%63ode=${MARKS.code}&next=${encodeURIComponent(`/?token=${MARKS.code}`)}`;

/** The error that a call through axios is rejected with, and what says why. */
const causeOf = async (auth: SigV4Authenticator, url: string): Promise<unknown> => {
  const api = axios.create({ headers: { 'x-api-key': MARKS.apiKey } });
  interceptAxios(api, auth);
  const error = (await outcome(api.post(url, { a: 1 }))) as Error;
  // What the app sent and the server answered is theirs.
  expect(leaksOf({ ...error, config: undefined, response: undefined, request: undefined })).toEqual([]);
  return error.cause;
};

/** A provider of credentials whose user changes while it is asked for the first ones. */
const changing = (more: object) => {
  const listeners = new Set<() => void>();
  return Object.assign(
    async () => {
      for (const listener of [...listeners]) listener();
      return keys(more);
    },
    { onChange: (listener: () => void) => void listeners.add(listener) },
  );
};

/** Cognito's services, which echo what they are sent where they refuse. */
const hostileCognito = (): FakeCognito => {
  const cognito = createFakeCognito();
  cognito.on('InitiateAuth', () => ({
    AuthenticationResult: {
      IdToken: MARKS.token.replace(
        jwt({ sub: 'alice' }).split('.')[1]!,
        jwt({ sub: 'alice', exp: 4e9 }).split('.')[1]!,
      ),
      AccessToken: jwt({ username: 'alice', exp: 4e9 }).slice(0, -4) + MARKS.token.slice(-20),
      RefreshToken: MARKS.refreshToken,
      ExpiresIn: 3600,
    },
  }));
  cognito.on('GetCredentialsForIdentity', {
    IdentityId: 'us-east-1:user',
    Credentials: {
      AccessKeyId: 'ASIA1',
      SecretKey: MARKS.secretAccessKey,
      SessionToken: MARKS.sessionToken,
      Expiration: 4e9,
    },
  });
  return cognito;
};
const echoing = (code: string) => (input: object) => {
  const values = JSON.stringify(input).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  throw new Refusal(code, values.map((value) => echoes(JSON.parse(value))).join(' '));
};
const alice = { username: 'alice', password: MARKS.password };
const sessionWith = (options: Partial<CognitoSessionOptions> = {}, cognito = hostileCognito()) =>
  startSession({ userPoolClientSecret: MARKS.clientSecret, ...options }, cognito);

const signedIn = async (options?: Partial<CognitoSessionOptions>) => {
  const { session, cognito } = await sessionWith(options);
  await session.signIn(alice);
  return { session, cognito };
};
/** A session whose login is dead, and a call that waits for a sign-in. */
const waitingCall = async (options: Partial<CognitoSessionOptions>) => {
  const { session, cognito } = await signedIn({ waitForSignIn: true, ...options });
  for (const operation of ['InitiateAuth', 'GetTokensFromRefreshToken'])
    cognito.on(operation, echoing('NotAuthorizedException'));
  const waits = waiting(session);
  const call = outcome(session.getTokens({ forceRefresh: true }));
  await waits;
  return { session, call };
};
const broken = (): never => {
  throw new Error('The store is broken.');
};

type OwnCode = Exclude<AuthErrorCode, ServiceErrorCode>;

/** For each code what gives an error of that code to a caller, with secrets at hand. */
const ERRORS: Readonly<Record<OwnCode, () => Promise<unknown>>> = {
  'credentials-unavailable': async () => {
    const credentials = async () => keys({ sessionToken: `${MARKS.sessionToken}\n` });
    return outcome(wrapFetch(fetch, sigV4('http://localhost:1', { credentials }))('http://localhost:1/'));
  },
  'excessive-reauthentication': async () => {
    const { url } = await startHostile();
    const auth = sigV4(url, { credentials: async () => keys() });
    const send = wrapFetch(fetch, auth);
    for (let calls = 0; calls < 7; calls++) await send(url + QUERY, { method: 'POST' });
    return causeOf(auth, url + QUERY);
  },
  'reauthentication-deadlock': async () => {
    const { url } = await startHostile();
    const auth: SigV4Authenticator = sigV4(url, {
      reauthenticate: async () => {
        await wrapFetch(fetch, auth)(url + QUERY);
      },
    });
    return outcome(wrapFetch(fetch, auth)(url + QUERY));
  },
  'identity-changed': async () => {
    const provider = changing({});
    let who = 'alice';
    const credentials = Object.assign(
      async () => {
        who = 'bob';
        return provider();
      },
      { onChange: provider.onChange, principal: () => who },
    );
    return outcome(wrapFetch(fetch, sigV4('http://localhost:1', { credentials }))(`http://localhost:1/${QUERY}`));
  },
  'identity-unknown': async () =>
    outcome(
      wrapFetch(fetch, sigV4('http://localhost:1', { credentials: changing({}) }))(`http://localhost:1/${QUERY}`),
    ),
  'not-signed': async () => {
    const { url } = await startServer(() => 200);
    const api = axios.create();
    // Runs after ours, because it was added before.
    api.interceptors.request.use((config) => ({ ...config, adapter: axios.getAdapter('http') }));
    interceptAxios(api, sigV4(url));
    return outcome(api.get(url + QUERY));
  },
  'out-of-scope': async () => {
    const { url } = await startServer((_, response) =>
      refuse(response, { type: '', message: 'Missing Authentication Token' }),
    );
    return causeOf(sigV4('http://localhost:1'), url + QUERY);
  },
  'signature-refused': async () => {
    const { url } = await startServer((arrival, response) => {
      const canonical = `POST\n/${arrival.headers['x-amz-security-token']}\n${arrival.url}&sig=${arrival.headers.authorization}\nhost:x\nx-amz-date:${echoOf(arrival)}\n\nhost\nhash`;
      const message = `The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this request should have been\n'${canonical}'`;
      refuse(response, { type: 'InvalidSignatureException', message });
    });
    return causeOf(sigV4(url), url + QUERY);
  },
  'call-refused': async () => {
    const { url } = await startHostile();
    return causeOf(sigV4(url), url + QUERY);
  },
  'foreign-authorization': async () =>
    outcome(
      wrapFetch(fetch, sigV4('http://localhost:1'))(`http://localhost:1/${QUERY}`, {
        headers: { authorization: `Bearer ${MARKS.token}` },
      }),
    ),
  'already-signed': async () =>
    outcome(sigV4('http://localhost:1').sign({ url: `http://localhost:1/?X-Amz-Signature=${MARKS.code}` })),
  'insecure-origin': async () => outcome(wrapFetch(fetch, sigV4('http://example.com'))(`http://example.com/${QUERY}`)),
  'insecure-proxy': async () => {
    const proxy = { protocol: 'http', host: '127.0.0.1', port: 1, auth: { username: 'a', password: 'b' } };
    const api = axios1_13.create({ adapter: 'http', proxy });
    interceptAxios(api, sigV4('https://api.example.com'));
    return outcome(api.get('https://api.example.com/'));
  },
  'unknown-endpoint': async () =>
    outcome(createSigV4({ credentials: keys() }).sign({ url: `https://example.com/${QUERY}` })),
  'malformed-url': async () =>
    outcome(sigV4('http://localhost:1').sign({ url: `https://user:${MARKS.code}@example.com/${QUERY}` })),
  'malformed-header': async () =>
    outcome(
      wrapFetch(fetch, sigV4('http://localhost:1'))('http://localhost:1/', {
        headers: { 'x-api-key': `${MARKS.apiKey}\n${MARKS.apiKey}` },
      }),
    ),
  'unsupported-body': async () => {
    const body = new FormData();
    body.append('password', MARKS.password);
    return outcome(sigV4('http://localhost:1').presign(`http://localhost:1/${QUERY}`, { body }));
  },
  'unsigned-payload-refused': async () =>
    outcome(
      sigV4('http://localhost:1').sign(
        { method: 'POST', url: `http://localhost:1/${QUERY}`, body: MARKS.password },
        { payload: 'unsigned' },
      ),
    ),
  'redirect-refused': async () => {
    const { url } = await startServer(({ headers }, response) => {
      response.writeHead(302, { location: `http://[${headers['x-amz-security-token']}${headers.authorization}` });
      response.end();
    });
    const error = await outcome(wrapFetch(fetch, sigV4(url))(url + QUERY));
    expect(leaksOf(error)).toEqual([]);
    return (error as Error).cause;
  },
  'unsupported-platform': async () => {
    const { session } = await sessionWith();
    vi.stubGlobal('crypto', { subtle: crypto.subtle });
    return outcome(session.signIn(alice));
  },
  'part-not-loaded': async () => {
    const part = lazyPart('test', async () => {
      throw new TypeError('Failed to fetch dynamically imported module');
    });
    return outcome(Promise.resolve(part()));
  },
  network: async () => {
    const { session, cognito } = await sessionWith();
    cognito.on('InitiateAuth', () => {
      throw new TypeError('fetch failed');
    });
    return outcome(session.signIn(alice));
  },
  'unexpected-answer': async () => {
    const fetch: typeof globalThis.fetch = async (_, init) =>
      new Response(echoes(String(init?.body)), { headers: { 'content-type': `text/plain; ${MARKS.password}` } });
    const session = createCognitoSession({ ...pools, fetch } as CognitoSessionOptions);
    return outcome(session.signIn(alice));
  },
  'outcome-unknown': async () => {
    const { session, cognito } = await signedIn({ retry: { retries: 1, minTimeout: 0 } });
    let calls = 0;
    cognito.on('ChangePassword', (input) => {
      if (calls++ > 0) return echoing('NotAuthorizedException')(input);
      throw new TypeError('fetch failed');
    });
    return outcome(session.changePassword({ oldPassword: MARKS.password, newPassword: MARKS.newPassword }));
  },
  'sign-in-cancelled': async () => {
    const { session, call } = await waitingCall({});
    session.releaseSignInWait();
    return call;
  },
  'sign-in-timeout': async () => (await waitingCall({ waitForSignIn: 1 })).call,
  'not-signed-in': async () => outcome((await sessionWith()).session.getTokens()),
  'invalid-state': async () =>
    outcome((await signedIn()).session.signIn({ username: 'bob', password: MARKS.newPassword })),
  'session-not-removed': async () => {
    const { session } = await sessionWith({ storage: { get: broken, set: broken, remove: broken } });
    return outcome(session.signOut());
  },
  'session-not-stored': async () => {
    const storage = cookieStorage({ jar: { get: () => undefined, set: broken, remove: broken } });
    return outcome((await sessionWith({ storage })).session.signIn(alice));
  },
  configuration: async () =>
    outcome(
      (async () =>
        createCognitoSession({ ...pools, userPoolId: MARKS.code, userPoolClientSecret: MARKS.clientSecret }))(),
    ),
  'user-pool-not-configured': async () => {
    const { identityPoolId } = pools;
    return outcome((async () => createCognitoSession({ identityPoolId }).signIn(alice))());
  },
  'identity-pool-not-configured': async () => {
    const { identityPoolId: _, ...userPool } = pools;
    const session = createCognitoSession({ ...userPool, fetch: hostileCognito().fetch });
    return outcome((async () => session.credentials())());
  },
  'foreign-answer': async () =>
    outcome((await startUi('cognito')).ui.handleAuthResponse(`${APP}?code=${MARKS.code}&state=${MARKS.session}`)),
  'provider-refused': async () => {
    const { ui, visit, faults } = await startUi('cognito');
    const answer = await visit(await ui.getSignInUrl(), APP);
    faults.token = async () =>
      Response.json(
        {
          error: 'invalid_grant',
          error_description: `code=${MARKS.code} client_secret=${MARKS.clientSecret} ${MARKS.token}`,
        },
        { status: 400 },
      );
    return outcome(ui.handleAuthResponse(answer));
  },
  'popup-blocked': async () => outcome((await startUi('cognito', { open: () => null })).ui.signIn({ mode: 'popup' })),
};

test.each(Object.entries(ERRORS))('an error with the code %s shows no secret', async (code, provoke) => {
  const error = await provoke();
  expect(error).toMatchObject({ code });
  expect(leaksOf(error)).toEqual([]);
});

/** A fetch of the app's own, whose error holds what it was given. */
const telling: typeof globalThis.fetch = async (_, init) => {
  throw Object.assign(new Error(`Request failed: ${String(init?.body)}`), { config: { data: init?.body } });
};

test("an error of the app's own fetch shows nothing of what was sent", async () => {
  const session = createCognitoSession({ ...pools, fetch: telling, retry: { retries: 0 } } as CognitoSessionOptions);
  const error = await outcome(session.signIn({ ...alice, authFlow: 'USER_PASSWORD_AUTH' }));
  expect(error).toMatchObject({ code: 'network', cause: { message: expect.stringContaining('Request failed') } });

  const { ui, visit, faults } = await startUi('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  let sent = '';
  faults.token = async (_, init) => {
    sent = String(init?.body);
    return telling('', init);
  };
  const exchange = await outcome(ui.handleAuthResponse(answer));
  expect(exchange).toMatchObject({ code: 'network', cause: { message: expect.stringContaining('Request failed') } });
  expect(leaksOf([error, exchange])).toEqual([]);
  const shown = inspect(exchange, { showHidden: true, depth: 9 });
  const { code, code_verifier: verifier } = Object.fromEntries(new URLSearchParams(sent));
  for (const secret of [code, verifier]) expect(shown).not.toContain(secret);
});

test.each(['NotAuthorizedException', MARKS.password, MARKS.newPassword.replace(/\W/g, '')])(
  'a refusal of Cognito with the code %j that echoes all it was sent shows no secret',
  async (code) => {
    const { session, cognito } = await signedIn();
    for (const operation of ['ChangePassword', 'ConfirmForgotPassword']) cognito.on(operation, echoing(code));
    const newPassword = MARKS.newPassword.replace(/\W/g, '');
    const errors = [
      await outcome(session.changePassword({ oldPassword: MARKS.password, newPassword })),
      await outcome(session.confirmForgotPassword({ username: 'bob', code: MARKS.code, newPassword })),
    ];
    for (const error of errors) expect(error).toBeInstanceOf(Error);
    expect(leaksOf(errors)).toEqual([]);
  },
);

/** The events of an Authenticator, each with its type. */
type Events = [AuthEventType, unknown][];

const send = async (auth: SigV4Authenticator, url: string): Promise<unknown> =>
  outcome(wrapFetch(fetch, auth)(url, { headers: { 'x-api-key': MARKS.apiKey } }));

/** For each type of event what gives it, with secrets at hand. Is given an Authenticator's listeners as they are made. */
const EVENTS: Readonly<
  Record<AuthEventType, (listenTo: (auth: SigV4Authenticator) => SigV4Authenticator) => Promise<unknown>>
> = {
  signed: async (listenTo) => {
    const { url } = await startServer(() => 200);
    return send(listenTo(sigV4(url)), url + QUERY);
  },
  rejected: async (listenTo) => {
    const { url } = await startHostile();
    const auth = listenTo(sigV4(url));
    for (const path of ['/', '/code', '/code/token']) await send(auth, url + path);
    return send(auth, url + QUERY);
  },
  reauthenticating: async (listenTo) => {
    const { url } = await startHostile();
    return send(listenTo(sigV4(url, { credentials: async () => keys() })), url + QUERY);
  },
  reauthenticated: async (listenTo) => {
    const { url } = await startHostile('Unheard', 'of');
    return send(listenTo(sigV4(url, { credentials: async () => keys() })), url + QUERY);
  },
  'reauthentication-failed': async (listenTo) => {
    const { url } = await startHostile();
    const reauthenticate = async () => keys({ sessionToken: `${MARKS.sessionToken}\n` });
    return send(listenTo(sigV4(url, { reauthenticate })), url + QUERY);
  },
  replayed: async (listenTo) => {
    const { url } = await startHostile();
    return send(listenTo(sigV4(url, { reauthenticate: async () => keys() })), url + QUERY);
  },
  'clock-corrected': async (listenTo) => {
    const { url } = await startServer((arrival, response, count) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      if (count > 1) return 200;
      return refuse(response, { type: 'InvalidSignatureException', message: `Signature expired: ${echoOf(arrival)}` });
    });
    return send(listenTo(sigV4(url)), url + QUERY);
  },
  'waiting-for-connectivity': async (listenTo) => {
    const { url } = await startServer(() => 200);
    let isOnline = false;
    const connectivity = {
      isOnline: () => isOnline,
      onChange: (listener: () => void) => {
        isOnline = true;
        queueMicrotask(listener);
        return () => {};
      },
    };
    return send(listenTo(sigV4(url, { connectivity })), url + QUERY);
  },
  'waiting-for-sign-in': async (listenTo) => {
    const { url } = await startServer(() => 200);
    const { session, call } = await waitingCall({});
    const waits = waiting(session);
    const sending = send(listenTo(sigV4(url, { credentials: session.credentials })), url + QUERY);
    await waits;
    session.releaseSignInWait();
    return [await sending, await call];
  },
  'identity-unknown': async (listenTo) => {
    const { url } = await startServer(() => 200);
    const listeners = new Set<() => void>();
    const credentials = Object.assign(async () => keys(), {
      onChange: (listener: () => void) => void listeners.add(listener),
    });
    const auth = listenTo(sigV4(url, { credentials }));
    await send(auth, url);
    auth.invalidate();
    const sending = send(auth, url + QUERY);
    await Promise.resolve();
    for (const listener of listeners) listener();
    return sending;
  },
  untouched: async (listenTo) => {
    const { url } = await startHostile();
    return send(listenTo(sigV4('http://localhost:1')), url + QUERY);
  },
};

test.each(Object.entries(EVENTS))('the event %s, and all that come with it, show no secret', async (type, provoke) => {
  const events: Events = [];
  const auths: SigV4Authenticator[] = [];
  const result = await provoke((auth) => {
    for (const each of Object.keys(EVENTS) as AuthEventType[]) auth.on(each, (payload) => events.push([each, payload]));
    auths.push(auth);
    return auth;
  });
  expect(events.map(([each]) => each)).toContain(type);
  expect(leaksOf(events)).toEqual([]);
  expect(leaksOf(auths)).toEqual([]);
  // A response tells its URL, which is the app's.
  expect(result instanceof Response ? [] : leaksOf(result)).toEqual([]);
});

test('a code that is an echo is not shown, and an error type is', async () => {
  const { url } = await startHostile('AccessDeniedException', 'not authorized to perform x');
  const auth = sigV4(url);
  const codes: unknown[] = [];
  auth.on('rejected', ({ code }) => codes.push(code));
  for (const path of ['/', '/code', '/code/token']) await send(auth, url + path);
  expect(codes).toEqual(['AccessDeniedException', undefined, undefined]);
});

test('events of a token Authenticator show no part of the token', async () => {
  const { url } = await startServer((arrival, response) => {
    const { authorization = '' } = arrival.headers;
    refuse(
      response,
      { type: 'Unauthorized', message: `what is ${echoes(authorization)} ${echoes(MARKS.token)}?` },
      401,
    );
  });
  const auth = createTokenAuth({ token: async () => MARKS.token, origins: url, scheme: 'Bearer' });
  const events: unknown[] = [];
  for (const type of Object.keys(EVENTS) as AuthEventType[]) auth.on(type, (payload) => events.push([type, payload]));
  const response = await wrapFetch(fetch, auth)(url + QUERY);
  expect(events.length).toBeGreaterThan(1);
  expect(response.status).toBe(401);
  expect(leaksOf([events, auth])).toEqual([]);
});

test('a session, its parts, a hosted UI and an Authenticator show no secret', async () => {
  const { session } = await signedIn();
  await session.credentials();
  const auth = createSigV4({ credentials: session.credentials, ...scope, origins: 'http://localhost:1' });
  await auth.sign({ url: 'http://localhost:1/' });
  const { ui, session: other } = await startUi('cognito', { clientSecret: MARKS.clientSecret });
  await ui.getSignInUrl();
  const wrapped = wrapFetch(fetch, auth);
  const api = axios.create();
  interceptAxios(api, auth);
  expect(leaksOf([session, session.credentials, auth, ui, other, wrapped])).toEqual([]);
  for (const part of [session, auth, ui, wrapped, api]) expect(leaksOf(part)).toEqual([]);
});

test.each([
  ['a hidden member', Object.defineProperty({}, 'secret', { value: MARKS.password })],
  ['a symbol', { [Symbol('secret')]: MARKS.sessionToken }],
  ['a map far down', { a: { b: { c: { d: { e: new Map([['f', [MARKS.clientSecret]]]) } } } } }],
  ['a cause', new Error('a', { cause: new Error('b', { cause: new Error(MARKS.code) }) })],
  ['a member of an error', Object.assign(new Error('a'), { secret: MARKS.refreshToken })],
  ['toJSON', { toJSON: () => MARKS.apiKey }],
  ['base64', { a: btoa(`user:${MARKS.password}`) }],
  ['base64 at another byte', { a: btoa(`xy${MARKS.password}`) }],
  ['percent-encoding, twice', { a: encodeURIComponent(encodeURIComponent(MARKS.secretAccessKey)) }],
  ['a signature', { a: `Signature=${'0f'.repeat(32)}` }],
  ['a function’s member', Object.assign(() => {}, { secret: MARKS.token })],
])('this test can fail: it finds a secret in %s', (_, value) => {
  expect(leaksOf(value)).not.toEqual([]);
  expect(leaksIn('nothing')).toEqual([]);
});
