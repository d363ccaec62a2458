import { SignInCancelledError } from '../cognito/errors.js';
import type { CognitoSession } from '../cognito/session/types.js';
import type { SessionState } from '../cognito/session/record/states.js';
import { untilAborted } from '../core/abortable.js';
import { requireKnownOptions, requireOption } from '../core/options.js';
import { ELEMENT_OPTIONS, pick, type SignInElementOptions } from './element/options.js';
import { createDialog, type DialogContent } from './element/dialog.js';
import type { SignInElementEvents } from './element/events.js';
import { createProviders } from './flow/providers.js';
import { internalsOf, settingsOf } from './flow/settings.js';
import type { TextKey } from './texts/types.js';

/** Options of {@link showSignIn}. */
export interface ShowSignInOptions extends SignInElementOptions {
  /** Whose sign-in it is. */
  readonly session: CognitoSession;
  /** Ends it: the promise rejects with the signal's reason, and calls that wait go on waiting. Default: none. */
  readonly signal?: AbortSignal;
}

/** A dialog that is shown, and those who asked for it. */
interface Shown {
  readonly element: DialogContent;
  readonly result: Promise<SessionState>;
  /** Shows it, also again. */
  readonly show: () => void;
  readonly end: () => void;
  callers: number;
}

/** By session: who asks for a second sign-in gets the first one's dialog. */
const shown = new WeakMap<CognitoSession, Shown>();

/** Refuses options that cannot work, by the name of the function that was given them. */
export const requireShowOptions = (where: string, options: ShowSignInOptions, more: object = {}): void => {
  const internals = internalsOf(options?.session, where);
  requireKnownOptions(where, options, Object.keys({ ...ELEMENT_OPTIONS, session: 0, ...more }));
  settingsOf(options.session, options, {}, where);
  createProviders(internals, options);
  requireOption(typeof document !== 'undefined', `${where}: there is no page to show it in. Call it in a browser.`);
};

const cancelled = (): SignInCancelledError =>
  new SignInCancelledError('sign-in-cancelled', 'The sign-in was closed before the user had signed in.');

const open = ({ session, ...options }: ShowSignInOptions, prompt: TextKey | undefined): Shown => {
  const element = document.createElement('sigv4-sign-in') as HTMLElement & DialogContent;
  Object.assign(element, pick<SignInElementOptions>(options, ELEMENT_OPTIONS), { session, prompt });
  const dialog = createDialog(element);
  const end = (): void => {
    shown.delete(session);
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

/** Changes the options of the dialog that is shown for a session, if there is one. */
export const changeShown = ({ session, ...options }: ShowSignInOptions): void => {
  const { element } = shown.get(session) ?? {};
  if (element) Object.assign(element, pick<SignInElementOptions>(options, ELEMENT_OPTIONS));
};

const EVENTS = Object.keys({
  'sigv4-signed-in': 0,
  'sigv4-cancel': 0,
  'sigv4-step': 0,
} satisfies Record<keyof SignInElementEvents, 0>);

/**
 * {@link showSignIn} for somebody else.
 *
 * @param prompt Why it is shown. Default: that is not said.
 * @param relay Gets the events of the dialog's element. Default: nobody does but the page.
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
  const dialog = shown.get(session) ?? open(options, prompt);
  shown.set(session, dialog);
  for (const type of relay ? EVENTS : []) dialog.element.addEventListener(type, relay!);
  dialog.show();
  dialog.callers++;
  return untilAborted(dialog.result, signal).catch((error: unknown) => {
    if (signal?.aborted && --dialog.callers === 0) dialog.end();
    throw error;
  });
};

/**
 * Shows a sign-in in a modal dialog. Where one is shown already for this session, that one is waited for.
 *
 * @example
 * ```ts
 * import { showSignIn } from 'sigv4-interceptor/ui';
 *
 * const state = await showSignIn({ session, canCancel: true, logo: '/logo.svg' });
 * ```
 * @returns The session's state, once the user is signed in; at once where they are.
 * @throws SignInCancelledError `sign-in-cancelled` where the user closed it (`canCancel`); calls that waited for a sign-in here are
 * released, too. TypeError for options that are not known, and where there is no page.
 */
export const showSignIn = async (options: ShowSignInOptions): Promise<SessionState> => {
  requireShowOptions('showSignIn', options, { signal: 0 });
  return showSignInFor(options);
};
