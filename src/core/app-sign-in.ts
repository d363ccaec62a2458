import type { CredentialCache, Held } from './credential-cache.js';
import type { Crew } from './flight.js';
import type { Epoch, Identity } from './identity.js';
import { asCredentialsError } from './load-credentials.js';
import type { Description } from './provider.js';

/** The app's `reauthenticate`; if it resolves to `undefined`, the provider is asked. */
export type Renewal<C> = (signal: AbortSignal) => Promise<C | undefined>;

/** Has the app sign the user in again, and caches the credentials that it returns. */
export interface AppSignIn<C> {
  /** The sign-in that the provider asked for, while it is in progress. */
  assistance(): Promise<unknown> | undefined;
  /** For the provider, which asked for it during a fetch; all fetches in progress wait for it. */
  assist(reauthenticate: Renewal<C>): Promise<C | undefined>;
  /** For a renewal. Resolves to `undefined` if the app returned no credentials of the current user. */
  renew(crew: Crew, reauthenticate: Renewal<C>, order: number): Promise<Held<C> | undefined>;
}

/**
 * Creates the {@link AppSignIn} of a source.
 *
 * @param crews The fetches that wait for the provider.
 * @param land Completes every fetch in progress with these credentials.
 */
export const createAppSignIn = <C>(
  identity: Identity,
  cache: CredentialCache<C>,
  describe: (value: C) => Description,
  crews: () => Crew[],
  land: (credentials: Held<C>) => void,
): AppSignIn<C> => {
  /** It does not matter who is signed in meanwhile. */
  let underWay: Promise<unknown> | undefined;

  const keep = (given: C, begun: Epoch, order: number): Held<C> | undefined => {
    const description = describe(given);
    const owner = identity.take(description, begun);
    return owner && cache.keep(given, description, owner, order);
  };

  return {
    assistance: () => underWay,
    assist: async (reauthenticate) => {
      const begun = identity.present();
      const waiting = crews();
      const ends = waiting.map((crew) => crew.interact('reauthenticate'));
      const work = reauthenticate(waiting[0]?.signal ?? new AbortController().signal);
      const settled = work.then(
        () => {},
        () => {},
      );
      underWay = settled;
      try {
        const given = await work;
        const kept = given === undefined ? undefined : keep(given, begun, cache.nextOrder());
        if (kept) land(kept);
        return given;
      } finally {
        if (underWay === settled) underWay = undefined;
        for (const end of ends) end();
      }
    },
    // Not interrupted by changes: the app may sign out and in again.
    renew: async (crew, reauthenticate, order) => {
      const begun = identity.present();
      const end = crew.interact('reauthenticate');
      const given = await reauthenticate(crew.signal)
        .catch((error) => {
          throw asCredentialsError(error);
        })
        .finally(end);
      return given === undefined ? undefined : keep(given, begun, order);
    },
  };
};
