import { runInside, currentOwners } from '#call-context';
import { throwIfAborted, untilAborted } from './abortable.js';
import { deadlockError } from './errors.js';
import { nextSequence, type Owner } from './owner.js';

/** A call that waits for shared work. */
export interface Waiter {
  readonly signal?: AbortSignal | null | undefined;
  /** The work that made the call, and must not wait for itself. Default: the running work. */
  readonly owners?: readonly Owner[] | undefined;
  /** Called when a wait for a sign-in begins and ends: the call's own timeout should pause meanwhile. */
  readonly onSignInWait?: ((waiting: boolean) => void) | undefined;
}

/** The result of a wait that reached its limit. */
export const TIMED_OUT = Symbol('timed-out');

/** Work that is done once for all calls that wait for it. */
export interface Flight<T> {
  /** Whether it replaces credentials that a server rejected: meanwhile no call should be signed with those. */
  readonly isReplacement: boolean;
  /** How old it may be when a call joins it, in milliseconds. */
  readonly staleAfter: number;
  /** When it began, or last prompted the user, in milliseconds since the epoch by the raw clock. */
  readonly startedAt: number;
  /**
   * Waits for the result. A caller whose signal aborts stops waiting; when no caller is left, the work's own signal aborts.
   *
   * @param limit Milliseconds after which this caller gets {@link TIMED_OUT}; no wait ends while the flight is interactive. Default:
   * none.
   * @throws ReauthenticationError `reauthentication-deadlock` for a call made by the work itself.
   */
  join(waiter: Waiter): Promise<T>;
  join(waiter: Waiter, limit: number | undefined): Promise<T | typeof TIMED_OUT>;
  /** Resolves for every waiter with a result that came from elsewhere. */
  complete(value: T): void;
  /** The outcome, for code that observes it without joining. */
  readonly result: Promise<T>;
}

/** What a flight passes to its work. */
export interface FlightContext {
  /** Aborts when no call is waiting any more. */
  readonly signal: AbortSignal;
  /**
   * Reports that the user is being prompted or a sign-in is awaited, which have their own timeouts.
   *
   * @returns A function that reports its end.
   */
  interact(kind: 'reauthenticate' | 'sign-in'): () => void;
  /** Whether such an interaction is in progress. */
  readonly isInteractive: boolean;
}

/** Notifies of the flight's beginning and end. */
export interface FlightEvents<T> {
  /** Called before the work begins, so that calls made by the work find the flight. */
  onBegin(flight: Flight<T>): void;
  /** Called once the work has ended or was abandoned: the next call starts a new flight. */
  onEnd(flight: Flight<T>): void;
}

/** Starts `work`, which calls can join until it ends. */
export const startFlight = <T>(
  work: (context: FlightContext) => Promise<T>,
  { now, ...traits }: Pick<Flight<T>, 'isReplacement' | 'staleAfter'> & { readonly now: () => number },
  { onBegin, onEnd }: FlightEvents<T>,
): Flight<T> => {
  const controller = new AbortController();
  const self: Owner = { sequence: nextSequence() };
  let startedAt = now();
  const listeners = new Set<(waiting: boolean) => void>();
  const interactions = new Set<{ readonly kind: 'reauthenticate' | 'sign-in' }>();
  const isWaitingForSignIn = (): boolean => [...interactions].some(({ kind }) => kind === 'sign-in');
  let waiterCount = 0;
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    onEnd(flight);
  };
  const context: FlightContext = {
    signal: controller.signal,
    get isInteractive() {
      return interactions.size > 0;
    },
    interact: (kind) => {
      const interaction = { kind };
      const updateInteractions = (update: () => void): void => {
        const wasWaiting = isWaitingForSignIn();
        update();
        const isWaiting = isWaitingForSignIn();
        if (isWaiting !== wasWaiting) for (const listener of listeners) listener(isWaiting);
      };
      updateInteractions(() => interactions.add(interaction));
      return () => {
        startedAt = now();
        updateInteractions(() => interactions.delete(interaction));
      };
    },
  };
  let complete = (_: T): void => {};
  const completion = new Promise<T>((resolve) => (complete = resolve));
  let begin = (_: Promise<T>): void => {};
  const result = new Promise<T>((resolve) => (begin = resolve));
  // It may fail after every caller has stopped waiting.
  result.catch(() => {});

  /** Resolves at the caller's limit, or once the flight is no longer interactive. */
  const createTimeout = (limit: number): { elapsed: Promise<typeof TIMED_OUT>; clear(): void } => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const elapsed = new Promise<typeof TIMED_OUT>((resolve) => {
      const check = (wait: number): void => {
        timer = setTimeout(() => (interactions.size > 0 ? check(Math.max(limit, 1000)) : resolve(TIMED_OUT)), wait);
      };
      check(limit);
    });
    return { elapsed, clear: () => clearTimeout(timer) };
  };

  const join = async (waiter: Waiter, limit?: number): Promise<T | typeof TIMED_OUT> => {
    const { signal, owners = currentOwners(), onSignInWait } = waiter;
    if (!hasEnded && (owners.includes(self) || signal === controller.signal)) {
      throw deadlockError();
    }
    throwIfAborted(signal);
    waiterCount++;
    const leave = (): void => {
      if (--waiterCount === 0 && !hasEnded) {
        controller.abort(signal?.reason);
        end();
      }
    };
    const timeout = limit === undefined ? undefined : createTimeout(limit);
    signal?.addEventListener('abort', leave);
    if (onSignInWait) listeners.add(onSignInWait);
    if (isWaitingForSignIn()) onSignInWait?.(true);
    try {
      return await untilAborted<T | typeof TIMED_OUT>(
        timeout ? Promise.race([result, timeout.elapsed]) : result,
        signal,
      );
    } finally {
      timeout?.clear();
      signal?.removeEventListener('abort', leave);
      if (onSignInWait) listeners.delete(onSignInWait);
      if (isWaitingForSignIn()) onSignInWait?.(false);
    }
  };

  const flight: Flight<T> = {
    ...traits,
    get startedAt() {
      return startedAt;
    },
    result,
    complete,
    join: join as Flight<T>['join'],
  };
  onBegin(flight);
  begin(Promise.race([runInside(self, async () => work(context)), completion]).finally(end));
  return flight;
};
