import type { Spellings } from './reader.js';

/** What a session's configuration can say, but for `endpoints`. */
export type Setting =
  | 'region'
  | 'userPoolId'
  | 'userPoolClientId'
  | 'userPoolClientSecret'
  | 'identityPoolId'
  | 'identityPoolRegion'
  | 'guest'
  | 'authFlow';

const POOL = 'CognitoUserPool.Default.';
const IDENTITY_POOL = 'CredentialsProvider.CognitoIdentity.Default.';

/** Where the files have it. */
export const SPELLINGS: Spellings<Setting> = {
  awsConfiguration: {
    region: `${POOL}Region`,
    userPoolId: `${POOL}PoolId`,
    userPoolClientId: `${POOL}AppClientId`,
    userPoolClientSecret: `${POOL}AppClientSecret`,
    identityPoolId: `${IDENTITY_POOL}PoolId`,
    identityPoolRegion: `${IDENTITY_POOL}Region`,
    authFlow: 'Auth.Default.authenticationFlowType',
  },
  amplifyOutputs: {
    region: 'auth.aws_region',
    userPoolId: 'auth.user_pool_id',
    userPoolClientId: 'auth.user_pool_client_id',
    identityPoolId: 'auth.identity_pool_id',
    guest: 'auth.unauthenticated_identities_enabled',
    authFlow: 'auth.authentication_flow_type',
  },
  awsExports: {
    region: 'aws_cognito_region',
    userPoolId: 'aws_user_pools_id',
    userPoolClientId: 'aws_user_pools_web_client_id',
    identityPoolId: 'aws_cognito_identity_pool_id',
    guest: 'aws_mandatory_sign_in',
    authFlow: 'authenticationFlowType',
  },
};
