import type { Kind } from './kinds.js';
import type { Spellings } from './reader.js';

/** The settings of a session's configuration. */
export type Setting =
  | 'region'
  | 'userPoolId'
  | 'userPoolClientId'
  | 'userPoolClientSecret'
  | 'identityPoolId'
  | 'identityPoolRegion'
  | 'guest'
  | 'mandatorySignIn'
  | 'authFlow'
  | 'oauth.clientId'
  | 'oauth.clientSecret'
  | 'endpoints.userPool'
  | 'endpoints.identityPool'
  | 'endpoints.sts';

const inAwsConfiguration = (prefix = '') => {
  const pool = `${prefix}CognitoUserPool.Default.`;
  const identityPool = `${prefix}CredentialsProvider.CognitoIdentity.Default.`;
  return {
    region: `${pool}Region`,
    userPoolId: `${pool}PoolId`,
    userPoolClientId: `${pool}AppClientId`,
    userPoolClientSecret: `${pool}AppClientSecret`,
    identityPoolId: `${identityPool}PoolId`,
    identityPoolRegion: `${identityPool}Region`,
    authFlow: `${prefix}Auth.Default.authenticationFlowType`,
    'oauth.clientId': `${prefix}Auth.Default.OAuth.AppClientId`,
    'oauth.clientSecret': `${prefix}Auth.Default.OAuth.AppClientSecret`,
    'endpoints.userPool': `${prefix}CognitoUserPool.Default.Endpoint`,
  } as const;
};

const inAmplify5 = (prefix = '') =>
  ({
    region: `${prefix}region`,
    userPoolId: `${prefix}userPoolId`,
    userPoolClientId: `${prefix}userPoolWebClientId`,
    identityPoolId: `${prefix}identityPoolId`,
    identityPoolRegion: `${prefix}identityPoolRegion`,
    mandatorySignIn: `${prefix}mandatorySignIn`,
    authFlow: `${prefix}authenticationFlowType`,
    'endpoints.userPool': `${prefix}endpoint`,
  }) as const;

const auth = inAmplify5('Auth.');

/** The paths of the settings in each kind of file. */
export const SPELLINGS: Spellings<Setting> = {
  awsConfiguration: inAwsConfiguration(),
  amplifyMobile: inAwsConfiguration('auth.plugins.awsCognitoAuthPlugin.'),
  amplifyOutputs: {
    region: 'auth.aws_region',
    userPoolId: 'auth.user_pool_id',
    userPoolClientId: 'auth.user_pool_client_id',
    identityPoolId: 'auth.identity_pool_id',
    guest: 'auth.unauthenticated_identities_enabled',
    authFlow: 'auth.authentication_flow_type',
  },
  // The app adds its own settings under Auth. They take precedence over the CLI's keys.
  awsExports: {
    region: [auth.region, 'aws_cognito_region'],
    userPoolId: [auth.userPoolId, 'aws_user_pools_id'],
    userPoolClientId: [auth.userPoolClientId, 'aws_user_pools_web_client_id'],
    identityPoolId: [auth.identityPoolId, 'aws_cognito_identity_pool_id'],
    identityPoolRegion: auth.identityPoolRegion,
    mandatorySignIn: [auth.mandatorySignIn, 'aws_mandatory_sign_in'],
    authFlow: [auth.authFlow, 'authenticationFlowType'],
    'endpoints.userPool': auth['endpoints.userPool'],
  },
  amplify6: {
    userPoolId: 'Auth.Cognito.userPoolId',
    userPoolClientId: 'Auth.Cognito.userPoolClientId',
    identityPoolId: 'Auth.Cognito.identityPoolId',
    guest: 'Auth.Cognito.allowGuestAccess',
    'endpoints.userPool': 'Auth.Cognito.userPoolEndpoint',
    'endpoints.identityPool': 'Auth.Cognito.identityPoolEndpoint',
  },
  amplify5: auth,
  amplify5Flat: inAmplify5(),
};

/** Returns the top-level keys of a kind of file. */
export const keysOf = (kind: Kind): ReadonlySet<string> =>
  new Set(
    Object.values(SPELLINGS[kind])
      .flat()
      .map((path) => path.split('.')[0]!),
  );
