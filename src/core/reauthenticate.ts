import { runInside, currentOwners } from '#call-context';
import type { Clock } from './clock.js';
import type { CachedCredentials } from './credential-cache.js';
import type { CredentialSource } from './credential-source.js';
import type { Provider } from './provider.js';
import { AuthError, deadlockError, ReauthenticationError } from './errors.js';
import { accessKey, type Emitter } from './events.js';
import type { Flight, Waiter } from './flight.js';
import { nextSequence, type Owner } from './owner.js';
import type { Rejection } from './rejection.js';
import { POLICIES } from './verdicts.js';
import { setBounded } from './set-bounded.js';
import { createRenewalBudget, MAX_RENEWALS, RENEWAL_WINDOW, routeOf } from './renewal-budget.js';

/** How long an unknown 403 that survived a renewal is assumed to be the application's own, in milliseconds. */
const FINAL_DURATION = 60_000;
/** How many pairs of method and path are remembered for that. */
const MAX_FINAL = 500;

/** The app's own way to get new credentials; if it returns nothing, the provider is asked again. */
export type Reauthenticate<C> = (
  rejection: Rejection,
  context: { readonly signal: AbortSignal },
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that signs in and returns nothing is the common case
) => Promise<C | void> | C | void;

/** What a renewal needs. */
export interface ReauthenticatorOptions<C> {
  readonly source: CredentialSource<C>;
  readonly provider: Provider<C>;
  readonly shouldReauthenticate: (rejection: Rejection) => boolean;
  readonly reauthenticate: Reauthenticate<C> | undefined;
  readonly emitter: Emitter;
  readonly clock: Clock;
  readonly accessKeyIdOf: (value: C) => string | undefined;
}

/** Renews rejected credentials, once for all calls. */
export interface Reauthenticator<C> {
  /** Whether there is any way to renew. */
  readonly canRenew: boolean;
  /** How many renewals have failed; recorded before a send, it shows which failure a rejection belongs to. */
  readonly failures: number;
  /**
   * Returns credentials to replay with, or `undefined` if the renewal returned the same ones.
   *
   * @param failuresAtSend {@link Reauthenticator.failures} when the call was sent: a call that was in flight when a renewal failed
   * shares that failure; a later call starts a new renewal.
   * @throws ReauthenticationError `excessive-reauthentication`; otherwise the error of the renewal.
   */
  replace(
    credentials: CachedCredentials<C>,
    rejection: Rejection,
    failuresAtSend: number,
    waiter: Waiter,
  ): Promise<CachedCredentials<C> | undefined>;
  /** Whether an unknown 403 for this method and path proved to be the application's own, within the last minute. */
  isFinal(rejection: Rejection): boolean;
  /** Remembers that an unknown 403 came back with renewed credentials. */
  rememberFinal(rejection: Rejection): void;
}

/** Creates the error for a provider that returned what the server rejected, if the rejection blames the credentials. */
export const unchangedError = ({ verdict }: Rejection): AuthError | undefined =>
  POLICIES[verdict].blames === 'credentials'
    ? new AuthError(
        'call-refused',
        'The server rejected the credentials, and the provider returned the same ones again. Return new ones when it is called with { forceRefresh: true }.',
      )
    : undefined;

/** Creates the {@link Reauthenticator} of a source. */
export const createReauthenticator = <C>(options: ReauthenticatorOptions<C>): Reauthenticator<C> => {
  const { source, provider, reauthenticate, shouldReauthenticate, emitter, clock, accessKeyIdOf } = options;
  const budget = createRenewalBudget(clock.now);
  const finalRoutes = new Map<string, number>();
  let failures = 0;
  let lastFailure: unknown;

  const spend = (rejection: Rejection): void => {
    if (budget.spend(rejection)) return;
    throw new ReauthenticationError(
      'excessive-reauthentication',
      `The server still rejects calls after ${MAX_RENEWALS} renewals in ${RENEWAL_WINDOW / 1000} s. ` +
        'Check permissions, region, service and clock.',
    );
  };

  let pendingAppRequest:
    | { readonly result: Promise<C | undefined>; readonly self: Owner; readonly signal: AbortSignal }
    | undefined;
  /** Asks the app once, even if a rejected call and an ended login need it at the same time. */
  const askApp = (rejection: Rejection, signal: AbortSignal): Promise<C | undefined> => {
    if (pendingAppRequest && currentOwners().includes(pendingAppRequest.self)) throw deadlockError();
    // Once no call is waiting any more, the next one asks again.
    if (pendingAppRequest && !pendingAppRequest.signal.aborted) return pendingAppRequest.result;
    const self: Owner = { sequence: nextSequence() };
    const result = runInside(self, async () => (await reauthenticate?.(rejection, { signal })) ?? undefined);
    pendingAppRequest = { result, self, signal };
    const forget = (): void => {
      if (pendingAppRequest?.self === self) pendingAppRequest = undefined;
    };
    result.then(forget, forget);
    return result;
  };

  /** @param shared What the other calls in flight reject with; `undefined` if the credentials are the same ones. */
  const fail = (rejection: Rejection, error: unknown, shared?: unknown): void => {
    failures++;
    lastFailure = shared;
    emitter.emit('reauthentication-failed', { rejection, error });
  };
  const succeed = (value: C | undefined): void =>
    emitter.emit('reauthenticated', value === undefined ? {} : accessKey(accessKeyIdOf(value)));

  /** @param rejectedId The id of the credentials that the server rejected. */
  const startRenewal = (rejection: Rejection, rejectedId: string): Flight<CachedCredentials<C>> => {
    spend(rejection);
    emitter.emit('reauthenticating', { rejection });
    const renewal = source.renew(reauthenticate && (async (signal) => askApp(rejection, signal)));
    renewal.result.then(
      ({ id, value }) => {
        const error = id === rejectedId ? unchangedError(rejection) : undefined;
        if (error) fail(rejection, error);
        else succeed(value);
      },
      (error) => fail(rejection, error, error),
    );
    return renewal;
  };

  if (reauthenticate) {
    provider.renewBy?.(async (rejection) => {
      if (!shouldReauthenticate(rejection)) return false;
      spend(rejection);
      emitter.emit('reauthenticating', { rejection });
      const renewal = source.assist(async (signal) => askApp(rejection, signal));
      renewal.then(succeed, (error) => fail(rejection, error, error));
      await renewal;
      return true;
    });
  }

  return {
    canRenew: source.isRenewable || reauthenticate !== undefined,
    get failures() {
      return failures;
    },
    replace: async (credentials, rejection, failuresAtSend, waiter) => {
      const isCached = source.cachedCredentials()?.id === credentials.id;
      if (isCached && failuresAtSend < failures && !source.inFlight()) {
        if (lastFailure === undefined) return undefined;
        throw lastFailure;
      }
      return source.replace(credentials, () => startRenewal(rejection, credentials.id), waiter);
    },
    isFinal: (rejection) =>
      !POLICIES[rejection.verdict].hasReason &&
      // Also if the clock was set back since.
      Math.abs(clock.now() - (finalRoutes.get(routeOf(rejection)) ?? Number.NaN)) < FINAL_DURATION,
    rememberFinal: (rejection) => setBounded(finalRoutes, routeOf(rejection), clock.now(), MAX_FINAL),
  };
};
