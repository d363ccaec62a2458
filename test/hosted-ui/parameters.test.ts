import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';

const session = createCognitoSession({
  userPoolId: 'eu-west-1_AbCd12345',
  userPoolClientId: '1example23456789example',
});
const ui = createHostedUi({
  session,
  domain: 'https://x.auth.eu-west-1.amazoncognito.com',
  redirectSignIn: ['https://app.example.com/'],
  parameters: {
    prompt: 'login',
    login_hint: 'alice@example.com',
    lang: 'fr',
    identity_provider: 'Google',
    audience: 'api',
    state: 'mine',
    response_type: 'token',
  },
});
const query = async (...given: Parameters<typeof ui.getSignInUrl>) =>
  Object.fromEntries(new URL(await ui.getSignInUrl(...given)).searchParams);

test('parameters of the configuration are sent, whatever their names', async () => {
  expect(await query()).toMatchObject({
    prompt: 'login',
    login_hint: 'alice@example.com',
    lang: 'fr',
    identity_provider: 'Google',
    audience: 'api',
  });
});

test('what a call says comes before them, and what makes the sign-in safe is never theirs', async () => {
  const sent = await query({ prompt: 'none', lang: 'de' });
  expect(sent).toMatchObject({ prompt: 'none', lang: 'de', login_hint: 'alice@example.com', response_type: 'code' });
  expect(sent.state).not.toBe('mine');
});

test('all that a call can say, as Cognito spells it', async () => {
  const sent = await query({
    idpIdentifier: 'example.com',
    loginHint: 'bob@example.com',
    lang: 'pt-BR',
    prompt: 'select_account',
    scopes: ['openid', 'phone'],
  });
  expect(sent).toMatchObject({
    idp_identifier: 'example.com',
    login_hint: 'bob@example.com',
    lang: 'pt-BR',
    prompt: 'select_account',
    scope: 'openid phone',
  });
  // The call chooses the provider, not the configuration.
  expect(sent).not.toHaveProperty('identity_provider');
});

test('what a call omits, or leaves empty, comes from the configuration', async () => {
  expect(await query({ loginHint: '', lang: '' })).toMatchObject({ login_hint: 'alice@example.com', lang: 'fr' });
});

test("a provider that a call names goes before the configuration's identifier of one", async () => {
  const other = createHostedUi({
    session,
    domain: 'x.auth.eu-west-1.amazoncognito.com',
    redirectSignIn: ['https://app.example.com/'],
    parameters: { idp_identifier: 'example.com' },
  });
  const sent = async (given: object) => new URL(await other.getSignInUrl(given)).searchParams;
  expect((await sent({})).get('idp_identifier')).toBe('example.com');
  const named = await sent({ identityProvider: 'Google' });
  expect([named.get('identity_provider'), named.get('idp_identifier')]).toEqual(['Google', null]);
});

test('a provider by its name and by an identifier is too much', async () => {
  await expect(query({ identityProvider: 'Google', idpIdentifier: 'example.com' })).rejects.toThrow(
    'signIn: pass identityProvider or idpIdentifier, not both.',
  );
});

test.each([
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'redirect_uri',
  'client_id',
  'response_type',
  'scope',
])('the configuration cannot say %s', async (name) => {
  const other = createHostedUi({
    session,
    domain: 'x.auth.eu-west-1.amazoncognito.com',
    redirectSignIn: ['https://app.example.com/'],
    parameters: { [name]: 'mine' },
  });
  expect(new URL(await other.getSignInUrl()).searchParams.getAll(name)).toEqual([expect.not.stringMatching(/^mine$/)]);
});

test.each([
  [
    'an awsconfiguration.json',
    { Auth: { Default: { OAuth: { WebDomain: 'x.example.com', SignInRedirectURI: 'a://b' } } } },
  ],
  [
    'Amplify 6',
    { Auth: { Cognito: { loginWith: { oauth: { domain: 'x.example.com', redirectSignIn: ['a://b'] } } } } },
  ],
])("a configuration's own names stand in %s too", async (_, file) => {
  const configuration = { ...file, oauth: { echoesNonce: false, parameters: { lang: 'fr' } } };
  const other = createHostedUi({ session, configuration });
  expect(new URL(await other.getSignInUrl()).searchParams.get('lang')).toBe('fr');
  const wrong = { ...file, oauth: { echoesNonce: 'no' } };
  expect(() => createHostedUi({ session, configuration: wrong })).toThrow('oauth.echoesNonce must be true or false.');
});
