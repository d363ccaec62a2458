import { CognitoUserAttribute, type CognitoUserSession } from 'amazon-cognito-identity-js';
import { expect, test } from 'vitest';
import { call, callbacks, createBrowser, outcome, signIn } from './support/identity-js.js';
import { ALICE, authenticatorCode, PASSWORD, setPoolStage } from './support/pool-stage.js';

const MINUTE = 60_000;

test('signs a user in with SRP, with tokens that name the user', async () => {
  const stage = await setPoolStage();
  const user = createBrowser(stage).user('alice');
  const result = await signIn(user, PASSWORD);
  if (!('session' in result)) throw new Error(`asked for ${result.step}`);
  const id = result.session.getIdToken().payload;
  expect(id).toMatchObject({ 'cognito:username': 'alice', email: 'alice@example.com', email_verified: true });
  expect(result.session.isValid()).toBe(true);
  expect(await stage.pool.verifyIdToken(result.session.getIdToken().getJwtToken())).toEqual(id);
  const attributes = await call<CognitoUserAttribute[]>((done) => user.getUserAttributes(done));
  expect(Object.fromEntries(attributes.map((item) => [item.getName(), item.getValue()]))).toMatchObject(
    ALICE.attributes,
  );
});

test('says the same to a wrong password and to an unknown user', async () => {
  const { user } = createBrowser(await setPoolStage());
  const refusal = { code: 'NotAuthorizedException', message: 'Incorrect username or password.' };
  await expect(signIn(user('alice'), 'Wrong-Horse-7')).rejects.toMatchObject(refusal);
  await expect(signIn(user('mallory'), PASSWORD)).rejects.toMatchObject(refusal);
});

test('finds a user by email address, under the sub, if the pool signs in by email', async () => {
  const stage = await setPoolStage({ signInWith: 'email', users: [{ username: 'a@example.com', password: PASSWORD }] });
  const user = createBrowser(stage).user('A@example.com');
  expect((await signIn(user, PASSWORD)).step).toBe('done');
  expect(user.getUsername()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
  const { payload } = (user.getSignInUserSession() as CognitoUserSession).getIdToken();
  expect(payload).toMatchObject({ sub: user.getUsername(), 'cognito:username': user.getUsername() });
});

test('asks for the code of an authenticator app, again after a wrong one, and accepts each once', async () => {
  const totpSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const stage = await setPoolStage({ users: [{ ...ALICE, mfa: ['SOFTWARE_TOKEN_MFA'], totpSecret }] });
  const answer = (code: string) => outcome((done) => user.sendMFACode(code, done, 'SOFTWARE_TOKEN_MFA'));
  const user = createBrowser(stage).user('alice');
  expect((await signIn(user, PASSWORD)).step).toBe('totpMfa');
  await expect(answer('000000')).rejects.toMatchObject({ code: 'CodeMismatchException' });
  const code = authenticatorCode(totpSecret, stage.now());
  expect(await stage.pool.totpCode('alice')).toBe(code);
  expect((await answer(code)).step).toBe('done');

  expect((await signIn(user, PASSWORD)).step).toBe('totpMfa');
  await expect(answer(code)).rejects.toMatchObject({ code: 'ExpiredCodeException' });
  stage.advance(30_000);
  expect((await answer(authenticatorCode(totpSecret, stage.now()))).step).toBe('done');
});

test('asks for the code of a text message', async () => {
  const stage = await setPoolStage({ users: [{ ...ALICE, mfa: ['SMS_MFA'] }] });
  const user = createBrowser(stage).user('alice');
  expect(await signIn(user, PASSWORD)).toMatchObject({
    step: 'smsMfa',
    parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+*******4567' },
  });
  const code = stage.pool.lastCode('alice') as string;
  expect((await outcome((done) => user.sendMFACode(code, done))).step).toBe('done');
});

test('makes a user set up an authenticator app if a second factor is required', async () => {
  const stage = await setPoolStage({ mfa: 'required' });
  const user = createBrowser(stage).user('alice');
  expect((await signIn(user, PASSWORD)).step).toBe('mfaSetup');
  const secret = await new Promise<string>((associateSecretCode, onFailure) =>
    user.associateSoftwareToken({ associateSecretCode, onFailure }),
  );
  const verify = (code: string) =>
    callbacks<CognitoUserSession>((done) => user.verifySoftwareToken(code, 'phone', done));
  await expect(verify('000000')).rejects.toMatchObject({ code: 'EnableSoftwareTokenMFAException' });
  expect((await verify(authenticatorCode(secret, stage.now()))).isValid()).toBe(true);
  expect((await signIn(user, PASSWORD)).step).toBe('totpMfa');
});

test('lets a user choose between two second factors', async () => {
  const stage = await setPoolStage({ users: [{ ...ALICE, mfa: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] }] });
  const user = createBrowser(stage).user('alice');
  expect(await signIn(user, PASSWORD)).toMatchObject({
    step: 'selectMfaType',
    parameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' },
  });
  expect((await outcome((done) => user.sendMFASelectionAnswer('SMS_MFA', done))).step).toBe('smsMfa');
  const code = stage.pool.lastCode('alice') as string;
  expect((await outcome((done) => user.sendMFACode(code, done, 'SMS_MFA'))).step).toBe('done');
});

test('has a temporary password replaced, by a good one, along with what is missing of the user', async () => {
  const stage = await setPoolStage({
    requiredAttributes: ['email', 'family_name'],
    users: [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD' }],
  });
  const { user: newUser } = createBrowser(stage);
  const user = newUser('alice');
  const change = (password: string, attributes: object) =>
    outcome((done) => user.completeNewPasswordChallenge(password, attributes, done));
  expect(await signIn(user, PASSWORD)).toMatchObject({
    step: 'newPassword',
    parameters: { userAttributes: { given_name: 'Alice' }, requiredAttributes: ['family_name'] },
  });
  await expect(change('short', { family_name: 'A' })).rejects.toMatchObject({ code: 'InvalidPasswordException' });
  await expect(change('Another-Horse-8', {})).rejects.toMatchObject({ code: 'InvalidParameterException' });
  expect(await change('Another-Horse-8', { family_name: 'Liddell' })).toMatchObject({ step: 'done' });
  await expect(signIn(newUser('alice'), PASSWORD)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  expect((await signIn(newUser('alice'), 'Another-Horse-8')).step).toBe('done');
});

test('remembers a device in place of the second factor, and forgets it', async () => {
  const stage = await setPoolStage({ deviceTracking: 'opt-in', users: [{ ...ALICE, mfa: ['SMS_MFA'] }] });
  const { storage, user: newUser } = createBrowser(stage);
  const user = newUser('alice');
  const secondFactor = () =>
    outcome((done) => user.sendMFACode(stage.pool.lastCode('alice') as string, done, 'SMS_MFA'));
  expect((await signIn(user, PASSWORD)).step).toBe('smsMfa');
  expect(await secondFactor()).toMatchObject({ step: 'done', confirmDevice: true });
  const keys = [...storage.entries.keys()].filter((key) => key.endsWith('deviceKey'));
  expect(keys).toHaveLength(1);

  // Known but not yet remembered: the device authenticates after the second factor.
  expect((await signIn(user, PASSWORD)).step).toBe('smsMfa');
  expect((await secondFactor()).step).toBe('done');
  await callbacks<string>((done) => user.setDeviceStatusRemembered(done));
  expect((await signIn(user, PASSWORD)).step).toBe('done');
  const codes = stage.pool.codes.length;

  const device: unknown = await callbacks<string>((done) => user.getDevice(done));
  expect(device).toMatchObject({ Device: { DeviceKey: storage.entries.get(keys[0] as string) } });
  const session = user.getSignInUserSession() as CognitoUserSession;
  const refreshed = await call<CognitoUserSession>((done) => user.refreshSession(session.getRefreshToken(), done));
  expect(refreshed.isValid()).toBe(true);

  await callbacks<string>((done) => user.forgetDevice(done));
  // The library notices that the device was forgotten, and continues without it.
  expect((await signIn(user, PASSWORD)).step).toBe('smsMfa');
  expect(stage.pool.codes.length).toBe(codes + 1);
});

test('refreshes tokens until a global sign-out, which ends every sign-in of the user', async () => {
  const stage = await setPoolStage();
  const here = createBrowser(stage).user('alice');
  const there = createBrowser(stage).user('alice');
  await signIn(here, PASSWORD);
  await signIn(there, PASSWORD);
  const refresh = () =>
    call<CognitoUserSession>((done) =>
      here.refreshSession((here.getSignInUserSession() as CognitoUserSession).getRefreshToken(), done),
    );
  const before = (here.getSignInUserSession() as CognitoUserSession).getAccessToken().payload;
  stage.advance(MINUTE);
  const after = (await refresh()).getAccessToken().payload;
  expect(after).toMatchObject({ origin_jti: before.origin_jti, auth_time: before.auth_time, exp: before.exp + 60 });
  expect(after.jti).not.toBe(before.jti);
  expect(stage.pool.refreshes).toBe(1);

  await callbacks((done) => there.globalSignOut(done));
  await expect(call((done) => here.getUserAttributes(done))).rejects.toMatchObject({
    code: 'NotAuthorizedException',
    message: 'Access Token has been revoked',
  });
});

test('signs a user up, who can sign in once the code is entered', async () => {
  const stage = await setPoolStage();
  const { user: newUser, userPool } = createBrowser(stage);
  const attributes = [new CognitoUserAttribute({ Name: 'email', Value: 'bob@example.com' })];
  const register = (password: string) =>
    call<{ userConfirmed: boolean }>((done) => userPool.signUp('bob', password, attributes, [], done));
  await expect(register('short')).rejects.toMatchObject({ code: 'InvalidPasswordException' });
  expect(await register(PASSWORD)).toMatchObject({
    userConfirmed: false,
    codeDeliveryDetails: { Destination: 'b***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
  });
  await expect(register(PASSWORD)).rejects.toMatchObject({ code: 'UsernameExistsException' });
  await expect(signIn(newUser('bob'), PASSWORD)).rejects.toMatchObject({ code: 'UserNotConfirmedException' });

  const confirm = (code: string) => call((done) => newUser('bob').confirmRegistration(code, false, done));
  await expect(confirm('nonsense')).rejects.toMatchObject({ code: 'CodeMismatchException' });
  const first = stage.pool.lastCode('bob') as string;
  await call((done) => newUser('bob').resendConfirmationCode(done));
  const second = stage.pool.lastCode('bob') as string;
  expect(stage.pool.codes.map(({ code }) => code)).toEqual([first, second]);
  expect(await confirm(second)).toBe('SUCCESS');
  expect((await signIn(newUser('bob'), PASSWORD)).step).toBe('done');
});

test('sets a forgotten password by a code, within an hour', async () => {
  const stage = await setPoolStage();
  const user = createBrowser(stage).user('alice');
  const forgot = () => callbacks((done) => user.forgotPassword(done));
  const confirm = (code: string) => callbacks<string>((done) => user.confirmPassword(code, 'Another-Horse-8', done));
  expect(await forgot()).toMatchObject({ CodeDeliveryDetails: { Destination: 'a***@e***' } });
  stage.advance(60 * MINUTE);
  await expect(confirm(stage.pool.lastCode('alice') as string)).rejects.toMatchObject({ code: 'ExpiredCodeException' });
  await forgot();
  expect(await confirm(stage.pool.lastCode('alice') as string)).toBe('SUCCESS');
  expect((await signIn(user, 'Another-Horse-8')).step).toBe('done');
});

test('puts custom challenges after SRP, round after round', async () => {
  const stage = await setPoolStage({
    customChallenge: ({ session }) => {
      const rounds = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
      if (rounds.at(-1)?.challengeResult) return 'allow';
      if (rounds.length === 2) return 'deny';
      const before = session.map(({ challengeName }) => challengeName).join();
      return { parameters: { before, round: String(rounds.length) }, answer: 'blue' };
    },
  });
  const begin = () => {
    const user = createBrowser(stage).user('alice');
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    const answer = (text: string) => outcome((done) => user.sendCustomChallengeAnswer(text, done));
    return { user, answer };
  };
  const { user, answer } = begin();
  expect(await signIn(user, PASSWORD)).toMatchObject({
    step: 'customChallenge',
    parameters: { before: 'SRP_A,PASSWORD_VERIFIER', round: '0' },
  });
  expect(await answer('red')).toMatchObject({ step: 'customChallenge', parameters: { round: '1' } });
  expect((await answer('blue')).step).toBe('done');

  const unlucky = begin();
  await signIn(unlucky.user, PASSWORD);
  await unlucky.answer('red');
  await expect(unlucky.answer('green')).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  await expect(signIn(begin().user, 'Wrong-Horse-7')).rejects.toMatchObject({ code: 'NotAuthorizedException' });
});
