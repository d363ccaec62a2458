import { checkAttributes, type GivenAttribute, verifyAttribute, writeAttribute } from '../attributes.js';
import { checkAddressIsFree } from '../operations/profile.js';
import type { Pool } from '../pool.js';
import { refusal } from '../refusals.js';
import type { User } from '../users.js';

const IMMUTABLE = ['sub', 'identities', 'cognito:user_status'];
const VERIFIED = /^(email|phone_number)_verified$/;
const ADDRESSES = ['email', 'phone_number'];

/**
 * Checks the attributes that an administrator writes. Only they may say that an address is verified.
 *
 * @returns The attributes with their values.
 */
export const checkedAttributes = (
  pool: Pool,
  given: readonly GivenAttribute[],
  isUpdate: boolean,
): readonly (readonly [string, string])[] => {
  for (const [name, value] of given) {
    if (IMMUTABLE.includes(name)) throw refusal('immutable', name);
    if (value === undefined) throw refusal('nullAttribute', name);
  }
  checkAttributes(
    pool,
    given.filter(([name]) => !VERIFIED.test(name)),
    isUpdate,
  );
  return given.map(([name, value = '']) => [name, value]);
};

/** @throws PoolError for a new or newly verified address that is another user's alias */
export const checkAddresses = (pool: Pool, user: User, attributes: ReadonlyMap<string, string>): void => {
  for (const name of ADDRESSES) {
    const isVerified = attributes.get(`${name}_verified`) === 'true';
    const address = attributes.get(name) ?? (isVerified ? user.attributes.get(name) : undefined);
    if (address && (isVerified || address !== user.attributes.get(name))) checkAddressIsFree(pool, user, name, address);
  }
};

/** Writes checked attributes. An empty value deletes the attribute. */
export const writeAttributes = (
  pool: Pool,
  user: User,
  attributes: readonly (readonly [string, string])[],
  force = false,
): void => {
  for (const [name, value] of attributes) if (!VERIFIED.test(name)) writeAttribute(user, name, value);
  // After the addresses, because a new address is unverified.
  for (const [name, value] of attributes) {
    const address = VERIFIED.exec(name)?.[1];
    if (address === undefined) continue;
    if (value === 'true') verifyAttribute(pool, user, address, force);
    else if (value === '') user.attributes.delete(name);
    else user.attributes.set(name, 'false');
  }
  user.modifiedAt = pool.now();
};
