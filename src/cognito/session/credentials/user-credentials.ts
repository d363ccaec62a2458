import { CredentialsError } from '../../../core/errors.js';
import { DEVELOPER } from '../../identity-pool/federation.js';
import type { IdentityCredentials, IdentityPool, Logins } from '../../identity-pool/identity-pool.js';
import type { SessionContext } from '../context.js';
import type { FederatedLogin, Login, UserPoolLogin } from '../record/record.js';
import type { TokenSource } from '../tokens/token-source.js';
import type { ProviderTokens } from './provider-token.js';
import { isRefused } from './refusals.js';
import { isSameSubject } from './renewed-person.js';

/** A login, or what becomes one once it is proved. */
type Claim = Login | Omit<FederatedLogin, 'principal'>;

/** What a user's credentials take. */
export interface UserCredentialsOptions {
  readonly context: Pick<SessionContext, 'store' | 'reauthentication' | 'online'>;
  readonly identityPool: IdentityPool;
  readonly tokens: TokenSource;
  /** The user pool's key under `Logins`. */
  readonly userPoolKey: string;
  readonly providerTokens: ProviderTokens;
  /** The guest's identity has gone over to the user. */
  readonly onGuestTaken: () => void;
}

/** Where a user's credentials come from. */
export interface UserCredentials {
  /**
   * Credentials for a login. Its first ones are asked for with the guest's identity, if there is one, so that Cognito
   * makes it the user's: what the guest stored stays theirs.
   *
   * @param anew Ask for the identity, too: the one that is kept may be gone.
   */
  exchange(login: Claim, anew: boolean): Promise<IdentityCredentials>;
  /** @returns `undefined` where the login is dead or was replaced; the record says which. */
  load(login: Login): Promise<IdentityCredentials | undefined>;
}

/** Makes the {@link UserCredentials} of a session. */
export const createUserCredentials = (options: UserCredentialsOptions): UserCredentials => {
  const { context, identityPool, tokens, userPoolKey, providerTokens, onGuestTaken } = options;
  const { store, reauthentication, online } = context;

  const loginsOf = (login: Login): Logins =>
    login.kind === 'userPool' ? { [userPoolKey]: login.idToken } : { [login.provider]: login.token };

  const exchange: UserCredentials['exchange'] = async (login, anew) => {
    const logins = loginsOf(login as Login);
    const guestId = login.identityId ? undefined : store.record.guestIdentityId;
    const id = (anew ? undefined : (login.identityId ?? guestId)) ?? (await identityPool.getId(logins));
    const got = await identityPool.getCredentials(id, logins, login.customRoleArn);
    if (guestId) onGuestTaken();
    return got;
  };

  const loadForUser = async (login: UserPoolLogin): Promise<IdentityCredentials | undefined> => {
    const fresh = await tokens.usable(login, {});
    try {
      return fresh && (await exchange(fresh, false));
    } catch (error) {
      if (!isRefused(error)) throw error;
      // By the server's clock the token may have expired, or the identity is gone. If neither, it is a matter of the
      // pool's settings, and no reason to sign anybody out.
      const renewed = await tokens.usable(login, { forceRefresh: true });
      return renewed && exchange(renewed, true);
    }
  };

  const loadFederated = async (login: FederatedLogin): Promise<IdentityCredentials | undefined> => {
    let dead = login;
    let refusal: unknown;
    try {
      return await exchange(login, false);
    } catch (error) {
      if (!isRefused(error)) throw error;
      refusal = error;
    }
    try {
      const renewed = await providerTokens.renew(login);
      if (renewed instanceof CredentialsError) refusal = renewed;
      else if (renewed) {
        dead = renewed;
        // The same person may have another identity by now; a developer's is the backend's to name.
        const anew = login.provider !== DEVELOPER && isSameSubject(login.token, renewed.token) === true;
        return await exchange(renewed, anew);
      }
    } catch (error) {
      if (!isRefused(error)) throw error;
      refusal = error;
    }
    const { login: there } = await store.reload();
    // Another machine may have got a new token in spite of the lock.
    if ((there as FederatedLogin | undefined)?.token !== dead.token) return undefined;
    if (await reauthentication.replace(login, refusal)) return undefined;
    await providerTokens.change(dead, { invalid: true });
    return undefined;
  };

  return {
    exchange,
    load: async (login) => {
      await online();
      const got = await (login.kind === 'userPool' ? loadForUser(login) : loadFederated(login));
      if (!got || got.identityId === login.identityId) return got;
      const { identityId } = got;
      await store.update((record) => {
        if (record.login?.id !== login.id) return record;
        const { guestIdentityId, ...rest } = record;
        return {
          ...rest,
          // Taken over by the first credentials of a login; one that came later stays.
          guestIdentityId: login.identityId ? guestIdentityId : undefined,
          login: { ...record.login, identityId },
        };
      });
      return got;
    },
  };
};
