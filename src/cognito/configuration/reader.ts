import { ConfigurationError } from '../errors.js';
import { at, type Kind, recogniseKind, withoutModule } from './kinds.js';

/**
 * The dotted paths of settings in each kind of file. Of several paths, the first that is set counts. A setting that is
 * not listed has its own name in the file.
 */
export type Spellings<S extends string> = Readonly<
  Record<Kind, Readonly<Partial<Record<S, string | readonly string[]>>>>
>;

/** Throws a ConfigurationError. */
export const fail = (message: string): never => {
  throw new ConfigurationError('configuration', message);
};

/** Reads settings from any kind of configuration. Its ConfigurationErrors use the configuration's own spelling. */
export interface Reader<S extends string> {
  /** Returns the name of a setting, as the configuration spells it. */
  nameOf(setting: S): string;
  /** Returns a setting; `undefined` also for `null` and an empty string, which files use for "not set". */
  read(setting: S): unknown;
  /** Returns a setting that must be a string; `undefined` if it is not set. */
  text(setting: S, pattern?: RegExp, description?: string): string | undefined;
  /** Throws because a setting is missing. */
  missing(setting: S): never;
  /** Throws with the kind that the configuration was read as. */
  fail(message: string): never;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Creates a {@link Reader} for the configuration's kind. This package's own names are allowed in any kind. */
export const createReader = <S extends string>(given: object, spellings: Spellings<S>): Reader<S> => {
  const input = withoutModule(given);
  const { kind, title } = recogniseKind(input) ?? {};
  const nameOf = (setting: S): string => {
    const theirs = [(kind && spellings[kind][setting]) ?? []].flat();
    return [setting, ...theirs].find((path) => isSet(at(input, path))) ?? theirs.at(-1) ?? setting;
  };
  const read = (setting: S): unknown => {
    const value = at(input, nameOf(setting));
    return isSet(value) ? value : undefined;
  };
  const failHere = (message: string): never => fail(title ? `${message} (This was read as ${title}.)` : message);
  return {
    nameOf,
    read,
    text: (setting, pattern = /./, description = 'a string') => {
      const value = read(setting);
      return value === undefined || (typeof value === 'string' && pattern.test(value))
        ? value
        : failHere(`${nameOf(setting)} must be ${description}.`);
    },
    missing: (setting) => failHere(`${nameOf(setting)} is missing.`),
    fail: failHere,
  };
};
