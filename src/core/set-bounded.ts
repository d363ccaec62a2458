/** Sets an entry as the newest, and drops the oldest if there are more than `max`. */
export const setBounded = <T>(entries: Map<string, T>, key: string, value: T, max: number): void => {
  entries.delete(key);
  entries.set(key, value);
  if (entries.size > max) entries.delete(entries.keys().next().value!);
};
