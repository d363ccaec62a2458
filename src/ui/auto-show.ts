import { isAuthError } from '../core/errors.js';
import { requireShowOptions, type ShowSignInOptions, showSignInFor } from './show-sign-in.js';

/** Options of {@link autoShowSignIn}. */
export type AutoShowSignInOptions = Omit<ShowSignInOptions, 'signal'>;

/**
 * {@link autoShowSignIn} with options that may change meanwhile.
 *
 * @param relay Gets the events of the dialog's element. Default: nobody does but the page.
 */
export const hostSignInDialog = (options: () => AutoShowSignInOptions, relay?: EventListener): (() => void) => {
  const { session } = options();
  const controller = new AbortController();
  const { signal } = controller;
  const show = (): void => {
    showSignInFor({ ...options(), signal }, 'notice.signInNeeded', relay).catch((error: unknown) => {
      const isClosed = isAuthError(error) && error.code === 'sign-in-cancelled';
      if (!isClosed && !signal.aborted) throw error;
    });
  };
  const end = session.hostSignIn(show);
  return () => {
    end();
    controller.abort();
  };
};

/**
 * Shows a sign-in whenever a call waits for one: after a 403 that only a sign-in can end, when the user's tokens can no longer be
 * renewed, and for visitors who are not signed in. Any number of calls get one dialog, and go on when the user has signed in.
 *
 * @example
 * ```ts
 * import { autoShowSignIn } from 'sigv4-interceptor/ui';
 *
 * const stop = autoShowSignIn({ session, canCancel: true });
 * ```
 * @returns The function that ends it, and closes a dialog that is shown.
 * @throws TypeError for options that are not known, and where there is no page.
 */
export const autoShowSignIn = (options: AutoShowSignInOptions): (() => void) => {
  requireShowOptions('autoShowSignIn', options);
  return hostSignInDialog(() => options);
};
