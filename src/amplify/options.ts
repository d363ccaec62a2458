import { type OptionNames, requireKnownOptions, requireOption } from '../core/options.js';
import type { AmplifySession } from './session.js';

/** The part of Amplify's `Hub` that this package uses. It reports sign-ins and sign-outs in this tab. */
export interface AmplifyHub {
  listen(
    channel: 'auth',
    callback: (capsule: { payload: { event: string; data?: unknown } }) => void,
    listenerName?: string,
  ): unknown;
}

/** Options of `fromAmplify`: functions that the app imports from `aws-amplify`, version 6. */
export interface AmplifyOptions {
  /**
   * Amplify's `fetchAuthSession`, from `aws-amplify/auth`. On a server, bind the one from `aws-amplify/auth/server` to
   * the request's context: `(options) => fetchAuthSession(contextSpec, options)`.
   */
  readonly fetchAuthSession: (options: { forceRefresh: boolean }) => Promise<AmplifySession>;
  /**
   * Amplify's `Hub`, from `aws-amplify/utils`. Required in browsers, workers and React Native; not allowed on a server.
   */
  readonly Hub?: AmplifyHub;
  /**
   * Makes Amplify forget the AWS credentials and the identity in its memory: `Amplify.clearCredentials` from
   * `aws-amplify`, or, if your version has none, `() => cognitoCredentialsProvider.clearCredentialsAndIdentityId()`
   * from `aws-amplify/auth/cognito`. Called only after a change of user, if the identity is the previous user's: when
   * another tab changed the user, Amplify still uses that identity, which Cognito rejects. Default: none; after a
   * change of user in another tab, this tab then has no credentials until the page is reloaded.
   */
  readonly clearCredentials?: () => unknown;
}

/** Options of `tokenFromAmplify`. */
export interface AmplifyTokenOptions extends AmplifyOptions {
  /** The token to use. Cognito User Pool authorizers without scopes take the ID token. Default: `'id'`. */
  readonly token?: 'id' | 'access';
}

/** Whether this is a server, where modules outlive one user's visit: there is no page, no worker and no app. */
const isServer = (): boolean => {
  const { window, document, navigator, WorkerGlobalScope } = globalThis as {
    window?: unknown;
    document?: unknown;
    navigator?: { product?: string; userAgent?: string };
    WorkerGlobalScope?: unknown;
  };
  if (window !== undefined || document !== undefined || navigator?.product === 'ReactNative') return false;
  // Cloudflare's servers also have a worker's global scope.
  return WorkerGlobalScope === undefined || navigator?.userAgent === 'Cloudflare-Workers';
};

/**
 * Checks the options of a factory.
 *
 * @throws TypeError naming the option
 */
export const checkOptions = <O extends AmplifyOptions>(
  factory: string,
  options: O,
  names: OptionNames<NoInfer<O>>,
): void => {
  requireOption(typeof options === 'object' && options !== null, `${factory}: pass { fetchAuthSession, Hub }.`);
  requireKnownOptions(factory, options, names);
  const { fetchAuthSession, Hub, clearCredentials } = options;
  requireOption(
    typeof fetchAuthSession === 'function',
    `fetchAuthSession: pass Amplify's function from 'aws-amplify/auth'.`,
  );
  requireOption(
    Hub === undefined || typeof Hub?.listen === 'function',
    "Hub: pass Amplify's Hub, from 'aws-amplify/utils'.",
  );
  requireOption(
    clearCredentials === undefined || typeof clearCredentials === 'function',
    "clearCredentials: pass a function, such as Amplify.clearCredentials from 'aws-amplify'.",
  );
  if (isServer()) {
    requireOption(
      Hub === undefined,
      `Hub: not allowed on a server, where an Authenticator with it would outlive the request and serve one user's credentials to another. Call ${factory} inside the request, without Hub, with the fetchAuthSession of the server context.`,
    );
  } else {
    requireOption(
      Hub !== undefined,
      "Hub: pass Amplify's Hub, from 'aws-amplify/utils'. Without it, a sign-in or sign-out would go unnoticed, and calls would be sent as the previous user.",
    );
  }
};
