/** Something a caller may abort. */
export interface Abortable {
  readonly signal?: AbortSignal | null | undefined;
}

/** As the platform's DOMException, which React Native lacks. */
const namedError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Why a signal was aborted; signals of polyfills (React Native) have no `reason`. */
const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason ?? namedError('AbortError', 'This operation was aborted.');

/** What the method of that name does, which polyfilled signals lack. */
export const throwIfAborted = (signal: AbortSignal | null | undefined): void => {
  if (signal?.aborted) throw reasonOf(signal);
};

/**
 * `promise`, or a rejection with the signal's reason as soon as it aborts. The work behind `promise` goes on: others may
 * wait for it too.
 */
export const untilAborted = <T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> => {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(reasonOf(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
};

/** A signal that is made of others, and the function that lets go of them. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  /** To be called when the work is done: the signals that were joined may live long. */
  release(): void;
}

/**
 * A signal that aborts as soon as one of `signals` does, or after a time. `AbortSignal.any` and `AbortSignal.timeout` are
 * missing in React Native and at Vercel's edge.
 *
 * @param timeout In milliseconds. Default: none.
 */
export const joinSignals = (signals: readonly (AbortSignal | null | undefined)[], timeout?: number): JoinedSignal => {
  const controller = new AbortController();
  const removals = signals.map((signal) => {
    const abort = (): void => controller.abort(signal && reasonOf(signal));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    return () => signal?.removeEventListener('abort', abort);
  });
  const expire = (): void => controller.abort(namedError('TimeoutError', 'The operation timed out.'));
  const timer = timeout === undefined ? undefined : setTimeout(expire, timeout);
  const release = (): void => {
    clearTimeout(timer);
    for (const remove of removals) remove();
  };
  return { signal: controller.signal, release };
};

/** A signal as p-retry asks for it, with the members that polyfilled ones lack. */
export const standardSignal = (signal: AbortSignal): AbortSignal =>
  typeof signal.throwIfAborted === 'function'
    ? signal
    : ({
        get aborted() {
          return signal.aborted;
        },
        get reason() {
          return reasonOf(signal);
        },
        throwIfAborted: () => throwIfAborted(signal),
        addEventListener: signal.addEventListener.bind(signal),
        removeEventListener: signal.removeEventListener.bind(signal),
      } as AbortSignal);
