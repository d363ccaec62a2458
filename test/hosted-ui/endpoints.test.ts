import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { createHostedUi, type HostedUiOptions } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { APP, HOME, start } from './support/stage.js';

const POOL = 'eu-west-1_AbCd12345';
const ISSUER = 'https://idp.example.com/';
const DOCUMENT = {
  issuer: ISSUER,
  authorization_endpoint: 'https://idp.example.com/authorize',
  token_endpoint: 'https://idp.example.com/token',
  revocation_endpoint: 'https://idp.example.com/revoke',
  end_session_endpoint: 'https://idp.example.com/logout',
};

/** A hosted UI of a provider with a scripted discovery document. */
const scripted = (more: Partial<HostedUiOptions> = {}) => {
  const stage = { document: DOCUMENT as object | Response, asked: [] as string[], visited: [] as string[] };
  const session = createCognitoSession({
    userPoolId: POOL,
    userPoolClientId: 'client',
    storage: memoryStorage(),
    fetch: async (input) => {
      stage.asked.push(String(input));
      return stage.document instanceof Response ? stage.document.clone() : Response.json(stage.document);
    },
  });
  const ui = createHostedUi({
    session,
    issuer: ISSUER,
    redirectSignIn: [APP],
    redirectSignOut: [HOME],
    navigate: (url) => void stage.visited.push(url),
    ...more,
  });
  return Object.assign(stage, { ui, session });
};

const PAIR = { authorizationEndpoint: 'https://idp.example.com/a', tokenEndpoint: 'https://idp.example.com/t' };
const UNSAFE = [
  'http://idp.example.com/',
  'http://localhost.example.com/',
  'http://127.0.0.1.example.com/',
  'https://user:pass-word@idp.example.com/',
  'https://user@idp.example.com/',
  'https://:pass-word@idp.example.com/',
  'ftp://localhost/',
  'javascript://localhost/%0aalert(1)',
  'javascript:alert(1)//',
  'JaVa\nScript:alert(1)//',
  'data:text/html,hello',
  'no address',
];

test.each(
  ['domain', 'issuer', 'authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint', 'logoutEndpoint'].flatMap(
    (option) => UNSAFE.map((address) => [option, address] as const),
  ),
)('%s that is %j is refused by name, and not shown', (option, address) => {
  const more = option === 'domain' ? { issuer: undefined } : option.endsWith('nEndpoint') ? PAIR : {};
  const error = (() => {
    try {
      return scripted({ ...more, [option]: address } as Partial<HostedUiOptions>) && undefined;
    } catch (thrown) {
      return thrown as Error;
    }
  })();
  expect(error).toMatchObject({ name: 'ConfigurationError', code: 'configuration' });
  expect(error?.message).toMatch(new RegExp(`^${option} (must|is not a URL)`));
  expect(error?.message).not.toMatch(/pass-word|alert/);
});

const TEXTS = [
  'domain',
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'revocationEndpoint',
  'logoutEndpoint',
  'federationProvider',
  'clientId',
  'clientSecret',
];
const LISTS = ['scopes', 'redirectSignIn', 'redirectSignOut'];
const PARAMETERS = ['parameters', 'tokenParameters', 'logoutParameters'];

test.each([
  ...TEXTS.flatMap((option) =>
    [7, {}, ['https://idp.example.com/'], null, true].map((value) => [option, value, 'a string']),
  ),
  ...LISTS.flatMap((option) => [7, {}, [7], null, true].map((value) => [option, value, 'a list of strings'])),
  ...PARAMETERS.flatMap((option) =>
    [7, ['a'], { a: 7 }, null, 'a'].map((value) => [option, value, 'an object of strings']),
  ),
  ['echoesNonce', 'yes', 'true or false'],
] as [string, unknown, string][])('%s that is %j is refused by name', (option, value, expected) => {
  const more = { ...(option === 'domain' ? { issuer: undefined } : PAIR), [option]: value } as Partial<HostedUiOptions>;
  expect(() => scripted(more)).toThrow(
    expect.objectContaining({
      name: 'ConfigurationError',
      code: 'configuration',
      message: `${option} must be ${expected}.`,
    }),
  );
});

test('an undefined option does not override the configuration', async () => {
  const { ui } = scripted({ ...PAIR, configuration: { oauth: { scopes: ['openid'] } }, scopes: undefined } as never);
  expect(new URL(await ui.getSignInUrl()).searchParams.get('scope')).toBe('openid');
});

test.each([
  'https://idp.example.com/',
  'http://localhost:1/',
  'http://idp.localhost/',
  'http://127.8.9.1/',
  'http://[::1]:3/',
])('an issuer at %s is good', (issuer) => {
  expect(() => scripted({ issuer })).not.toThrow();
});

test("what is wrong in the session's own configuration is refused when the sign-in page is made", () => {
  const oauth = { domain: 'http://idp.example.com', redirectSignIn: [APP] };
  const session = createCognitoSession({ userPoolId: POOL, userPoolClientId: 'client', oauth });
  expect(() => createHostedUi({ session })).toThrow('domain must be https (http on loopback only).');
});

test.each(
  (['authorization_endpoint', 'token_endpoint', 'revocation_endpoint', 'end_session_endpoint'] as const).flatMap(
    (name) => UNSAFE.map((address) => [name, address] as const),
  ),
)('a discovery document whose %s is %j is refused, and no page is shown', async (name, address) => {
  const stage = scripted();
  stage.document = { ...DOCUMENT, [name]: address };
  const refused = {
    name: 'ConfigurationError',
    code: 'configuration',
    message: expect.stringMatching(
      new RegExp(`^${name} in the discovery document of idp.example.com (must|is not a URL)`),
    ),
  };
  await expect(stage.ui.signIn()).rejects.toMatchObject(refused);
  await expect(stage.ui.signOut()).rejects.toMatchObject(refused);
  expect(stage.visited).toEqual([]);
});

test('the popup stays empty and is closed if the sign-in page is unsafe', async () => {
  const popup = { closed: false, location: { href: '' }, close: () => Object.assign(popup, { closed: true }) };
  const stage = scripted({ open: () => popup });
  stage.document = { ...DOCUMENT, authorization_endpoint: 'javascript:alert(1)' };
  await expect(stage.ui.signIn({ mode: 'popup' })).rejects.toMatchObject({ code: 'configuration' });
  expect(popup).toMatchObject({ closed: true, location: { href: '' } });
});

test('what is not used of a discovery document may say what it likes', async () => {
  const stage = scripted();
  stage.document = {
    ...DOCUMENT,
    userinfo_endpoint: 'javascript:alert(1)',
    mtls_endpoint_aliases: { token_endpoint: 'http://idp.example.com/' },
  };
  await stage.ui.signIn();
  expect(stage.visited[0]).toMatch(/^https:\/\/idp\.example\.com\/authorize\?/);
});

test.each([
  ['of another issuer', { ...DOCUMENT, issuer: 'https://evil.example.com/' }],
  ['of an issuer that is no URL', { ...DOCUMENT, issuer: 'idp' }],
  ['without an issuer', { ...DOCUMENT, issuer: undefined }],
  ['that is a list', [DOCUMENT]],
  ['that is not there', new Response('Not found', { status: 404 })],
  ['that is a page', new Response('<html>', { headers: { 'content-type': 'text/html' } })],
])('a discovery document %s is refused, and a good one later taken', async (_, document) => {
  const stage = scripted();
  stage.document = document;
  await expect(stage.ui.signIn()).rejects.toMatchObject({ name: 'NetworkError', code: 'unexpected-answer' });
  expect(stage.visited).toEqual([]);
  stage.document = DOCUMENT;
  await stage.ui.signIn();
  await stage.ui.signIn();
  expect(stage.visited).toHaveLength(2);
  expect(stage.asked).toEqual(Array(2).fill('https://idp.example.com/.well-known/openid-configuration'));
});

test.each(['authorization_endpoint', 'token_endpoint'])('a discovery document without %s says so', async (name) => {
  const stage = scripted();
  stage.document = { ...DOCUMENT, [name]: undefined };
  await expect(stage.ui.getSignInUrl()).rejects.toMatchObject({
    code: 'configuration',
    message: `${name} is missing in the discovery document of idp.example.com.`,
  });
});

test('endpoints that are given go before those that are discovered', async () => {
  const { ui, visited } = scripted({ authorizationEndpoint: 'https://login.example.com/' });
  await ui.signIn();
  expect(visited[0]).toMatch(/^https:\/\/login\.example\.com\/\?/);
  const pool = scripted({ domain: 'pool.example.com', logoutEndpoint: 'https://out.example.com/' });
  expect(await pool.ui.signOut()).toBe(
    `https://out.example.com/?client_id=client&returnTo=${encodeURIComponent(HOME)}`,
  );
});

test('a provider without a logout page has none', async () => {
  const stage = scripted();
  stage.document = { ...DOCUMENT, end_session_endpoint: undefined };
  expect(await stage.ui.signOut()).toBeUndefined();
  expect(stage.visited).toEqual([]);
  stage.document = DOCUMENT;
  const { ui, visited } = scripted();
  const page = `${DOCUMENT.end_session_endpoint}?client_id=client&post_logout_redirect_uri=${encodeURIComponent(HOME)}`;
  expect(await ui.signOut({ redirect: false })).toBe(page);
  expect(visited).toEqual([]);
});

test.each(['redirectSignIn', 'redirectSignOut'])('%s accepts redirects into an app, but no script URL', (option) => {
  for (const address of [
    'myapp://callback',
    'com.example.app:/oauth',
    'exp://192.168.0.2:8081/--/',
    'my-data:callback',
    // From the trailing comma of a file's list.
    '',
    'http://10.0.0.2:3000/',
  ]) {
    expect(() => scripted({ [option]: [address] } as Partial<HostedUiOptions>)).not.toThrow();
  }
  for (const address of [
    'javascript:alert(1)',
    ' JAVASCRIPT:alert(1)',
    'java\tscript:alert(1)',
    'vbscript:x',
    'data:text/html,x',
    'blob:https://app.example.com/x',
    'file:///etc/passwd',
    'filesystem:https://app.example.com/x',
    'about:blank',
    'view-source:https://app.example.com/',
  ]) {
    expect(() => scripted({ [option]: [APP, address] } as Partial<HostedUiOptions>)).toThrow(
      new RegExp(`^${option} must not be a [a-z-]+: URL\\.$`),
    );
  }
});

test('over the wire: an emulator on loopback may redirect to loopback, and nowhere else on plain http', async () => {
  const { ui, faults, visited, issuer } = await start('auth0');
  faults.discovery = async (ask) =>
    Response.json({ ...(await (await ask()).json()), token_endpoint: 'http://idp.example.com/' });
  await expect(ui.signIn()).rejects.toThrow(/token_endpoint .* must be https/);
  delete faults.discovery;
  await ui.signIn();
  expect(visited[0]).toMatch(new RegExp(`^${issuer}authorize\\?`));
});
