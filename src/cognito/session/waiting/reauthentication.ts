import { runInside, currentOwners } from '#call-context';
import { CredentialsError, deadlockError } from '../../../core/errors.js';
import { nextSequence, type Owner } from '../../../core/owner.js';
import type { Rejection } from '../../../core/rejection.js';
import type { ConnectivitySource } from '../../../core/connectivity.js';
import { isOutage } from '../../service/outage.js';
import type { RecordStore } from '../record/record-store.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Login } from '../record/record.js';

/** An Authenticator's function that re-authenticates the user. Resolves to whether it did. */
export type Renew = (rejection: Rejection) => Promise<boolean>;

/** Re-authenticates a user whose login was rejected, before the session counts as signed out. */
export interface Reauthentication {
  /** Registers the function of an Authenticator that uses this session. */
  renewBy(renew: Renew): void;
  /**
   * Lets the app re-authenticate the user, once for all callers and in one tab at a time. Call it outside every lock,
   * because a sign-in acquires them.
   *
   * @param cause Why the login was rejected.
   * @returns Whether the login was replaced or removed.
   * @throws CredentialsError `credentials-unavailable` for an error of the app's that may be temporary: a network
   * failure signs no user out.
   */
  replace(login: Login, cause: unknown): Promise<boolean>;
  /**
   * Rejects calls that the re-authentication of a login makes with that same login: they would wait for themselves. In
   * browsers this is detected only before the app's first `await`.
   *
   * @throws ReauthenticationError `reauthentication-deadlock`
   */
  requireOutside(login: Login): void;
  /** Why the last re-authentication failed: the app's error, or the reason why the login was rejected. */
  readonly failure: unknown;
  /** Whether the app is re-authenticating the user of a login. */
  isRunning(login: Login): boolean;
}

/** Describes the rejected login to an Authenticator. The method and URL are empty, because no call was rejected. */
const rejectionOf = (cause: unknown): Rejection => {
  const { code, message } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return { status: 0, verdict: 'expired', ...(code && { code }), ...(message && { message }), method: '', url: '' };
};

const unavailableError = (cause: unknown): CredentialsError =>
  new CredentialsError('credentials-unavailable', 'reauthenticate failed; see `cause`, then retry.', { cause });

/** Creates the {@link Reauthentication} of a session. */
export const createReauthentication = ({
  store,
  tabs,
  connectivity,
}: {
  readonly store: Pick<RecordStore, 'reload'>;
  readonly tabs: Tabs;
  readonly connectivity: ConnectivitySource;
}): Reauthentication => {
  const handlers: Renew[] = [];
  const runs = new Map<string, { readonly work: Promise<boolean>; readonly self: Owner }>();

  let failure: unknown;

  const callHandlers = async (rejection: Rejection): Promise<void> => {
    for (const renew of handlers) {
      try {
        if (await renew(rejection)) return;
      } catch (error) {
        if (!connectivity.isOnline() || isOutage(error)) throw unavailableError(error);
        failure = error;
      }
    }
  };

  const begin = (login: Login, cause: unknown, self: Owner): Promise<boolean> =>
    tabs.exclusively('reauthenticate', async () => {
      const isReplaced = async (): Promise<boolean> => (await store.reload()).login?.id !== login.id;
      // Another tab may have been faster.
      if (await isReplaced()) return true;
      await runInside(self, () => callHandlers(rejectionOf(cause)));
      return isReplaced();
    });

  return {
    // The latest first: the session does not know when an Authenticator is no longer used.
    renewBy: (renew) => void handlers.unshift(renew),
    replace: async (login, cause) => {
      const pendingRun = runs.get(login.id);
      if (pendingRun) return pendingRun.work;
      failure = cause;
      if (handlers.length === 0) return false;
      const self: Owner = { sequence: nextSequence() };
      const work = begin(login, cause, self).finally(() => runs.delete(login.id));
      runs.set(login.id, { work, self });
      return work;
    },
    get failure() {
      return failure;
    },
    isRunning: ({ id }) => runs.has(id),
    requireOutside: ({ id }) => {
      const self = runs.get(id)?.self;
      if (self && currentOwners().includes(self)) throw deadlockError();
    },
  };
};
