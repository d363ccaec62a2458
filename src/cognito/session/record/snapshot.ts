import { createListeners } from '../../../core/listeners.js';
import type { SessionState } from './states.js';

/** Who uses the app, as it was at one moment. Frozen; a change makes a new one. */
export interface SessionSnapshot {
  readonly state: SessionState;
  /** Whether a user is known: also while calls wait for them to sign in again. */
  readonly isSignedIn: boolean;
  readonly username: string | undefined;
  /** The identity in the identity pool, once it is known. */
  readonly identityId: string | undefined;
}

/**
 * The session as the external store that user interfaces read. Its functions work without the session object.
 *
 * @example React
 * ```ts
 * const { state, username } = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getServerSnapshot);
 * ```
 */
export interface SessionStore {
  /**
   * Listens to every change of the snapshot. Restores the session if nothing else has done so yet.
   *
   * @returns The function that unsubscribes.
   */
  subscribe(listener: () => void): () => void;
  /** The present snapshot: the same object until something in it changes. */
  getSnapshot(): SessionSnapshot;
  /** What a server renders, and a page hydrates: the state `unknown`, whoever is signed in. */
  getServerSnapshot(): SessionSnapshot;
}

const snapshotOf = ({ state, isSignedIn, username, identityId }: SessionSnapshot): SessionSnapshot =>
  Object.freeze({ state, isSignedIn, username, identityId });

const UNKNOWN = snapshotOf({ state: 'unknown', isSignedIn: false, username: undefined, identityId: undefined });

/**
 * Makes the {@link SessionStore} of a session.
 *
 * @param restore Called at each subscription.
 */
export const createSnapshots = (
  restore: () => unknown,
): { readonly store: SessionStore; take(session: SessionSnapshot): void } => {
  const listeners = createListeners<[]>();
  let snapshot = UNKNOWN;
  return {
    store: {
      subscribe: (listener) => {
        restore();
        return listeners.add(listener);
      },
      getSnapshot: () => snapshot,
      getServerSnapshot: () => UNKNOWN,
    },
    take: (session) => {
      const next = snapshotOf(session);
      if (JSON.stringify(next) === JSON.stringify(snapshot)) return;
      snapshot = next;
      listeners.tell();
    },
  };
};
