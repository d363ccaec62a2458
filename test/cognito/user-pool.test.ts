import { createHmac } from 'node:crypto';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import type { CallOptions, ServiceClient } from '../../src/cognito/service/client.js';
import { CognitoError, InvalidStateError, OutcomeUnknownError } from '../../src/cognito/errors.js';
import { createCalls } from '../../src/cognito/user-pool/operations/calls.js';
import { totpUri } from '../../src/cognito/user-pool/operations/totp-uri.js';
import { createUserPoolOperations, type UserPoolOperations } from '../../src/cognito/user-pool/create-operations.js';

type Call = [operation: string, input: unknown];

/** Creates the operations with a client that returns the answers in order, and the calls that it received. */
const scripted = (
  answers: readonly object[] = [{}],
  options: { clientSecret?: string; device?: string; credentials?: CredentialsContainer } = {},
) => {
  const calls: Call[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const devices = new Map(options.device ? [['alice', { key: options.device, groupKey: 'g', secret: 's' }]] : []);
  const client: ServiceClient = {
    call: async <T>(operation: string, input: object, { signal }: CallOptions = {}) => {
      // As sent: without undefined members.
      calls.push([operation, JSON.parse(JSON.stringify(input))]);
      signals.push(signal);
      const answer = answers[calls.length - 1];
      if (!answer) throw new Error(`no answer for ${operation}`);
      if (answer instanceof Error) throw answer;
      return answer as T;
    },
  };
  const operations = createUserPoolOperations({
    client,
    userPool: { clientId: 'client', ...(options.clientSecret && { clientSecret: options.clientSecret }) },
    accessToken: async () => 'token',
    username: () => 'alice',
    devices: {
      get: async (username) => devices.get(username),
      remove: async (username) => void devices.delete(username),
    },
    credentials: options.credentials,
  });
  return { operations, calls, signals, devices };
};

const clientMetadata = { from: 'test' };
const sent = { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };
const delivery = { destination: 'a***@e***', medium: 'EMAIL', attribute: 'email' };
const account = { ClientId: 'client', Username: 'alice' };

/** What each operation sends, and how it converts the response. */
const operations: readonly [
  name: string,
  run: (operations: UserPoolOperations) => Promise<unknown>,
  call: Call,
  answer: object,
  result: unknown,
][] = [
  [
    'signUp',
    (pool) =>
      pool.signUp({
        username: 'alice',
        password: 'p',
        attributes: { email: 'a@e.com', 'custom:team': 'x' },
        validationData: { captcha: 'c' },
        clientMetadata,
      }),
    [
      'SignUp',
      {
        ...account,
        Password: 'p',
        UserAttributes: [
          { Name: 'email', Value: 'a@e.com' },
          { Name: 'custom:team', Value: 'x' },
        ],
        ValidationData: [{ Name: 'captcha', Value: 'c' }],
        ClientMetadata: clientMetadata,
      },
    ],
    { UserConfirmed: false, UserSub: 'sub', CodeDeliveryDetails: sent, Session: 'session' },
    { step: 'confirmSignUp', userSub: 'sub', delivery, session: 'session' },
  ],
  [
    'signUp without a password, confirmed by a trigger',
    (pool) => pool.signUp({ username: 'alice' }),
    ['SignUp', account],
    { UserConfirmed: true, UserSub: 'sub' },
    { step: 'done', userSub: 'sub' },
  ],
  [
    'confirmSignUp',
    (pool) =>
      pool.confirmSignUp({
        username: 'alice',
        code: '123456',
        forceAliasCreation: true,
        session: 'session',
        clientMetadata,
      }),
    [
      'ConfirmSignUp',
      {
        ...account,
        ConfirmationCode: '123456',
        ForceAliasCreation: true,
        Session: 'session',
        ClientMetadata: clientMetadata,
      },
    ],
    { Session: 'next' },
    { session: 'next' },
  ],
  [
    'confirmSignUp with the code alone',
    (pool) => pool.confirmSignUp({ username: 'alice', code: '123456' }),
    ['ConfirmSignUp', { ...account, ConfirmationCode: '123456' }],
    {},
    {},
  ],
  [
    'resendSignUpCode',
    (pool) => pool.resendSignUpCode({ username: 'alice', clientMetadata }),
    ['ResendConfirmationCode', { ...account, ClientMetadata: clientMetadata }],
    { CodeDeliveryDetails: sent },
    delivery,
  ],
  [
    'forgotPassword',
    (pool) => pool.forgotPassword({ username: 'alice', clientMetadata }),
    ['ForgotPassword', { ...account, ClientMetadata: clientMetadata }],
    { CodeDeliveryDetails: sent },
    delivery,
  ],
  [
    'confirmForgotPassword',
    (pool) => pool.confirmForgotPassword({ username: 'alice', code: '123456', newPassword: 'n', clientMetadata }),
    [
      'ConfirmForgotPassword',
      { ...account, ConfirmationCode: '123456', Password: 'n', ClientMetadata: clientMetadata },
    ],
    {},
    undefined,
  ],
  [
    'changePassword',
    (pool) => pool.changePassword({ oldPassword: 'o', newPassword: 'n' }),
    ['ChangePassword', { AccessToken: 'token', PreviousPassword: 'o', ProposedPassword: 'n' }],
    {},
    undefined,
  ],
  [
    'changePassword of a user who has none',
    (pool) => pool.changePassword({ newPassword: 'n' }),
    ['ChangePassword', { AccessToken: 'token', ProposedPassword: 'n' }],
    {},
    undefined,
  ],
  ['deleteUser', (pool) => pool.deleteUser(), ['DeleteUser', { AccessToken: 'token' }], {}, undefined],
  [
    'getAttributes',
    (pool) => pool.getAttributes(),
    ['GetUser', { AccessToken: 'token' }],
    { Username: 'alice', UserAttributes: [{ Name: 'sub', Value: '1' }, { Name: 'custom:empty' }] },
    { sub: '1', 'custom:empty': '' },
  ],
  [
    'updateAttributes',
    (pool) => pool.updateAttributes({ attributes: { email: 'a@e.com', name: 'A' }, clientMetadata }),
    [
      'UpdateUserAttributes',
      {
        AccessToken: 'token',
        UserAttributes: [
          { Name: 'email', Value: 'a@e.com' },
          { Name: 'name', Value: 'A' },
        ],
        ClientMetadata: clientMetadata,
      },
    ],
    { CodeDeliveryDetailsList: [sent] },
    { email: delivery },
  ],
  [
    'updateAttributes with nothing to verify',
    (pool) => pool.updateAttributes({ attributes: { name: 'A' } }),
    ['UpdateUserAttributes', { AccessToken: 'token', UserAttributes: [{ Name: 'name', Value: 'A' }] }],
    {},
    {},
  ],
  [
    'deleteAttributes',
    (pool) => pool.deleteAttributes({ names: ['name', 'custom:team'] }),
    ['DeleteUserAttributes', { AccessToken: 'token', UserAttributeNames: ['name', 'custom:team'] }],
    {},
    undefined,
  ],
  [
    'sendAttributeCode',
    (pool) => pool.sendAttributeCode({ name: 'email', clientMetadata }),
    [
      'GetUserAttributeVerificationCode',
      { AccessToken: 'token', AttributeName: 'email', ClientMetadata: clientMetadata },
    ],
    { CodeDeliveryDetails: sent },
    delivery,
  ],
  [
    'verifyAttribute',
    (pool) => pool.verifyAttribute({ name: 'email', code: '123456' }),
    ['VerifyUserAttribute', { AccessToken: 'token', AttributeName: 'email', Code: '123456' }],
    {},
    undefined,
  ],
  [
    'verifyTotp',
    (pool) => pool.verifyTotp({ code: '123456', deviceName: 'phone' }),
    ['VerifySoftwareToken', { AccessToken: 'token', UserCode: '123456', FriendlyDeviceName: 'phone' }],
    { Status: 'SUCCESS' },
    undefined,
  ],
  [
    'setMfaPreference',
    (pool) => pool.setMfaPreference({ totp: 'preferred', sms: 'enabled', email: 'disabled' }),
    [
      'SetUserMFAPreference',
      {
        AccessToken: 'token',
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
        SMSMfaSettings: { Enabled: true, PreferredMfa: false },
        EmailMfaSettings: { Enabled: false, PreferredMfa: false },
      },
    ],
    {},
    undefined,
  ],
  [
    'setMfaPreference of one factor',
    (pool) => pool.setMfaPreference({ totp: 'enabled' }),
    [
      'SetUserMFAPreference',
      { AccessToken: 'token', SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false } },
    ],
    {},
    undefined,
  ],
  [
    'getMfaPreference',
    (pool) => pool.getMfaPreference(),
    ['GetUser', { AccessToken: 'token' }],
    { UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP', 'NEW_KIND'], PreferredMfaSetting: 'EMAIL_OTP' },
    { enabled: ['totp', 'email'], preferred: 'email' },
  ],
  [
    'getMfaPreference without any',
    (pool) => pool.getMfaPreference(),
    ['GetUser', { AccessToken: 'token' }],
    {},
    { enabled: [] },
  ],
  [
    'rememberDevice',
    (pool) => pool.rememberDevice(),
    ['UpdateDeviceStatus', { AccessToken: 'token', DeviceKey: 'own', DeviceRememberedStatus: 'remembered' }],
    {},
    undefined,
  ],
  [
    'doNotRememberDevice',
    (pool) => pool.doNotRememberDevice({ key: 'other' }),
    ['UpdateDeviceStatus', { AccessToken: 'token', DeviceKey: 'other', DeviceRememberedStatus: 'not_remembered' }],
    {},
    undefined,
  ],
  [
    'getDevice',
    (pool) => pool.getDevice(),
    ['GetDevice', { AccessToken: 'token', DeviceKey: 'own' }],
    {
      Device: {
        DeviceKey: 'own',
        DeviceAttributes: [{ Name: 'device_name', Value: 'laptop' }],
        DeviceCreateDate: 1_700_000_000.5,
        DeviceLastModifiedDate: 1_700_000_001,
      },
    },
    {
      key: 'own',
      attributes: { device_name: 'laptop' },
      createdAt: new Date(1_700_000_000_500),
      modifiedAt: new Date(1_700_000_001_000),
      authenticatedAt: undefined,
    },
  ],
  [
    'deletePasskey',
    (pool) => pool.deletePasskey({ id: 'passkey' }),
    ['DeleteWebAuthnCredential', { AccessToken: 'token', CredentialId: 'passkey' }],
    {},
    undefined,
  ],
];

test.each(operations)('%s sends what Cognito expects and returns its result', async (_, run, call, answer, result) => {
  const { operations, calls } = scripted([answer], { device: 'own' });
  expect(await run(operations)).toEqual(result);
  expect(calls).toEqual([call]);
});

/** The requests of the operations that other tests cover. */
const others: readonly [string, Call, object][] = [
  ['AssociateSoftwareToken', ['AssociateSoftwareToken', { AccessToken: 'token' }], { SecretCode: 's' }],
  [
    'ListDevices',
    ['ListDevices', { AccessToken: 'token', Limit: 60, PaginationToken: 'p' }],
    { Devices: [], PaginationToken: 'p' },
  ],
  ['ForgetDevice', ['ForgetDevice', { AccessToken: 'token', DeviceKey: 'own' }], {}],
  [
    'ListWebAuthnCredentials',
    ['ListWebAuthnCredentials', { AccessToken: 'token', MaxResults: 20, NextToken: 'n' }],
    { Credentials: [], NextToken: 'n' },
  ],
  [
    'StartWebAuthnRegistration',
    ['StartWebAuthnRegistration', { AccessToken: 'token' }],
    { CredentialCreationOptions: { challenge: 'c' } },
  ],
  [
    'CompleteWebAuthnRegistration',
    ['CompleteWebAuthnRegistration', { AccessToken: 'token', Credential: { id: 'c' } }],
    {},
  ],
  ['SecretHash', ['SignUp', { ...account, SecretHash: 'hash' }], {}],
];

test.each([...operations.map(([name, , call, answer]) => [name, call, answer] as const), ...others])(
  '%s has the names of the service model, as the AWS SDK knows it',
  async (_, [operation, input], answer) => {
    const sentBodies: unknown[] = [];
    const client = new sdk.CognitoIdentityProviderClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'k', secretAccessKey: 's' },
      requestHandler: {
        handle: async (request: { body: Uint8Array; headers: Record<string, string> }) => {
          expect(request.headers['x-amz-target']).toBe(`AWSCognitoIdentityProviderService.${operation}`);
          sentBodies.push(JSON.parse(new TextDecoder().decode(request.body)));
          return {
            response: { statusCode: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(answer)) },
          };
        },
      },
    });
    const commands = sdk as unknown as Record<string, new (input: unknown) => sdk.GetUserCommand>;
    const output = await client.send(new commands[`${operation}Command`]!(input));
    // The SDK omits members that its model does not know, from requests and responses.
    expect(sentBodies).toEqual([input]);
    expect(Object.keys(output)).toEqual(expect.arrayContaining(Object.keys(answer)));
  },
);

test('a client with a secret sends the secret hash in every call with a user name, and in no other', async () => {
  const { operations, calls } = scripted(Array(7).fill({}), { clientSecret: 'secret' });
  await operations.signUp({ username: 'alice' });
  await operations.confirmSignUp({ username: 'alice', code: '1' });
  await operations.resendSignUpCode({ username: 'alice' });
  await operations.forgotPassword({ username: 'alice' });
  await operations.confirmForgotPassword({ username: 'bob', code: '1', newPassword: 'n' });
  await operations.getAttributes();
  const hash = (username: string) => createHmac('sha256', 'secret').update(`${username}client`).digest('base64');
  expect(calls.map(([, input]) => (input as { SecretHash?: string }).SecretHash)).toEqual([
    ...Array(4).fill(hash('alice')),
    hash('bob'),
    undefined,
  ]);
});

test("the caller's signal reaches the token and the call", async () => {
  const { signal } = new AbortController();
  const { operations, signals } = scripted([{}, {}, {}]);
  await operations.forgotPassword({ username: 'alice', signal });
  await operations.getAttributes({ signal });
  await operations.deleteUser();
  expect(signals).toEqual([signal, signal, undefined]);

  const asked: unknown[] = [];
  const refusing = createUserPoolOperations({
    client: { call: () => expect.fail('it was called') },
    userPool: { clientId: 'client' },
    accessToken: async (options) => {
      asked.push(options.signal);
      throw new InvalidStateError('not-signed-in', 'Sign in first.');
    },
    username: () => undefined,
    devices: { get: async () => undefined, remove: async () => {} },
  });
  await expect(refusing.changePassword({ newPassword: 'n', signal })).rejects.toMatchObject({ code: 'not-signed-in' });
  expect(asked).toEqual([signal]);
});

/** Makes a call as the user with these tokens in turn. The first attempt is rejected. */
const refusedOnce = (code: Capitalize<string>, tokens: readonly string[]) => {
  const given = [...tokens];
  const asked: object[] = [];
  const calls: unknown[][] = [];
  const { asUser } = createCalls({
    client: {
      call: async <T>(operation: string, { AccessToken }: { AccessToken?: string }, { signal }: CallOptions = {}) => {
        calls.push([AccessToken, signal]);
        if (calls.length > 1) return {} as T;
        throw new CognitoError(code, 'Access Token has expired', { operation, status: 400 });
      },
    } as ServiceClient,
    userPool: { clientId: 'client' },
    accessToken: async (options) => {
      asked.push(options);
      return given.shift()!;
    },
  });
  return { asUser, asked, calls };
};

test("the caller's signal reaches the renewal of a token that is refused, and the second call", async () => {
  const { signal } = new AbortController();
  const { asUser, asked, calls } = refusedOnce('NotAuthorizedException', ['old', 'old', 'new']);
  await asUser('GetUser', {}, { signal });
  expect(asked.map((options) => Object.values(options))).toEqual([[signal], [signal], [signal, true]]);
  expect(calls).toEqual([
    ['old', signal],
    ['new', signal],
  ]);
});

test('a token that was renewed in the meantime is not renewed again', async () => {
  const { asUser, asked, calls } = refusedOnce('NotAuthorizedException', ['old', 'new']);
  await asUser('GetUser');
  expect(asked).toEqual([{}, {}]);
  expect(calls.map(([token]) => token)).toEqual(['old', 'new']);
});

test('a call rejected for another reason is not retried', async () => {
  const { asUser, asked, calls } = refusedOnce('InvalidParameterException', ['old']);
  await expect(asUser('GetUser')).rejects.toMatchObject({ code: 'InvalidParameterException' });
  expect([asked, calls]).toMatchObject([{ length: 1 }, { length: 1 }]);
});

test('an authenticator app gets a secret, and a URI that names issuer and account', async () => {
  const { operations, calls } = scripted([{ SecretCode: 'JBSWY3DP' }]);
  const { secret, uri } = await operations.setUpTotp();
  expect(calls).toEqual([['AssociateSoftwareToken', { AccessToken: 'token' }]]);
  expect(secret).toBe('JBSWY3DP');
  expect(uri()).toBe('otpauth://totp/alice?secret=JBSWY3DP');
  expect(uri('My Shop')).toBe('otpauth://totp/My%20Shop:alice?secret=JBSWY3DP&issuer=My%20Shop');
  expect(uri('a:b', 'é@e.com')).toBe(totpUri('JBSWY3DP', 'é@e.com', 'a:b'));
  expect(new URL(uri('a:b', 'x&y')).searchParams.get('issuer')).toBe('a:b');
});

test('a code that the answer calls wrong is an error, too', async () => {
  const { operations } = scripted([{ Status: 'ERROR' }]);
  const refusal = operations.verifyTotp({ code: '000000' });
  await expect(refusal).rejects.toBeInstanceOf(CognitoError);
  await expect(refusal).rejects.toMatchObject({ code: 'EnableSoftwareTokenMFAException' });
});

test('lists devices to the last page', async () => {
  const { operations, calls } = scripted([
    { Devices: [{ DeviceKey: 'a' }, { DeviceKey: 'b' }], PaginationToken: 'p2' },
    { Devices: [], PaginationToken: 'p3' },
    { Devices: [{ DeviceKey: 'c' }] },
  ]);
  expect((await operations.listDevices()).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(calls.map(([, input]) => input)).toEqual([
    { AccessToken: 'token', Limit: 60 },
    { AccessToken: 'token', Limit: 60, PaginationToken: 'p2' },
    { AccessToken: 'token', Limit: 60, PaginationToken: 'p3' },
  ]);
});

test('forgetting this device forgets its key; forgetting another does not', async () => {
  const { operations, calls, devices } = scripted([{}, {}], { device: 'own' });
  await operations.forgetDevice({ key: 'other' });
  expect(devices.has('alice')).toBe(true);
  await operations.forgetDevice();
  expect(devices.has('alice')).toBe(false);
  expect(calls).toEqual([
    ['ForgetDevice', { AccessToken: 'token', DeviceKey: 'other' }],
    ['ForgetDevice', { AccessToken: 'token', DeviceKey: 'own' }],
  ]);
});

test('a device that Cognito does not forget keeps its key', async () => {
  const refusal = new CognitoError('InternalErrorException', 'No.', { operation: 'ForgetDevice', status: 500 });
  const { operations, devices } = scripted([refusal], { device: 'own' });
  await expect(operations.forgetDevice()).rejects.toBe(refusal);
  expect(devices.has('alice')).toBe(true);
});

test('without a key of this device nothing is asked', async () => {
  const { operations, calls } = scripted([]);
  for (const run of [operations.rememberDevice, operations.forgetDevice, operations.getDevice]) {
    await expect(run()).rejects.toMatchObject({ name: 'InvalidStateError', code: 'invalid-state' });
  }
  expect(calls).toEqual([]);
});

test('lists passkeys to the last page', async () => {
  const { operations, calls } = scripted([
    {
      Credentials: [
        {
          CredentialId: 'a',
          FriendlyCredentialName: 'Keychain',
          RelyingPartyId: 'example.com',
          AuthenticatorAttachment: 'platform',
          AuthenticatorTransports: ['internal'],
          CreatedAt: 1_700_000_000,
        },
      ],
      NextToken: 'n2',
    },
    { Credentials: [{ CredentialId: 'b' }] },
  ]);
  expect(await operations.listPasskeys()).toEqual([
    {
      id: 'a',
      name: 'Keychain',
      relyingParty: 'example.com',
      attachment: 'platform',
      transports: ['internal'],
      createdAt: new Date(1_700_000_000_000),
    },
    {
      id: 'b',
      name: undefined,
      relyingParty: undefined,
      attachment: undefined,
      transports: [],
      createdAt: undefined,
    },
  ]);
  expect(calls.map(([operation, input]) => [operation, input])).toEqual([
    ['ListWebAuthnCredentials', { AccessToken: 'token', MaxResults: 20 }],
    ['ListWebAuthnCredentials', { AccessToken: 'token', MaxResults: 20, NextToken: 'n2' }],
  ]);
});

test('registers a passkey that the browser makes', async () => {
  const calls: Call[] = [];
  const made: CredentialCreationOptions[] = [];
  const bytes = (text: string) => new TextEncoder().encode(text).buffer;
  const credentials = {
    create: async (options: CredentialCreationOptions) => {
      made.push(options);
      return {
        id: 'cmF3',
        rawId: bytes('raw'),
        type: 'public-key',
        authenticatorAttachment: 'platform',
        getClientExtensionResults: () => ({}),
        response: { clientDataJSON: bytes('{}'), attestationObject: bytes('o'), getTransports: () => ['internal'] },
      };
    },
  } as unknown as CredentialsContainer;
  const pool = createUserPoolOperations({
    client: {
      call: async <T>(operation: string, input: object) => {
        calls.push([operation, JSON.parse(JSON.stringify(input))]);
        return {
          CredentialCreationOptions: { challenge: 'Y2g', user: { id: 'dQ', name: 'alice' }, rp: { id: 'example.com' } },
        } as T;
      },
    },
    userPool: { clientId: 'client' },
    accessToken: async () => 'token',
    username: () => 'alice',
    devices: { get: async () => undefined, remove: async () => {} },
    credentials,
  });
  await pool.registerPasskey();
  expect(new TextDecoder().decode(made[0]!.publicKey!.challenge as ArrayBuffer)).toBe('ch');
  expect(calls).toMatchObject([
    ['StartWebAuthnRegistration', { AccessToken: 'token' }],
    [
      'CompleteWebAuthnRegistration',
      {
        AccessToken: 'token',
        Credential: {
          id: 'cmF3',
          rawId: 'cmF3',
          type: 'public-key',
          response: { clientDataJSON: 'e30', attestationObject: 'bw', transports: ['internal'] },
        },
      },
    ],
  ]);
});

test('without passkeys in the platform none is begun', async () => {
  const { operations, calls } = scripted([]);
  await expect(operations.registerPasskey()).rejects.toMatchObject({ code: 'invalid-state' });
  expect(calls).toEqual([]);
});

const unknown = (): OutcomeUnknownError =>
  new OutcomeUnknownError(
    new CognitoError('ExpiredCodeException', 'No.', { operation: 'VerifyUserAttribute', status: 400 }),
    'Look.',
  );

test.each([
  ['not verified', [{ Name: 'email_verified', Value: 'false' }], 'ExpiredCodeException'],
  ['verified', [{ Name: 'email_verified', Value: 'true' }], 'outcome-unknown'],
  ['not to be read', [{ Name: 'phone_number_verified', Value: 'false' }], 'outcome-unknown'],
])('after a lost answer an address that is %s tells what became of its verification', async (_, attributes, code) => {
  const { operations: pool, calls } = scripted([unknown(), { UserAttributes: attributes }]);
  await expect(pool.verifyAttribute({ name: 'email', code: '1' })).rejects.toMatchObject({ code });
  expect(calls.at(-1)).toEqual(['GetUser', { AccessToken: 'token' }]);
});

test('if the address cannot be read, it is unknown whether it was verified', async () => {
  const { operations: pool } = scripted([unknown(), new TypeError('no network')]);
  await expect(pool.verifyAttribute({ name: 'email', code: '1' })).rejects.toMatchObject({ code: 'outcome-unknown' });
});

test('a verification that is refused asks for nothing more', async () => {
  const { operations: pool, calls } = scripted([unknown().cause]);
  await expect(pool.verifyAttribute({ name: 'email', code: '1' })).rejects.toMatchObject({
    name: 'ExpiredCodeException',
  });
  expect(calls).toHaveLength(1);
});

test.each<[string, object, string | undefined]>([
  ['listed', { Credentials: [{ CredentialId: 'another' }, { CredentialId: 'mine' }] }, undefined],
  ['not listed', { Credentials: [{ CredentialId: 'another' }] }, 'outcome-unknown'],
  ['not to be looked for', new TypeError('no network'), 'outcome-unknown'],
])('after a lost answer a passkey that is %s', async (_, list, code) => {
  const credential = { id: 'mine', rawId: new ArrayBuffer(1), response: {}, getClientExtensionResults: () => ({}) };
  const credentials = { create: async () => credential } as unknown as CredentialsContainer;
  const options = { challenge: 'AA', rp: {}, user: { id: 'AA' }, pubKeyCredParams: [] };
  const { operations: pool } = scripted([{ CredentialCreationOptions: options }, unknown(), list], { credentials });
  const said = await pool.registerPasskey().then(
    () => undefined,
    (error) => error.code,
  );
  expect(said).toBe(code);
});

test('a passkey that is refused is not looked for', async () => {
  const credential = { id: 'mine', rawId: new ArrayBuffer(1), response: {}, getClientExtensionResults: () => ({}) };
  const credentials = { create: async () => credential } as unknown as CredentialsContainer;
  const options = { challenge: 'AA', rp: {}, user: { id: 'AA' }, pubKeyCredParams: [] };
  const { operations: pool, calls } = scripted([{ CredentialCreationOptions: options }, unknown().cause], {
    credentials,
  });
  await expect(pool.registerPasskey()).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  expect(calls).toHaveLength(2);
});
