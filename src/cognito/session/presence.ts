import { connectivityOf, createConnectivityGate } from '../../core/connectivity.js';
import { createIdentity } from '../../core/identity.js';
import { createListeners } from '../../core/listeners.js';
import type { SessionCredentialsSource } from './credentials/credentials-source.js';
import type { SessionContext } from './context.js';
import type { Foundation } from './foundation.js';
import { createChanges, type SessionChanges } from './record/changes.js';
import { EMPTY } from './record/record.js';
import { createRecordStore } from './record/record-store.js';
import type { SessionState } from './record/states.js';
import { createReauthentication } from './waiting/reauthentication.js';
import { createSignInHosts, type SignInHosts } from './waiting/sign-in-host.js';
import { createSignInWait, type SignInWait } from './waiting/sign-in-wait.js';
import { createSignInWaits, type SignInWaits } from './waiting/until-signed-in.js';

/** Who is there: the record, what follows from its changes, and the calls that wait for a user. */
export interface Presence {
  readonly context: SessionContext;
  readonly changes: SessionChanges;
  readonly wait: SignInWait;
  readonly hosts: SignInHosts;
  readonly waits: SignInWaits;
  readonly onWaiting: (listener: (timeout: number) => void) => () => void;
  /** Reads the record, once. */
  restore(): Promise<SessionState>;
  /** Stops listening to other tabs. */
  close(): void;
}

/** Makes the {@link Presence} of a session. */
export const createPresence = (
  { configuration, settings, storage, keys, tabs, live, clock, now, fingerprint }: Foundation,
  forget: Pick<SessionCredentialsSource, 'forgetUsers' | 'forgetGuest'>,
): Presence => {
  const waitListeners = createListeners<[number]>();
  const wait = createSignInWait(waitListeners.tell);
  const hosts = createSignInHosts(wait, waitListeners.add);
  const changes = createChanges({
    guest: settings.guest,
    restore: () => restore(),
    ...forget,
    onSignedIn: wait.end,
    onSignedOut: wait.release,
  });
  const store = createRecordStore({
    storage,
    tabs,
    clock,
    key: keys.record,
    fingerprint,
    isLive: live.has,
    onChange: changes.follow,
  });
  let restoring: Promise<void> | undefined;
  const restore = async (): Promise<SessionState> => {
    restoring ??= store.load().then(() => {
      // An empty storage changes nothing, but the state is known from here on.
      if (changes.present.state === 'unknown') changes.follow(EMPTY, store.record);
    });
    await restoring;
    return changes.present.state;
  };
  const close = tabs.listen(({ type }) => {
    if (type === 'released') wait.release();
    else if (changes.present.state !== 'unknown') store.reload();
  });

  const { connectivity = 'send', waitForSignIn } = configuration;
  const source = connectivityOf(connectivity);
  const reauthentication = createReauthentication({ store, tabs, connectivity: source });
  const gate = createConnectivityGate(connectivity);
  const waits = createSignInWaits({
    waitForSignIn,
    wait,
    hosts,
    reauthentication,
    store,
    ready: restore,
  });
  const identity = createIdentity(
    { principal: changes.principal, onChange: changes.onIdentityChange },
    { onBegin: () => {}, onUnknown: () => {} },
  );
  const context: SessionContext = {
    store,
    identity,
    ready: restore,
    tabs,
    connectivity: source,
    reauthentication,
    now,
    online: async () => gate({}, () => {}),
    untilSignedIn: waits.untilSignedIn,
    untilVisitorSignsIn: waits.untilVisitorSignsIn,
  };
  return { context, changes, wait, hosts, waits, onWaiting: waitListeners.add, restore, close };
};
