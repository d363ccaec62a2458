import { runInside, runningInside } from '#call-context';
import { throwIfAborted, untilAborted } from './abortable.js';
import { waitsForItself } from './errors.js';
import { nextMoment, type Owner } from './owner.js';

/** A call that waits. */
export interface Waiter {
  readonly signal?: AbortSignal | null | undefined;
  /** Whose work the call was made by: work must not wait for itself. Default: whose is running. */
  readonly within?: readonly Owner[] | undefined;
  /** Told when the wait for a sign-in begins and ends, during which the call's own time limit does not run. */
  readonly onSignInWait?: ((waiting: boolean) => void) | undefined;
}

/** What a wait ends with when its own time has passed. */
export const LATE = Symbol('late');

/** Work that is done once for all who wait for it. */
export interface Flight<T> {
  /** It replaces credentials that the server refused: nothing should be signed with those meanwhile. */
  readonly replacesRefused: boolean;
  /** For how long who comes to it waits for it at most, from its beginning on, in milliseconds. */
  readonly staleAfter: number;
  /** When it began, or when a person was asked last, by the raw clock, in milliseconds. */
  readonly startedAt: number;
  /**
   * Waits for the result. A caller whose signal aborts leaves alone; when all have left, the work's own signal aborts.
   *
   * @param limit Milliseconds after which this caller gets {@link LATE}; time in which the flight is interactive does not
   * end a wait. Default: none.
   * @throws ReauthenticationError `reauthentication-deadlock` for a call made by the work itself.
   */
  join(waiter: Waiter): Promise<T>;
  join(waiter: Waiter, limit: number | undefined): Promise<T | typeof LATE>;
  /** Gives all who wait a result that came from elsewhere. */
  land(value: T): void;
  /** The outcome, for who only watches. */
  readonly result: Promise<T>;
}

/** What the work of a flight can say of itself. */
export interface Crew {
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /**
   * A person is being asked, or a sign-in waited for: that has time limits of its own.
   *
   * @returns The function that says that it is over.
   */
  interact(what: 'reauthenticate' | 'sign-in'): () => void;
  /** Whether that is so now. */
  readonly isInteractive: boolean;
}

/** What is done about the flight itself. */
export interface FlightEvents<T> {
  /** Called before the work begins: calls that the work makes must find the flight. */
  onBegin(flight: Flight<T>): void;
  /** Called once the work has ended or was abandoned: whoever comes then starts anew. */
  onEnd(flight: Flight<T>): void;
}

/** Starts `work`. */
export const startFlight = <T>(
  work: (crew: Crew) => Promise<T>,
  { now, ...traits }: Pick<Flight<T>, 'replacesRefused' | 'staleAfter'> & { readonly now: () => number },
  { onBegin, onEnd }: FlightEvents<T>,
): Flight<T> => {
  const controller = new AbortController();
  const self: Owner = { since: nextMoment() };
  let startedAt = now();
  const listeners = new Set<(waiting: boolean) => void>();
  const interactions = new Set<{ readonly what: 'reauthenticate' | 'sign-in' }>();
  const isWaitingForSignIn = (): boolean => [...interactions].some(({ what }) => what === 'sign-in');
  let waiting = 0;
  let ended = false;
  const end = (): void => {
    ended = true;
    onEnd(flight);
  };
  const crew: Crew = {
    signal: controller.signal,
    get isInteractive() {
      return interactions.size > 0;
    },
    interact: (what) => {
      const interaction = { what };
      const change = (make: () => void): void => {
        const before = isWaitingForSignIn();
        make();
        const after = isWaitingForSignIn();
        if (after !== before) for (const listener of listeners) listener(after);
      };
      change(() => interactions.add(interaction));
      return () => {
        startedAt = now();
        change(() => interactions.delete(interaction));
      };
    },
  };
  let land = (_: T): void => {};
  const landed = new Promise<T>((resolve) => (land = resolve));
  let begin = (_: Promise<T>): void => {};
  const result = new Promise<T>((resolve) => (begin = resolve));
  // Every waiter may have left before it fails.
  result.catch(() => {});

  /** Resolves when the caller's time has passed, and is asked again as long as the flight is interactive. */
  const expiry = (limit: number): { late: Promise<typeof LATE>; clear(): void } => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<typeof LATE>((resolve) => {
      const look = (wait: number): void => {
        timer = setTimeout(() => (interactions.size > 0 ? look(Math.max(limit, 1000)) : resolve(LATE)), wait);
      };
      look(limit);
    });
    return { late, clear: () => clearTimeout(timer) };
  };

  const join = async (waiter: Waiter, limit?: number): Promise<T | typeof LATE> => {
    const { signal, within = runningInside(), onSignInWait } = waiter;
    if (!ended && (within.includes(self) || signal === controller.signal)) {
      throw waitsForItself();
    }
    throwIfAborted(signal);
    waiting++;
    const leave = (): void => {
      if (--waiting === 0 && !ended) {
        controller.abort(signal?.reason);
        end();
      }
    };
    const own = limit === undefined ? undefined : expiry(limit);
    signal?.addEventListener('abort', leave);
    if (onSignInWait) listeners.add(onSignInWait);
    if (isWaitingForSignIn()) onSignInWait?.(true);
    try {
      return await untilAborted<T | typeof LATE>(own ? Promise.race([result, own.late]) : result, signal);
    } finally {
      own?.clear();
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
    land,
    join: join as Flight<T>['join'],
  };
  onBegin(flight);
  begin(Promise.race([runInside(self, async () => work(crew)), landed]).finally(end));
  return flight;
};
