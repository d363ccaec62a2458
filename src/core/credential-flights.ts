import type { CachedCredentials } from './credential-cache.js';
import { isAuthError } from './errors.js';
import { type FlightContext, type Flight, TIMED_OUT, startFlight, type Waiter } from './flight.js';

/**
 * How old a flight may become before a call that joins it starts another one in parallel, in milliseconds. On Cloudflare Workers a
 * flight that another request began never ends, because its I/O ended with that request.
 */
const STALE_FLIGHT = 10_000;

/** The work of one flight. */
export type FlightWork<C> = (context: FlightContext, order: number) => Promise<CachedCredentials<C>>;

/** The fetches of credentials in progress. */
export interface CredentialFlights<C> {
  /** Returns the flight that a call joins, if any. */
  inFlight(): Flight<CachedCredentials<C>> | undefined;
  /** Starts a flight, which calls join from then on. */
  start(work: FlightWork<C>, isReplacement: boolean, staleAfter?: number): Flight<CachedCredentials<C>>;
  /** Whether the current flight, if any, is too old to be waited for. */
  isStale(): boolean;
  /**
   * Waits for the current flight, or for the one that `begin` starts; starts another one in parallel if the flight becomes stale.
   */
  join(begin: () => Flight<CachedCredentials<C>>, waiter: Waiter): Promise<CachedCredentials<C>>;
  /** Completes every flight with credentials that came from elsewhere. */
  complete(credentials: CachedCredentials<C>): void;
}

/**
 * Creates the {@link CredentialFlights} of a source.
 *
 * @param now The raw time, in milliseconds since the epoch.
 * @param nextOrder Returns the number of a flight.
 * @param mayGoStale Whether a flight ever counts as stale: not if the provider may take forever.
 * @param restart Starts a flight to replace a stale one.
 * @param waitUntil Called with every flight, so that the platform lets it finish.
 */
export const createFlights = <C>(
  now: () => number,
  nextOrder: () => number,
  mayGoStale: boolean,
  restart: (isReplacement: boolean) => Flight<CachedCredentials<C>>,
  waitUntil: ((work: Promise<unknown>) => void) | undefined,
): CredentialFlights<C> => {
  let currentFlight: Flight<CachedCredentials<C>> | undefined;
  /** All flights in progress, including those that have become stale. */
  const active = new Set<Flight<CachedCredentials<C>>>();

  /** If the platform fails to keep work alive, waiting calls are not affected. */
  const keepAlive = async (work: Promise<unknown>): Promise<void> => {
    try {
      await waitUntil?.(work);
    } catch {}
  };

  /** How much longer a call waits for a flight that another call started. */
  const remainingWait = ({ startedAt, staleAfter }: Flight<CachedCredentials<C>>): number | undefined =>
    mayGoStale ? Math.min(staleAfter, Math.max(0, startedAt + staleAfter - now())) : undefined;

  return {
    inFlight: () => currentFlight,
    isStale: () => currentFlight !== undefined && remainingWait(currentFlight) === 0,
    complete: (credentials) => {
      for (const other of active) other.complete(credentials);
    },
    start: (work, isReplacement, staleAfter = STALE_FLIGHT) => {
      const order = nextOrder();
      const newFlight: Flight<CachedCredentials<C>> = startFlight(
        async (context) => {
          const credentials = await work(context, order);
          for (const other of active) if (other !== newFlight) other.complete(credentials);
          return credentials;
        },
        { isReplacement, staleAfter, now },
        {
          onBegin: (startedFlight) => {
            active.add(startedFlight);
            currentFlight = startedFlight;
          },
          onEnd: (endedFlight) => {
            active.delete(endedFlight);
            if (currentFlight === endedFlight) currentFlight = undefined;
          },
        },
      );
      keepAlive(newFlight.result.catch(() => {}));
      return newFlight;
    },
    join: async (beginFirst, waiter) => {
      for (let begin = beginFirst; ; ) {
        const joinedFlight = currentFlight;
        if (!joinedFlight) return begin().join(waiter);
        const result = await joinedFlight
          .join(waiter, remainingWait(joinedFlight))
          .catch((error: unknown): typeof TIMED_OUT => {
            // Workers reject a promise of a request that has ended; the flight itself has not failed, and never will.
            if (currentFlight !== joinedFlight || waiter.signal?.aborted || isAuthError(error)) throw error;
            return TIMED_OUT;
          });
        if (result !== TIMED_OUT) return result;
        // Another call may have been faster.
        if (currentFlight === joinedFlight) {
          begin = () => restart(joinedFlight.isReplacement);
          currentFlight = undefined;
        }
      }
    },
  };
};
