import type { AwsCredentialIdentity } from '../sigv4/credentials.js';
import { type AmplifyOptions, type AmplifyTokenOptions, checkOptions } from './options.js';
import { requireOption } from '../core/options.js';
import { credentialsOf, tokenOf } from './session.js';
import { type WatchedProvider, watchSession } from './watched-session.js';

const OPTIONS = ['fetchAuthSession', 'Hub', 'clearCredentials'];

/**
 * Makes Amplify's session a credentials provider that knows who is signed in: it tells of sign-ins, sign-outs and other
 * users, in this tab (by Amplify's Hub) and in others (by the storage that they share), so that no call is signed as the
 * previous user. For aws-amplify 6.
 *
 * Make one, where the app starts, and keep it: it listens for as long as the page lives. On a server make one inside each
 * request, without `Hub`, with the `fetchAuthSession` of the request's context.
 *
 * The provider resolves to credentials with `principal` (the user's `sub`, `null` for a guest) and `identityId`. It rejects
 * with a CredentialsError (`credentials-unavailable`) where Amplify has no credentials, and with Amplify's own error where
 * `fetchAuthSession` fails.
 *
 * Other tabs are noticed where Amplify keeps its tokens in localStorage, its default, at once, and in cookies (`ssr: true`)
 * when this tab is shown again. Where Amplify has a credentials provider of your own, without a user pool, it tells neither
 * the user nor a change of user, and every user is taken for a guest: write a provider of your own then.
 *
 * @throws TypeError for an option that is wrong, unknown or missing, naming it; on a server for `Hub`
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
 * The same for `createTokenAuth`: Amplify's ID token, or access token, with who is signed in.
 *
 * The provider rejects with a CredentialsError (`credentials-unavailable`) where no user is signed in.
 *
 * @throws TypeError for an option that is wrong, unknown or missing, naming it; on a server for `Hub`
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
  checkOptions('tokenFromAmplify', options, [...OPTIONS, 'token']);
  const { token = 'id' } = options;
  requireOption(token === 'id' || token === 'access', "token: pass 'id' or 'access'.");
  return watchSession(options, (session) => tokenOf(session, token));
};
