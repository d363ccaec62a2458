import type { SchemaAttribute, UserPoolOptions } from './options.js';

/** An attribute of the pool's schema. */
export type Attribute = Required<Pick<SchemaAttribute, 'type' | 'mutable' | 'required'>> & SchemaAttribute;

/** The attributes that users of a pool may have, by name. */
export type Schema = ReadonlyMap<string, Attribute>;

const optional = { type: 'String', mutable: true, required: false } as const;
const TEXT = { ...optional, minLength: 0, maxLength: 2048 } as const;
const FLAG = { ...optional, type: 'Boolean' } as const;

/** The attributes of every pool (CreateUserPool, "Schema"), OpenID Connect's standard claims. */
const STANDARD: Readonly<Record<string, Omit<Attribute, 'name'>>> = {
  sub: { ...TEXT, mutable: false, minLength: 1 },
  ...Object.fromEntries(
    [
      'name given_name family_name middle_name nickname preferred_username profile picture website',
      'email gender zoneinfo locale phone_number address',
    ].flatMap((names) => names.split(' ').map((name) => [name, TEXT])),
  ),
  birthdate: { ...TEXT, minLength: 10, maxLength: 10 },
  updated_at: { ...optional, type: 'Number', minValue: 0 },
  email_verified: FLAG,
  phone_number_verified: FLAG,
  identities: TEXT,
};

/**
 * Reads a pool's schema: the standard attributes, those of the option, and the custom ones of declared users.
 *
 * @throws TypeError for an attribute that no pool can have
 */
export const readSchema = ({ schema = [], requiredAttributes = [], users = [] }: UserPoolOptions): Schema => {
  const all = new Map<string, Attribute>(
    Object.entries(STANDARD).map(([name, attribute]) => [name, { name, ...attribute }]),
  );
  const used = users.flatMap(({ attributes = {} }) => Object.keys(attributes));
  for (const name of used) if (name.startsWith('custom:')) all.set(name, { name, ...optional });
  for (const attribute of schema) {
    const { name } = attribute;
    if (!all.has(name) && !/^(custom|dev):./.test(name)) {
      throw new TypeError(
        `schema: '${String(name)}' is not a standard attribute; the name of your own begins with 'custom:'.`,
      );
    }
    all.set(name, { ...(all.get(name) ?? optional), ...attribute });
  }
  for (const name of requiredAttributes) {
    const attribute = all.get(name);
    if (!attribute) throw new TypeError(`requiredAttributes: declare '${name}' in schema, too.`);
    all.set(name, { ...attribute, required: true });
  }
  return all;
};

const lengthProblem = ({ minLength = 0, maxLength = 2048 }: Attribute, { length }: string): string | undefined => {
  if (length < minLength) return `String must be no shorter than ${minLength} characters`;
  return length > maxLength ? `String must be no longer than ${maxLength} characters` : undefined;
};

const numberProblem = ({ minValue, maxValue }: Attribute, value: string): string | undefined => {
  const number = Number(value);
  if (!Number.isInteger(number)) return 'Attribute value is not a number.';
  if (minValue !== undefined && number < minValue) return `Number must be no less than ${minValue}`;
  return maxValue !== undefined && number > maxValue ? `Number must be no greater than ${maxValue}` : undefined;
};

/** Returns what is wrong with a value, in AWS's words. An empty value removes the attribute. */
export const attributeProblem = (
  schema: Schema,
  name: string,
  value: string,
  isUpdate: boolean,
): string | undefined => {
  const attribute = schema.get(name);
  if (!attribute) return 'Attribute does not exist in the schema.';
  if (isUpdate && !attribute.mutable) return 'Attribute cannot be updated.';
  if (value === '') return undefined;
  if (attribute.type === 'Number') return numberProblem(attribute, value);
  return attribute.type === 'String' ? lengthProblem(attribute, value) : undefined;
};
