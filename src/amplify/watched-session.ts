import { createListeners } from '../core/listeners.js';
import type { Provider, ProviderRequest } from '../core/provider.js';
import { createFetchSession } from './fetch-session.js';
import { type Change, watchAmplify } from './changes.js';
import type { AmplifyOptions } from './options.js';
import { type AmplifySession, clientOf, principalOf } from './session.js';

/** A provider that reports the owner of its values, and when the owner changes. */
export interface WatchedProvider<C> extends Provider<C> {
  (request?: ProviderRequest): Promise<C>;
  principal(): string | null | undefined;
  onChange(listener: () => void): () => void;
}

/**
 * Creates a provider from Amplify's session.
 *
 * @param read Reads the provided value from a session. Throws if it is missing.
 */
export const watchSession = <C>(options: AmplifyOptions, read: (session: AmplifySession) => C): WatchedProvider<C> => {
  const listeners = createListeners<[]>();
  /** Counts the changes of user. */
  let epoch = 0;
  /** Counts the events that completed a change before a session was read. */
  let step = 0;
  let known: string | null | undefined;
  let client: string | undefined;
  /** The last change, until a session has been read after it. */
  let pending: Change | undefined;

  const change = (next: Change): void => {
    // The event belongs to another app on this origin, which has its own storage keys.
    if (next.client !== undefined && client !== undefined && next.client !== client) return;
    if (next.user !== undefined && next.user === known) return;
    if (pending && next.follows === pending.transition) {
      pending = next;
      if (next.completes) step++;
      return;
    }
    epoch++;
    known = undefined;
    pending = next;
    listeners.notify();
  };
  if (options.Hub) watchAmplify(options.Hub, change);

  const fetchSession = createFetchSession(options, () => epoch);

  const provide = async (request?: ProviderRequest): Promise<C> => {
    const asked = epoch;
    for (;;) {
      const seen = step;
      // The session is incomplete if the other tab has stored the user but not all tokens yet.
      const isOutdated = (): boolean => epoch === asked && step !== seen;
      const session = await fetchSession(request?.forceRefresh === true).catch((error: unknown) => {
        if (!isOutdated()) throw error;
      });
      if (!session || isOutdated()) continue;
      // A session that arrives after a newer change does not show who is signed in.
      if (epoch === asked) {
        known = principalOf(session);
        client = clientOf(session) ?? client;
        pending = undefined;
      }
      return read(session);
    }
  };

  return Object.assign(provide, {
    principal: () => known,
    onChange: listeners.add,
  });
};
