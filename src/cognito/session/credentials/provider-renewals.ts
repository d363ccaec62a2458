import type { RenewProviderToken } from './provider-token.js';

/** The ways to renew a federated provider's token. */
export interface ProviderRenewals {
  /** By provider, also after a reload: the hosted UI adds its own. */
  readonly byProvider: Map<string, RenewProviderToken>;
  /** Sets what `federatedSignIn` was given; `undefined` takes it back. */
  use(renew: RenewProviderToken | undefined): void;
  /** Renews a token: as `federatedSignIn` was told, else as the provider is known to, else by the session's option. */
  readonly renew: RenewProviderToken;
}

/** Makes the {@link ProviderRenewals} of a session. */
export const createProviderRenewals = (option: RenewProviderToken | undefined): ProviderRenewals => {
  const byProvider = new Map<string, RenewProviderToken>();
  let given: RenewProviderToken | undefined;
  return {
    byProvider,
    use: (renew) => {
      given = renew;
    },
    renew: (provider, refreshToken) => (given ?? byProvider.get(provider) ?? option)?.(provider, refreshToken),
  };
};
