import { PoolError } from './errors.js';
import type { PasswordPolicy } from './options.js';

const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** @throws PoolError that names the first rule that the password breaks */
export const checkPassword = (password: string, policy: PasswordPolicy): void => {
  const broken: readonly [boolean, string][] = [
    [password.length < policy.minimumLength, 'Password not long enough'],
    [policy.lowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.uppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.numbers && !/\d/.test(password), 'Password must have numeric characters'],
    [policy.symbols && !SYMBOL.test(password), 'Password must have symbol characters'],
  ];
  const rule = broken.find(([isBroken]) => isBroken);
  if (rule) throw new PoolError('InvalidPasswordException', `Password did not conform with policy: ${rule[1]}`);
};
