import { createListeners } from '../../../core/listeners.js';
import { EMPTY, type SessionRecord, stateOf } from './record.js';
import { createSnapshots, type SessionSnapshot, type SessionStore } from './snapshot.js';
import { isInvalid, type SessionState, type StateInfo } from './states.js';

type Subscribe<T extends unknown[]> = (listener: (...details: T) => void) => () => void;

/** The state, and the effects of a change of the record. */
export interface SessionChanges {
  /** The state and the user after the last change. */
  readonly current: SessionSnapshot;
  /** The external store that user interfaces read. */
  readonly store: SessionStore;
  /** Returns the principal whose calls may be sent: `null` for a guest, `undefined` if it is not known. */
  principal(): string | null | undefined;
  readonly onStateChange: Subscribe<[SessionState, StateInfo]>;
  /** Emits when the user changes, or when the guest changes while no user is signed in. */
  readonly onIdentityChange: Subscribe<[]>;
  readonly onGuestChange: Subscribe<[]>;
  /** Updates the state after a change of the record, and notifies the listeners. */
  apply(before: SessionRecord, after: SessionRecord): void;
}

/** What {@link createChanges} needs. */
export interface ChangesOptions {
  /** Whether the configuration allows guests. */
  readonly guest: boolean;
  /** Restores the session. Called when a user interface subscribes. */
  readonly restore: () => unknown;
  /** Forgets the credentials of every login except this one. */
  readonly forgetUsers: (except: string | undefined) => void;
  readonly forgetGuest: () => void;
  /** Resolves the calls that wait for a sign-in. */
  readonly onSignedIn: () => void;
  /** Rejects the calls that wait for a sign-in. */
  readonly onSignedOut: () => void;
}

const snapshotOf = (state: SessionState, { login, guestIdentityId }: SessionRecord): SessionSnapshot => ({
  state,
  isSignedIn: state === 'signedIn' || isInvalid(state),
  username: login?.kind === 'userPool' ? login.username : undefined,
  identityId: login ? login.identityId : guestIdentityId,
});

const stepsBetween = (before: SessionRecord, after: SessionRecord): number =>
  (after.generation ?? 0) - (before.generation ?? 0);

/**
 * Whether the guest has changed. An identity that a user took over must no longer sign a guest's calls. If the identity
 * pool replaced a deleted identity, the guest is still the same.
 */
const isAnotherGuest = (before: SessionRecord, after: SessionRecord): boolean =>
  before.guestIdentityId !== undefined &&
  before.guestIdentityId !== after.guestIdentityId &&
  (after.guestIdentityId === undefined || stepsBetween(before, after) !== 0);

/** Creates the {@link SessionChanges} of a session that has not been restored yet. */
export const createChanges = (options: ChangesOptions): SessionChanges => {
  const stateListeners = createListeners<[SessionState, StateInfo]>();
  const identityListeners = createListeners<[]>();
  const guestListeners = createListeners<[]>();
  const snapshots = createSnapshots(options.restore);
  let state: SessionState = 'unknown';
  let record: SessionRecord = EMPTY;
  /** Set while listeners are notified of users who signed in and out unnoticed. */
  let isBetween = false;

  const notifyIdentityChange = (before: SessionRecord, after: SessionRecord): void => {
    // Other tabs may have signed in and out more than once. The users in between are not known.
    isBetween = stepsBetween(before, after) > 1;
    if (isBetween) identityListeners.notify();
    isBetween = false;
    identityListeners.notify();
  };

  return {
    get current() {
      return snapshotOf(state, record);
    },
    store: snapshots.store,
    principal: () => (state === 'unknown' || isBetween ? undefined : (record.login?.principal ?? null)),
    onStateChange: stateListeners.add,
    onIdentityChange: identityListeners.add,
    onGuestChange: guestListeners.add,
    apply: (before, after) => {
      record = after;
      const { login } = after;
      const isAnotherLogin = before.login?.id !== login?.id;
      const anotherGuest = isAnotherGuest(before, after);
      if (isAnotherLogin || login?.invalid) options.forgetUsers(login?.invalid ? undefined : login?.id);
      if (anotherGuest) options.forgetGuest();
      const isAnotherPrincipal = before.login?.principal !== login?.principal || (!login && anotherGuest);
      if (state !== 'unknown' && isAnotherPrincipal) notifyIdentityChange(before, after);
      if (anotherGuest) guestListeners.notify();
      const previous = state;
      state = stateOf(after, options.guest);
      const current = snapshotOf(state, after);
      snapshots.take(current);
      const { username, identityId } = current;
      if (isAnotherLogin || state !== previous) stateListeners.notify(state, { previous, username, identityId });
      if (login && !login.invalid) options.onSignedIn();
      else if (before.login && !login) options.onSignedOut();
    },
  };
};
