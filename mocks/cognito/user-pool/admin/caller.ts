import { type Input, text } from '../input.js';
import type { Operation, Output, Pool } from '../pool.js';
import type { User } from '../users.js';
import { refusal } from '../refusals.js';

/** Makes an operation on the pool that the call names. */
export const onPool =
  (operation: Operation): Operation =>
  (pool, input) => {
    const id = text(input, 'UserPoolId');
    if (id !== pool.settings.id) throw refusal('unknownPool', id);
    return operation(pool, input);
  };

/** Makes an operation on a user whom the call names, too. An administrator is told who does not exist. */
export const onUser = (operation: (pool: Pool, input: Input, user: User) => Output | Promise<Output>): Operation =>
  onPool((pool, input) => {
    const user = pool.users.find(text(input, 'Username'));
    if (!user) throw refusal('unknownUser');
    return operation(pool, input, user);
  });
