import type { CallOptions, ServiceClient } from '../../service/client.js';
import type { UserPoolSettings } from '../../configuration/configuration.js';
import { CognitoError } from '../../errors.js';
import type { Operation } from '../../service/results.js';
import { POOL_OPERATIONS } from '../operation-table.js';
import { secretHash } from '../secret-hash.js';
import type { Metadata } from '../sign-in/types.js';

/** The input of an operation with a user name. */
export interface AccountInput {
  readonly Username: string;
  readonly [name: string]: unknown;
}

/** Calls a user pool as its app client or as the signed-in user. */
export interface Calls {
  /** Calls an operation as the app client: with its id and, if it has a secret, the secret hash. */
  asClient<T>(operation: Operation, input: AccountInput, options: CallOptions): Promise<T>;
  /**
   * Calls an operation as the user, with an access token. Retries once with a new token if the token is rejected as
   * expired.
   */
  asUser<T>(operation: Operation, input?: object, options?: CallOptions): Promise<T>;
}

/** Options of a call that runs Lambda triggers. */
export interface TriggerOptions extends CallOptions {
  /** Passed to the user pool's Lambda triggers unchanged. Default: none. */
  readonly clientMetadata?: Metadata | undefined;
}

/** Returns an access token that has not expired, or a new one with `forceRefresh`. */
export type AccessTokens = (options: CallOptions & { readonly forceRefresh?: boolean }) => Promise<string>;

/** Whether a token was rejected before it expired: the user signed out elsewhere, or the pool's clock is ahead. */
const isRefusedToken = (error: unknown): boolean =>
  error instanceof CognitoError &&
  error.code === 'NotAuthorizedException' &&
  /^Access Token has (expired|been revoked)/.test(error.message);

/** Creates the {@link Calls}, which add the caller's credentials to the inputs. */
export const createCalls = (options: {
  readonly client: ServiceClient;
  readonly userPool: Pick<UserPoolSettings, 'clientId' | 'clientSecret'>;
  readonly accessToken: AccessTokens;
}): Calls => {
  const { client, accessToken } = options;
  const { clientId, clientSecret } = options.userPool;
  const operations = POOL_OPERATIONS;
  return {
    asClient: async (operation, input, { signal }) => {
      const SecretHash = clientSecret && (await secretHash(clientSecret, input.Username, clientId));
      return client.call(operation, { ClientId: clientId, SecretHash, ...input }, { signal, operations });
    },
    asUser: async <T>(operation: Operation, input: object = {}, { signal }: CallOptions = {}): Promise<T> => {
      const call = (AccessToken: string): Promise<T> =>
        client.call<T>(operation, { AccessToken, ...input }, { signal, operations });
      const token = await accessToken({ signal });
      try {
        return await call(token);
      } catch (error) {
        if (!isRefusedToken(error)) throw error;
        const present = await accessToken({ signal });
        return call(present === token ? await accessToken({ signal, forceRefresh: true }) : present);
      }
    },
  };
};
