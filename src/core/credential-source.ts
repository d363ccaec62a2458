import { runningInside } from '#call-context';
import { type Clock, correctedNow } from './clock.js';
import { type AuthError, CredentialsError, isAuthError } from './errors.js';
import { type Flight, startFlight } from './flight.js';
import { type RetryOptions, withRetry } from './retry.js';

/**
 * What is asked of a provider. `forceRefresh: true`: do not answer from a cache, what it holds was refused, dropped or is about
 * to expire. An open record, as in the AWS SDK, whose providers know properties of their own.
 */
// biome-ignore lint/suspicious/noExplicitAny: the AWS SDK's own declaration; a closed type would fit none of its providers
export type ProviderRequest = Readonly<Record<string, any>>;

/** Where credentials (or a token) come from. */
export interface Provider<C> {
  (request?: ProviderRequest): C | Promise<C>;
  /** Tells of a sign-in, a sign-out or another user; not of a mere renewal. */
  onChange?(listener: () => void): unknown;
  /** Whose credentials it gives, or will give: a user's name, `null` for a guest, `undefined` where that is not known. */
  principal?(): string | null | undefined;
  /** Tells that a call begins to wait for a sign-in, and for how long at most, in milliseconds. */
  onWaiting?(listener: (timeout: number) => void): unknown;
  /** The clock that the credentials' issuer corrects. An Authenticator signs by it unless it is given another. */
  readonly clock?: Clock;
}

/** What credentials of some kind say about themselves. */
export interface Description {
  /** Tells one set of credentials from another; never shown. */
  readonly id: string;
  /** When they expire, in milliseconds since the epoch; `undefined`: not known. */
  readonly expiration: number | undefined;
  /** Whose they are: a user, `null` for a guest, `undefined` where the provider does not say. */
  readonly principal: string | null | undefined;
  /** The identity in an identity pool, where the provider says. */
  readonly identityId?: string | undefined;
}

/** Credentials as the cache holds them. Never changed: one of these is one snapshot for one signature. */
export interface Held<C> extends Description {
  readonly value: C;
  /** Which of the provider's successive identities they belong to. */
  readonly identity: number;
}

/** Who makes a call, as far as it is known when the call is made. */
export interface Caller {
  readonly identity: number;
  readonly principal: string | null | undefined;
  /** Whose work the call was made by: a renewal must not wait for itself. */
  readonly within: readonly object[];
}

/** The credentials of one Authenticator: cached, renewed in time, fetched once for all who wait. */
export interface CredentialSource<C> {
  /** Counts the provider's changes of identity. */
  readonly identity: number;
  /** Who makes a call that is made now. */
  caller(): Caller;
  /** Whether there is anything to renew. */
  readonly renewable: boolean;
  /** Usable credentials: cached ones, or those that everybody waits for. */
  current(signal?: AbortSignal | null, within?: readonly object[]): Promise<Held<C>>;
  /** The cached credentials, be they usable or not. */
  cached(): Held<C> | undefined;
  /** The fetch under way, if any. */
  underWay(): Flight<Held<C>> | undefined;
  /** Starts a renewal by `load`, or by the provider where that gives nothing. */
  renew(load: (signal: AbortSignal) => Promise<C | undefined>): Flight<Held<C>>;
  /** Whose credentials an identity had, where that has become known. */
  principalOf(identity: number): string | null | undefined;
  /** Drops the cached credentials. */
  invalidate(): void;
}

/** What a source is made of. */
export interface SourceOptions<C> {
  readonly provider: Provider<C>;
  /** Static credentials: asking again gives the same. */
  readonly fixed: boolean;
  /** Checks what the provider gave and describes it; throws a CredentialsError for what is no credentials. */
  readonly describe: (value: C) => Description;
  readonly clock: Clock;
  readonly retry: RetryOptions | undefined;
  /** Milliseconds. */
  readonly refreshBeforeExpiry: number;
}

/**
 * For how long credentials are used that had expired when they arrived: their date then says more about this machine's
 * clock than about them, and the server will tell.
 */
const SUSPECT_LIFETIME = 60_000;
/** After a background refresh failed, the next call tries again only after this pause. */
const BACKGROUND_PAUSE = 10_000;
/** How many past identities are remembered. */
const REMEMBERED_IDENTITIES = 16;

const asCredentialsError = (error: unknown): AuthError =>
  isAuthError(error)
    ? error
    : new CredentialsError('credentials-unavailable', `The credentials provider failed; see \`cause\`.`, {
        cause: error,
      });

/** Makes the {@link CredentialSource} of a provider. */
export const createCredentialSource = <C>(options: SourceOptions<C>): CredentialSource<C> => {
  const { provider, fixed, describe, clock, refreshBeforeExpiry } = options;
  const now = (): number => correctedNow(clock);

  let identity = 0;
  let held: (Held<C> & { readonly expiresAt: number; refreshAt: number }) | undefined;
  let flight: Flight<Held<C>> | undefined;
  let forceNext = false;
  const principals = new Map<number, string | null | undefined>();
  let announceChange = (): void => {};
  let changed = new Promise<void>((resolve) => (announceChange = resolve));

  provider.onChange?.(() => {
    identity++;
    held = undefined;
    principals.delete(identity - REMEMBERED_IDENTITIES);
    announceChange();
    changed = new Promise((resolve) => (announceChange = resolve));
  });

  const hold = (value: C, owner: number): Held<C> => {
    const description = describe(value);
    const arrived = now();
    const expiration = description.expiration ?? Number.POSITIVE_INFINITY;
    const expiresAt = expiration > arrived ? expiration : arrived + SUSPECT_LIFETIME;
    // Credentials that live shorter than the margin are renewed at half their life, not at every call.
    const refreshAt = Math.max(expiresAt - refreshBeforeExpiry, (arrived + expiresAt) / 2);
    forceNext = false;
    principals.set(owner, description.principal);
    held = { ...description, value, identity: owner, expiresAt, refreshAt };
    return held;
  };

  const ask = async (forceRefresh: boolean): Promise<C> => {
    const value = await withRetry(() => provider(forceRefresh ? { forceRefresh } : undefined), options.retry);
    const { expiration } = describe(value);
    // A provider with a cache of its own may not have noticed; asked once more, it has the last word.
    const stale = expiration !== undefined && expiration <= now() && !forceRefresh && !fixed;
    return stale ? ask(true) : value;
  };

  /** Loads until the result belongs to the identity of the moment: what was begun for an earlier one is dropped. */
  const load = async (first: () => Promise<C>): Promise<Held<C>> => {
    for (let attempt = first; ; attempt = () => ask(false)) {
      const owner = identity;
      const work = attempt();
      const value = await Promise.race([work.then((loaded) => ({ loaded })), changed]).catch((error: unknown) => {
        if (owner === identity) throw asCredentialsError(error);
      });
      if (value && owner === identity) return hold(value.loaded, owner);
      // Dropped; but if it still comes, it tells whose calls were waiting.
      work.then((late) => principals.has(owner) || principals.set(owner, describe(late).principal)).catch(() => {});
    }
  };

  const fly = (work: (signal: AbortSignal) => Promise<Held<C>>, replacesRefused: boolean): Flight<Held<C>> => {
    const started = startFlight(work, replacesRefused, () => {
      if (flight === started) flight = undefined;
    });
    flight = started;
    return started;
  };

  const fetchOnce = (): Flight<Held<C>> => flight ?? fly(() => load(() => ask(forceNext)), false);

  const refreshInBackground = (due: NonNullable<typeof held>): void => {
    if (flight || fixed) return;
    const pause = (): void => {
      due.refreshAt = now() + BACKGROUND_PAUSE;
    };
    fly(() => load(() => ask(true)), false)
      .join()
      .catch(pause);
  };

  return {
    get identity() {
      return identity;
    },
    caller: () => ({
      identity,
      principal: provider.principal?.() ?? principals.get(identity),
      within: runningInside(),
    }),
    renewable: !fixed,
    cached: () => held,
    underWay: () => flight,
    principalOf: (owner) => principals.get(owner),
    invalidate: () => {
      held = undefined;
      forceNext = true;
    },
    current: async (signal, within) => {
      signal?.throwIfAborted();
      if (held && now() < held.expiresAt) {
        const usable = held;
        // Known to be refused and being replaced: wait. Should that fail, the server may still be asked.
        if (flight?.replacesRefused) {
          return flight.join(signal, within).catch((error) => {
            if (
              signal?.aborted ||
              held !== usable ||
              (isAuthError(error) && error.code === 'reauthentication-deadlock')
            )
              throw error;
            return usable;
          });
        }
        if (now() >= usable.refreshAt) refreshInBackground(usable);
        return usable;
      }
      return fetchOnce().join(signal, within);
    },
    renew: (renewal) => fly((signal) => load(async () => (await renewal(signal)) ?? ask(true)), true),
  };
};
