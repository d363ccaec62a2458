import { createListeners } from '../core/listeners.js';
import type { Provider, ProviderRequest } from '../core/provider.js';
import { createAsk } from './ask.js';
import { type Change, watchAmplify } from './changes.js';
import type { AmplifyOptions } from './options.js';
import { type AmplifySession, clientOf, principalOf } from './session.js';

/** A provider that always says whose its values are, and when that changes. */
export interface WatchedProvider<C> extends Provider<C> {
  (request?: ProviderRequest): Promise<C>;
  principal(): string | null | undefined;
  onChange(listener: () => void): () => void;
}

/**
 * Amplify's session as a provider: what is read of it, whose it is, and when that changes.
 *
 * @param read Takes what is wanted from a session, and throws where it is missing.
 */
export const watchSession = <C>(options: AmplifyOptions, read: (session: AmplifySession) => C): WatchedProvider<C> => {
  const listeners = createListeners<[]>();
  /** Counts the changes of user. */
  let epoch = 0;
  /** Counts the steps by which a change became complete while nothing had been answered. */
  let step = 0;
  let known: string | null | undefined;
  let client: string | undefined;
  /** The change that nothing was answered after. */
  let pending: Change | undefined;

  const change = (next: Change): void => {
    // Another app on this origin, with storage keys of its own.
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
    listeners.tell();
  };
  if (options.Hub) watchAmplify(options.Hub, change);

  const ask = createAsk(options, () => epoch);

  const provide = async (request?: ProviderRequest): Promise<C> => {
    const asked = epoch;
    for (;;) {
      const seen = step;
      // Incomplete: the other tab has named the user, but not stored all tokens yet.
      const isOutdated = (): boolean => epoch === asked && step !== seen;
      const session = await ask(request?.forceRefresh === true).catch((error: unknown) => {
        if (!isOutdated()) throw error;
      });
      if (!session || isOutdated()) continue;
      // What arrives after a newer change tells nothing.
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
