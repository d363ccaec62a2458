import type { Pool } from './pool.js';
import { refusal } from './refusals.js';
import { attributeProblem } from './schema.js';
import type { User } from './users.js';

const ADDRESSES = ['email', 'phone_number'];

/** Attributes that only the pool writes. */
const READ_ONLY = ['email_verified', 'phone_number_verified', 'identities', 'cognito:user_status'];

/** A name and a value. Undefined for a value that was not sent. */
export type GivenAttribute = readonly [name: string, value: string | undefined];

/** @throws PoolError for an attribute that clients may not write */
export const checkWritable = (name: string): void => {
  if (name === 'sub') throw refusal('immutable', name);
  if (READ_ONLY.includes(name)) throw refusal('unauthorizedAttribute');
};

/** @throws PoolError for attributes that clients may not write, and for values that the schema does not allow */
export const checkAttributes = (
  { settings: { schema } }: Pool,
  given: Iterable<GivenAttribute>,
  isUpdate: boolean,
): void => {
  const attributes = [...given];
  for (const [name, value] of attributes) {
    checkWritable(name);
    if (value === undefined) throw refusal('nullAttribute', name);
    if (value === '') continue;
    if (name === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) throw refusal('badEmail');
    if (name === 'phone_number' && !/^\+\d{5,15}$/.test(value)) throw refusal('badPhone');
  }
  const problems = attributes.flatMap(([name, value = '']) => {
    const problem = attributeProblem(schema, name, value, isUpdate);
    return problem === undefined ? [] : [`${name}: ${problem}\n`];
  });
  if (!problems.length) return;
  if (!isUpdate) throw refusal('schema', problems.join(''));
  throw refusal('updatedSchema', problems.map((problem) => `user.${problem}`).join(''));
};

/** Writes a valid attribute. A new address must be verified again; an empty value removes the attribute. */
export const writeAttribute = (user: User, name: string, value: string): void => {
  const changed = user.attributes.get(name) !== value;
  if (value === '') {
    user.attributes.delete(name);
    user.attributes.delete(`${name}_verified`);
    return;
  }
  user.attributes.set(name, value);
  if (changed && ADDRESSES.includes(name)) user.attributes.set(`${name}_verified`, 'false');
};

/**
 * Marks an address as verified. An alias belongs to one user only.
 *
 * @param force Whether to take an alias from another user.
 */
export const verifyAttribute = (pool: Pool, user: User, name: string, force = false): void => {
  const conflicting = pool.settings.signInWith === 'username' ? undefined : pool.users.conflicting(user, name);
  if (conflicting && !force) throw refusal('aliasExists', name);
  conflicting?.attributes.set(`${name}_verified`, 'false');
  user.attributes.set(`${name}_verified`, 'true');
  user.modifiedAt = pool.now();
};
