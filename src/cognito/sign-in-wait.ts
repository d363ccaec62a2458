import { throwIfAborted, untilAborted } from '../core/abortable.js';
import { SignInCancelledError } from './errors.js';

/** How long a call waits for a sign-in unless told otherwise: 5 minutes, in milliseconds. */
export const SIGN_IN_WAIT = 300_000;

/** Where calls wait until somebody has signed in. */
export interface SignInWait {
  /**
   * Waits. Each caller has a time limit and a signal of its own.
   *
   * @param timeout Milliseconds.
   * @throws SignInCancelledError `sign-in-timeout`, `sign-in-cancelled`; the signal's reason
   */
  wait(timeout: number, signal?: AbortSignal | null): Promise<void>;
  /** Somebody has signed in: all who wait go on, and fetch for themselves. */
  end(): void;
  /** All who wait fail. Without anybody waiting it does nothing. */
  release(): void;
}

const released = (): SignInCancelledError =>
  new SignInCancelledError('sign-in-cancelled', 'The new sign-in that the call waited for was given up.');

const timedOut = (timeout: number): SignInCancelledError =>
  new SignInCancelledError('sign-in-timeout', `Nobody signed in within ${timeout / 1000} s. Sign in, and try again.`, {
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
    wait: async (timeout, signal) => {
      throwIfAborted(signal);
      let timer: ReturnType<typeof setTimeout> | undefined;
      let leave = (): void => {};
      const ended = new Promise<void>((resolve, reject) => {
        const waiter = { resolve, reject };
        leave = () => void waiting.delete(waiter);
        waiting.add(waiter);
        if (timeout < Number.POSITIVE_INFINITY) timer = setTimeout(() => reject(timedOut(timeout)), timeout);
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
  };
};
