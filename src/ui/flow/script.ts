import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import { chooseWords } from '../texts/texts.js';
import type { SignInFlowOptions, UsernameKind } from './options.js';
import type { Place } from './place.js';
import type { Providers } from './providers.js';
import type { FileSettings } from './file-settings.js';
import { settingsOf } from './settings.js';
import { createSteps } from './steps.js';
import type { FlowStep } from './types.js';

/** What an authenticator app shows as the issuer where the app does not say. */
const pageName = (): string => globalThis.document?.title || globalThis.location?.host || '';

/**
 * Makes what a flow says, and in which words: both may change, when a language or the configuration's file was loaded.
 *
 * @throws TypeError for an option of the wrong type
 */
export const createScript = (
  session: CognitoSession,
  internals: SessionInternals,
  options: SignInFlowOptions,
  providers: Providers,
) => {
  const { disableSignUp, rememberDevice = false, totpIssuer } = options;
  let settings = settingsOf(session, options);
  const { authFlow } = settings;
  const passwordless = authFlow === 'USER_AUTH';
  let source = chooseWords(options);
  let wish = source;
  const stepAt = (place: Place): FlowStep =>
    createSteps(source.words, {
      ...settings,
      nameAlone: passwordless || authFlow === 'CUSTOM_AUTH_WITHOUT_SRP',
      passwordless,
      signUp: !disableSignUp,
      rememberDevice,
      totpIssuer: () => totpIssuer ?? pageName(),
      hasUserPool: !!internals.settings.userPool,
      providers: providers.shown(source.words),
    })(place);
  return {
    usernameKind: (): UsernameKind => settings.usernameKind,
    words: () => source.words,
    stepAt,
    passwordless,
    /** Takes what the file says that the session was made with. */
    readFile: (file: FileSettings | undefined): void => {
      settings = settingsOf(session, options, file);
    },
    /** Speaks in words that may have to be loaded first; at first in the options'. @returns Whether it does: the last wish counts. */
    speak: async (next = source): Promise<boolean> => {
      wish = next;
      await next.load();
      if (wish === next) source = next;
      return source === next;
    },
  };
};
