/** Providers whose key under `Logins` does not follow from their name (Cognito Developer Guide, "External identity providers"). */
const KEYS: Readonly<Record<string, string>> = {
  facebook: 'graph.facebook.com',
  google: 'accounts.google.com',
  amazon: 'www.amazon.com',
  apple: 'appleid.apple.com',
  twitter: 'api.twitter.com',
  developer: 'cognito-identity.amazonaws.com',
};

/** The key of developer-authenticated identities. */
export const DEVELOPER = 'cognito-identity.amazonaws.com';

/**
 * The key under `Logins` of a provider: one of the known names, an OIDC issuer (its scheme and last slash are left out),
 * or what the identity pool calls it (the ARN of a SAML provider).
 *
 * @throws TypeError for a name that is none of them
 */
export const loginKeyOf = (provider: string): string => {
  const key =
    KEYS[String(provider).toLowerCase()] ??
    String(provider)
      .replace(/^https?:\/\//, '')
      .replace(/\/$/, '');
  // Hosts and ARNs have one or the other.
  if (/[.:]/.test(key)) return key;
  throw new TypeError(
    `The provider ${JSON.stringify(provider)} is not known: pass ${Object.keys(KEYS).join(', ')}, the URL of an OIDC issuer, or the ARN of a SAML provider.`,
  );
};
