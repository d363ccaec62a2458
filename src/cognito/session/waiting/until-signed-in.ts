import type { RecordStore } from '../record/record-store.js';
import { notSignedIn } from '../not-signed-in.js';
import type { Reauthentication } from './reauthentication.js';
import type { SignInHosts } from './sign-in-host.js';
import { signInTimeout, type SignInWait } from './sign-in-wait.js';

/** How a call waits for a sign-in, if differently from the session's options. */
export interface WaitOptions {
  /** Ends the wait. The call rejects with the signal's reason. */
  readonly signal?: AbortSignal | null | undefined;
  /**
   * `false`: fail immediately if a sign-in is needed. A number: wait that many milliseconds. Default: the session's
   * option.
   */
  readonly waitForSignIn?: boolean | number | undefined;
}

/** Functions that wait for a sign-in. */
export interface SignInWaits {
  /** Waits for a new sign-in. @throws InvalidStateError `not-signed-in` if the call does not wait */
  untilSignedIn(options: WaitOptions): Promise<void>;
  /**
   * The same for a visitor who has not signed in yet: waits only while the app hosts a sign-in.
   *
   * @throws `refusal` otherwise
   */
  untilVisitorSignsIn(options: WaitOptions, refusal: unknown): Promise<void>;
  /** Reads the record, and waits unless a user is signed in. */
  untilUser(options: WaitOptions): Promise<void>;
}

/** What {@link createSignInWaits} needs. */
export interface SignInWaitsOptions {
  /** The session's `waitForSignIn`. */
  readonly waitForSignIn: boolean | number | undefined;
  readonly wait: SignInWait;
  readonly hosts: SignInHosts;
  readonly reauthentication: Pick<Reauthentication, 'failure'>;
  readonly store: Pick<RecordStore, 'record'>;
  /** Resolves once the record has been read from the storage. */
  readonly ready: () => Promise<unknown>;
}

/** Creates the {@link SignInWaits} of a session. */
export const createSignInWaits = (options: SignInWaitsOptions): SignInWaits => {
  const { wait, hosts, reauthentication, store, ready } = options;
  const untilSignedIn: SignInWaits['untilSignedIn'] = async ({ signal, waitForSignIn }) => {
    // While the app hosts a sign-in, there is no time limit.
    const defaultWait = options.waitForSignIn ?? (hosts.arePresent ? Number.POSITIVE_INFINITY : undefined);
    const timeout = signInTimeout(defaultWait, waitForSignIn);
    const { failure } = reauthentication;
    if (!timeout)
      throw notSignedIn('The session could not be renewed, and the call does not wait (waitForSignIn).', failure);
    await wait.wait(timeout, signal, failure);
  };
  return {
    untilSignedIn,
    untilVisitorSignsIn: async (waitOptions, refusal) => {
      if (!hosts.arePresent) throw refusal;
      await untilSignedIn(waitOptions);
    },
    untilUser: async (waitOptions) => {
      await ready();
      const { login } = store.record;
      if (!login || login.invalid) await untilSignedIn(waitOptions);
    },
  };
};
