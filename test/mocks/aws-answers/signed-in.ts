import { PASSWORD } from '../cognito/support/pool-stage.js';
import type { AnswerGroup, AnswerRow, AnswerStage } from './stage.js';

const PARAMETER = 'InvalidParameterException';
const NOT = 'NotAuthorizedException';
const ALPHANAH = 'alphanah-backend AccountServiceUnitTest';
const LIMIT = 'Attempt limit exceeded, please try after some time.';
const QUOTAS = 'Developer Guide, "Quotas": code security resource quotas';

const update = (Name: string, Value: string | null) => async (stage: AnswerStage) =>
  stage.post('UpdateUserAttributes', { ...(await stage.tokens()), UserAttributes: [{ Name, Value }] });
const refused = (
  name: string,
  value: string | null,
  message: string,
  source = ALPHANAH,
  code = PARAMETER,
): AnswerRow => [
  `UpdateUserAttributes, ${name} as ${value === null ? 'null' : `'${value}'`}`,
  update(name, value),
  code,
  message,
  source,
];
const badToken = (operation: string, more: object = {}): AnswerRow => [
  `${operation}, a made-up access token`,
  ({ post }) => post(operation, { AccessToken: 'WRONG_TOKEN', ...more }),
  NOT,
  'Invalid Access Token',
  'Liftric/cognito-idp integration tests',
];
const call = (operation: string, more: object) => async (stage: AnswerStage) =>
  stage.post(operation, { ...(await stage.tokens()), ...more });

const attributes: AnswerGroup = {
  about: 'attributes of who is signed in',
  options: {
    schema: [
      { name: 'custom:cart_uuid', minLength: 36, maxLength: 36 },
      { name: 'custom:role', mutable: false },
      { name: 'phone_number', required: true },
    ],
  },
  rows: [
    refused('sub', 'mine', 'Cannot modify the non-mutable attribute sub'),
    refused('sub', '', 'Cannot modify the non-mutable attribute sub'),
    refused('sub', null, 'Cannot modify the non-mutable attribute sub'),
    refused('email', 'nonsense', 'Invalid email address format.'),
    refused('email', null, 'Attribute value for email must not be null'),
    refused('phone_number', '0812345678', 'Invalid phone number format.'),
    refused('picture', null, 'Attribute value for picture must not be null'),
    refused('custom:cart_uuid', 'INVALID', 'user.custom:cart_uuid: String must be no shorter than 36 characters\n'),
    refused('custom:role', 'customer', 'user.custom:role: Attribute cannot be updated.\n'),
    refused('custom:role', '', 'user.custom:role: Attribute cannot be updated.\n'),
    refused('custom:role', null, 'Attribute value for custom:role must not be null'),
    refused('abcdefgh', 'x', 'user.abcdefgh: Attribute does not exist in the schema.\n'),
    refused('email_verified', 'true', 'A client attempted to write unauthorized attribute', 'aws/aws-sdk-js#3603', NOT),
    ['UpdateUserAttributes, an empty name', update('name', ''), '', '', ALPHANAH],
    ['UpdateUserAttributes, an empty custom attribute', update('custom:cart_uuid', ''), '', '', ALPHANAH],
    ['UpdateUserAttributes, an address of 100 characters', update('address', 'a'.repeat(100)), '', '', ALPHANAH],
    [
      'DeleteUserAttributes, a required attribute',
      call('DeleteUserAttributes', { UserAttributeNames: ['phone_number'] }),
      PARAMETER,
      'Invalid user attributes: phone_number: Required attribute cannot be deleted.\n',
      'an error catalogue of an app',
    ],
    [
      'GetUserAttributeVerificationCode, an attribute that is no address',
      call('GetUserAttributeVerificationCode', { AttributeName: 'name' }),
      PARAMETER,
      'Invalid attribute name. Only phone_number and email can be verified.',
      'an error catalogue of an app',
    ],
    [
      'GetUserAttributeVerificationCode, six times in an hour',
      async ({ post, tokens, repeat }) => {
        const { AccessToken } = await tokens();
        return repeat(6, () => post('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' }));
      },
      'LimitExceededException',
      LIMIT,
      QUOTAS,
    ],
    [
      'VerifyUserAttribute, a wrong code',
      async ({ post, tokens }) => {
        const { AccessToken } = await tokens();
        await post('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' });
        return post('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code: '1111111' });
      },
      'CodeMismatchException',
      'Invalid verification code provided, please try again.',
      'error catalogues of apps',
    ],
    [
      'ChangePassword, a wrong password',
      call('ChangePassword', { PreviousPassword: 'wrong-one', ProposedPassword: PASSWORD }),
      NOT,
      'Incorrect username or password.',
      'apps that quote ChangePassword by boto3',
    ],
    [
      'ChangePassword, a weak password',
      call('ChangePassword', { PreviousPassword: PASSWORD, ProposedPassword: 'Aaaaaaaa!' }),
      'InvalidPasswordException',
      'Password does not conform to policy: Password must have numeric characters',
      'apps that match the text',
    ],
    [
      'ChangePassword, six times in an hour',
      async ({ post, tokens, repeat }) => {
        const { AccessToken } = await tokens();
        const input = { AccessToken, PreviousPassword: 'wrong-one', ProposedPassword: PASSWORD };
        return repeat(6, () => post('ChangePassword', input));
      },
      'LimitExceededException',
      LIMIT,
      'apps that quote ChangePassword by boto3; Developer Guide, "Quotas"',
    ],
  ],
};

const tokens: AnswerGroup = {
  about: 'tokens',
  options: {},
  rows: [
    badToken('GetUser'),
    badToken('DeleteUser'),
    badToken('GlobalSignOut'),
    badToken('AssociateSoftwareToken'),
    badToken('UpdateUserAttributes', { UserAttributes: [{ Name: 'email', Value: 'test@test.test' }] }),
    [
      'GetUser, an ID token',
      async (stage) => stage.post('GetUser', { AccessToken: (await stage.tokens()).IdToken }),
      NOT,
      'Invalid Access Token',
      'aws-amplify/amplify-js#1906',
    ],
    [
      'GetUser, after an hour',
      async (stage) => {
        const { AccessToken } = await stage.tokens();
        stage.advance(3_600_000);
        return stage.post('GetUser', { AccessToken });
      },
      NOT,
      'Access Token has expired',
      ALPHANAH,
    ],
    [
      'GetUser, after GlobalSignOut',
      async (stage) => {
        const { AccessToken } = await stage.tokens();
        await stage.post('GlobalSignOut', { AccessToken });
        return stage.post('GetUser', { AccessToken });
      },
      NOT,
      'Access Token has been revoked',
      'aws-amplify/amplify-js#2205',
    ],
    [
      'GetUser, after DeleteUser',
      async (stage) => {
        const { AccessToken } = await stage.tokens();
        await stage.post('DeleteUser', { AccessToken });
        return stage.post('GetUser', { AccessToken });
      },
      'UserNotFoundException',
      'User does not exist.',
      'error catalogues of apps',
    ],
    [
      'InitiateAuth, a refresh after RevokeToken',
      async (stage) => {
        const { RefreshToken } = await stage.tokens();
        await stage.ask('RevokeToken', { Token: RefreshToken });
        return stage.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken });
      },
      NOT,
      'Refresh Token has been revoked',
      'aws-amplify/amplify-swift#3344',
    ],
    [
      'SetUserMFAPreference, no app',
      call('SetUserMFAPreference', { SoftwareTokenMfaSettings: { Enabled: true } }),
      PARAMETER,
      'User has not set up software token mfa',
      'aws-amplify/amplify-js#944',
    ],
    [
      'SetUserMFAPreference, an app that is not verified',
      async (stage) => {
        const { AccessToken } = await stage.tokens();
        await stage.post('AssociateSoftwareToken', { AccessToken });
        return stage.post('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true } });
      },
      PARAMETER,
      'User has not verified software token mfa',
      'aws-amplify/amplify-js#7016',
    ],
    [
      'SetUserMFAPreference, no phone number',
      async (stage) =>
        stage.post('SetUserMFAPreference', { ...(await stage.tokens('bare')), SMSMfaSettings: { Enabled: true } }),
      PARAMETER,
      'User does not have delivery config set to turn on SMS_MFA',
      'words as aws/aws-sdk-js-v3#4645',
    ],
    [
      'SetUserSettings, SMS',
      call('SetUserSettings', { MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }] }),
      '',
      '',
      'API Reference, SetUserSettings',
    ],
    ['GetUserAuthFactors', call('GetUserAuthFactors', {}), '', '', 'API Reference, GetUserAuthFactors'],
    [
      'ForgetDevice, an unknown device',
      call('ForgetDevice', { DeviceKey: 'us-east-1_00000000-0000-4000-8000-000000000000' }),
      'ResourceNotFoundException',
      'Device does not exist.',
      'aws/aws-sdk-net-extensions-cognito#10',
    ],
    [
      "ConfirmDevice, a device that is not the sign-in's",
      call('ConfirmDevice', { DeviceKey: 'us-east-1_00000000-0000-4000-8000-000000000000' }),
      PARAMETER,
      'Invalid device key given.',
      "tests of an app's client that quote ConfirmDevice",
    ],
  ],
};

const withoutMfa: AnswerGroup = {
  about: 'a pool without second factors',
  options: { mfa: 'off' },
  rows: [
    [
      'AssociateSoftwareToken',
      call('AssociateSoftwareToken', {}),
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool.',
      'Developer Guide, "TOTP software token MFA" (2022)',
    ],
  ],
};

const devices: AnswerGroup = {
  about: 'a pool that tracks devices',
  options: { deviceTracking: 'always' },
  rows: [
    [
      'InitiateAuth, a refresh from a device that is not confirmed',
      async (stage) => {
        const { RefreshToken, NewDeviceMetadata } = (await stage.tokens()) as never as {
          RefreshToken: string;
          NewDeviceMetadata: { DeviceKey: string };
        };
        return stage.start('REFRESH_TOKEN_AUTH', {
          REFRESH_TOKEN: RefreshToken,
          DEVICE_KEY: NewDeviceMetadata.DeviceKey,
        });
      },
      NOT,
      'Invalid Refresh Token.',
      'aws/aws-sdk-java-v2#3418',
    ],
  ],
};

/** What a user who is signed in may do. */
export const signedIn: readonly AnswerGroup[] = [attributes, tokens, withoutMfa, devices];
