/** What a promise resolves to; nothing where that takes longer. In milliseconds. */
export const within = <T>(work: Promise<T>, time: number): Promise<T | undefined> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), time);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
