import type { CredentialCache, Held } from './credential-cache.js';
import type { FlightContext } from './flight.js';
import type { Epoch, Identity } from './identity.js';
import { asCredentialsError } from './load-credentials.js';
import type { Description } from './provider.js';

/** The app's `reauthenticate`; if it resolves to `undefined`, the provider is asked. */
export type Renewal<C> = (signal: AbortSignal) => Promise<C | undefined>;

/** Has the app sign the user in again, and caches the credentials that it returns. */
export interface AppSignIn<C> {
  /** Returns the sign-in that the provider asked for, while it is in progress. */
  assistance(): Promise<unknown> | undefined;
  /** For the provider, which asked for it during a fetch; all fetches in progress wait for it. */
  assist(reauthenticate: Renewal<C>): Promise<C | undefined>;
  /** For a renewal. Resolves to `undefined` if the app returned no credentials of the current user. */
  renew(context: FlightContext, reauthenticate: Renewal<C>, order: number): Promise<Held<C> | undefined>;
}

/**
 * Creates the {@link AppSignIn} of a source.
 *
 * @param contexts The fetches that wait for the provider.
 * @param complete Completes every fetch in progress with these credentials.
 */
export const createAppSignIn = <C>(
  identity: Identity,
  cache: CredentialCache<C>,
  describe: (value: C) => Description,
  contexts: () => FlightContext[],
  complete: (credentials: Held<C>) => void,
): AppSignIn<C> => {
  /** It does not matter who is signed in meanwhile. */
  let inProgress: Promise<unknown> | undefined;

  const keep = (given: C, begun: Epoch, order: number): Held<C> | undefined => {
    const description = describe(given);
    const owner = identity.adopt(description, begun);
    return owner && cache.keep(given, description, owner, order);
  };

  return {
    assistance: () => inProgress,
    assist: async (reauthenticate) => {
      const begun = identity.current();
      const waiting = contexts();
      const ends = waiting.map((context) => context.interact('reauthenticate'));
      const work = reauthenticate(waiting[0]?.signal ?? new AbortController().signal);
      const settled = work.then(
        () => {},
        () => {},
      );
      inProgress = settled;
      try {
        const given = await work;
        const kept = given === undefined ? undefined : keep(given, begun, cache.nextOrder());
        if (kept) complete(kept);
        return given;
      } finally {
        if (inProgress === settled) inProgress = undefined;
        for (const end of ends) end();
      }
    },
    // Not interrupted by changes: the app may sign out and in again.
    renew: async (context, reauthenticate, order) => {
      const begun = identity.current();
      const end = context.interact('reauthenticate');
      const given = await reauthenticate(context.signal)
        .catch((error) => {
          throw asCredentialsError(error);
        })
        .finally(end);
      return given === undefined ? undefined : keep(given, begun, order);
    },
  };
};
