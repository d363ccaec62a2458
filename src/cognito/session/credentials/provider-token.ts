import type { CredentialsError } from '../../../core/errors.js';
import type { IdentityPool } from '../../identity-pool/identity-pool.js';
import { isOutage } from '../../service/outage.js';
import type { SessionContext } from '../context.js';
import { isText } from '../record/record-shape.js';
import type { FederatedLogin, SessionRecord } from '../record/record.js';
import { accountMismatch, isSameAccount } from './renewed-account.js';

/**
 * A provider's new token, with the identity id that your backend returned (developer-authenticated identities), and
 * with the provider's new refresh token if it has changed.
 */
export type RenewedProviderToken =
  | string
  | { readonly token: string; readonly identityId?: string; readonly providerRefreshToken?: string }
  | undefined;

/**
 * Gets a new token from a federated provider. Resolves to `undefined` if the user must sign in again. The token must
 * belong to the account that signed in: it must have the same `iss` and `sub`, or, if a token has none, the identity
 * pool must return the same identity id for it. For `developer`, an `identityId` must be the one that signed in. A
 * token of another account is discarded, and the user must sign in again. `providerRefreshToken` is the one passed to
 * `federatedSignIn`, or the last one that this function returned. It is stored and removed with the session.
 *
 * A network error that it throws (by `fetch`, by axios, or with a 5xx status) rejects the call, and the user stays
 * signed in. Any other error means that the user must sign in again.
 *
 * @example
 * ```ts
 * const renewProviderToken: RenewProviderToken = async () => (await fetch('/google-token')).text();
 * ```
 */
export type RenewProviderToken = (
  provider: string,
  providerRefreshToken: string | undefined,
) => RenewedProviderToken | Promise<RenewedProviderToken>;

/** What {@link createProviderTokens} needs. */
export interface ProviderTokenOptions {
  readonly context: Pick<SessionContext, 'store' | 'tabs' | 'connectivity'>;
  readonly identityPool: Pick<IdentityPool, 'getId'>;
  readonly renewProviderToken: RenewProviderToken | undefined;
}

/** Changes the token of a federated login in the record. */
export interface ProviderTokens {
  /** Changes a login, unless its token has been replaced in the meantime. */
  change(login: FederatedLogin, next: Partial<FederatedLogin>): Promise<SessionRecord>;
  /**
   * Renews a login's token, in one tab at a time, because some providers accept a refresh token only once.
   *
   * @returns The login with the new token, if there is one; an error if the token belongs to another account.
   */
  renew(login: FederatedLogin): Promise<FederatedLogin | CredentialsError | undefined>;
}

/** Creates the {@link ProviderTokens} of a session. */
export const createProviderTokens = (options: ProviderTokenOptions): ProviderTokens => {
  const { context, identityPool, renewProviderToken } = options;
  const { store, tabs, connectivity } = context;

  const changeToken: ProviderTokens['change'] = (login, next) =>
    store.update((record) => {
      const currentLogin = record.login as FederatedLogin | undefined;
      if (currentLogin?.id !== login.id || currentLogin.token !== login.token) return record;
      return { ...record, login: { ...currentLogin, invalid: undefined, ...next } };
    });

  const askForToken = async ({ provider, providerRefreshToken }: FederatedLogin): Promise<RenewedProviderToken> => {
    try {
      return await renewProviderToken?.(provider, providerRefreshToken);
    } catch (error) {
      if (!connectivity.isOnline() || isOutage(error)) throw error;
      return undefined;
    }
  };

  const renewToken: ProviderTokens['renew'] = (login) =>
    tabs.exclusively('refresh', async () => {
      const { login: currentLogin } = await store.reload();
      if (currentLogin?.id !== login.id || currentLogin.kind !== 'federated') return undefined;
      // Another tab was faster.
      if (currentLogin.token !== login.token) return currentLogin;
      const answer = await askForToken(currentLogin);
      if (!answer) return undefined;
      const renewal = typeof answer === 'string' ? { token: answer } : answer;
      const { token, providerRefreshToken = currentLogin.providerRefreshToken } = renewal;
      if (!isText(token)) return undefined;
      try {
        const getId = (): Promise<string> => identityPool.getId({ [currentLogin.provider]: token });
        if (!(await isSameAccount(currentLogin, renewal, getId))) return accountMismatch();
      } catch (error) {
        // The owner of the token is unknown. Keep the new refresh token, because some providers accept each one only
        // once.
        await changeToken(currentLogin, { providerRefreshToken });
        throw error;
      }
      const { login: updatedLogin } = await changeToken(currentLogin, { token, providerRefreshToken });
      return updatedLogin?.id === login.id ? (updatedLogin as FederatedLogin) : undefined;
    });

  return { change: changeToken, renew: renewToken };
};
