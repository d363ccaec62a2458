import { runInside, runningInside } from '#call-context';
import { CredentialsError, waitsForItself } from '../../../core/errors.js';
import { nextMoment, type Owner } from '../../../core/owner.js';
import type { Rejection } from '../../../core/rejection.js';
import type { ConnectivitySource } from '../../../core/connectivity.js';
import { isOutage } from '../../service/outage.js';
import type { RecordStore } from '../record/record-store.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Login } from '../record/record.js';

/** An Authenticator's way to sign the user in anew; resolves to whether that was done. */
export type Renew = (rejection: Rejection) => Promise<boolean>;

/** What is done about a login that has come to its end, before anybody is signed out for it. */
export interface Reauthentication {
  /** Takes the way of an Authenticator that uses this session. */
  renewBy(renew: Renew): void;
  /**
   * Lets the app sign the user in anew, once for all who ask and in one tab at a time. To be called outside every lock, because
   * signing in takes them.
   *
   * @param cause Why the login gives nothing any more.
   * @returns Whether the login was replaced, or is gone; else nobody can help it.
   * @throws What the app met, where that may pass: a network that fails signs nobody out.
   */
  replace(login: Login, cause: unknown): Promise<boolean>;
  /**
   * Refuses what the replacement of a login itself asks of that login: it would wait for itself. Browsers notice it only before the
   * app's first `await`.
   *
   * @throws ReauthenticationError `reauthentication-deadlock`
   */
  requireOutside(login: Login): void;
  /** Why the last login that was to be replaced was not: what the app met, or why it came to its end. */
  readonly failure: unknown;
  /** Whether the app is being asked to replace a login. */
  isUnderWay(login: Login): boolean;
}

/** The end of a login as an Authenticator is told of it: no call was refused. */
const rejectionOf = (cause: unknown): Rejection => {
  const { code, message } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return { status: 0, verdict: 'expired', ...(code && { code }), ...(message && { message }), method: '', url: '' };
};

const unavailable = (cause: unknown): CredentialsError =>
  new CredentialsError('credentials-unavailable', 'reauthenticate failed for now; see `cause`.', { cause });

/** Makes the {@link Reauthentication} of a session. */
export const createReauthentication = ({
  store,
  tabs,
  connectivity,
}: {
  readonly store: Pick<RecordStore, 'reload'>;
  readonly tabs: Tabs;
  readonly connectivity: ConnectivitySource;
}): Reauthentication => {
  const ways: Renew[] = [];
  const running = new Map<string, { readonly work: Promise<boolean>; readonly self: Owner }>();

  let failure: unknown;

  const tryWays = async (rejection: Rejection): Promise<void> => {
    for (const renew of ways) {
      try {
        if (await renew(rejection)) return;
      } catch (error) {
        if (!connectivity.isOnline() || isOutage(error)) throw unavailable(error);
        failure = error;
      }
    }
  };

  const begin = (login: Login, cause: unknown, self: Owner): Promise<boolean> =>
    tabs.exclusively('reauthenticate', async () => {
      const isGone = async (): Promise<boolean> => (await store.reload()).login?.id !== login.id;
      // Another tab may have been faster.
      if (await isGone()) return true;
      await runInside(self, () => tryWays(rejectionOf(cause)));
      return isGone();
    });

  return {
    // The latest first: an Authenticator has no end that would be told.
    renewBy: (renew) => void ways.unshift(renew),
    replace: async (login, cause) => {
      const known = running.get(login.id);
      if (known) return known.work;
      failure = cause;
      if (ways.length === 0) return false;
      const self: Owner = { since: nextMoment() };
      const work = begin(login, cause, self).finally(() => running.delete(login.id));
      running.set(login.id, { work, self });
      return work;
    },
    get failure() {
      return failure;
    },
    isUnderWay: ({ id }) => running.has(id),
    requireOutside: ({ id }) => {
      const self = running.get(id)?.self;
      if (self && runningInside().includes(self)) throw waitsForItself();
    },
  };
};
