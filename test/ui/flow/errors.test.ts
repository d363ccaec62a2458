// What each error means to a user: its text, its field, and the step where the flow continues.
import { AuthError, type AuthErrorCode, CredentialsError } from 'sigv4-interceptor';
import { CognitoError, InvalidStateError, NetworkError, StorageError } from 'sigv4-interceptor/cognito';
import { HostedUiError } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { OutcomeUnknownError } from '../../../src/cognito/errors.js';
import { type ErrorContext, type Explanation, explainError, toFlowError } from '../../../src/ui/flow/errors.js';
import type { UsernameKind } from '../../../src/ui/flow/options.js';
import { chooseWords } from '../../../src/ui/texts/texts.js';

/** The fields of each step with a form. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  signIn: ['username', 'password'],
  signUp: ['username', 'password', 'email', 'given_name', 'custom:team'],
  confirmSignUp: ['username', 'code'],
  forgotPassword: ['username'],
  confirmForgotPassword: ['username', 'code', 'newPassword'],
  password: ['username', 'password'],
  newPasswordRequired: ['username', 'newPassword', 'given_name'],
  customChallenge: ['answer'],
  setUpEmail: ['email'],
  selectChallenge: [],
  signedIn: [],
};

const at = (step: string, usernameKind: UsernameKind = 'username'): ErrorContext => ({
  step,
  usernameKind,
  fields: FIELDS[step] ?? ['code'],
});

const refusal = (code: string, message = 'No.', operation = 'InitiateAuth', status = 400): CognitoError =>
  new CognitoError(code as Capitalize<string>, message, { operation, status });

const START_AGAIN: Explanation = { key: 'notice.startAgain', next: 'signIn' };
const EXPIRED: Explanation = { key: 'notice.expired', next: 'signIn' };
const CONFIGURATION: Explanation = { key: 'error.configuration' };
const WRONG_PASSWORD: Explanation = { key: 'error.wrongPassword', field: 'password' };
const THROTTLED: Explanation = { key: 'error.throttled', parameters: { seconds: 10 }, retryAfter: 10_000 };
const UNAVAILABLE: Explanation = { key: 'error.unavailable', parameters: { seconds: 10 }, retryAfter: 10_000 };

test.each<[step: string, message: string, Explanation]>([
  ['signIn', 'Incorrect username or password.', WRONG_PASSWORD],
  ['signIn', 'Password attempts exceeded', { key: 'error.attemptsExceeded' }],
  ['signIn', 'User is disabled.', { key: 'error.userDisabled' }],
  ['forgotPassword', 'User is disabled.', { key: 'error.userDisabled' }],
  [
    'signIn',
    'Temporary password has expired and must be reset by an administrator.',
    { key: 'error.temporaryPasswordExpired' },
  ],
  ['signIn', 'Password reset required for the user', { key: 'notice.resetRequired', next: 'forgotPassword' }],
  ['signIn', 'Unable to verify secret hash for client 1example', CONFIGURATION],
  ['signIn', 'Client 1example is configured with secret but SECRET_HASH was not received', CONFIGURATION],
  ['signIn', 'Unable to login because of security reasons', { key: 'error.blocked' }],
  ['customChallenge', 'Incorrect username or password.', { key: 'error.wrongAnswer', next: 'signIn' }],
  ['webAuthn', 'Incorrect username or password.', { key: 'error.passkeyRefused', next: 'signIn' }],
  ['smsMfa', 'Incorrect username or password.', START_AGAIN],
  ['aStepOfTomorrow', 'Incorrect username or password.', START_AGAIN],
  ['totpMfa', 'Invalid session for the user, session is expired.', EXPIRED],
  ['newPasswordRequired', 'Invalid session for the user, session is expired.', EXPIRED],
  ['totpMfa', 'Invalid session for the user.', START_AGAIN],
  ['customChallenge', 'Invalid session for the user, session can only be used once.', START_AGAIN],
  ['confirmSignUp', 'Invalid session for the user, session is expired.', { key: 'error.unexpected' }],
  ['confirmSignUp', 'Invalid session for the user.', { key: 'error.unexpected' }],
  [
    'confirmSignUp',
    'User cannot be confirmed. Current status is CONFIRMED',
    { key: 'notice.confirmed', next: 'signIn' },
  ],
  ['confirmSignUp', 'Something new.', { key: 'error.notAllowed' }],
  ['signUp', 'SignUp is not permitted for this user pool', { key: 'error.signUpClosed' }],
  ['signUp', 'Something new.', { key: 'error.signUpClosed' }],
  ['signUp', 'A client attempted to write unauthorized attribute', CONFIGURATION],
  ['forgotPassword', 'User password cannot be reset in the current state.', { key: 'error.cannotReset' }],
  ['confirmForgotPassword', 'Something new.', { key: 'error.cannotReset' }],
  ['forgotPassword', 'Something new.', { key: 'error.cannotReset' }],
  ['signedIn', 'Access Token has been revoked', { key: 'notice.sessionEnded', next: 'signIn' }],
  ['signedIn', 'Refresh Token has been revoked', { key: 'notice.sessionEnded', next: 'signIn' }],
  ['signedIn', 'Something new.', { key: 'error.notAllowed' }],
  ['provider', 'Invalid login token. Issuer does not match.', { key: 'error.providerRefused' }],
  ['provider', 'Unauthenticated access is not supported for this identity pool.', CONFIGURATION],
])('NotAuthorizedException at %s: %s', async (step, message, explanation) => {
  expect(await explainError(refusal('NotAuthorizedException', message), at(step))).toEqual(explanation);
});

test.each<[step: string, message: string, Explanation]>([
  [
    'signUp',
    'Attributes did not conform to the schema: given_name: The attribute is required\n',
    { key: 'error.required', field: 'given_name' },
  ],
  [
    'newPasswordRequired',
    'Invalid user attributes: given_name: The attribute is required\n',
    { key: 'error.required', field: 'given_name' },
  ],
  [
    'signUp',
    'Attributes did not conform to the schema: custom:team: Value is too long.',
    { key: 'error.attribute', field: 'custom:team' },
  ],
  [
    'signUp',
    'Attributes did not conform to the schema: email: Invalid email address format.',
    { key: 'error.email', field: 'email' },
  ],
  ['signUp', 'Attributes did not conform to the schema: birthdate: The attribute is required', CONFIGURATION],
  [
    'signUp',
    'Attributes did not conform to the schema: custom:team: Attribute does not exist in the schema.',
    CONFIGURATION,
  ],
  ['signUp', 'Username should be an email.', { key: 'error.email', field: 'username' }],
  ['signUp', 'Username should be a phone number.', { key: 'error.phone_number', field: 'username' }],
  ['signUp', 'Username should be either an email or a phone number.', { key: 'error.attribute', field: 'username' }],
  [
    'signUp',
    'Username cannot be of email format, since user pool is configured for email alias.',
    { key: 'error.usernameIsAddress', field: 'username' },
  ],
  ['signUp', 'Invalid email address format.', { key: 'error.email', field: 'email' }],
  ['setUpEmail', 'Invalid email address format.', { key: 'error.email', field: 'email' }],
  ['signUp', 'Invalid phone number format.', { key: 'error.phone_number' }],
  [
    'signUp',
    "1 validation error detected: Value  at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}]+",
    { key: 'error.attribute', field: 'username' },
  ],
  [
    'signUp',
    "1 validation error detected: Value  at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6",
    { key: 'error.passwordTooShort', field: 'password' },
  ],
  [
    'signUp',
    "1 validation error detected: Value  at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+.*[\\S]+",
    { key: 'error.passwordPolicy', field: 'password' },
  ],
  ['signIn', "1 validation error detected: Value  at 'password' failed to satisfy constraint: …", WRONG_PASSWORD],
  [
    'confirmSignUp',
    "1 validation error detected: Value  at 'confirmationCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
    { key: 'error.expiredCode', field: 'code' },
  ],
  [
    'setUpTotp',
    "1 validation error detected: Value  at 'userCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]+",
    { key: 'error.wrongTotp', field: 'code' },
  ],
  [
    'signUp',
    "1 validation error detected: Value  at 'clientId' failed to satisfy constraint: …",
    { key: 'error.invalid' },
  ],
  ['signIn', 'Missing required parameter USERNAME', { key: 'error.required', field: 'username' }],
  ['signIn', 'Missing required parameter PASSWORD', { key: 'error.required', field: 'password' }],
  ['smsMfa', 'Missing required parameter SMS_MFA_CODE', { key: 'error.required', field: 'code' }],
  ['customChallenge', 'Missing required parameter ANSWER', { key: 'error.required', field: 'answer' }],
  [
    'forgotPassword',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
    { key: 'error.cannotReset' },
  ],
  ['confirmSignUp', 'User is already confirmed.', { key: 'notice.confirmed', next: 'signIn' }],
  ['signIn', 'USER_PASSWORD_AUTH flow not enabled for this client', CONFIGURATION],
  ['signIn', 'Initiate Auth method not supported.', CONFIGURATION],
  ['signIn', 'Custom auth lambda trigger is not configured for the user pool.', CONFIGURATION],
  ['signUp', 'SMS is not configured for the user pool.', CONFIGURATION],
  ['signIn', 'Invalid auth flow.', CONFIGURATION],
  ['signUp', 'Something new.', { key: 'error.invalid' }],
])('InvalidParameterException at %s: %s', async (step, message, explanation) => {
  expect(await explainError(refusal('InvalidParameterException', message), at(step))).toEqual(explanation);
});

const policy = (...rules: readonly string[]): CognitoError =>
  refusal('InvalidPasswordException', `Password did not conform with policy: ${rules.join(', ')}`, 'SignUp');

test.each<[rule: string, Explanation['key']]>([
  ['Password not long enough', 'error.passwordTooShort'],
  ['Password must have lowercase characters', 'error.passwordLowercase'],
  ['Password must have uppercase characters', 'error.passwordUppercase'],
  ['Password must have numeric characters', 'error.passwordNumbers'],
  ['Password must have symbol characters', 'error.passwordSymbols'],
  ['Password must be nice', 'error.passwordPolicy'],
])('InvalidPasswordException: %s', async (rule, key) => {
  expect(await explainError(policy(rule), at('signUp'))).toEqual({ key, field: 'password' });
  expect(await explainError(policy(rule), at('confirmForgotPassword'))).toEqual({ key, field: 'newPassword' });
  expect(await explainError(policy(rule), at('newPasswordRequired'))).toEqual({ key, field: 'newPassword' });
});

test('all rules that a password breaks are shown at once', async () => {
  const error = policy('Password not long enough', 'Password must have symbol characters');
  const explanation = await explainError(error, at('signUp'));
  expect(explanation).toEqual({
    key: 'error.passwordTooShort',
    also: ['error.passwordSymbols'],
    field: 'password',
  });
  const { words } = chooseWords({ language: 'en' });
  expect(toFlowError(explanation, words, error)).toEqual({
    key: 'error.passwordTooShort',
    message: 'This password is too short. This password needs a special character.',
    field: 'password',
    retryAfter: undefined,
    cause: error,
  });
});

test.each<[code: string, step: string, Explanation, message?: string]>([
  ['UserNotFoundException', 'signIn', WRONG_PASSWORD],
  ['UserNotFoundException', 'confirmSignUp', { key: 'error.expiredCode', field: 'code' }],
  ['UserNotFoundException', 'confirmForgotPassword', { key: 'error.expiredCode', field: 'code' }],
  ['UserNotFoundException', 'signedIn', { key: 'notice.sessionEnded', next: 'signIn' }],
  ['UserNotFoundException', 'smsMfa', START_AGAIN],
  ['UserNotConfirmedException', 'signIn', { key: 'notice.notConfirmed', next: 'confirmSignUp' }],
  ['UserNotConfirmedException', 'confirmForgotPassword', { key: 'notice.notConfirmed', next: 'confirmSignUp' }],
  ['PasswordResetRequiredException', 'signIn', { key: 'notice.resetRequired', next: 'forgotPassword' }],
  ['AliasExistsException', 'confirmSignUp', { key: 'error.aliasExists' }],
  ['CodeMismatchException', 'confirmSignUp', { key: 'error.expiredCode', field: 'code' }],
  ['CodeMismatchException', 'smsMfa', { key: 'error.wrongCode', field: 'code' }],
  ['CodeMismatchException', 'totpMfa', { key: 'error.wrongTotp', field: 'code' }],
  ['CodeMismatchException', 'setUpTotp', { key: 'error.wrongTotp', field: 'code' }],
  ['CodeMismatchException', 'customChallenge', { key: 'error.wrongAnswer', field: 'answer' }],
  ['EnableSoftwareTokenMFAException', 'setUpTotp', { key: 'error.wrongTotp', field: 'code' }],
  ['ExpiredCodeException', 'confirmSignUp', { key: 'error.expiredCode', field: 'code' }],
  ['ExpiredCodeException', 'confirmForgotPassword', { key: 'error.expiredCode', field: 'code' }],
  ['ExpiredCodeException', 'smsMfa', EXPIRED],
  ['ExpiredCodeException', 'smsOtp', EXPIRED],
  ['ExpiredCodeException', 'emailOtp', EXPIRED],
  ['ExpiredCodeException', 'setUpTotp', { key: 'error.wrongTotp', field: 'code' }],
  [
    'ExpiredCodeException',
    'totpMfa',
    { key: 'error.codeUsed', field: 'code' },
    'Your software token has already been used once.',
  ],
  [
    'PasswordHistoryPolicyViolationException',
    'confirmForgotPassword',
    { key: 'error.passwordReused', field: 'newPassword' },
  ],
  ['CodeDeliveryFailureException', 'forgotPassword', { key: 'error.codeNotSent' }],
  ['CodeDeliveryFailureException', 'signUp', { key: 'error.codeNotSent', next: 'confirmSignUp' }],
  ['LimitExceededException', 'forgotPassword', { key: 'error.limitExceeded' }],
  ['TooManyFailedAttemptsException', 'confirmSignUp', { key: 'error.attemptsExceeded' }],
  ['TooManyRequestsException', 'signIn', THROTTLED],
  ['ThrottlingException', 'signIn', THROTTLED],
  ['ForbiddenException', 'signIn', { key: 'error.blocked' }],
  ['InternalErrorException', 'signIn', UNAVAILABLE],
  ['ResourceNotFoundException', 'signIn', CONFIGURATION],
  ['MFAMethodNotFoundException', 'signIn', { key: 'error.notAllowed' }],
  ['WebAuthnNotEnabledException', 'signedIn', { key: 'error.passkeyUnavailable' }],
  ['WebAuthnCredentialNotSupportedException', 'signedIn', { key: 'error.passkeyUnsupported' }],
  ['WebAuthnChallengeNotFoundException', 'signedIn', { key: 'error.passkeyNotAdded' }],
  ['InvalidIdentityTokenException', 'provider', { key: 'error.providerRefused' }],
  ['ExpiredTokenException', 'provider', { key: 'error.providerRefused' }],
  ['ResourceConflictException', 'provider', { key: 'error.providerRefused' }],
  ['ExternalServiceException', 'provider', UNAVAILABLE],
  ['InvalidIdentityPoolConfigurationException', 'provider', CONFIGURATION],
  ['RequestLimitExceeded', 'provider', THROTTLED],
  ['AnExceptionOfTomorrow', 'signIn', { key: 'error.unexpected' }],
])('%s at %s', async (code, step, explanation, message) => {
  expect(await explainError(refusal(code, message), at(step))).toEqual(explanation);
});

test.each<[UsernameKind, string, Explanation]>([
  ['username', 'User already exists', { key: 'error.userExists', field: 'username' }],
  ['email', 'User already exists', { key: 'error.emailExists', field: 'username' }],
  ['phone_number', 'User already exists', { key: 'error.phoneExists', field: 'username' }],
  ['username', 'An account with the given email already exists.', { key: 'error.emailExists', field: 'email' }],
  ['username', 'An account with the given phone_number already exists.', { key: 'error.phoneExists' }],
])('UsernameExistsException where users sign in by %s: %s', async (kind, message, explanation) => {
  const fields = kind === 'username' ? ['username', 'email', 'password'] : ['username', 'password'];
  expect(await explainError(refusal('UsernameExistsException', message), { ...at('signUp', kind), fields })).toEqual(
    explanation,
  );
});

test.each([
  ['email', 'Invalid email address format.'],
  ['phone_number', 'Invalid phone number format.'],
] as const)(
  'an address that users sign in with is at fault under the name of the field that has it: %s',
  async (usernameKind, message) => {
    const fields = ['username', 'password'];
    const error = refusal('InvalidParameterException', message);
    const key = `error.${usernameKind}`;
    expect(await explainError(error, { step: 'signUp', usernameKind, fields })).toEqual({ key, field: 'username' });
    const asked = { step: 'signUp', usernameKind, fields: [usernameKind] };
    expect(await explainError(error, asked)).toEqual({ key, field: usernameKind });
  },
);

test('a name that is taken is blamed on the field that contains it', async () => {
  const error = refusal('UsernameExistsException', 'User already exists');
  const context = { step: 'signUp', usernameKind: 'username', fields: ['email', 'password'] } as const;
  expect(await explainError(error, context)).toEqual({ key: 'error.userExists', field: 'email' });
});

test('text beyond a thousand characters is not read', async () => {
  const error = refusal('NotAuthorizedException', `${'-'.repeat(1000)} User is disabled.`);
  expect(await explainError(error, at('signIn'))).toEqual(WRONG_PASSWORD);
});

test('an error is about the whole form if the form does not show its field', async () => {
  const error = refusal('NotAuthorizedException', 'Incorrect username or password.');
  expect(await explainError(error, { step: 'signIn', usernameKind: 'username', fields: ['username'] })).toEqual({
    key: 'error.wrongPassword',
  });
});

test.each([
  ['PreSignUp failed with error Only example.com may join.', 'Only example.com may join.'],
  ['PreSignUp failed with error Only example.com may join..', 'Only example.com may join.'],
  ['PreSignUp failed with error Only example.com may join!.', 'Only example.com may join!'],
  ['PreAuthentication failed with error Two\nlines.', 'Two\nlines.'],
])("an app's own trigger is quoted: %s", async (message, told) => {
  const explanation = await explainError(refusal('UserLambdaValidationException', message), at('signUp'));
  expect(explanation).toEqual({ key: 'error.custom', parameters: { message: told } });
  expect(toFlowError(explanation, chooseWords({ language: 'en' }).words).message).toBe(told);
});

test('a trigger without its own message is not quoted', async () => {
  const error = refusal('UserLambdaValidationException', 'Exception during user validation.');
  expect(await explainError(error, at('signUp'))).toEqual({ key: 'error.unexpected' });
});

const network = (code: 'network' | 'unexpected-answer', status = 0): NetworkError =>
  new NetworkError(code, 'No network.', { operation: 'InitiateAuth', status });
const own = (code: AuthErrorCode): AuthError => new AuthError(code, 'For developers.');

test.each<[string, unknown, step: string, Explanation]>([
  ['no network', network('network'), 'signIn', { key: 'error.network' }],
  ['code that could not be loaded', own('part-not-loaded'), 'signIn', { key: 'error.reload' }],
  ['an answer of something else', network('unexpected-answer', 502), 'signIn', UNAVAILABLE],
  ['5xx with a code of its own', refusal('Strange', 'No.', 'InitiateAuth', 503), 'signIn', UNAVAILABLE],
  ['429 with a code of its own', refusal('Strange', 'No.', 'InitiateAuth', 429), 'signIn', THROTTLED],
  ['a challenge that is not known', own('unexpected-answer'), 'smsMfa', { key: 'error.notAllowed', next: 'signIn' }],
  ['a challenge that is not known, at once', own('unexpected-answer'), 'signIn', { key: 'error.notAllowed' }],
  ['a blocked window', new HostedUiError('popup-blocked', '-'), 'provider', { key: 'error.popupBlocked' }],
  ['a closed window', own('sign-in-cancelled'), 'provider', { key: 'error.providerCancelled' }],
  ['nobody who signs in', own('sign-in-timeout'), 'provider', { key: 'error.providerCancelled' }],
  [
    "another sign-in's answer",
    new HostedUiError('foreign-answer', '-'),
    'provider',
    { key: 'error.providerCancelled' },
  ],
  ['a refusing provider', new HostedUiError('provider-refused', '-'), 'provider', { key: 'error.providerRefused' }],
  [
    'a user who declined at the provider',
    new HostedUiError('provider-refused', '-', { error: 'access_denied' }),
    'provider',
    { key: 'error.providerCancelled' },
  ],
  ['a lost exchange', new HostedUiError('outcome-unknown', '-'), 'provider', { key: 'error.providerCancelled' }],
  ['a wrong configuration', own('configuration'), 'signIn', CONFIGURATION],
  ['no user pool', own('user-pool-not-configured'), 'signIn', CONFIGURATION],
  ['no identity pool', own('identity-pool-not-configured'), 'provider', CONFIGURATION],
  ['a step that is gone', new InvalidStateError('invalid-state', '-'), 'totpMfa', START_AGAIN],
  ['no passkeys', new InvalidStateError('invalid-state', '-'), 'signedIn', { key: 'error.passkeyUnavailable' }],
  ['a user who is there', new InvalidStateError('invalid-state', '-'), 'signIn', { key: 'error.unexpected' }],
  ['a session that ended', own('not-signed-in'), 'signedIn', { key: 'notice.sessionEnded', next: 'signIn' }],
  ['a storage that is full', new StorageError('session-not-removed', 1), 'signedIn', { key: 'error.notSignedOut' }],
  ['credentials', new CredentialsError('credentials-unavailable', '-'), 'signIn', { key: 'error.unexpected' }],
  ['an error of the app', new TypeError('undefined is not a function'), 'signIn', { key: 'error.unexpected' }],
  ['no error', undefined, 'signIn', { key: 'error.unexpected' }],
  ['null', null, 'signIn', { key: 'error.unexpected' }],
  ['a text', 'Help', 'signIn', { key: 'error.unexpected' }],
  ['a code like a method of objects', { code: 'constructor' }, 'signIn', { key: 'error.unexpected' }],
  ['a name like a method of objects', { name: 'toString' }, 'signIn', { key: 'error.unexpected' }],
])('%s', async (_, error, step, explanation) => {
  expect(await explainError(error, at(step))).toEqual(explanation);
});

test.each<[name: string, step: string, Explanation['key']]>([
  ['NotAllowedError', 'signIn', 'error.passkeyCancelled'],
  ['NotAllowedError', 'signedIn', 'error.passkeyNotAdded'],
  ['AbortError', 'webAuthn', 'error.passkeyCancelled'],
  ['AbortError', 'signedIn', 'error.passkeyNotAdded'],
  ['InvalidStateError', 'signedIn', 'error.passkeyExists'],
  ['ConstraintError', 'signedIn', 'error.passkeyUnsupported'],
  ['NotSupportedError', 'signedIn', 'error.passkeyUnsupported'],
  ['SecurityError', 'signIn', 'error.passkeyUnavailable'],
  ['DataCloneError', 'signIn', 'error.unexpected'],
])("a browser's %s at %s", async (name, step, key) => {
  expect(await explainError(new DOMException('For developers.', name), at(step))).toEqual({ key });
});

const lost = (operation: string, code: string, message = 'No.'): OutcomeUnknownError =>
  new OutcomeUnknownError(refusal(code, message, operation), 'Look.');

test.each<[operation: string, step: string, cause: string, Explanation]>([
  ['SignUp', 'signUp', 'UsernameExistsException', { key: 'error.outcomeUnknown' }],
  ['ConfirmSignUp', 'confirmSignUp', 'ExpiredCodeException', { key: 'error.outcomeUnknown' }],
  ['ConfirmForgotPassword', 'confirmForgotPassword', 'ExpiredCodeException', { key: 'error.outcomeUnknown' }],
  ['ForgotPassword', 'forgotPassword', 'LimitExceededException', { key: 'error.codeMaybeSent' }],
  ['ResendConfirmationCode', 'confirmSignUp', 'LimitExceededException', { key: 'error.codeMaybeSent' }],
  ['CompleteWebAuthnRegistration', 'signedIn', 'NotAuthorizedException', { key: 'error.unexpected' }],
  ['RespondToAuthChallenge', 'smsMfa', 'NotAuthorizedException', START_AGAIN],
  ['RespondToAuthChallenge', 'smsMfa', 'CodeMismatchException', { key: 'error.wrongCode', field: 'code' }],
  ['VerifySoftwareToken', 'setUpTotp', 'NotAuthorizedException', START_AGAIN],
])('an answer to %s that was lost at %s, then %s', async (operation, step, cause, explanation) => {
  expect(await explainError(lost(operation, cause), at(step))).toEqual(explanation);
});

test('an answer that was lost without a word ends the sign-in under way', async () => {
  const error = { code: 'outcome-unknown', operation: 'RespondToAuthChallenge' };
  expect(await explainError(error, at('smsMfa'))).toEqual(START_AGAIN);
});
