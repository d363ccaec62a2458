import { type Clock, systemClock } from '../../../core/clock.js';
import { isAuthError } from '../../../core/errors.js';
import { requireKnownOptions, requireOption } from '../../../core/options.js';
import { sha256 } from '../../digest.js';
import { toBase64Url, utf8 } from '../../encoding.js';
import { CognitoError } from '../../errors.js';
import type { UserPoolLogin } from '../record/record.js';
import type { AuthenticationResult } from '../../user-pool/sign-in/sign-in.js';

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
  /**
   * Its user has signed out: forgets what a login was renewed with, or to, and refuses all who carry the old tokens, also those whose
   * renewal is under way.
   */
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
  /** The key of the refresh token that it brought. */
  readonly next: string | undefined;
  /** When it was begun, among all. */
  readonly order: number;
  readonly until: number;
}

/** For how long a sign-out is remembered at least, in milliseconds: requests that were made before it carry its tokens. */
const LONGEST_REQUEST = 60_000;

/** What a request gets whose user has signed out: as Cognito says of a token that was revoked. */
const signedOut = (): CognitoError =>
  new CognitoError('NotAuthorizedException', 'The user has signed out.', {
    operation: 'GetTokensFromRefreshToken',
    status: 0,
  });

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

/** Which refresh tokens' users have signed out, remembered for a while. */
const createSignOuts = (clock: Pick<Clock, 'now'>, max: number, lifetime: number) => {
  /** Until when. The oldest first. */
  const ended = new Map<string, number>();
  return {
    note: (key: string): void => {
      for (const [oldest, until] of ended) {
        if (until > clock.now() && ended.size < max) break;
        ended.delete(oldest);
      }
      ended.set(key, clock.now() + lifetime);
    },
    hasEnded: (key: string): boolean => (ended.get(key) ?? 0) > clock.now(),
  };
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
    requireOption(typeof value === 'number' && value >= 0, `createSharedRenewals: ${name} is a number from 0 on.`);
  }
  const flights = new Map<string, Promise<AuthenticationResult>>();
  /** The oldest first. */
  const settled = new Map<string, Kept>();
  let begun = 0;

  const dropOld = (): void => {
    for (const [key, { until }] of settled) {
      if (until > clock.now() && settled.size <= max) return;
      settled.delete(key);
    }
  };

  const signOuts = createSignOuts(clock, max, Math.max(graceTime, LONGEST_REQUEST));
  const end = (key: string): void => {
    signOuts.note(key);
    flights.delete(key);
    settled.delete(key);
  };
  const { hasEnded } = signOuts;

  /** The tokens of a renewal; a login that has them already needs newer ones: without rotation the refresh token stays. */
  const keptFor = (key: string, accessToken: string): AuthenticationResult | undefined => {
    dropOld();
    const kept = settled.get(key)?.result;
    return kept?.AccessToken === accessToken ? undefined : kept;
  };

  const settle = async (
    key: string,
    accessToken: string,
    renew: () => Promise<AuthenticationResult>,
  ): Promise<AuthenticationResult> => {
    const order = ++begun;
    try {
      const result = await renew();
      const next = result.RefreshToken && (await keyOf(result.RefreshToken));
      if (hasEnded(key)) {
        if (next) end(next);
        throw signedOut();
      }
      // Also of one that others have lost patience with; but what was begun later counts.
      if ((settled.get(key)?.order ?? 0) < order) {
        settled.delete(key);
        settled.set(key, { result, next, order, until: clock.now() + graceTime });
        dropOld();
      }
      return result;
    } catch (error) {
      // Of two that were made at once, a rotating pool may refuse the second.
      const kept = hasEnded(key) ? undefined : keptFor(key, accessToken);
      if (kept) return kept;
      throw error;
    }
  };

  /** What whoever joins gets is what its beginner gets, a sign-out meanwhile included. */
  const begin: typeof settle = (key, accessToken, renew) => {
    const flight = settle(key, accessToken, renew).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    flights.set(key, flight);
    return flight;
  };

  return {
    share: async ({ accessToken, refreshToken = '' }, renew) => {
      const key = await keyOf(refreshToken);
      for (let last: unknown; ; ) {
        if (hasEnded(key)) throw signedOut();
        const kept = keptFor(key, accessToken);
        if (kept) return kept;
        const flight = flights.get(key);
        // Whoever lost patience first has begun another one for all.
        if (!flight || flight === last) return begin(key, accessToken, renew);
        const shared = await joined(flight, patience);
        if (shared !== LATE) return shared;
        last = flight;
      }
    },
    forget: async ({ refreshToken = '' }) => {
      const dead = new Set([await keyOf(refreshToken)]);
      // And what led to it, one renewal after the other.
      for (let size = 0; size < dead.size; ) {
        size = dead.size;
        for (const [key, { next }] of settled) if (next && dead.has(next)) dead.add(key);
      }
      dead.forEach(end);
    },
  };
};
