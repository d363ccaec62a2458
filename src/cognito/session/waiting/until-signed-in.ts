import type { RecordStore } from '../record/record-store.js';
import { notSignedIn } from '../not-signed-in.js';
import type { Reauthentication } from './reauthentication.js';
import type { SignInHosts } from './sign-in-host.js';
import { patienceOf, type SignInWait } from './sign-in-wait.js';

/** How a call may wait, where it differs from the session's option. */
export interface WaitOptions {
  readonly signal?: AbortSignal | null | undefined;
  /** `false`: fail at once where a new sign-in is needed; a number: wait so many milliseconds. Default: the session's. */
  readonly waitForSignIn?: boolean | number | undefined;
}

/** The ways to wait for a sign-in. */
export interface SignInWaits {
  /** Waits for a new sign-in, or throws where that is not wanted. */
  untilSignedIn(options: WaitOptions): Promise<void>;
  /** The same for a visitor who never signed in: only while the app hosts a sign-in. @throws refusal elsewhere */
  untilVisitorSignsIn(options: WaitOptions, refusal: unknown): Promise<void>;
  /** Waits unless a user is signed in, which the record is read for. */
  untilUser(options: WaitOptions): Promise<void>;
}

/** What the {@link SignInWaits} rest on. */
export interface SignInWaitsOptions {
  /** The session's `waitForSignIn`. */
  readonly waitForSignIn: boolean | number | undefined;
  readonly wait: SignInWait;
  readonly hosts: SignInHosts;
  readonly reauthentication: Pick<Reauthentication, 'failure'>;
  readonly store: Pick<RecordStore, 'record'>;
  /** Resolves once the record was read from the storage. */
  readonly ready: () => Promise<unknown>;
}

/** Makes the {@link SignInWaits} of a session. */
export const createSignInWaits = (options: SignInWaitsOptions): SignInWaits => {
  const { wait, hosts, reauthentication, store, ready } = options;
  const untilSignedIn: SignInWaits['untilSignedIn'] = async ({ signal, waitForSignIn }) => {
    // An app that hosts a sign-in lets it take as long as it takes.
    const standard = options.waitForSignIn ?? (hosts.arePresent ? Number.POSITIVE_INFINITY : undefined);
    const timeout = patienceOf(standard, waitForSignIn);
    const { failure } = reauthentication;
    if (!timeout)
      throw notSignedIn('The session could not be renewed, and the call does not wait (waitForSignIn).', failure);
    await wait.wait(timeout, signal, failure);
  };
  return {
    untilSignedIn,
    untilVisitorSignsIn: async (given, refusal) => {
      if (!hosts.arePresent) throw refusal;
      await untilSignedIn(given);
    },
    untilUser: async (given) => {
      await ready();
      const { login } = store.record;
      if (!login || login.invalid) await untilSignedIn(given);
    },
  };
};
