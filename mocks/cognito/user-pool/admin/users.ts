import { attributeList, text } from '../input.js';
import { secondFactors } from '../operations/profile.js';
import { checkPassword } from '../password-policy.js';
import { postConfirmation } from '../triggers/sign-up.js';
import { attributesOf } from '../users.js';
import { checkAddresses, checkedAttributes, writeAttributes } from './attributes.js';
import { onUser } from './caller.js';
import { refusal } from '../refusals.js';
import { shownUser } from './shown-user.js';

const DAY = 24 * 3_600_000;

/** AdminGetUser. */
export const adminGetUser = onUser((_, __, user) => ({
  ...shownUser(user),
  UserAttributes: attributesOf(user),
  ...secondFactors(user),
}));

/** AdminSetUserPassword. A password that is not permanent must be replaced at the next sign-in. */
export const adminSetUserPassword = onUser((pool, input, user) => {
  const password = text(input, 'Password');
  checkPassword(password, pool.settings.passwordPolicy, 'weakNewPassword');
  user.password = password;
  user.passwordSetAt = pool.now();
  user.status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  user.modifiedAt = pool.now();
  return {};
});

/** AdminUpdateUserAttributes. A new address gets a code, unless the call says that it is verified. */
export const adminUpdateUserAttributes = onUser((pool, input, user) => {
  const attributes = checkedAttributes(pool, attributeList(input, 'UserAttributes'), true);
  const given = new Map(attributes);
  checkAddresses(pool, user, given);
  const changed = ['email', 'phone_number'].filter(
    (name) => given.get(name) && given.get(name) !== user.attributes.get(name),
  );
  writeAttributes(pool, user, attributes);
  for (const name of changed.filter((name) => !given.has(`${name}_verified`))) {
    pool.codes.send(user, name, `verify ${name}`, DAY);
  }
  return {};
});

/** AdminConfirmSignUp. Does not verify the address. */
export const adminConfirmSignUp = onUser(async (pool, input, user) => {
  if (user.status !== 'UNCONFIRMED') throw refusal('cannotConfirm', user.status);
  user.status = 'CONFIRMED';
  user.modifiedAt = pool.now();
  await postConfirmation(pool, user, input);
  return {};
});

/** AdminDeleteUser. */
export const adminDeleteUser = onUser((pool, _, user) => {
  // These tokens must not work for a user who signs up later with the same name.
  pool.grants.revokeAll(user);
  pool.users.remove(user);
  return {};
});

/** AdminUserGlobalSignOut. */
export const adminUserGlobalSignOut = onUser((pool, _, user) => {
  pool.grants.revokeAll(user);
  return {};
});
