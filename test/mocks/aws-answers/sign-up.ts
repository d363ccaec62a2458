import { PASSWORD } from '../cognito/support/pool-stage.js';
import type { AnswerGroup, AnswerRow, AnswerStage } from './stage.js';

const PARAMETER = 'InvalidParameterException';
const AUTOTHON = 'a public test suite of a deployed pool (SignUp)';
const LIMIT = 'Attempt limit exceeded, please try after some time.';
const QUOTAS = 'Developer Guide, "Quotas": code security resource quotas';

/** SignUp. */
export const signUp = (Password: string, attributes: Record<string, string> = {}, Username = 'b') => {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  return ({ ask }: AnswerStage) => ask('SignUp', { Username, Password, UserAttributes });
};
const weak = (password: string, rule: string): AnswerRow => [
  `SignUp, a password without what the policy asks for (${rule})`,
  signUp(password),
  'InvalidPasswordException',
  `Password did not conform with policy: ${rule}`,
  'aws-amplify/aws-sdk-android#2370, data-dot-all/dataall#690',
];
const unknown = (operation: string, more: object = {}): AnswerRow => [
  `${operation}, an unknown user`,
  ({ ask }) => ask(operation, { Username: 'mallory', ...more }),
  'UserNotFoundException',
  'Username/client id combination not found.',
  'aws-amplify/amplify-js#10157',
];

/** Signing up, confirming and forgotten passwords. */
export const signingUp: AnswerGroup = {
  about: 'signing up',
  options: { preventUserExistenceErrors: false, schema: [{ name: 'custom:team', maxLength: 5 }] },
  rows: [
    weak('p@word', 'Password not long enough'),
    weak('P@1.><?}}}}{{', 'Password must have lowercase characters'),
    weak('p@1.><?}}}}{{', 'Password must have uppercase characters'),
    weak('Aaaaaaaa!', 'Password must have numeric characters'),
    weak('Aaaaaaaa1', 'Password must have symbol characters'),
    ['SignUp, no @', signUp(PASSWORD, { email: 'teamone' }), PARAMETER, 'Invalid email address format.', AUTOTHON],
    [
      'SignUp, a phone number with letters',
      signUp(PASSWORD, { phone_number: 'team1234' }),
      PARAMETER,
      'Invalid phone number format.',
      AUTOTHON,
    ],
    [
      'SignUp, a short phone number',
      signUp(PASSWORD, { phone_number: '961' }),
      PARAMETER,
      'Invalid phone number format.',
      AUTOTHON,
    ],
    [
      'SignUp, a phone number without +',
      signUp(PASSWORD, { phone_number: '96192737250009619273725' }),
      PARAMETER,
      'Invalid phone number format.',
      AUTOTHON,
    ],
    ['SignUp, empty addresses', signUp(PASSWORD, { email: '', phone_number: '' }), '', '', AUTOTHON],
    ['SignUp, special characters in the name', signUp(PASSWORD, {}, '_@!#$%^&*()_+?><'), '', '', AUTOTHON],
    [
      'SignUp, a name that exists',
      signUp(PASSWORD, {}, 'alice'),
      'UsernameExistsException',
      'User already exists',
      'hackingthe.cloud',
    ],
    [
      'SignUp, an attribute that is not standard',
      signUp(PASSWORD, { favorite_flavor: 'x' }),
      PARAMETER,
      'Attributes did not conform to the schema: favorite_flavor: Attribute does not exist in the schema.\n',
      'aws-amplify/amplify-js#2167',
    ],
    [
      'SignUp, custom attributes that are not declared',
      signUp(PASSWORD, { 'custom:firstName': 'a', 'custom:lastName': 'b' }),
      PARAMETER,
      'Attributes did not conform to the schema: custom:firstName: Attribute does not exist in the schema.\ncustom:lastName: Attribute does not exist in the schema.\n',
      'aws-amplify/amplify-flutter#509',
    ],
    [
      'SignUp, a custom attribute that is declared',
      signUp(PASSWORD, { 'custom:team': 'red' }),
      '',
      '',
      'aws-amplify/amplify-js#2167',
    ],
    [
      'SignUp, a custom attribute that is too long',
      signUp(PASSWORD, { 'custom:team': 'purple' }),
      PARAMETER,
      'Attributes did not conform to the schema: custom:team: String must be no longer than 5 characters\n',
      'words as alphanah-backend AccountServiceUnitTest',
    ],
    [
      'SignUp, email_verified',
      signUp(PASSWORD, { email_verified: 'true' }),
      'NotAuthorizedException',
      'A client attempted to write unauthorized attribute',
      'aws/aws-sdk-js#3603',
    ],
    [
      'SignUp, an unknown client',
      ({ post }) => post('SignUp', { ClientId: '5cj9ag4nvskjkv0dg3sade5fd5', Username: 'b', Password: PASSWORD }),
      'ResourceNotFoundException',
      'User pool client 5cj9ag4nvskjkv0dg3sade5fd5 does not exist.',
      'anomalyco/guide#82',
    ],
    [
      'SignUp, a secret hash for a client without a secret',
      ({ ask }) => ask('SignUp', { Username: 'b', Password: PASSWORD, SecretHash: 'bm9uZQ==' }),
      PARAMETER,
      /^App client \w+ is not configured for secret but secret hash was received$/,
      'pmill/aws-cognito#23',
    ],
    [
      'ConfirmSignUp, a user who is confirmed',
      ({ ask }) => ask('ConfirmSignUp', { Username: 'alice', ConfirmationCode: '123456' }),
      'NotAuthorizedException',
      'User cannot be confirmed. Current status is CONFIRMED',
      'ustaxcourt/ef-cms docs',
    ],
    [
      'ConfirmSignUp, a wrong code',
      async ({ ask }) => {
        await ask('ResendConfirmationCode', { Username: 'new' });
        return ask('ConfirmSignUp', { Username: 'new', ConfirmationCode: '1111111' });
      },
      'CodeMismatchException',
      'Invalid verification code provided, please try again.',
      AUTOTHON,
    ],
    [
      'ConfirmSignUp, a code of yesterday',
      async ({ ask, advance, pool }) => {
        await ask('ResendConfirmationCode', { Username: 'new' });
        advance(24 * 3_600_000);
        return ask('ConfirmSignUp', { Username: 'new', ConfirmationCode: pool.lastCode('new') });
      },
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
      'aws-amplify/amplify-flutter#1128',
    ],
    [
      'ConfirmSignUp, sixteen wrong codes in an hour',
      async ({ ask, repeat }) => {
        await ask('ResendConfirmationCode', { Username: 'new' });
        return repeat(16, () => ask('ConfirmSignUp', { Username: 'new', ConfirmationCode: '1111111' }));
      },
      'LimitExceededException',
      LIMIT,
      QUOTAS,
    ],
    [
      'ResendConfirmationCode, six times in an hour',
      ({ ask, repeat }) => repeat(6, () => ask('ResendConfirmationCode', { Username: 'new' })),
      'LimitExceededException',
      LIMIT,
      QUOTAS,
    ],
    [
      'ResendConfirmationCode, a user who is confirmed',
      ({ ask }) => ask('ResendConfirmationCode', { Username: 'alice' }),
      PARAMETER,
      'User is already confirmed.',
      'apps that match the text',
    ],
    unknown('ResendConfirmationCode'),
    unknown('ForgotPassword'),
    unknown('ConfirmSignUp', { ConfirmationCode: '123456' }),
    unknown('ConfirmForgotPassword', { ConfirmationCode: '123456', Password: PASSWORD }),
    [
      'ForgotPassword, no verified address',
      ({ ask }) => ask('ForgotPassword', { Username: 'bare' }),
      PARAMETER,
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
      'aws/aws-sdk-js-v3#7101',
    ],
    [
      'ForgotPassword, an unconfirmed user',
      ({ ask }) => ask('ForgotPassword', { Username: 'new' }),
      PARAMETER,
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
      'aws/aws-sdk-net#1984',
    ],
    [
      'ForgotPassword, a disabled user',
      ({ ask }) => ask('ForgotPassword', { Username: 'off' }),
      'NotAuthorizedException',
      'User is disabled.',
      'amazon-archives/amazon-cognito-identity-js#373',
    ],
    [
      'ForgotPassword, an invited user',
      ({ ask }) => ask('ForgotPassword', { Username: 'invited' }),
      'NotAuthorizedException',
      'User password cannot be reset in the current state.',
      'aws/aws-cdk#19036',
    ],
    [
      'ForgotPassword, six times in an hour',
      ({ ask, repeat }) => repeat(6, () => ask('ForgotPassword', { Username: 'alice' })),
      'LimitExceededException',
      LIMIT,
      QUOTAS,
    ],
    [
      'ConfirmForgotPassword, six wrong codes in an hour',
      async ({ ask, repeat }) => {
        await ask('ForgotPassword', { Username: 'alice' });
        return repeat(6, () =>
          ask('ConfirmForgotPassword', { Username: 'alice', ConfirmationCode: '1111111', Password: PASSWORD }),
        );
      },
      'LimitExceededException',
      LIMIT,
      QUOTAS,
    ],
    [
      'ConfirmForgotPassword, no code was asked for',
      ({ ask }) => ask('ConfirmForgotPassword', { Username: 'alice', ConfirmationCode: '111111', Password: PASSWORD }),
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
      'aws/aws-aspnet-cognito-identity-provider#175',
    ],
    [
      'ConfirmForgotPassword, a short password',
      ({ ask }) => ask('ConfirmForgotPassword', { Username: 'alice', ConfirmationCode: '111111', Password: 'Aa1!' }),
      'InvalidPasswordException',
      'Password does not conform to policy: Password not long enough',
      'fabscale/ember-cognito-identity tests',
    ],
  ],
};
