import { createListeners } from '../../../core/listeners.js';
import { EMPTY, type SessionRecord, stateOf } from './record.js';
import { createSnapshots, type SessionSnapshot, type SessionStore } from './snapshot.js';
import { isInvalid, type SessionState, type StateInfo } from './states.js';

type Subscribe<T extends unknown[]> = (listener: (...told: T) => void) => () => void;

/** The state, and what follows when the record changes. */
export interface SessionChanges {
  /** Who uses the app, as of the last change. */
  readonly present: SessionSnapshot;
  /** The external store that user interfaces read. */
  readonly store: SessionStore;
  /** Whose calls may be sent: `null` for a guest, `undefined` while that is not known. */
  principal(): string | null | undefined;
  readonly onStateChange: Subscribe<[SessionState, StateInfo]>;
  /** Another user, or another guest in place of nobody. */
  readonly onIdentityChange: Subscribe<[]>;
  readonly onGuestChange: Subscribe<[]>;
  /** Draws the conclusions from a change. */
  follow(before: SessionRecord, after: SessionRecord): void;
}

/** What {@link SessionChanges} act upon. */
export interface ChangesOptions {
  /** Whether the configuration allows guests. */
  readonly guest: boolean;
  /** Restores the session; called when a user interface subscribes. */
  readonly restore: () => unknown;
  /** Forgets the credentials of every login but this one. */
  readonly forgetUsers: (but: string | undefined) => void;
  readonly forgetGuest: () => void;
  /** Lets the calls go on that wait for a sign-in. */
  readonly onSignedIn: () => void;
  /** Rejects them. */
  readonly onSignedOut: () => void;
}

const presentOf = (state: SessionState, { login, guestIdentityId }: SessionRecord): SessionSnapshot => ({
  state,
  isSignedIn: state === 'signedIn' || isInvalid(state),
  username: login?.kind === 'userPool' ? login.username : undefined,
  identityId: login ? login.identityId : guestIdentityId,
});

const stepsBetween = (before: SessionRecord, after: SessionRecord): number =>
  (after.generation ?? 0) - (before.generation ?? 0);

/**
 * Whether the guest is another one. An identity that went over to a user is that user's: nothing may be signed as a guest with it
 * any more. One that was gone, and replaced, is still the same guest's.
 */
const isAnotherGuest = (before: SessionRecord, after: SessionRecord): boolean =>
  before.guestIdentityId !== undefined &&
  before.guestIdentityId !== after.guestIdentityId &&
  (after.guestIdentityId === undefined || stepsBetween(before, after) !== 0);

/** Makes the {@link SessionChanges} of a session that was not restored yet. */
export const createChanges = (options: ChangesOptions): SessionChanges => {
  const stateListeners = createListeners<[SessionState, StateInfo]>();
  const identityListeners = createListeners<[]>();
  const guestListeners = createListeners<[]>();
  const snapshots = createSnapshots(options.restore);
  let state: SessionState = 'unknown';
  let record: SessionRecord = EMPTY;
  /** While listeners are told of users who have come and gone unseen. */
  let isBetween = false;

  const tellIdentity = (before: SessionRecord, after: SessionRecord): void => {
    // Other tabs may have done more than one thing: who was here in between is not known.
    isBetween = stepsBetween(before, after) > 1;
    if (isBetween) identityListeners.tell();
    isBetween = false;
    identityListeners.tell();
  };

  return {
    get present() {
      return presentOf(state, record);
    },
    store: snapshots.store,
    principal: () => (state === 'unknown' || isBetween ? undefined : (record.login?.principal ?? null)),
    onStateChange: stateListeners.add,
    onIdentityChange: identityListeners.add,
    onGuestChange: guestListeners.add,
    follow: (before, after) => {
      record = after;
      const { login } = after;
      const isAnotherLogin = before.login?.id !== login?.id;
      const anotherGuest = isAnotherGuest(before, after);
      if (isAnotherLogin || login?.invalid) options.forgetUsers(login?.invalid ? undefined : login?.id);
      if (anotherGuest) options.forgetGuest();
      const isAnotherPerson = before.login?.principal !== login?.principal || (!login && anotherGuest);
      if (state !== 'unknown' && isAnotherPerson) tellIdentity(before, after);
      if (anotherGuest) guestListeners.tell();
      const previous = state;
      state = stateOf(after, options.guest);
      const present = presentOf(state, after);
      snapshots.take(present);
      const { username, identityId } = present;
      if (isAnotherLogin || state !== previous) stateListeners.tell(state, { previous, username, identityId });
      if (login && !login.invalid) options.onSignedIn();
      else if (before.login && !login) options.onSignedOut();
    },
  };
};
