import { requireOption } from '../../../core/options.js';
import type { SignInWait } from './sign-in-wait.js';

/**
 * Those who show a sign-in by themselves as soon as a call waits for one. While there is one, nobody else has to: visitors who are
 * not signed in may be asked, too, and calls wait as long as it takes.
 */
export interface SignInHosts {
  readonly arePresent: boolean;
  /**
   * @param show Called when a call begins to wait, and at once where one waits already.
   * @returns The function that ends it. Calls that wait go on waiting: for the next host, or for the app's own sign-in.
   */
  add(show: () => void): () => void;
}

/** Makes the list of a session's hosts, which is empty. */
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
        if (wait.isWaitedFor) show();
      } catch (error) {
        end();
        throw error;
      }
      return end;
    },
  };
};
