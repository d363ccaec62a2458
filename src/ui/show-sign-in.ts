import { SignInCancelledError } from '../cognito/errors.js';
import type { CognitoSession } from '../cognito/session/types.js';
import type { SessionState } from '../cognito/session/record/states.js';
import { untilAborted } from '../core/abortable.js';
import { type OptionNames, requireKnownOptions, requireOption } from '../core/options.js';
import { ELEMENT_OPTIONS, pick, type SignInElementOptions } from './element/options.js';
import { createDialog, type DialogContent } from './element/dialog.js';
import type { SignInElementEvents } from './element/events.js';
import { createProviders } from './flow/providers.js';
import { internalsOf, settingsOf } from './flow/settings.js';
import type { TextKey } from './texts/types.js';

/**
 * Options of {@link showSignIn}.
 *
 * @example
 * ```ts
 * const options: ShowSignInOptions = { session, canCancel: true, signal: AbortSignal.timeout(300_000) };
 * ```
 */
export interface ShowSignInOptions extends SignInElementOptions {
  /** The session that the user signs in to. */
  readonly session: CognitoSession;
  /**
   * Closes the dialog: the promise rejects with the signal's reason, and calls that wait keep waiting. Default: none.
   */
  readonly signal?: AbortSignal;
}

/** An open dialog, and the number of callers that wait for it. */
interface OpenDialog {
  readonly element: DialogContent;
  readonly result: Promise<SessionState>;
  /** Shows the dialog, again if the page has removed or hidden it. */
  readonly show: () => void;
  readonly end: () => void;
  callers: number;
}

/** The open dialog of each session. All callers share it. */
const openDialogs = new WeakMap<CognitoSession, OpenDialog>();

/** The options of every dialog. */
export const DIALOG_OPTIONS: OptionNames<Omit<ShowSignInOptions, 'signal'>> = { ...ELEMENT_OPTIONS, session: 0 };

/**
 * Checks the options of a dialog.
 *
 * @param where The function that received the options, for the message.
 * @throws TypeError for an unknown or invalid option, and outside a browser
 */
export const requireShowOptions = <O extends ShowSignInOptions>(
  where: string,
  options: O,
  names: OptionNames<NoInfer<O>>,
): void => {
  const internals = internalsOf(options?.session, where);
  requireKnownOptions(where, options, names);
  settingsOf(options.session, options, {}, where);
  createProviders(internals, options);
  requireOption(typeof document !== 'undefined', `${where}: there is no page to show it in. Call it in a browser.`);
};

const cancelled = (): SignInCancelledError =>
  new SignInCancelledError('sign-in-cancelled', 'The sign-in was closed before the user had signed in.');

const openDialog = ({ session, ...options }: ShowSignInOptions, prompt: TextKey | undefined): OpenDialog => {
  const element = document.createElement('sigv4-sign-in') as HTMLElement & DialogContent;
  Object.assign(element, pick<SignInElementOptions>(options, ELEMENT_OPTIONS), { session, prompt });
  const dialog = createDialog(element);
  const end = (): void => {
    openDialogs.delete(session);
    dialog.close();
  };
  const result = new Promise<SessionState>((resolve, reject) => {
    element.addEventListener('sigv4-cancel', () => {
      end();
      internalsOf(session).releaseSignInWait();
      reject(cancelled());
    });
    element.addEventListener('sigv4-signed-in', ({ detail }) => {
      end();
      resolve(detail.state);
    });
  });
  return { element, result, show: dialog.show, end, callers: 0 };
};

/** Updates the options of a session's open dialog, if there is one. */
export const updateOpenDialog = ({ session, ...options }: ShowSignInOptions): void => {
  const { element } = openDialogs.get(session) ?? {};
  if (element) Object.assign(element, pick<SignInElementOptions>(options, ELEMENT_OPTIONS));
};

const EVENTS = Object.keys({
  'sigv4-signed-in': 0,
  'sigv4-cancel': 0,
  'sigv4-step': 0,
} satisfies Record<keyof SignInElementEvents, 0>);

/**
 * {@link showSignIn} with a reason and without a check of the options.
 *
 * @param prompt The text that says why the dialog is shown. Default: none.
 * @param relay Listens to the events of the dialog's element. Default: none.
 */
export const showSignInFor = async (
  options: ShowSignInOptions,
  prompt?: TextKey,
  relay?: EventListener,
): Promise<SessionState> => {
  const { session, signal } = options;
  signal?.throwIfAborted();
  if (session.state === 'unknown') await session.initialize();
  signal?.throwIfAborted();
  if (session.state === 'signedIn') return session.state;
  const dialog = openDialogs.get(session) ?? openDialog(options, prompt);
  openDialogs.set(session, dialog);
  for (const type of relay ? EVENTS : []) dialog.element.addEventListener(type, relay!);
  dialog.show();
  dialog.callers++;
  return untilAborted(dialog.result, signal).catch((error: unknown) => {
    if (signal?.aborted && --dialog.callers === 0) dialog.end();
    throw error;
  });
};

/**
 * Shows a sign-in in a modal dialog. If a dialog is already open for the session, waits for that one.
 *
 * @example
 * ```ts
 * import { showSignIn } from 'sigv4-interceptor/ui';
 *
 * const state = await showSignIn({ session, canCancel: true, logo: '/logo.svg' });
 * ```
 * @returns The session's state once the user is signed in; immediately if the user is already signed in.
 * @throws SignInCancelledError `sign-in-cancelled` if the user closes the dialog
 * (`canCancel`), which also ends the wait of calls that wait for a sign-in; the signal's
 * reason if it aborts; TypeError for an unknown or invalid option, and outside a browser
 */
export const showSignIn = async (options: ShowSignInOptions): Promise<SessionState> => {
  requireShowOptions('showSignIn', options, { ...DIALOG_OPTIONS, signal: 0 });
  return showSignInFor(options);
};
