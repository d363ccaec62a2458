import { inspect } from 'node:util';
import { HostedUiError } from 'sigv4-interceptor/hosted-ui';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Refusal } from '../cognito/support/fake-cognito.js';
import { APP, type Fault, start } from './support/stage.js';

const MEGABYTE = 1_048_576;
const UNUSABLE = { name: 'NetworkError', code: 'unexpected-answer' };

/** A sign-in whose answer has arrived, and the error that it fails with when `fault` replaces the token endpoint. */
const exchange = async (fault: Fault) => {
  const stage = await start('cognito');
  const answer = await stage.visit(await stage.ui.getSignInUrl(), APP);
  stage.faults.token = fault;
  const failure = (): Promise<unknown> => stage.ui.handleAuthResponse(answer).catch((error: unknown) => error);
  return { ...stage, answer: new URL(answer), failure };
};

const refusing =
  (body: object, status = 400, headers: Record<string, string> = {}): Fault =>
  async () =>
    Response.json(body, { status, headers });

/** An endless body, and how much of it was read. */
const endless = () => {
  const body = { sent: 0, isCancelled: false, response: new Response() };
  const stream = new ReadableStream({
    pull: (controller) => {
      body.sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
    cancel: () => {
      body.isCancelled = true;
    },
  });
  body.response = new Response(stream, { headers: { 'content-type': 'application/json' } });
  return body;
};

test('an endless answer of the token endpoint is given up', async () => {
  const body = endless();
  const { failure } = await exchange(async () => body.response);
  expect(await failure()).toMatchObject({ ...UNUSABLE, advice: expect.stringContaining('a response of more than') });
  expect(body).toMatchObject({ isCancelled: true });
  expect(body.sent).toBeLessThan(MEGABYTE);
});

test('an endless discovery document is given up', async () => {
  const { ui, faults, visited } = await start('auth0');
  const body = endless();
  faults.discovery = async () => body.response;
  await expect(ui.signIn()).rejects.toMatchObject({ ...UNUSABLE, operation: 'Endpoint discovery' });
  expect(body.sent).toBeLessThan(MEGABYTE);
  expect(visited).toEqual([]);
});

test('a response of a megabyte is not read, even without streams', async () => {
  const { failure } = await exchange(async () => {
    const response = Response.json({ error: 'x'.repeat(MEGABYTE) }, { status: 400 });
    return Object.defineProperty(response, 'body', { value: undefined });
  });
  expect(await failure()).toMatchObject(UNUSABLE);
});

test('without streams a usual answer is read', async () => {
  const { failure } = await exchange(async (ask) => Object.defineProperty(await ask(), 'body', { value: undefined }));
  expect(await failure()).toBe(true);
});

test('an answer as long as tokens with many claims is read', async () => {
  const { failure } = await exchange(async (ask) =>
    Response.json({ ...(await (await ask()).json()), more: 'ü'.repeat(100_000) }),
  );
  expect(await failure()).toBe(true);
});

test.each<[string, () => Promise<Response>]>([
  ['a body that stalls', async () => new Response(new ReadableStream())],
  ['no answer at all', () => new Promise(() => {})],
])('%s is given up after 15 seconds, and the code is still good', async (_, answer) => {
  const { failure, faults, session } = await exchange(answer);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const waiting = failure();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await waiting).toMatchObject({ name: 'NetworkError', code: 'network', cause: { name: 'TimeoutError' } });
  vi.useRealTimers();
  delete faults.token;
  expect(await failure()).toBe(true);
  expect(session.isSignedIn).toBe(true);
});

test('a complete response leaves no timer behind', async () => {
  const { failure } = await exchange(refusing({ error: 'invalid_grant' }));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  expect(await failure()).toMatchObject({ code: 'provider-refused' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a redirect of the token endpoint is not followed, even if the browser hides it', async () => {
  const { failure } = await exchange(async () => Response.error());
  expect(await failure()).toMatchObject({ ...UNUSABLE, advice: expect.stringContaining('responded with a redirect') });
  const seen = await exchange(async () => Response.redirect('https://evil.example.com/'));
  expect(await seen.failure()).toMatchObject(UNUSABLE);
});

test.each([
  ['a code', 'access_denied', 'access_denied'],
  ['a code with dots and spaces', 'urn:x.y z', 'urn:x.y z'],
  ['the longest code', 'e'.repeat(64), 'e'.repeat(64)],
  ['a code that is too long', 'e'.repeat(65), undefined],
  ['a megabyte', 'e'.repeat(250_000), undefined],
  ['a line break', 'denied\nCall us', undefined],
  ['a quotation mark', 'denied"', undefined],
  ['a backslash', 'denied\\', undefined],
  ['other letters', 'verweigert: ä', undefined],
  ['a control character', 'denied\u0000', undefined],
  ['a token', 'eyJhbGciOi.eyJzdWIi.sig', undefined],
])('error that is %s', async (_, error, shown) => {
  const { failure } = await exchange(refusing({ error }));
  const thrown = await failure();
  expect(thrown).toBeInstanceOf(HostedUiError);
  expect(thrown).toMatchObject({
    code: 'provider-refused',
    error: shown,
    message: shown ? `The provider refused the request (${shown}).` : 'The provider refused the request.',
  });
});

test.each([
  ['a text', 'The user said no', 'The user said no'],
  ['several lines', ' One\r\n\ttwo ', 'One two'],
  ['text that turns around', 'safe\u202Egnihtemos\u2066 \u200Bis\uFEFF hidden\u2028.', 'safe gnihtemos is hidden .'],
  ['control characters', 'a\u0000b\u001B[31mc\u009F', 'a b [31mc'],
  ['a long text', 'word '.repeat(50_000), `${'word '.repeat(60)}…`],
  ['a token', 'Bad: eyJhbGciOi.eyJzdWIi.sig', 'Bad: [redacted]'],
  ['no text', { toString: 'evil' }, undefined],
  ['a number', 7, undefined],
  ['nothing but space', ' \n\u200B ', undefined],
])('error_description that is %s', async (_, description, shown) => {
  const { failure } = await exchange(refusing({ error: 'invalid_grant', error_description: description }));
  expect(await failure()).toMatchObject({
    message: `The provider refused the request (${shown ? `invalid_grant: ${shown}` : 'invalid_grant'}).`,
  });
});

test('an answer in the address is shown by the same rules', async () => {
  const { ui } = await start('cognito');
  const url = new URL(APP);
  url.searchParams.set('state', new URL(await ui.getSignInUrl()).searchParams.get('state')!);
  url.searchParams.set('error', '<img src="x">');
  url.searchParams.set('error_description', `Your account\u202E is closed.${' Call us.'.repeat(120_000)}`);
  const thrown = (await ui.handleAuthResponse(url.href).catch((error: unknown) => error)) as HostedUiError;
  expect(thrown).toMatchObject({ code: 'provider-refused', error: undefined });
  expect(thrown.message).toMatch(/^The provider refused the request \(Your account is closed\. Call us\./);
  expect(thrown.message.length).toBeLessThan(350);
});

test('a megabyte in the URL, of whatever kind, is not a response, or is a refused one', async () => {
  const { ui, states } = await start('cognito');
  for (const name of ['code', 'state', 'iss', 'x']) {
    const address = `${APP}?${name}=${'?&#=%'.repeat(200_000)}&code=c&state=s`;
    const outcome = await ui.handleAuthResponse(address).catch((error: unknown) => error);
    if (outcome !== false) expect(outcome).toMatchObject({ code: 'foreign-answer' });
  }
  expect(states).toEqual(['guest']);
});

test.each<[string, (sent: URLSearchParams) => Fault]>([
  ['a refusal', (sent) => refusing({ error: 'invalid_grant', error_description: [...sent.values()].join(' ') })],
  ['an error code', (sent) => refusing({ error: sent.get('code_verifier')! })],
  [
    'tokens of a type that is not known',
    (sent) => refusing({ access_token: 'secret-access', token_type: sent.get('code')! }, 200),
  ],
  [
    'an encrypted ID token',
    () => refusing({ access_token: 'secret-access', token_type: 'bearer', id_token: 'secret.a.b.c.d' }, 200),
  ],
  [
    'an ID token that cannot be read',
    () => refusing({ access_token: 'secret-access', token_type: 'bearer', id_token: 'secret.x.y' }, 200),
  ],
  ['a challenge', (sent) => refusing({}, 401, { 'www-authenticate': `Basic realm="${sent.get('code')}"` })],
])('%s that echoes what was sent, or holds tokens, shows none of it', async (_, fault) => {
  const { failure, answer, storage, faults } = await exchange((ask) => ask());
  const [pending] = Object.values(JSON.parse((await storage.get('sigv4-interceptor.oauth'))!)) as Record<
    string,
    string
  >[];
  const { verifier, nonce } = pending!;
  const sent = new URLSearchParams({
    ...Object.fromEntries(answer.searchParams),
    code_verifier: verifier!,
    nonce: nonce!,
  });
  faults.token = fault(sent);
  const error = await failure();
  expect(error).toMatchObject({ code: expect.stringMatching(/^(provider-refused|unexpected-answer)$/) });
  const shown = inspect(error, { depth: 20, showHidden: true });
  for (const name of ['code', 'state', 'code_verifier', 'nonce']) expect(shown).not.toContain(sent.get(name));
  expect(shown).not.toContain('secret');
});

test('the error of a broken network is the cause', async () => {
  const cause = new TypeError('fetch failed');
  const { failure } = await exchange(() => Promise.reject(cause));
  expect(await failure()).toMatchObject({
    code: 'network',
    status: 0,
    operation: 'The code exchange',
    cause,
    advice: expect.stringMatching(/^The code exchange did not reach localhost:\d+: the network or CORS failed/),
  });
});

test('a renewal that is refused for anything but the refresh token signs no user out', async () => {
  const { ui, session, visit, cognito, faults } = await start('auth0');
  await ui.handleAuthResponse(await visit(await ui.getSignInUrl(), APP));
  cognito.on('GetCredentialsForIdentity', () => {
    throw new Refusal('NotAuthorizedException', 'Invalid login token. Token expired.');
  });
  faults.token = refusing({ error: 'invalid_client', error_description: 'No such client' });
  await expect(session.credentials({ forceRefresh: true })).rejects.toMatchObject({
    ...UNUSABLE,
    operation: 'The token refresh',
    status: 400,
    advice: expect.stringContaining('invalid_client: No such client'),
  });
  expect(session.state).toBe('signedIn');
});
