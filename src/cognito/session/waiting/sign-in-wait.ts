import { throwIfAborted, untilAborted } from '../../../core/abortable.js';
import { SignInCancelledError } from '../../errors.js';

/** How long a call waits for a sign-in by default: 5 minutes, in milliseconds. */
const SIGN_IN_WAIT = 300_000;

/**
 * Whether a user can sign in here: on a page, or in React Native. A worker cannot show a sign-in and may be stopped
 * while it waits, and a server's worker (Cloudflare's) cannot be told from a browser's.
 */
const hasWindow = (): boolean => typeof document !== 'undefined' || globalThis.navigator?.product === 'ReactNative';

/**
 * How long a call waits for a sign-in, in milliseconds; 0 if it does not wait.
 *
 * @param option The session's `waitForSignIn`.
 * @param callOption The call's `waitForSignIn`, if it has one. `true`: as long as the session waits, or the default.
 */
export const signInTimeout = (
  option: boolean | number = hasWindow(),
  callOption: boolean | number = option,
): number => {
  if (callOption !== true) return Number(callOption);
  return option === true ? SIGN_IN_WAIT : Number(option) || SIGN_IN_WAIT;
};

/** The longest delay of a timer in milliseconds (24.8 days). */
const MAX_TIMER = 2 ** 31;

/** Lets calls wait until a user has signed in. */
export interface SignInWait {
  /**
   * Waits for a sign-in. Each caller has its own time limit and signal.
   *
   * @param timeout Milliseconds.
   * @param cause Why no user is signed in, if that is known.
   * @throws SignInCancelledError `sign-in-timeout`, `sign-in-cancelled`; the signal's reason
   */
  wait(timeout: number, signal?: AbortSignal | null, cause?: unknown): Promise<void>;
  /** Lets all waiting calls continue after a sign-in. */
  end(): void;
  /** Rejects all waiting calls. */
  release(): void;
  /** Whether any call waits. */
  readonly hasWaiters: boolean;
}

const releasedError = (): SignInCancelledError =>
  new SignInCancelledError('sign-in-cancelled', 'The sign-in that this call waited for was cancelled.');

const timeoutError = (timeout: number, cause: unknown): SignInCancelledError =>
  new SignInCancelledError('sign-in-timeout', `No user signed in within ${timeout / 1000} s. Sign in and retry.`, {
    ...(cause !== undefined && { cause }),
    advice: 'Show the sign-in when the state changes (onStateChange), and set waitForSignIn to the time it may take.',
  });

/**
 * Creates the {@link SignInWait} of a session.
 *
 * @param onWait Called when a call begins to wait.
 */
export const createSignInWait = (onWait: (timeout: number) => void): SignInWait => {
  const waiters = new Set<{ resolve(): void; reject(error: Error): void }>();
  const endAll = (endOne: (waiter: { resolve(): void; reject(error: Error): void }) => void): void => {
    const endedWaiters = [...waiters];
    waiters.clear();
    endedWaiters.forEach(endOne);
  };
  return {
    wait: async (timeout, signal, cause) => {
      throwIfAborted(signal);
      let timer: ReturnType<typeof setTimeout> | undefined;
      let remove = (): void => {};
      const signIn = new Promise<void>((resolve, reject) => {
        const waiter = { resolve, reject };
        remove = () => void waiters.delete(waiter);
        waiters.add(waiter);
        // A longer timer would fire immediately.
        if (timeout < MAX_TIMER) timer = setTimeout(() => reject(timeoutError(timeout, cause)), timeout);
      });
      onWait(timeout);
      try {
        await untilAborted(signIn, signal);
      } finally {
        clearTimeout(timer);
        remove();
      }
    },
    end: () => endAll(({ resolve }) => resolve()),
    release: () => endAll(({ reject }) => reject(releasedError())),
    get hasWaiters() {
      return waiters.size > 0;
    },
  };
};
