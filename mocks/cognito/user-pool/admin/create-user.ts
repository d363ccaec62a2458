import { toBase64Url } from '../bytes.js';
import { attributeList, optionalText, text, textList } from '../input.js';
import { addressOf, checkUsername } from '../operations/sign-up.js';
import { checkPassword } from '../password-policy.js';
import type { Operation, Pool } from '../pool.js';
import { preSignUp } from '../triggers/sign-up.js';
import type { User } from '../users.js';
import { checkedAttributes, writeAttributes } from './attributes.js';
import { onPool } from './caller.js';
import { refusal } from '../refusals.js';
import { userType } from './shown-user.js';

/** Creates a password that conforms to every policy. */
const newPassword = ({ settings, random }: Pool): string =>
  `aA1!${toBase64Url(random(settings.passwordPolicy.minimumLength))}`;

const MEDIA = { EMAIL: 'email', SMS: 'phone_number' } as const;

/** Sends the temporary password, by SMS unless the call says otherwise, to those of the addresses that there are. */
const invite = (pool: Pool, user: User, media: readonly string[]): void => {
  const attributes = (media.length ? media : ['SMS']).map((medium) => MEDIA[medium as keyof typeof MEDIA]);
  for (const attribute of attributes.filter((name) => user.attributes.has(name))) {
    pool.codes.notify(user, attribute, 'AdminCreateUser', user.password ?? '');
  }
};

/** AdminCreateUser. The user must replace the password at the first sign-in. */
export const adminCreateUser: Operation = onPool(async (pool, input) => {
  const username = text(input, 'Username');
  const action = optionalText(input, 'MessageAction');
  const temporary = optionalText(input, 'TemporaryPassword');
  const media = textList(input, 'DesiredDeliveryMediums');
  const force = input.ForceAliasCreation === true;
  const address = addressOf(pool);
  checkUsername(pool, username);
  const attributes = checkedAttributes(pool, attributeList(input, 'UserAttributes'), false);
  if (temporary !== undefined) checkPassword(temporary, pool.settings.passwordPolicy, 'weakPassword');

  const existing = pool.users.find(username);
  if (action === 'RESEND') {
    if (!existing) throw refusal('unknownUser');
    if (existing.status !== 'FORCE_CHANGE_PASSWORD') throw refusal('notResendable', existing.username);
    existing.password = temporary ?? newPassword(pool);
    existing.passwordSetAt = pool.now();
    existing.modifiedAt = pool.now();
    invite(pool, existing, media);
    return { User: userType(existing) };
  }
  if (existing) throw address ? refusal('addressExists', address) : refusal('accountExists');
  // Cognito ignores what the trigger returns here ("Pre sign-up Lambda trigger").
  await preSignUp(pool, input, 'PreSignUp_AdminCreateUser', username, Object.fromEntries(attributes));
  if (!force) checkAliases(pool, new Map(attributes));

  const user = pool.users.add({
    username,
    status: 'FORCE_CHANGE_PASSWORD',
    password: temporary ?? newPassword(pool),
  });
  writeAttributes(pool, user, attributes, force);
  if (action !== 'SUPPRESS') invite(pool, user, media);
  return { User: userType(user) };
});

/** A verified address is an alias, if the pool has aliases. Each belongs to one user. */
const checkAliases = ({ settings, users }: Pool, attributes: ReadonlyMap<string, string>): void => {
  if (settings.signInWith !== 'username-or-alias') return;
  const isTaken = (name: string): boolean =>
    attributes.get(`${name}_verified`) === 'true' && users.find(attributes.get(name) ?? '') !== undefined;
  const taken = ['email', 'phone_number'].find(isTaken);
  if (taken !== undefined) throw refusal('aliasTaken', taken);
};
