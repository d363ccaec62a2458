import { runningInside } from '#call-context';
import { throwIfAborted } from './abortable.js';
import { type Clock, correctedNow } from './clock.js';
import { type AuthError, CredentialsError, IdentityUnknownError, isAuthError } from './errors.js';
import { type Crew, type Flight, LATE, startFlight, type Waiter } from './flight.js';
import { createIdentity, type Epoch, outlivesEpoch } from './identity.js';
import type { Owner } from './owner.js';
import type { Description, Provider } from './provider.js';
import { type RetryOptions, withRetry } from './retry.js';

/** Credentials as the cache holds them. Never changed: one of these is one snapshot for one signature. */
export interface Held<C> extends Description {
  readonly value: C;
  /** Which of the provider's successive identities they belong to. */
  readonly epoch: Epoch;
}

/** Who makes a call: noted when it is made, before anything is awaited. */
export interface Caller {
  readonly epoch: Epoch;
  /** Whose work the call was made by: a renewal must not wait for itself. */
  readonly within: readonly Owner[];
}

/** The credentials of one Authenticator: cached, renewed in time, fetched once for all who wait. */
export interface CredentialSource<C> {
  /** Who makes a call that is made now. */
  caller(): Caller;
  /** Whether credentials are still the present user's. */
  isPresent(held: Held<C>): boolean;
  /** Whether there is anything to renew. */
  readonly renewable: boolean;
  /** Usable credentials: cached ones, or those that everybody waits for. */
  current(waiter: Waiter): Promise<Held<C>>;
  /**
   * Credentials in the place of refused ones: those of the renewal under way, or of the one that `renew` starts.
   *
   * @returns `undefined` where the renewal brought the same ones.
   */
  replace(refused: Held<C>, start: () => Flight<Held<C>>, waiter: Waiter): Promise<Held<C> | undefined>;
  /** The cached credentials, be they usable or not. */
  cached(): Held<C> | undefined;
  /** The fetch under way, if any. */
  underWay(): Flight<Held<C>> | undefined;
  /** Starts a renewal: by `reauthenticate`, and by the provider where that gives nothing. */
  renew(reauthenticate: ((signal: AbortSignal) => Promise<C | undefined>) | undefined): Flight<Held<C>>;
  /**
   * Lets the app sign the user in anew, because the provider asked for it while it was asked for credentials: they wait for it to
   * its end. What it gives, if anything, is used.
   */
  assist(reauthenticate: (signal: AbortSignal) => Promise<C | undefined>): Promise<C | undefined>;
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
  /** Milliseconds. */
  readonly providerTimeout: number;
  /** Given every flight, so that the platform lets it come to its end. */
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined;
  /** Told when an identity has ended of which nobody knows whose it was. */
  readonly onUnknownIdentity: () => void;
  /** Told when a call begins to wait for a sign-in, and for how long at most, in milliseconds. */
  readonly onSignInWait: (timeout: number) => void;
}

/**
 * For how long credentials are used that had expired when they arrived: their date then says more about this machine's
 * clock than about them, and the server will tell.
 */
const SUSPECT_LIFETIME = 60_000;
/** After a background renewal began that brought nothing, the next call tries again only after this pause. */
const BACKGROUND_PAUSE = 10_000;
/**
 * How old a flight may become before a call that comes to it starts another one beside it. On Cloudflare Workers a flight that
 * another request began never ends, because its I/O ended with that request.
 */
const STALE_FLIGHT = 10_000;
/**
 * The same for a renewal in the background. Nobody waits for it, so on Cloudflare Workers nothing keeps it alive but `waitUntil`;
 * and who comes to it when the credentials have expired may wait for nothing.
 */
const STALE_RENEWAL = 1_000;
/** How often a provider is asked for one flight where it reports a change each time. */
const MOST_ASKS = 5;

const asCredentialsError = (error: unknown): AuthError =>
  isAuthError(error)
    ? error
    : new CredentialsError('credentials-unavailable', `The credentials provider failed; see \`cause\`.`, {
        cause: error,
      });

const timedOut = (limit: number): CredentialsError =>
  new CredentialsError(
    'credentials-unavailable',
    `The provider did not answer within ${limit / 1000} s (providerTimeout).`,
  );

const contradicted = (): CredentialsError =>
  new CredentialsError(
    'credentials-unavailable',
    "The provider's credentials name another user than its principal(). Make both agree.",
  );

/** A question to the provider that is not answered yet. */
interface Question {
  readonly crew: Crew;
  readonly inBackground: boolean;
  /** Set while it waits for a sign-in. */
  endWait?: () => void;
}

/** The answer to one question to the provider. */
type Landed<C> = { readonly begun: Epoch; readonly work: object } & (
  | { readonly value: C }
  | { readonly error: unknown }
);

/** Makes the {@link CredentialSource} of a provider. */
export const createCredentialSource = <C>(options: SourceOptions<C>): CredentialSource<C> => {
  const { provider, fixed, describe, clock, refreshBeforeExpiry, providerTimeout } = options;
  const now = (): number => correctedNow(clock);

  let held: (Held<C> & { readonly expiresAt: number; refreshAt: number; readonly order: number }) | undefined;
  let flight: Flight<Held<C>> | undefined;
  /** Also those that another one was started beside. */
  const aloft = new Set<Flight<Held<C>>>();
  const asking = new Set<Question>();
  let forceNext = false;
  let started = 0;
  /** The app signs the user in anew: who is signed in meanwhile is not of interest. */
  let assisting: Promise<unknown> | undefined;

  const identity = createIdentity(provider, {
    onBegin: () => {
      held = undefined;
    },
    onUnknown: options.onUnknownIdentity,
  });
  provider.onWaiting?.((timeout) => {
    // Whose calls wait is known now; it would not be any more once somebody has signed in.
    identity.present();
    options.onSignInWait(timeout);
    for (const question of asking) question.endWait ??= question.crew.interact('sign-in');
  });

  /** Keeps what a flight brought, unless a later flight has brought something already. */
  const hold = (value: C, description: Description, epoch: Epoch, order: number): Held<C> => {
    const arrived = now();
    const expiration = description.expiration ?? Number.POSITIVE_INFINITY;
    const expiresAt = expiration > arrived ? expiration : arrived + SUSPECT_LIFETIME;
    // Credentials that live shorter than the margin are renewed at half their life, not at every call.
    const refreshAt = Math.max(expiresAt - refreshBeforeExpiry, (arrived + expiresAt) / 2);
    if (held && held.order > order) return held;
    forceNext = false;
    held = { ...description, value, epoch, expiresAt, refreshAt, order };
    return held;
  };

  /** Rejects when the provider takes too long; time in which it waits for a sign-in does not count. */
  const withinLimit = (question: Question, work: Promise<C>): Promise<C> => {
    if (providerTimeout === Number.POSITIVE_INFINITY) return work;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => clearTimeout(timer);
    const late = new Promise<never>((_, reject) => {
      const look = (): void => {
        timer = setTimeout(
          () => (question.crew.isInteractive ? look() : reject(timedOut(providerTimeout))),
          providerTimeout,
        );
        // Nobody waits for a renewal in the background, and no process lives on for it.
        if (question.inBackground) (timer as { unref?(): void }).unref?.();
      };
      look();
    });
    // Once all who waited have left, nobody is to be told.
    question.crew.signal.addEventListener('abort', stop);
    return Promise.race([work, late]).finally(stop);
  };

  const ask = async (crew: Crew, forceRefresh: boolean, inBackground: boolean): Promise<C> => {
    const question: Question = { crew, inBackground };
    asking.add(question);
    try {
      const give = async (): Promise<C> => provider(forceRefresh ? { forceRefresh } : undefined);
      const value = await withRetry(() => withinLimit(question, give()), options.retry);
      const { expiration } = describe(value);
      // A provider with a cache of its own may not have noticed; asked once more, it has the last word.
      const stale = expiration !== undefined && expiration <= now() && !forceRefresh && !fixed;
      return stale ? await ask(crew, true, inBackground) : value;
    } finally {
      asking.delete(question);
      question.endWait?.();
    }
  };

  /**
   * Asks until there is an answer that is certainly the present user's. When an epoch ends the provider is asked again at once;
   * an earlier answer is still taken where it is the present user's, too.
   */
  const load = async (crew: Crew, forceRefresh: boolean, order: number, inBackground = false): Promise<Held<C>> => {
    const pending = new Map<object, Promise<Landed<C>>>();
    let asks = 0;
    let failure: unknown;
    let isContradicted = false;
    const start = (force: boolean): void => {
      const begun = identity.present();
      const work = {};
      asks++;
      const landing = ask(crew, force, inBackground).then(
        (value) => ({ begun, work, value }),
        (error: unknown) => ({ begun, work, error }),
      );
      pending.set(work, landing);
    };
    start(forceRefresh);
    for (;;) {
      while (assisting) await assisting;
      const epoch = identity.present();
      let leave = (): void => {};
      const ended = new Promise<undefined>((resolve) => {
        leave = identity.onEnd(epoch, () => resolve(undefined));
      });
      const landed = await Promise.race([...pending.values(), ended]).finally(leave);
      if (landed) {
        pending.delete(landed.work);
        if ('value' in landed) {
          const description = describe(landed.value);
          const owner = identity.take(description, landed.begun);
          if (owner) return hold(landed.value, description, owner, order);
          isContradicted = identity.contradicts(description);
        } else if (landed.begun === identity.present()) throw asCredentialsError(landed.error);
        else failure = landed.error;
        if (pending.size > 0) continue;
      }
      // A cache of the provider's own may still hold what was the previous user's.
      if (asks < MOST_ASKS) start(isContradicted);
      else if (pending.size === 0) {
        if (isContradicted) throw contradicted();
        throw failure ? asCredentialsError(failure) : new IdentityUnknownError();
      }
    }
  };

  const fly = (
    work: (crew: Crew, order: number) => Promise<Held<C>>,
    replacesRefused: boolean,
    staleAfter = STALE_FLIGHT,
  ): Flight<Held<C>> => {
    const order = ++started;
    const begun: Flight<Held<C>> = startFlight(
      async (crew) => {
        const brought = await work(crew, order);
        for (const other of aloft) if (other !== begun) other.land(brought);
        return brought;
      },
      { replacesRefused, staleAfter, now: clock.now },
      {
        onBegin: (starting) => {
          aloft.add(starting);
          flight = starting;
        },
        onEnd: (ending) => {
          aloft.delete(ending);
          if (flight === ending) flight = undefined;
        },
      },
    );
    keepAlive(begun.result.catch(() => {}));
    return begun;
  };

  const { waitUntil } = options;
  /** What the platform makes of it is no concern of the calls that wait. */
  const keepAlive = async (work: Promise<unknown>): Promise<void> => {
    try {
      await waitUntil?.(work);
    } catch {}
  };

  const fetchOnce = (): Flight<Held<C>> => fly((crew, order) => load(crew, forceNext, order), false);

  /** How much longer a call waits for a flight that it has not begun. */
  const patience = ({ startedAt, staleAfter }: Flight<Held<C>>): number | undefined =>
    providerTimeout === Number.POSITIVE_INFINITY
      ? undefined
      : Math.min(staleAfter, Math.max(0, startedAt + staleAfter - clock.now()));

  /** Waits for the flight under way, or for the one that it starts; starts another one beside a flight that has become stale. */
  const wait = async (start: () => Flight<Held<C>>, waiter: Waiter): Promise<Held<C>> => {
    for (let begin = start; ; ) {
      const joined = flight;
      if (!joined) return begin().join(waiter);
      const result = await joined.join(waiter, patience(joined)).catch((error: unknown): typeof LATE => {
        // Workers reject a promise of a request that has ended; the flight itself has not failed, and never will.
        if (flight !== joined || waiter.signal?.aborted || isAuthError(error)) throw error;
        return LATE;
      });
      if (result !== LATE) return result;
      // Another call may have been faster.
      if (flight === joined) {
        const force = joined.replacesRefused;
        begin = force ? () => fly((crew, order) => load(crew, true, order), true) : fetchOnce;
        flight = undefined;
      }
    }
  };

  const refreshInBackground = (due: NonNullable<typeof held>): void => {
    if (fixed || (flight && patience(flight) !== 0)) return;
    const pause = (): void => {
      due.refreshAt = now() + BACKGROUND_PAUSE;
    };
    // It may never end.
    pause();
    fly((crew, order) => load(crew, true, order, true), false, STALE_RENEWAL)
      .join({})
      .catch(pause);
  };

  /** What is cached, if it is the present user's. */
  const cached = (): typeof held => {
    identity.present();
    return held;
  };

  const current = async (waiter: Waiter): Promise<Held<C>> => {
    throwIfAborted(waiter.signal);
    const usable = cached();
    if (!usable || now() >= usable.expiresAt) return wait(fetchOnce, waiter);
    if (!flight?.replacesRefused) {
      if (now() >= usable.refreshAt) refreshInBackground(usable);
      return usable;
    }
    // Known to be refused and being replaced: wait. Should that fail, the server may still be asked.
    return wait(fetchOnce, waiter).catch((error) => {
      const isDeadlock = isAuthError(error) && error.code === 'reauthentication-deadlock';
      if (waiter.signal?.aborted || held !== usable || isDeadlock) throw error;
      return usable;
    });
  };

  /** An app's own way to new credentials, to its end, whatever changes meanwhile: it may sign out and in again. */
  const interactively = async (
    crew: Crew,
    reauthenticate: (signal: AbortSignal) => Promise<C | undefined>,
  ): Promise<C | undefined> => {
    const end = crew.interact('reauthenticate');
    try {
      return await reauthenticate(crew.signal);
    } catch (error) {
      throw asCredentialsError(error);
    } finally {
      end();
    }
  };

  return {
    caller: () => ({ epoch: identity.present(), within: runningInside() }),
    isPresent: (credentials) =>
      credentials.epoch === identity.present() || outlivesEpoch(credentials, credentials.epoch),
    renewable: !fixed,
    cached,
    underWay: () => flight,
    current,
    assist: async (reauthenticate) => {
      const begun = identity.present();
      const controller = new AbortController();
      const crews = [...asking].map(({ crew }) => crew);
      const ends = crews.map((crew) => crew.interact('reauthenticate'));
      const work = reauthenticate(crews[0]?.signal ?? controller.signal);
      const settled = work.then(
        () => {},
        () => {},
      );
      assisting = settled;
      try {
        const given = await work;
        const description = given === undefined ? undefined : describe(given);
        const owner = description && identity.take(description, begun);
        if (!owner) return given;
        const brought = hold(given as C, description, owner, ++started);
        for (const waiting of aloft) waiting.land(brought);
        return given;
      } finally {
        if (assisting === settled) assisting = undefined;
        for (const end of ends) end();
      }
    },
    invalidate: () => {
      held = undefined;
      forceNext = true;
    },
    replace: async (refused, start, waiter) => {
      // Replaced already by somebody else, or dropped: no renewal is due for these.
      const renewed = await (cached()?.id === refused.id ? wait(start, waiter) : current(waiter));
      return renewed.id === refused.id ? undefined : renewed;
    },
    renew: (reauthenticate) =>
      fly(async (crew, order) => {
        const begun = identity.present();
        const given = reauthenticate && (await interactively(crew, reauthenticate));
        if (given !== undefined) {
          const description = describe(given);
          const owner = identity.take(description, begun);
          if (owner) return hold(given, description, owner, order);
        }
        // After a change the provider gives what is new by itself.
        return load(crew, begun === identity.present(), order);
      }, true),
  };
};
