import { invalidParameter, PoolError } from './errors.js';

/** The JSON of a call. */
export type Input = Readonly<Record<string, unknown>>;

/** Names and values, both text. */
export type TextMap = Readonly<Record<string, string>>;

const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws PoolError for what is no JSON object */
export const parseInput = (body: string): Input => {
  try {
    const input: unknown = JSON.parse(body || '{}');
    if (isObject(input)) return input;
  } catch {
    // Answered below.
  }
  throw new PoolError('SerializationException', 'Start of structure or map found where not expected.');
};

/** A text that may be missing. */
export const optionalText = (input: Input, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
};

/** A text that must be there. */
export const text = (input: Input, name: string): string => {
  const value = optionalText(input, name);
  if (value !== undefined && value !== '') return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidParameter(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  );
};

/** A structure; an empty one where it is missing. */
export const structure = (input: Input, name: string): Input => {
  const value = input[name];
  return isObject(value) ? value : {};
};

/** A map of texts; other values, such as the null of a forgotten device key, are left out. */
export const textMap = (input: Input, name: string): TextMap =>
  Object.fromEntries(
    Object.entries(structure(input, name)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** One of AuthParameters or ChallengeResponses that must be there. */
export const parameter = (parameters: TextMap, name: string): string => {
  const value = parameters[name];
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
};

/** A list of `{ Name, Value }`. */
export const attributeList = (input: Input, name: string): [string, string][] => {
  const list = input[name];
  return (Array.isArray(list) ? list : [])
    .filter(isObject)
    .map((item) => [text(item, 'Name'), optionalText(item, 'Value') ?? '']);
};

/** A list of texts. */
export const textList = (input: Input, name: string): string[] => {
  const list = input[name];
  return (Array.isArray(list) ? list : []).filter((item) => typeof item === 'string');
};
