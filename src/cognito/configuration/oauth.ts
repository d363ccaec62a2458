import { createReader, fail, type Spellings } from './reader.js';
import type { OAuthConfiguration } from './types.js';

type Setting = `oauth.${keyof OAuthConfiguration}`;

const FILE = 'Auth.Default.OAuth.';

const SPELLINGS: Spellings<Setting> = {
  awsConfiguration: {
    'oauth.domain': `${FILE}WebDomain`,
    'oauth.authorizationEndpoint': `${FILE}SignInURI`,
    'oauth.tokenEndpoint': `${FILE}TokenURI`,
    'oauth.logoutEndpoint': `${FILE}SignOutURI`,
    'oauth.logoutParameters': `${FILE}SignOutURIQueryParameters`,
    'oauth.federationProvider': `${FILE}federationProviderName`,
    'oauth.clientId': `${FILE}AppClientId`,
    'oauth.clientSecret': `${FILE}AppClientSecret`,
    'oauth.scopes': `${FILE}Scopes`,
    'oauth.redirectSignIn': `${FILE}SignInRedirectURI`,
    'oauth.redirectSignOut': `${FILE}SignOutRedirectURI`,
  },
  amplifyOutputs: {
    'oauth.domain': 'auth.oauth.domain',
    'oauth.scopes': 'auth.oauth.scopes',
    'oauth.redirectSignIn': 'auth.oauth.redirect_sign_in_uri',
    'oauth.redirectSignOut': 'auth.oauth.redirect_sign_out_uri',
  },
  awsExports: { 'oauth.scopes': 'oauth.scope' },
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

/**
 * The sign-in page of a session's configuration, of whichever kind; empty where it has none. Apart from
 * `readConfiguration`, so that only apps with a hosted UI carry it.
 *
 * @throws ConfigurationError `configuration` for a key that is wrong, named as the configuration spells it.
 */
export const readOAuthConfiguration = (input: object): OAuthConfiguration => {
  const { text, read, nameOf } = createReader(input, SPELLINGS);
  const found: Record<string, unknown> = {};
  for (const key of TEXTS) found[key] = text(`oauth.${key}`);
  for (const key of LISTS) {
    const value = read(`oauth.${key}`);
    // aws-exports has several URLs in one text, with commas.
    const list: unknown = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
    if (list !== undefined && !(Array.isArray(list) && list.every((item) => typeof item === 'string'))) {
      fail(`${nameOf(`oauth.${key}`)} must be a list of texts.`);
    }
    found[key] = list;
  }
  const parameters = read('oauth.logoutParameters');
  if (parameters !== undefined && (typeof parameters !== 'object' || parameters === null)) {
    fail(`${nameOf('oauth.logoutParameters')} must be an object of texts.`);
  }
  found.logoutParameters = parameters;
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
};
