import { MISSING, PARAMETER, row } from '../../refusal-row.js';

/** Refusals of the operations that need AWS credentials. */
export const ADMINISTRATION = {
  // The caller and the pool
  accessDenied: row<[caller: string, operation: string, pool: string]>(
    'AccessDeniedException',
    (caller, operation, pool) =>
      `User: ${caller} is not authorized to perform: cognito-idp:${operation} on resource: ${pool}`,
    'aws-amplify/amplify-js#146, soto-project/soto-cognito-authentication-kit#5',
  ),
  unknownPool: row<[id: string]>(
    MISSING,
    (id) => `User pool ${id} does not exist.`,
    'aws/aws-aspnet-cognito-identity-provider#135',
  ),
  adminMethod: row(
    PARAMETER,
    'Initiate Auth method not supported.',
    'awsdocs/aws-doc-sdk-examples#5289, getmoto/moto#4836',
  ),
  adminFlowDisabled: row(
    PARAMETER,
    'Auth flow not enabled for this client',
    'workshops that quote AdminInitiateAuth by the CLI',
  ),

  // Users
  accountExists: row('UsernameExistsException', 'User account already exists', 'localstack/localstack#4465'),
  notResendable: row<[username: string]>(
    'UnsupportedUserStateException',
    (username) => `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
    'getmoto/moto#2741, floci-io/floci#755 (the code; the text is that of two emulators)',
  ),

  // Lists of users
  badFilter: row(
    PARAMETER,
    'Error while parsing filter.',
    'aws/aws-sdk-php#1088, aws/aws-sdk-php#1961, aws/aws-sdk-js#3147',
  ),
  notSearchable: row<[name: string]>(
    PARAMETER,
    (name) => `Invalid search attribute: ${name}`,
    'getmoto/moto, test_cognitoidp.py',
  ),
  unknownAttributes: row(
    PARAMETER,
    'One or more requested attributes do not exist.',
    'apps that list users with custom attributes',
  ),
  badPage: row(PARAMETER, 'Paging Marker is Invalid for Request', 'aws/aws-sdk-js#3705'),

  // Groups
  groupExists: row('GroupExistsException', 'A group with the name already exists', 'aws-amplify/amplify-backend#1781'),
  unknownGroup: row(MISSING, 'Group not found.', 'aws-amplify/amplify-cli#2214'),
} as const;
