import { requireOption } from '../../../core/options.js';
import type { SignInWait } from './sign-in-wait.js';

/**
 * The functions that show a sign-in as soon as a call waits for one. While there is one, visitors who are not signed in
 * are asked to sign in, too, and calls wait without a time limit.
 */
export interface SignInHosts {
  readonly arePresent: boolean;
  /**
   * @param show Called when a call begins to wait, and immediately if one is waiting already.
   * @returns A function that removes it. Waiting calls keep waiting for the next host or for the app's own sign-in.
   */
  add(show: () => void): () => void;
}

/** Creates the {@link SignInHosts} of a session. */
export const createSignInHosts = (wait: SignInWait, onWaiting: (listener: () => void) => () => void): SignInHosts => {
  const hosts = new Set<() => void>();
  return {
    get arePresent() {
      return hosts.size > 0;
    },
    add: (show) => {
      requireOption(typeof show === 'function', 'hostSignIn: pass the function that shows your sign-in.');
      const host = onWaiting(() => show());
      const end = (): void => {
        host();
        hosts.delete(host);
      };
      hosts.add(host);
      try {
        if (wait.hasWaiters) show();
      } catch (error) {
        end();
        throw error;
      }
      return end;
    },
  };
};
