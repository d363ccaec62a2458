import type { AxiosError } from 'axios';
import type { Config } from './config.js';
import type { AxiosCopy } from './copy.js';

/** What ends a call early: axios's `timeout` for the whole call, and the app's signal and cancel token. */
export interface Deadline {
  /** Aborts at the timeout and when the app aborts. Absent if neither can happen. */
  readonly signal: AbortSignal | undefined;
  /** Returns the error of a call that timed out, if it did. */
  error(): Promise<AxiosError> | undefined;
  /** Passes the remaining time to the adapter, which has its own timeout; ours pauses until the adapter has settled. */
  whileSending<T>(send: (timeout: Pick<Config, 'timeout'>) => Promise<T>): Promise<T>;
  /** Pauses while the call waits for a sign-in, which has its own timeout. */
  pause(waiting: boolean): void;
  /** Stops the timeout and releases the app's signals. */
  clear(): void;
}

/** axios's deprecated cancel token. */
interface Token {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

/** Starts the timeout of a call. axios's fetch adapter uses a different error code for it. */
export const startDeadline = (config: Config, { errorType }: AxiosCopy, isFetch: boolean): Deadline => {
  const { transitional, timeoutErrorMessage, cancelToken, signal } = config;
  const timeout = Number(config.timeout) || 0;
  const token = cancelToken as unknown as Token | undefined;
  const controller = timeout > 0 || token || signal ? new AbortController() : undefined;
  const abort = (): void => controller?.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener?.('abort', abort);
  token?.subscribe(abort);

  let hasTimedOut = false;
  let remainingTime = timeout;
  let startedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expire = (): void => {
    hasTimedOut = true;
    abort();
  };
  const stop = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    remainingTime -= performance.now() - startedAt;
  };
  const start = (): void => {
    if (timer !== undefined || !(timeout > 0)) return;
    startedAt = performance.now();
    timer = setTimeout(expire, Math.max(0, remainingTime));
  };
  start();

  const message = timeoutErrorMessage || `timeout of ${timeout}ms exceeded`;
  const code = isFetch || transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return {
    signal: controller?.signal,
    error: () => (hasTimedOut ? errorType().then((AxiosError) => new AxiosError(message, code, config)) : undefined),
    pause: (waiting) => (waiting ? stop() : start()),
    clear: () => {
      stop();
      signal?.removeEventListener?.('abort', abort);
      token?.unsubscribe(abort);
    },
    whileSending: async (send) => {
      if (!(timeout > 0)) return send({});
      stop();
      // 0 would mean no limit.
      const adapterTimeout = Math.max(1, Math.ceil(remainingTime));
      const sentAt = performance.now();
      try {
        return await send({ timeout: adapterTimeout });
      } catch (error) {
        // The adapter's message contains the remaining time; the app set the total.
        if (error instanceof Error && /^timeout .*exceeded$/.test(error.message))
          error.message = error.message.replace(`${adapterTimeout}`, `${timeout}`);
        throw error;
      } finally {
        remainingTime -= performance.now() - sentAt;
        start();
      }
    },
  };
};
