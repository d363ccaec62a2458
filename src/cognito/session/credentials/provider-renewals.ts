import type { RenewProviderToken } from './provider-token.js';

/** The functions that renew a federated provider's token. */
export interface ProviderRenewals {
  /** Functions by provider, which also work after a reload. The hosted UI adds its own. */
  readonly byProvider: Map<string, RenewProviderToken>;
  /** Sets the function that was passed to `federatedSignIn`; `undefined` removes it. */
  use(renew: RenewProviderToken | undefined): void;
  /**
   * Renews a token by the function passed to `federatedSignIn`, else by the provider's, else by the session's option.
   */
  readonly renew: RenewProviderToken;
}

/** Creates the {@link ProviderRenewals} of a session. */
export const createProviderRenewals = (option: RenewProviderToken | undefined): ProviderRenewals => {
  const byProvider = new Map<string, RenewProviderToken>();
  let loginRenew: RenewProviderToken | undefined;
  return {
    byProvider,
    use: (renew) => {
      loginRenew = renew;
    },
    renew: (provider, refreshToken) => (loginRenew ?? byProvider.get(provider) ?? option)?.(provider, refreshToken),
  };
};
