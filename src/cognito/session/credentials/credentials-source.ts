import { untilAborted } from '../../../core/abortable.js';
import { requireSameUser } from '../../../core/identity.js';
import type { AwsCredentialIdentity } from '../../../sigv4/credentials.js';
import type { IdentityCredentials, IdentityPool } from '../../identity-pool/identity-pool.js';
import type { SessionContext } from '../context.js';
import { notSignedIn } from '../not-signed-in.js';
import type { FederatedLogin, Login } from '../record/record.js';
import { createRenewer } from '../tokens/renewer.js';
import type { TokenSource } from '../tokens/token-source.js';
import type { WaitOptions } from '../waiting/until-signed-in.js';
import { createGuestCredentials } from './guest-credentials.js';
import { createProviderTokens, type RenewProviderToken } from './provider-token.js';
import { isRefused, needsUser } from './refusals.js';
import { createUserCredentials } from './user-credentials.js';

/** AWS credentials of a session, with their owner. */
export interface SessionCredentials extends AwsCredentialIdentity {
  readonly identityId: string;
  /** Identifies the user; `null` for a guest. */
  readonly principal: string | null;
}

/** Options of the session's credentials providers. */
export interface RefreshOptions {
  /** Get new credentials even if the cached ones are still valid. Default: false. */
  readonly forceRefresh?: boolean;
}

/** The source of a session's AWS credentials. */
export interface SessionCredentialsSource {
  /** Returns the user's credentials, or the guest's if no user is signed in. Waits for a new sign-in if one is needed. */
  current(request?: RefreshOptions & WaitOptions): Promise<SessionCredentials>;
  /** Returns the guest's credentials, even while a user is signed in. */
  guest(request?: RefreshOptions): Promise<SessionCredentials>;
  /** Verifies a federated login before it is stored, by getting credentials with it. */
  establish(login: Omit<FederatedLogin, 'principal'>): Promise<FederatedLogin>;
  /** Forgets the credentials of every login except one. */
  forgetUsers(except?: string): void;
  /** Forgets the guest's credentials. */
  forgetGuest(): void;
}

/** The dependencies of a {@link SessionCredentialsSource}. */
export interface CredentialsSourceOptions {
  readonly context: SessionContext;
  readonly identityPool: IdentityPool;
  readonly tokens: TokenSource;
  /** The user pool's key under `Logins`. */
  readonly userPoolKey: string;
  /** Whether guests are allowed. */
  readonly allowsGuests: boolean;
  readonly renewProviderToken: RenewProviderToken | undefined;
}

/** The guest's cache key. No login has this id. */
const GUEST = '';

const withOwner = ({ credentials, identityId }: IdentityCredentials, principal: string | null): SessionCredentials => ({
  ...credentials,
  identityId,
  principal,
});

/** Creates the {@link SessionCredentialsSource} of a session. */
export const createCredentialsSource = (options: CredentialsSourceOptions): SessionCredentialsSource => {
  const { context, identityPool, allowsGuests } = options;
  const { store, identity, ready, now, connectivity, reauthentication, untilOnline } = context;
  const renew = createRenewer<IdentityCredentials>(now, connectivity.isOnline);
  const cache = new Map<string, IdentityCredentials>();
  const forgetGuest = (): void => void cache.delete(GUEST);
  const users = createUserCredentials({
    ...options,
    providerTokens: createProviderTokens(options),
    onGuestTaken: forgetGuest,
  });
  const getGuest = createGuestCredentials({
    context,
    identityPool,
    cacheCredentials: (identityCredentials) => cache.set(GUEST, identityCredentials),
  });

  const guest: SessionCredentialsSource['guest'] = async ({ forceRefresh = false } = {}) => {
    await ready();
    if (!allowsGuests) throw notSignedIn('No user is signed in, and the configuration does not allow guests.');
    const identityCredentials = await renew({
      key: GUEST,
      cached: cache.get(GUEST),
      force: forceRefresh,
      fetch: getGuest,
    });
    return withOwner(identityCredentials!, null);
  };

  const load = async (login: Login): Promise<IdentityCredentials | undefined> => {
    const identityCredentials = await users.load(login);
    if (identityCredentials && store.record.login?.id === login.id) cache.set(login.id, identityCredentials);
    return identityCredentials;
  };

  return {
    guest,
    current: async (request = {}) => {
      const epoch = identity.currentEpoch();
      await ready();
      let { forceRefresh: force = false } = request;
      for (;;) {
        const { login } = store.record;
        requireSameUser(epoch);
        if (!login) {
          try {
            return await guest({ forceRefresh: force });
          } catch (error) {
            if (!needsUser(error)) throw error;
            await context.untilVisitorSignsIn(request, error);
          }
        } else {
          reauthentication.requireOutside(login);
          if (login.invalid) await context.untilSignedIn(request);
          else {
            const { id } = login;
            const renewal = renew({ key: id, cached: cache.get(id), force, fetch: () => load(login) });
            const identityCredentials = await untilAborted(renewal, request.signal);
            if (identityCredentials && store.record.login?.id === id)
              return withOwner(identityCredentials, login.principal);
          }
        }
        // A user who has signed in since then has new credentials.
        force = false;
      }
    },
    establish: async (login) => {
      await untilOnline();
      let identityCredentials: IdentityCredentials;
      try {
        identityCredentials = await users.exchange(login, false);
      } catch (error) {
        if (login.identityId || !store.record.guestIdentityId || !isRefused(error)) throw error;
        identityCredentials = await users.exchange(login, true);
      }
      cache.set(login.id, identityCredentials);
      return { ...login, identityId: identityCredentials.identityId, principal: identityCredentials.identityId };
    },
    forgetUsers: (except) => {
      for (const key of cache.keys()) if (key !== GUEST && key !== except) cache.delete(key);
    },
    forgetGuest,
  };
};
