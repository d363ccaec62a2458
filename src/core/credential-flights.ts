import type { Held } from './credential-cache.js';
import { isAuthError } from './errors.js';
import { type FlightContext, type Flight, LATE, startFlight, type Waiter } from './flight.js';

/**
 * How old a flight may become before a call that joins it starts another one in parallel, in milliseconds. On Cloudflare Workers a
 * flight that another request began never ends, because its I/O ended with that request.
 */
const STALE_FLIGHT = 10_000;

/** The work of one flight. */
export type FlightWork<C> = (context: FlightContext, order: number) => Promise<Held<C>>;

/** The fetches of credentials in progress. */
export interface CredentialFlights<C> {
  /** Returns the flight that a call joins, if any. */
  inFlight(): Flight<Held<C>> | undefined;
  /** Starts a flight, which calls join from then on. */
  start(work: FlightWork<C>, replacesRefused: boolean, staleAfter?: number): Flight<Held<C>>;
  /** Whether the current flight, if any, is too old to be waited for. */
  isStale(): boolean;
  /**
   * Waits for the current flight, or for the one that `begin` starts; starts another one in parallel if the flight becomes stale.
   */
  join(begin: () => Flight<Held<C>>, waiter: Waiter): Promise<Held<C>>;
  /** Completes every flight with credentials that came from elsewhere. */
  complete(credentials: Held<C>): void;
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
  restart: (replacesRefused: boolean) => Flight<Held<C>>,
  waitUntil: ((work: Promise<unknown>) => void) | undefined,
): CredentialFlights<C> => {
  let flight: Flight<Held<C>> | undefined;
  /** All flights in progress, including those that have become stale. */
  const active = new Set<Flight<Held<C>>>();

  /** If the platform fails to keep work alive, waiting calls are not affected. */
  const keepAlive = async (work: Promise<unknown>): Promise<void> => {
    try {
      await waitUntil?.(work);
    } catch {}
  };

  /** How much longer a call waits for a flight that another call started. */
  const patience = ({ startedAt, staleAfter }: Flight<Held<C>>): number | undefined =>
    mayGoStale ? Math.min(staleAfter, Math.max(0, startedAt + staleAfter - now())) : undefined;

  return {
    inFlight: () => flight,
    isStale: () => flight !== undefined && patience(flight) === 0,
    complete: (credentials) => {
      for (const other of active) other.complete(credentials);
    },
    start: (work, replacesRefused, staleAfter = STALE_FLIGHT) => {
      const order = nextOrder();
      const started: Flight<Held<C>> = startFlight(
        async (context) => {
          const credentials = await work(context, order);
          for (const other of active) if (other !== started) other.complete(credentials);
          return credentials;
        },
        { replacesRefused, staleAfter, now },
        {
          onBegin: (begun) => {
            active.add(begun);
            flight = begun;
          },
          onEnd: (ended) => {
            active.delete(ended);
            if (flight === ended) flight = undefined;
          },
        },
      );
      keepAlive(started.result.catch(() => {}));
      return started;
    },
    join: async (first, waiter) => {
      for (let begin = first; ; ) {
        const joined = flight;
        if (!joined) return begin().join(waiter);
        const result = await joined.join(waiter, patience(joined)).catch((error: unknown): typeof LATE => {
          // Workers reject a promise of a request that has ended; the flight itself has not failed, and never will.
          if (flight !== joined || waiter.signal?.aborted || isAuthError(error)) throw error;
          return LATE;
        });
        if (result !== LATE) return result;
        // Another call may have been faster.
        if (flight === joined) {
          begin = () => restart(joined.replacesRefused);
          flight = undefined;
        }
      }
    },
  };
};
