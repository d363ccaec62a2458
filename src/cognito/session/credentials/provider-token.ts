import type { CredentialsError } from '../../../core/errors.js';
import type { IdentityPool } from '../../identity-pool/identity-pool.js';
import { isOutage } from '../../service/outage.js';
import type { SessionContext } from '../context.js';
import { isText } from '../record/record-shape.js';
import type { FederatedLogin, SessionRecord } from '../record/record.js';
import { anotherPerson, isSamePerson } from './renewed-person.js';

/**
 * A provider's new token; with the identity where one's own backend names it (developer-authenticated identities), and
 * with the provider's new refresh token, where that has changed.
 */
export type RenewedProviderToken =
  | string
  | { readonly token: string; readonly identityId?: string; readonly providerRefreshToken?: string }
  | undefined;

/**
 * Gets a new token of a federated provider; resolves to nothing where the user must sign in again. The token must be of the account
 * that signed in: the same `iss` and `sub`, or where a token has none, one that the identity pool gives the same identity id; a
 * developer's `identityId` is the one that signed in. Another account's token is not used, and the user must sign in again.
 * `providerRefreshToken` is what `federatedSignIn` was given, or what this function returned last; it is stored with the session and removed with it.
 *
 * What it throws for want of a network (the error of `fetch`, of axios, a 5xx) rejects the call, and the user stays signed in;
 * anything else it throws means that the user must sign in again.
 */
export type RenewProviderToken = (
  provider: string,
  providerRefreshToken: string | undefined,
) => RenewedProviderToken | Promise<RenewedProviderToken>;

/** What renewing a federated provider's token takes. */
export interface ProviderTokenOptions {
  readonly context: Pick<SessionContext, 'store' | 'tabs' | 'connectivity'>;
  readonly identityPool: Pick<IdentityPool, 'getId'>;
  readonly renewProviderToken: RenewProviderToken | undefined;
}

/** A federated login's token, in the record. */
export interface ProviderTokens {
  /** Notes what was found out about a login's token, as long as that is the token. */
  change(login: FederatedLogin, next: Partial<FederatedLogin>): Promise<SessionRecord>;
  /**
   * The login with a new token, if there is one. In one tab at a time: some providers take what renews a token once only.
   *
   * @returns An error where the token is another person's, which is not used.
   */
  renew(login: FederatedLogin): Promise<FederatedLogin | CredentialsError | undefined>;
}

/** Makes the {@link ProviderTokens} of a session. */
export const createProviderTokens = (options: ProviderTokenOptions): ProviderTokens => {
  const { context, identityPool, renewProviderToken } = options;
  const { store, tabs, connectivity } = context;

  const changeToken: ProviderTokens['change'] = (login, next) =>
    store.update((record) => {
      const there = record.login as FederatedLogin | undefined;
      if (there?.id !== login.id || there.token !== login.token) return record;
      return { ...record, login: { ...there, invalid: undefined, ...next } };
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
      const { login: current } = await store.reload();
      if (current?.id !== login.id || current.kind !== 'federated') return undefined;
      // Another tab was faster.
      if (current.token !== login.token) return current;
      const answer = await askForToken(current);
      if (!answer) return undefined;
      const renewed = typeof answer === 'string' ? { token: answer } : answer;
      const { token, providerRefreshToken = current.providerRefreshToken } = renewed;
      if (!isText(token)) return undefined;
      try {
        const getId = (): Promise<string> => identityPool.getId({ [current.provider]: token });
        if (!(await isSamePerson(current, renewed, getId))) return anotherPerson();
      } catch (error) {
        // Whose the token is could not be asked. Some providers take each refresh token once only, so the next one is kept.
        await changeToken(current, { providerRefreshToken });
        throw error;
      }
      const { login: there } = await changeToken(current, { token, providerRefreshToken });
      return there?.id === login.id ? (there as FederatedLogin) : undefined;
    });

  return { change: changeToken, renew: renewToken };
};
