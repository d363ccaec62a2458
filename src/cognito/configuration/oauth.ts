import { createReader, fail, type Reader, type Spellings } from './reader.js';
import type { OAuthConfiguration } from './types.js';

type Setting = `oauth.${keyof OAuthConfiguration}`;

const inAwsConfiguration = (prefix = '') => {
  const file = `${prefix}Auth.Default.OAuth.`;
  return {
    'oauth.domain': `${file}WebDomain`,
    'oauth.authorizationEndpoint': `${file}SignInURI`,
    'oauth.parameters': `${file}SignInURIQueryParameters`,
    'oauth.tokenEndpoint': `${file}TokenURI`,
    'oauth.tokenParameters': `${file}TokenURIQueryParameters`,
    'oauth.logoutEndpoint': `${file}SignOutURI`,
    'oauth.logoutParameters': `${file}SignOutURIQueryParameters`,
    'oauth.federationProvider': `${file}federationProviderName`,
    'oauth.clientId': `${file}AppClientId`,
    'oauth.clientSecret': `${file}AppClientSecret`,
    'oauth.scopes': `${file}Scopes`,
    'oauth.redirectSignIn': `${file}SignInRedirectURI`,
    'oauth.redirectSignOut': `${file}SignOutRedirectURI`,
  };
};

const amplify5 = (path: string) => ({
  'oauth.domain': `${path}.domain`,
  'oauth.scopes': `${path}.scope`,
  'oauth.redirectSignIn': `${path}.redirectSignIn`,
  'oauth.redirectSignOut': `${path}.redirectSignOut`,
});

const AMPLIFY_6 = 'Auth.Cognito.loginWith.oauth.';

const SPELLINGS: Spellings<Setting> = {
  awsConfiguration: inAwsConfiguration(),
  amplifyMobile: inAwsConfiguration('auth.plugins.awsCognitoAuthPlugin.'),
  amplifyOutputs: {
    'oauth.domain': 'auth.oauth.domain',
    'oauth.scopes': 'auth.oauth.scopes',
    'oauth.redirectSignIn': 'auth.oauth.redirect_sign_in_uri',
    'oauth.redirectSignOut': 'auth.oauth.redirect_sign_out_uri',
  },
  awsExports: {
    'oauth.domain': ['Auth.oauth.domain', 'oauth.domain'],
    'oauth.scopes': ['Auth.oauth.scope', 'oauth.scope'],
    'oauth.redirectSignIn': ['Auth.oauth.redirectSignIn', 'oauth.redirectSignIn'],
    'oauth.redirectSignOut': ['Auth.oauth.redirectSignOut', 'oauth.redirectSignOut'],
  },
  amplify6: {
    'oauth.domain': `${AMPLIFY_6}domain`,
    'oauth.scopes': `${AMPLIFY_6}scopes`,
    'oauth.redirectSignIn': `${AMPLIFY_6}redirectSignIn`,
    'oauth.redirectSignOut': `${AMPLIFY_6}redirectSignOut`,
  },
  amplify5: amplify5('Auth.oauth'),
  amplify5Flat: amplify5('oauth'),
};

const TEXTS = [
  'domain',
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'revocationEndpoint',
  'logoutEndpoint',
  'federationProvider',
  'clientId',
  'clientSecret',
] as const;
const LISTS = ['scopes', 'redirectSignIn', 'redirectSignOut'] as const;
const PARAMETERS = ['parameters', 'tokenParameters', 'logoutParameters'] as const;

const readFrom = ({ read, nameOf, fail }: Pick<Reader<Setting>, 'read' | 'nameOf' | 'fail'>): OAuthConfiguration => {
  const found: Record<string, unknown> = {};
  for (const key of TEXTS) {
    const value = read(`oauth.${key}`);
    if (value !== undefined && typeof value !== 'string') fail(`${nameOf(`oauth.${key}`)} must be a string.`);
    found[key] = value;
  }
  for (const key of LISTS) {
    const value = read(`oauth.${key}`);
    // aws-exports separates several URLs by commas in one string.
    const list: unknown = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
    if (list !== undefined && !(Array.isArray(list) && list.every((item) => typeof item === 'string'))) {
      fail(`${nameOf(`oauth.${key}`)} must be a list of strings.`);
    }
    found[key] = list;
  }
  for (const key of PARAMETERS) {
    const value = read(`oauth.${key}`);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (value !== undefined && !(isObject && Object.values(value).every((item) => typeof item === 'string'))) {
      fail(`${nameOf(`oauth.${key}`)} must be an object of strings.`);
    }
    found[key] = value;
  }
  const echoesNonce = read('oauth.echoesNonce');
  if (echoesNonce !== undefined && typeof echoesNonce !== 'boolean') {
    fail(`${nameOf('oauth.echoesNonce')} must be true or false.`);
  }
  found.echoesNonce = echoesNonce;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
};

/**
 * Reads the sign-in page from a session's configuration of any kind; empty if it has none. Separate from
 * `readConfiguration`, so that only apps with a hosted UI bundle it.
 *
 * @throws ConfigurationError `configuration`, naming the wrong key as the configuration spells it
 */
export const readOAuthConfiguration = (input: object): OAuthConfiguration => readFrom(createReader(input, SPELLINGS));

/**
 * Reads the sign-in page from options. Options that are `undefined` count as missing.
 *
 * @throws ConfigurationError `configuration`, naming the wrong option
 */
export const readOAuthOptions = (options: OAuthConfiguration): OAuthConfiguration => {
  const nameOf = (setting: Setting): string => setting.slice('oauth.'.length);
  return readFrom({ nameOf, read: (setting) => options[nameOf(setting) as keyof OAuthConfiguration], fail });
};
