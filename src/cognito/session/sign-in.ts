import { randomId } from '../../core/random.js';
import { InvalidStateError, SignInCancelledError, StorageError } from '../errors.js';
import { DEVELOPER, loginKeyOf } from '../identity-pool/federation.js';
import type { AuthenticationResult } from '../user-pool/sign-in/types.js';
import type { SessionContext } from './context.js';
import type { SessionCredentialsSource } from './credentials/credentials-source.js';
import type { ProviderRenewals } from './credentials/provider-renewals.js';
import type { Foundation } from './foundation.js';
import type { SessionInternals } from './internals.js';
import { readTokens } from './tokens/refresh-tokens.js';
import type { Departures } from './waiting/departures.js';

/** How somebody becomes the session's user. */
export interface SessionSignIn
  extends Pick<SessionInternals, 'beginSignIn' | 'logIn' | 'signInWithTokens' | 'federate'> {
  /**
   * Looks what other tabs have done before a user may sign in.
   *
   * @throws InvalidStateError `invalid-state` where a user is signed in
   */
  requireNobody(federated: boolean): Promise<void>;
  /** Makes the tokens of a sign-in that was allowed to begin the session's. */
  acceptTokens(result: AuthenticationResult, begun: number): Promise<void>;
}

/** What signing in rests on. */
export interface SessionSignInOptions
  extends Pick<SessionContext, 'store' | 'ready' | 'reauthentication' | 'now'>,
    Pick<Foundation, 'storage' | 'configuration'> {
  readonly departures: Departures;
  readonly credentials: SessionCredentialsSource;
  readonly providerRenewals: ProviderRenewals;
}

const endedSignIn = (): SignInCancelledError =>
  new SignInCancelledError(
    'sign-in-cancelled',
    'A sign-out, or another sign-in, has ended this one. Begin again if it is still wanted.',
  );

/** Makes the {@link SessionSignIn} of a session. */
export const createSessionSignIn = (options: SessionSignInOptions): SessionSignIn => {
  const { store, storage, ready, departures, reauthentication, credentials, providerRenewals, now } = options;

  const logIn: SessionSignIn['logIn'] = async (login, tookGuest, begun, guest) => {
    await store.update(({ guestIdentityId = guest, generation = 0, login: present, ...rest }) => {
      // Another tab may have signed the same user in again.
      const isSameUser = present !== undefined && present.principal === login.principal;
      if (generation !== begun && !isSameUser) throw endedSignIn();
      return { ...rest, login, guestIdentityId: tookGuest ? undefined : guestIdentityId, generation: generation + 1 };
    });
    // Nothing else outlives a request.
    if (storage.perRequest && !store.isStored) throw new StorageError('session-not-stored', storage.failure);
  };

  const requireNobody: SessionSignIn['requireNobody'] = async (federated) => {
    await ready();
    const { login } = await store.reload();
    if (!login || login.invalid || (federated && login.kind === 'federated')) return;
    // The app was asked to sign in anew a user whose login has come to its end.
    if (reauthentication.isUnderWay(login)) return;
    throw new InvalidStateError('invalid-state', 'Somebody is signed in already. Sign out first.');
  };

  const acceptTokens: SessionSignIn['acceptTokens'] = (result, begun) => {
    const { customRoleArn } = options.configuration;
    const login = { kind: 'userPool' as const, id: randomId(), customRoleArn, ...readTokens(result, now()) };
    return logIn(login, false, begun);
  };

  return {
    logIn,
    requireNobody,
    acceptTokens,
    beginSignIn: async () => {
      if (departures.overruleThis()) throw endedSignIn();
      await ready();
      return (await store.reload()).generation ?? 0;
    },
    signInWithTokens: async (result, begun) => {
      await requireNobody(false);
      await acceptTokens(result, begun);
    },
    federate: async (provider, token, given, begun) => {
      const { identityId, customRoleArn, providerRefreshToken, renewProviderToken } = given;
      await requireNobody(true);
      const key = loginKeyOf(provider);
      if (typeof token !== 'string' || !token)
        throw new TypeError("federatedSignIn: pass the provider's token, a string.");
      if (key === DEVELOPER && !identityId) {
        throw new TypeError("federatedSignIn: a developer's token needs { identityId }.");
      }
      const login = await credentials.establish({
        kind: 'federated',
        id: randomId(),
        provider: key,
        token,
        identityId,
        customRoleArn,
        providerRefreshToken,
      });
      try {
        await logIn(login, identityId === undefined, begun);
      } catch (error) {
        credentials.forgetUsers(store.record.login?.id);
        throw error;
      }
      providerRenewals.use(renewProviderToken);
    },
  };
};
