import { basicFlow, type CognitoSession } from 'sigv4-interceptor/cognito';
import { describe, expect, test } from 'vitest';
import { createServiceClient } from '../../src/cognito/service/client.js';
import { createUserPoolOperations } from '../../src/cognito/user-pool/create-operations.js';
import { createFakeCognito, jwt } from './support/fake-cognito.js';
import { alice, outcome, start } from './support/session.js';

type Json = Record<string, unknown>;
const HOLE = Symbol('left out');

const at = (answer: unknown, path: string): unknown =>
  path.split('.').reduce((value, name) => (value as Json)[name], answer);

/** Returns a response with another value at a path, as sent over the wire. */
const withValue = (answer: object, path: string, value: unknown): object => {
  const copy = structuredClone(answer);
  const names = path.split('.');
  const last = names.pop()!;
  const parent = (names.length > 0 ? at(copy, names.join('.')) : copy) as Json;
  if (value === HOLE) delete parent[last];
  else parent[last] = value;
  return copy;
};

/** Invalid values to use in place of a valid one. */
const wrongFor = (good: unknown): unknown[] => {
  const wrong = [HOLE, null, '', true, typeof good === 'number' ? '2030-01-01T00:00:00Z' : 42];
  return Array.isArray(good) ? [...wrong, {}, [null]] : [...wrong, [], {}];
};

const claims = { sub: 'sub-alice', username: 'alice', exp: 4e9 };
const TOKENS = { AccessToken: jwt(claims), IdToken: jwt(claims), RefreshToken: 'refresh-alice', ExpiresIn: 3600 };
const SENT = { CodeDeliveryDetails: { Destination: 'a***', DeliveryMedium: 'EMAIL', AttributeName: 'email' } };
const ATTRIBUTES = [{ Name: 'email', Value: '' }];
const DEVICE = { DeviceKey: 'key', DeviceAttributes: ATTRIBUTES, DeviceCreateDate: 1 };
const SRP = { SALT: 'ab', SRP_B: 'cd', SECRET_BLOCK: 'YWJj', USER_ID_FOR_SRP: 'alice' };
const answered = (challenge: string, parameters: object) => ({
  ChallengeName: challenge,
  Session: 'session',
  ChallengeParameters: parameters,
});
const json = JSON.stringify;

interface Row {
  readonly operation: string;
  readonly answer: object;
  readonly call: (session: CognitoSession) => Promise<unknown>;
  /** The paths that must be present and valid. */
  readonly needs: readonly string[];
  /** The paths that may be missing but not invalid. */
  readonly mayHave?: readonly string[];
  readonly guest?: true;
}

const signIn = (session: CognitoSession) => session.signIn(alice);
const signInBySrp = (session: CognitoSession) => session.signIn({ ...alice, authFlow: 'USER_SRP_AUTH' });

const ROWS: readonly Row[] = [
  {
    operation: 'SignUp',
    answer: { UserSub: 'sub', UserConfirmed: true, Session: 'session', ...SENT },
    call: (session) => session.signUp(alice),
    needs: ['UserSub'],
    mayHave: ['UserConfirmed', 'Session', 'CodeDeliveryDetails', 'CodeDeliveryDetails.Destination'],
  },
  {
    operation: 'ConfirmSignUp',
    answer: { Session: 'session' },
    call: (session) => session.confirmSignUp({ username: 'alice', code: '1' }),
    needs: [],
    mayHave: ['Session'],
  },
  {
    operation: 'ResendConfirmationCode',
    answer: SENT,
    call: (session) => session.resendSignUpCode({ username: 'alice' }),
    needs: ['CodeDeliveryDetails'],
  },
  {
    operation: 'ForgotPassword',
    answer: SENT,
    call: (session) => session.forgotPassword({ username: 'alice' }),
    needs: ['CodeDeliveryDetails'],
    mayHave: ['CodeDeliveryDetails.DeliveryMedium', 'CodeDeliveryDetails.AttributeName'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: { AuthenticationResult: TOKENS },
    call: signIn,
    needs: ['AuthenticationResult', 'AuthenticationResult.AccessToken', 'AuthenticationResult.IdToken'],
    mayHave: ['AuthenticationResult.RefreshToken', 'AuthenticationResult.ExpiresIn'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: answered('SMS_MFA', { CODE_DELIVERY_DESTINATION: '+1***' }),
    call: signIn,
    needs: ['ChallengeName'],
    mayHave: ['Session', 'ChallengeParameters', 'ChallengeParameters.CODE_DELIVERY_DESTINATION'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: answered('PASSWORD_VERIFIER', SRP),
    call: async (session) => {
      const step = await outcome(signInBySrp(session));
      // The next call is not scripted. The test only checks that it was made.
      if ((step as { operation?: string }).operation !== 'RespondToAuthChallenge') throw step;
    },
    needs: ['ChallengeParameters.SALT', 'ChallengeParameters.SRP_B', 'ChallengeParameters.SECRET_BLOCK'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: { ...answered('SELECT_CHALLENGE', {}), AvailableChallenges: ['EMAIL_OTP'] },
    call: (session) => session.signIn({ username: 'alice', authFlow: 'USER_AUTH' }),
    needs: ['ChallengeName'],
    mayHave: ['AvailableChallenges'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: answered('NEW_PASSWORD_REQUIRED', {
      requiredAttributes: json(['userAttributes.email']),
      userAttributes: json({ email: 'a@example.com' }),
    }),
    call: signIn,
    needs: [],
    mayHave: ['ChallengeParameters.requiredAttributes', 'ChallengeParameters.userAttributes'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: answered('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: json(['SMS_MFA']) }),
    call: signIn,
    needs: [],
    mayHave: ['ChallengeParameters.MFAS_CAN_CHOOSE'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: answered('MFA_SETUP', { MFAS_CAN_SETUP: json(['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']) }),
    call: signIn,
    needs: [],
    mayHave: ['ChallengeParameters.MFAS_CAN_SETUP'],
  },
  {
    operation: 'InitiateAuth',
    guest: true,
    answer: answered('WEB_AUTHN', { CREDENTIAL_REQUEST_OPTIONS: json({ challenge: 'YWJj' }) }),
    call: (session) => session.signIn({ username: 'alice', authFlow: 'USER_AUTH', preferredChallenge: 'webAuthn' }),
    needs: ['ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS'],
  },
  {
    operation: 'GetTokensFromRefreshToken',
    answer: { AuthenticationResult: TOKENS },
    call: (session) => session.getTokens({ forceRefresh: true }),
    needs: ['AuthenticationResult', 'AuthenticationResult.AccessToken', 'AuthenticationResult.IdToken'],
    mayHave: ['AuthenticationResult.RefreshToken', 'AuthenticationResult.ExpiresIn'],
  },
  {
    operation: 'AssociateSoftwareToken',
    answer: { SecretCode: 'ABC', Session: 'session' },
    call: (session) => session.setUpTotp(),
    needs: ['SecretCode'],
    mayHave: ['Session'],
  },
  {
    operation: 'VerifySoftwareToken',
    answer: { Status: 'SUCCESS' },
    call: (session) => session.verifyTotp({ code: '1' }),
    needs: ['Status'],
  },
  {
    operation: 'GetUser',
    answer: { UserAttributes: ATTRIBUTES, UserMFASettingList: ['SMS_MFA'], PreferredMfaSetting: 'SMS_MFA' },
    call: async (session) => [await session.getAttributes(), await session.getMfaPreference()],
    needs: ['UserAttributes', 'UserAttributes.0', 'UserAttributes.0.Name'],
    mayHave: ['UserMFASettingList', 'UserAttributes.0.Value'],
  },
  {
    operation: 'UpdateUserAttributes',
    answer: { CodeDeliveryDetailsList: [SENT.CodeDeliveryDetails] },
    call: (session) => session.updateAttributes({ attributes: { email: 'a@example.com' } }),
    needs: [],
    mayHave: ['CodeDeliveryDetailsList'],
  },
  {
    operation: 'GetUserAttributeVerificationCode',
    answer: SENT,
    call: (session) => session.sendAttributeCode({ name: 'email' }),
    needs: [],
    mayHave: ['CodeDeliveryDetails'],
  },
  {
    operation: 'GetDevice',
    answer: { Device: DEVICE },
    call: (session) => session.getDevice({ key: 'key' }),
    needs: ['Device', 'Device.DeviceKey'],
    mayHave: ['Device.DeviceAttributes', 'Device.DeviceCreateDate'],
  },
  {
    operation: 'ListDevices',
    answer: { Devices: [DEVICE] },
    call: (session) => session.listDevices(),
    needs: ['Devices.0.DeviceKey'],
    mayHave: ['Devices'],
  },
  {
    operation: 'ListWebAuthnCredentials',
    answer: { Credentials: [{ CredentialId: 'id', AuthenticatorTransports: ['usb'], CreatedAt: 1 }] },
    call: (session) => session.listPasskeys(),
    needs: ['Credentials', 'Credentials.0.CredentialId'],
    mayHave: ['Credentials.0.AuthenticatorTransports', 'Credentials.0.CreatedAt'],
  },
  {
    operation: 'GetId',
    guest: true,
    answer: { IdentityId: 'us-east-1:guest' },
    call: (session) => session.credentials(),
    needs: ['IdentityId'],
  },
  {
    operation: 'GetCredentialsForIdentity',
    guest: true,
    answer: {
      IdentityId: 'us-east-1:guest',
      Credentials: { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 4e9 },
    },
    call: (session) => session.credentials(),
    needs: [
      'Credentials',
      'Credentials.AccessKeyId',
      'Credentials.SecretKey',
      'Credentials.SessionToken',
      'Credentials.Expiration',
    ],
    mayHave: ['IdentityId'],
  },
];

/** Makes a row's call in a session whose service gives this response. Returns the outcome. */
const callWith = async ({ operation, call, guest }: Row, answer: unknown) => {
  const cognito = createFakeCognito();
  const { session, storage } = await start({}, cognito);
  if (!guest) await session.signIn(alice);
  const kept = await storage.get('sigv4-interceptor.session');
  cognito.on('AssociateSoftwareToken', { SecretCode: 'ABC' });
  cognito.on(operation, () => (typeof answer === 'function' ? answer() : answer) as object);
  const result = await outcome(call(session));
  const after = await storage.get('sigv4-interceptor.session');
  return { result, last: cognito.calls.at(-1)!.operation, isKept: after === kept, session };
};

const expectNoAnswer = async (row: Row, answer: unknown): Promise<void> => {
  const { result, last, isKept, session } = await callWith(row, answer);
  const { operation } = row;
  expect(result, JSON.stringify(answer)).toMatchObject({ name: 'NetworkError', code: 'unexpected-answer', operation });
  // The response was ignored: no call followed, nothing was stored, and the user stays signed in.
  expect(last).toBe(operation);
  if (operation !== 'GetCredentialsForIdentity') expect(isKept).toBe(true);
  expect(session.state).toBe(row.guest ? 'guest' : 'signedIn');
};

const NAMES = ROWS.map((row, index) => [index + 1, row.operation, row] as const);

describe.each(NAMES)('%i, %s', (_, __, row) => {
  test('an answer that has all it can have is one', async () => {
    expect((await callWith(row, row.answer)).result).not.toBeInstanceOf(Error);
  });

  const isBareNone = row.needs.some((path) => !row.mayHave?.includes(path.split('.')[0]!));
  test.each([
    { answer: null },
    { answer: [] },
    { answer: 'text' },
    { answer: 42 },
    ...(isBareNone ? [{ answer: {} }] : []),
  ])('$answer is none', async ({ answer }) => expectNoAnswer(row, answer));

  for (const path of row.needs) {
    for (const wrong of wrongFor(at(row.answer, path))) {
      // All of its members are optional.
      if (path === 'CodeDeliveryDetails' && JSON.stringify(wrong) === '{}') continue;
      test(`an answer with ${String(JSON.stringify(wrong))} for ${path} is none`, async () =>
        expectNoAnswer(row, withValue(row.answer, path, wrong)));
    }
  }

  for (const path of row.mayHave ?? []) {
    test.each([HOLE, null])(`an answer with %s for ${path} is one`, async (value) => {
      const { result } = await callWith(row, withValue(row.answer, path, value));
      expect(result).not.toBeInstanceOf(Error);
      expect(JSON.stringify(result).replace('"principal":null', '')).not.toContain('null');
    });
    test(`an answer with something else for ${path} is none`, async () =>
      expectNoAnswer(row, withValue(row.answer, path, typeof at(row.answer, path) === 'object' ? 'text' : { no: 1 })));
  }
});

/** Operations without a result. */
const WITHOUT_RESULT: readonly Omit<Row, 'answer' | 'needs'>[] = [
  {
    operation: 'ChangePassword',
    call: (session) => session.changePassword({ oldPassword: 'old', newPassword: 'new' }),
  },
  {
    operation: 'ConfirmForgotPassword',
    call: (session) => session.confirmForgotPassword({ username: 'alice', code: '1', newPassword: 'new' }),
  },
  { operation: 'DeleteUser', call: (session) => session.deleteUser() },
  { operation: 'DeleteUserAttributes', call: (session) => session.deleteAttributes({ names: ['email'] }) },
  { operation: 'DeleteWebAuthnCredential', call: (session) => session.deletePasskey({ id: 'id' }) },
  { operation: 'ForgetDevice', call: (session) => session.forgetDevice({ key: 'key' }) },
  { operation: 'SetUserMFAPreference', call: (session) => session.setMfaPreference({ totp: 'preferred' }) },
  { operation: 'UpdateDeviceStatus', call: (session) => session.rememberDevice({ key: 'key' }) },
  { operation: 'VerifyUserAttribute', call: (session) => session.verifyAttribute({ name: 'email', code: '1' }) },
];

const AMZ_JSON = { 'content-type': 'application/x-amz-json-1.1' };
const REQUEST_ID = { 'x-amzn-requestid': '6f6f0f4c-7d5b-4f64-9f4e-000000000000' };

describe.each(WITHOUT_RESULT.map((row) => [row.operation, { ...row, answer: {}, needs: [] }] as const))(
  '%s, which has no result,',
  (operation, row) => {
    test.each([
      ['{}', () => Response.json({})],
      ['nothing, with a request id', () => new Response(null, { headers: REQUEST_ID })],
      ['nothing, as AWS JSON', () => new Response('', { headers: AMZ_JSON })],
      ['members that came later, with a request id', () => Response.json({ New: 1 }, { headers: REQUEST_ID })],
    ])('is answered by %s', async (_, answer) => {
      expect((await callWith(row, answer)).result).not.toBeInstanceOf(Error);
    });

    test.each([
      ['nothing', () => new Response('')],
      ['nothing, as text', () => new Response('', { headers: { 'content-type': 'text/html' } })],
      ['nothing, as some JSON', () => new Response('', { headers: { 'content-type': 'application/json' } })],
      ['status 204', () => new Response(null, { status: 204 })],
      ['status 204 with a request id', () => new Response(null, { status: 204, headers: REQUEST_ID })],
      ['status 201', () => Response.json({}, { status: 201 })],
      ["a portal's JSON", () => Response.json({ redirect: 'http://portal.example.com/' })],
      ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
      ['HTML with a request id', () => new Response('<html>', { headers: REQUEST_ID })],
    ])('is not answered by %s', async (_, answer) => {
      await expectNoAnswer(row, answer);
      const { result } = await callWith(row, answer);
      const isRepeatable = /^(DeleteUserAttributes|SetUserMFAPreference|UpdateDeviceStatus)$/.test(operation);
      const mayBeDone = expect.stringContaining('may have succeeded');
      expect(result).toMatchObject({ advice: isRepeatable ? expect.any(String) : mayBeDone });
    });
  },
);

const MAY_BE_EMPTY = /^(ConfirmSignUp|GetUserAttributeVerificationCode|ListDevices|UpdateUserAttributes)$/;

test.each(ROWS.filter(({ operation }) => MAY_BE_EMPTY.test(operation)).map((row) => [row.operation, row] as const))(
  '%s, whose result may be empty, is not answered by an object that has nothing of it',
  async (_, row) => {
    await expectNoAnswer(row, { redirect: 'http://portal.example.com/' });
    expect((await callWith(row, {})).result).not.toBeInstanceOf(Error);
    const later = () => Response.json({ New: 1 }, { headers: AMZ_JSON });
    expect((await callWith(row, later)).result).not.toBeInstanceOf(Error);
  },
);

test('a sign-out that a captive portal answers is not confirmed', async () => {
  const { session, cognito } = await start();
  await session.signIn(alice);
  for (const operation of ['GlobalSignOut', 'RevokeToken'])
    cognito.on(operation, () => new Response(null, { status: 204 }));
  const { unconfirmed } = await session.signOut({ global: true, revoke: true });
  expect(unconfirmed.map(({ operation, error }) => [operation, (error as { code?: string }).code])).toEqual([
    ['GlobalSignOut', 'unexpected-answer'],
    ['RevokeToken', 'unexpected-answer'],
  ]);
});

test('a challenge with invalid parameters is not a valid response, in JSON as well', async () => {
  const row = (name: string, parameters: object): [Row, object] => {
    const answer = answered(name, parameters);
    return [{ operation: 'InitiateAuth', guest: true, answer, call: signIn, needs: [] }, answer];
  };
  for (const [one, answer] of [
    row('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: 'SMS_MFA' }),
    row('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '{}' }),
    row('MFA_SETUP', { MFAS_CAN_SETUP: '[1]' }),
    row('NEW_PASSWORD_REQUIRED', { requiredAttributes: '"email"' }),
    row('NEW_PASSWORD_REQUIRED', { userAttributes: '[]' }),
    row('WEB_AUTHN', { CREDENTIAL_REQUEST_OPTIONS: '{"challenge":"?"}' }),
    row('WEB_AUTHN', { CREDENTIAL_REQUEST_OPTIONS: '{"challenge":"YWJj","allowCredentials":[{"id":7}]}' }),
    row('PASSWORD_VERIFIER', { ...SRP, SRP_B: 'not a number' }),
    row('DEVICE_PASSWORD_VERIFIER', { ...SRP, SECRET_BLOCK: '?' }),
  ])
    await expectNoAnswer(one, answer);
});

test("a custom challenge's parameters are the trigger's own, whatever they are called", async () => {
  const { session, cognito } = await start();
  cognito.on('InitiateAuth', answered('CUSTOM_CHALLENGE', { SALT: 'and pepper', MFAS_CAN_CHOOSE: '' }));
  expect(await signIn(session)).toEqual({
    step: 'customChallenge',
    parameters: { SALT: 'and pepper', MFAS_CAN_CHOOSE: '' },
  });
});

test.each([{}, { DeviceKey: 'key' }, { DeviceKey: '', DeviceGroupKey: 'group' }])(
  'the keys of a device are both there, or it is no answer: %j',
  async (NewDeviceMetadata) => {
    const { session, cognito, storage } = await start();
    cognito.on('InitiateAuth', { AuthenticationResult: { ...TOKENS, NewDeviceMetadata } });
    await expect(signIn(session)).rejects.toMatchObject({ code: 'unexpected-answer', operation: 'InitiateAuth' });
    expect(cognito.calls).toHaveLength(1);
    expect(await storage.get('sigv4-interceptor.session')).toBeUndefined();
  },
);

test.each([{}, { IdentityId: 'us-east-1:guest' }, { Token: null }, { Token: '' }, { Token: 7 }])(
  'the basic flow goes no further without a token: %j',
  async (answer) => {
    const { session, cognito } = await start({
      basicFlow: basicFlow({ guestRoleArn: 'arn:aws:iam::123456789012:role/guest' }),
    });
    cognito.on('GetOpenIdToken', answer);
    const failure = { code: 'unexpected-answer', operation: 'GetOpenIdToken' };
    await expect(session.credentials()).rejects.toMatchObject(failure);
    expect(cognito.calls.at(-1)?.operation).toBe('GetOpenIdToken');
  },
);

const xml = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries<unknown>({
    AccessKeyId: 'A',
    SecretAccessKey: 'S',
    SessionToken: 'T',
    Expiration: '2099-01-01T00:00:00Z',
    ...members,
  })
    .map(([name, value]) => (value === HOLE ? '' : `<${name}>${String(value)}</${name}>`))
    .join('');

test.each(['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'])(
  'STS gives nothing where it leaves out %s',
  async (name) => {
    let answer = '';
    const cognito = createFakeCognito();
    cognito.on('GetOpenIdToken', { IdentityId: 'us-east-1:guest', Token: 'open' });
    const { session } = await start(
      {
        basicFlow: basicFlow({ guestRoleArn: 'arn:aws:iam::123456789012:role/guest' }),
        fetch: async (input, init) =>
          String(input).includes('sts') ? new Response(answer) : cognito.fetch(input, init),
      },
      cognito,
    );
    for (const value of [HOLE, '', ...(name === 'Expiration' ? ['soon'] : [])]) {
      answer = xml({ [name]: value });
      const failure = { code: 'unexpected-answer', operation: 'AssumeRoleWithWebIdentity' };
      await expect(session.credentials()).rejects.toMatchObject(failure);
    }
    answer = xml({});
    expect((await session.credentials()).sessionToken).toBe('T');
  },
);

test.each([
  {},
  { CredentialCreationOptions: {} },
  { CredentialCreationOptions: { challenge: 'YWJj', user: {} } },
  { CredentialCreationOptions: { challenge: '?', user: { id: 'YWJj' } } },
  { CredentialCreationOptions: { challenge: 'YWJj', user: { id: 'YWJj' }, excludeCredentials: [{}] } },
])('no passkey is made of %j', async (answer) => {
  const cognito = createFakeCognito();
  cognito.on('StartWebAuthnRegistration', answer);
  let asked = 0;
  const credentials = { create: async () => void asked++ } as unknown as CredentialsContainer;
  const { registerPasskey } = createUserPoolOperations({
    client: createServiceClient({
      endpoint: 'https://cognito-idp.us-east-1.amazonaws.com/',
      target: 'AWSCognitoIdentityProviderService',
      fetch: cognito.fetch,
      clock: { offset: 0, now: Date.now },
    }),
    userPool: { clientId: 'client' },
    accessToken: async () => 'token',
    username: () => 'alice',
    devices: { get: async () => undefined, remove: async () => {} },
    credentials,
  });
  const failure = { code: 'unexpected-answer', operation: 'StartWebAuthnRegistration' };
  await expect(registerPasskey()).rejects.toMatchObject(failure);
  expect(asked).toBe(0);
});
