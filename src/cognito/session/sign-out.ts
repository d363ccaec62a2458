import type { Farewell } from './farewell.js';
import type { RecordStore } from './record/record-store.js';
import type { SharedRenewals } from './tokens/shared-renewals.js';
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
export interface SessionSignOutOptions {
  readonly store: RecordStore;
  /** Resolves once the record was read from the storage. */
  readonly ready: () => Promise<unknown>;
  readonly departures: Departures;
  readonly farewell: Farewell;
  readonly renewals: SharedRenewals | undefined;
  /** Ends what was begun here: the sign-in under way, the wait of calls, sign-ins at a sign-in page. */
  readonly endSignIns: () => void;
  readonly releaseWait: () => void;
  readonly removePendingSignIns: () => Promise<void>;
}

/** Makes the {@link SessionSignOut} of a session. */
export const createSessionSignOut = (options: SessionSignOutOptions): SessionSignOut => {
  const { store, ready, departures, farewell, renewals, endSignIns, releaseWait, removePendingSignIns } = options;

  const leave = async (): ReturnType<RecordStore['leave']> => {
    endSignIns();
    const left = await store.leave();
    // Also those who wait although nothing was stored any more.
    releaseWait();
    await removePendingSignIns();
    // Before anything is asked of the server, which may take its time.
    if (left.login?.kind === 'userPool') await renewals?.forget(left.login);
    return left;
  };

  return {
    signOut: async ({ global = false, revoke = false, invalidateTokens = false }) => {
      departures.note();
      await ready();
      const { login, failure } = await leave();
      const isUserPool = login?.kind === 'userPool';
      const result = isUserPool
        ? await farewell(login, { global, revoke: revoke || invalidateTokens })
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
