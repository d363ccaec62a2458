import { DEVELOPER } from './developer.js';

/**
 * Providers whose key under `Logins` differs from their name (Cognito Developer Guide, "External identity providers").
 */
const KEYS: Readonly<Record<string, string>> = {
  facebook: 'graph.facebook.com',
  google: 'accounts.google.com',
  amazon: 'www.amazon.com',
  apple: 'appleid.apple.com',
  twitter: 'api.twitter.com',
  developer: DEVELOPER,
};

/**
 * Returns a provider's key under `Logins`.
 *
 * @param provider One of the known names, the URL of an OIDC issuer (its scheme and trailing slash are removed), or the
 * ARN of a SAML provider.
 * @throws TypeError for any other name
 */
export const loginKeyOf = (provider: string): string => {
  const key =
    KEYS[String(provider).toLowerCase()] ??
    String(provider)
      .replace(/^https?:\/\//, '')
      .replace(/\/$/, '');
  // Hosts contain a dot, ARNs a colon.
  if (/[.:]/.test(key)) return key;
  throw new TypeError(
    `The provider ${JSON.stringify(provider)} is unknown: pass ${Object.keys(KEYS).join(', ')}, the URL of an OIDC issuer, or the ARN of a SAML provider.`,
  );
};
