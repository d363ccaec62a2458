import { connectivityOf, createConnectivityGate } from '../../core/connectivity.js';
import { createIdentity } from '../../core/identity.js';
import { createListeners } from '../../core/listeners.js';
import type { SessionCredentialsSource } from './credentials/credentials-source.js';
import type { SessionContext } from './context.js';
import type { Foundation } from './foundation.js';
import { createChanges, type SessionChanges } from './record/changes.js';
import { EMPTY } from './record/record.js';
import { createRecordStore } from './record/record-store.js';
import { createReauthentication } from './waiting/reauthentication.js';
import { createSignInHosts, type SignInHosts } from './waiting/sign-in-host.js';
import { createSignInWait, type SignInWait } from './waiting/sign-in-wait.js';
import { createSignInWaits, type SignInWaits } from './waiting/until-signed-in.js';

/** Who uses the app: the stored record, the effects of its changes, and the calls that wait for a sign-in. */
export interface UserState extends SessionContext, SignInWaits {
  readonly changes: SessionChanges;
  readonly wait: SignInWait;
  readonly hosts: SignInHosts;
  readonly onWaiting: (listener: (timeout: number) => void) => () => void;
  /** Stops listening to other tabs. */
  close(): void;
}

/** Creates the {@link UserState} of a session. */
export const createUserState = (
  base: Foundation,
  forget: Pick<SessionCredentialsSource, 'forgetUsers' | 'forgetGuest'>,
): UserState => {
  const { configuration, tabs } = base;
  const waitListeners = createListeners<[number]>();
  const wait = createSignInWait(waitListeners.notify);
  const hosts = createSignInHosts(wait, waitListeners.add);
  const changes = createChanges({
    guest: base.settings.guest,
    restore: () => ready(),
    ...forget,
    onSignedIn: wait.end,
    onSignedOut: wait.release,
  });
  const store = createRecordStore({
    ...base,
    key: base.keys.record,
    isOpen: base.openSessions.has,
    onChange: changes.apply,
  });
  let restoration: Promise<void> | undefined;
  const ready = async (): Promise<void> => {
    restoration ??= store.load().then(() => {
      // An empty storage triggers no change, but from now on the state is known.
      if (changes.current.state === 'unknown') changes.apply(EMPTY, store.record);
    });
    await restoration;
  };
  const close = tabs.listen(({ type }) => {
    if (type === 'released') wait.release();
    else if (changes.current.state !== 'unknown') store.reload();
  });

  const { connectivity = 'send', waitForSignIn } = configuration;
  const connectivitySource = connectivityOf(connectivity);
  const reauthentication = createReauthentication({ store, tabs, connectivity: connectivitySource });
  const gate = createConnectivityGate(connectivity);
  const waits = createSignInWaits({ waitForSignIn, wait, hosts, reauthentication, store, ready });
  const identity = createIdentity(
    { principal: changes.principal, onChange: changes.onIdentityChange },
    { onBegin: () => {}, onUnknown: () => {} },
  );
  return {
    ...waits,
    store,
    identity,
    ready,
    tabs,
    connectivity: connectivitySource,
    reauthentication,
    now: base.now,
    untilOnline: async () => gate({}, () => {}),
    changes,
    wait,
    hosts,
    onWaiting: waitListeners.add,
    close,
  };
};
