import { ALPHANAH, AUTHORIZED, PARAMETER, row } from '../../refusal-row.js';

const LOCKOUT = 'Developer Guide, "Lockout behavior for failed sign-in attempts"';
const QUOTAS = 'Developer Guide, "Quotas": code security resource quotas';

/** Refusals that concern a user: the state, the sign-up, attributes and codes. */
export const USERS = {
  // The user
  wrongPassword: row(
    AUTHORIZED,
    'Incorrect username or password.',
    'hackingthe.cloud, "Bypass Cognito Account Enumeration Controls"',
  ),
  unknownUser: row(
    'UserNotFoundException',
    'User does not exist.',
    'hackingthe.cloud, "Bypass Cognito Account Enumeration Controls"',
  ),
  unknownUsername: row(
    'UserNotFoundException',
    'Username/client id combination not found.',
    'aws-amplify/amplify-js#10157',
  ),
  unconfirmed: row(
    'UserNotConfirmedException',
    'User is not confirmed.',
    'jagregory/cognito-local#337, aws/aws-sdk-js#4608',
  ),
  resetRequired: row(
    'PasswordResetRequiredException',
    'Password reset required for the user',
    'aws-amplify/amplify-js#4890',
  ),
  disabled: row(AUTHORIZED, 'User is disabled.', 'aws-amplify/amplify-js#5503'),
  temporaryPasswordExpired: row(
    AUTHORIZED,
    'Temporary password has expired and must be reset by an administrator.',
    'error catalogues of apps; CreateUserPool, "TemporaryPasswordValidityDays"',
  ),
  passwordAttempts: row(AUTHORIZED, 'Password attempts exceeded', LOCKOUT),
  attemptLimit: row('LimitExceededException', 'Attempt limit exceeded, please try after some time.', QUOTAS),

  // Signing up
  usernameExists: row(
    'UsernameExistsException',
    'User already exists',
    'hackingthe.cloud, "Bypass Cognito Account Enumeration Controls"',
  ),
  addressExists: row<[attribute: string]>(
    'UsernameExistsException',
    (attribute) => `An account with the given ${attribute} already exists.`,
    'ustaxcourt/ef-cms docs (SignUp: email)',
  ),
  signUpClosed: row(
    AUTHORIZED,
    'SignUp is not permitted for this user pool',
    'guides of apps that quote SignUp by the CLI',
  ),
  usernameNotEmail: row(PARAMETER, 'Username should be an email.', 'boto/boto3#3836'),
  usernameNotPhone: row(PARAMETER, 'Username should be a phone number.'),
  usernameIsEmail: row(
    PARAMETER,
    'Username cannot be of email format, since user pool is configured for email alias.',
    'stackoverflow.com/q/44143970',
  ),
  usernameIsPhone: row(
    PARAMETER,
    'Username cannot be of phone number format, since user pool is configured for phone number alias.',
  ),
  cannotConfirm: row<[status: string]>(
    AUTHORIZED,
    (status) => `User cannot be confirmed. Current status is ${status}`,
    'ustaxcourt/ef-cms docs (AdminConfirmSignUp)',
  ),
  alreadyConfirmed: row(PARAMETER, 'User is already confirmed.', "apps that match ResendConfirmationCode's errors"),
  weakPassword: row<[rule: string]>(
    'InvalidPasswordException',
    (rule) => `Password did not conform with policy: ${rule}`,
    'data-dot-all/dataall#690 (AdminCreateUser), aws-amplify/aws-sdk-android#2370 (SignUp)',
  ),
  weakNewPassword: row<[rule: string]>(
    'InvalidPasswordException',
    (rule) => `Password does not conform to policy: ${rule}`,
    'fabscale/ember-cognito-identity tests (ConfirmForgotPassword)',
  ),

  // Attributes
  schema: row<[problems: string]>(
    PARAMETER,
    (problems) => `Attributes did not conform to the schema: ${problems}`,
    'aws-amplify/amplify-flutter#509',
  ),
  updatedSchema: row<[problems: string]>(PARAMETER, (problems) => problems, ALPHANAH),
  immutable: row<[name: string]>(PARAMETER, (name) => `Cannot modify the non-mutable attribute ${name}`, ALPHANAH),
  nullAttribute: row<[name: string]>(PARAMETER, (name) => `Attribute value for ${name} must not be null`, ALPHANAH),
  unauthorizedAttribute: row(AUTHORIZED, 'A client attempted to write unauthorized attribute', 'aws/aws-sdk-js#3603'),
  requiredAttribute: row<[name: string]>(
    PARAMETER,
    (name) => `Invalid user attributes: ${name}: Required attribute cannot be deleted.\n`,
    'error catalogue of an app (DeleteUserAttributes: phone_number)',
  ),
  alreadyProvided: row<[name: string]>(
    AUTHORIZED,
    (name) => `Cannot modify an already provided ${name}`,
    'aws-samples/aws-saas-factory-bootcamp#67; API Reference, RespondToAuthChallenge',
  ),
  missingAttribute: row<[name: string]>(
    PARAMETER,
    (name) => `Invalid attributes given, ${name} is missing`,
    'pmill/aws-cognito#25',
  ),
  badEmail: row(PARAMETER, 'Invalid email address format.', ALPHANAH),
  badPhone: row(PARAMETER, 'Invalid phone number format.', ALPHANAH),
  aliasExists: row<[attribute: string]>(
    'AliasExistsException',
    (attribute) => `An account with the ${attribute} already exists.`,
    'Developer Guide, "Customizing sign-in attributes" (ConfirmSignUp)',
  ),
  aliasTaken: row<[attribute: string]>(
    'AliasExistsException',
    (attribute) => `An account with the given ${attribute} already exists.`,
    `${ALPHANAH}, UpdateUserAttributes`,
  ),
  notVerifiable: row(
    PARAMETER,
    'Invalid attribute name. Only phone_number and email can be verified.',
    'error catalogue of an app (GetUserAttributeVerificationCode)',
  ),

  // Codes
  codeMismatch: row(
    'CodeMismatchException',
    'Invalid verification code provided, please try again.',
    'apps that quote ConfirmSignUp by boto3',
  ),
  codeExpired: row(
    'ExpiredCodeException',
    'Invalid code provided, please request a code again.',
    'aws-amplify/amplify-flutter#1128',
  ),
  noVerifiedAddress: row(
    PARAMETER,
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
    'aws/aws-sdk-js-v3#7101',
  ),
  cannotReset: row(
    AUTHORIZED,
    'User password cannot be reset in the current state.',
    'amazon-archives/amazon-cognito-identity-js#373',
  ),
  deliveryFailed: row<[medium: string]>(
    'CodeDeliveryFailureException',
    (medium) => `Unable to deliver message to ${medium}.`,
  ),
  noAddress: row<[attribute: string]>(
    PARAMETER,
    (attribute) => `User has no ${attribute} that a code could be sent to.`,
  ),
} as const;
