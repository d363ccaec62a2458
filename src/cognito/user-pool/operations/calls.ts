import type { CallOptions, ServiceClient } from '../../service/client.js';
import type { UserPoolSettings } from '../../configuration/configuration.js';
import { CognitoError } from '../../errors.js';
import type { Operation } from '../../service/results.js';
import { secretHash } from '../secret-hash.js';
import type { Metadata } from '../sign-in/types.js';

/** An input that names a user. */
export interface AccountInput {
  readonly Username: string;
  readonly [name: string]: unknown;
}

/** The two ways of calling a user pool: as its app client, or as the user who is signed in. */
export interface Calls {
  /** An operation in the app client's name: with its id and, where it has a secret, the hash over the user name. */
  asClient<T>(operation: Operation, input: AccountInput, options: CallOptions): Promise<T>;
  /** An operation in the user's name, with an access token; once more with a new one where that is refused as expired. */
  asUser<T>(operation: Operation, input?: object, options?: CallOptions): Promise<T>;
}

/** What a call that runs Lambda triggers can be given besides. */
export interface TriggerOptions extends CallOptions {
  /** Handed to the user pool's Lambda triggers as it is. Default: nothing. */
  readonly clientMetadata?: Metadata | undefined;
}

/** Gives an access token that looks good; a new one if asked to. */
export type AccessTokens = (options: CallOptions & { readonly forceRefresh?: boolean }) => Promise<string>;

/** Tokens end before their time: the user signed out elsewhere, or the pool's clock is ahead. */
const isRefusedToken = (error: unknown): boolean =>
  error instanceof CognitoError &&
  error.code === 'NotAuthorizedException' &&
  /^Access Token has (expired|been revoked)/.test(error.message);

/** Adds to inputs what proves who calls. */
export const createCalls = (options: {
  readonly client: ServiceClient;
  readonly userPool: Pick<UserPoolSettings, 'clientId' | 'clientSecret'>;
  readonly accessToken: AccessTokens;
}): Calls => {
  const { client, accessToken } = options;
  const { clientId, clientSecret } = options.userPool;
  return {
    asClient: async (operation, input, { signal }) => {
      const SecretHash = clientSecret && (await secretHash(clientSecret, input.Username, clientId));
      return client.call(operation, { ClientId: clientId, SecretHash, ...input }, { signal });
    },
    asUser: async <T>(operation: Operation, input: object = {}, { signal }: CallOptions = {}): Promise<T> => {
      const call = (AccessToken: string): Promise<T> =>
        client.call<T>(operation, { AccessToken, ...input }, { signal });
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
