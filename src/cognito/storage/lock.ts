import type { SessionStorage, StorageLock } from './session-storage.js';

/**
 * How long a session waits for a lock, in milliseconds: longer than a lock lasts whose owner has died, and shorter than
 * the longest grace time of a refresh token that was rotated (60 s).
 */
const PATIENCE = 45_000;

/**
 * The lock of a store, as a session can rely on it: the work is done once, whatever happens to the lock, and its outcome is
 * the result. A lock only saves calls; that nothing newer is overwritten is the matter of `compareAndSet`.
 *
 * @param report Told where the work is done without the lock, or the lock could not be released.
 * @param patience Milliseconds after which the work is done without the lock; then none is waited for until one answers.
 */
export const createLock = (
  storage: SessionStorage,
  report: (error: unknown) => void,
  patience: number = PATIENCE,
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
        beginWithout(new Error(`The storage gave no lock within ${patience} ms.`));
      };
      const timer = setTimeout(late, hangs ? 0 : patience);

      const ended = (): void => {
        hangs = false;
        if (!running) beginWithout(new Error("The storage's lock ended without having done the work."));
      };
      const failed = (error: unknown): void => {
        hangs = false;
        if (!running) beginWithout(error);
        // The work's own failure is for its caller.
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
