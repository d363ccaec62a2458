/**
 * Creates a countdown that calls `changed` every second. It uses one timer.
 *
 * @param now The clock of the moments, in milliseconds since the epoch.
 * @returns `secondsUntil(moment)`, which starts the timer, and `stop`.
 */
export const createCountdown = (changed: () => void, now: () => number) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    /** The seconds left until a moment (milliseconds since the epoch), rounded up; 0 once it has passed. */
    secondsUntil: (moment = 0): number => {
      const left = Math.max(0, moment - now());
      if (left > 0) {
        timer ??= setTimeout(
          () => {
            timer = undefined;
            changed();
          },
          left % 1000 || 1000,
        );
      }
      return Math.ceil(left / 1000);
    },
    stop,
  };
};
