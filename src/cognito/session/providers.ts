import type { RefreshOptions, SessionCredentials, SessionCredentialsSource } from './credentials/credentials-source.js';
import type { UserState } from './user-state.js';
import type { TokenSource } from './tokens/token-source.js';
import type { CognitoSession, SessionProvider } from './types.js';
import type { Clock } from '../../core/clock.js';
import type { WaitOptions } from './waiting/until-signed-in.js';

/** What {@link createProviders} needs. */
export interface ProvidersOptions
  extends Pick<UserState, 'changes' | 'hosts' | 'untilUser' | 'reauthentication' | 'onWaiting'> {
  readonly credentials: SessionCredentialsSource;
  readonly getTokens: TokenSource['get'];
  readonly clock: Clock;
}

/** Creates the providers that an Authenticator takes from a session: its credentials, the guest's, and its ID token. */
export const createProviders = (
  options: ProvidersOptions,
): Pick<CognitoSession, 'credentials' | 'guestCredentials' | 'idToken'> => {
  const { credentials, changes, hosts, untilUser, onWaiting, clock } = options;
  const createProvider = <C>(provide: (request?: RefreshOptions & WaitOptions) => Promise<C>): SessionProvider<C> =>
    Object.assign(provide, {
      onChange: changes.onIdentityChange,
      principal: changes.principal,
      onWaiting,
      renewBy: options.reauthentication.renewBy,
      untilSignedIn: (waitOptions: WaitOptions) => (hosts.arePresent ? untilUser(waitOptions) : undefined),
      memoized: true as const,
      clock,
    });
  const guestCredentials: SessionProvider<SessionCredentials> = Object.assign(credentials.guest, {
    onChange: changes.onGuestChange,
    principal: () => null,
    onWaiting: () => () => {},
    renewBy: () => {},
    untilSignedIn: () => undefined,
    memoized: true as const,
    clock,
  });
  return {
    credentials: createProvider(credentials.current),
    guestCredentials,
    idToken: createProvider(async (request = {}) => {
      if (hosts.arePresent) await untilUser(request);
      return (await options.getTokens(request)).idToken;
    }),
  };
};
