/** Throws a TypeError with this message unless `ok`. */
export const requireOption = (ok: boolean, message: string): void => {
  if (!ok) throw new TypeError(message);
};

/** How many single-character edits lead from one text to the other (Levenshtein). */
const editDistance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const substitutionCost = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitutionCost));
    }
    row = next;
  }
  return row[other.length]!;
};

/** Returns the known name that an unknown one was probably meant to be; `undefined` if none is close. */
export const nearestName = (name: string, knownNames: readonly string[]): string | undefined => {
  const lowerCaseName = name.toLowerCase();
  const nearest = knownNames
    .map((candidate) => ({ candidate, edits: editDistance(lowerCaseName, candidate.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits)[0];
  return nearest && nearest.edits <= Math.max(2, Math.floor(name.length / 3)) ? nearest.candidate : undefined;
};

const describeUnknown = (name: string, knownNames: readonly string[]): string => {
  const nearest = nearestName(name, knownNames);
  return nearest === undefined ? `Known are: ${knownNames.join(', ')}.` : `Did you mean ${nearest}?`;
};

/**
 * Rejects an unknown name: a typo must not leave a call unsigned.
 *
 * @param what The kind of name, such as `'event'`.
 * @throws TypeError that names it and the nearest known name.
 */
export const requireKnownName = (where: string, what: string, name: string, knownNames: readonly string[]): void => {
  if (!knownNames.includes(name)) {
    throw new TypeError(`${where}: there is no ${what} ${JSON.stringify(name)}. ${describeUnknown(name, knownNames)}`);
  }
};

/** The names of an options interface. Each is written out, so that the compiler asks for a new option. */
export type OptionNames<O> = Readonly<Record<keyof O, 0>>;

/**
 * Rejects unknown options by name.
 *
 * @param where The function that was called, for the message.
 * @throws TypeError
 */
export const requireKnownOptions = <O extends object>(
  where: string,
  options: O,
  names: OptionNames<NoInfer<O>>,
): void => {
  requireOption(typeof options === 'object' && options !== null, `${where}: pass an object.`);
  const knownNames = Object.keys(names);
  for (const name of Object.keys(options)) requireKnownName(where, 'option', name, knownNames);
};
