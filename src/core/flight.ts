import { runInside, runningInside } from '#call-context';
import { untilAborted } from './abortable.js';
import { ReauthenticationError } from './errors.js';

/** Work that is done once for all who wait for it. */
export interface Flight<T> {
  /** It replaces credentials that the server refused: nothing should be signed with those meanwhile. */
  readonly replacesRefused: boolean;
  /**
   * Waits for the result. A caller whose signal aborts leaves alone; when all have left, the work's own signal aborts.
   *
   * @param within Whose work the waiting call was made by; default: whose is running.
   * @throws ReauthenticationError `reauthentication-deadlock` for a call made by the work itself.
   */
  join(signal?: AbortSignal | null, within?: readonly object[]): Promise<T>;
  /** The outcome, for who only watches. */
  readonly result: Promise<T>;
}

/**
 * Starts `work`, which gets a signal that aborts when nobody waits any more.
 *
 * @param onEnd Called once the work has ended or was abandoned: whoever comes then starts anew.
 */
export const startFlight = <T>(
  work: (signal: AbortSignal) => Promise<T>,
  replacesRefused: boolean,
  onEnd: () => void,
): Flight<T> => {
  const controller = new AbortController();
  const self = {};
  let waiting = 0;
  let ended = false;
  const end = (): void => {
    ended = true;
    onEnd();
  };
  const result = runInside(self, async () => work(controller.signal)).finally(end);
  // Every waiter may have left before it fails.
  result.catch(() => {});

  return {
    replacesRefused,
    result,
    join: async (signal, within = runningInside()) => {
      if (!ended && (within.includes(self) || signal === controller.signal)) {
        throw new ReauthenticationError(
          'reauthentication-deadlock',
          'A signed call made while credentials are fetched would wait for itself. Use another Authenticator.',
        );
      }
      signal?.throwIfAborted();
      waiting++;
      const leave = (): void => {
        if (--waiting === 0 && !ended) {
          controller.abort(signal?.reason);
          end();
        }
      };
      signal?.addEventListener('abort', leave);
      try {
        return await untilAborted(result, signal);
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
  };
};
