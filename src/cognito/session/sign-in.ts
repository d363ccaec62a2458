import { federation } from '#parts/cognito';
import { signedInOf } from './record/record.js';
import { randomId } from '../../core/random.js';
import { InvalidStateError, SignInCancelledError, StorageError } from '../errors.js';
import type { AuthenticationResult } from '../user-pool/sign-in/types.js';
import type { SessionContext } from './context.js';
import type { SessionCredentialsSource } from './credentials/credentials-source.js';
import type { ProviderRenewals } from './credentials/provider-renewals.js';
import type { Foundation } from './foundation.js';
import type { SessionInternals } from './internals.js';
import { readTokens } from './tokens/refresh-tokens.js';
import type { SignOutLog } from './waiting/sign-out-log.js';

/** Signs a user in to a session. */
export interface SessionSignIn
  extends Pick<SessionInternals, 'beginSignIn' | 'logIn' | 'signInWithTokens' | 'federate'> {
  /**
   * Reads what other tabs have stored, and requires that a user may sign in.
   *
   * @throws InvalidStateError `invalid-state` if a user is signed in
   */
  requireNoUser(federated: boolean): Promise<void>;
  /** Stores the tokens of a sign-in that was allowed to begin. */
  acceptTokens(result: AuthenticationResult, startGeneration: number): Promise<void>;
}

/** What {@link createSessionSignIn} needs. */
export interface SessionSignInOptions
  extends Pick<SessionContext, 'store' | 'ready' | 'reauthentication' | 'now'>,
    Pick<Foundation, 'storage' | 'configuration'> {
  readonly signOutLog: SignOutLog;
  readonly credentials: SessionCredentialsSource;
  readonly providerRenewals: ProviderRenewals;
}

const endedSignInError = (): SignInCancelledError =>
  new SignInCancelledError(
    'sign-in-cancelled',
    'A sign-out or another sign-in ended this one. Start again if it is still needed.',
  );

/** Creates the {@link SessionSignIn} of a session. */
export const createSessionSignIn = (options: SessionSignInOptions): SessionSignIn => {
  const { store, storage, ready, signOutLog, reauthentication, now } = options;

  const logIn: SessionSignIn['logIn'] = async (login, tookGuest, startGeneration, guestId) => {
    await store.update((record) => {
      const { guestIdentityId = guestId, generation = 0, login: currentLogin } = record;
      // Another tab may have signed the same user in again.
      const isSameUser = currentLogin !== undefined && currentLogin.principal === login.principal;
      if (generation !== startGeneration && !isSameUser) throw endedSignInError();
      return signedInOf(record, login, tookGuest ? undefined : guestIdentityId);
    });
    // On a server, only the storage outlives a request.
    if (storage.perRequest && !store.isStored) throw new StorageError('session-not-stored', storage.failure);
  };

  const requireNoUser: SessionSignIn['requireNoUser'] = async (federated) => {
    await ready();
    const { login } = await store.reload();
    if (!login || login.invalid || (federated && login.kind === 'federated')) return;
    // The app is re-authenticating a user whose login was rejected.
    if (reauthentication.isRunning(login)) return;
    throw new InvalidStateError('invalid-state', 'A user is already signed in. Sign out first.');
  };

  const acceptTokens: SessionSignIn['acceptTokens'] = (result, startGeneration) => {
    const { customRoleArn } = options.configuration;
    const login = { kind: 'userPool' as const, id: randomId(), customRoleArn, ...readTokens(result, now()) };
    return logIn(login, false, startGeneration);
  };

  return {
    logIn,
    requireNoUser,
    acceptTokens,
    beginSignIn: async () => {
      if (signOutLog.overrulesCaller()) throw endedSignInError();
      await ready();
      return (await store.reload()).generation ?? 0;
    },
    signInWithTokens: async (result, startGeneration) => {
      await requireNoUser(false);
      await acceptTokens(result, startGeneration);
    },
    federate: async (provider, token, federationOptions, startGeneration) => {
      // An app may reuse its object meanwhile.
      const keptOptions = { ...federationOptions };
      const { federate } = await federation();
      await federate({ ...options, logIn, requireNoUser }, provider, token, keptOptions, startGeneration);
    },
  };
};
