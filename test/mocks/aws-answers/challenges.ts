import { PASSWORD } from '../cognito/support/pool-stage.js';
import type { AnswerGroup } from './stage.js';
import { byPassword } from './sign-in.js';

const PARAMETER = 'InvalidParameterException';
const NOT = 'NotAuthorizedException';
const MINUTE = 60_000;

const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const user = {
  username: 'alice',
  password: PASSWORD,
  attributes: { email: 'alice@example.com', phone_number: '+15551234567' },
};
/** Second factors, new passwords and custom challenges. */
export const challenges: readonly AnswerGroup[] = [
  {
    about: 'an authenticator app',
    options: { users: [{ ...user, mfa: ['SOFTWARE_TOKEN_MFA'], totpSecret: TOTP_SECRET }] },
    rows: [
      [
        'SOFTWARE_TOKEN_MFA, a wrong code',
        async (stage) => stage.respond(await byPassword('alice')(stage), { SOFTWARE_TOKEN_MFA_CODE: '000000' }),
        'CodeMismatchException',
        'Invalid code received for user',
        'error catalogues of apps',
      ],
      [
        'SOFTWARE_TOKEN_MFA, the code of the sign-in before',
        async (stage) => {
          const code = { SOFTWARE_TOKEN_MFA_CODE: stage.code(TOTP_SECRET) };
          await stage.respond(await byPassword('alice')(stage), code);
          return stage.respond(await byPassword('alice')(stage), code);
        },
        'ExpiredCodeException',
        'Your software token has already been used once.',
        'aws-amplify/amplify-swift integration tests',
      ],
      [
        'SOFTWARE_TOKEN_MFA, after three minutes',
        async (stage) => {
          const step = await byPassword('alice')(stage);
          stage.advance(3 * MINUTE);
          return stage.respond(step, { SOFTWARE_TOKEN_MFA_CODE: stage.code(TOTP_SECRET) });
        },
        NOT,
        'Invalid session for the user, session is expired.',
        'aws-amplify/amplify-js#2824',
      ],
      [
        'SOFTWARE_TOKEN_MFA, a session that was answered',
        async (stage) => {
          const step = await byPassword('alice')(stage);
          await stage.respond(step, { SOFTWARE_TOKEN_MFA_CODE: stage.code(TOTP_SECRET) });
          return stage.respond(step, { SOFTWARE_TOKEN_MFA_CODE: '123456' });
        },
        NOT,
        'Invalid session for the user, session can only be used once.',
        'aws-amplify/docs#8309',
      ],
      [
        'SOFTWARE_TOKEN_MFA, the sixth wrong code',
        async (stage) => {
          const step = await byPassword('alice')(stage);
          return stage.repeat(6, () => stage.respond(step, { SOFTWARE_TOKEN_MFA_CODE: '000000' }));
        },
        NOT,
        'Password attempts exceeded',
        'Developer Guide, "Things to know about user pool MFA": the lockout after five wrong codes',
      ],
    ],
  },
  {
    about: 'codes by SMS',
    options: { users: [{ ...user, mfa: ['SMS_MFA'] }] },
    rows: [
      [
        'SMS_MFA, a wrong code',
        async (stage) => stage.respond(await byPassword('alice')(stage), { SMS_MFA_CODE: '0' }),
        'CodeMismatchException',
        'Invalid code or auth state for the user.',
        'aws-amplify/amplify-js#3066',
      ],
    ],
  },
  {
    about: 'a second factor that has to be set up',
    options: { users: [user], mfa: 'required' },
    rows: [
      [
        'VerifySoftwareToken by session, and its code at the next sign-in',
        async (stage) => {
          const { body } = await byPassword('alice')(stage);
          const associated = await stage.post('AssociateSoftwareToken', { Session: body.Session });
          const { SecretCode, Session } = associated.body as Record<string, string>;
          const code = stage.code(String(SecretCode));
          await stage.post('VerifySoftwareToken', { Session, UserCode: code });
          // The client stops here: the app is enrolled all the same.
          return stage.respond(await byPassword('alice')(stage), { SOFTWARE_TOKEN_MFA_CODE: code });
        },
        'ExpiredCodeException',
        'Your software token has already been used once.',
        'a public end-to-end suite that waits for the next code',
      ],
      [
        'VerifySoftwareToken by session, a wrong code',
        async (stage) => {
          const { body } = await byPassword('alice')(stage);
          const { body: associated } = await stage.post('AssociateSoftwareToken', { Session: body.Session });
          return stage.post('VerifySoftwareToken', { Session: associated.Session, UserCode: '000000' });
        },
        'EnableSoftwareTokenMFAException',
        'Code mismatch',
        'error catalogues of apps',
      ],
    ],
  },
  {
    about: 'a password that has to be replaced',
    options: { requiredAttributes: ['given_name', 'email'] },
    rows: [
      [
        'NEW_PASSWORD_REQUIRED, a short password',
        async (stage) =>
          stage.respond(await byPassword('invited')(stage), { USERNAME: 'invited', NEW_PASSWORD: 'Aa1!' }),
        'InvalidPasswordException',
        'Password does not conform to policy: Password not long enough',
        'apps that match the text after confirmSignIn',
      ],
      [
        'NEW_PASSWORD_REQUIRED, a required attribute that the user has',
        async (stage) =>
          stage.respond(await byPassword('invited')(stage), {
            USERNAME: 'invited',
            NEW_PASSWORD: PASSWORD,
            'userAttributes.email': 'i@example.com',
            'userAttributes.given_name': 'I',
          }),
        NOT,
        'Cannot modify an already provided email',
        'aws-samples/aws-saas-factory-bootcamp#67',
      ],
      [
        'InitiateAuth, an invitation of last week',
        async (stage) => {
          stage.advance(7 * 24 * 60 * MINUTE);
          return byPassword('invited')(stage);
        },
        NOT,
        'Temporary password has expired and must be reset by an administrator.',
        'error catalogues of apps; CreateUserPool, "TemporaryPasswordValidityDays"',
      ],
      [
        'NEW_PASSWORD_REQUIRED, without a required attribute',
        async (stage) =>
          stage.respond(await byPassword('invited')(stage), { USERNAME: 'invited', NEW_PASSWORD: PASSWORD }),
        PARAMETER,
        'Invalid attributes given, given_name is missing',
        'pmill/aws-cognito#25',
      ],
    ],
  },
  {
    about: 'custom challenges',
    options: { customChallenge: ({ session }) => (session.length ? 'deny' : { parameters: {}, answer: '1' }) },
    rows: [
      [
        'CUSTOM_CHALLENGE, refused by the triggers',
        async (stage) => stage.respond(await stage.start('CUSTOM_AUTH', { USERNAME: 'alice' }), { ANSWER: '2' }),
        NOT,
        'Incorrect username or password.',
        'aws-amplify/amplify-js#5834',
      ],
      [
        'CUSTOM_CHALLENGE, another answer after that',
        async (stage) => {
          const step = await stage.start('CUSTOM_AUTH', { USERNAME: 'alice' });
          await stage.respond(step, { ANSWER: '2' });
          return stage.respond(step, { ANSWER: '1' });
        },
        NOT,
        'Invalid session for the user.',
        'aws-amplify/amplify-js#5834',
      ],
    ],
  },
];
