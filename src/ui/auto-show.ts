import { isAuthError } from '../core/errors.js';
import { DIALOG_OPTIONS, requireShowOptions, type ShowSignInOptions, showSignInFor } from './show-sign-in.js';

/**
 * Options of {@link autoShowSignIn}.
 *
 * @example
 * ```ts
 * const options: AutoShowSignInOptions = { session, canCancel: true, usernameKind: 'email' };
 * ```
 */
export type AutoShowSignInOptions = Omit<ShowSignInOptions, 'signal'>;

/**
 * {@link autoShowSignIn} with options that may change between dialogs.
 *
 * @param relay Listens to the events of the dialog's element. Default: none.
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
 * Shows a sign-in dialog whenever a call waits for a sign-in: after a 403 that only a sign-in can resolve, when the
 * user's tokens can no longer be renewed, and when no user is signed in. All waiting calls share one dialog, and
 * continue when the user has signed in.
 *
 * @example
 * ```ts
 * import { autoShowSignIn } from 'sigv4-interceptor/ui';
 *
 * const stop = autoShowSignIn({ session, canCancel: true });
 * ```
 * @returns A function that stops it and closes an open dialog.
 * @throws TypeError for an unknown or invalid option, and outside a browser
 */
export const autoShowSignIn = (options: AutoShowSignInOptions): (() => void) => {
  requireShowOptions('autoShowSignIn', options, DIALOG_OPTIONS);
  return hostSignInDialog(() => options);
};
