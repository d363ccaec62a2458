import type { Authorize } from '../administrators.js';
import type { TokenSigner } from '../tokens.js';
import type { Bytes } from './bytes.js';
import type { CodeBook } from './codes.js';
import { hmac, toBase64, utf8 } from './bytes.js';
import { notAuthorized, notFound, wrongPassword, PoolError } from './errors.js';
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
  if (given !== clientId) throw notFound(`User pool client ${given} does not exist.`);
};

/** @throws PoolError if the client has a secret and the hash does not match it and the user name */
export const checkSecretHash = ({ settings }: Pool, username: string, given: string | undefined): void => {
  const { clientId, clientSecret } = settings;
  if (clientSecret === undefined) {
    if (given === undefined) return;
    throw notAuthorized(`Client ${clientId} is not configured with secret but SECRET_HASH was received`);
  }
  if (given === undefined) {
    throw notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
  }
  if (given !== toBase64(hmac(utf8(clientSecret), utf8(username + clientId)))) {
    throw notAuthorized(`Unable to verify secret hash for client ${clientId}`);
  }
};

/** Returns the user of a call with `ClientId`, `Username` and `SecretHash`. Undefined for an unknown user. */
export const callersUser = (pool: Pool, input: Input): User | undefined => {
  checkClient(pool, input);
  const username = text(input, 'Username');
  checkSecretHash(pool, username, input.SecretHash === undefined ? undefined : text(input, 'SecretHash'));
  return pool.users.find(username);
};

/** Returns the error for an unknown user. By default it does not reveal that the user does not exist. */
export const unknownUser = ({ settings }: Pool, disguise: PoolError = wrongPassword()): PoolError =>
  settings.preventUserExistenceErrors ? disguise : new PoolError('UserNotFoundException', 'User does not exist.');
