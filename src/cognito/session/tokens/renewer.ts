import { isOutage } from '../../service/outage.js';
import type { Expiring } from '../record/record.js';

/** How long a value that is still valid is used after a failed renewal, before the next try. Milliseconds. */
const PAUSE = 10_000;

/** Options of a {@link Renewer}. */
export interface RenewalRequest<T> {
  /** Identifies the owner of the value. Callers with the same key share one request in flight. */
  readonly key: string;
  /** The cached value, if any. */
  readonly cached: T | undefined;
  /** Do not use the cached value, because the server rejected it or the caller wants a new one. */
  readonly force: boolean;
  /** Gets a new value, or `undefined` if the login has changed and the caller must read the record again. */
  fetch(): Promise<T | undefined>;
}

/** Returns the cached value while it is valid; otherwise gets a new one, single flight for each key. */
export type Renewer<T> = (renewal: RenewalRequest<T>) => Promise<T | undefined>;

/**
 * Creates a {@link Renewer}.
 *
 * @param now The time by the server's clock.
 * @param isOnline Whether there is a network, so that a renewal can succeed.
 */
export const createRenewer = <T extends Expiring>(now: () => number, isOnline: () => boolean): Renewer<T> => {
  const flights = new Map<string, Promise<T | undefined>>();
  let pausedUntil = 0;
  return async ({ key, cached, force, fetch }) => {
    const usable = cached && !force && now() < cached.expiresAt ? cached : undefined;
    if (usable && (now() < usable.renewAt || now() < pausedUntil || !isOnline())) return usable;
    let flight = flights.get(key);
    if (!flight) {
      flight = fetch().finally(() => flights.delete(key));
      flights.set(key, flight);
    }
    try {
      return await flight;
    } catch (error) {
      if (!usable || !isOutage(error)) throw error;
      pausedUntil = now() + PAUSE;
      return usable;
    }
  };
};
