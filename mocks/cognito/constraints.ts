/** What AWS's service model says of the value of a member. */
export interface Shape {
  readonly type: 'text' | 'number' | 'boolean' | 'texts' | 'list' | 'structure';
  /** The pattern as AWS prints it. It must match the whole text. */
  readonly pattern?: string;
  /** The same pattern, where the printed one would be slow or is not JavaScript's. */
  readonly matches?: RegExp;
  /** The least and greatest length of a text, size of a list, or number. */
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
  readonly required?: boolean;
  /** Whether AWS's text leaves the value out. */
  readonly secret?: boolean;
  /** Whether AWS names a wrong length before a wrong pattern. By default it is the other way round. */
  readonly lengthFirst?: boolean;
  /** The members of a structure, or of each structure of a list. */
  readonly members?: Members;
  /** The values of a map of texts. */
  readonly values?: Shape;
  /** The texts of a list. */
  readonly items?: Shape;
}

/** The members of an operation's input, by their names. */
export type Members = Readonly<Record<string, Shape>>;

type Value = Readonly<Record<string, unknown>>;

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
const isStructure = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How AWS names a value without parts that has another type than the model's. */
const found = (value: unknown): string => {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  return value === true ? 'TRUE_VALUE' : 'FALSE_VALUE';
};

const EXPECTED: Readonly<Record<Shape['type'], string>> = {
  text: 'a String',
  number: 'an Integer',
  boolean: 'a Boolean',
  texts: 'a Map',
  list: 'a List',
  structure: 'a Structure',
};

const mistyped = (value: unknown, type: Shape['type']): string => {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (isStructure(value)) return 'Start of structure or map found where not expected.';
  return `${found(value)} can not be converted to ${EXPECTED[type]}`;
};

const fits = (value: unknown, type: Shape['type']): boolean => {
  if (type === 'text') return typeof value === 'string';
  if (type === 'number' || type === 'boolean') return typeof value === type;
  return type === 'list' ? Array.isArray(value) : isStructure(value);
};

/** Returns the text for a value that has another JSON type than the model says. Undefined if there is none. */
export const typeError = (input: Value, members: Members): string | undefined => {
  for (const [name, shape] of Object.entries(members)) {
    const value = input[name];
    if (isAbsent(value)) continue;
    if (!fits(value, shape.type)) return mistyped(value, shape.type);
    const texts = shape.type === 'texts' || shape.items ? Object.values(value as Value) : [];
    const [odd] = texts.filter((text) => !isAbsent(text) && typeof text !== 'string');
    if (odd !== undefined) return mistyped(odd, 'text');
    for (const item of partsOf(value, shape)) {
      const inner = isStructure(item.value) ? typeError(item.value, shape.members ?? {}) : undefined;
      if (inner) return inner;
    }
  }
  return undefined;
};

/** Returns the structures within a value, each with its path. */
const partsOf = (value: unknown, { type, members }: Shape): { readonly path: string; readonly value: unknown }[] => {
  if (!members) return [];
  if (type === 'structure') return [{ path: '', value }];
  return (value as unknown[]).map((item, index) => ({ path: `.${index + 1}.member`, value: item }));
};

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Returns all constraints of the parts of a value, which AWS lists together, whichever is violated. */
const together = (shape: Shape): string => {
  const { pattern, min, max, oneOf } = shape;
  const all = [
    ...(oneOf ? [`satisfy enum value set: [${oneOf.join(', ')}]`] : []),
    ...(max === undefined ? [] : [`have length less than or equal to ${max}`]),
    ...(min === undefined ? [] : [`have length greater than or equal to ${min}`]),
    ...(pattern === undefined ? [] : [`satisfy regular expression pattern: ${pattern}`]),
  ];
  return `satisfy constraint: [${all.map((constraint) => `Member must ${constraint}`).join(', ')}]`;
};

/** Returns the constraints that a value violates, in AWS's words. */
const broken = (value: unknown, shape: Shape): string[] => {
  const { pattern, matches, min = 0, max = Number.POSITIVE_INFINITY, oneOf, lengthFirst, values, items } = shape;
  if (typeof value === 'string') {
    if (oneOf) return oneOf.includes(value) ? [] : [`satisfy enum value set: [${oneOf.join(', ')}]`];
    const length = [
      ...(value.length < min ? [`have length greater than or equal to ${min}`] : []),
      ...(value.length > max ? [`have length less than or equal to ${max}`] : []),
    ];
    const isMatch = pattern === undefined || (matches ?? new RegExp(`^(?:${pattern})$`, 'u')).test(value);
    const form = isMatch ? [] : [`satisfy regular expression pattern: ${pattern}`];
    return lengthFirst ? [...length, ...form] : [...form, ...length];
  }
  if (typeof value === 'number') {
    if (value < min) return [`have value greater than or equal to ${min}`];
    return value > max ? [`have value less than or equal to ${max}`] : [];
  }
  const part = Array.isArray(value) ? items : values;
  if (!part || typeof value !== 'object' || value === null) return [];
  const isBad = Object.values(value).some((text) => typeof text === 'string' && broken(text, part).length > 0);
  return isBad ? [together(part)] : [];
};

const describe = (path: string, value: unknown, shape: Shape, constraint: string): string => {
  const printed = Array.isArray(value) && shape.items ? `[${value.join(', ')}]` : value;
  const isShown = !shape.secret && typeof printed !== 'object';
  const shown = isAbsent(value) && !shape.secret ? ' null' : isShown ? ` '${String(printed)}'` : '';
  const subject = shape.values && !isAbsent(value) ? 'Map value' : 'Member';
  return `Value${shown} at '${path}' failed to satisfy constraint: ${subject} must ${constraint}`;
};

/** Returns each violation of the model, in AWS's words and in the order of the members' names. */
const violations = (input: Value, members: Members, prefix = ''): string[] =>
  Object.keys(members)
    .sort()
    .flatMap((name) => {
      const shape = members[name] as Shape;
      const value = input[name];
      const path = prefix + lower(name);
      if (isAbsent(value)) return shape.required ? [describe(path, value, shape, 'not be null')] : [];
      return [
        ...broken(value, shape).map((constraint) => describe(path, value, shape, constraint)),
        ...partsOf(value, shape).flatMap((part) =>
          isStructure(part.value) ? violations(part.value, shape.members ?? {}, `${path}${part.path}.`) : [],
        ),
      ];
    });

/** Returns the text of AWS's validation error. Undefined for a valid input. */
export const validationError = (input: Value, members: Members): string | undefined => {
  const all = violations(input, members);
  if (!all.length) return undefined;
  return `${all.length} validation error${all.length > 1 ? 's' : ''} detected: ${all.join('; ')}`;
};
