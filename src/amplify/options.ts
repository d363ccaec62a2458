import { requireKnownOptions, requireOption } from '../core/options.js';
import type { AmplifySession } from './session.js';

/** As much of Amplify's `Hub` as is used: it tells of sign-ins and sign-outs in this tab. */
export interface AmplifyHub {
  listen(
    channel: 'auth',
    callback: (capsule: { payload: { event: string; data?: unknown } }) => void,
    listenerName?: string,
  ): unknown;
}

/** Options of `fromAmplify`: what the app imports from `aws-amplify`, version 6. */
export interface AmplifyOptions {
  /**
   * Amplify's `fetchAuthSession`, from `aws-amplify/auth`. On a server, the one of the request's context:
   * `(options) => fetchAuthSession(contextSpec, options)`, from `aws-amplify/auth/server`.
   */
  readonly fetchAuthSession: (options: { forceRefresh: boolean }) => Promise<AmplifySession>;
  /** Amplify's `Hub`, from `aws-amplify/utils`. Required in browsers, workers and React Native; refused on a server. */
  readonly Hub?: AmplifyHub;
  /**
   * Makes Amplify forget the AWS credentials and the identity that it has in memory: `Amplify.clearCredentials`, from
   * `aws-amplify`; where that version has none, `() => cognitoCredentialsProvider.clearCredentialsAndIdentityId()` from
   * `aws-amplify/auth/cognito`. Called only where Cognito refuses an identity after a change of user, because Amplify
   * goes on with the identity of the previous one when the change happened in another tab. Default: nothing; credentials
   * are then unavailable in this tab, after another tab has changed the user, until the page is loaded again.
   */
  readonly clearCredentials?: () => unknown;
}

/** Options of `tokenFromAmplify`. */
export interface AmplifyTokenOptions extends AmplifyOptions {
  /** Which token. Cognito User Pool authorizers without scopes take the ID token. Default: `'id'`. */
  readonly token?: 'id' | 'access';
}

/** Where a module lives longer than one user's visit: on a server there is neither a page nor a worker nor an app. */
const isServer = (): boolean => {
  const { window, document, navigator, WorkerGlobalScope } = globalThis as {
    window?: unknown;
    document?: unknown;
    navigator?: { product?: string; userAgent?: string };
    WorkerGlobalScope?: unknown;
  };
  if (window !== undefined || document !== undefined || navigator?.product === 'ReactNative') return false;
  // Cloudflare's servers have a worker's global scope, too.
  return WorkerGlobalScope === undefined || navigator?.userAgent === 'Cloudflare-Workers';
};

/**
 * Checks the options of a factory.
 *
 * @throws TypeError that names the option
 */
export const checkOptions = (factory: string, options: AmplifyOptions, names: readonly string[]): void => {
  requireOption(typeof options === 'object' && options !== null, `${factory}: pass { fetchAuthSession, Hub }.`);
  requireKnownOptions(factory, options, names);
  const { fetchAuthSession, Hub, clearCredentials } = options;
  requireOption(
    typeof fetchAuthSession === 'function',
    `fetchAuthSession: pass Amplify's function of that name, from 'aws-amplify/auth'.`,
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
      `Hub: ${factory} refuses it on a server. An Authenticator made with it would outlive the request and serve one user's credentials to another. Call ${factory} inside the request, without Hub, with the fetchAuthSession of the server context.`,
    );
  } else {
    requireOption(
      Hub !== undefined,
      "Hub: pass Amplify's Hub, from 'aws-amplify/utils'. Without it a sign-in or sign-out would go unnoticed, and calls would be made as the previous user.",
    );
  }
};
