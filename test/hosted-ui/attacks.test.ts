import { inspect } from 'node:util';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CLIENT_ID, startProvider } from './support/provider.js';
import { APP, start } from './support/stage.js';

const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
/** A popup, and the channel that its page shares with the page that opened it. */
const popupStage = async () => {
  const popup = { closed: false, location: { href: '' }, close: () => Object.assign(popup, { closed: true }) };
  const stage = await start('cognito', { open: () => popup });
  const channel = new BroadcastChannel('sigv4-interceptor.oauth');
  onTestFinished(() => channel.close());
  const heard: unknown[] = [];
  channel.onmessage = ({ data }) => void heard.push(data);
  const signIn = outcome(stage.ui.signIn({ mode: 'popup' }));
  await expect.poll(() => popup.location.href).toMatch(/^http/);
  const answer = await stage.visit(popup.location.href, APP);
  return { ...stage, popup, channel, heard, signIn, answer };
};

/** A page of a browser, with its URL. */
const stubPage = (href: string, globals: object = {}) => {
  const page = { address: href, closed: 0 };
  vi.stubGlobal('location', { href, origin: new URL(href).origin });
  vi.stubGlobal('history', { state: 7, replaceState: (_: unknown, __: string, to: URL) => (page.address = `${to}`) });
  vi.stubGlobal('close', () => page.closed++);
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  onTestFinished(() => void vi.unstubAllGlobals());
  return page;
};

const FOREIGN = { name: 'HostedUiError', code: 'foreign-answer' };

test('a response with an unknown state (an injected code)', async () => {
  const { ui, states, visit } = await start('cognito');
  await ui.getSignInUrl();
  const mine = new URL(await visit(await ui.getSignInUrl(), APP));
  mine.searchParams.set('state', 'of-the-attacker');
  await expect(ui.handleAuthResponse(mine.href)).rejects.toMatchObject(FOREIGN);
  await expect(ui.handleAuthResponse(`${APP}?code=stolen&state=__proto__`)).rejects.toMatchObject(FOREIGN);
  expect(states).toEqual(['guest']);
});

test('another user’s code in a response to this sign-in: PKCE refuses it', async () => {
  const { ui, session, visit, states } = await start('cognito');
  const theirs = new URL(await visit(await ui.getSignInUrl(), APP));
  const mine = new URL(await visit(await ui.getSignInUrl(), APP));
  mine.searchParams.set('code', theirs.searchParams.get('code')!);
  await expect(ui.handleAuthResponse(mine.href)).rejects.toMatchObject({
    code: 'provider-refused',
    error: 'invalid_grant',
  });
  expect(states).toEqual(['guest']);
  expect(session.isSignedIn).toBe(false);
});

test('an answer that is played again, after a reload', async () => {
  const { ui, session, newSession, options, visit } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  await ui.handleAuthResponse(answer);
  await session.signOut();
  const reloaded = newSession();
  await expect(createHostedUi({ session: reloaded, ...options }).handleAuthResponse(answer)).rejects.toMatchObject(
    FOREIGN,
  );
  expect(await reloaded.initialize()).toBe('guest');
});

test('two providers on one page: neither accepts the other’s response', async () => {
  const { ui, session, visit, options, states } = await start('cognito');
  const second = await startProvider('auth0', [APP]);
  const other = createHostedUi({
    session,
    ...options,
    domain: undefined,
    issuer: second.issuer,
    clientId: CLIENT_ID,
  } as never);
  const answer = await visit(await ui.getSignInUrl(), APP);
  await expect(other.handleAuthResponse(answer)).rejects.toMatchObject(FOREIGN);
  expect(states).toEqual(['guest']);
  // The answer was not used up, so its own session can still process it.
  expect(await ui.handleAuthResponse(answer)).toBe(true);
});

test('two providers on one page: each asks the address of the page, and the right one finds its answer', async () => {
  const { ui, session, visit, options } = await start('cognito');
  const second = await startProvider('auth0', [APP]);
  const other = createHostedUi({
    session,
    ...options,
    domain: undefined,
    issuer: second.issuer,
    clientId: CLIENT_ID,
  } as never);
  const answer = await visit(await ui.getSignInUrl(), APP);
  const page = stubPage(answer);
  await expect(other.handleAuthResponse()).rejects.toMatchObject(FOREIGN);
  expect(page.address).toBe(answer);
  expect(await ui.handleAuthResponse()).toBe(true);
  expect(page.address).toBe(APP);
  expect(session.state).toBe('signedIn');
});

test('two sessions on one page: the answer of one is left in the address by the other', async () => {
  const first = await start('cognito');
  const second = await start('auth0');
  const answer = await first.visit(await first.ui.getSignInUrl(), APP);
  const page = stubPage(answer);
  await expect(second.ui.handleAuthResponse()).rejects.toMatchObject(FOREIGN);
  expect(page.address).toBe(answer);
  expect(await first.ui.handleAuthResponse()).toBe(true);
  expect(page.address).toBe(APP);
});

test('an answer that names another issuer (RFC 9207)', async () => {
  const { ui, visit, states } = await start('cognito');
  const answer = new URL(await visit(await ui.getSignInUrl(), APP));
  answer.searchParams.set('iss', 'https://evil.example.com');
  await expect(ui.handleAuthResponse(answer.href)).rejects.toMatchObject({ code: 'unexpected-answer' });
  expect(states).toEqual(['guest']);
});

test('an answer on another page than was asked for', async () => {
  const { ui, visit, states, visited } = await start('cognito');
  const answer = new URL(await visit(await ui.getSignInUrl(), APP));
  const elsewhere = `http://localhost:4000/open?next=https://evil.example.com&${answer.searchParams}`;
  await expect(ui.handleAuthResponse(elsewhere)).rejects.toMatchObject(FOREIGN);
  expect(visited).toEqual([]);
  expect(states).toEqual(['guest']);
});

test('an answer that refuses says why', async () => {
  const { ui, states } = await start('cognito');
  const { searchParams } = new URL(await ui.getSignInUrl());
  const refused = `${APP}?error=access_denied&error_description=The+user+said+no&state=${searchParams.get('state')}`;
  await expect(ui.handleAuthResponse(refused)).rejects.toMatchObject({
    code: 'provider-refused',
    error: 'access_denied',
    message: expect.stringContaining('The user said no'),
  });
  expect(states).toEqual(['guest']);
});

test.each([
  ['HTML', () => new Response('<html>Sign in to the Wi-Fi</html>', { headers: { 'content-type': 'text/html' } })],
  ['an empty body', () => new Response('')],
  ['JSON without tokens', () => Response.json({})],
  ['another shape', () => Response.json({ access_token: 'a', token_type: 'bearer', id_token: 'not a token' })],
])('a token endpoint that answers %s', async (_, answer) => {
  const { ui, visit, states, faults } = await start('cognito');
  const url = await visit(await ui.getSignInUrl(), APP);
  faults.token = async () => answer();
  await expect(ui.handleAuthResponse(url)).rejects.toMatchObject({ name: 'NetworkError', code: 'unexpected-answer' });
  expect(states).toEqual(['guest']);
});

test('without a network the answer is still good for the next try', async () => {
  const { ui, session, visit, faults } = await start('cognito');
  const url = await visit(await ui.getSignInUrl(), APP);
  faults.token = () => Promise.reject(new TypeError('fetch failed'));
  await expect(ui.handleAuthResponse(url)).rejects.toMatchObject({ name: 'NetworkError', code: 'network' });
  delete faults.token;
  expect(await ui.handleAuthResponse(url)).toBe(true);
  expect(session.state).toBe('signedIn');
});

/** A sign-in whose code was exchanged, but whose tokens never arrived. */
const lostExchange = async () => {
  const stage = await start('cognito');
  const url = await stage.visit(await stage.ui.getSignInUrl(), APP);
  stage.faults.token = async (ask) => {
    await ask();
    throw new TypeError('fetch failed');
  };
  await expect(stage.ui.handleAuthResponse(url)).rejects.toMatchObject({ name: 'NetworkError', code: 'network' });
  return { ...stage, url };
};

const LOST = {
  name: 'HostedUiError',
  code: 'outcome-unknown',
  message: 'The connection was interrupted during the sign-in. Sign in again.',
  error: 'invalid_grant',
  cause: { name: 'HostedUiError', code: 'provider-refused', error: 'invalid_grant' },
};

test('a code that is refused after the answer to its exchange was lost may have been good', async () => {
  const { ui, url, faults, states, session } = await lostExchange();
  delete faults.token;
  await expect(ui.handleAuthResponse(url)).rejects.toMatchObject(LOST);
  expect(states).toEqual(['guest']);
  await expect(ui.handleAuthResponse(url)).rejects.toMatchObject(LOST);
  expect(session.isSignedIn).toBe(false);
});

test('so it is after a reload', async () => {
  const { url, faults, newSession, options, visit } = await lostExchange();
  delete faults.token;
  const reloaded = createHostedUi({ session: newSession(), ...options });
  await expect(reloaded.handleAuthResponse(url)).rejects.toMatchObject(LOST);
  expect(await reloaded.handleAuthResponse(await visit(await reloaded.getSignInUrl(), APP))).toBe(true);
});

test('a refusal for another reason after a lost exchange is reported as it is', async () => {
  const { ui, url, faults } = await lostExchange();
  faults.token = async () => Response.json({ error: 'invalid_client' }, { status: 400 });
  await expect(ui.handleAuthResponse(url)).rejects.toMatchObject({ code: 'provider-refused', error: 'invalid_client' });
});

test('a sign-out after a lost exchange leaves nothing behind', async () => {
  const { session, storage } = await lostExchange();
  await session.signOut();
  expect(await storage.get('sigv4-interceptor.oauth')).toBeFalsy();
});

test('two tabs sign in at the same time, and one loads its response twice', async () => {
  const { ui, session, newSession, options, visit } = await start('cognito');
  const second = newSession();
  const other = createHostedUi({ session: second, ...options });
  const [one, two] = [await visit(await ui.getSignInUrl(), APP), await visit(await other.getSignInUrl(), APP)];
  const outcomes = await Promise.all(
    [ui.handleAuthResponse(one), ui.handleAuthResponse(one), other.handleAuthResponse(two)].map(outcome),
  );
  const [first, again, third] = outcomes;
  expect(again).toBe(first);
  // Either may be exchanged first. The other one may then find a signed-in user.
  expect([first, third]).toContain(true);
  for (const lost of [first, third].filter((result) => result !== true)) {
    expect(lost).toMatchObject({ code: 'invalid-state' });
  }
  expect(session).toMatchObject({ state: 'signedIn', username: 'alice' });
  expect(await second.initialize()).toBe('signedIn');
});

test('a response while a user is signed in does not affect that user', async () => {
  const { ui, session, visit } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject({ code: 'invalid-state' });
  expect(session.state).toBe('signedIn');
});

test('a popup that is blocked, or closed half-way', async () => {
  const blocked = await start('cognito', { open: () => null });
  await expect(blocked.ui.signIn({ mode: 'popup' })).rejects.toMatchObject({ code: 'popup-blocked' });
  const popup = { closed: false, location: { href: '' }, close: () => {} };
  const { ui, states } = await start('cognito', { open: () => popup });
  const signIn = outcome(ui.signIn({ mode: 'popup' }));
  await expect.poll(() => popup.location.href).toMatch(/^http/);
  popup.closed = true;
  expect(await signIn).toMatchObject({ name: 'SignInCancelledError', code: 'sign-in-cancelled' });
  expect(states).toEqual(['guest']);
});

test('an address without an answer is none', async () => {
  const { ui } = await start('cognito');
  expect(await ui.handleAuthResponse(APP)).toBe(false);
  expect(await ui.handleAuthResponse(`${APP}?code=coupon`)).toBe(false);
  expect(await ui.handleAuthResponse('')).toBe(false);
});

test('no error shows a code, a state, a verifier or a token', async () => {
  const { ui, visit, faults } = await start('cognito');
  const answer = new URL(await visit(await ui.getSignInUrl(), APP));
  faults.token = async () =>
    Response.json({ error: 'invalid_grant', error_description: 'eyJhbGciOi.eyJzdWIi.sig is bad' }, { status: 400 });
  const error = await outcome(ui.handleAuthResponse(answer.href));
  expect(error).toMatchObject({ code: 'provider-refused', error: 'invalid_grant' });
  const shown = inspect(error, { depth: 20, showHidden: true });
  for (const secret of [answer.searchParams.get('code')!, answer.searchParams.get('state')!, 'eyJhbGciOi']) {
    expect(shown).not.toContain(secret);
  }
});

test.each<[string, (answer: string, other: string) => unknown]>([
  ['nothing', () => null],
  ['a text', () => 'answer'],
  ['an address that is none', (answer) => ({ state: new URL(answer).searchParams.get('state'), url: 7 })],
  ['the state beside another address', (answer) => ({ state: new URL(answer).searchParams.get('state'), url: APP })],
  [
    'the state beside the answer of another sign-in',
    (answer, other) => ({ state: new URL(answer).searchParams.get('state'), url: other }),
  ],
  ['the answer of another sign-in', (_, other) => ({ url: other })],
  ['that it was received', (answer) => ({ received: new URL(answer).searchParams.get('state') })],
])('a message to a page that waits for its popup: %s', async (_, message) => {
  const { ui, channel, heard, signIn, answer, visit, session, popup } = await popupStage();
  const other = await visit(await ui.getSignInUrl(), APP);
  channel.postMessage(message(answer, other));
  channel.postMessage({ url: answer });
  expect(await signIn).toBeUndefined();
  expect(session.state).toBe('signedIn');
  expect(popup.closed).toBe(true);
  // Only this sign-in's own answer was acknowledged.
  expect(heard).toEqual([{ received: new URL(answer).searchParams.get('state') }]);
});

test('a message with the right state, from a page elsewhere', async () => {
  const { channel, signIn, answer, session } = await popupStage();
  channel.postMessage({ url: answer.replace(APP, 'https://evil.example.com/callback') });
  expect(await signIn).toMatchObject(FOREIGN);
  expect(session.state).toBe('guest');
});

test('a message that is sent again, when the sign-in is done', async () => {
  const { ui, channel, heard, signIn, answer, session } = await popupStage();
  channel.postMessage({ url: answer });
  expect(await signIn).toBeUndefined();
  channel.postMessage({ url: answer });
  await session.signOut();
  await expect(ui.handleAuthResponse(answer)).resolves.toBe(true);
  expect(session.state).toBe('guest');
  expect(heard).toHaveLength(1);
});

test('a page in a popup passes its response on, and processes it itself if no page is waiting', async () => {
  const { ui, signIn, answer, session } = await popupStage();
  const page = stubPage(answer, { opener: {} });
  expect(await ui.handleAuthResponse()).toBe(true);
  expect(await signIn).toBeUndefined();
  expect(page).toEqual({ address: APP, closed: 1 });
  expect(session.state).toBe('signedIn');
});

test('a page that another origin has opened, with a forged response', async () => {
  const { ui, states, asked } = await start('cognito');
  const forged = `${APP}?code=stolen&state=popup-${'x'.repeat(43)}`;
  const opener = new Proxy(
    {},
    {
      get: () => {
        throw new DOMException('Blocked a frame from accessing a cross-origin frame.', 'SecurityError');
      },
    },
  );
  const page = stubPage(forged, { opener });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const result = outcome(ui.handleAuthResponse());
  await vi.advanceTimersByTimeAsync(5000);
  expect(await result).toMatchObject(FOREIGN);
  expect(page).toEqual({ address: forged, closed: 0 });
  expect(asked).toEqual([]);
  expect(states).toEqual(['guest']);
});

const REST = 'code=c&iss=https%3A%2F%2Fidp.example.com&error=e&error_description=d&error_uri=u';

test('an own answer is taken out of the address, whatever becomes of it; nothing else is', async () => {
  const { ui } = await start('cognito');
  const state = new URL(await ui.getSignInUrl()).searchParams.get('state');
  const page = stubPage(`${APP}?page=2&state=${state}&${REST}#part`);
  await expect(ui.handleAuthResponse()).rejects.toMatchObject({ code: 'unexpected-answer' });
  expect(page.address).toBe(`${APP}?page=2#part`);
});

test('an own answer is taken out of an address that the page has changed meanwhile', async () => {
  const { ui, visit } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  const page = stubPage(answer);
  const handled = ui.handleAuthResponse();
  Object.assign(location, { href: `${answer}#part` });
  expect(await handled).toBe(true);
  expect(page.address).toBe(`${APP}#part`);
});

test('an answer to a sign-in that is not known here stays in the address', async () => {
  const { ui } = await start('cognito');
  const address = `${APP}?page=2&state=s&${REST}#part`;
  const page = stubPage(address);
  await expect(ui.handleAuthResponse()).rejects.toMatchObject(FOREIGN);
  expect(page.address).toBe(address);
});

test.each(['?code=coupon', '?state=s', '?error=e', '?code=&x=1', ''])(
  'an address with %j is left as it is',
  async (query) => {
    const { ui } = await start('cognito');
    const page = stubPage(`${APP}${query}`);
    expect(await ui.handleAuthResponse()).toBe(false);
    expect(page.address).toBe(`${APP}${query}`);
  },
);

test('a response that is passed in, and is not in the URL, leaves the URL alone', async () => {
  const { ui } = await start('cognito');
  const page = stubPage(`${APP}?code=c&state=s`);
  await expect(ui.handleAuthResponse(`${APP}?code=d&state=t`)).rejects.toMatchObject(FOREIGN);
  expect(page.address).toBe(`${APP}?code=c&state=s`);
});

test.each(['state', 'code', 'error', 'iss'])('an answer that has %s twice', async (name) => {
  const { ui, visit, states } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  const twice = `${answer}&${name}=${new URL(answer).searchParams.get(name) ?? 'x'}&${name}=other`;
  await expect(ui.handleAuthResponse(twice)).rejects.toMatchObject({ code: 'unexpected-answer' });
  expect(states).toEqual(['guest']);
});

test('the page to come back to is the one of this origin', async () => {
  const { ui } = await start('cognito', { redirectSignIn: ['https://app.example.com/callback', APP] });
  const redirect = async (): Promise<string | null> =>
    new URL(await ui.getSignInUrl()).searchParams.get('redirect_uri');
  expect(await redirect()).toBe('https://app.example.com/callback');
  stubPage(APP);
  expect(await redirect()).toBe(APP);
});
