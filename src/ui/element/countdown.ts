/**
 * Calls `changed` at each second until a moment, so that a countdown can be shown. There is one timer.
 *
 * @param now The clock that the moments are told by.
 * @returns `secondsUntil(moment)`, which sees to it, and `stop`.
 */
export const createCountdown = (changed: () => void, now: () => number) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    /** How many seconds are left, rounded up; 0 when it is over. In milliseconds since the epoch. */
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
