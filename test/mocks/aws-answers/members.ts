import { PASSWORD } from '../cognito/support/pool-stage.js';
import type { AnswerGroup } from './stage.js';

const PARAMETER = 'InvalidParameterException';
const MODEL = 'botocore, cognito-idp service model; words as amazon-cognito-identity-js#388';
const AUTOTHON = 'a public test suite of a deployed pool (SignUp)';
const NAME = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+';
const WORD = '^[\\S]+.*[\\S]+$';
const one = (path: string, constraint: string, value = '') =>
  `1 validation error detected: Value${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`;

/** Inputs that the service model refuses. */
export const members: AnswerGroup = {
  about: 'members of the input',
  options: {},
  rows: [
    [
      'InitiateAuth, a pool id as client id',
      ({ post }) => post('InitiateAuth', { ClientId: 'ap-northeast-1_xxxxxxxxx', AuthFlow: 'USER_PASSWORD_AUTH' }),
      PARAMETER,
      one('clientId', 'satisfy regular expression pattern: [\\w+]+', " 'ap-northeast-1_xxxxxxxxx'"),
      'boto/boto3#3581',
    ],
    [
      'InitiateAuth, an empty client id',
      ({ post }) => post('InitiateAuth', { ClientId: '', AuthFlow: 'USER_PASSWORD_AUTH' }),
      PARAMETER,
      "2 validation errors detected: Value '' at 'clientId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
      'a public Karate suite of a deployed pool (2024)',
    ],
    [
      'InitiateAuth, no client id',
      ({ post }) => post('InitiateAuth', { AuthFlow: 'USER_PASSWORD_AUTH' }),
      PARAMETER,
      one('clientId', 'not be null', ' null'),
      'guides of apps whose environment lacked the id',
    ],
    [
      'InitiateAuth, an unknown flow',
      ({ start }) => start('NO_SUCH_FLOW', {}),
      PARAMETER,
      /^1 validation error detected: Value 'NO_SUCH_FLOW' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: \[.*\bUSER_SRP_AUTH\b.*\]$/,
      'getmoto/moto#4836 (the order of the set is not known)',
    ],
    [
      'InitiateAuth, no flow',
      ({ ask }) => ask('InitiateAuth', {}),
      PARAMETER,
      one('authFlow', 'not be null', ' null'),
      MODEL,
    ],
    [
      'RespondToAuthChallenge, an unknown challenge',
      ({ ask }) => ask('RespondToAuthChallenge', { ChallengeName: 'RIDDLE' }),
      PARAMETER,
      /^1 validation error detected: Value 'RIDDLE' at 'challengeName' failed to satisfy constraint: Member must satisfy enum value set: \[/,
      MODEL,
    ],
    [
      'RespondToAuthChallenge, a short session',
      ({ ask }) => ask('RespondToAuthChallenge', { ChallengeName: 'SMS_MFA', Session: 'short' }),
      PARAMETER,
      one('session', 'have length greater than or equal to 20'),
      MODEL,
    ],
    [
      'SignUp, an empty user name and password',
      ({ ask }) => ask('SignUp', { Username: '', Password: '' }),
      PARAMETER,
      `3 validation errors detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ${WORD}; Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME}; Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      'an app that quotes SignUp by amazon-cognito-identity-js',
    ],
    [
      'SignUp, an empty user name',
      ({ ask }) => ask('SignUp', { Username: '', Password: PASSWORD }),
      PARAMETER,
      `2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME}; Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      AUTOTHON,
    ],
    [
      'SignUp, no user name',
      ({ ask }) => ask('SignUp', { Password: PASSWORD }),
      PARAMETER,
      one('username', 'not be null'),
      MODEL,
    ],
    [
      'SignUp, a user name with a space',
      ({ ask }) => ask('SignUp', { Username: 'a b', Password: PASSWORD }),
      PARAMETER,
      one('username', `satisfy regular expression pattern: ${NAME}`),
      'massif-press/compcon#1951',
    ],
    [
      'SignUp, a user name that is too long',
      ({ ask }) => ask('SignUp', { Username: 'A'.repeat(130), Password: PASSWORD }),
      PARAMETER,
      one('username', 'have length less than or equal to 128'),
      'Liftric/cognito-idp integration tests',
    ],
    [
      'SignUp, a password that is too long',
      ({ ask }) => ask('SignUp', { Username: 'b', Password: 'A'.repeat(260) }),
      PARAMETER,
      one('password', 'have length less than or equal to 256'),
      'Liftric/cognito-idp integration tests',
    ],
    [
      'SignUp, a password that ends with a space',
      ({ ask }) => ask('SignUp', { Username: 'b', Password: `${PASSWORD} ` }),
      PARAMETER,
      one('password', `satisfy regular expression pattern: ${WORD}`),
      'Developer Guide, password requirements: no leading or trailing space; pattern as apps quote it',
    ],
    [
      'SignUp, a password that begins with a space',
      ({ ask }) => ask('SignUp', { Username: 'b', Password: ` ${PASSWORD}` }),
      PARAMETER,
      one('password', `satisfy regular expression pattern: ${WORD}`),
      'Developer Guide, password requirements',
    ],
    [
      'SignUp, a password with a space in the middle, which counts as a symbol',
      ({ ask }) => ask('SignUp', { Username: 'b', Password: 'Correct horse 7' }),
      '',
      '',
      'Developer Guide, password requirements; aws-amplify/amplify-js#869',
    ],
    [
      'SignUp, an attribute that is not a text',
      ({ ask }) =>
        ask('SignUp', { Username: 'b', Password: PASSWORD, UserAttributes: [{ Name: 'name', Value: false }] }),
      'SerializationException',
      /FALSE_VALUE/,
      'aws-amplify/amplify-js#2958',
    ],
    [
      'ConfirmSignUp, an empty code',
      ({ ask }) => ask('ConfirmSignUp', { Username: 'new', ConfirmationCode: '' }),
      PARAMETER,
      "2 validation errors detected: Value '' at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; Value '' at 'confirmationCode' failed to satisfy constraint: Member must have length greater than or equal to 1",
      'apps that match the text',
    ],
    [
      'ConfirmSignUp, a code with spaces',
      ({ ask }) => ask('ConfirmSignUp', { Username: 'new', ConfirmationCode: '1 12 123' }),
      PARAMETER,
      one('confirmationCode', 'satisfy regular expression pattern: [\\S]+', " '1 12 123'"),
      'apps that match the text',
    ],
    [
      'ConfirmForgotPassword, an empty code and password',
      ({ ask }) => ask('ConfirmForgotPassword', { Username: 'alice', ConfirmationCode: '', Password: '' }),
      PARAMETER,
      `3 validation errors detected: Value '' at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; Value '' at 'confirmationCode' failed to satisfy constraint: Member must have length greater than or equal to 1; Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ${WORD}`,
      'apps that match the text',
    ],
    [
      'ForgotPassword, an address that ends with a space',
      ({ ask }) => ask('ForgotPassword', { Username: 'a@example.com ' }),
      PARAMETER,
      one('username', `satisfy regular expression pattern: ${NAME}`),
      'massif-press/compcon#1951',
    ],
    [
      'VerifySoftwareToken, letters',
      ({ post }) => post('VerifySoftwareToken', { AccessToken: 'a.b.c', UserCode: 'Aaaa' }),
      PARAMETER,
      "2 validation errors detected: Value 'Aaaa' at 'userCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]+; Value 'Aaaa' at 'userCode' failed to satisfy constraint: Member must have length greater than or equal to 6",
      'an error catalogue of an app',
    ],
    [
      'ChangePassword, no new password',
      async ({ post, tokens }) =>
        post('ChangePassword', { AccessToken: (await tokens()).AccessToken, PreviousPassword: PASSWORD }),
      PARAMETER,
      one('proposedPassword', 'not be null'),
      'an app that matches the text',
    ],
    [
      'ChangePassword, a new password that begins with a space',
      async ({ post, tokens }) =>
        post('ChangePassword', {
          AccessToken: (await tokens()).AccessToken,
          PreviousPassword: PASSWORD,
          ProposedPassword: ' Leading1!space',
        }),
      PARAMETER,
      one('proposedPassword', `satisfy regular expression pattern: ${WORD}`),
      'Developer Guide, password requirements',
    ],
    [
      'GetUser, an empty token',
      ({ post }) => post('GetUser', { AccessToken: '' }),
      PARAMETER,
      one('accessToken', 'satisfy regular expression pattern: [A-Za-z0-9-_=.]+'),
      'alphanah-backend AccountServiceUnitTest',
    ],
    [
      'UpdateUserAttributes, no token',
      ({ post }) => post('UpdateUserAttributes', { UserAttributes: [] }),
      PARAMETER,
      one('accessToken', 'not be null'),
      'alphanah-backend AccountServiceUnitTest',
    ],
    [
      'UpdateUserAttributes, an attribute without a name',
      async ({ post, tokens }) =>
        post('UpdateUserAttributes', { ...(await tokens()), UserAttributes: [{ Value: 'x' }] }),
      PARAMETER,
      one('userAttributes.1.member.name', 'not be null', ' null'),
      'alphanah-backend AccountServiceUnitTest',
    ],
    [
      'UpdateUserAttributes, an attribute with an empty name',
      async ({ post, tokens }) =>
        post('UpdateUserAttributes', { ...(await tokens()), UserAttributes: [{ Name: '', Value: 'x' }] }),
      PARAMETER,
      `2 validation errors detected: Value '' at 'userAttributes.1.member.name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'userAttributes.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME}`,
      'alphanah-backend AccountServiceUnitTest',
    ],
    [
      'GetDevice, a malformed key',
      async ({ post, tokens }) => post('GetDevice', { ...(await tokens()), DeviceKey: 'phone' }),
      PARAMETER,
      one('deviceKey', 'satisfy regular expression pattern: [\\w-]+_[0-9a-f-]+', " 'phone'"),
      MODEL,
    ],
    [
      'ListDevices, more than there may be',
      async ({ post, tokens }) => post('ListDevices', { ...(await tokens()), Limit: 61 }),
      PARAMETER,
      one('limit', 'have value less than or equal to 60', " '61'"),
      MODEL,
    ],
    [
      'a body that is not JSON',
      ({ post }) => post('InitiateAuth', 'not json'),
      'SerializationException',
      /./,
      'AWS JSON protocol',
    ],
  ],
};
