import type { SessionInternals } from '../../cognito/session/internals.js';
import { throwIfAborted } from '../../core/abortable.js';
import { requireOption } from '../../core/options.js';
import type { Turn } from './journey-types.js';
import type { SignInFlowOptions, SignInProvider } from './options.js';
import type { Words } from '../texts/texts.js';
import type { FlowProvider } from './types.js';

/** What people call the providers whose names at Cognito are others, by the hosted UI's names and by `federatedSignIn`'s. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  google: 'Google',
  facebook: 'Facebook',
  amazon: 'Amazon',
  loginwithamazon: 'Amazon',
  apple: 'Apple',
  signinwithapple: 'Apple',
  twitter: 'Twitter',
};

/** The other ways in. */
export interface Providers {
  /** As the user is shown them. */
  shown(words: Pick<Words, 'text'>): readonly FlowProvider[];
  /**
   * Signs in by one of them, or ends without: the user may give up. What opens a window is called at once.
   *
   * @throws TypeError for one that is not among them; what the provider and the session throw
   */
  signInWith(name: string, turn: Turn): Promise<void>;
}

/** Reads the providers. @throws TypeError for one that there is no way to sign in with */
export const createProviders = (
  { federate, settings }: Pick<SessionInternals, 'federate' | 'settings'>,
  { providers: given = [], hostedUi, hostedUiMode: mode = 'popup' }: SignInFlowOptions,
): Providers => {
  const providers = given.map(
    (provider): SignInProvider => (typeof provider === 'string' ? { name: provider } : provider),
  );
  requireOption(
    Boolean(settings.userPool) || providers.length > 0,
    'There is nothing to sign in with: give the session a user pool, or pass providers.',
  );
  for (const { name, getToken } of providers) {
    requireOption(Boolean(getToken ?? hostedUi), `providers: ${name} needs getToken, or pass hostedUi.`);
  }
  const labelOf = ({ name, label }: SignInProvider): string => label ?? USUAL_NAMES[name.toLowerCase()] ?? name;
  return {
    shown: ({ text }) =>
      providers.map((provider) => ({
        name: provider.name,
        label: text('action.provider', { provider: labelOf(provider) }),
        logo: provider.logo,
      })),
    signInWith: async (name, { elsewhere, signal, begun }) => {
      const provider = providers.find((one) => one.name === name);
      if (!provider) throw new TypeError(`signInWith: there is no provider ${JSON.stringify(name)}.`);
      if (!provider.getToken) return hostedUi!.signIn({ mode, identityProvider: name });
      const token = await elsewhere(provider.getToken());
      throwIfAborted(signal);
      if (token) await federate(name, token, {}, await begun);
    },
  };
};
