import type { CredentialCache, CachedCredentials } from './credential-cache.js';
import type { FlightContext } from './flight.js';
import type { Epoch, Identity } from './identity.js';
import { asCredentialsError } from './load-credentials.js';
import type { Description } from './provider.js';

/** The app's `reauthenticate`; if it resolves to `undefined`, the provider is asked. */
export type Renewal<C> = (signal: AbortSignal) => Promise<C | undefined>;

/** Has the app sign the user in again, and caches the credentials that it returns. */
export interface AppReauthentication<C> {
  /** Returns the re-authentication that the provider asked for, while it is in progress. */
  pendingReauthentication(): Promise<unknown> | undefined;
  /** For the provider, which asked for it during a fetch; all fetches in progress wait for it. */
  assist(reauthenticate: Renewal<C>): Promise<C | undefined>;
  /** For a renewal. Resolves to `undefined` if the app returned no credentials of the current user. */
  renew(context: FlightContext, reauthenticate: Renewal<C>, order: number): Promise<CachedCredentials<C> | undefined>;
}

/**
 * Creates the {@link AppReauthentication} of a source.
 *
 * @param contexts The fetches that wait for the provider.
 * @param complete Completes every fetch in progress with these credentials.
 */
export const createAppReauthentication = <C>(
  identity: Identity,
  cache: CredentialCache<C>,
  describe: (value: C) => Description,
  contexts: () => FlightContext[],
  complete: (credentials: CachedCredentials<C>) => void,
): AppReauthentication<C> => {
  /** It does not matter who is signed in meanwhile. */
  let pendingReauthentication: Promise<unknown> | undefined;

  const cacheCredentials = (credentials: C, startEpoch: Epoch, order: number): CachedCredentials<C> | undefined => {
    const description = describe(credentials);
    const ownerEpoch = identity.adopt(description, startEpoch);
    return ownerEpoch && cache.store(credentials, description, ownerEpoch, order);
  };

  return {
    pendingReauthentication: () => pendingReauthentication,
    assist: async (reauthenticate) => {
      const startEpoch = identity.currentEpoch();
      const waitingContexts = contexts();
      const ends = waitingContexts.map((context) => context.interact('reauthenticate'));
      const work = reauthenticate(waitingContexts[0]?.signal ?? new AbortController().signal);
      const completion = work.then(
        () => {},
        () => {},
      );
      pendingReauthentication = completion;
      try {
        const credentials = await work;
        const cachedCredentials =
          credentials === undefined ? undefined : cacheCredentials(credentials, startEpoch, cache.nextOrder());
        if (cachedCredentials) complete(cachedCredentials);
        return credentials;
      } finally {
        if (pendingReauthentication === completion) pendingReauthentication = undefined;
        for (const end of ends) end();
      }
    },
    // Not interrupted by changes: the app may sign out and in again.
    renew: async (context, reauthenticate, order) => {
      const startEpoch = identity.currentEpoch();
      const end = context.interact('reauthenticate');
      const credentials = await reauthenticate(context.signal)
        .catch((error) => {
          throw asCredentialsError(error);
        })
        .finally(end);
      return credentials === undefined ? undefined : cacheCredentials(credentials, startEpoch, order);
    },
  };
};
