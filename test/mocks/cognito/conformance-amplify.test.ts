import { Amplify } from 'aws-amplify';
import {
  autoSignIn,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  getCurrentUser,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { AwsClient } from 'aws4fetch';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type AwsMock, createAwsMock } from '../../../mocks/index.js';

const PASSWORD = 'Correct-Horse-7';
const users = [
  { username: 'alice', password: PASSWORD },
  { username: 'tina', password: PASSWORD, mfa: ['SOFTWARE_TOKEN_MFA'] as const },
];

// Amplify warns about every endpoint that is not AWS's.
beforeAll(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));

const set = async (guests = true): Promise<{ mock: AwsMock; apiUrl: string }> => {
  const mock = createAwsMock({ userPools: [{ users }], identityPools: [{ guests }] });
  const { url, urls, close } = await mock.listen();
  onTestFinished(async () => {
    await signOut();
    await close();
  });
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId,
        userPoolEndpoint: urls['cognito-idp'] as string,
        identityPoolId: mock.identityPool().id,
        identityPoolEndpoint: urls['cognito-identity'] as string,
        allowGuestAccess: guests,
      },
    },
  });
  return { mock, apiUrl: url };
};
const echo = async (apiUrl: string, credentials: { accessKeyId: string; secretAccessKey: string } | undefined) => {
  if (!credentials) throw new Error('The session has no credentials.');
  const client = new AwsClient({ ...credentials, service: 'execute-api', region: 'us-east-1', retries: 0 });
  const response = await client.fetch(`${apiUrl}/echo`);
  return { status: response.status, ...(await response.json()) };
};

test('signs Amplify in with SRP, and the API accepts the credentials of its session', async () => {
  const { mock, apiUrl } = await set();
  expect(await signIn({ username: 'alice', password: PASSWORD })).toMatchObject({ nextStep: { signInStep: 'DONE' } });
  const { credentials, identityId, userSub } = await fetchAuthSession();
  expect(await echo(apiUrl, credentials)).toMatchObject({ status: 200, user: 'alice', identityId });
  expect(await getCurrentUser()).toMatchObject({ username: 'alice', userId: userSub });
  expect(mock.operations().map(({ operation }) => operation)).toContain('RespondToAuthChallenge');
});

test('turns away a wrong password', async () => {
  await set();
  await expect(signIn({ username: 'alice', password: 'Wrong-Horse-7' })).rejects.toThrow(
    expect.objectContaining({ name: 'NotAuthorizedException', message: 'Incorrect username or password.' }),
  );
});

test('asks Amplify for the code of an authenticator app', async () => {
  const { mock } = await set();
  const { nextStep } = await signIn({ username: 'tina', password: PASSWORD });
  expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
  const code = await mock.userPool().totpCode('tina');
  const wrong = code === '000000' ? '111111' : '000000';
  await expect(confirmSignIn({ challengeResponse: wrong })).rejects.toThrow(
    expect.objectContaining({ name: 'CodeMismatchException' }),
  );
  await signOut();
  await signIn({ username: 'tina', password: PASSWORD });
  const done = await confirmSignIn({ challengeResponse: code as string });
  expect(done.nextStep.signInStep).toBe('DONE');
});

test('signs Amplify’s user up without a password, and in by that', async () => {
  const { mock } = await set();
  const { nextStep } = await signUp({
    username: 'carol',
    options: { userAttributes: { email: 'carol@example.com' }, autoSignIn: { authFlowType: 'USER_AUTH' } },
  });
  expect(nextStep.signUpStep).toBe('CONFIRM_SIGN_UP');
  const confirmed = await confirmSignUp({ username: 'carol', confirmationCode: mock.lastCode('carol') as string });
  expect(confirmed.nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN');
  expect(await autoSignIn()).toMatchObject({ nextStep: { signInStep: 'DONE' } });
  expect(await getCurrentUser()).toMatchObject({ username: 'carol' });
});

test('makes Amplify’s guest the user when he signs in', async () => {
  const { mock, apiUrl } = await set();
  const guest = await fetchAuthSession();
  expect(await echo(apiUrl, guest.credentials)).toMatchObject({ status: 200, user: 'guest' });
  await signIn({ username: 'alice', password: PASSWORD });
  const user = await fetchAuthSession();
  expect(await echo(apiUrl, user.credentials)).toMatchObject({ status: 200, user: 'alice' });
  expect(user.identityId).toBe(guest.identityId);
  expect(mock.identityPool().identities()).toMatchObject([{ identityId: guest.identityId, user: 'alice' }]);
});

test('refreshes Amplify’s tokens, until they are revoked', async () => {
  const { mock } = await set(false);
  await signIn({ username: 'alice', password: PASSWORD });
  const before = await fetchAuthSession();
  const after = await fetchAuthSession({ forceRefresh: true });
  expect(mock.refreshes).toBe(1);
  expect(after.credentials?.accessKeyId).not.toBe(before.credentials?.accessKeyId);
  expect(after.tokens?.accessToken.toString()).not.toBe(before.tokens?.accessToken.toString());
  mock.revokeTokens('alice');
  expect(await fetchAuthSession({ forceRefresh: true })).toMatchObject({ tokens: undefined, credentials: undefined });
  await expect(getCurrentUser()).rejects.toThrow(expect.objectContaining({ name: 'UserUnAuthenticatedException' }));
});

test('signs Amplify out everywhere', async () => {
  const { mock } = await set();
  await signIn({ username: 'alice', password: PASSWORD });
  await signOut({ global: true });
  expect(mock.operations('GlobalSignOut')).toMatchObject([{ service: 'cognito-idp', status: 200 }]);
  await expect(getCurrentUser()).rejects.toThrow(expect.objectContaining({ name: 'UserUnAuthenticatedException' }));
});
