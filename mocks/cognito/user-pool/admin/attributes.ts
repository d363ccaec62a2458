import { checkAttribute, verifyAttribute, writeAttribute } from '../attributes.js';
import type { Pool } from '../pool.js';
import type { User } from '../users.js';
import { ADMIN_REFUSALS } from './refusals.js';

const IMMUTABLE = ['sub', 'identities', 'cognito:user_status'];
const VERIFIED = /^(email|phone_number)_verified$/;

/** Checks the attributes that an administrator writes. Only they may say that an address is verified. */
export const checkAttributes = (attributes: readonly (readonly [string, string])[]): void => {
  for (const [name, value] of attributes) {
    if (IMMUTABLE.includes(name)) throw ADMIN_REFUSALS.immutable(name);
    if (value !== '' && !VERIFIED.test(name)) checkAttribute(name, value);
  }
};

/** Writes checked attributes. An empty value deletes the attribute. */
export const writeAttributes = (
  pool: Pool,
  user: User,
  attributes: readonly (readonly [string, string])[],
  force = false,
): void => {
  for (const [name, value] of attributes) {
    if (value === '') user.attributes.delete(name);
    else if (!VERIFIED.test(name)) writeAttribute(user, name, value);
  }
  // After the addresses, because a new address is unverified.
  for (const [name, value] of attributes) {
    const address = VERIFIED.exec(name)?.[1];
    if (address === undefined || value === '') continue;
    if (value === 'true') verifyAttribute(pool, user, address, force);
    else user.attributes.set(name, 'false');
  }
  user.modifiedAt = pool.now();
};
