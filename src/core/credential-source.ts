import { currentOwners } from '#call-context';
import { throwIfAborted } from './abortable.js';
import { createAppReauthentication, type Renewal } from './app-reauthentication.js';
import { type Clock, correctedNow } from './clock.js';
import { type CacheEntry, createCredentialCache, type CachedCredentials } from './credential-cache.js';
import { createFlights } from './credential-flights.js';
import { isAuthError } from './errors.js';
import type { Flight, Waiter } from './flight.js';
import { createIdentity, type Epoch, outlivesEpoch } from './identity.js';
import { createLoader } from './load-credentials.js';
import type { Owner } from './owner.js';
import { createProviderCalls, type ProviderCallOptions } from './provider-calls.js';

/** Who makes a call: recorded when it is made, before anything is awaited. */
export interface Caller {
  /** The provider's identity at that moment. */
  readonly epoch: Epoch;
  /** The work that made the call, if any: the work must not wait for itself. */
  readonly owners: readonly Owner[];
}

/** The credentials of one Authenticator: cached, renewed before they expire, and fetched once for all waiting calls. */
export interface CredentialSource<C> {
  /** Returns the caller of a call that is made now. */
  caller(): Caller;
  /** Whether credentials still belong to the current user. */
  isCurrent(credentials: CachedCredentials<C>): boolean;
  /** Whether the provider can renew them. */
  readonly isRenewable: boolean;
  /** Returns usable credentials: the cached ones, or those of the current or a new fetch. */
  getCredentials(waiter: Waiter): Promise<CachedCredentials<C>>;
  /**
   * Returns credentials to use instead of rejected ones: those of the current renewal, or of the one that `start` begins.
   *
   * @returns `undefined` if the renewal returned the same ones.
   */
  replace(
    rejectedCredentials: CachedCredentials<C>,
    start: () => Flight<CachedCredentials<C>>,
    waiter: Waiter,
  ): Promise<CachedCredentials<C> | undefined>;
  /** Returns the cached credentials, usable or not. */
  cachedCredentials(): CachedCredentials<C> | undefined;
  /** Returns the current fetch, if any. */
  inFlight(): Flight<CachedCredentials<C>> | undefined;
  /** Starts a renewal: by the app's `reauthenticate`, and by the provider if that returns nothing. */
  renew(reauthenticate: Renewal<C> | undefined): Flight<CachedCredentials<C>>;
  /**
   * Has the app sign the user in again because the provider asked for it while it fetched credentials. Those fetches wait until it
   * has ended, and use the credentials that it returns, if any.
   */
  assist(reauthenticate: Renewal<C>): Promise<C | undefined>;
  /** Drops the cached credentials. */
  invalidate(): void;
}

/** The parts of a source. */
export interface SourceOptions<C> extends ProviderCallOptions<C> {
  readonly clock: Clock;
  /** In milliseconds. */
  readonly refreshBeforeExpiry: number;
  /** Called with every fetch, so that the platform lets it finish. */
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
  /** Called when an identity ends whose user was never known. */
  readonly onUnknownIdentity: () => void;
  /** Called when a call begins to wait for a sign-in, with the maximum wait in milliseconds. */
  readonly onSignInWait: (timeout: number) => void;
}

/** The pause between a failed background renewal and the next attempt, in milliseconds. */
const BACKGROUND_PAUSE = 10_000;
/**
 * When a background renewal becomes stale, in milliseconds. No call waits for it, so on Cloudflare Workers only `waitUntil`
 * keeps it alive; a call that joins it once the credentials have expired may wait for nothing.
 */
const STALE_RENEWAL = 1_000;

/** Creates the {@link CredentialSource} of a provider. */
export const createCredentialSource = <C>(options: SourceOptions<C>): CredentialSource<C> => {
  const { provider, isStatic, describe, clock, refreshBeforeExpiry, providerTimeout, waitUntil } = options;
  const now = (): number => correctedNow(clock);
  const cache = createCredentialCache<C>(now, refreshBeforeExpiry);
  const identity = createIdentity(provider, { onBegin: cache.clear, onUnknown: options.onUnknownIdentity });
  const providerCalls = createProviderCalls<C>(options, now);
  const complete = (credentials: CachedCredentials<C>): void => flights.complete(credentials);
  const appReauthentication = createAppReauthentication(identity, cache, describe, providerCalls.contexts, complete);
  const load = createLoader(providerCalls, identity, cache, describe, appReauthentication.pendingReauthentication);
  const mayGoStale = providerTimeout !== Number.POSITIVE_INFINITY;
  const restart = (isForced: boolean): Flight<CachedCredentials<C>> => (isForced ? forceLoad() : fetchOnce());
  const flights = createFlights(clock.now, cache.nextOrder, mayGoStale, restart, waitUntil);
  const fetchOnce = (): Flight<CachedCredentials<C>> =>
    flights.start((context, order) => load(context, cache.isForced(), order), false);
  const forceLoad = (): Flight<CachedCredentials<C>> =>
    flights.start((context, order) => load(context, true, order), true);

  provider.onWaiting?.((timeout) => {
    // Record whose calls are waiting now; after a sign-in it could no longer be told.
    identity.currentEpoch();
    options.onSignInWait(timeout);
    providerCalls.waitForSignIn();
  });

  const refreshInBackground = (entry: CacheEntry<C>): void => {
    if (isStatic || (flights.inFlight() && !flights.isStale())) return;
    const pause = (): void => cache.postpone(entry, now() + BACKGROUND_PAUSE);
    // Postpone it now, because the renewal may never end.
    pause();
    flights
      .start((context, order) => load(context, true, order, true), false, STALE_RENEWAL)
      .join({})
      .catch(pause);
  };

  /** What is cached, if it belongs to the current user. */
  const cachedEntry = (): CacheEntry<C> | undefined => {
    identity.currentEpoch();
    return cache.entry();
  };

  const getCredentials = async (waiter: Waiter): Promise<CachedCredentials<C>> => {
    throwIfAborted(waiter.signal);
    const entry = cachedEntry();
    if (!entry || now() >= entry.expiresAt) return flights.join(fetchOnce, waiter);
    if (!flights.inFlight()?.isReplacement) {
      if (now() >= entry.refreshAt) refreshInBackground(entry);
      return entry;
    }
    // A server rejected these, and they are being replaced: wait. If that fails, another server may still accept them.
    return flights.join(fetchOnce, waiter).catch((error) => {
      const isDeadlock = isAuthError(error) && error.code === 'reauthentication-deadlock';
      if (waiter.signal?.aborted || cache.entry() !== entry || isDeadlock) throw error;
      return entry;
    });
  };

  return {
    caller: () => ({ epoch: identity.currentEpoch(), owners: currentOwners() }),
    isCurrent: (credentials) =>
      credentials.epoch === identity.currentEpoch() || outlivesEpoch(credentials, credentials.epoch),
    isRenewable: !isStatic,
    cachedCredentials: cachedEntry,
    inFlight: flights.inFlight,
    getCredentials,
    assist: appReauthentication.assist,
    invalidate: cache.invalidate,
    replace: async (rejectedCredentials, start, waiter) => {
      // Already replaced or dropped: no renewal is due for these.
      const replacement = await (cachedEntry()?.id === rejectedCredentials.id
        ? flights.join(start, waiter)
        : getCredentials(waiter));
      return replacement.id === rejectedCredentials.id ? undefined : replacement;
    },
    renew: (reauthenticate) =>
      flights.start(async (context, order) => {
        const startEpoch = identity.currentEpoch();
        const appCredentials = reauthenticate && (await appReauthentication.renew(context, reauthenticate, order));
        // After a change of identity the provider returns new credentials without being forced.
        return appCredentials ?? load(context, startEpoch === identity.currentEpoch(), order);
      }, true),
  };
};
