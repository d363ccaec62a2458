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

/** Returns the default of `totpIssuer`. */
const pageName = (): string => globalThis.document?.title || globalThis.location?.host || '';

/**
 * Creates a flow's presenter, which renders steps from the settings and the words. Both may change once a language or
 * the configuration file has loaded.
 *
 * @throws TypeError for an option of the wrong type
 */
export const createPresenter = (
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
  let requested = source;
  const stepAt = (place: Place): FlowStep =>
    createSteps(source.words, {
      ...settings,
      usernameFirst: passwordless || authFlow === 'CUSTOM_AUTH_WITHOUT_SRP',
      passwordless,
      signUp: !disableSignUp,
      rememberDevice,
      totpIssuer: () => totpIssuer ?? pageName(),
      hasUserPool: !!internals.settings.userPool,
      providers: providers.buttons(source.words),
    })(place);
  return {
    usernameKind: (): UsernameKind => settings.usernameKind,
    words: () => source.words,
    stepAt,
    passwordless,
    /** Applies the settings of the session's configuration file. */
    readFile: (file: FileSettings | undefined): void => {
      settings = settingsOf(session, options, file);
    },
    /**
     * Loads other words and uses them. A later call overrides an earlier one.
     *
     * @param next Default: the options' words.
     * @returns Whether these words are in use.
     */
    speak: async (next = source): Promise<boolean> => {
      requested = next;
      await next.load();
      if (requested === next) source = next;
      return source === next;
    },
  };
};
