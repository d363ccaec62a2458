import type { RevokeLogin } from './revoke-login.js';
import type { Foundation } from './foundation.js';
import type { UserState } from './user-state.js';
import type { KeptAtSignOut, StorageKeys } from '../storage/keys.js';
import type { RecordStore } from './record/record-store.js';
import type { SignOutOptions } from './types.js';
import type { SignOutResult } from './sign-out-result.js';
import type { SignOutLog } from './waiting/sign-out-log.js';

/** Signs out the user of a session. */
export interface SessionSignOut {
  /**
   * Signs out of all tabs, then revokes the login at the server if asked to.
   *
   * @throws StorageError `session-not-removed`
   */
  signOut(options: SignOutOptions): Promise<SignOutResult>;
  /** Signs out a user that the server has already deleted. @throws StorageError `session-not-removed` */
  forget(): Promise<void>;
}

/** What {@link createSessionSignOut} needs. */
export interface SessionSignOutOptions
  extends Pick<UserState, 'store' | 'ready' | 'wait'>,
    Pick<Foundation, 'storage' | 'keys' | 'tabs' | 'configuration'> {
  readonly signOutLog: SignOutLog;
  readonly revokeLogin: RevokeLogin;
  /** Ends the current sign-in. */
  readonly endSignIn: () => void;
}

/** Creates the {@link SessionSignOut} of a session. */
export const createSessionSignOut = (options: SessionSignOutOptions): SessionSignOut => {
  const { store, ready, wait, storage, keys, tabs, signOutLog } = options;

  const signOutLocally = async (): ReturnType<RecordStore['signOut']> => {
    options.endSignIn();
    const outcome = await store.signOut();
    // Calls may wait even if no login was stored any more.
    wait.release();
    // The responses of pending hosted UI sign-ins come too late.
    const removedKeys: Omit<StorageKeys, KeptAtSignOut> = { pendingSignIn: keys.pendingSignIn };
    for (const key of Object.values(removedKeys)) {
      if ((await storage.get(key)) || storage.unread.has(key))
        await tabs.exclusively('oauth', () => storage.remove(key));
    }
    // Before any request to the server, which may be slow.
    if (outcome.login?.kind === 'userPool') await options.configuration.renewals?.forget(outcome.login);
    return outcome;
  };

  return {
    signOut: async ({ global = false, revoke = false, invalidateTokens = false }) => {
      signOutLog.add();
      await ready();
      const { login, failure } = await signOutLocally();
      const result =
        login?.kind === 'userPool'
          ? await options.revokeLogin(login, { global, revoke: revoke || invalidateTokens })
          : { unconfirmed: [] };
      if (failure) throw Object.assign(failure, result);
      return result;
    },
    forget: async () => {
      signOutLog.add();
      const { failure } = await signOutLocally();
      if (failure) throw failure;
    },
  };
};
