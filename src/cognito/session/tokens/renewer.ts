import { isOutage } from '../../service/outage.js';
import type { Expiring } from '../record/record.js';

/** After a renewal failed for want of a network, what is still good is used for this long before the next try. */
const PAUSE = 10_000;

/**
 * When something is renewed: `margin` before it expires, or at half its life where that is shorter. Milliseconds.
 *
 * @returns `NaN` for an expiry that is none: what has it is renewed at every use, and never taken for eternal.
 */
export const renewalTime = (now: number, expiresAt: number, margin: number): number =>
  Math.max(expiresAt - margin, (now + expiresAt) / 2);

/** What {@link Renewer} is told besides what it keeps. */
export interface Renewal<T> {
  /** Whose it is. Work for the same key is done once for all who ask. */
  readonly key: string;
  readonly kept: T | undefined;
  /** The server refused what is kept, or the caller does not want it. */
  readonly force: boolean;
  /** Gets a new one, or nothing where the situation has changed and the caller must look anew. */
  fetch(): Promise<T | undefined>;
}

/** Gives what is kept while it is good, and fetches it once for all who ask when it is not. */
export type Renewer<T> = (renewal: Renewal<T>) => Promise<T | undefined>;

/**
 * Makes a {@link Renewer}.
 *
 * @param now The time by the server's clock.
 * @param isOnline Whether trying makes sense.
 */
export const createRenewer = <T extends Expiring>(now: () => number, isOnline: () => boolean): Renewer<T> => {
  const flights = new Map<string, Promise<T | undefined>>();
  let pausedUntil = 0;
  return async ({ key, kept, force, fetch }) => {
    const good = kept && !force && now() < kept.expiresAt ? kept : undefined;
    if (good && (now() < good.renewAt || now() < pausedUntil || !isOnline())) return good;
    let flight = flights.get(key);
    if (!flight) {
      flight = fetch().finally(() => flights.delete(key));
      flights.set(key, flight);
    }
    try {
      return await flight;
    } catch (error) {
      if (!good || !isOutage(error)) throw error;
      pausedUntil = now() + PAUSE;
      return good;
    }
  };
};
