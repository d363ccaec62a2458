/** Options of work that a caller may abort. */
export interface Abortable {
  readonly signal?: AbortSignal | null | undefined;
}

/** Creates an error with a name, in place of DOMException, which React Native lacks. */
const namedError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Returns why a signal was aborted; signals of polyfills (React Native) have no `reason`. */
const abortReason = (signal: AbortSignal): unknown =>
  signal.reason ?? namedError('AbortError', 'This operation was aborted.');

/** `throwIfAborted()`, which polyfilled signals lack. */
export const throwIfAborted = (signal: AbortSignal | null | undefined): void => {
  if (signal?.aborted) throw abortReason(signal);
};

/**
 * Settles as `promise` does, or rejects with the signal's reason as soon as that aborts. The work behind `promise` continues: other
 * calls may wait for it.
 */
export const untilAborted = <T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> => {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortReason(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
};

/** A combined signal, and a function that releases its sources. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  /** Call it when the work is done: the source signals may live much longer. */
  release(): void;
}

/**
 * Creates a signal that aborts as soon as one of `signals` does, or after a timeout. `AbortSignal.any` and `AbortSignal.timeout` are
 * missing in React Native and on Vercel's edge.
 *
 * @param timeout In milliseconds. Default: none.
 */
export const joinSignals = (signals: readonly (AbortSignal | null | undefined)[], timeout?: number): JoinedSignal => {
  const controller = new AbortController();
  const removals = signals.map((signal) => {
    const abort = (): void => controller.abort(signal && abortReason(signal));
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

/** Adds the members that p-retry needs and polyfilled signals lack. */
export const standardSignal = (signal: AbortSignal): AbortSignal =>
  typeof signal.throwIfAborted === 'function'
    ? signal
    : ({
        get aborted() {
          return signal.aborted;
        },
        get reason() {
          return abortReason(signal);
        },
        throwIfAborted: () => throwIfAborted(signal),
        addEventListener: signal.addEventListener.bind(signal),
        removeEventListener: signal.removeEventListener.bind(signal),
      } as AbortSignal);
