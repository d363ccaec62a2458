import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/client-cognito-identity';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAwsMock, type MockCredentialsProvider, type UserPoolOptions } from '../../../mocks/index.js';
import type { Credentials } from '../support/signers.js';
import { claimsOf } from './support/pool-stage.js';

const PASSWORD = 'Correct-Horse-7';
const NEXT = 'Other-Horse-8';
const attributes = { email: 'alice@example.com', given_name: 'Alice' };
const ALICE = { username: 'alice', password: PASSWORD, attributes };

const set = async (options: UserPoolOptions = {}) => {
  const mock = createAwsMock({ region: 'eu-west-1', userPools: [{ users: [ALICE], ...options }], identityPools: [{}] });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  const endpoint = urls['cognito-idp'] as string;
  const clientOf = (credentials: Credentials | MockCredentialsProvider) => {
    const client = new idp.CognitoIdentityProviderClient({
      region: 'eu-west-1',
      endpoint,
      credentials,
      maxAttempts: 1,
    });
    onTestFinished(() => client.destroy());
    return client;
  };
  const pool = mock.userPool();
  const UserPoolId = pool.id;
  const client = clientOf(mock.permanentCredentials());
  const alice = { UserPoolId, Username: 'alice' };
  /** Signs in as an administrator's server does. */
  const signIn = (USERNAME: string, password: string, AuthFlow: idp.AuthFlowType = 'ADMIN_USER_PASSWORD_AUTH') =>
    client.send(
      new idp.AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: pool.clientId,
        AuthFlow,
        AuthParameters: { USERNAME, PASSWORD: password },
      }),
    );
  return { mock, urls, pool, UserPoolId, endpoint, client, clientOf, alice, signIn };
};

test('accepts the keys of IAM users and roles, and no others', async () => {
  const { mock, client, clientOf, alice, endpoint, UserPoolId } = await set();
  const get = new idp.AdminGetUserCommand(alice);
  expect((await client.send(get)).Username).toBe('alice');
  expect((await clientOf(mock.credentialsProvider('bob')).send(get)).Username).toBe('alice');

  const { secretAccessKey } = mock.permanentCredentials();
  await expect(clientOf({ accessKeyId: 'AKIDNOBODY', secretAccessKey }).send(get)).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
    $metadata: { httpStatusCode: 400 },
  });
  const guessed = { ...mock.permanentCredentials(), secretAccessKey: 'guessed' };
  await expect(clientOf(guessed).send(get)).rejects.toMatchObject({ name: 'InvalidSignatureException' });

  const issued = mock.issueCredentials();
  mock.expireCredentials();
  await expect(clientOf(issued).send(get)).rejects.toMatchObject({ name: 'ExpiredTokenException' });

  const send = async (headers: Record<string, string>) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers', ...headers },
      body: JSON.stringify({ UserPoolId }),
    });
    return [response.status, response.headers.get('x-amzn-errortype'), await response.json()];
  };
  const __type = 'MissingAuthenticationTokenException';
  expect(await send({})).toEqual([400, `${__type}:`, { __type, message: 'Missing Authentication Token' }]);
  expect(await send({ authorization: 'AWS4-HMAC-SHA256 Credential' })).toMatchObject([
    400,
    'IncompleteSignatureException:',
    { message: expect.stringContaining('missing equal-sign') },
  ]);
});

test('denies the credentials of an identity pool, which apps have, to guests and users', async () => {
  const { mock, urls, clientOf, alice, UserPoolId, pool } = await set();
  const identities = new CognitoIdentityClient({ region: 'eu-west-1', endpoint: urls['cognito-identity'] as string });
  onTestFinished(() => identities.destroy());
  const { idToken } = await pool.issueTokens('alice');
  for (const Logins of [{}, { [pool.issuer.replace('https://', '')]: idToken }]) {
    const { IdentityId } = await identities.send(new GetIdCommand({ IdentityPoolId: mock.identityPool().id, Logins }));
    const { Credentials } = await identities.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
    const app = clientOf({
      accessKeyId: Credentials?.AccessKeyId as string,
      secretAccessKey: Credentials?.SecretKey as string,
      sessionToken: Credentials?.SessionToken as string,
    });
    await expect(app.send(new idp.AdminGetUserCommand(alice))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        new RegExp(
          `^User: arn:aws:sts::\\d{12}:assumed-role/.+ is not authorized to perform: cognito-idp:AdminGetUser on resource: arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${UserPoolId}$`,
        ),
      ),
    });
  }
});

test('creates a user with a temporary password, which the user replaces', async () => {
  const { mock, client, pool, UserPoolId, signIn } = await set();
  const UserAttributes = [
    { Name: 'email', Value: 'bob@example.com' },
    { Name: 'email_verified', Value: 'true' },
  ];
  const bob = { UserPoolId, Username: 'bob', UserAttributes };
  const before = Date.now();
  const { User } = await client.send(new idp.AdminCreateUserCommand({ ...bob, DesiredDeliveryMediums: ['EMAIL'] }));
  expect(User).toMatchObject({ Username: 'bob', Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' });
  expect(User?.UserCreateDate?.getTime()).toBeGreaterThanOrEqual(before - 1000);
  expect(User?.Attributes).toEqual([{ Name: 'sub', Value: expect.any(String) }, ...UserAttributes]);
  const temporary = mock.lastCode('bob') as string;
  expect(pool.codes).toMatchObject([
    { username: 'bob', medium: 'EMAIL', destination: 'bob@example.com', reason: 'AdminCreateUser', code: temporary },
  ]);

  const step = await signIn('bob', temporary, 'ADMIN_NO_SRP_AUTH');
  expect(step).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: expect.any(String) });
  const { AuthenticationResult } = await client.send(
    new idp.AdminRespondToAuthChallengeCommand({
      UserPoolId,
      ClientId: pool.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: step.Session,
      ChallengeResponses: { USERNAME: 'bob', NEW_PASSWORD: NEXT },
    }),
  );
  expect(claimsOf(AuthenticationResult?.IdToken)).toMatchObject({ 'cognito:username': 'bob', email_verified: true });
  expect((await client.send(new idp.AdminGetUserCommand(bob))).UserStatus).toBe('CONFIRMED');

  await expect(client.send(new idp.AdminCreateUserCommand(bob))).rejects.toMatchObject({
    name: 'UsernameExistsException',
    message: 'User account already exists',
  });
  await expect(client.send(new idp.AdminCreateUserCommand({ ...bob, MessageAction: 'RESEND' }))).rejects.toMatchObject({
    name: 'UnsupportedUserStateException',
  });
});

test('sends no invitation if asked not to, and another one if asked to', async () => {
  const { client, pool, UserPoolId } = await set();
  const carol = {
    UserPoolId,
    Username: 'carol',
    TemporaryPassword: NEXT,
    UserAttributes: [{ Name: 'phone_number', Value: '+15551234567' }],
  };
  await client.send(new idp.AdminCreateUserCommand({ ...carol, MessageAction: 'SUPPRESS' }));
  expect(pool.codes).toEqual([]);
  await client.send(new idp.AdminCreateUserCommand({ ...carol, MessageAction: 'RESEND' }));
  expect(pool.codes).toMatchObject([{ medium: 'SMS', destination: '+15551234567', code: NEXT }]);
  await expect(
    client.send(new idp.AdminCreateUserCommand({ ...carol, Username: 'dave', MessageAction: 'RESEND' })),
  ).rejects.toMatchObject({ name: 'UserNotFoundException', message: 'User does not exist.' });
});

test('a temporary password expires, unless it is replaced', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const pass = (days: number) => vi.setSystemTime(Date.now() + days * 24 * 3_600_000);
  const { client, alice, signIn } = await set({ users: [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD' }] });
  pass(8);
  await expect(signIn('alice', PASSWORD)).rejects.toMatchObject({
    message: 'Temporary password has expired and must be reset by an administrator.',
  });
  await client.send(new idp.AdminCreateUserCommand({ ...alice, MessageAction: 'RESEND', TemporaryPassword: NEXT }));
  expect((await signIn('alice', NEXT)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  pass(8);
  await client.send(new idp.AdminSetUserPasswordCommand({ ...alice, Password: PASSWORD }));
  expect((await signIn('alice', PASSWORD)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
});

test('refuses what the service model or the schema of the pool excludes', async () => {
  const { client, alice, UserPoolId } = await set({ schema: [{ name: 'custom:team', mutable: false, maxLength: 3 }] });
  const create = (input: object) =>
    client.send(new idp.AdminCreateUserCommand({ UserPoolId, Username: 'bob', ...input }));
  const update = (Name: string, Value = 'a') =>
    client.send(new idp.AdminUpdateUserAttributesCommand({ ...alice, UserAttributes: [{ Name, Value }] }));
  const error = (constraint: string) => `1 validation error detected: Value ${constraint}`;
  for (const [call, message] of [
    [
      () => create({ DesiredDeliveryMediums: ['PIGEON', 'SMS'] }),
      error(
        "'[PIGEON, SMS]' at 'desiredDeliveryMediums' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [SMS, EMAIL]]",
      ),
    ],
    [
      () => create({ MessageAction: 'SHOUT' }),
      error(
        "'SHOUT' at 'messageAction' failed to satisfy constraint: Member must satisfy enum value set: [RESEND, SUPPRESS]",
      ),
    ],
    [
      () => create({ UserPoolId: 'pool' }),
      error(
        "'pool' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
      ),
    ],
    [
      () =>
        client.send(
          new idp.CreateGroupCommand({ UserPoolId, GroupName: 'a', RoleArn: 'a role of some kind or other' }),
        ),
      expect.stringContaining("at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression"),
    ],
    [
      () => create({ UserAttributes: [{ Name: 'shoe_size', Value: '44' }] }),
      'Attributes did not conform to the schema: shoe_size: Attribute does not exist in the schema.\n',
    ],
    [
      () => create({ UserAttributes: [{ Name: 'custom:team', Value: 'abcd' }] }),
      'Attributes did not conform to the schema: custom:team: String must be no longer than 3 characters\n',
    ],
    [() => update('custom:team'), 'user.custom:team: Attribute cannot be updated.\n'],
    [() => update('sub'), 'Cannot modify the non-mutable attribute sub'],
  ] as const) {
    await expect(call()).rejects.toMatchObject({ name: 'InvalidParameterException', message });
  }
  await client.send(
    new idp.CreateGroupCommand({ UserPoolId, GroupName: 'a', RoleArn: 'arn:aws:iam::123456789012:role/editor' }),
  );
  const { Users } = await client.send(
    new idp.ListUsersCommand({ UserPoolId, AttributesToGet: ['custom:team', 'given_name'] }),
  );
  expect(Users?.[0]?.Attributes).toEqual([{ Name: 'given_name', Value: 'Alice' }]);
  await expect(
    client.send(new idp.ListUsersCommand({ UserPoolId, AttributesToGet: ['custom:other'] })),
  ).rejects.toMatchObject({ message: 'One or more requested attributes do not exist.' });
});

test('refuses what no user can have', async () => {
  const { client, UserPoolId } = await set({
    signInWith: 'email',
    users: [{ ...ALICE, username: 'alice@example.com' }],
  });
  const create = (input: Partial<idp.AdminCreateUserCommandInput>) =>
    client.send(new idp.AdminCreateUserCommand({ UserPoolId, Username: 'bob@example.com', ...input }));
  await expect(create({ Username: 'bob' })).rejects.toMatchObject({ message: 'Username should be an email.' });
  await expect(create({ TemporaryPassword: 'weak' })).rejects.toMatchObject({ name: 'InvalidPasswordException' });
  await expect(create({ UserAttributes: [{ Name: 'sub', Value: '1' }] })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Cannot modify the non-mutable attribute sub',
  });
  await expect(create({ Username: 'alice@example.com' })).rejects.toMatchObject({
    name: 'UsernameExistsException',
    message: 'An account with the given email already exists.',
  });
  await expect(create({ UserPoolId: 'eu-west-1_Other' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'User pool eu-west-1_Other does not exist.',
  });
  expect((await create({})).User?.Username).toMatch(/^[\da-f-]{36}$/);
});

test('gives an alias to one user only, unless it is forced', async () => {
  const { client, UserPoolId, alice, signIn } = await set({ signInWith: 'username-or-alias' });
  const UserAttributes = [
    { Name: 'email', Value: 'alice@example.com' },
    { Name: 'email_verified', Value: 'true' },
  ];
  const second = { UserPoolId, Username: 'second', TemporaryPassword: NEXT, UserAttributes };
  await expect(client.send(new idp.AdminCreateUserCommand(second))).rejects.toMatchObject({
    name: 'AliasExistsException',
  });
  await client.send(new idp.AdminCreateUserCommand({ ...second, ForceAliasCreation: true }));
  expect((await signIn('alice@example.com', NEXT)).ChallengeParameters?.USER_ID_FOR_SRP).toBe('second');
  const change = [{ Name: 'name', Value: 'A.' }, ...UserAttributes];
  await expect(
    client.send(new idp.AdminUpdateUserAttributesCommand({ ...alice, UserAttributes: change })),
  ).rejects.toMatchObject({
    name: 'AliasExistsException',
    message: 'An account with the given email already exists.',
  });
  const { UserAttributes: kept } = await client.send(new idp.AdminGetUserCommand(alice));
  expect(kept?.some(({ Name }) => Name === 'name')).toBe(false);
});

test('sets a password, permanent or not', async () => {
  const { client, alice, signIn } = await set();
  const setTo = (Password: string, Permanent: boolean) =>
    client.send(new idp.AdminSetUserPasswordCommand({ ...alice, Password, Permanent }));
  await setTo(NEXT, false);
  expect((await signIn('alice', NEXT)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  await setTo(NEXT, true);
  expect((await signIn('alice', NEXT)).AuthenticationResult).toBeDefined();
  await expect(setTo('weak', true)).rejects.toMatchObject({ name: 'InvalidPasswordException' });
});

test('lists users by filter and page', async () => {
  const { client, UserPoolId } = await set({
    users: ['ann', 'anton', 'bea'].map((username) => ({
      username,
      attributes: { email: `${username}@example.com`, name: `"${username}"` },
      ...(username === 'bea' ? { status: 'UNCONFIRMED' as const, enabled: false } : {}),
    })),
  });
  const list = async (input: Partial<idp.ListUsersCommandInput> = {}) => {
    const { Users = [], PaginationToken } = await client.send(new idp.ListUsersCommand({ UserPoolId, ...input }));
    return { names: Users.map(({ Username }) => Username), PaginationToken, Users };
  };
  expect((await list()).names).toEqual(['ann', 'anton', 'bea']);
  expect((await list({ Filter: '' })).names).toHaveLength(3);
  expect((await list({ Filter: 'email ^= "an"' })).names).toEqual(['ann', 'anton']);
  expect((await list({ Filter: 'username="ann"' })).names).toEqual(['ann']);
  expect((await list({ Filter: String.raw`name = "\"bea\""` })).names).toEqual(['bea']);
  expect((await list({ Filter: 'cognito:user_status = "unconfirmed"' })).names).toEqual(['bea']);
  expect((await list({ Filter: 'status = "Disabled"' })).names).toEqual(['bea']);

  const first = await list({ Limit: 2 });
  expect(first.names).toEqual(['ann', 'anton']);
  const { PaginationToken } = first;
  const second = await list({ Limit: 2, PaginationToken });
  expect([second.names, second.PaginationToken]).toEqual([['bea'], undefined]);

  const { Users } = await list({ AttributesToGet: ['email'], Limit: 1 });
  expect(Users[0]?.Attributes).toEqual([{ Name: 'email', Value: 'ann@example.com' }]);

  for (const [input, message] of [
    [{ Filter: 'foo' }, 'Error while parsing filter.'],
    [{ Filter: 'email = ann' }, 'Error while parsing filter.'],
    [{ Filter: 'custom:foo = "bar"' }, 'Invalid search attribute: custom:foo'],
    [{ AttributesToGet: ['shoe_size'] }, 'One or more requested attributes do not exist.'],
    [{ PaginationToken, Filter: 'email ^= "an"' }, 'Paging Marker is Invalid for Request'],
    [{ PaginationToken: 'abc' }, 'Paging Marker is Invalid for Request'],
    [{ Limit: 61 }, expect.stringContaining("Value '61' at 'limit' failed to satisfy constraint")],
  ] as const) {
    await expect(list(input as Partial<idp.ListUsersCommandInput>)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
  }
});

test('puts users into groups, which their tokens name', async () => {
  const { mock, client, UserPoolId, alice, signIn } = await set({ users: [{ ...ALICE, groups: ['staff'] }] });
  const GroupName = 'admins';
  const admins = { UserPoolId, GroupName, Precedence: 1, Description: 'All of them' };
  await expect(client.send(new idp.AdminAddUserToGroupCommand({ ...alice, GroupName }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Group not found.',
  });
  const { Group } = await client.send(new idp.CreateGroupCommand(admins));
  expect(Group).toMatchObject({ ...admins, CreationDate: expect.any(Date) });
  await client.send(new idp.AdminAddUserToGroupCommand({ ...alice, GroupName }));
  const groups = async () =>
    claimsOf((await signIn('alice', PASSWORD)).AuthenticationResult?.AccessToken)['cognito:groups'];
  expect(await groups()).toEqual(['staff', 'admins']);
  for (const name of ['admins', 'staff']) {
    await expect(client.send(new idp.CreateGroupCommand({ UserPoolId, GroupName: name }))).rejects.toMatchObject({
      name: 'GroupExistsException',
      message: 'A group with the name already exists',
    });
  }
  mock.reset();
  expect(await groups()).toEqual(['staff']);
  await client.send(new idp.CreateGroupCommand(admins));
});

test('changes attributes, and verifies an address without a code', async () => {
  const { client, alice, pool } = await set();
  const update = (...UserAttributes: idp.AttributeType[]) =>
    client.send(new idp.AdminUpdateUserAttributesCommand({ ...alice, UserAttributes }));
  const attribute = async (name: string) =>
    (await client.send(new idp.AdminGetUserCommand(alice))).UserAttributes?.find(({ Name }) => Name === name)?.Value;
  await update({ Name: 'email_verified', Value: 'true' }, { Name: 'email', Value: 'new@example.com' });
  expect([await attribute('email'), await attribute('email_verified')]).toEqual(['new@example.com', 'true']);
  expect(pool.codes).toEqual([]);
  await update({ Name: 'email', Value: 'newer@example.com' }, { Name: 'given_name', Value: '' });
  expect([await attribute('email_verified'), await attribute('given_name')]).toEqual(['false', undefined]);
  expect(pool.codes).toMatchObject([{ destination: 'newer@example.com' }]);
  await expect(update({ Name: 'email', Value: 'nothing' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('confirms, signs out everywhere and deletes a user', async () => {
  const { client, alice, UserPoolId, signIn } = await set({
    users: [ALICE, { username: 'dan', password: PASSWORD, status: 'UNCONFIRMED' }],
  });
  const dan = { UserPoolId, Username: 'dan' };
  await client.send(new idp.AdminConfirmSignUpCommand(dan));
  await expect(client.send(new idp.AdminConfirmSignUpCommand(dan))).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'User cannot be confirmed. Current status is CONFIRMED',
  });
  const { AuthenticationResult } = await signIn('dan', PASSWORD);
  const get = new idp.GetUserCommand({ AccessToken: AuthenticationResult?.AccessToken });
  expect((await client.send(get)).Username).toBe('dan');
  await client.send(new idp.AdminUserGlobalSignOutCommand(dan));
  await expect(client.send(get)).rejects.toMatchObject({ message: 'Access Token has been revoked' });
  await client.send(new idp.AdminDeleteUserCommand(alice));
  await expect(client.send(new idp.AdminGetUserCommand(alice))).rejects.toMatchObject({
    name: 'UserNotFoundException',
  });
});

test('starts sign-ins by the flows that the client allows', async () => {
  const { signIn, client, pool } = await set({ flows: ['USER_PASSWORD_AUTH'] });
  await expect(signIn('alice', PASSWORD)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Auth flow not enabled for this client',
  });
  await expect(signIn('alice', PASSWORD, 'USER_PASSWORD_AUTH')).rejects.toMatchObject({
    message: 'Initiate Auth method not supported.',
  });
  const AuthParameters = { USERNAME: 'alice', PASSWORD };
  await expect(
    client.send(
      new idp.InitiateAuthCommand({ ClientId: pool.clientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Initiate Auth method not supported.' });
});
