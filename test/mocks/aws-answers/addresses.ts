import { PASSWORD } from '../cognito/support/pool-stage.js';
import { signUp } from './sign-up.js';
import type { AnswerGroup } from './stage.js';

const PARAMETER = 'InvalidParameterException';
const PLAIN = 'Developer Guide, "Managing user existence error responses": a simulated delivery';

/** Pools whose users have an address as their name, or as an alias. */
export const addresses: readonly AnswerGroup[] = [
  {
    about: 'users who sign in with an email address',
    options: {
      signInWith: 'email',
      users: ['a@example.com', 'b@example.com'].map((username) => ({ username, password: PASSWORD })),
    },
    rows: [
      [
        'SignUp, a name that is no address',
        signUp(PASSWORD),
        PARAMETER,
        'Username should be an email.',
        'boto/boto3#3836',
      ],
      [
        'SignUp, an address that exists',
        signUp(PASSWORD, {}, 'a@example.com'),
        'UsernameExistsException',
        'An account with the given email already exists.',
        'ustaxcourt/ef-cms docs',
      ],
      [
        'UpdateUserAttributes, the address of another user',
        async ({ post, tokens }) =>
          post('UpdateUserAttributes', {
            ...(await tokens('a@example.com')),
            UserAttributes: [{ Name: 'email', Value: 'b@example.com' }],
          }),
        'AliasExistsException',
        'An account with the given email already exists.',
        'alphanah-backend AccountServiceUnitTest',
      ],
    ],
  },
  {
    about: 'users with aliases',
    options: { signInWith: 'username-or-alias' },
    rows: [
      [
        'SignUp, an email address as name',
        signUp(PASSWORD, {}, 'b@example.com'),
        PARAMETER,
        'Username cannot be of email format, since user pool is configured for email alias.',
        'amazon-archives/awsmobile-cli#178',
      ],
      [
        'ConfirmSignUp, the alias of another user',
        async ({ ask, pool }) => {
          await ask('SignUp', {
            Username: 'b',
            Password: PASSWORD,
            UserAttributes: [{ Name: 'email', Value: 'alice@example.com' }],
          });
          return ask('ConfirmSignUp', { Username: 'b', ConfirmationCode: pool.lastCode('b') });
        },
        'AliasExistsException',
        'An account with the email already exists.',
        'Developer Guide, "Customizing sign-in attributes"',
      ],
    ],
  },
  {
    about: 'a pool that users cannot sign up to',
    options: { allowAdminCreateUserOnly: true },
    rows: [
      [
        'SignUp',
        signUp(PASSWORD),
        'NotAuthorizedException',
        'SignUp is not permitted for this user pool',
        'guides of apps that quote SignUp by the CLI',
      ],
    ],
  },
  {
    about: 'unknown users who are not revealed',
    options: {},
    rows: [
      ['ForgotPassword, an unknown user', ({ ask }) => ask('ForgotPassword', { Username: 'mallory' }), '', '', PLAIN],
      [
        'ResendConfirmationCode, an unknown user',
        ({ ask }) => ask('ResendConfirmationCode', { Username: 'mallory' }),
        '',
        '',
        PLAIN,
      ],
      [
        'ConfirmForgotPassword, an unknown user',
        ({ ask }) =>
          ask('ConfirmForgotPassword', { Username: 'mallory', ConfirmationCode: '111111', Password: PASSWORD }),
        'ExpiredCodeException',
        'Invalid code provided, please request a code again.',
        'Developer Guide, "Managing user existence error responses"',
      ],
    ],
  },
];
