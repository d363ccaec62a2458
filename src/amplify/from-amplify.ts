import type { AwsCredentialIdentity } from '../sigv4/credentials.js';
import { type AmplifyOptions, type AmplifyTokenOptions, checkOptions } from './options.js';
import { type OptionNames, requireOption } from '../core/options.js';
import { credentialsOf, tokenOf } from './session.js';
import { type WatchedProvider, watchSession } from './watched-session.js';

const OPTIONS: OptionNames<AmplifyOptions> = { fetchAuthSession: 0, Hub: 0, clearCredentials: 0 };

/**
 * Creates a credentials provider from Amplify's session (aws-amplify 6). The provider knows who is signed in: it
 * reports sign-ins, sign-outs and changes of user in this tab (by Amplify's Hub) and in other tabs (by their shared
 * storage), so that no call is signed as the previous user.
 *
 * Create one provider when the app starts, and keep it: it listens until the page closes. On a server, create one
 * inside each request, without `Hub`, with the `fetchAuthSession` of the request's context.
 *
 * The provider resolves to credentials with `principal` (the user's `sub`, `null` for a guest) and `identityId`. It
 * rejects with a CredentialsError (`credentials-unavailable`) if Amplify has no credentials, and with Amplify's own
 * error if `fetchAuthSession` fails.
 *
 * If Amplify keeps its tokens in localStorage (its default), changes in other tabs are noticed immediately; with
 * cookies (`ssr: true`), when this tab becomes visible again. If Amplify uses your own credentials provider without a
 * user pool, it reports neither the user nor a change of user, and every user counts as a guest: write your own
 * provider in that case.
 *
 * @throws TypeError naming an option that is wrong, unknown or missing; on a server also for `Hub`
 * @example
 * ```ts
 * import { Amplify } from 'aws-amplify';
 * import { fetchAuthSession } from 'aws-amplify/auth';
 * import { Hub } from 'aws-amplify/utils';
 * import { createSigV4 } from 'sigv4-interceptor';
 * import { fromAmplify } from 'sigv4-interceptor/amplify';
 *
 * const { clearCredentials } = Amplify;
 * const auth = createSigV4({ credentials: fromAmplify({ fetchAuthSession, Hub, clearCredentials }) });
 * ```
 */
export const fromAmplify = (options: AmplifyOptions): WatchedProvider<AwsCredentialIdentity> => {
  checkOptions('fromAmplify', options, OPTIONS);
  return watchSession(options, credentialsOf);
};

/**
 * Creates a token provider from Amplify's session, for `createTokenAuth`: the ID token or the access token. Like the
 * provider of {@link fromAmplify}, it knows who is signed in.
 *
 * The provider rejects with a CredentialsError (`credentials-unavailable`) if no user is signed in.
 *
 * @throws TypeError naming an option that is wrong, unknown or missing; on a server also for `Hub`
 * @example
 * ```ts
 * import { Amplify } from 'aws-amplify';
 * import { fetchAuthSession } from 'aws-amplify/auth';
 * import { Hub } from 'aws-amplify/utils';
 * import { createTokenAuth } from 'sigv4-interceptor';
 * import { tokenFromAmplify } from 'sigv4-interceptor/amplify';
 *
 * const { clearCredentials } = Amplify;
 * const token = tokenFromAmplify({ fetchAuthSession, Hub, clearCredentials });
 * const auth = createTokenAuth({ token, origins: 'https://api.example.com' });
 * ```
 */
export const tokenFromAmplify = (options: AmplifyTokenOptions): WatchedProvider<string> => {
  checkOptions('tokenFromAmplify', options, { ...OPTIONS, token: 0 });
  const { token = 'id' } = options;
  requireOption(token === 'id' || token === 'access', "token: pass 'id' or 'access'.");
  return watchSession(options, (session) => tokenOf(session, token));
};
