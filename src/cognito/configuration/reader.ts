import { ConfigurationError } from '../errors.js';
import { at, type Kind, recogniseKind, withoutModule } from './kinds.js';

/**
 * Where each kind of file has some settings: paths, with dots; of several the first that is there. What is not named is called as
 * the setting.
 */
export type Spellings<S extends string> = Readonly<
  Record<Kind, Readonly<Partial<Record<S, string | readonly string[]>>>>
>;

/** Throws a ConfigurationError. */
export const fail = (message: string): never => {
  throw new ConfigurationError('configuration', message);
};

/** Reads settings wherever a kind of configuration has them. Throws ConfigurationErrors in the file's own spelling. */
export interface Reader<S extends string> {
  /** The name of a setting, as the configuration that was given spells it. */
  nameOf(setting: S): string;
  /** What the configuration says; `undefined` also for `null` and an empty text, which files have for "not set". */
  read(setting: S): unknown;
  /** A text, or nothing. */
  text(setting: S, pattern?: RegExp, description?: string): string | undefined;
  /** Throws, because a setting is missing. */
  missing(setting: S): never;
  /** Throws, and says as what the configuration was read. */
  fail(message: string): never;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** A reader for the kind of configuration that `given` is. The package's own names can stand in any kind. */
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
    text: (setting, pattern = /./, description = 'a text') => {
      const value = read(setting);
      return value === undefined || (typeof value === 'string' && pattern.test(value))
        ? value
        : failHere(`${nameOf(setting)} must be ${description}.`);
    },
    missing: (setting) => failHere(`${nameOf(setting)} is missing.`),
    fail: failHere,
  };
};
