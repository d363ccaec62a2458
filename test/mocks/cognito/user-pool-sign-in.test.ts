import {
  AssociateSoftwareTokenCommand,
  CompleteWebAuthnRegistrationCommand,
  ConfirmSignUpCommand,
  DeleteWebAuthnCredentialCommand,
  ListWebAuthnCredentialsCommand,
  SignUpCommand,
  StartWebAuthnRegistrationCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import srp from 'cognito-srp-helper';
import { expect, test } from 'vitest';
import { createAuthenticator } from './support/authenticator.js';
import { ALICE, authenticatorCode, claimsOf, PASSWORD, setPoolStage } from './support/pool-stage.js';
import { refusal, type Step, signInWith, tokensOf } from './support/sign-in.js';

const MINUTE = 60_000;
/** The library was typed by an older SDK. */
const sign = (session: ReturnType<typeof srp.createSrpSession>, challenge: Step) =>
  srp.signSrpSession(session, challenge as Parameters<typeof srp.signSrpSession>[1]);
const names = ({ ChallengeName, AuthenticationResult }: Step) => ChallengeName ?? (AuthenticationResult ? 'done' : '');

test('signs in with the password alone, and says why a user may not sign in', async () => {
  const users = [
    ALICE,
    { username: 'new', password: PASSWORD, status: 'UNCONFIRMED' as const },
    { username: 'reset', password: PASSWORD, status: 'RESET_REQUIRED' as const },
    { username: 'off', password: PASSWORD, enabled: false },
    { username: 'keyless' },
  ];
  const stage = await setPoolStage({ users });
  const enter = (username: string, password = PASSWORD) =>
    signInWith(stage, username).start('USER_PASSWORD_AUTH', { PASSWORD: password });
  const { AuthenticationResult, ChallengeParameters } = await enter('alice');
  expect(AuthenticationResult).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
  expect(ChallengeParameters).toEqual({});
  const wrong = refusal('NotAuthorizedException', 'Incorrect username or password.');
  await expect(enter('alice', 'wrong')).rejects.toMatchObject(wrong);
  await expect(enter('mallory')).rejects.toMatchObject(wrong);
  await expect(enter('keyless')).rejects.toMatchObject(wrong);
  // Only callers with the password learn more, but for one thing: the user is not confirmed.
  await expect(enter('reset', 'wrong')).rejects.toMatchObject(wrong);
  await expect(enter('off', 'wrong')).rejects.toMatchObject(wrong);
  await expect(enter('new', 'wrong')).rejects.toMatchObject(refusal('UserNotConfirmedException'));
  await expect(enter('new')).rejects.toMatchObject(refusal('UserNotConfirmedException', 'User is not confirmed.'));
  await expect(enter('reset')).rejects.toMatchObject(refusal('PasswordResetRequiredException'));
  await expect(enter('off')).rejects.toMatchObject(refusal('NotAuthorizedException', 'User is disabled.'));
});

test('reveals an unknown user if the client asks for it', async () => {
  const stage = await setPoolStage({ preventUserExistenceErrors: false });
  const { start } = signInWith(stage, 'mallory');
  const unknown = refusal('UserNotFoundException', 'User does not exist.');
  await expect(start('USER_PASSWORD_AUTH', { PASSWORD })).rejects.toMatchObject(unknown);
  await expect(start('USER_SRP_AUTH', { SRP_A: 'ab' })).rejects.toMatchObject(unknown);
});

test('takes no flow that the client has not enabled, no foreign client, and no start without its parameters', async () => {
  const stage = await setPoolStage({ flows: ['USER_SRP_AUTH', 'USER_AUTH'] });
  const { start } = signInWith(stage);
  await expect(start('USER_PASSWORD_AUTH', { PASSWORD })).rejects.toMatchObject(
    refusal('InvalidParameterException', 'USER_PASSWORD_AUTH flow not enabled for this client'),
  );
  await expect(start('CUSTOM_AUTH')).rejects.toMatchObject(refusal('InvalidParameterException'));
  await expect(start('USER_SRP_AUTH')).rejects.toMatchObject(
    refusal('InvalidParameterException', 'Missing required parameter SRP_A'),
  );
  const foreign = { ...stage, ClientId: 'other' };
  await expect(signInWith(foreign).start('USER_SRP_AUTH', { SRP_A: 'ab' })).rejects.toMatchObject(
    refusal('ResourceNotFoundException', 'User pool client other does not exist.'),
  );
});

test('signs in by SRP with a client secret, in another implementation', async () => {
  const clientSecret = 'secret-of-the-client';
  const stage = await setPoolStage({ clientSecret });
  const hash = { SECRET_HASH: srp.createSecretHash('alice', stage.ClientId, clientSecret) };
  const { start, answer } = signInWith(stage);
  const session = srp.createSrpSession('alice', PASSWORD, stage.pool.id, false);
  const parameters = { SRP_A: session.largeA };
  await expect(start('USER_SRP_AUTH', parameters)).rejects.toMatchObject(
    refusal(
      'NotAuthorizedException',
      `Client ${stage.ClientId} is configured with secret but SECRET_HASH was not received`,
    ),
  );
  await expect(start('USER_SRP_AUTH', { ...parameters, SECRET_HASH: 'bm9uZQ==' })).rejects.toMatchObject(
    refusal('NotAuthorizedException', `Unable to verify secret hash for client ${stage.ClientId}`),
  );
  const challenge = await start('USER_SRP_AUTH', { ...parameters, ...hash });
  expect(challenge).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER' });
  expect(challenge.Session).toBeUndefined();
  const { passwordSignature, secret, timestamp } = sign(session, challenge);
  const claim = {
    ...hash,
    PASSWORD_CLAIM_SECRET_BLOCK: secret,
    PASSWORD_CLAIM_SIGNATURE: passwordSignature,
    TIMESTAMP: timestamp,
  };
  expect(names(await answer(challenge, claim))).toBe('done');
  await expect(answer(challenge, claim)).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
  );
});

test('keeps a session for three minutes and one use, but lets typing errors be corrected', async () => {
  const stage = await setPoolStage({ users: [{ ...ALICE, mfa: ['EMAIL_OTP'] }, { username: 'bob' }] });
  const { start, answer } = signInWith(stage);
  const challenge = await start('USER_PASSWORD_AUTH', { PASSWORD });
  expect(challenge).toMatchObject({
    ChallengeName: 'EMAIL_OTP',
    ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'a***@e***' },
  });
  const code = { EMAIL_OTP_CODE: stage.pool.lastCode('alice') as string };
  await expect(answer(challenge, { EMAIL_OTP_CODE: 'nonsense' })).rejects.toMatchObject(
    refusal('CodeMismatchException', 'Invalid code or auth state for the user.'),
  );
  expect(names(await answer(challenge, code))).toBe('done');
  await expect(answer(challenge, code)).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
  );

  const late = await start('USER_PASSWORD_AUTH', { PASSWORD });
  stage.advance(3 * MINUTE);
  await expect(answer(late, { EMAIL_OTP_CODE: stage.pool.lastCode('alice') as string })).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
  );
  const stolen = await start('USER_PASSWORD_AUTH', { PASSWORD });
  const invalid = refusal('NotAuthorizedException', 'Invalid session for the user.');
  await expect(
    signInWith(stage, 'bob').answer(stolen, { EMAIL_OTP_CODE: stage.pool.lastCode('alice') as string }),
  ).rejects.toMatchObject(invalid);
  await expect(answer({ ...stolen, Session: 'made-up-session-string' }, code)).rejects.toMatchObject(invalid);
  const other = await start('USER_PASSWORD_AUTH', { PASSWORD });
  await expect(
    answer({ ...other, ChallengeName: 'SOFTWARE_TOKEN_MFA' }, { SOFTWARE_TOKEN_MFA_CODE: '123456' }),
  ).rejects.toMatchObject(invalid);
});

test('asks who has just confirmed the sign-up for the second factor that the pool requires', async () => {
  const stage = await setPoolStage({ mfa: 'required' });
  const { client, ClientId, pool } = stage;
  const UserAttributes = [{ Name: 'email', Value: 'carol@example.com' }];
  await client.send(new SignUpCommand({ ClientId, Username: 'carol', UserAttributes }));
  const ConfirmationCode = pool.lastCode('carol');
  const { Session } = await client.send(new ConfirmSignUpCommand({ ClientId, Username: 'carol', ConfirmationCode }));
  expect(names(await signInWith(stage, 'carol').start('USER_AUTH', {}, Session))).toBe('MFA_SETUP');
});

test('asks for the preferred of several second factors', async () => {
  const stage = await setPoolStage({ users: [{ ...ALICE, mfa: ['SMS_MFA', 'EMAIL_OTP'], preferredMfa: 'EMAIL_OTP' }] });
  expect(names(await signInWith(stage).start('USER_PASSWORD_AUTH', { PASSWORD }))).toBe('EMAIL_OTP');
});

test('asks for no second factor in a pool without them', async () => {
  const stage = await setPoolStage({ mfa: 'off', users: [{ ...ALICE, mfa: ['SMS_MFA'] }] });
  expect(names(await signInWith(stage).start('USER_PASSWORD_AUTH', { PASSWORD }))).toBe('done');
});

test('sets up an authenticator app or an email address in the middle of a sign-in', async () => {
  const stage = await setPoolStage({
    mfa: 'required',
    mfaSetup: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
    users: [ALICE, { username: 'bob', password: PASSWORD }],
  });
  const alice = signInWith(stage);
  const challenge = await alice.start('USER_PASSWORD_AUTH', { PASSWORD });
  expect(challenge.ChallengeParameters).toMatchObject({ MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' });
  const associated = await stage.client.send(new AssociateSoftwareTokenCommand({ Session: challenge.Session }));
  // The app must be verified first.
  await expect(alice.answer({ ...challenge, Session: associated.Session }, {})).rejects.toMatchObject(
    refusal('NotAuthorizedException'),
  );
  const again = await alice.start('USER_PASSWORD_AUTH', { PASSWORD });
  const { SecretCode = '', Session } = await stage.client.send(
    new AssociateSoftwareTokenCommand({ Session: again.Session }),
  );
  const verify = (UserCode: string) => stage.client.send(new VerifySoftwareTokenCommand({ Session, UserCode }));
  await expect(verify('000000')).rejects.toMatchObject(refusal('EnableSoftwareTokenMFAException', 'Code mismatch'));
  const verified = await verify(authenticatorCode(SecretCode, stage.now()));
  expect(verified.Status).toBe('SUCCESS');
  expect(names(await alice.answer({ ...again, Session: verified.Session }, {}))).toBe('done');

  const bob = signInWith(stage, 'bob');
  const setUp = await bob.start('USER_PASSWORD_AUTH', { PASSWORD });
  const sent = await bob.answer(setUp, { EMAIL: 'bob@example.com' });
  expect(names(sent)).toBe('EMAIL_OTP');
  expect(names(await bob.answer(sent, { EMAIL_OTP_CODE: stage.pool.lastCode('bob') as string }))).toBe('done');
  expect(names(await bob.start('USER_PASSWORD_AUTH', { PASSWORD }))).toBe('EMAIL_OTP');
});

test('offers what a user can sign in with, and starts with what is preferred', async () => {
  const stage = await setPoolStage({ users: [ALICE, { username: 'bob', attributes: { email: 'bob@example.com' } }] });
  const alice = signInWith(stage);
  const choice = await alice.start('USER_AUTH');
  expect(choice).toMatchObject({
    ChallengeName: 'SELECT_CHALLENGE',
    AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'],
  });
  await expect(alice.answer(choice, { ANSWER: 'WEB_AUTHN' })).rejects.toMatchObject(
    refusal('InvalidParameterException'),
  );
  expect(names(await alice.answer(choice, { ANSWER: 'PASSWORD', PASSWORD }))).toBe('done');

  for (const [preferred, parameter] of [
    ['EMAIL_OTP', 'EMAIL_OTP_CODE'],
    ['SMS_OTP', 'SMS_OTP_CODE'],
  ] as const) {
    const sent = await alice.start('USER_AUTH', { PREFERRED_CHALLENGE: preferred });
    expect(names(sent)).toBe(preferred);
    const code = stage.pool.lastCode('alice') as string;
    expect(code).toMatch(/^\d{8}$/);
    expect(names(await alice.answer(sent, { [parameter]: code }))).toBe('done');
  }
  expect(names(await alice.start('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }))).toBe('done');
  const asked = await alice.start('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD' });
  expect(names(asked)).toBe('PASSWORD');
  await expect(alice.answer(asked, { PASSWORD: 'wrong' })).rejects.toMatchObject(refusal('NotAuthorizedException'));

  // If the preferred factor is not available, the user chooses.
  expect(await signInWith(stage, 'bob').start('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD_SRP' })).toMatchObject({
    ChallengeName: 'SELECT_CHALLENGE',
    AvailableChallenges: ['EMAIL_OTP'],
  });
  expect(await signInWith(stage, 'mallory').start('USER_AUTH')).toMatchObject({
    AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
  });
});

test('takes SRP as a choice, and a second factor after it', async () => {
  const stage = await setPoolStage({ users: [{ ...ALICE, mfa: ['SMS_MFA'] }] });
  const { start, answer } = signInWith(stage);
  const session = srp.createSrpSession('alice', PASSWORD, stage.pool.id, false);
  const claim = (challenge: Step) => {
    const { passwordSignature, secret, timestamp } = sign(session, challenge);
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: secret,
      PASSWORD_CLAIM_SIGNATURE: passwordSignature,
      TIMESTAMP: timestamp,
    };
  };
  const preferred = await start('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: session.largeA });
  // Unlike the plain flow, this flow is identified by its session.
  await expect(answer({ ...preferred, Session: undefined }, claim(preferred))).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Invalid session for the user.'),
  );
  expect(names(await answer(preferred, claim(preferred)))).toBe('SMS_MFA');
  const choice = await start('USER_AUTH');
  const chosen = await answer(choice, { ANSWER: 'PASSWORD_SRP', SRP_A: session.largeA });
  const smsMfa = await answer(chosen, claim(chosen));
  expect(names(await answer(smsMfa, { SMS_MFA_CODE: stage.pool.lastCode('alice') as string }))).toBe('done');
});

test('signs in the user who has just signed up, with the session of the confirmation, and no other', async () => {
  const stage = await setPoolStage();
  const { client, ClientId, pool } = stage;
  const register = async (Username: string) => {
    const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
    return (await client.send(new SignUpCommand({ ClientId, Username, UserAttributes }))).Session;
  };
  const confirm = async (Username: string, Session: string | undefined) => {
    const ConfirmationCode = pool.lastCode(Username);
    return (await client.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode, Session }))).Session;
  };
  const enter = (username: string, session: string | undefined) =>
    signInWith(stage, username).start('USER_AUTH', {}, session);
  const invalid = refusal('NotAuthorizedException', 'Invalid session for the user.');

  const confirmed = await confirm('bob', await register('bob'));
  expect(names(await enter('bob', confirmed))).toBe('done');
  const unconfirmed = await register('eve');
  await expect(enter('eve', unconfirmed)).rejects.toMatchObject(invalid);
  await expect(confirm('eve', await register('zoe'))).rejects.toMatchObject(invalid);
  const theirs = await confirm('kim', await register('kim'));
  await expect(enter('alice', theirs)).rejects.toMatchObject(invalid);
});

test('asks custom challenges without a password, and shows the triggers what the client said', async () => {
  const seen: unknown[] = [];
  const stage = await setPoolStage({
    customChallenge: (round) => {
      seen.push(round);
      if (round.session.some(({ challengeResult }) => challengeResult)) return 'allow';
      if (round.session.length > 1) throw new Error('too many');
      return { parameters: { question: 'colour' }, answer: 'blue', metadata: 'first' };
    },
  });
  const { start, answer } = signInWith(stage);
  const challenge = await start('CUSTOM_AUTH');
  expect(challenge).toMatchObject({
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { question: 'colour', USERNAME: 'alice' },
  });
  expect(names(await answer(challenge, { ANSWER: 'blue' }))).toBe('done');
  const session = [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'first' }];
  expect(seen).toMatchObject([
    { username: 'alice', session: [] },
    { session, attributes: ALICE.attributes },
  ]);

  const second = await answer(await start('CUSTOM_AUTH'), { ANSWER: 'red' });
  await expect(answer(second, { ANSWER: 'red' })).rejects.toMatchObject(
    refusal('UserLambdaValidationException', 'DefineAuthChallenge failed with error too many.'),
  );
  await expect(signInWith(await setPoolStage()).start('CUSTOM_AUTH')).rejects.toMatchObject(
    refusal('InvalidParameterException', 'Custom auth lambda trigger is not configured for the user pool.'),
  );
});

test('registers a passkey and signs in with it', async () => {
  const stage = await setPoolStage();
  const { client } = stage;
  const { AccessToken } = await tokensOf(stage);
  const begin = async () => {
    const { CredentialCreationOptions } = await client.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
    return CredentialCreationOptions as { challenge: string; rp: { id: string }; user: { name: string } };
  };
  const complete = (Credential: ReturnType<ReturnType<typeof createAuthenticator>['create']>) =>
    client.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));
  const passkey = createAuthenticator();
  const flaws: [() => Promise<unknown>, string][] = [
    [async () => complete(passkey.create('b3RoZXI')), 'WebAuthnChallengeNotFoundException'],
    [
      async () => complete(createAuthenticator('evil.example').create((await begin()).challenge)),
      'WebAuthnRelyingPartyMismatchException',
    ],
    [
      async () => complete(createAuthenticator('localhost', -8).create((await begin()).challenge)),
      'WebAuthnCredentialNotSupportedException',
    ],
  ];
  for (const [attempt, name] of flaws) await expect(attempt()).rejects.toMatchObject({ name });
  const options = await begin();
  expect(options).toMatchObject({ rp: { id: 'localhost' }, user: { name: 'alice@example.com' } });
  await complete(passkey.create(options.challenge));
  expect((await client.send(new ListWebAuthnCredentialsCommand({ AccessToken }))).Credentials).toMatchObject([
    { CredentialId: passkey.id, RelyingPartyId: 'localhost', AuthenticatorTransports: ['internal'] },
  ]);

  const { start, answer } = signInWith(stage);
  const ask = async () => {
    const step = await start('USER_AUTH', { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const request = JSON.parse(step.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '{}') as { challenge: string };
    return { step, request };
  };
  const { step, request } = await ask();
  expect(request).toMatchObject({ rpId: 'localhost', allowCredentials: [{ type: 'public-key', id: passkey.id }] });
  const CREDENTIAL = JSON.stringify(passkey.get(request.challenge));
  expect(names(await answer(step, { CREDENTIAL }))).toBe('done');

  const stranger = createAuthenticator();
  const forgeries: ((challenge: string) => object)[] = [
    () => passkey.get('b3RoZXI'),
    (challenge) => stranger.get(challenge),
    (challenge) => ({ ...stranger.get(challenge), id: passkey.id }),
  ];
  for (const forge of forgeries) {
    const forged = await ask();
    const credential = JSON.stringify(forge(forged.request.challenge));
    await expect(answer(forged.step, { CREDENTIAL: credential })).rejects.toMatchObject(
      refusal('NotAuthorizedException'),
    );
  }

  await client.send(new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId: passkey.id }));
  expect(names((await ask()).step)).toBe('SELECT_CHALLENGE');
});

test('says in the tokens what Cognito says', async () => {
  const stage = await setPoolStage({
    users: [{ ...ALICE, sub: 'sub-of-alice', groups: ['admins'] }],
    deviceTracking: 'always',
  });
  const { AccessToken, IdToken, RefreshToken, NewDeviceMetadata } = await tokensOf(stage);
  const iat = Math.floor(stage.now() / 1_000);
  const shared = {
    sub: 'sub-of-alice',
    'cognito:groups': ['admins'],
    iss: stage.pool.issuer,
    origin_jti: expect.any(String),
    event_id: expect.any(String),
    auth_time: iat,
    iat,
    exp: iat + 3600,
    jti: expect.any(String),
  };
  expect(claimsOf(AccessToken)).toEqual({
    ...shared,
    device_key: NewDeviceMetadata?.DeviceKey,
    client_id: stage.ClientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    username: 'alice',
  });
  expect(claimsOf(IdToken)).toEqual({
    ...shared,
    ...ALICE.attributes,
    email_verified: true,
    phone_number_verified: true,
    'cognito:username': 'alice',
    aud: stage.ClientId,
    token_use: 'id',
  });
  expect(RefreshToken.split('.')).toHaveLength(5);
  expect(NewDeviceMetadata?.DeviceKey).toMatch(/^us-east-1_[\da-f-]{36}$/);
});
