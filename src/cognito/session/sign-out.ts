import type { Farewell } from './farewell.js';
import type { Foundation } from './foundation.js';
import type { Presence } from './presence.js';
import type { RecordStore } from './record/record-store.js';
import type { SignOutOptions } from './types.js';
import type { SignOutResult } from './sign-out-result.js';
import type { Departures } from './waiting/departures.js';

/** How the session's user leaves. */
export interface SessionSignOut {
  /** Signs out here and in all tabs, then tells the server as far as it is asked to. @throws StorageError `session-not-removed` */
  signOut(options: SignOutOptions): Promise<SignOutResult>;
  /** The user is gone at the server already. @throws StorageError `session-not-removed` */
  forget(): Promise<void>;
}

/** What signing out rests on. */
export interface SessionSignOutOptions
  extends Pick<Presence, 'store' | 'ready' | 'wait'>,
    Pick<Foundation, 'storage' | 'keys' | 'tabs' | 'configuration'> {
  readonly departures: Departures;
  readonly farewell: Farewell;
  /** Ends the sign-in under way. */
  readonly endSignIn: () => void;
}

/** Makes the {@link SessionSignOut} of a session. */
export const createSessionSignOut = (options: SessionSignOutOptions): SessionSignOut => {
  const { store, ready, wait, storage, keys, tabs, departures } = options;

  const leave = async (): ReturnType<RecordStore['leave']> => {
    options.endSignIn();
    const left = await store.leave();
    // Also those who wait although nothing was stored any more.
    wait.release();
    // Of sign-ins at a sign-in page, whose answers come too late.
    const { pendingSignIn } = keys;
    if ((await storage.get(pendingSignIn)) || storage.unread.has(pendingSignIn))
      await tabs.exclusively('oauth', () => storage.remove(pendingSignIn));
    // Before anything is asked of the server, which may take its time.
    if (left.login?.kind === 'userPool') await options.configuration.renewals?.forget(left.login);
    return left;
  };

  return {
    signOut: async ({ global = false, revoke = false, invalidateTokens = false }) => {
      departures.note();
      await ready();
      const { login, failure } = await leave();
      const result =
        login?.kind === 'userPool'
          ? await options.farewell(login, { global, revoke: revoke || invalidateTokens })
          : { unconfirmed: [] };
      if (failure) throw Object.assign(failure, result);
      return result;
    },
    forget: async () => {
      departures.note();
      const { failure } = await leave();
      if (failure) throw failure;
    },
  };
};
