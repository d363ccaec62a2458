import type { SessionCredentials, SessionCredentialsSource } from './credentials/credentials-source.js';
import type { SessionChanges } from './record/changes.js';
import type { TokenSource } from './tokens/token-source.js';
import type { CognitoSession, SessionProvider } from './types.js';
import type { Clock } from '../../core/clock.js';
import type { Reauthentication } from './waiting/reauthentication.js';
import type { SignInHosts } from './waiting/sign-in-host.js';
import type { SignInWaits, WaitOptions } from './waiting/until-signed-in.js';
import type { RefreshOptions } from './credentials/credentials-source.js';

/** What the providers rest on. */
export interface ProvidersOptions {
  readonly credentials: SessionCredentialsSource;
  readonly getTokens: TokenSource['get'];
  readonly changes: SessionChanges;
  readonly hosts: SignInHosts;
  readonly waits: SignInWaits;
  readonly reauthentication: Reauthentication;
  readonly onWaiting: (listener: (timeout: number) => void) => () => void;
  readonly clock: Clock;
}

/** Makes what an Authenticator takes of a session: its credentials, the guest's, and its ID token. */
export const createProviders = (
  options: ProvidersOptions,
): Pick<CognitoSession, 'credentials' | 'guestCredentials' | 'idToken'> => {
  const { credentials, getTokens, changes, hosts, waits, reauthentication, onWaiting, clock } = options;
  const providerOf = <C>(give: (request?: RefreshOptions & WaitOptions) => Promise<C>): SessionProvider<C> =>
    Object.assign(give, {
      onChange: changes.onIdentityChange,
      principal: changes.principal,
      onWaiting,
      renewBy: reauthentication.renewBy,
      untilSignedIn: (given: WaitOptions) => (hosts.arePresent ? waits.untilUser(given) : undefined),
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
    credentials: providerOf(credentials.current),
    guestCredentials,
    idToken: providerOf(async (request = {}) => {
      if (hosts.arePresent) await waits.untilUser(request);
      return (await getTokens(request)).idToken;
    }),
  };
};
