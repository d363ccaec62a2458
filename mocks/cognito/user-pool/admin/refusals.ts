import { invalidParameter, notAuthorized, notFound, PoolError } from '../errors.js';

const userNotFound = (): PoolError => new PoolError('UserNotFoundException', 'User does not exist.');

/** What the operations of administrators refuse, each with the record that it rests on. */
export const ADMIN_REFUSALS = {
  // Source: moto#4467 ("details of real error"), moto#1831
  unknownUser: userNotFound,
  // Source: aws-aspnet-cognito-identity-provider#135
  unknownPool: (id: string) => notFound(`User pool ${id} does not exist.`),
  // Source: localstack#4465
  userExists: () => new PoolError('UsernameExistsException', 'User account already exists'),
  // Source: an AdminCreateUser quoted in public code ("when calling the AdminCreateUser operation: An account with …")
  addressExists: (address: string) =>
    new PoolError('UsernameExistsException', `An account with the given ${address} already exists.`),
  // Source: the API reference of AdminCreateUser (ForceAliasCreation); the text is that of ConfirmSignUp
  aliasExists: (address: string) =>
    new PoolError('AliasExistsException', `An account with the given ${address} already exists.`),
  // Source: moto#2741 and floci#755 (the code); the text only from two emulators
  notResendable: (username: string) =>
    new PoolError(
      'UnsupportedUserStateException',
      `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
    ),
  // Source: quoted in public restore scripts and in a test of the Java SDK
  immutable: (name: string) => invalidParameter(`Cannot modify the non-mutable attribute ${name}`),
  // Source: that of ConfirmSignUp; NotAuthorizedException in the API reference of AdminConfirmSignUp
  notUnconfirmed: (status: string) => notAuthorized(`User cannot be confirmed. Current status is ${status}`),
  // Source: aws-sdk-php#1088 and #1961, aws-sdk-js#3147
  badFilter: () => invalidParameter('Error while parsing filter.'),
  // Source: moto, test_cognitoidp.py
  notSearchable: (name: string) => invalidParameter(`Invalid search attribute: ${name}`),
  // Source: quoted in public code that lists users with custom attributes
  unknownAttributes: () => invalidParameter('One or more requested attributes do not exist.'),
  // Source: aws-sdk-js#3705
  badPage: () => invalidParameter('Paging Marker is Invalid for Request'),
  // Source: the service model (0 to 60), in the words of all services for it
  tooMany: (limit: number) =>
    invalidParameter(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60`,
    ),
  // Source: amplify-backend#1781
  groupExists: () => new PoolError('GroupExistsException', 'A group with the name already exists'),
  // Source: amplify-cli#2214
  unknownGroup: () => notFound('Group not found.'),
  // Source: aws-doc-sdk-examples#5289, moto#4836
  unsupportedFlow: () => invalidParameter('Initiate Auth method not supported.'),
} as const;

/** For a flow that the app client does not allow. Source: quoted from AdminInitiateAuth in public workshops. */
export const ADMIN_FLOW_DISABLED = 'Auth flow not enabled for this client';
