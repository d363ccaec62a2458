import { expect, test } from 'vitest';
import {
  awsHost,
  readConfiguration,
  type SessionConfiguration,
} from '../../src/cognito/configuration/configuration.js';
import { readOAuthConfiguration } from '../../src/cognito/configuration/oauth.js';
import { ConfigurationError } from '../../src/cognito/errors.js';
import { createCognitoSession } from '../../src/cognito/session/create-session.js';

const USER_POOL = 'eu-west-1_AbCd12345';
const CLIENT = '3n4b5urk1ft4fl3mg5e62d9ado';
const IDENTITY_POOL = 'eu-west-1:b798fa22-5a3c-4c0b-9d3a-0123456789ab';

const userPool = {
  id: USER_POOL,
  clientId: CLIENT,
  region: 'eu-west-1',
  endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com/',
};
const identityPool = {
  id: IDENTITY_POOL,
  region: 'eu-west-1',
  endpoint: 'https://cognito-identity.eu-west-1.amazonaws.com/',
};
const both = {
  region: 'eu-west-1',
  userPool,
  identityPool,
  stsEndpoint: 'https://sts.eu-west-1.amazonaws.com/',
  authFlow: 'USER_SRP_AUTH',
  guest: true,
};
const oauth = {
  domain: 'example.auth.eu-west-1.amazoncognito.com',
  redirectSignIn: ['https://app.example.com/'],
  redirectSignOut: ['https://app.example.com/bye'],
  scopes: ['openid', 'email'],
};

const own = {
  region: 'eu-west-1',
  userPoolId: USER_POOL,
  userPoolClientId: CLIENT,
  identityPoolId: IDENTITY_POOL,
} as const;

/** As written by `amplify pull` for the mobile SDKs. */
const awsConfiguration = () => ({
  UserAgent: 'aws-amplify-cli/0.1.0',
  Version: '1.0',
  IdentityManager: { Default: {} },
  CredentialsProvider: { CognitoIdentity: { Default: { PoolId: IDENTITY_POOL, Region: 'eu-west-1' } } },
  CognitoUserPool: {
    Default: { PoolId: USER_POOL, AppClientId: CLIENT, AppClientSecret: '', Region: 'eu-west-1' },
  },
  Auth: {
    Default: {
      OAuth: {
        WebDomain: oauth.domain,
        AppClientId: CLIENT,
        SignInRedirectURI: 'https://app.example.com/',
        SignOutRedirectURI: 'https://app.example.com/bye',
        Scopes: ['openid', 'email'],
      },
      authenticationFlowType: 'USER_SRP_AUTH',
      usernameAttributes: ['EMAIL'],
      mfaConfiguration: 'OFF',
    },
  },
});

/** As written by `ampx sandbox`. */
const amplifyOutputs = () => ({
  auth: {
    user_pool_id: USER_POOL,
    aws_region: 'eu-west-1',
    user_pool_client_id: CLIENT,
    identity_pool_id: IDENTITY_POOL,
    mfa_methods: [],
    standard_required_attributes: ['email'],
    username_attributes: ['email'],
    user_verification_types: ['email'],
    groups: [],
    mfa_configuration: 'NONE',
    password_policy: { min_length: 8, require_lowercase: true },
    unauthenticated_identities_enabled: true,
    oauth: {
      identity_providers: [],
      domain: oauth.domain,
      scopes: ['openid', 'email'],
      redirect_sign_in_uri: ['https://app.example.com/'],
      redirect_sign_out_uri: ['https://app.example.com/bye'],
      response_type: 'code',
    },
  },
  storage: { aws_region: 'us-east-1', bucket_name: 'b' },
  version: '1.4',
});

/** An `aws-exports.js`, as written by the Amplify CLI. */
const awsExports = () => ({
  aws_project_region: 'eu-west-1',
  aws_cognito_identity_pool_id: IDENTITY_POOL,
  aws_cognito_region: 'eu-west-1',
  aws_user_pools_id: USER_POOL,
  aws_user_pools_web_client_id: CLIENT,
  oauth: {
    domain: oauth.domain,
    scope: ['openid', 'email'],
    redirectSignIn: 'https://app.example.com/,http://localhost:3000/',
    redirectSignOut: 'https://app.example.com/bye',
    responseType: 'code',
  },
  aws_cognito_username_attributes: ['EMAIL'],
  aws_mandatory_sign_in: 'disable',
  federationTarget: 'COGNITO_USER_POOLS',
});

test('reads the ids of both pools', () => {
  expect(readConfiguration(own)).toEqual(both);
  expect(readConfiguration({ ...own, oauth })).toEqual(both);
  expect(readOAuthConfiguration({ ...own, oauth })).toEqual(oauth);
  expect(readOAuthConfiguration(own)).toEqual({});
});

test('reads awsconfiguration.json', () => {
  expect(readConfiguration(awsConfiguration())).toEqual(both);
  expect(readOAuthConfiguration(awsConfiguration())).toEqual({ ...oauth, clientId: CLIENT });
});

test('reads amplify_outputs.json', () => {
  expect(readConfiguration(amplifyOutputs())).toEqual(both);
  expect(readOAuthConfiguration(amplifyOutputs())).toEqual(oauth);
});

test('reads aws-exports, with several URLs in one text', () => {
  expect(readConfiguration(awsExports())).toEqual(both);
  expect(readOAuthConfiguration(awsExports())).toEqual({
    ...oauth,
    redirectSignIn: ['https://app.example.com/', 'http://localhost:3000/'],
  });
  expect(readOAuthConfiguration({ ...awsExports(), oauth: {} })).toEqual({});
});

/** The format of Amplify's mobile SDKs. */
const amplifyMobile = () => {
  const { UserAgent, Version, ...plugin } = awsConfiguration();
  return { UserAgent, Version, auth: { plugins: { awsCognitoAuthPlugin: plugin } } };
};

/** The format of `Amplify.configure` since version 6. */
const amplify6 = () => ({
  Auth: {
    Cognito: {
      userPoolId: USER_POOL,
      userPoolClientId: CLIENT,
      identityPoolId: IDENTITY_POOL,
      allowGuestAccess: true,
      signUpVerificationMethod: 'code',
      loginWith: {
        email: true,
        oauth: {
          domain: oauth.domain,
          scopes: ['openid', 'email'],
          redirectSignIn: ['https://app.example.com/'],
          redirectSignOut: ['https://app.example.com/bye'],
          responseType: 'code',
        },
      },
    },
  },
  API: { REST: {} },
});

/** The format of `Amplify.configure` up to version 5, directly or under `Auth`. */
const amplify5 = () => ({
  region: 'eu-west-1',
  userPoolId: USER_POOL,
  userPoolWebClientId: CLIENT,
  identityPoolId: IDENTITY_POOL,
  mandatorySignIn: false,
  authenticationFlowType: 'USER_SRP_AUTH',
  signUpVerificationMethod: 'code',
  cookieStorage: { domain: '.example.com' },
  oauth: {
    domain: oauth.domain,
    scope: ['openid', 'email'],
    redirectSignIn: 'https://app.example.com/',
    redirectSignOut: 'https://app.example.com/bye',
    responseType: 'code',
  },
});

const IN_FILE = { ...oauth, clientId: CLIENT };
const forms: [name: string, input: object, hostedUi: object][] = [
  ["the mobile SDKs' amplifyconfiguration.json", amplifyMobile(), IN_FILE],
  ["Amplify 6's configuration", amplify6(), oauth],
  ["Amplify 5's configuration", { Auth: amplify5(), Storage: { AWSS3: {} } }, oauth],
  ["Amplify 5's configuration, flat", amplify5(), oauth],
  [
    'aws-exports with an empty Auth',
    { ...awsExports(), Auth: {} },
    { ...oauth, redirectSignIn: ['https://app.example.com/', 'http://localhost:3000/'] },
  ],
  [
    'aws-exports with all of it under Auth',
    { aws_project_region: 'us-east-1', aws_user_pools_id: 'us-east-1_Other', Auth: amplify5() },
    oauth,
  ],
];

test.each(forms)('reads %s, alone, as a module, and beside options', (_, input, hostedUi) => {
  const inputs = [input, { default: input }, { ...input, default: input }] as SessionConfiguration[];
  for (const given of inputs) {
    expect(readConfiguration(given)).toEqual(both);
    expect(readOAuthConfiguration(given)).toEqual(hostedUi);
    expect(createCognitoSession({ ...given, guest: false, name: 'mine' }).state).toBe('unknown');
  }
});

test.each<[string, SessionConfiguration]>([
  ['Amplify 6', { Auth: { Cognito: { ...amplify6().Auth.Cognito, allowGuestAccess: false } } }],
  ['Amplify 5', { Auth: { ...amplify5(), mandatorySignIn: true } }],
  ['aws-exports', { ...awsExports(), Auth: { mandatorySignIn: true } }],
])('guests can be turned away in %s', (_, input) => {
  expect(readConfiguration(input).guest).toBe(false);
});

test.each<[string, SessionConfiguration]>([
  ['Amplify 6', { Auth: { Cognito: { ...amplify6().Auth.Cognito, userPoolEndpoint: 'https://p.example.com/' } } }],
  ['Amplify 5, by its host', { Auth: { ...amplify5(), endpoint: 'p.example.com' } }],
])('the endpoint of %s is taken', (_, input) => {
  expect(readConfiguration(input).userPool?.endpoint).toBe('https://p.example.com/');
});

const withSecrets = (pool: string, hostedUi: string, clientId = CLIENT) => {
  const file = awsConfiguration();
  const { OAuth } = file.Auth.Default;
  const Default = { ...file.CognitoUserPool.Default, AppClientSecret: pool };
  return {
    ...file,
    CognitoUserPool: { Default },
    Auth: { Default: { OAuth: { ...OAuth, AppClientId: clientId, AppClientSecret: hostedUi } } },
  };
};

test("the client's secret applies to all calls, wherever the file has it", () => {
  expect(readConfiguration(withSecrets('', 'secret')).userPool?.clientSecret).toBe('secret');
  expect(readConfiguration(withSecrets('own', 'secret')).userPool?.clientSecret).toBe('own');
});

test("another provider's secret is not the user pool's", () => {
  expect(readConfiguration(withSecrets('', 'secret', 'of Auth0')).userPool).not.toHaveProperty('clientSecret');
});

test("Auth0's part of the file is read whole", () => {
  const file = awsConfiguration();
  const OAuth = {
    AppClientId: 'auth0-client',
    WebDomain: 'example.eu.auth0.com',
    SignInRedirectURI: 'https://app.example.com/',
    SignOutRedirectURI: 'https://app.example.com/bye',
    SignInURI: 'https://example.eu.auth0.com/authorize',
    SignInURIQueryParameters: { audience: 'https://api.example.com', response_type: 'code' },
    TokenURI: 'https://example.eu.auth0.com/oauth/token',
    TokenURIQueryParameters: { tenant: 'example' },
    SignOutURI: 'https://example.eu.auth0.com/v2/logout',
    SignOutURIQueryParameters: { returnTo: 'https://app.example.com/bye', client_id: 'auth0-client' },
    Scopes: ['openid'],
  };
  expect(readOAuthConfiguration({ ...file, Auth: { Default: { OAuth } } })).toEqual({
    domain: OAuth.WebDomain,
    clientId: OAuth.AppClientId,
    authorizationEndpoint: OAuth.SignInURI,
    parameters: OAuth.SignInURIQueryParameters,
    tokenEndpoint: OAuth.TokenURI,
    tokenParameters: OAuth.TokenURIQueryParameters,
    logoutEndpoint: OAuth.SignOutURI,
    logoutParameters: OAuth.SignOutURIQueryParameters,
    redirectSignIn: [OAuth.SignInRedirectURI],
    redirectSignOut: [OAuth.SignOutRedirectURI],
    scopes: OAuth.Scopes,
  });
});

test('a user pool alone has no guests', () => {
  expect(readConfiguration({ userPoolId: USER_POOL, userPoolClientId: CLIENT, guest: true })).toEqual({
    region: 'eu-west-1',
    userPool,
    stsEndpoint: both.stsEndpoint,
    authFlow: 'USER_SRP_AUTH',
    guest: false,
  });
});

test.each<[string, SessionConfiguration]>([
  ['by its id', { identityPoolId: IDENTITY_POOL }],
  ['in awsconfiguration.json', { CredentialsProvider: awsConfiguration().CredentialsProvider }],
  ['in aws-exports', { aws_cognito_identity_pool_id: IDENTITY_POOL, aws_cognito_region: 'eu-west-1' }],
  ['in amplify_outputs.json', { auth: { aws_region: 'eu-west-1', identity_pool_id: IDENTITY_POOL } }],
])('an identity pool alone is enough: %s', (_, input) => {
  const { userPool: _userPool, ...rest } = both;
  expect(readConfiguration(input)).toEqual(rest);
});

test('the pools may be in different regions, each by its id', () => {
  const settings = readConfiguration({ ...own, identityPoolId: 'us-east-1:b798fa22-5a3c-4c0b-9d3a-0123456789ab' });
  expect(settings.region).toBe('eu-west-1');
  expect(settings.identityPool).toMatchObject({
    region: 'us-east-1',
    endpoint: 'https://cognito-identity.us-east-1.amazonaws.com/',
  });
  expect(settings.stsEndpoint).toBe('https://sts.us-east-1.amazonaws.com/');
});

test.each<[string, SessionConfiguration, boolean]>([
  ['by its own option', { ...own, guest: false }, false],
  ['in amplify_outputs.json', { auth: { ...amplifyOutputs().auth, unauthenticated_identities_enabled: false } }, false],
  ['where aws-exports has signing in mandatory', { ...awsExports(), aws_mandatory_sign_in: 'enable' }, false],
  ['unless the app says otherwise', { ...awsExports(), aws_mandatory_sign_in: 'enable', guest: true }, true],
])('guests can be turned away: %s', (_, input, guest) => {
  expect(readConfiguration(input).guest).toBe(guest);
});

test("the package's own options go before a file's", () => {
  const settings = readConfiguration({
    ...awsConfiguration(),
    authFlow: 'USER_AUTH',
    userPoolClientSecret: 'of the client',
    endpoints: { userPool: 'https://proxy.example.com/idp' },
  });
  expect(settings.authFlow).toBe('USER_AUTH');
  expect(settings.userPool).toMatchObject({
    clientSecret: 'of the client',
    endpoint: 'https://proxy.example.com/idp',
  });
});

test.each(['CUSTOM_AUTH', 'CUSTOM_AUTH_WITH_SRP', 'CUSTOM_AUTH_WITHOUT_SRP'])('the flow %s stays', (flow) => {
  const file = awsConfiguration();
  file.Auth.Default.authenticationFlowType = flow;
  expect(readConfiguration(file).authFlow).toBe(flow);
});

test('an emulator may have a pool whose id contains no region', () => {
  const endpoints = { userPool: 'http://localhost:9229', identityPool: 'http://127.0.0.1:9230/' };
  expect(readConfiguration({ ...own, userPoolId: 'local_4kWQB1rv', endpoints }).userPool).toEqual({
    ...userPool,
    id: 'local_4kWQB1rv',
    endpoint: 'http://localhost:9229/',
  });
});

test.each([
  ['eu-west-1', 'cognito-idp.eu-west-1.amazonaws.com'],
  ['us-gov-west-1', 'cognito-idp.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'cognito-idp.cn-north-1.amazonaws.com.cn'],
  ['eusc-de-east-1', 'cognito-idp.eusc-de-east-1.amazonaws.eu'],
])('in %s the host is %s', (region, host) => {
  expect(awsHost('cognito-idp', region)).toBe(host);
});

const withPool = (change: object): SessionConfiguration => {
  const file = awsConfiguration();
  return { ...file, CognitoUserPool: { Default: { ...file.CognitoUserPool.Default, ...change } } };
};

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /must be an object/],
  ['a text', 'amplify_outputs.json', /must be an object/],
  ['no pool', { region: 'eu-west-1' }, /Pass userPoolId with userPoolClientId, identityPoolId/],
  ['no pool in a file', { auth: {} }, /Pass auth\.user_pool_id with auth\.user_pool_client_id/],
  ['no client', { userPoolId: USER_POOL }, /^userPoolClientId is missing/],
  ['no client', withPool({ AppClientId: null }), /^CognitoUserPool\.Default\.AppClientId is missing/],
  [
    'no client',
    { aws_user_pools_id: USER_POOL },
    /^aws_user_pools_web_client_id is missing\. \(This .* aws-exports\.js\.\)$/,
  ],
  [
    'no client',
    { Auth: { Cognito: { userPoolId: USER_POOL } } },
    /^Auth\.Cognito\.userPoolClientId is missing\. \(This was read as the configuration of Amplify 6\.\)$/,
  ],
  ['no client', { Auth: { userPoolId: USER_POOL } }, /^Auth\.userPoolWebClientId is missing\. \(.* of Amplify 5\.\)$/],
  ['no client', { mandatorySignIn: false, userPoolId: USER_POOL }, /^userPoolWebClientId is missing\. .* of Amplify 5/],
  [
    'no client',
    { auth: { plugins: { awsCognitoAuthPlugin: { CognitoUserPool: { Default: { PoolId: USER_POOL } } } } } },
    /^auth\.plugins\.awsCognitoAuthPlugin\.CognitoUserPool\.Default\.AppClientId is missing\. .* amplifyconfiguration\.json/,
  ],
  [
    'nothing of use',
    { Auth: {} },
    /^Pass Auth\.userPoolId with Auth\.userPoolWebClientId, Auth\.identityPoolId, or all three\. /,
  ],
  [
    'a wrong switch',
    { Auth: { ...amplify5(), mandatorySignIn: 'perhaps' } },
    /^Auth\.mandatorySignIn must be true or false/,
  ],
  ['no user pool', { auth: { user_pool_client_id: CLIENT } }, /^auth\.user_pool_id is missing/],
  ['the pools exchanged', { ...own, userPoolId: IDENTITY_POOL }, /^userPoolId must be a user pool's id/],
  ['the pools exchanged', { ...own, identityPoolId: USER_POOL }, /^identityPoolId must be an identity pool's id/],
  ['a number', withPool({ AppClientId: 7 }), /^CognitoUserPool\.Default\.AppClientId must be a string/],
  ['a region in capitals', { ...own, region: 'EU' }, /^region must be a region's name/],
  [
    'another region',
    withPool({ Region: 'us-east-1' }),
    /Default\.Region is us-east-1, but .*PoolId begins with eu-west-1/,
  ],
  [
    'another region',
    { identityPoolId: IDENTITY_POOL, region: 'us-east-1' },
    /^region is us-east-1, but identityPoolId/,
  ],
  ['an unknown flow', { ...own, authFlow: 'SRP' }, /^authFlow must be one of USER_SRP_AUTH, [\w, ]+\.$/],
  ['an unknown flow', { ...awsExports(), authenticationFlowType: 'SRP' }, /^authenticationFlowType must be one of/],
  ['guest as a text', { ...own, guest: 'no' }, /^guest must be true or false/],
  ['a relative endpoint', { ...own, endpoints: { sts: '/sts' } }, /^endpoints\.sts is not a URL/],
  ['plain http', { ...own, endpoints: { userPool: 'http://a.example.com' } }, /^endpoints\.userPool must be https/],
  [
    'a password',
    { ...own, endpoints: { identityPool: 'https://u:p@h/' } },
    /^endpoints\.identityPool must be https \(http on loopback only\) without a user name/,
  ],
])('refuses %s, by name: %#', (_, input, message) => {
  const read = () => readConfiguration(input as SessionConfiguration);
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code: 'configuration', name: 'ConfigurationError' }));
});

test.each<[string, unknown, RegExp]>([
  [
    'a wrong parameter',
    { ...own, oauth: { ...oauth, logoutParameters: 'a=b' } },
    /^oauth\.logoutParameters must be an object/,
  ],
  ['a wrong scope', { ...own, oauth: { ...oauth, scopes: [1] } }, /^oauth\.scopes must be a list/],
  ['a wrong scope', { ...awsExports(), oauth: { ...awsExports().oauth, scope: {} } }, /^oauth\.scope must be a list/],
])('refuses a hosted UI with %s, by name: %#', (_, input, message) => {
  const read = () => readOAuthConfiguration(input as SessionConfiguration);
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(message);
});
