import { readOAuthConfiguration, readOAuthOptions } from '../cognito/configuration/oauth.js';
import type { OAuthConfiguration } from '../cognito/configuration/configuration.js';
import { isOutage } from '../cognito/service/outage.js';
import { ConfigurationError } from '../cognito/errors.js';
import { retryInBackground } from '../cognito/service/retry-in-background.js';
import type { RenewProviderToken } from '../cognito/session/credentials/provider-token.js';
import type { CognitoSession } from '../cognito/session/types.js';
import { SESSION, type SessionInternals } from '../cognito/session/internals.js';
import { type OptionNames, requireKnownOptions } from '../core/options.js';
import { createAnswerHandler } from './accept-answer.js';
import { answerIn, cleanAddress, ownUrl } from './address.js';
import { beginSignIn, type HostedContext } from './begin-sign-in.js';
import { requireEndpoint, requireRedirects } from './endpoints.js';
import { createPendingSignIns } from './pending.js';
import { answerOf, handOver, openPopup, POPUP, type Popup } from './popup.js';
import { createOAuthProvider, type OAuthProvider } from './provider.js';
import type { HostedSignInOptions } from './sign-in-url.js';
import { refreshTokens, revokeToken } from './tokens.js';

/**
 * Options of {@link createHostedUi}. Missing options are read from `configuration`, then from the session's.
 *
 * @example
 * ```ts
 * import { createHostedUi, type HostedUiOptions } from 'sigv4-interceptor/hosted-ui';
 *
 * const options: HostedUiOptions = {
 *   session,
 *   domain: 'example.auth.eu-west-1.amazoncognito.com',
 *   redirectSignIn: ['https://app.example.com/'],
 * };
 * const ui = createHostedUi(options);
 * ```
 */
export interface HostedUiOptions extends OAuthConfiguration {
  /** The session that users sign in to. */
  readonly session: CognitoSession;
  /** The contents of `awsconfiguration.json`, `amplify_outputs.json` or `aws-exports.js`. Default: the session's. */
  readonly configuration?: object;
  /** Navigates to another page. Default: `location.assign`. */
  readonly navigate?: (url: string) => void;
  /** Opens an empty window. Default: `window.open`. */
  readonly open?: () => Popup | null;
}

const OPTIONS: OptionNames<HostedUiOptions> = {
  session: 0,
  configuration: 0,
  parameters: 0,
  tokenParameters: 0,
  navigate: 0,
  open: 0,
  domain: 0,
  issuer: 0,
  authorizationEndpoint: 0,
  tokenEndpoint: 0,
  revocationEndpoint: 0,
  logoutEndpoint: 0,
  logoutParameters: 0,
  echoesNonce: 0,
  federationProvider: 0,
  redirectSignIn: 0,
  redirectSignOut: 0,
  scopes: 0,
  clientId: 0,
  clientSecret: 0,
};

/** How to sign out. */
export interface HostedSignOutOptions {
  /** Whether to revoke the refresh token. Default: false. */
  readonly invalidateTokens?: boolean;
  /** Whether to navigate to the provider's logout page, which ends the user's session there. Default: true. */
  readonly redirect?: boolean;
}

/** Signs users in and out on a provider's pages. */
export interface HostedUi {
  /**
   * Opens the provider's sign-in page. With a popup, it resolves once the user is signed in. Otherwise the browser
   * leaves this page, and `handleAuthResponse` completes the sign-in when the user returns.
   */
  signIn(options?: HostedSignInOptions): Promise<void>;
  /**
   * Resolves to the URL of the sign-in page, for an app that opens it by other means (Node, React Native). Pass the
   * response to `handleAuthResponse`.
   */
  getSignInUrl(options?: HostedSignInOptions): Promise<string>;
  /**
   * Processes the provider's response in the page's URL, and removes it from the URL. Call
   * it when the page loads. Each response is processed once. A response to an unknown
   * sign-in, or from another provider, stays in the URL for the code that it is meant for.
   *
   * @param url Default: the page's URL.
   * @returns Whether the URL held a response.
   * @throws HostedUiError `foreign-answer` (also an hour after the sign-in began, and after a sign-out),
   * `provider-refused`, `outcome-unknown` (the provider refused the code after the response to an earlier exchange was
   * lost); NetworkError `unexpected-answer` (an `iss` or a `nonce` of another sign-in, an unreadable response),
   * `network`. The session then stays unchanged.
   */
  handleAuthResponse(url?: string): Promise<boolean>;
  /**
   * Signs out of the session, cancels pending sign-ins, and navigates to the provider's logout page. A revocation that
   * does not reach the provider is retried for as long as the page is open.
   *
   * @returns The URL of the provider's logout page, if it has one.
   */
  signOut(options?: HostedSignOutOptions): Promise<string | undefined>;
}

const internalsOf = (session: CognitoSession): SessionInternals => {
  const internals = (session as { [SESSION]?: () => SessionInternals } | undefined)?.[SESSION]?.();
  if (!internals) throw new TypeError('createHostedUi: session must come from createCognitoSession.');
  return internals;
};

/** Renews a federated login with the provider's refresh token. */
const renewalBy =
  (provider: OAuthProvider, { store }: SessionInternals): RenewProviderToken =>
  async (_, refreshToken) => {
    const tokens = refreshToken ? await refreshTokens(provider, refreshToken) : undefined;
    const { login } = store.record;
    // A refresh response may lack an ID token (OpenID Connect Core 1.0, section 12.2). The login then keeps its own.
    const token = tokens && (tokens.id_token ?? (login?.kind === 'federated' ? login.token : undefined));
    return token && { token, providerRefreshToken: tokens.refresh_token ?? refreshToken! };
  };

/**
 * Creates a {@link HostedUi}: sign-in on the pages of a user pool's hosted UI or managed login, of Auth0, or of any
 * OpenID provider, by authorization code with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0).
 *
 * Tokens of the session's own user pool sign the session in. Tokens
 * of another provider federate into the identity pool.
 *
 * Endpoints, configured or discovered, must be https, or http on loopback.
 *
 * @example
 * ```ts
 * import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
 *
 * const ui = createHostedUi({ session, redirectSignIn: ['https://app.example.com/'] });
 * await ui.handleAuthResponse();
 * signInButton.onclick = () => ui.signIn({ mode: 'popup' });
 * ```
 * @throws ConfigurationError that names the missing or invalid
 * option; TypeError for an unknown option, and without a session
 */
export const createHostedUi = (options: HostedUiOptions): HostedUi => {
  requireKnownOptions('createHostedUi', options, OPTIONS);
  const internals = internalsOf(options.session);
  const { session, configuration: file = internals.configuration } = options;
  const configuration: OAuthConfiguration = { ...readOAuthConfiguration(file), ...readOAuthOptions(options) };
  const provider = createOAuthProvider(configuration, internals.settings.userPool, internals.fetch);
  const { federation } = provider;
  const { redirectSignIn } = configuration;
  if (!redirectSignIn?.length) {
    throw new ConfigurationError(
      'configuration',
      'redirectSignIn is missing. Pass it, or add it to the file (SignInRedirectURI, redirect_sign_in_uri or redirectSignIn).',
    );
  }
  requireRedirects(redirectSignIn, 'redirectSignIn');
  requireRedirects(configuration.redirectSignOut, 'redirectSignOut');
  const { keys, storage, tabs, clock } = internals;
  const channel = keys.pendingSignIn;
  const pending = createPendingSignIns(storage, tabs, channel, () => clock.now());
  const context: HostedContext = { provider, internals, pending };
  const begin = (given: HostedSignInOptions) => beginSignIn(context, configuration, given);
  const toPage = (url: string): void => {
    if (!globalThis.location)
      throw new TypeError('There is no page to navigate. Open getSignInUrl(), or pass navigate.');
    location.assign(url);
  };
  /** Checks every URL that users are sent to. */
  const goTo = (url: string, go: (url: string) => void = options.navigate ?? toPage): void => {
    requireEndpoint(url, "The provider's page");
    go(url);
  };
  const open = options.open ?? (() => window.open('', 'sigv4-sign-in', 'popup,width=480,height=720'));

  if (federation) internals.renewers.set(federation, renewalBy(provider, internals));

  const handle = createAnswerHandler(context, session);

  return {
    getSignInUrl: async (given = {}) => (await begin(given)).url,
    signIn: async (given = {}) => {
      if (given.mode !== 'popup') {
        goTo((await begin(given)).url);
        return;
      }
      const popup = openPopup(open);
      try {
        const { url, state } = await begin(given);
        goTo(url, (page) => {
          popup.location.href = page;
        });
        await handle(await answerOf(popup, channel, state));
      } finally {
        popup.close();
      }
    },
    handleAuthResponse: async (url = globalThis.location?.href ?? '') => {
      const { state } = answerIn(url) ?? {};
      if (!state) return false;
      if (state.startsWith(POPUP) && globalThis.opener && (await handOver(url, channel, state))) {
        cleanAddress(state);
        globalThis.close();
        return true;
      }
      return handle(url);
    },
    signOut: async (given = {}) => {
      requireKnownOptions('signOut', given, { invalidateTokens: 0, redirect: 0 });
      const { invalidateTokens = false, redirect = true } = given;
      const { login } = internals.store.record;
      const providerRefreshToken = login?.kind === 'federated' ? login.providerRefreshToken : undefined;
      const failure: unknown = await session.signOut({ revoke: invalidateTokens && !federation }).then(
        () => undefined,
        (error) => error,
      );
      if (federation && invalidateTokens && providerRefreshToken) {
        const revoke = (): Promise<void> => revokeToken(provider, providerRefreshToken);
        await revoke().catch((error: unknown) => {
          if (!isOutage(error)) throw error;
          retryInBackground(revoke);
        });
      }
      // Navigation would hide the failure.
      if (failure) throw failure;
      const url = await provider.logoutUrl(ownUrl(configuration.redirectSignOut));
      if (redirect && url) goTo(url);
      return url;
    },
  };
};
