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

interface Spent {
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
  let recent: Spent[] = [];
  return {
    spend: (rejection) => {
      const at = now();
      recent = recent.filter((spent) => spent.at > at - RENEWAL_WINDOW);
      const { hasReason } = POLICIES[rejection.verdict];
      const spent: Spent = { at, hasReason, origin: hostOf(rejection.url), route: routeOf(rejection) };
      const alike = recent.filter((other) => other.hasReason === hasReason && other.origin === spent.origin);
      const routes = new Set(alike.map(({ route }) => route));
      const isKnown = routes.has(spent.route);
      const ofRoute = alike.filter(({ route }) => route === spent.route).length;
      if (isKnown ? ofRoute >= MAX_RENEWALS : routes.size >= MAX_RENEWALS) return false;
      recent.push(spent);
      return true;
    },
  };
};
