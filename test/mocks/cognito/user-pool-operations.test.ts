import {
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  ConfirmDeviceCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  ForgetDeviceCommand,
  ForgotPasswordCommand,
  GetDeviceCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  ListDevicesCommand,
  ResendConfirmationCodeCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  UpdateDeviceStatusCommand,
  UpdateUserAttributesCommand,
  VerifySoftwareTokenCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import srp from 'cognito-srp-helper';
import { expect, test } from 'vitest';
import { ALICE, authenticatorCode, PASSWORD, type PoolStage, setPoolStage } from './support/pool-stage.js';
import { refusal, signInWith, tokensOf } from './support/sign-in.js';

const DAY = 24 * 3_600_000;
const attributesOf = async ({ client }: PoolStage, AccessToken: string) => {
  const { UserAttributes = [] } = await client.send(new GetUserCommand({ AccessToken }));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};

test('signs up by the rules of the pool', async () => {
  const stage = await setPoolStage({ requiredAttributes: ['email'], signInWith: 'username-or-alias' });
  const { client, ClientId, pool } = stage;
  const register = (Username: string, Password: string, attributes: Record<string, string>) => {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    return client.send(new SignUpCommand({ ClientId, Username, Password, UserAttributes }));
  };
  const confirm = (Username: string, ForceAliasCreation = false) =>
    client.send(
      new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: pool.lastCode(Username), ForceAliasCreation }),
    );
  const email = 'alice@example.com';
  const refused: [() => Promise<unknown>, string, string][] = [
    [
      () => register('b', 'Aa1!', { email }),
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    ],
    [
      () => register('b', 'AAAAAAA1!', { email }),
      'InvalidPasswordException',
      'Password did not conform with policy: Password must have lowercase characters',
    ],
    [
      () => register('b', 'aaaaaaa1!', { email }),
      'InvalidPasswordException',
      'Password did not conform with policy: Password must have uppercase characters',
    ],
    [
      () => register('b', 'Aaaaaaaa!', { email }),
      'InvalidPasswordException',
      'Password did not conform with policy: Password must have numeric characters',
    ],
    [
      () => register('b', 'Aaaaaaaa1', { email }),
      'InvalidPasswordException',
      'Password did not conform with policy: Password must have symbol characters',
    ],
    [
      () => register('b', PASSWORD, {}),
      'InvalidParameterException',
      'Attributes did not conform to the schema: email: The attribute is required\n',
    ],
    [
      () => register('b', PASSWORD, { email: 'nonsense' }),
      'InvalidParameterException',
      'Invalid email address format.',
    ],
    [
      () => register('b', PASSWORD, { email, phone_number: '555' }),
      'InvalidParameterException',
      'Invalid phone number format.',
    ],
    [
      () => register('b', PASSWORD, { email, email_verified: 'true' }),
      'NotAuthorizedException',
      'A client attempted to write unauthorized attribute',
    ],
    [() => register('Alice', PASSWORD, { email }), 'UsernameExistsException', 'User already exists'],
  ];
  for (const [attempt, name, message] of refused) await expect(attempt()).rejects.toMatchObject({ name, message });

  expect((await register('bob', PASSWORD, { email })).UserSub).toMatch(/^[\da-f-]{36}$/);
  await expect(confirm('bob')).rejects.toMatchObject(
    refusal('AliasExistsException', 'An account with the email already exists.'),
  );
  await client.send(new ResendConfirmationCodeCommand({ ClientId, Username: 'bob' }));
  await confirm('bob', true);
  await expect(confirm('bob')).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'),
  );
  await expect(client.send(new ResendConfirmationCodeCommand({ ClientId, Username: 'bob' }))).rejects.toMatchObject(
    refusal('InvalidParameterException', 'User is already confirmed.'),
  );
  // The alias now belongs to bob.
  const { AccessToken } = await tokensOf(stage, email);
  expect((await client.send(new GetUserCommand({ AccessToken }))).Username).toBe('bob');
});

test('confirms immediately if the pool does, and requires an address as the name if users sign in with addresses', async () => {
  const stage = await setPoolStage({
    autoConfirm: true,
    signInWith: 'email',
    users: [{ ...ALICE, username: 'a@b.c' }],
  });
  const { client, ClientId } = stage;
  const register = (Username: string) => client.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));
  await expect(register('bob')).rejects.toMatchObject(
    refusal('InvalidParameterException', 'Username should be an email.'),
  );
  const { UserConfirmed, UserSub, CodeDeliveryDetails } = await register('bob@example.com');
  expect([UserConfirmed, CodeDeliveryDetails]).toEqual([true, undefined]);
  const { AccessToken } = await tokensOf(stage, 'bob@example.com');
  expect((await client.send(new GetUserCommand({ AccessToken }))).Username).toBe(UserSub);
  await expect(register('BOB@example.com')).rejects.toMatchObject(
    refusal('UsernameExistsException', 'An account with the given email already exists.'),
  );
});

test('checks the secret hash of every call that has one', async () => {
  const stage = await setPoolStage({ clientSecret: 'shh' });
  const { client, ClientId } = stage;
  const Username = 'alice';
  const SecretHash = srp.createSecretHash(Username, ClientId, 'shh');
  const missing = refusal(
    'NotAuthorizedException',
    `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
  );
  const code = { ConfirmationCode: '123456' };
  await expect(client.send(new ForgotPasswordCommand({ ClientId, Username }))).rejects.toMatchObject(missing);
  await expect(client.send(new ConfirmSignUpCommand({ ClientId, Username, ...code }))).rejects.toMatchObject(missing);
  await expect(
    client.send(new SignUpCommand({ ClientId, Username: 'bob', Password: PASSWORD, SecretHash })),
  ).rejects.toMatchObject(refusal('NotAuthorizedException', `Unable to verify secret hash for client ${ClientId}`));
  await client.send(new ForgotPasswordCommand({ ClientId, Username, SecretHash }));
});

test('resets a password without revealing who exists', async () => {
  const users = [
    ALICE,
    { username: 'bob', password: PASSWORD, attributes: { email: 'b@c.d', email_verified: 'false' } },
  ];
  const { client, ClientId, pool } = await setPoolStage({ users });
  const forgot = (Username: string) => client.send(new ForgotPasswordCommand({ ClientId, Username }));
  const confirm = (Username: string, ConfirmationCode: string, Password = 'Another-Horse-8') =>
    client.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }));
  expect((await forgot('mallory')).CodeDeliveryDetails).toMatchObject({ Destination: 'm***@e***' });
  await expect(confirm('mallory', '123456')).rejects.toMatchObject(
    refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  );
  await expect(forgot('bob')).rejects.toMatchObject(
    refusal(
      'InvalidParameterException',
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    ),
  );
  await forgot('alice');
  const code = pool.lastCode('alice') as string;
  await expect(confirm('alice', 'nonsense')).rejects.toMatchObject(
    refusal('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  );
  await expect(confirm('alice', code, 'weak')).rejects.toMatchObject(refusal('InvalidPasswordException'));
  await confirm('alice', code);
  await expect(confirm('alice', code)).rejects.toMatchObject(refusal('ExpiredCodeException'));
  expect(pool.checkPassword('alice', 'Another-Horse-8')).toBe(true);
});

test('changes a password for who knows the old one', async () => {
  const stage = await setPoolStage();
  const { AccessToken } = await tokensOf(stage);
  const change = (PreviousPassword: string, ProposedPassword: string) =>
    stage.client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
  await expect(change('wrong', 'Another-Horse-8')).rejects.toMatchObject(
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );
  await expect(change(PASSWORD, 'weak')).rejects.toMatchObject(refusal('InvalidPasswordException'));
  await change(PASSWORD, 'Another-Horse-8');
  await expect(tokensOf(stage)).rejects.toMatchObject(refusal('NotAuthorizedException'));
});

test('changes attributes, and has a new address verified within a day', async () => {
  const stage = await setPoolStage();
  const { client, pool } = stage;
  const { AccessToken } = await tokensOf(stage);
  const update = (Name: string, Value: string) =>
    client.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name, Value }] }));
  const verify = (Code: string) =>
    client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));
  await expect(update('sub', 'mine')).rejects.toMatchObject(refusal('InvalidParameterException'));
  expect((await update('given_name', 'Alicia')).CodeDeliveryDetailsList).toEqual([]);
  expect((await update('email', 'new@example.com')).CodeDeliveryDetailsList).toEqual([
    { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
  ]);
  expect(pool.codes).toMatchObject([{ username: 'alice', destination: 'new@example.com', medium: 'EMAIL' }]);
  expect(await attributesOf(stage, AccessToken)).toMatchObject({ email: 'new@example.com', email_verified: 'false' });
  await expect(verify('nonsense')).rejects.toMatchObject(refusal('CodeMismatchException'));
  await verify(pool.lastCode('alice') as string);
  expect(await attributesOf(stage, AccessToken)).toMatchObject({ given_name: 'Alicia', email_verified: 'true' });

  await client.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ['given_name'] }));
  expect(await attributesOf(stage, AccessToken)).not.toHaveProperty('given_name');
  const { CodeDeliveryDetails } = await client.send(
    new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'phone_number' }),
  );
  expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'SMS', Destination: '+*******4567' });
});

test('refuses a code that is a day old', async () => {
  const stage = await setPoolStage({ accessTokenLifetime: '2d' });
  const { client, pool } = stage;
  const { AccessToken } = await tokensOf(stage);
  await client.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' }));
  stage.advance(DAY);
  await expect(
    client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code: pool.lastCode('alice') })),
  ).rejects.toMatchObject(refusal('ExpiredCodeException'));
});

test('turns second factors on and off for who is signed in', async () => {
  const stage = await setPoolStage();
  const { client } = stage;
  const { AccessToken } = await tokensOf(stage);
  const on = { Enabled: true, PreferredMfa: true };
  const prefer = (settings: object) => client.send(new SetUserMFAPreferenceCommand({ AccessToken, ...settings }));
  await expect(prefer({ SoftwareTokenMfaSettings: on })).rejects.toMatchObject(
    refusal('InvalidParameterException', 'User has not set up software token mfa'),
  );
  const { SecretCode = '' } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  await expect(prefer({ SoftwareTokenMfaSettings: on })).rejects.toMatchObject(
    refusal('InvalidParameterException', 'User has not verified software token mfa'),
  );
  const verify = (UserCode: string) => client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
  await expect(verify('000000')).rejects.toMatchObject(refusal('EnableSoftwareTokenMFAException'));
  expect((await verify(authenticatorCode(SecretCode, stage.now()))).Status).toBe('SUCCESS');
  await prefer({ SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: on });
  expect(await client.send(new GetUserCommand({ AccessToken }))).toMatchObject({
    PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
  });
  const start = () => signInWith(stage).start('USER_PASSWORD_AUTH', { PASSWORD });
  expect((await start()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  await prefer({ SoftwareTokenMfaSettings: { Enabled: false } });
  expect((await start()).ChallengeName).toBe('SMS_MFA');
  await expect(prefer({ SMSMfaSettings: on, EmailMfaSettings: on })).rejects.toMatchObject(
    refusal('InvalidParameterException'),
  );
  const without = await setPoolStage({ mfa: 'off' });
  const tokens = await tokensOf(without);
  await expect(
    without.client.send(new AssociateSoftwareTokenCommand({ AccessToken: tokens.AccessToken })),
  ).rejects.toMatchObject(refusal('SoftwareTokenMFANotFoundException'));
});

test('keeps devices, which prove themselves by SRP in another implementation', async () => {
  const stage = await setPoolStage({ deviceTracking: 'always' });
  const { client } = stage;
  const { AccessToken, NewDeviceMetadata } = await tokensOf(stage);
  const { DeviceKey = '', DeviceGroupKey = '' } = NewDeviceMetadata ?? {};
  const enter = () => signInWith(stage).start('USER_PASSWORD_AUTH', { PASSWORD, DEVICE_KEY: DeviceKey });
  const gone = refusal('ResourceNotFoundException', 'Device does not exist.');
  await expect(enter()).rejects.toMatchObject(gone);
  await expect(client.send(new GetDeviceCommand({ AccessToken, DeviceKey }))).rejects.toMatchObject(gone);
  const { DeviceRandomPassword, DeviceSecretVerifierConfig } = srp.createDeviceVerifier(DeviceKey, DeviceGroupKey);
  const confirm = (key: string) =>
    client.send(
      new ConfirmDeviceCommand({ AccessToken, DeviceKey: key, DeviceName: 'test', DeviceSecretVerifierConfig }),
    );
  await expect(confirm('us-east-1_00000000-0000-4000-a000-000000000000')).rejects.toMatchObject(
    refusal('InvalidParameterException', 'Invalid device key given.'),
  );
  expect((await confirm(DeviceKey)).UserConfirmationNecessary).toBe(false);

  const { answer } = signInWith(stage);
  const prove = async (secret: string) => {
    const challenge = await enter();
    expect(challenge.ChallengeName).toBe('DEVICE_SRP_AUTH');
    const session = srp.createSrpSession('alice', PASSWORD, stage.pool.id, false);
    const next = await answer(challenge, { SRP_A: session.largeA, DEVICE_KEY: DeviceKey });
    expect(next.ChallengeName).toBe('DEVICE_PASSWORD_VERIFIER');
    const response = next as Parameters<typeof srp.signSrpSessionWithDevice>[1];
    const signed = srp.signSrpSessionWithDevice(session, response, DeviceGroupKey, secret);
    return answer(next, {
      PASSWORD_CLAIM_SECRET_BLOCK: signed.secret,
      PASSWORD_CLAIM_SIGNATURE: signed.passwordSignature,
      TIMESTAMP: signed.timestamp,
      DEVICE_KEY: DeviceKey,
    });
  };
  const { AuthenticationResult } = await prove(DeviceRandomPassword);
  expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
  await expect(prove('another secret')).rejects.toMatchObject(refusal('NotAuthorizedException'));

  const { Devices = [] } = await client.send(new ListDevicesCommand({ AccessToken }));
  expect(Devices.map((device) => device.DeviceKey)).toEqual([DeviceKey]);
  const status = async () => {
    const { Device } = await client.send(new GetDeviceCommand({ AccessToken, DeviceKey }));
    return Device?.DeviceAttributes?.find(({ Name }) => Name === 'dev:device_remembered_status')?.Value;
  };
  expect(await status()).toBe('remembered');
  await client.send(
    new UpdateDeviceStatusCommand({ AccessToken, DeviceKey, DeviceRememberedStatus: 'not_remembered' }),
  );
  expect(await status()).toBe('not_remembered');
  await client.send(new ForgetDeviceCommand({ AccessToken, DeviceKey }));
  await expect(client.send(new ForgetDeviceCommand({ AccessToken, DeviceKey }))).rejects.toMatchObject(gone);
  await expect(enter()).rejects.toMatchObject(gone);
});

test('deletes a user, whose namesake has nothing of theirs', async () => {
  const stage = await setPoolStage({ autoConfirm: true });
  const { client, ClientId } = stage;
  const { AccessToken } = await tokensOf(stage);
  await client.send(new DeleteUserCommand({ AccessToken }));
  await expect(tokensOf(stage)).rejects.toMatchObject(refusal('NotAuthorizedException'));
  await client.send(new SignUpCommand({ ClientId, Username: 'alice', Password: PASSWORD }));
  await expect(client.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject(
    refusal('UserNotFoundException', 'User does not exist.'),
  );
});

test.each<[object, string, string | undefined]>([
  [{}, 'Short1!', 'not long enough'],
  [{ minimumLength: 7 }, 'Short1!', undefined],
  [{}, 'CORRECT-HORSE-1', 'lowercase'],
  [{ lowercase: false }, 'CORRECT-HORSE-1', undefined],
  [{}, 'correct-horse-1', 'uppercase'],
  [{ uppercase: false }, 'correct-horse-1', undefined],
  [{}, 'Correct-horse', 'numeric'],
  [{ numbers: false }, 'Correct-horse', undefined],
  [{}, 'CorrectHorse1', 'symbol'],
  [{ symbols: false }, 'CorrectHorse1', undefined],
])('passwordPolicy %o: a sign-up with %s is refused for %s', async (passwordPolicy, Password, reason) => {
  const { client, ClientId } = await setPoolStage({ passwordPolicy });
  const UserAttributes = [{ Name: 'email', Value: 'new@example.com' }];
  const signUp = client.send(new SignUpCommand({ ClientId, Username: 'somebody', Password, UserAttributes }));
  if (!reason) expect(await signUp).toHaveProperty('UserSub');
  else
    await expect(signUp).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: expect.stringContaining(reason),
    });
});
