/** Throws a TypeError with this message unless `ok`. */
export const requireOption = (ok: boolean, message: string): void => {
  if (!ok) throw new TypeError(message);
};

/** How many single-character edits lead from one text to the other (Levenshtein). */
const editDistance = (one: string, other: string): number => {
  let row = [...other, ''].map((_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, insertion] of row.slice(1).entries())
      next.push(Math.min(insertion, next[j]!, row[j]! - (letter === other[j] ? 1 : 0)) + 1);
    row = next;
  }
  return row.at(-1)!;
};

/** Returns the known name that an unknown one was probably meant to be; `undefined` if none is close. */
export const nearestName = (name: string, knownNames: readonly string[]): string | undefined => {
  const edits = (candidate: string): number => editDistance(name.toLowerCase(), candidate.toLowerCase());
  const limit = Math.max(2, Math.floor(name.length / 3));
  return knownNames.filter((candidate) => edits(candidate) <= limit).sort((one, other) => edits(one) - edits(other))[0];
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

/**
 * What an option's value must be: a test and what to pass instead, or the options of a nested object. 0: it is checked where it is
 * used.
 */
export type OptionCheck =
  | 0
  | readonly [test: (value: never) => boolean, advice: string]
  | { readonly [name: string]: OptionCheck };

/** The options of an interface, by name. Each is written out, so that the compiler asks for a new option. */
export type OptionNames<O> = Readonly<Record<keyof O, OptionCheck>>;

/** The check of a function. */
export const FUNCTION: OptionCheck = [(value: unknown) => typeof value === 'function', 'a function'];

/** The check of a number that may be 0. */
export const NOT_NEGATIVE: OptionCheck = [(value: number) => value >= 0, 'a number, 0 or more'];

/** @throws TypeError for a value that the check refuses; `undefined` is not set. */
export const requireValue = (name: string, value: unknown, check: OptionCheck): void => {
  if (!check || value === undefined) return;
  if (Array.isArray(check)) requireOption(check[0](value as never), `${name}: pass ${check[1]}.`);
  else {
    const shape = `{ ${Object.keys(check).join(', ')} }`;
    requireKnownOptions(name, value as object, check as Record<string, OptionCheck>, shape);
  }
};

/**
 * Rejects unknown options by name, and values that are not what they must be.
 *
 * @param where The function that was called, for the message.
 * @param shape What to pass, for the message.
 * @throws TypeError
 */
export const requireKnownOptions = <O extends object>(
  where: string,
  options: O,
  checks: OptionNames<NoInfer<O>>,
  shape = 'an object',
): void => {
  requireOption(typeof options === 'object' && options !== null, `${where}: pass ${shape}.`);
  const knownNames = Object.keys(checks);
  for (const name of Object.keys(options) as (keyof O & string)[]) {
    requireKnownName(where, 'option', name, knownNames);
    if (checks[name]) requireValue(name, options[name], checks[name]);
  }
};
