import type { AxiosError } from 'axios';
import type { Config } from './config.js';
import type { AxiosCopy } from './copy.js';

/** When a call ends before it is answered: axios's `timeout` over the whole of it, and the app's signal and cancel token. */
export interface Deadline {
  /** Aborts when the time is up, and when the app aborts. Absent where neither can be. */
  readonly signal: AbortSignal | undefined;
  /** The error of a call whose time was up, if that is why it was aborted. */
  error(): Promise<AxiosError> | undefined;
  /** Hands the time that is left to the adapter, which has a clock of its own; ours stands still until it has settled. */
  whileSending<T>(send: (timeout: Pick<Config, 'timeout'>) => Promise<T>): Promise<T>;
  /** Stands still while the call waits for a sign-in, which has a time limit of its own. */
  pause(waiting: boolean): void;
  /** Stops the clock, and lets go of the app's signals. */
  clear(): void;
}

/** axios's deprecated way to abort. */
interface Token {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

/** Starts the clock of a call. axios's fetch adapter has a code of its own for a timeout. */
export const startDeadline = (config: Config, { errorType }: AxiosCopy, isFetch: boolean): Deadline => {
  const { transitional, timeoutErrorMessage, cancelToken, signal } = config;
  const timeout = Number(config.timeout) || 0;
  const token = cancelToken as unknown as Token | undefined;
  const controller = timeout > 0 || token || signal ? new AbortController() : undefined;
  const abort = (): void => controller?.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener?.('abort', abort);
  token?.subscribe(abort);

  let isOver = false;
  let left = timeout;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expire = (): void => {
    isOver = true;
    abort();
  };
  const stop = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left -= performance.now() - since;
  };
  const go = (): void => {
    if (timer !== undefined || !(timeout > 0)) return;
    since = performance.now();
    timer = setTimeout(expire, Math.max(0, left));
  };
  go();

  const message = timeoutErrorMessage || `timeout of ${timeout}ms exceeded`;
  const code = isFetch || transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return {
    signal: controller?.signal,
    error: () => (isOver ? errorType().then((AxiosError) => new AxiosError(message, code, config)) : undefined),
    pause: (waiting) => (waiting ? stop() : go()),
    clear: () => {
      stop();
      signal?.removeEventListener?.('abort', abort);
      token?.unsubscribe(abort);
    },
    whileSending: async (send) => {
      if (!(timeout > 0)) return send({});
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
