/** Something a caller may abort. */
export interface Abortable {
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * `promise`, or a rejection with the signal's reason as soon as it aborts. The work behind `promise` goes on: others may
 * wait for it too.
 */
export const untilAborted = <T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> => {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
};
