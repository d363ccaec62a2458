/** Those who want to be told of something. One that throws hurts neither the others nor who tells. */
export interface Listeners<A extends unknown[]> {
  /** Returns the function that unsubscribes. */
  add(listener: (...values: A) => void): () => void;
  tell(...values: A): void;
}

/** Makes an empty list of listeners. */
export const createListeners = <A extends unknown[]>(): Listeners<A> => {
  const listeners = new Set<(...values: A) => void>();
  return {
    add: (listener) => {
      // A function of its own for each subscription, so that the same listener can be subscribed twice.
      const subscription = (...values: A): void => listener(...values);
      listeners.add(subscription);
      return () => void listeners.delete(subscription);
    },
    tell: (...values) => {
      for (const listener of listeners) {
        try {
          listener(...values);
        } catch (error) {
          // Browsers show it in the console. Node has no such function, and an uncaught exception would end the process.
          globalThis.reportError?.(error);
        }
      }
    },
  };
};
