import { CredentialsError } from '../../../core/errors.js';
import { DEVELOPER } from '../../identity-pool/developer.js';
import type { IdentityCredentials, IdentityPool, Logins } from '../../identity-pool/identity-pool.js';
import type { SessionContext } from '../context.js';
import type { FederatedLogin, Login, UserPoolLogin } from '../record/record.js';
import type { TokenSource } from '../tokens/token-source.js';
import type { ProviderTokens } from './provider-token.js';
import { isRefused } from './refusals.js';
import { isSameSubject } from './renewed-account.js';

/** A login, or a federated one that is not verified yet. */
type CandidateLogin = Login | Omit<FederatedLogin, 'principal'>;

/** What {@link createUserCredentials} needs. */
export interface UserCredentialsOptions {
  readonly context: Pick<SessionContext, 'store' | 'reauthentication' | 'untilOnline'>;
  readonly identityPool: IdentityPool;
  readonly tokens: TokenSource;
  /** The user pool's key under `Logins`. */
  readonly userPoolKey: string;
  readonly providerTokens: ProviderTokens;
  /** Called when the user has taken over the guest's identity. */
  readonly onGuestTaken: () => void;
}

/** The source of a user's credentials. */
export interface UserCredentials {
  /**
   * Gets credentials for a login. The first request uses the guest's identity, if there is one, so that Cognito makes
   * it the user's: the user then keeps access to the guest's data.
   *
   * @param renewIdentity Request the identity id as well, because the stored one may no longer exist.
   */
  exchange(login: CandidateLogin, renewIdentity: boolean): Promise<IdentityCredentials>;
  /** @returns `undefined` if the login was rejected or replaced; the record says which. */
  load(login: Login): Promise<IdentityCredentials | undefined>;
}

/** Creates the {@link UserCredentials} of a session. */
export const createUserCredentials = (options: UserCredentialsOptions): UserCredentials => {
  const { context, identityPool, tokens, userPoolKey, providerTokens, onGuestTaken } = options;
  const { store, reauthentication, untilOnline } = context;

  const toLogins = (login: Login): Logins =>
    login.kind === 'userPool' ? { [userPoolKey]: login.idToken } : { [login.provider]: login.token };

  const exchange: UserCredentials['exchange'] = async (login, renewIdentity) => {
    const logins = toLogins(login as Login);
    const guestId = login.identityId ? undefined : store.record.guestIdentityId;
    const id = (renewIdentity ? undefined : (login.identityId ?? guestId)) ?? (await identityPool.getId(logins));
    const identityCredentials = await identityPool.getCredentials(id, logins, login.customRoleArn);
    if (guestId) onGuestTaken();
    return identityCredentials;
  };

  const loadForUser = async (login: UserPoolLogin): Promise<IdentityCredentials | undefined> => {
    const freshLogin = await tokens.getUsableLogin(login, {});
    try {
      return freshLogin && (await exchange(freshLogin, false));
    } catch (error) {
      if (!isRefused(error)) throw error;
      // The token may have expired by the server's clock, or the identity may no longer exist. Otherwise the pool's
      // settings are the cause, which is no reason to sign the user out.
      const renewedLogin = await tokens.getUsableLogin(login, { forceRefresh: true });
      return renewedLogin && exchange(renewedLogin, true);
    }
  };

  const loadFederated = async (login: FederatedLogin): Promise<IdentityCredentials | undefined> => {
    let rejectedLogin = login;
    let refusal: unknown;
    try {
      return await exchange(login, false);
    } catch (error) {
      if (!isRefused(error)) throw error;
      refusal = error;
    }
    try {
      const renewal = await providerTokens.renew(login);
      if (renewal instanceof CredentialsError) refusal = renewal;
      else if (renewal) {
        rejectedLogin = renewal;
        // The same user may have another identity by now. The backend names a developer's identity.
        const renewIdentity = login.provider !== DEVELOPER && isSameSubject(login.token, renewal.token) === true;
        return await exchange(renewal, renewIdentity);
      }
    } catch (error) {
      if (!isRefused(error)) throw error;
      refusal = error;
    }
    const { login: currentLogin } = await store.reload();
    // Another machine may have renewed the token despite the lock.
    if ((currentLogin as FederatedLogin | undefined)?.token !== rejectedLogin.token) return undefined;
    if (await reauthentication.replace(login, refusal)) return undefined;
    await providerTokens.change(rejectedLogin, { invalid: true });
    return undefined;
  };

  return {
    exchange,
    load: async (login) => {
      await untilOnline();
      const identityCredentials = await (login.kind === 'userPool' ? loadForUser(login) : loadFederated(login));
      if (!identityCredentials || identityCredentials.identityId === login.identityId) return identityCredentials;
      const { identityId } = identityCredentials;
      await store.update((record) => {
        if (record.login?.id !== login.id) return record;
        const { guestIdentityId, ...rest } = record;
        return {
          ...rest,
          // The first credentials of a login take over the guest's identity. A later guest's identity stays.
          guestIdentityId: login.identityId ? guestIdentityId : undefined,
          login: { ...record.login, identityId },
        };
      });
      return identityCredentials;
    },
  };
};
