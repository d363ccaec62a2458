/** The names in quotes, as a sentence lists them: `'a', 'b' or 'c'`. British English, without a comma before the last. */
export const inWords = (names: readonly string[], last: 'and' | 'or'): string =>
  new Intl.ListFormat('en-GB', { type: last === 'and' ? 'conjunction' : 'disjunction' }).format(
    names.map((name) => `'${name}'`),
  );
