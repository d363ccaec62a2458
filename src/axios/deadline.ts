import axios, { type AxiosError, type InternalAxiosRequestConfig } from 'axios';

/** axios's `timeout` over a whole call: the credentials, a renewal and both sends. */
export interface Deadline {
  /** Aborts with axios's error when the time is up, or with the app's reason when the app aborts. */
  readonly signal: AbortSignal | undefined;
  /** Hands the time that is left to the adapter, which has a clock of its own; ours stands still until it has settled. */
  whileSending<T>(send: (timeout: Pick<InternalAxiosRequestConfig, 'timeout'>) => Promise<T>): Promise<T>;
  /** Stands still while the call waits for a sign-in, which has a time limit of its own. */
  pause(waiting: boolean): void;
  /** Stops the clock. */
  clear(): void;
}

const NONE = (signal: AbortSignal | undefined): Deadline => ({
  signal,
  whileSending: (send) => send({}),
  pause: () => {},
  clear: () => {},
});

/** Starts the clock of a call. */
export const startDeadline = (config: InternalAxiosRequestConfig, outer: AbortSignal | undefined): Deadline => {
  const { timeout = 0, transitional, timeoutErrorMessage } = config;
  if (!(timeout > 0)) return NONE(outer);

  const message = timeoutErrorMessage || `timeout of ${timeout}ms exceeded`;
  const { ETIMEDOUT, ECONNABORTED } = axios.AxiosError;
  const code = transitional?.clarifyTimeoutError ? ETIMEDOUT : ECONNABORTED;
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);

  let left = timeout;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left -= performance.now() - since;
  };
  const go = (): void => {
    if (timer !== undefined) return;
    since = performance.now();
    timer = setTimeout(() => controller.abort(new axios.AxiosError(message, code, config)), Math.max(0, left));
  };
  go();

  return {
    signal: controller.signal,
    pause: (waiting) => (waiting ? stop() : go()),
    clear: () => {
      stop();
      outer?.removeEventListener('abort', abort);
    },
    whileSending: async (send) => {
      stop();
      // 0 would be no limit.
      const given = Math.max(1, Math.ceil(left));
      const since = performance.now();
      try {
        return await send({ timeout: given });
      } catch (error) {
        const { code, message: told } = error as AxiosError;
        // The adapter names the rest of the time; the app knows the whole.
        if ((code === ETIMEDOUT || code === ECONNABORTED) && told === `timeout of ${given}ms exceeded`) {
          (error as AxiosError).message = message;
        }
        throw error;
      } finally {
        left -= performance.now() - since;
        go();
      }
    },
  };
};
