import type { PasswordPolicy } from './options.js';
import { refusal } from './refusals.js';

const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/**
 * @param refused How Cognito words it: at a sign-up, or for a password that replaces another.
 * @throws PoolError that names the first rule that the password breaks
 */
export const checkPassword = (
  password: string,
  policy: PasswordPolicy,
  refused: 'weakPassword' | 'weakNewPassword',
): void => {
  const broken: readonly [boolean, string][] = [
    [password.length < policy.minimumLength, 'Password not long enough'],
    [policy.lowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.uppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.numbers && !/\d/.test(password), 'Password must have numeric characters'],
    [policy.symbols && !SYMBOL.test(password), 'Password must have symbol characters'],
  ];
  const rule = broken.find(([isBroken]) => isBroken);
  if (rule) throw refusal(refused, rule[1]);
};
