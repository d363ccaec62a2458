import type { AxiosError, InternalAxiosRequestConfig } from 'axios';
import type { AxiosCopy } from './copy.js';

/** axios's `timeout` over a whole call: the credentials, a renewal and both sends. */
export interface Deadline {
  /** Aborts when the time is up, and when the app aborts. */
  readonly signal: AbortSignal | undefined;
  /** The error of a call whose time was up, if that is why it was aborted. */
  error(): Promise<AxiosError> | undefined;
  /** Hands the time that is left to the adapter, which has a clock of its own; ours stands still until it has settled. */
  whileSending<T>(send: (timeout: Pick<InternalAxiosRequestConfig, 'timeout'>) => Promise<T>): Promise<T>;
  /** Stands still while the call waits for a sign-in, which has a time limit of its own. */
  pause(waiting: boolean): void;
  /** Stops the clock. */
  clear(): void;
}

const NONE = (signal: AbortSignal | undefined): Deadline => ({
  signal,
  error: () => undefined,
  whileSending: (send) => send({}),
  pause: () => {},
  clear: () => {},
});

/** Starts the clock of a call. */
export const startDeadline = (
  config: InternalAxiosRequestConfig,
  outer: AbortSignal | undefined,
  { errorType }: AxiosCopy,
): Deadline => {
  const { timeout: given = 0, transitional, timeoutErrorMessage } = config;
  const timeout = Number(given);
  if (!(timeout > 0)) return NONE(outer);

  const message = timeoutErrorMessage || `timeout of ${timeout}ms exceeded`;
  const code = transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);

  let isOver = false;
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
    timer = setTimeout(
      () => {
        isOver = true;
        controller.abort();
      },
      Math.max(0, left),
    );
  };
  go();

  return {
    signal: controller.signal,
    error: () => (isOver ? errorType.then((AxiosError) => new AxiosError(message, code, config)) : undefined),
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
        // The adapter names the rest of the time; the app knows the whole.
        if (error instanceof Error && /^timeout .*exceeded$/.test(error.message))
          error.message = error.message.replace(`${given}`, `${timeout}`);
        throw error;
      } finally {
        left -= performance.now() - since;
        go();
      }
    },
  };
};
