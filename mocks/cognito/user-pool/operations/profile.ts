import { checkAttributes, checkWritable, verifyAttribute, writeAttribute } from '../attributes.js';
import { availableChallenges } from '../challenges/choice.js';
import { attributeList, optionalText, text, textList } from '../input.js';
import { countAttempt } from '../limits.js';
import { checkPassword } from '../password-policy.js';
import type { Operation, Output, Pool } from '../pool.js';
import { refusal } from '../refusals.js';
import { checkUsersPassword } from '../sign-in.js';
import { attributesOf, type User } from '../users.js';

const DAY = 24 * 3_600_000;
const ADDRESSES = ['email', 'phone_number'];

/** GetUser. */
export const getUser: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  return { Username: user.username, UserAttributes: attributesOf(user), ...secondFactors(user) };
};

/** GetUserAuthFactors. */
export const getUserAuthFactors: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  // The two ways to send a password are one factor.
  const factors = availableChallenges(user).filter((factor) => factor !== 'PASSWORD_SRP');
  return { Username: user.username, ...secondFactors(user), ConfiguredUserAuthFactors: factors };
};

/** Returns the second factors of a user, in the form of GetUser. */
export const secondFactors = ({ mfa, preferredMfa }: User): Output => {
  const methods = [...mfa];
  const preferred = preferredMfa ?? (methods.length === 1 ? methods[0] : undefined);
  return {
    ...(preferred === undefined ? {} : { PreferredMfaSetting: preferred }),
    ...(methods.length ? { UserMFASettingList: methods } : {}),
  };
};

/** UpdateUserAttributes. */
export const updateUserAttributes: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const given = attributeList(input, 'UserAttributes');
  checkAttributes(pool, given, true);
  const attributes = given.map(([name, value = '']) => [name, value] as const);
  const changed = attributes.filter(([name, value]) => value !== '' && user.attributes.get(name) !== value);
  for (const [name, value] of changed) checkAddressIsFree(pool, user, name, value);
  for (const [name, value] of attributes) writeAttribute(user, name, value);
  user.modifiedAt = pool.now();
  const addresses = changed.map(([name]) => name).filter((name) => ADDRESSES.includes(name));
  return { CodeDeliveryDetailsList: addresses.map((name) => pool.codes.send(user, name, `verify ${name}`, DAY)) };
};

/** @throws PoolError for an address that is another user's alias */
export const checkAddressIsFree = (pool: Pool, user: User, name: string, value: string): void => {
  if (!ADDRESSES.includes(name) || pool.settings.signInWith === 'username') return;
  if (pool.users.conflicting(user, name, value)) throw refusal('aliasTaken', name);
};

/** DeleteUserAttributes. */
export const deleteUserAttributes: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const names = textList(input, 'UserAttributeNames');
  for (const name of names) {
    checkWritable(name);
    const attribute = pool.settings.schema.get(name);
    if (!attribute) throw refusal('updatedSchema', `user.${name}: Attribute does not exist in the schema.\n`);
    if (attribute.required) throw refusal('requiredAttribute', name);
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
  if (!ADDRESSES.includes(name)) throw refusal('notVerifiable');
  countAttempt(pool, user, 'GetUserAttributeVerificationCode');
  return { CodeDeliveryDetails: pool.codes.send(user, name, `verify ${name}`, DAY) };
};

/** VerifyUserAttribute. */
export const verifyUserAttribute: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const name = text(input, 'AttributeName');
  countAttempt(pool, user, 'VerifyUserAttribute');
  pool.codes.redeem(user, `verify ${name}`, text(input, 'Code'));
  verifyAttribute(pool, user, name);
  return {};
};

/** ChangePassword. */
export const changePassword: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const proposed = text(input, 'ProposedPassword');
  countAttempt(pool, user, 'ChangePassword');
  // A user without a password may set one.
  if (user.password !== undefined) checkUsersPassword(user, optionalText(input, 'PreviousPassword') ?? '');
  checkPassword(proposed, pool.settings.passwordPolicy, 'weakNewPassword');
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
