/** Runs one operation of a store with a time limit. Rejects if the operation fails or takes too long. */
export type TimeLimit = <T>(work: () => T | Promise<T>) => Promise<T>;

/**
 * Limits the duration of each operation. While an operation that took too long has not ended, all others fail immediately:
 * a store that hangs must not delay every call.
 *
 * @param timeout Milliseconds after which an operation counts as failed.
 */
export const createTimeLimit = (timeout: number): TimeLimit => {
  let hangs = false;
  return (work) =>
    new Promise((resolve, reject) => {
      const late = (): void => {
        hangs = true;
        reject(new Error(`The storage did not respond within ${timeout} ms.`));
      };
      if (hangs) return late();
      const timer = setTimeout(late, timeout);
      const end = (): void => {
        hangs = false;
        clearTimeout(timer);
      };
      (async () => work())().finally(end).then(resolve, reject);
    });
};
