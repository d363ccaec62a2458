// Users never see a service's own text: every code that Cognito documents, at every step, in every language.
import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import fc from 'fast-check';
import { CognitoError } from 'sigv4-interceptor/cognito';
import { beforeAll, expect, test } from 'vitest';
import { explainError, toFlowError } from '../../../src/ui/flow/errors.js';
import { REFUSALS } from '../../../src/ui/flow/refusals.js';
import type { FlowStepName } from '../../../src/ui/flow/types.js';
import { chooseWords, type Words } from '../../../src/ui/texts/texts.js';

/** Where an error may occur. The compiler asks for a new step. */
const KNOWN: Readonly<Record<Exclude<FlowStepName, 'loading'> | 'provider', 0>> = {
  signIn: 0,
  signUp: 0,
  confirmSignUp: 0,
  forgotPassword: 0,
  confirmForgotPassword: 0,
  selectChallenge: 0,
  password: 0,
  smsMfa: 0,
  smsOtp: 0,
  emailOtp: 0,
  totpMfa: 0,
  selectMfaType: 0,
  setUpTotp: 0,
  setUpEmail: 0,
  newPasswordRequired: 0,
  customChallenge: 0,
  webAuthn: 0,
  signedIn: 0,
  provider: 0,
};
const STEPS = [...Object.keys(KNOWN), 'aStepOfTomorrow'];

/** The operations that forms and their buttons call. */
const OPERATIONS = [
  'AssociateSoftwareToken',
  'CompleteWebAuthnRegistration',
  'ConfirmDevice',
  'ConfirmForgotPassword',
  'ConfirmSignUp',
  'ForgotPassword',
  'GetTokensFromRefreshToken',
  'InitiateAuth',
  'ResendConfirmationCode',
  'RespondToAuthChallenge',
  'SignUp',
  'StartWebAuthnRegistration',
  'UpdateDeviceStatus',
  'VerifySoftwareToken',
];

/** Codes that have no explanation of their own. */
const UNEXPLAINED = ['ConcurrentModificationException', 'DeviceKeyExistsException', 'UnexpectedLambdaException'];

/** The codes in the SDK, which is generated from the service's model. */
const documented = (operation: string): readonly string[] => {
  const path = `../../../node_modules/@aws-sdk/client-cognito-identity-provider/dist-types/commands/${operation}Command.d.ts`;
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  return [...text.matchAll(/@throws \{@link (\w+Exception)\}/g)]
    .map(([, code]) => code!)
    .filter((code) => code !== 'CognitoIdentityProviderServiceException');
};

const CODES = Object.keys(sdk).filter((name) => name.endsWith('Exception'));

/** Known messages of Cognito and of the Lambda service behind it. */
const MESSAGES = [
  'Incorrect username or password.',
  'User does not exist.',
  'Username/client id combination not found.',
  'User is not confirmed.',
  'User is disabled.',
  'User already exists',
  'An account with the given email already exists.',
  'Password attempts exceeded',
  'Attempt limit exceeded, please try after some time.',
  'Password reset required for the user',
  'Password does not conform to policy: Password not long enough',
  'Invalid verification code provided, please try again.',
  'Invalid code provided, please request a code again.',
  'Invalid code or auth state for the user.',
  'Code mismatch and fail enable Software Token MFA',
  'Your software token has already been used once.',
  'Invalid session for the user, session is expired.',
  'Attributes did not conform to the schema: email: The attribute is required\n',
  'Invalid email address format.',
  'Invalid phone number format.',
  "1 validation error detected: Value  at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6",
  'SignUp is not permitted for this user pool',
  'User password cannot be reset in the current state.',
  'PreSignUp invocation failed due to configuration.',
  'Rate exceeded',
  'Request not allowed due to WAF block.',
  'Unable to login because of security reasons',
  'Service says this.',
];

let languages: readonly Words[];

beforeAll(async () => {
  const sources = ['en', 'de', 'fr', 'es', 'ja'].map((language) => chooseWords({ language }));
  await Promise.all(sources.map((source) => source.load()));
  languages = sources.map(({ words }) => words);
});

const refusal = (code: string, message: string): CognitoError =>
  new CognitoError(code as Capitalize<string>, message, { operation: 'InitiateAuth', status: 400 });

const FIELDS = ['username', 'password', 'newPassword', 'code', 'answer', 'email', 'phone_number'];

const tell = async (error: unknown, step: string): Promise<readonly string[]> => {
  const explanation = await explainError(error, { step, usernameKind: 'email', fields: FIELDS });
  return languages.map((words) => toFlowError(explanation, words, error).message);
};

/** The words of a text, without case and punctuation. */
const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();

test.each(OPERATIONS)('everything by which %s may be refused is explained', (operation) => {
  const codes = documented(operation);
  expect(codes.length).toBeGreaterThan(5);
  const unexplained = codes.filter((code) => !Object.hasOwn(REFUSALS, code.replace(/Exception$/, '')));
  expect(unexplained.filter((code) => !UNEXPLAINED.includes(code))).toEqual([]);
});

test.each(STEPS)('no code and no message of Cognito shows at %s', async (step) => {
  expect(CODES.length).toBeGreaterThan(50);
  const shown: string[] = [];
  for (const code of CODES) {
    for (const message of MESSAGES) {
      const bad = (await tell(refusal(code, message), step)).filter(
        (text) => !text || /[{}]|exception/i.test(text) || wordsOf(text).includes(wordsOf(message)),
      );
      shown.push(...bad.map((text) => `${code}: ${message}: ${text}`));
    }
  }
  expect(shown).toEqual([]);
});

test('an unknown name, a wrong password and an unknown code look alike, so that they do not reveal who has an account', async () => {
  for (const step of ['signIn', 'password', 'selectChallenge']) {
    const unknown = await tell(refusal('UserNotFoundException', 'User does not exist.'), step);
    expect(unknown).toEqual(await tell(refusal('NotAuthorizedException', 'Incorrect username or password.'), step));
  }
  for (const step of ['confirmSignUp', 'confirmForgotPassword']) {
    const unknown = await tell(refusal('UserNotFoundException', 'User does not exist.'), step);
    expect(unknown).toEqual(await tell(refusal('CodeMismatchException', 'Invalid verification code provided.'), step));
  }
});

test('the languages tell errors apart from each other', async () => {
  const texts = await tell(refusal('NotAuthorizedException', 'Incorrect username or password.'), 'signIn');
  expect(new Set(texts).size).toBe(languages.length);
});

/** Fragments that the patterns match. */
const PIECES = [
  'session ',
  'expired ',
  'is disabled ',
  'Attributes did not conform to the schema: ',
  'user attributes: ',
  'email: ',
  'custom:',
  'The attribute is required',
  " at 'password' failed to satisfy constraint",
  " at '",
  'PreSignUp failed with error ',
  'Missing required parameter ',
  'Username ',
  'Password ',
  'numeric ',
  'invalid ',
  'a',
  '.',
  ' ',
  '\n',
  '{message}',
  '\ud800',
];

test('1 MB as a message is explained in few words, in no time', async () => {
  const piece = fc.constantFrom(...PIECES);
  const some = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));
  const unit = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
  const huge = fc
    .tuple(some, unit, some)
    .map(([begin, middle, end]) => begin + middle.repeat(1_048_576 / middle.length) + end);
  const codes = Object.keys(REFUSALS).map((code) => `${code}Exception`);
  await fc.assert(
    fc.asyncProperty(huge, async (message) => {
      for (const code of codes) {
        // Without the limit of the service clients.
        for (const text of await tell({ code, message, name: message, operation: message }, 'signUp')) {
          expect(text.length).toBeLessThan(500);
        }
      }
    }),
    { numRuns: Number(process.env.SIGV4_FUZZ_RUNS ?? 15) },
  );
});
