import srp from 'cognito-srp-helper';
import { PASSWORD } from '../cognito/support/pool-stage.js';
import type { Answer, AnswerGroup, AnswerRow, AnswerStage } from './stage.js';

const PARAMETER = 'InvalidParameterException';
const NOT = 'NotAuthorizedException';
const KARATE = 'a public Karate suite of a deployed pool (2024)';

/** InitiateAuth with a password. */
export const byPassword =
  (USERNAME: string, password = PASSWORD) =>
  (stage: AnswerStage) =>
    stage.start('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: password });
const missing = (flow: string, parameters: object, name: string, source: string): AnswerRow => [
  `InitiateAuth, ${flow} without ${name}`,
  ({ start }) => start(flow, parameters),
  PARAMETER,
  `Missing required parameter ${name}`,
  source,
];
const challenge = (stage: AnswerStage, ChallengeName: string, responses: object, more: object = {}): Promise<Answer> =>
  stage.ask('RespondToAuthChallenge', {
    ChallengeName,
    ChallengeResponses: { USERNAME: 'alice', ...responses },
    ...more,
  });

const password: AnswerGroup = {
  about: 'signing in',
  options: {},
  rows: [
    missing('USER_PASSWORD_AUTH', { USERNAME: '', PASSWORD: '' }, 'USERNAME', KARATE),
    missing('USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD: '' }, 'PASSWORD', KARATE),
    missing('USER_SRP_AUTH', { USERNAME: 'alice', PASSWORD }, 'SRP_A', 'aws/aws-sdk-cpp#452'),
    missing('REFRESH_TOKEN_AUTH', {}, 'REFRESH_TOKEN', 'API Reference, InitiateAuth; form as aws-sdk-cpp#452'),
    ['InitiateAuth, a wrong password', byPassword('alice', 'wrong'), NOT, 'Incorrect username or password.', KARATE],
    [
      'InitiateAuth, an unknown user',
      byPassword('mallory'),
      NOT,
      'Incorrect username or password.',
      'hackingthe.cloud',
    ],
    [
      'InitiateAuth, a user name with a space',
      byPassword('a b'),
      NOT,
      'Incorrect username or password.',
      'hackingthe.cloud',
    ],
    [
      'InitiateAuth, an unconfirmed user',
      byPassword('new'),
      'UserNotConfirmedException',
      'User is not confirmed.',
      'jagregory/cognito-local#337',
    ],
    [
      'InitiateAuth, an unconfirmed user and a wrong password',
      byPassword('new', 'wrong'),
      'UserNotConfirmedException',
      'User is not confirmed.',
      'aws/aws-sdk-js#4608',
    ],
    [
      'InitiateAuth, an unconfirmed user by SRP',
      ({ start }) => start('USER_SRP_AUTH', { USERNAME: 'new', SRP_A: 'abcdef' }),
      'UserNotConfirmedException',
      'User is not confirmed.',
      'aws-amplify/amplify-js#1464 (which of the two calls is not recorded)',
    ],
    [
      'InitiateAuth, a password that was reset',
      byPassword('reset'),
      'PasswordResetRequiredException',
      'Password reset required for the user',
      'aws-amplify/amplify-js#4890',
    ],
    [
      'InitiateAuth, a password that was reset, and a wrong one',
      byPassword('reset', 'wrong'),
      NOT,
      'Incorrect username or password.',
      'aws-amplify/amplify-js#4890',
    ],
    ['InitiateAuth, a disabled user', byPassword('off'), NOT, 'User is disabled.', 'aws-amplify/amplify-js#5503'],
    [
      'InitiateAuth, the sixth wrong password',
      (stage) => stage.repeat(6, () => byPassword('alice', 'wrong')(stage)),
      NOT,
      'Password attempts exceeded',
      'Developer Guide, "Lockout behavior for failed sign-in attempts"',
    ],
    [
      'InitiateAuth, a flow of AdminInitiateAuth',
      ({ start }) => start('ADMIN_USER_PASSWORD_AUTH', {}),
      PARAMETER,
      'Initiate Auth method not supported.',
      'getmoto/moto#4836',
    ],
    [
      'InitiateAuth, CUSTOM_AUTH without triggers',
      ({ start }) => start('CUSTOM_AUTH', { USERNAME: 'alice' }),
      PARAMETER,
      'Custom auth lambda trigger is not configured for the user pool.',
      'apps that match the text',
    ],
    [
      'InitiateAuth, an unknown client',
      ({ post }) => post('InitiateAuth', { ClientId: '47r5gbil1bfhr09d5j50bekvmd', AuthFlow: 'USER_PASSWORD_AUTH' }),
      'ResourceNotFoundException',
      'User pool client 47r5gbil1bfhr09d5j50bekvmd does not exist.',
      'aws-amplify/amplify-flutter#740',
    ],
    [
      'InitiateAuth, a made-up refresh token',
      ({ start }) => start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'made.up' }),
      NOT,
      'Invalid Refresh Token.',
      'aws/aws-sdk-java-v2#1389',
    ],
    [
      'RespondToAuthChallenge, SMS_MFA without a session',
      (stage) => challenge(stage, 'SMS_MFA', { SMS_MFA_CODE: '1' }),
      PARAMETER,
      'Missing required parameter Session',
      'amazon-archives/amazon-cognito-identity-js#542',
    ],
    [
      'RespondToAuthChallenge, SOFTWARE_TOKEN_MFA without a session',
      (stage) => challenge(stage, 'SOFTWARE_TOKEN_MFA', {}),
      PARAMETER,
      'Missing required parameter Session',
      'amazon-archives/amazon-cognito-identity-js#627',
    ],
    [
      'RespondToAuthChallenge, CUSTOM_CHALLENGE without a session',
      (stage) => challenge(stage, 'CUSTOM_CHALLENGE', { ANSWER: '1' }),
      PARAMETER,
      'Missing required parameter Session',
      'furaiev/amazon-cognito-identity-dart-2#241',
    ],
    [
      'RespondToAuthChallenge, without a user name',
      ({ ask }) => ask('RespondToAuthChallenge', { ChallengeName: 'SMS_MFA', ChallengeResponses: {} }),
      PARAMETER,
      'Missing required parameter USERNAME',
      'form as aws-sdk-php#1057',
    ],
    [
      'RespondToAuthChallenge, a made-up session',
      (stage) => challenge(stage, 'SMS_MFA', { SMS_MFA_CODE: '1' }, { Session: 'x'.repeat(40) }),
      NOT,
      'Invalid session for the user.',
      'aws-amplify/amplify-js#6461',
    ],
    [
      'RespondToAuthChallenge, PASSWORD_VERIFIER with a timestamp in another form',
      async (stage) => {
        const { body } = await stage.start('USER_SRP_AUTH', { USERNAME: 'alice', SRP_A: 'abcdef' });
        const { SECRET_BLOCK } = body.ChallengeParameters as Record<string, string>;
        return challenge(stage, 'PASSWORD_VERIFIER', {
          PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
          PASSWORD_CLAIM_SIGNATURE: 'AAAA',
          TIMESTAMP: 'Mon Feb 12 15:26:37 +05:30 2018',
        });
      },
      PARAMETER,
      'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
      'amazon-archives/amazon-cognito-identity-js#683',
    ],
    [
      'RespondToAuthChallenge, PASSWORD_VERIFIER with a wrong signature',
      async (stage) => {
        const { body } = await stage.start('USER_SRP_AUTH', { USERNAME: 'alice', SRP_A: 'abcdef' });
        const { SECRET_BLOCK } = body.ChallengeParameters as Record<string, string>;
        return challenge(stage, 'PASSWORD_VERIFIER', {
          PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
          PASSWORD_CLAIM_SIGNATURE: 'AAAA',
          TIMESTAMP: 'Mon Feb 12 15:26:37 UTC 2018',
        });
      },
      NOT,
      'Incorrect username or password.',
      'amazon-archives/amazon-cognito-identity-js#38',
    ],
  ],
};

const revealing: AnswerGroup = {
  about: 'a client that reveals unknown users and has one flow',
  options: { preventUserExistenceErrors: false, flows: ['USER_PASSWORD_AUTH'] },
  rows: [
    ['InitiateAuth, an unknown user', byPassword('mallory'), 'UserNotFoundException', 'User does not exist.', KARATE],
    [
      'InitiateAuth, SRP',
      ({ start }) => start('USER_SRP_AUTH', {}),
      PARAMETER,
      'USER_SRP_AUTH is not enabled for the client.',
      'aws-samples/aws-serverless-workshops#277',
    ],
    [
      'InitiateAuth, CUSTOM_AUTH',
      ({ start }) => start('CUSTOM_AUTH', {}),
      PARAMETER,
      'CUSTOM_AUTH is not enabled for the client.',
      'apps that translate the text',
    ],
  ],
};

const without: AnswerGroup = {
  about: 'a client without USER_PASSWORD_AUTH',
  options: { flows: ['USER_SRP_AUTH'] },
  rows: [
    [
      'InitiateAuth, a password',
      byPassword('alice'),
      PARAMETER,
      'USER_PASSWORD_AUTH flow not enabled for this client',
      'guides of apps that quote the service',
    ],
  ],
};

const hashOf = (name: string, { ClientId }: AnswerStage) => srp.createSecretHash(name, ClientId, 'shh');
const secret: AnswerGroup = {
  about: 'a client with a secret',
  options: { clientSecret: 'shh' },
  rows: [
    [
      'InitiateAuth, no hash',
      byPassword('alice'),
      NOT,
      /^Client \w+ is configured with secret but SECRET_HASH was not received$/,
      'alexrusin/nextjs-cognito-auth#2',
    ],
    [
      'InitiateAuth, a wrong hash',
      ({ start }) => start('USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD, SECRET_HASH: 'bm9uZQ==' }),
      NOT,
      /^Unable to verify secret hash for client \w+$/,
      'aws-amplify/amplify-js#277',
    ],
    [
      'SignUp, no hash',
      ({ ask }) => ask('SignUp', { Username: 'b', Password: PASSWORD }),
      NOT,
      /^Client \w+ is configured with secret but SECRET_HASH was not received$/,
      'alexrusin/nextjs-cognito-auth#2',
    ],
    [
      'InitiateAuth, a refresh with the hash of another name',
      async (stage) => {
        const SECRET_HASH = hashOf('alice', stage);
        const { body } = await stage.start('USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD, SECRET_HASH });
        const { RefreshToken } = body.AuthenticationResult as { RefreshToken: string };
        return stage.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken, SECRET_HASH: hashOf('bob', stage) });
      },
      NOT,
      /^SecretHash does not match for the client: \w+$/,
      'aws/aws-sdk-net-extensions-cognito#75',
    ],
  ],
};

/** Signing in, with a password and more. */
export const signingIn: readonly AnswerGroup[] = [password, revealing, without, secret];
