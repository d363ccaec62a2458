import { optionNames, requireKnownOptions } from '../core/options.js';

/** How to sign in. */
export interface HostedSignInOptions {
  /**
   * `'popup'` needs the click of a user. Default: `'redirect'`, which leaves the page. A provider whose pages set
   * `Cross-Origin-Opener-Policy: same-origin` cuts the popup off, which looks as if it had been closed (`sign-in-cancelled`): use
   * `'redirect'` there.
   */
  readonly mode?: 'redirect' | 'popup';
  /** Skips the choice of providers: `Google`, `Facebook`, `LoginWithAmazon`, `SignInWithApple`, the name of a SAML or OIDC one. */
  readonly identityProvider?: string;
  /** The same by an identifier that the user pool has for the provider, such as the domain of e-mail addresses. */
  readonly idpIdentifier?: string;
  readonly scopes?: readonly string[];
  /** What the page begins with, such as an e-mail address. */
  readonly loginHint?: string;
  /**
   * What is done although the provider may still know the user: `'login'` asks again, `'select_account'` offers accounts, `'none'` shows
   * no page and answers `login_required` where one is needed. Of a user pool's pages managed login takes it, the classic hosted UI
   * does not.
   */
  readonly prompt?: string;
  /** The language of the page, such as `'fr'`. */
  readonly lang?: string;
}

const SIGN_IN = optionNames<HostedSignInOptions>({
  mode: 0,
  identityProvider: 0,
  idpIdentifier: 0,
  scopes: 0,
  loginHint: 0,
  prompt: 0,
  lang: 0,
});

/** @throws TypeError for an option that is not known, and for two that exclude each other */
export const requireSignInOptions = (given: HostedSignInOptions): void => {
  requireKnownOptions('signIn', given, SIGN_IN);
  if (given.identityProvider && given.idpIdentifier) {
    throw new TypeError('signIn: pass identityProvider or idpIdentifier, not both.');
  }
};

/**
 * The address of the sign-in page (RFC 6749, section 4.1.1; Cognito Developer Guide, "The redirect and authorization endpoint").
 *
 * @param page The authorization endpoint.
 * @param parameters The configuration's. What the call says comes before them.
 * @param own What makes the sign-in safe, which comes before all else.
 */
export const signInUrl = (
  page: string,
  parameters: Readonly<Record<string, string>> | undefined,
  { identityProvider, idpIdentifier, loginHint, prompt, lang }: HostedSignInOptions,
  own: Readonly<Record<string, string>>,
): string => {
  const asked = {
    identity_provider: identityProvider,
    idp_identifier: idpIdentifier,
    login_hint: loginHint,
    prompt,
    lang,
  };
  const url = new URL(page);
  const set = (query: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  };
  set(parameters ?? {});
  // One of them chooses the provider.
  if (identityProvider) url.searchParams.delete('idp_identifier');
  if (idpIdentifier) url.searchParams.delete('identity_provider');
  set(asked);
  set(own);
  return url.href;
};
