import type { SessionStorage, StorageLock } from './session-storage.js';

/**
 * How long a session waits for a lock, in milliseconds: longer than an abandoned lock lasts, and shorter than the
 * longest grace period of a rotated refresh token (60 s).
 */
const TIMEOUT = 45_000;

/**
 * Wraps the lock of a store so that the work runs exactly once, whatever happens to the lock. The result is that of the
 * work. A lock only saves calls: `compareAndSet` makes sure that nothing newer is overwritten.
 *
 * @param report Called if the work runs without the lock, or if the lock could not be released.
 * @param timeout Milliseconds after which the work runs without the lock. Later work does not wait either, until a lock
 * responds.
 */
export const createLock = (
  storage: SessionStorage,
  report: (error: unknown) => void,
  timeout: number = TIMEOUT,
): StorageLock => {
  let hangs = false;

  return <T>(name: string, work: () => Promise<T>): Promise<T> =>
    new Promise((resolve) => {
      let running: Promise<T> | undefined;
      const begin = (): Promise<T> => {
        clearTimeout(timer);
        running ??= work();
        resolve(running);
        return running;
      };
      const beginWithout = (why: unknown): void => {
        report(why);
        begin();
      };
      const late = (): void => {
        hangs = true;
        beginWithout(new Error(`The storage did not grant the lock within ${timeout} ms.`));
      };
      const timer = setTimeout(late, hangs ? 0 : timeout);

      const ended = (): void => {
        hangs = false;
        if (!running) beginWithout(new Error("The storage's lock ended without running the work."));
      };
      const failed = (error: unknown): void => {
        hangs = false;
        if (!running) beginWithout(error);
        // The caller gets the work's own error.
        else
          running.then(
            () => report(error),
            () => {},
          );
      };
      const enter = (): Promise<T> => {
        hangs = false;
        return begin();
      };
      (async () => storage.lock!(name, enter))().then(ended, failed);
    });
};
