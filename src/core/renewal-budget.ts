import type { Rejection } from './rejection.js';
import { POLICIES } from './verdicts.js';

/** More renewals than this within the window are a loop (Alamofire's rule). */
export const MAX_RENEWALS = 5;
/** Milliseconds. */
export const RENEWAL_WINDOW = 30_000;

/** How many renewals may still be started. */
export interface RenewalBudget {
  /**
   * Takes one renewal out of the budget.
   *
   * @returns Whether there was one left.
   */
  spend(rejection: Rejection): boolean;
}

interface SpentRenewal {
  readonly at: number;
  readonly hasReason: boolean;
  readonly origin: string;
  readonly route: string;
}

const hostOf = (url: string): string => /^[^:]*:\/\/[^/?#]*/.exec(url)?.[0] ?? '';

/** Returns a call's method and path, which an application's own rules depend on. */
export const routeOf = ({ method, url }: Pick<Rejection, 'method' | 'url'>): string => `${method} ${url.split('?')[0]}`;

/**
 * Counts renewals by their cause, so that a route that always rejects cannot use up what a real expiry elsewhere needs: at most
 * five per route, and five routes per origin. Rejections without a reason have a separate budget, so that an application's own
 * 403s on many paths do not use up that of real expiries.
 *
 * @param now The raw time, in milliseconds.
 */
export const createRenewalBudget = (now: () => number): RenewalBudget => {
  let recentRenewals: SpentRenewal[] = [];
  return {
    spend: (rejection) => {
      const at = now();
      // A clock that was set back must not keep them.
      recentRenewals = recentRenewals.filter((renewal) => Math.abs(renewal.at - at) < RENEWAL_WINDOW);
      const { hasReason } = POLICIES[rejection.verdict];
      const renewal: SpentRenewal = { at, hasReason, origin: hostOf(rejection.url), route: routeOf(rejection) };
      const similarRenewals = recentRenewals.filter(
        (other) => other.hasReason === hasReason && other.origin === renewal.origin,
      );
      const routes = new Set(similarRenewals.map(({ route }) => route));
      const isKnownRoute = routes.has(renewal.route);
      const routeCount = similarRenewals.filter(({ route }) => route === renewal.route).length;
      if (isKnownRoute ? routeCount >= MAX_RENEWALS : routes.size >= MAX_RENEWALS) return false;
      recentRenewals.push(renewal);
      return true;
    },
  };
};
