import { readOAuthConfiguration, readOAuthOptions } from '../cognito/configuration/oauth.js';
import type { OAuthConfiguration } from '../cognito/configuration/configuration.js';
import { isOutage } from '../cognito/service/outage.js';
import { ConfigurationError } from '../cognito/errors.js';
import { keepTelling } from '../cognito/service/keep-telling.js';
import type { RenewProviderToken } from '../cognito/session/credentials/provider-token.js';
import type { CognitoSession } from '../cognito/session/types.js';
import { SESSION, type SessionInternals } from '../cognito/session/internals.js';
import { optionNames, requireKnownOptions } from '../core/options.js';
import { createAnswerHandler } from './accept-answer.js';
import { answerIn, cleanAddress, ownUrl } from './address.js';
import { beginSignIn, type HostedContext } from './begin-sign-in.js';
import { requireEndpoint, requireRedirects } from './endpoints.js';
import { createPendingSignIns } from './pending.js';
import { answerOf, handOver, openPopup, POPUP, type Popup } from './popup.js';
import { createProvider, type Provider } from './provider.js';
import type { HostedSignInOptions } from './sign-in-url.js';
import { refreshTokens, revokeToken } from './tokens.js';

/** Options of {@link createHostedUi}. What is not given is looked for in `configuration`, then in the session's. */
export interface HostedUiOptions extends OAuthConfiguration {
  /** Whom the users sign in to. */
  readonly session: CognitoSession;
  /** The content of `awsconfiguration.json`, `amplify_outputs.json` or `aws-exports.js`. Default: the session's. */
  readonly configuration?: object;
  /** Goes to another page. Default: `location.assign`. */
  readonly navigate?: (url: string) => void;
  /** Opens an empty window. Default: `window.open`. */
  readonly open?: () => Popup | null;
}

const OPTIONS = optionNames<HostedUiOptions>({
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
});

/** How to sign out. */
export interface HostedSignOutOptions {
  /** Revokes the refresh token. Default: false. */
  readonly invalidateTokens?: boolean;
  /** Goes to the provider's logout page, so that it forgets the user, too. Default: true. */
  readonly redirect?: boolean;
}

/** A sign-in page somewhere else. */
export interface HostedUi {
  /** Signs in: with a popup resolves when it is done; otherwise leaves the page, and `handleAuthResponse` goes on. */
  signIn(options?: HostedSignInOptions): Promise<void>;
  /** The address of the page, for who shows it by other means (Node, React Native). The answer is for `handleAuthResponse`. */
  getSignInUrl(options?: HostedSignInOptions): Promise<string>;
  /**
   * Takes the answer in the address of the page where the provider sent the user, and cleans the address. Call it when the page
   * loads; the same answer counts once. An answer to a sign-in that is not known here, or of another provider, stays in the address, for the
   * one that it is meant for.
   *
   * @param url Default: the page's own.
   * @returns Whether there was one.
   * @throws HostedUiError `foreign-answer` (also an hour after the sign-in began, and after a sign-out), `provider-refused`,
   * `outcome-unknown` (the code is refused after an answer to its exchange was lost); NetworkError `unexpected-answer` (an `iss` or a
   * `nonce` that is not this sign-in's, an answer that cannot be read), `network`. The session is then as it was.
   */
  handleAuthResponse(url?: string): Promise<boolean>;
  /**
   * Signs out here, ends the sign-ins that are under way, and goes on to the provider's logout page. A revocation that does not reach the provider is tried again as long
   * as the page lives.
   *
   * @returns The provider's logout page, where it has one.
   */
  signOut(options?: HostedSignOutOptions): Promise<string | undefined>;
}

const internalsOf = (session: CognitoSession): SessionInternals => {
  const internals = (session as { [SESSION]?: () => SessionInternals } | undefined)?.[SESSION]?.();
  if (!internals) throw new TypeError('createHostedUi: session must come from createCognitoSession.');
  return internals;
};

/** Renews a federated login by the provider's refresh token. */
const renewalBy =
  (provider: Provider, { store }: SessionInternals): RenewProviderToken =>
  async (_, refreshToken) => {
    const tokens = refreshToken ? await refreshTokens(provider, refreshToken) : undefined;
    const { login } = store.record;
    // A renewal need not give an ID token (OpenID Connect Core 1.0, section 12.2): the login lasts as long as the one it has.
    const token = tokens && (tokens.id_token ?? (login?.kind === 'federated' ? login.token : undefined));
    return token && { token, providerRefreshToken: tokens.refresh_token ?? refreshToken! };
  };

/**
 * Makes the way to a sign-in page: a user pool's hosted UI or managed login, Auth0, or any OpenID provider. By authorization
 * code with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0).
 *
 * The tokens of the session's own user pool become its session; another provider's federate into the identity pool.
 *
 * Endpoints are https, or http on loopback, whether they are given or discovered; anything else is refused.
 *
 * @throws ConfigurationError that names what is missing or wrong
 */
export const createHostedUi = (options: HostedUiOptions): HostedUi => {
  requireKnownOptions('createHostedUi', options, OPTIONS);
  const internals = internalsOf(options.session);
  const { session, configuration: file = internals.configuration } = options;
  const configuration: OAuthConfiguration = { ...readOAuthConfiguration(file), ...readOAuthOptions(options) };
  const provider = createProvider(configuration, internals.settings.userPool, internals.fetch);
  const { federation } = provider;
  const { redirectSignIn } = configuration;
  if (!redirectSignIn?.length) {
    throw new ConfigurationError(
      'configuration',
      'redirectSignIn is missing: pass it, or have it in the file (SignInRedirectURI, redirect_sign_in_uri or redirectSignIn).',
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
    if (!globalThis.location) throw new TypeError('There is no page to leave: open getSignInUrl(), or pass navigate.');
    location.assign(url);
  };
  /** The gate of every page that users are sent to. */
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
    signOut: async ({ invalidateTokens = false, redirect = true } = {}) => {
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
          keepTelling(revoke);
        });
      }
      // Leaving the page would hide it.
      if (failure) throw failure;
      const url = await provider.logoutUrl(ownUrl(configuration.redirectSignOut));
      if (redirect && url) goTo(url);
      return url;
    },
  };
};
