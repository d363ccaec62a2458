/** Resolves to what a promise resolves to, or to undefined after `time` milliseconds. */
export const within = <T>(work: Promise<T>, time: number): Promise<T | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), time);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
