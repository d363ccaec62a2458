/** What a configuration can say. */
export type Setting =
  | 'region'
  | 'userPoolId'
  | 'userPoolClientId'
  | 'userPoolClientSecret'
  | 'identityPoolId'
  | 'identityPoolRegion'
  | 'guest'
  | 'authFlow'
  | 'oauth.domain'
  | 'oauth.clientId'
  | 'oauth.clientSecret'
  | 'oauth.scopes'
  | 'oauth.redirectSignIn'
  | 'oauth.redirectSignOut'
  | 'oauth.responseType';

/** Where a kind of file has its settings: paths, with dots. */
type Spelling = Readonly<Partial<Record<Setting, string>>>;

const POOL = 'CognitoUserPool.Default.';
const IDENTITY = 'CredentialsProvider.CognitoIdentity.Default.';
const AUTH = 'Auth.Default.';

/** awsconfiguration.json of the mobile SDKs. */
const awsConfiguration: Spelling = {
  region: `${POOL}Region`,
  userPoolId: `${POOL}PoolId`,
  userPoolClientId: `${POOL}AppClientId`,
  userPoolClientSecret: `${POOL}AppClientSecret`,
  identityPoolId: `${IDENTITY}PoolId`,
  identityPoolRegion: `${IDENTITY}Region`,
  authFlow: `${AUTH}authenticationFlowType`,
  'oauth.domain': `${AUTH}OAuth.WebDomain`,
  'oauth.clientId': `${AUTH}OAuth.AppClientId`,
  'oauth.clientSecret': `${AUTH}OAuth.AppClientSecret`,
  'oauth.scopes': `${AUTH}OAuth.Scopes`,
  'oauth.redirectSignIn': `${AUTH}OAuth.SignInRedirectURI`,
  'oauth.redirectSignOut': `${AUTH}OAuth.SignOutRedirectURI`,
};

/** amplify_outputs.json of Amplify's second generation. */
const amplifyOutputs: Spelling = {
  region: 'auth.aws_region',
  userPoolId: 'auth.user_pool_id',
  userPoolClientId: 'auth.user_pool_client_id',
  identityPoolId: 'auth.identity_pool_id',
  guest: 'auth.unauthenticated_identities_enabled',
  authFlow: 'auth.authentication_flow_type',
  'oauth.domain': 'auth.oauth.domain',
  'oauth.scopes': 'auth.oauth.scopes',
  'oauth.redirectSignIn': 'auth.oauth.redirect_sign_in_uri',
  'oauth.redirectSignOut': 'auth.oauth.redirect_sign_out_uri',
  'oauth.responseType': 'auth.oauth.response_type',
};

/** aws-exports.js and amplifyconfiguration.json of Amplify's first generation. */
const awsExports: Spelling = {
  region: 'aws_cognito_region',
  userPoolId: 'aws_user_pools_id',
  userPoolClientId: 'aws_user_pools_web_client_id',
  identityPoolId: 'aws_cognito_identity_pool_id',
  guest: 'aws_mandatory_sign_in',
  authFlow: 'authenticationFlowType',
  'oauth.scopes': 'oauth.scope',
};

/** Each kind of file by keys that no other kind has. */
const FILES: readonly (readonly [keys: readonly string[], spelling: Spelling])[] = [
  [['CognitoUserPool', 'CredentialsProvider'], awsConfiguration],
  [['auth'], amplifyOutputs],
  [['aws_project_region', awsExports.region!, awsExports.userPoolId!, awsExports.identityPoolId!], awsExports],
];

const at = (source: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((value, key) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[key], source);

/** Reads settings wherever a kind of configuration has them. */
export interface Reader {
  /** The name of a setting, as the configuration that was given spells it. */
  nameOf(setting: Setting): string;
  /** What the configuration says; `undefined` also for `null` and an empty text, which files have for "not set". */
  read(setting: Setting): unknown;
}

/** A reader for the kind of configuration that `input` is. The package's own names can stand in any kind. */
export const createReader = (input: object): Reader => {
  const spelling = FILES.find(([keys]) => keys.some((key) => key in input))?.[1] ?? {};
  const nameOf = (setting: Setting): string => {
    const own = !setting.includes('.') && at(input, setting) !== undefined;
    return own ? setting : (spelling[setting] ?? setting);
  };
  return {
    nameOf,
    read: (setting) => {
      const value = at(input, nameOf(setting));
      return value === null || value === '' ? undefined : value;
    },
  };
};
