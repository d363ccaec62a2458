/** How many results are kept. An app talks to few hosts. */
const MAX_RESULTS = 100;

/** Memoises `compute`, which must be pure; the oldest results are dropped. */
export const remember = <T>(compute: (key: string) => T): ((key: string) => T) => {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key);
    if (value !== undefined) return value;
    const computed = compute(key);
    if (known.size >= MAX_RESULTS) known.delete(known.keys().next().value!);
    known.set(key, computed);
    return computed;
  };
};
