import { type Clock, systemClock } from '../core/clock.js';
import { isAuthError } from '../core/errors.js';
import { requireKnownOptions, requireOption } from '../core/options.js';
import { sha256 } from './digest.js';
import { toBase64Url, utf8 } from './encoding.js';
import type { UserPoolLogin } from './record.js';
import type { AuthenticationResult } from './sign-in.js';

/** The renewals that the sessions of a server process share. Made by {@link createSharedRenewals}; sessions call its methods. */
export interface SharedRenewals {
  /**
   * The tokens for a login: those of a renewal that is under way or has just been made with the same refresh token, else those that
   * `renew` gets. A login that has that renewal's tokens already gets newer ones.
   *
   * @throws What `renew` throws. A failure is shared by those who wait for it, and not kept.
   */
  share(
    login: Pick<UserPoolLogin, 'accessToken' | 'refreshToken'>,
    renew: () => Promise<AuthenticationResult>,
  ): Promise<AuthenticationResult>;
  /** Forgets what a login was renewed with, or to: its user has signed out. */
  forget(login: Pick<UserPoolLogin, 'refreshToken'>): Promise<void>;
}

/** Options of {@link createSharedRenewals}. Durations are in milliseconds. */
export interface SharedRenewalsOptions {
  /**
   * How long the tokens of a renewal are kept for requests that still carry the old refresh token. Default: 60000, the longest grace
   * period that Cognito's rotation has. 0: only renewals that are under way are shared.
   */
  readonly graceTime?: number;
  /** How many renewals are kept at most; the oldest goes first. Each takes about 5 KB. Default: 1000. */
  readonly max?: number;
  /**
   * How long a request waits for another one's renewal before it makes its own. On Cloudflare Workers a promise of a request that has
   * ended never settles. Default: 5000.
   */
  readonly patience?: number;
  /** Default: the machine's. */
  readonly clock?: Pick<Clock, 'now'>;
}

interface Kept {
  readonly result: AuthenticationResult;
  readonly until: number;
}

const LATE = Symbol('late');

/** What another request's work comes to; LATE where this one has to do it itself. */
const joined = async <T>(work: Promise<T>, limit: number): Promise<T | typeof LATE> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, limit, LATE);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    // A Worker's runtime refuses to wait for a request that has ended.
    if (isAuthError(error)) throw error;
    return LATE;
  } finally {
    clearTimeout(timer);
  }
};

/** Hashed, so that a key tells nothing of the token. A token belongs to one app client, so two clients never share. */
const keyOf = async (refreshToken: string): Promise<string> => toBase64Url(await sha256(utf8(refreshToken)));

/**
 * Lets requests that carry the same refresh token share one renewal. Make one for a server process, at module scope, and pass it to the
 * session of each request as `renewals`.
 *
 * A page's requests arrive together, and the cookie of a renewal reaches the browser only with its answer: without this each request
 * renews for itself, and with refresh token rotation the later ones are refused. Users never share: who gets a renewal's tokens has
 * shown the refresh token that it was made with. It is no default, because it keeps tokens in the memory of the process beyond the
 * request that they belong to. It knows nothing of other processes.
 *
 * @example
 * ```ts
 * const renewals = createSharedRenewals();
 * const sessionOf = (jar: CookieJar) =>
 *   createCognitoSession({ ...pools, storage: cookieStorage({ jar }), renewals });
 * ```
 * @throws TypeError for an option that is unknown, or no number from 0 on
 */
export const createSharedRenewals = (options: SharedRenewalsOptions = {}): SharedRenewals => {
  requireKnownOptions('createSharedRenewals', options, ['graceTime', 'max', 'patience', 'clock']);
  const { graceTime = 60_000, max = 1_000, patience = 5_000, clock = systemClock() } = options;
  for (const [name, value] of Object.entries({ graceTime, max, patience })) {
    requireOption(value >= 0, `createSharedRenewals: ${name} is a number from 0 on.`);
  }
  const flights = new Map<string, Promise<AuthenticationResult>>();
  /** The oldest first. */
  const settled = new Map<string, Kept>();

  const dropOld = (): void => {
    for (const [key, { until }] of settled) {
      if (until > clock.now() && settled.size <= max) return;
      settled.delete(key);
    }
  };

  const begin = async (key: string, renew: () => Promise<AuthenticationResult>): Promise<AuthenticationResult> => {
    const flight = renew();
    flights.set(key, flight);
    // Who lost patience may have begun another, whose result counts.
    const land = (): boolean => flights.get(key) === flight && flights.delete(key);
    try {
      const result = await flight;
      if (land()) {
        settled.delete(key);
        settled.set(key, { result, until: clock.now() + graceTime });
        dropOld();
      }
      return result;
    } finally {
      land();
    }
  };

  return {
    share: async ({ accessToken, refreshToken = '' }, renew) => {
      const key = await keyOf(refreshToken);
      dropOld();
      const kept = settled.get(key)?.result;
      // Without rotation the refresh token stays: who has these tokens asks for newer ones.
      if (kept && kept.AccessToken !== accessToken) return kept;
      const flight = flights.get(key);
      const shared = flight ? await joined(flight, patience) : LATE;
      return shared === LATE ? begin(key, renew) : shared;
    },
    forget: async ({ refreshToken = '' }) => {
      settled.delete(await keyOf(refreshToken));
      for (const [key, { result }] of settled) if (result.RefreshToken === refreshToken) settled.delete(key);
    },
  };
};
