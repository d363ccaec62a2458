import { type Refusal, textOf, type ValuesOf } from '../refusal-row.js';
import { PoolError } from './errors.js';
import { ADMINISTRATION } from './refusals/admin.js';
import { REQUESTS } from './refusals/requests.js';
import { SIGN_INS } from './refusals/sign-in.js';
import { TRIGGER_REFUSALS } from './refusals/triggers.js';
import { USERS } from './refusals/users.js';

/** All refusals of user pools, by what is wrong. */
export const REFUSALS = { ...REQUESTS, ...USERS, ...SIGN_INS, ...TRIGGER_REFUSALS, ...ADMINISTRATION } as const;

/** What may be wrong. */
export type RefusalName = keyof typeof REFUSALS;

/** Creates the error for a refusal. `values` fill its text in. */
export const refusal = <Name extends RefusalName>(
  name: Name,
  ...values: ValuesOf<(typeof REFUSALS)[Name]>
): PoolError => {
  const row = REFUSALS[name] as Refusal<readonly string[]>;
  return new PoolError(row.code, textOf(row, values));
};
