import { type Clock, systemClock } from '../../../core/clock.js';
import { isAuthError } from '../../../core/errors.js';
import { requireKnownOptions, requireOption } from '../../../core/options.js';
import { sha256 } from '../../digest.js';
import { toBase64Url, utf8 } from '../../encoding.js';
import { CognitoError } from '../../errors.js';
import type { UserPoolLogin } from '../record/record.js';
import type { AuthenticationResult } from '../../user-pool/sign-in/sign-in.js';

/**
 * The renewals that the sessions of a server process share. Created by {@link createSharedRenewals}; sessions call its
 * methods.
 */
export interface SharedRenewals {
  /**
   * Returns new tokens for a login: those of a renewal with the same refresh token that is in flight or has just
   * completed, else those that `renew` gets. A login that already has the completed renewal's tokens gets newer ones.
   *
   * @throws What `renew` throws. Callers that wait for the same renewal share its failure, which is not kept.
   */
  share(
    login: Pick<UserPoolLogin, 'accessToken' | 'refreshToken'>,
    renew: () => Promise<AuthenticationResult>,
  ): Promise<AuthenticationResult>;
  /**
   * Ends the renewals of a login whose user has signed out: forgets the tokens that it was renewed from and to, and
   * rejects requests that carry the old ones, including those whose renewal is in flight.
   */
  forget(login: Pick<UserPoolLogin, 'refreshToken'>): Promise<void>;
}

/** Options of {@link createSharedRenewals}. Durations are in milliseconds. */
export interface SharedRenewalsOptions {
  /**
   * How long the tokens of a renewal are kept for requests that still carry the old refresh token. Default: 60000, the
   * longest grace period of Cognito's rotation. 0: only renewals in flight are shared.
   */
  readonly graceTime?: number;
  /** How many renewals are kept at most; the oldest is dropped first. Each takes about 5 KB. Default: 1000. */
  readonly max?: number;
  /**
   * How long a request waits for another request's renewal before it starts its own. On Cloudflare Workers, a promise
   * of a request that has ended never settles. Default: 5000.
   */
  readonly patience?: number;
  /** Default: the system clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

interface CompletedRenewal {
  readonly result: AuthenticationResult;
  /** The key of the new refresh token, if there is one. */
  readonly next: string | undefined;
  /** The position in the order in which renewals began. */
  readonly order: number;
  readonly until: number;
}

/** How long a sign-out is remembered at least, in milliseconds: requests made before it still carry its tokens. */
const MAX_REQUEST_TIME = 60_000;

/** Returns the error of a request whose user has signed out: the same as Cognito's for a revoked token. */
const signedOutError = (): CognitoError =>
  new CognitoError('NotAuthorizedException', 'The user has signed out.', {
    operation: 'GetTokensFromRefreshToken',
    status: 0,
  });

const TIMED_OUT = Symbol('timed-out');

/** Waits for another request's work. Resolves to LATE if this request has to do it itself. */
const waitFor = async <T>(work: Promise<T>, limit: number): Promise<T | typeof TIMED_OUT> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(resolve, limit, TIMED_OUT);
  });
  try {
    return await Promise.race([work, timeout]);
  } catch (error) {
    // The runtime of Cloudflare Workers rejects a wait for a request that has ended.
    if (isAuthError(error)) throw error;
    return TIMED_OUT;
  } finally {
    clearTimeout(timer);
  }
};

/** Remembers for some time which refresh tokens were signed out. */
const createSignOuts = (clock: Pick<Clock, 'now'>, max: number, lifetime: number) => {
  /** When each key is forgotten. The oldest comes first. */
  const signOutTimes = new Map<string, number>();
  return {
    add: (key: string): void => {
      for (const [oldest, until] of signOutTimes) {
        if (until > clock.now() && signOutTimes.size < max) break;
        signOutTimes.delete(oldest);
      }
      signOutTimes.set(key, clock.now() + lifetime);
    },
    hasEnded: (key: string): boolean => (signOutTimes.get(key) ?? 0) > clock.now(),
  };
};

/**
 * Hashes the token, so that the key does not reveal it. A token belongs to one app client, so two clients never share.
 */
const keyOf = async (refreshToken: string): Promise<string> => toBase64Url(await sha256(utf8(refreshToken)));

/**
 * Lets requests that carry the same refresh token share one renewal. Create one instance for a server process, at
 * module scope, and pass it to the session of each request as `renewals`.
 *
 * A page's requests arrive together, and the cookies of a renewal reach the browser only with its response. Without
 * shared renewals each request renews the tokens itself, and refresh token rotation rejects the later ones. Users never
 * share tokens: a request gets a renewal's tokens only if it carries the refresh token that was renewed. This is not
 * the default, because it keeps tokens in the memory of the process beyond the request that they belong to. It does not
 * work across processes.
 *
 * @example
 * ```ts
 * const renewals = createSharedRenewals();
 * const sessionOf = (jar: CookieJar) =>
 *   createCognitoSession({ ...pools, storage: cookieStorage({ jar }), renewals });
 * ```
 * @throws TypeError for an unknown option, or a number below 0
 */
export const createSharedRenewals = (options: SharedRenewalsOptions = {}): SharedRenewals => {
  requireKnownOptions('createSharedRenewals', options, { graceTime: 0, max: 0, patience: 0, clock: 0 });
  const { graceTime = 60_000, max = 1_000, patience = 5_000, clock = systemClock() } = options;
  for (const [name, value] of Object.entries({ graceTime, max, patience })) {
    requireOption(typeof value === 'number' && value >= 0, `createSharedRenewals: ${name} must be a number >= 0.`);
  }
  const flights = new Map<string, Promise<AuthenticationResult>>();
  /** Completed renewals. The oldest comes first. */
  const completed = new Map<string, CompletedRenewal>();
  let lastOrder = 0;

  const dropExpired = (): void => {
    for (const [key, { until }] of completed) {
      if (until > clock.now() && completed.size <= max) return;
      completed.delete(key);
    }
  };

  const signOuts = createSignOuts(clock, max, Math.max(graceTime, MAX_REQUEST_TIME));
  const end = (key: string): void => {
    signOuts.add(key);
    flights.delete(key);
    completed.delete(key);
  };
  const { hasEnded } = signOuts;

  /**
   * Returns a completed renewal's tokens, unless the login already has them: without rotation the refresh token does
   * not change.
   */
  const findResult = (key: string, accessToken: string): AuthenticationResult | undefined => {
    dropExpired();
    const completedResult = completed.get(key)?.result;
    return completedResult?.AccessToken === accessToken ? undefined : completedResult;
  };

  const complete = async (
    key: string,
    accessToken: string,
    renew: () => Promise<AuthenticationResult>,
  ): Promise<AuthenticationResult> => {
    const order = ++lastOrder;
    try {
      const result = await renew();
      const next = result.RefreshToken && (await keyOf(result.RefreshToken));
      if (hasEnded(key)) {
        if (next) end(next);
        throw signedOutError();
      }
      // Keep the result even if other requests no longer wait for it, unless a renewal that began later has completed.
      if ((completed.get(key)?.order ?? 0) < order) {
        completed.delete(key);
        completed.set(key, { result, next, order, until: clock.now() + graceTime });
        dropExpired();
      }
      return result;
    } catch (error) {
      // A pool with rotation may reject the second of two simultaneous renewals.
      const completedResult = hasEnded(key) ? undefined : findResult(key, accessToken);
      if (completedResult) return completedResult;
      throw error;
    }
  };

  /** All callers that join get the same result, including the error after a sign-out. */
  const begin: typeof complete = (key, accessToken, renew) => {
    const flight = complete(key, accessToken, renew).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    flights.set(key, flight);
    return flight;
  };

  return {
    share: async ({ accessToken, refreshToken = '' }, renew) => {
      const key = await keyOf(refreshToken);
      for (let lastFlight: unknown; ; ) {
        if (hasEnded(key)) throw signedOutError();
        const completedResult = findResult(key, accessToken);
        if (completedResult) return completedResult;
        const flight = flights.get(key);
        // After a timeout, the first caller starts another renewal for all.
        if (!flight || flight === lastFlight) return begin(key, accessToken, renew);
        const sharedResult = await waitFor(flight, patience);
        if (sharedResult !== TIMED_OUT) return sharedResult;
        lastFlight = flight;
      }
    },
    forget: async ({ refreshToken = '' }) => {
      const endedKeys = new Set([await keyOf(refreshToken)]);
      // Follow the chain of renewals back to the earlier refresh tokens.
      for (let size = 0; size < endedKeys.size; ) {
        size = endedKeys.size;
        for (const [key, { next }] of completed) if (next && endedKeys.has(next)) endedKeys.add(key);
      }
      endedKeys.forEach(end);
    },
  };
};
