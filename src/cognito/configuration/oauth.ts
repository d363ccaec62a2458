import { createReader, fail, type Spellings } from './reader.js';
import type { OAuthConfiguration, SessionConfiguration } from './types.js';

type Setting =
  | 'oauth.domain'
  | 'oauth.clientId'
  | 'oauth.clientSecret'
  | 'oauth.scopes'
  | 'oauth.redirectSignIn'
  | 'oauth.redirectSignOut'
  | 'oauth.responseType';

const SPELLINGS: Spellings<Setting> = {
  awsConfiguration: {
    'oauth.domain': 'Auth.Default.OAuth.WebDomain',
    'oauth.clientId': 'Auth.Default.OAuth.AppClientId',
    'oauth.clientSecret': 'Auth.Default.OAuth.AppClientSecret',
    'oauth.scopes': 'Auth.Default.OAuth.Scopes',
    'oauth.redirectSignIn': 'Auth.Default.OAuth.SignInRedirectURI',
    'oauth.redirectSignOut': 'Auth.Default.OAuth.SignOutRedirectURI',
  },
  amplifyOutputs: {
    'oauth.domain': 'auth.oauth.domain',
    'oauth.scopes': 'auth.oauth.scopes',
    'oauth.redirectSignIn': 'auth.oauth.redirect_sign_in_uri',
    'oauth.redirectSignOut': 'auth.oauth.redirect_sign_out_uri',
    'oauth.responseType': 'auth.oauth.response_type',
  },
  awsExports: { 'oauth.scopes': 'oauth.scope' },
};

/**
 * The hosted UI of a session's configuration, of whichever kind; `undefined` where it has none. Apart from
 * `readConfiguration`, so that only apps with a hosted UI carry it.
 *
 * @throws ConfigurationError `configuration` for a key that is missing or wrong, named as the configuration spells it.
 */
export const readOAuthConfiguration = (input: SessionConfiguration): OAuthConfiguration | undefined => {
  const { text, read, nameOf, missing } = createReader(input, SPELLINGS);
  const listOf = (setting: Setting): readonly string[] | undefined => {
    const value = read(setting);
    if (value === undefined) return undefined;
    // aws-exports has several URLs in one text, with commas.
    const list: unknown = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
    return Array.isArray(list) && list.every((item) => typeof item === 'string')
      ? list
      : fail(`${nameOf(setting)} must be a list of texts.`);
  };

  const domain = text('oauth.domain');
  const redirectSignIn = listOf('oauth.redirectSignIn');
  // aws-exports has an empty object for "none".
  if (!domain && !redirectSignIn) return undefined;
  const clientId = text('oauth.clientId');
  const clientSecret = text('oauth.clientSecret');
  const scopes = listOf('oauth.scopes');
  const responseType = text('oauth.responseType');
  return {
    domain: (domain ?? missing('oauth.domain')).replace(/^https:\/\/|\/+$/g, ''),
    redirectSignIn: redirectSignIn ?? missing('oauth.redirectSignIn'),
    redirectSignOut: listOf('oauth.redirectSignOut') ?? [],
    ...(scopes && { scopes }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
    ...(responseType && { responseType }),
  };
};
