/** The listeners of one event. A listener that throws affects neither the others nor the code that emits. */
export interface Listeners<A extends unknown[]> {
  /** Returns a function that unsubscribes the listener. */
  add(listener: (...values: A) => void): () => void;
  /** Calls every listener. */
  notify(...values: A): void;
  /** Returns how many there are. */
  size(): number;
}

/** Creates an empty set of {@link Listeners}. */
export const createListeners = <A extends unknown[]>(): Listeners<A> => {
  const listeners = new Set<(...values: A) => void>();
  return {
    size: () => listeners.size,
    add: (listener) => {
      // One function per subscription, so that a listener can be subscribed twice.
      const subscription = (...values: A): void => listener(...values);
      listeners.add(subscription);
      return () => void listeners.delete(subscription);
    },
    notify: (...values) => {
      for (const listener of listeners) {
        try {
          listener(...values);
        } catch (error) {
          // Shows it in the browser's console. Node has no reportError, and an uncaught exception would end the process.
          globalThis.reportError?.(error);
        }
      }
    },
  };
};
