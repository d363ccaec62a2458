import { ConfigurationError } from '../errors.js';

/** The kinds of files that are read. */
export type Kind = 'awsConfiguration' | 'amplifyOutputs' | 'awsExports';

/** Where each kind of file has some settings: paths, with dots. What is not named is called as the setting. */
export type Spellings<S extends string> = Readonly<Record<Kind, Readonly<Partial<Record<S, string>>>>>;

/** Each kind by keys that no other has. */
const KINDS: readonly (readonly [keys: RegExp, kind: Kind])[] = [
  [/^(Auth|CognitoUserPool|CredentialsProvider)$/, 'awsConfiguration'],
  [/^auth$/, 'amplifyOutputs'],
  [/^aws_(project|cognito|user_pools)_/, 'awsExports'],
];

/** Which kind of file `input` is, if any. */
export const kindOf = (input: object): Kind | undefined => {
  const keys = Object.keys(input);
  return KINDS.find(([names]) => keys.some((key) => names.test(key)))?.[1];
};

/** Throws a ConfigurationError. */
export const fail = (message: string): never => {
  throw new ConfigurationError('configuration', message);
};

const at = (source: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((value, key) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[key], source);

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
}

/** A reader for the kind of configuration that `input` is. The package's own names can stand in any kind. */
export const createReader = <S extends string>(input: object, spellings: Spellings<S>): Reader<S> => {
  const kind = kindOf(input);
  const nameOf = (setting: S): string =>
    (kind && at(input, setting) === undefined && spellings[kind][setting]) || setting;
  const read = (setting: S): unknown => {
    const value = at(input, nameOf(setting));
    return value === null || value === '' ? undefined : value;
  };
  return {
    nameOf,
    read,
    text: (setting, pattern = /./, description = 'a text') => {
      const value = read(setting);
      return value === undefined || (typeof value === 'string' && pattern.test(value))
        ? value
        : fail(`${nameOf(setting)} must be ${description}.`);
    },
    missing: (setting) => fail(`${nameOf(setting)} is missing.`),
  };
};
