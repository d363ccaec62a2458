import { checkAttribute, checkWritable, verifyAttribute, writeAttribute } from '../attributes.js';
import { invalidParameter } from '../errors.js';
import { attributeList, text, textList } from '../input.js';
import { checkPassword } from '../password-policy.js';
import type { Operation, Output } from '../pool.js';
import { checkUsersPassword } from '../sign-in.js';
import { attributesOf, type User } from '../users.js';

const DAY = 24 * 3_600_000;
const ADDRESSES = ['email', 'phone_number'];

/** GetUser. */
export const getUser: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  return { Username: user.username, UserAttributes: attributesOf(user), ...mfaSettings(user) };
};

/** Returns the second factors of a user, in the form of GetUser. */
export const mfaSettings = (user: User): Output => {
  const methods = [...user.mfa];
  const preferred = user.preferredMfa ?? (methods.length === 1 ? methods[0] : undefined);
  return {
    ...(preferred === undefined ? {} : { PreferredMfaSetting: preferred }),
    ...(methods.length ? { UserMFASettingList: methods } : {}),
  };
};

/** UpdateUserAttributes. */
export const updateUserAttributes: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const attributes = attributeList(input, 'UserAttributes');
  for (const [name, value] of attributes) checkAttribute(name, value);
  const changed = attributes.filter(([name, value]) => user.attributes.get(name) !== value);
  for (const [name, value] of attributes) writeAttribute(user, name, value);
  user.modifiedAt = pool.now();
  const addresses = changed.map(([name]) => name).filter((name) => ADDRESSES.includes(name));
  return { CodeDeliveryDetailsList: addresses.map((name) => pool.codes.send(user, name, `verify ${name}`, DAY)) };
};

/** DeleteUserAttributes. */
export const deleteUserAttributes: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const names = textList(input, 'UserAttributeNames');
  for (const name of names) {
    checkWritable(name);
    if (pool.settings.requiredAttributes.includes(name)) {
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: The attribute is required\n`);
    }
  }
  for (const name of names) {
    user.attributes.delete(name);
    user.attributes.delete(`${name}_verified`);
  }
  user.modifiedAt = pool.now();
  return {};
};

/** GetUserAttributeVerificationCode. */
export const getUserAttributeVerificationCode: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const name = text(input, 'AttributeName');
  if (!ADDRESSES.includes(name)) throw invalidParameter(`Attribute ${name} cannot be verified.`);
  return { CodeDeliveryDetails: pool.codes.send(user, name, `verify ${name}`, DAY) };
};

/** VerifyUserAttribute. */
export const verifyUserAttribute: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const name = text(input, 'AttributeName');
  pool.codes.redeem(user, `verify ${name}`, text(input, 'Code'));
  verifyAttribute(pool, user, name);
  return {};
};

/** ChangePassword. */
export const changePassword: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const proposed = text(input, 'ProposedPassword');
  // A user without a password may set one.
  if (user.password !== undefined) checkUsersPassword(user, text(input, 'PreviousPassword'));
  checkPassword(proposed, pool.settings.passwordPolicy);
  user.password = proposed;
  user.modifiedAt = pool.now();
  return {};
};

/** DeleteUser. */
export const deleteUser: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  // These tokens must not work for a user who signs up later with the same name.
  pool.grants.revokeAll(user);
  pool.users.remove(user);
  return {};
};
