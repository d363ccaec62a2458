import { throwIfAborted, untilAborted } from '../../../core/abortable.js';
import { SignInCancelledError } from '../../errors.js';

/** How long a call waits for a sign-in unless told otherwise: 5 minutes, in milliseconds. */
const SIGN_IN_WAIT = 300_000;

/**
 * Whether a person can sign in right here: a page, or React Native. In a service worker, or any other worker, there is nothing
 * to sign in with, it may be stopped while it waits, and a worker of a server (Cloudflare's) looks the same from inside.
 */
const hasWindow = (): boolean => typeof document !== 'undefined' || globalThis.navigator?.product === 'ReactNative';

/**
 * How long a call waits for a sign-in, in milliseconds; 0 for not at all.
 *
 * @param option The session's `waitForSignIn`.
 * @param own The call's own, where it has one. `true`: as long as the session does, or the default.
 */
export const patienceOf = (option: boolean | number = hasWindow(), own: boolean | number = option): number => {
  if (own !== true) return Number(own);
  return option === true ? SIGN_IN_WAIT : Number(option) || SIGN_IN_WAIT;
};

/** 24.8 days, in milliseconds. */
const LONGEST_TIMER = 2 ** 31;

/** Where calls wait until somebody has signed in. */
export interface SignInWait {
  /**
   * Waits. Each caller has a time limit and a signal of its own.
   *
   * @param timeout Milliseconds.
   * @param cause Why nobody is signed in, if that is known.
   * @throws SignInCancelledError `sign-in-timeout`, `sign-in-cancelled`; the signal's reason
   */
  wait(timeout: number, signal?: AbortSignal | null, cause?: unknown): Promise<void>;
  /** Somebody has signed in: all who wait go on, and fetch for themselves. */
  end(): void;
  /** All who wait fail. Without anybody waiting it does nothing. */
  release(): void;
  /** Whether anybody waits. */
  readonly isWaitedFor: boolean;
}

const released = (): SignInCancelledError =>
  new SignInCancelledError('sign-in-cancelled', 'The new sign-in that the call waited for was given up.');

const timedOut = (timeout: number, cause: unknown): SignInCancelledError =>
  new SignInCancelledError('sign-in-timeout', `Nobody signed in within ${timeout / 1000} s. Sign in, and try again.`, {
    ...(cause !== undefined && { cause }),
    advice:
      'Show the sign-in when the state changes (onStateChange), and set waitForSignIn to the time that it may take.',
  });

/**
 * Makes the place to wait.
 *
 * @param onWait Called when a call begins to wait.
 */
export const createSignInWait = (onWait: (timeout: number) => void): SignInWait => {
  const waiting = new Set<{ resolve(): void; reject(error: Error): void }>();
  const leaveAll = (leave: (waiter: { resolve(): void; reject(error: Error): void }) => void): void => {
    const all = [...waiting];
    waiting.clear();
    all.forEach(leave);
  };
  return {
    wait: async (timeout, signal, cause) => {
      throwIfAborted(signal);
      let timer: ReturnType<typeof setTimeout> | undefined;
      let leave = (): void => {};
      const ended = new Promise<void>((resolve, reject) => {
        const waiter = { resolve, reject };
        leave = () => void waiting.delete(waiter);
        waiting.add(waiter);
        // A timer takes no more, and would fire at once.
        if (timeout < LONGEST_TIMER) timer = setTimeout(() => reject(timedOut(timeout, cause)), timeout);
      });
      onWait(timeout);
      try {
        await untilAborted(ended, signal);
      } finally {
        clearTimeout(timer);
        leave();
      }
    },
    end: () => leaveAll(({ resolve }) => resolve()),
    release: () => leaveAll(({ reject }) => reject(released())),
    get isWaitedFor() {
      return waiting.size > 0;
    },
  };
};
