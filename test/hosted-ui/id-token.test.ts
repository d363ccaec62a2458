import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { scriptedProvider } from './support/scripted-provider.js';
import { APP, start, withClaims } from './support/stage.js';

const REFUSED = { name: 'NetworkError', code: 'unexpected-answer' };

test.each(['cognito', 'auth0'] as const)(
  '%s: each sign-in has its own nonce, which the ID token repeats',
  async (dialect) => {
    const { ui, session, visit } = await start(dialect, { echoesNonce: true });
    const [one, two] = [await ui.getSignInUrl(), await ui.getSignInUrl()];
    const [first, second] = [one, two].map((url) => new URL(url).searchParams.get('nonce'));
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(second).not.toBe(first);
    expect(await ui.handleAuthResponse(await visit(two, APP))).toBe(true);
    expect(session.state).toBe('signedIn');
  },
);

test.each([
  ['of another sign-in', { nonce: 'another' }],
  ['that is empty', { nonce: '' }],
  ['that is no text', { nonce: { toString: 1 } }],
  ['that is null', { nonce: null }],
  ['that is missing', { nonce: undefined }],
])('an ID token with a nonce %s is refused, and the sign-in is over', async (_, claims) => {
  const { ui, visit, faults, states } = await start('cognito', { echoesNonce: true });
  const answer = await visit(await ui.getSignInUrl(), APP);
  faults.token = withClaims(claims);
  const error = await ui.handleAuthResponse(answer).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ ...REFUSED, advice: expect.stringContaining('nonce') });
  delete faults.token;
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject({ code: 'foreign-answer' });
  expect(states).toEqual(['guest']);
});

test('of an emulator on loopback an ID token without a nonce is taken, and one with another is not', async () => {
  const { ui, visit, faults, session } = await start('cognito');
  const [one, two] = [await visit(await ui.getSignInUrl(), APP), await visit(await ui.getSignInUrl(), APP)];
  faults.token = withClaims({ nonce: 'another' });
  await expect(ui.handleAuthResponse(one)).rejects.toMatchObject(REFUSED);
  faults.token = withClaims({ nonce: undefined });
  expect(await ui.handleAuthResponse(two)).toBe(true);
  expect(session.state).toBe('signedIn');
});

test.each([
  ['is refused', {}, REFUSED],
  ['is taken where the provider is said not to repeat it', { echoesNonce: false }, undefined],
  ['is refused where it is said to', { echoesNonce: true }, REFUSED],
])('of a provider on the web an ID token without a nonce %s', async (_, options, refused) => {
  const { ui, session, answerTo } = scriptedProvider(options);
  const answer = answerTo(await ui.getSignInUrl(), { nonce: undefined });
  if (refused) await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject(refused);
  else expect(await ui.handleAuthResponse(answer)).toBe(true);
  expect(session.isSignedIn).toBe(!refused);
});

test.each([
  ['of another issuer', { iss: 'https://evil.example.com/' }],
  ['for another client', { aud: 'other' }],
  ['that has expired', { exp: 1 }],
])('an ID token %s is refused', async (_, claims) => {
  const { ui, session, answerTo } = scriptedProvider();
  await expect(ui.handleAuthResponse(answerTo(await ui.getSignInUrl(), claims))).rejects.toMatchObject(REFUSED);
  expect(session.isSignedIn).toBe(false);
});

test('an answer without an ID token says what to ask for', async () => {
  const { ui, visit, faults } = await start('cognito');
  const answer = await visit(await ui.getSignInUrl(), APP);
  faults.token = async (ask) => Response.json({ ...(await (await ask()).json()), id_token: undefined });
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject({
    ...REFUSED,
    advice: expect.stringContaining('openid'),
  });
});

test('a nonce in the configuration does not replace ours', async () => {
  const { ui, visit } = await start('cognito', { parameters: { nonce: 'known' }, echoesNonce: true });
  const url = await ui.getSignInUrl();
  expect(new URL(url).searchParams.getAll('nonce')).not.toContain('known');
  expect(await ui.handleAuthResponse(await visit(url, APP))).toBe(true);
});

test.each([
  ['missing where it is announced', 'auth0', undefined],
  ['of another issuer where it is announced', 'auth0', 'https://evil.example.com/'],
  ['of another issuer where nothing is announced', 'cognito', 'https://evil.example.com/'],
] as const)('an answer whose iss is %s is refused before the code is used', async (_, dialect, iss) => {
  const { ui, visit, asked, states } = await start(dialect);
  const answer = new URL(await visit(await ui.getSignInUrl(), APP));
  if (iss) answer.searchParams.set('iss', iss);
  else answer.searchParams.delete('iss');
  await expect(ui.handleAuthResponse(answer.href)).rejects.toMatchObject(REFUSED);
  expect(asked.filter((url) => url.endsWith('/token'))).toEqual([]);
  expect(states).toEqual(['guest']);
});

test('what cannot be used of an answer is said, without quoting it', async () => {
  const { ui, visit, faults } = await start('cognito');
  const forged = new URL(await visit(await ui.getSignInUrl(), APP));
  forged.searchParams.set('iss', 'https://evil.example.com/');
  await expect(ui.handleAuthResponse(forged.href)).rejects.toMatchObject({
    operation: 'The code exchange',
    status: 200,
    advice: expect.stringMatching(/^The code exchange: [^:]+ cannot be used \(.*"iss"[^:]*\)\. Check the endpoints/),
  });
  const answer = await visit(await ui.getSignInUrl(), APP);
  faults.token = async () => new Response('{', { status: 200, headers: { 'content-type': 'application/json' } });
  await expect(ui.handleAuthResponse(answer)).rejects.toMatchObject({
    advice: expect.stringContaining('cannot be used (failed to parse'),
  });
});

test('an answer that refuses in the name of another issuer is not shown as the provider’s', async () => {
  const { ui } = await start('auth0');
  const state = new URL(await ui.getSignInUrl()).searchParams.get('state');
  const refusal = `${APP}?error=access_denied&error_description=Call+us&state=${state}&iss=https://evil.example.com/`;
  const error = await ui.handleAuthResponse(refusal).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(REFUSED);
  expect(JSON.stringify(error)).not.toContain('Call us');
});

test('if nothing is announced, a response without iss is accepted', async () => {
  const { ui, visit } = await start('cognito');
  const answer = new URL(await visit(await ui.getSignInUrl(), APP));
  answer.searchParams.delete('iss');
  expect(await ui.handleAuthResponse(answer.href)).toBe(true);
});

test('two providers on one page with endpoints of their own: the answer of one is not sent to the other', async () => {
  const { ui, session, options, visit, asked } = await start('cognito');
  const other = createHostedUi({
    session,
    ...options,
    domain: undefined,
    issuer: 'https://evil.example.com/',
    authorizationEndpoint: 'https://evil.example.com/a',
    tokenEndpoint: 'https://evil.example.com/token',
  } as never);
  const answer = await visit(await ui.getSignInUrl(), APP);
  await expect(other.handleAuthResponse(answer)).rejects.toMatchObject({ code: 'foreign-answer' });
  expect(asked).toEqual([]);
});
