import { refusal } from './refusals.js';

/** The JSON of a call. */
export type Input = Readonly<Record<string, unknown>>;

/** Names and values, both text. */
export type TextMap = Readonly<Record<string, string>>;

const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws PoolError if the text is not a JSON object */
export const parseInput = (body: string): Input => {
  try {
    const input: unknown = JSON.parse(body || '{}');
    if (isObject(input)) return input;
  } catch {
    // Refused below.
  }
  throw refusal('malformed');
};

/** Returns an optional string. */
export const optionalText = (input: Input, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
};

/** Returns a required string. */
export const text = (input: Input, name: string): string => {
  const value = optionalText(input, name);
  if (value !== undefined && value !== '') return value;
  // `MEMBERS` has refused a missing one, in AWS's words, before the operation began.
  throw refusal('missingParameter', name);
};

/** Returns a structure. Empty if it is missing. */
export const structure = (input: Input, name: string): Input => {
  const value = input[name];
  return isObject(value) ? value : {};
};

/** Returns a map of strings. Skips other values, such as the null of a forgotten device key. */
export const textMap = (input: Input, name: string): TextMap =>
  Object.fromEntries(
    Object.entries(structure(input, name)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** Returns a required member of AuthParameters or ChallengeResponses. */
export const parameter = (parameters: TextMap, name: string): string => {
  const value = parameters[name];
  if (value === undefined || value === '') throw refusal('missingParameter', name);
  return value;
};

/** Returns a list of `{ Name, Value }`. The value is undefined if it was not sent. */
export const attributeList = (input: Input, name: string): [string, string | undefined][] => {
  const list = input[name];
  return (Array.isArray(list) ? list : [])
    .filter(isObject)
    .map((item) => [text(item, 'Name'), optionalText(item, 'Value')]);
};

/** Returns a list of strings. */
export const textList = (input: Input, name: string): string[] => {
  const list = input[name];
  return (Array.isArray(list) ? list : []).filter((item) => typeof item === 'string');
};
