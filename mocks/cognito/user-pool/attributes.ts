import { invalidParameter, notAuthorized, PoolError } from './errors.js';
import type { Pool } from './pool.js';
import type { User } from './users.js';

const ADDRESSES = ['email', 'phone_number'];

/** Attributes that only the pool writes. */
const READ_ONLY = ['sub', 'email_verified', 'phone_number_verified', 'identities', 'cognito:user_status'];

/** @throws PoolError for an attribute that clients may not write */
export const checkWritable = (name: string): void => {
  if (READ_ONLY.includes(name)) throw notAuthorized('A client attempted to write unauthorized attribute');
};

/** @throws PoolError for an attribute that clients may not write, and for an invalid address */
export const checkAttribute = (name: string, value: string): void => {
  checkWritable(name);
  if (name === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) throw invalidParameter('Invalid email address format.');
  if (name === 'phone_number' && !/^\+\d{5,15}$/.test(value)) throw invalidParameter('Invalid phone number format.');
};

/** Writes a valid attribute. A new address must be verified again. */
export const writeAttribute = (user: User, name: string, value: string): void => {
  checkAttribute(name, value);
  const changed = user.attributes.get(name) !== value;
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
  if (conflicting && !force) throw new PoolError('AliasExistsException', `An account with the ${name} already exists.`);
  conflicting?.attributes.set(`${name}_verified`, 'false');
  user.attributes.set(`${name}_verified`, 'true');
  user.modifiedAt = pool.now();
};
