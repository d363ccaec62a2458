import type { CognitoSessionOptions } from './types.js';
import type { Clock } from '../../core/clock.js';
import type { SessionSettings } from '../configuration/configuration.js';
import { createReader } from '../configuration/reader.js';
import { type Setting, SPELLINGS } from '../configuration/spellings.js';
import { ConfigurationError } from '../errors.js';
import { createServiceClient, type ServiceClient } from '../service/client.js';

/** What {@link createServices} needs. */
export interface ServicesOptions {
  readonly options: CognitoSessionOptions;
  readonly settings: SessionSettings;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Returns a client that rejects every call, for a service that is not configured. */
const unconfiguredClient = (pool: 'userPool' | 'identityPool', name: string): ServiceClient => ({
  call: async (operation) => {
    const code = pool === 'userPool' ? 'user-pool-not-configured' : 'identity-pool-not-configured';
    throw new ConfigurationError(code, `${operation} needs ${name} in the configuration.`);
  },
});

/** Creates a client of a service, by the service's name on the wire. */
export type ServiceOf = (pool: 'userPool' | 'identityPool', target: string) => ServiceClient;

/**
 * Creates the clients of a session's services. The calls of a client without a pool reject with a ConfigurationError.
 */
export const createServices =
  ({ options, settings, fetch, clock }: ServicesOptions): ServiceOf =>
  (pool, target) => {
    const endpoint = settings[pool]?.endpoint;
    return endpoint
      ? createServiceClient({ endpoint, target, fetch, clock, retry: options.retry })
      : unconfiguredClient(pool, createReader<Setting>(options, SPELLINGS).nameOf(`${pool}Id`));
  };
