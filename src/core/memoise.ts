import { setBounded } from './set-bounded.js';

/** How many results are kept. An app talks to few hosts. */
const MAX_RESULTS = 100;

/** Memoises `compute`, which must be pure; the oldest results are dropped. */
export const memoise = <T>(compute: (key: string) => T): ((key: string) => T) => {
  const results = new Map<string, T>();
  return (key) => {
    const value = results.get(key);
    if (value !== undefined) return value;
    const result = compute(key);
    setBounded(results, key, result, MAX_RESULTS);
    return result;
  };
};
