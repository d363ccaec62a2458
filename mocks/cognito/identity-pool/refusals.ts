import { AUTHORIZED, MISSING, PARAMETER, type Refusal, row, textOf, type ValuesOf } from '../refusal-row.js';
import { ServiceException } from './service-exception.js';

const login = (why: string, source?: string) => row(AUTHORIZED, `Invalid login token. ${why}`, source);

/** All refusals of identity pools, by what is wrong. */
export const REFUSALS = {
  invalidMembers: row<[text: string]>('ValidationException', (text) => text, 'aws/amazon-freertos#1829'),
  wrongType: row<[text: string]>('SerializationException', (text) => text),
  unknownOperation: row<[name: string]>('UnknownOperationException', (name) => `The mock does not know ${name}.`),
  unknownPool: row<[id: string]>(MISSING, (id) => `IdentityPool '${id}' not found.`, 'aws-amplify/amplify-js#14117'),
  unknownIdentity: row<[id: string]>(MISSING, (id) => `Identity '${id}' not found.`, 'aws-amplify/amplify-js#6616'),
  noGuests: row(
    AUTHORIZED,
    'Unauthenticated access is not supported for this identity pool.',
    'aws-amplify/aws-sdk-android#347',
  ),
  forbidden: row<[id: string]>(
    AUTHORIZED,
    (id) => `Access to Identity '${id}' is forbidden.`,
    'aws-amplify/aws-sdk-android#2964',
  ),
  otherLogins: row(
    AUTHORIZED,
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    'amazon-archives/amazon-cognito-identity-js#68',
  ),
  severalLogins: row('ResourceConflictException', 'Multiple logins of one provider cannot be linked to an identity.'),
  unsupportedProvider: row(
    AUTHORIZED,
    'Token is not from a supported provider of this identity pool.',
    'threads on user pools that an identity pool does not name',
  ),
  noProviders: row<[pool: string]>(
    AUTHORIZED,
    (pool) => `Identity pool - ${pool} does not have identity providers configured.`,
    'jonsaw/amazon-cognito-identity-dart#80',
  ),
  notOpenId: login('Not a valid OpenId Connect identity token.', 'an API description that quotes GetId by boto3'),
  otherIssuer: login("Issuer doesn't match providerName", 'aws-amplify/aws-sdk-android#444'),
  noAudience: login('Missing a required claim: aud', 'an app that tells access tokens from ID tokens by it'),
  ownToken: login("Can't pass in a Cognito token.", 'a guide that quotes GetId with a token of GetOpenIdToken'),
  badSignature: login("Couldn't verify signed token."),
  tokenExpired: row<[now: string, expiry: string]>(
    AUTHORIZED,
    (now, expiry) => `Invalid login token. Token expired: ${now} >= ${expiry}`,
    'aws-amplify/amplify-js#405',
  ),
  otherRole: row(AUTHORIZED, 'CustomRoleArn is not a role that this identity may assume.'),
  noBasicFlow: row(
    PARAMETER,
    'Basic (classic) flow is not enabled, please use enhanced flow.',
    'Developer Guide, "Identity pools authentication flow"',
  ),
} as const;

/** What may be wrong. */
export type RefusalName = keyof typeof REFUSALS;

/** Creates the error for a refusal. `values` fill its text in. */
export const refusal = <Name extends RefusalName>(
  name: Name,
  ...values: ValuesOf<(typeof REFUSALS)[Name]>
): ServiceException => {
  const found = REFUSALS[name] as Refusal<readonly string[]>;
  return new ServiceException(found.code, textOf(found, values));
};
