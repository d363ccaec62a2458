import type { Clock } from './clock.js';
import type { Caller, CredentialSource, Held } from './credential-source.js';
import { IdentityChangedError, ReauthenticationError } from './errors.js';
import { accessKey, type Emitter } from './events.js';
import type { Flight } from './flight.js';
import type { Rejection } from './rejection.js';

/** More renewals than this within the window are a loop, not a need (Alamofire's rule). */
const MOST_RENEWALS = 5;
const RENEWAL_WINDOW = 30_000;
/** For how long an unknown 403 that survived a renewal is taken for the application's own. */
const FINAL_FOR = 60_000;
/** How many method and path pairs are remembered as such. */
const MOST_FINAL = 500;

/** An app's own way to new credentials; nothing means that the provider is asked again. */
export type Reauthenticate<C> = (
  rejection: Rejection,
  context: { readonly signal: AbortSignal },
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that signs in and returns nothing is the common case
) => Promise<C | void> | C | void;

/** What renewing rests on. */
export interface ReauthenticatorOptions<C> {
  readonly source: CredentialSource<C>;
  readonly reauthenticate: Reauthenticate<C> | undefined;
  readonly emitter: Emitter;
  readonly clock: Clock;
  readonly accessKeyIdOf: (value: C) => string | undefined;
}

/** Renews what the server refused, once for all. */
export interface Reauthenticator<C> {
  /** Whether a renewal could bring anything. */
  readonly possible: boolean;
  /** How many renewals have failed; taken before a send, it tells which failure a rejection belongs to. */
  readonly failures: number;
  /**
   * Credentials to replay with, or `undefined` where the renewal brought the same ones.
   *
   * @param failuresAtSend {@link Reauthenticator.failures} when the call was sent: one that was under way when a renewal
   * failed shares that failure; a later one tries anew.
   * @throws ReauthenticationError `excessive-reauthentication`; whatever the renewal failed with.
   */
  replace(
    used: Held<C>,
    rejection: Rejection,
    failuresAtSend: number,
    caller: Caller,
    signal?: AbortSignal | null,
  ): Promise<Held<C> | undefined>;
  /** Whether an unknown 403 of this method and path was shown to be the application's own, within the last minute. */
  isFinal(rejection: Rejection): boolean;
  /** Remembers that an unknown 403 came back with renewed credentials. */
  rememberFinal(rejection: Rejection): void;
}

/**
 * Throws if the call would be sent as somebody else than it was made by. A guest who has become a user may go on.
 *
 * @throws IdentityChangedError
 */
export const requireSameIdentity = <C>(
  source: CredentialSource<C>,
  caller: Caller,
  now: Held<C>,
  used?: Held<C>,
): void => {
  const changed = now.identity !== caller.identity;
  const before = used?.principal ?? caller.principal ?? (changed ? source.principalOf(caller.identity) : undefined);
  // Sent by nobody known, before and after a change: it cannot be told whether they are the same.
  const unknown = changed && used !== undefined && now.principal === undefined;
  if (before === undefined ? unknown : before !== now.principal) {
    throw new IdentityChangedError();
  }
};

const pathOf = ({ method, url }: Rejection): string => `${method} ${url.split('?')[0]}`;

/** Makes the {@link Reauthenticator} of a source. */
export const createReauthenticator = <C>(options: ReauthenticatorOptions<C>): Reauthenticator<C> => {
  const { source, reauthenticate, emitter, clock, accessKeyIdOf } = options;
  // Suspicions ("unknown") and certainties have a budget each, so that an application's own 403s on many paths cannot
  // spend what a real expiry needs.
  const renewals = { suspected: [] as number[], certain: [] as number[] };
  const finals = new Map<string, number>();
  let failures = 0;
  let lastFailure: unknown;

  const spend = (rejection: Rejection): void => {
    const kind = rejection.verdict === 'unknown' ? 'suspected' : 'certain';
    const since = clock.now() - RENEWAL_WINDOW;
    const recent = renewals[kind].filter((time) => time > since);
    renewals[kind] = recent;
    if (recent.length >= MOST_RENEWALS) {
      throw new ReauthenticationError(
        'excessive-reauthentication',
        `The server still refuses calls after ${MOST_RENEWALS} renewals in ${RENEWAL_WINDOW / 1000} s. ` +
          'Check permissions, region, service and clock.',
      );
    }
    recent.push(clock.now());
  };

  const startRenewal = (rejection: Rejection): Flight<Held<C>> => {
    spend(rejection);
    emitter.emit('reauthenticating', { rejection });
    const renewal = source.renew(async (signal) => (await reauthenticate?.(rejection, { signal })) ?? undefined);
    renewal.result.then(
      ({ value }) => emitter.emit('reauthenticated', { ...accessKey(accessKeyIdOf(value)) }),
      (error: unknown) => {
        failures++;
        lastFailure = error;
        emitter.emit('reauthentication-failed', { rejection, error });
      },
    );
    return renewal;
  };

  return {
    possible: source.renewable || reauthenticate !== undefined,
    get failures() {
      return failures;
    },
    replace: async (used, rejection, failuresAtSend, caller, signal) => {
      const known = source.cached();
      // Replaced already by somebody else, or dropped: no renewal is due for these.
      if (known?.id === used.id && failuresAtSend < failures && !source.underWay()) throw lastFailure;
      const renewed = await (known?.id === used.id
        ? (source.underWay() ?? startRenewal(rejection)).join(signal, caller.within)
        : source.current(signal, caller.within));
      return renewed.id === used.id ? undefined : renewed;
    },
    isFinal: (rejection) => rejection.verdict === 'unknown' && (finals.get(pathOf(rejection)) ?? 0) > clock.now(),
    rememberFinal: (rejection) => {
      finals.delete(pathOf(rejection));
      finals.set(pathOf(rejection), clock.now() + FINAL_FOR);
      for (const oldest of finals.keys()) {
        if (finals.size <= MOST_FINAL) break;
        finals.delete(oldest);
      }
    },
  };
};
