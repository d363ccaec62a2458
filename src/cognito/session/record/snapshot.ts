import { createListeners } from '../../../core/listeners.js';
import type { SessionState } from './states.js';

/** The state and the user of a session at one moment. Frozen: each change creates a new snapshot. */
export interface SessionSnapshot {
  readonly state: SessionState;
  /** Whether a user is known. Also true while calls wait for that user to sign in again. */
  readonly isSignedIn: boolean;
  readonly username: string | undefined;
  /** The identity id in the identity pool, once it is known. */
  readonly identityId: string | undefined;
}

/**
 * The session as an external store for user interfaces. The functions do not depend on `this`.
 *
 * @example React
 * ```ts
 * const { state, username } = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getServerSnapshot);
 * ```
 */
export interface SessionStore {
  /**
   * Listens for changes of the snapshot. Restores the session if that has not happened yet.
   *
   * @returns A function that unsubscribes.
   */
  subscribe(listener: () => void): () => void;
  /** Returns the current snapshot: the same object until one of its values changes. */
  getSnapshot(): SessionSnapshot;
  /** Returns the snapshot that a server renders and a page hydrates: always the state `unknown`. */
  getServerSnapshot(): SessionSnapshot;
}

const snapshotOf = ({ state, isSignedIn, username, identityId }: SessionSnapshot): SessionSnapshot =>
  Object.freeze({ state, isSignedIn, username, identityId });

const UNKNOWN = snapshotOf({ state: 'unknown', isSignedIn: false, username: undefined, identityId: undefined });

/**
 * Creates the {@link SessionStore} of a session.
 *
 * @param restore Called for each subscription.
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
      listeners.notify();
    },
  };
};
