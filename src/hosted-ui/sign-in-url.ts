import { type OptionNames, requireKnownOptions } from '../core/options.js';

/**
 * How to sign in.
 *
 * @example
 * ```ts
 * await ui.signIn({ mode: 'popup', identityProvider: 'Google', prompt: 'select_account' });
 * ```
 */
export interface HostedSignInOptions {
  /**
   * `'redirect'` leaves the page; `'popup'` needs a click by the user. Default: `'redirect'`.
   * A provider whose pages set `Cross-Origin-Opener-Policy: same-origin` disconnects the
   * popup, which then looks closed (`sign-in-cancelled`): use `'redirect'` there.
   */
  readonly mode?: 'redirect' | 'popup';
  /**
   * Skips the choice of providers: `Google`, `Facebook`, `LoginWithAmazon`,
   * `SignInWithApple`, or a SAML or OIDC provider's name.
   */
  readonly identityProvider?: string;
  /**
   * Skips the choice by an identifier that the user pool has for the provider, such as the domain of e-mail addresses.
   */
  readonly idpIdentifier?: string;
  /** The scopes to request. Default: the configuration's. */
  readonly scopes?: readonly string[];
  /** The user name or e-mail address to fill in on the page. */
  readonly loginHint?: string;
  /**
   * What to ask a user who is still signed in at the provider: `'login'` asks for the credentials again,
   * `'select_account'` offers accounts, `'none'` shows no page and returns `login_required` if one is needed. A user
   * pool's managed login supports it; the classic hosted UI does not.
   */
  readonly prompt?: string;
  /** The language of the page, such as `'fr'`. */
  readonly lang?: string;
}

const SIGN_IN: OptionNames<HostedSignInOptions> = {
  mode: 0,
  identityProvider: 0,
  idpIdentifier: 0,
  scopes: 0,
  loginHint: 0,
  prompt: 0,
  lang: 0,
};

/** @throws TypeError for an unknown option, and for two options that exclude each other */
export const requireSignInOptions = (given: HostedSignInOptions): void => {
  requireKnownOptions('signIn', given, SIGN_IN);
  if (given.identityProvider && given.idpIdentifier) {
    throw new TypeError('signIn: pass identityProvider or idpIdentifier, not both.');
  }
};

/**
 * Builds the URL of the sign-in page (RFC 6749, section 4.1.1; Cognito
 * Developer Guide, "The redirect and authorization endpoint").
 *
 * @param page The authorization endpoint.
 * @param parameters The configuration's parameters. The call's options override them.
 * @param own The parameters that make the sign-in safe. They override everything else.
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
  // The option chooses the provider, so the configuration's other parameter must not contradict it.
  if (identityProvider) url.searchParams.delete('idp_identifier');
  if (idpIdentifier) url.searchParams.delete('identity_provider');
  set(asked);
  set(own);
  return url.href;
};
