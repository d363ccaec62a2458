import { nearestName } from '../../src/core/options.js';
import { toMilliseconds } from '../duration.js';
import { inWords } from '../in-words.js';
import type { ShapeData } from './shape.js';

const fail = (message: string): never => {
  throw new TypeError(message);
};

/** Describes a value without showing it, because it may be a password. */
const kindOf = (value: unknown): string => {
  if (value === '') return 'an empty string';
  if (value === null || value === undefined || Number.isNaN(value)) return String(value);
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'a string', boolean: String(value), object: 'an object' }[typeof value as string] ?? `a ${typeof value}`
  );
};

/** Whether a string is one of a few names, which can be shown. */
const hasNames = (shape: ShapeData): boolean =>
  shape.kind === 'choice' || (shape.kind === 'either' && shape.shapes.some(hasNames));

/** What each kind is called in messages. */
const EXPECTED: { readonly [K in ShapeData['kind']]: (shape: Extract<ShapeData, { kind: K }>) => string } = {
  text: ({ nonEmpty }) => (nonEmpty ? 'a non-empty string' : 'a string'),
  flag: () => 'true or false',
  number: () => 'a number',
  duration: () => "a duration such as '90s' or '2h', or a number of milliseconds",
  function: () => 'a function',
  json: () => 'a JSON value',
  choice: ({ values }) => inWords(values, 'or'),
  list: () => 'a list',
  map: () => 'an object',
  object: () => 'an object',
  either: ({ shapes }) => shapes.map(expected).join(' or '),
};

const expected = <K extends ShapeData['kind']>(shape: Extract<ShapeData, { kind: K }>): string =>
  (EXPECTED[shape.kind] as (shape: ShapeData) => string)(shape);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is of the right kind, whatever it holds. */
const isOfKind = (shape: ShapeData, value: unknown): boolean => {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' && !(shape.nonEmpty && value === '');
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && !Number.isNaN(value);
    case 'duration':
      return typeof value === 'number' || typeof value === 'string';
    case 'function':
      return typeof value === 'function';
    case 'json':
      return value !== undefined && !/^(function|symbol|bigint)$/.test(typeof value);
    case 'choice':
      return typeof value === 'string' && shape.values.includes(value);
    case 'list':
      return Array.isArray(value);
    case 'map':
    case 'object':
      return isObject(value);
    case 'either':
      return shape.shapes.some((each) => isOfKind(each, value));
  }
};

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const describeUnknown = (name: string, known: readonly string[]): string => {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `There are: ${known.join(', ')}.` : `Did you mean ${nearest}?`;
};

const checkObject = (shape: Extract<ShapeData, { kind: 'object' }>, value: object, path: string): void => {
  const { fields } = shape;
  for (const [name, given] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const where = join(path, name);
    if (!field) fail(`${where}: there is no such option. ${describeUnknown(name, Object.keys(fields))}`);
    // As if it had been left out: `{ clientSecret: process.env.SECRET }`.
    else if (given !== undefined) checkShape(field, given, where);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && (value as Readonly<Record<string, unknown>>)[name] === undefined)
      fail(`${join(path, name)}: expected ${expected(field)}; it is missing.`);
  }
};

/**
 * Checks a value, and what it holds, against its shape.
 *
 * @param path Where the value is, such as `userPools[0].mfa`; empty for the options themselves.
 * @throws TypeError that names the first option that is unknown or has a wrong value
 */
export const checkShape = (shape: ShapeData, value: unknown, path: string): void => {
  if (!isOfKind(shape, value)) {
    const isName = typeof value === 'string' && hasNames(shape);
    fail(`${path || 'The options'}: expected ${expected(shape)}, not ${isName ? `'${value}'` : kindOf(value)}.`);
  }
  switch (shape.kind) {
    case 'duration':
      toMilliseconds(value as string, path);
      return;
    case 'list':
      for (const [index, item] of (value as readonly unknown[]).entries())
        checkShape(shape.item, item, `${path}[${index}]`);
      return;
    case 'map':
      for (const [name, item] of Object.entries(value as object)) checkShape(shape.value, item, `${path}['${name}']`);
      return;
    case 'object':
      checkObject(shape, value as object, path);
      return;
    case 'either':
      checkShape(shape.shapes.find((each) => isOfKind(each, value)) as ShapeData, value, path);
      return;
    default:
  }
};
