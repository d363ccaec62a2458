import type { SessionInternals } from '../../cognito/session/internals.js';
import { throwIfAborted } from '../../core/abortable.js';
import { requireOption } from '../../core/options.js';
import type { Turn } from './transition-types.js';
import type { SignInFlowOptions, SignInProvider } from './options.js';
import type { Words } from '../texts/texts.js';
import type { FlowProvider } from './types.js';

/**
 * The names that users know providers by, where Cognito's names
 * differ. Keys are the hosted UI's and `federatedSignIn`'s names.
 */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  google: 'Google',
  facebook: 'Facebook',
  amazon: 'Amazon',
  loginwithamazon: 'Amazon',
  apple: 'Apple',
  signinwithapple: 'Apple',
  twitter: 'Twitter',
};

/** The identity providers that users may sign in with. */
export interface Providers {
  /** Their buttons. */
  buttons(words: Pick<Words, 'text'>): readonly FlowProvider[];
  /**
   * Signs in with a provider. Resolves without a sign-in if the user cancels. Calls what opens a window synchronously.
   *
   * @throws TypeError for an unknown provider; what the provider and the session throw
   */
  signInWith(name: string, turn: Turn): Promise<void>;
}

/**
 * Creates the {@link Providers} of a flow.
 *
 * @throws TypeError for a provider without `getToken` or `hostedUi`, and if there is nothing to sign in with
 */
export const createProviders = (
  { federate, settings }: Pick<SessionInternals, 'federate' | 'settings'>,
  { providers: given = [], hostedUi, hostedUiMode: mode = 'popup' }: SignInFlowOptions,
): Providers => {
  const providers = given.map(
    (provider): SignInProvider => (typeof provider === 'string' ? { name: provider } : provider),
  );
  requireOption(
    Boolean(settings.userPool) || providers.length > 0,
    'There is nothing to sign in with. Give the session a user pool, or pass providers.',
  );
  for (const { name, getToken } of providers) {
    requireOption(Boolean(getToken ?? hostedUi), `providers: ${name} needs getToken, or pass hostedUi.`);
  }
  const labelOf = ({ name, label }: SignInProvider): string => label ?? USUAL_NAMES[name.toLowerCase()] ?? name;
  return {
    buttons: ({ text }) =>
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
