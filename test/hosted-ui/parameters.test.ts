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
