import type { ConnectivitySource } from '../../core/connectivity.js';
import type { Identity } from '../../core/identity.js';
import type { RecordStore } from './record/record-store.js';
import type { Tabs } from './tabs/tabs.js';
import type { Reauthentication } from './waiting/reauthentication.js';
import type { SignInWaits } from './waiting/until-signed-in.js';

/** The dependencies that the parts of a session share. */
export interface SessionContext extends Pick<SignInWaits, 'untilSignedIn' | 'untilVisitorSignsIn'> {
  readonly store: RecordStore;
  /** Tracks who is signed in across all changes. */
  readonly identity: Identity;
  /** Resolves once the record has been read from the storage. */
  readonly ready: () => Promise<unknown>;
  readonly tabs: Tabs;
  readonly connectivity: ConnectivitySource;
  readonly reauthentication: Reauthentication;
  /** The time by the server's clock, in milliseconds. */
  readonly now: () => number;
  /** Resolves once there is a network, or immediately if the session does not wait for one. */
  readonly untilOnline: () => Promise<void>;
}
