import type { Authorize } from '../administrators.js';
import type { TokenSigner } from '../tokens.js';
import type { Bytes } from './bytes.js';
import type { CodeBook } from './codes.js';
import { hmac, toBase64, utf8 } from './bytes.js';
import type { PoolError } from './errors.js';
import { refusal } from './refusals.js';
import type { Grants } from './grants.js';
import type { GroupStore } from './groups.js';
import { type Input, text } from './input.js';
import type { Sessions } from './sessions.js';
import type { Settings } from './settings.js';
import type { User, UserStore } from './users.js';

/** The state that the operations work on. */
export interface Pool {
  readonly settings: Settings;
  readonly users: UserStore;
  readonly codes: CodeBook;
  readonly sessions: Sessions;
  readonly grants: Grants;
  readonly groups: GroupStore;
  readonly signer: TokenSigner;
  readonly authorize: Authorize | undefined;
  now(): number;
  random(length: number): Bytes;
}

/** The JSON of a response. */
export type Output = Readonly<Record<string, unknown>>;

/** An operation of the API. */
export type Operation = (pool: Pool, input: Input) => Output | Promise<Output>;

/** @throws PoolError for a client that does not belong to the pool */
export const checkClient = ({ settings: { clientId } }: Pool, input: Input): void => {
  const given = text(input, 'ClientId');
  if (given !== clientId) throw refusal('unknownClient', given);
};

/** @throws PoolError if the client has a secret and the hash does not match it and the user name */
export const checkSecretHash = (
  { settings }: Pool,
  username: string,
  given: string | undefined,
  mismatch: 'secretHashWrong' | 'refreshHashWrong' = 'secretHashWrong',
): void => {
  const { clientId, clientSecret } = settings;
  if (clientSecret === undefined) {
    if (given === undefined) return;
    throw refusal('secretHashUnexpected', clientId);
  }
  if (given === undefined) throw refusal('secretHashMissing', clientId);
  if (given !== toBase64(hmac(utf8(clientSecret), utf8(username + clientId)))) throw refusal(mismatch, clientId);
};

/** Returns the user of a call with `ClientId`, `Username` and `SecretHash`. Undefined for an unknown user. */
export const callersUser = (pool: Pool, input: Input): User | undefined => {
  checkClient(pool, input);
  const username = text(input, 'Username');
  checkSecretHash(pool, username, input.SecretHash === undefined ? undefined : text(input, 'SecretHash'));
  return pool.users.find(username);
};

/** Returns the error for a sign-in of an unknown user. By default it does not reveal that the user does not exist. */
export const unknownUser = ({ settings }: Pool): PoolError =>
  refusal(settings.preventUserExistenceErrors ? 'wrongPassword' : 'unknownUser');
