import { type Clock, correctedNow, systemClock } from '../../core/clock.js';
import { readConfiguration, type SessionSettings, type UserPoolSettings } from '../configuration/configuration.js';
import type { ServiceClient } from '../service/client.js';
import { createDeviceKeys } from '../user-pool/devices/device-keys.js';
import type { DeviceKeys } from '../user-pool/devices/device.js';
import type { ModPow } from '../user-pool/srp/mod-pow.js';
import { type StorageKeys, storageKeys } from '../storage/keys.js';
import { type ResilientStorage, resilient } from '../storage/storage.js';
import { readOptions, chooseStorage } from './options.js';
import { createServices, type ServiceOf } from './services.js';
import { registerOpenSession, type OpenSessions } from './tabs/open-sessions.js';
import { createTabs, type Tabs } from './tabs/tabs.js';
import type { CognitoSessionOptions } from './types.js';

/** The base of a session: its options, read once, and the platform. */
export interface Foundation {
  /**
   * The options that the session was created with. The content of a configuration file may hold more than the pools.
   */
  readonly configuration: CognitoSessionOptions;
  readonly settings: SessionSettings;
  /** With empty ids if no user pool is configured. */
  readonly userPool: UserPoolSettings;
  /** Identifies the pools and the app client in the stored record. */
  readonly fingerprint: string;
  readonly name: string;
  readonly clock: Clock;
  /** The time by the server's clock, in milliseconds. */
  readonly now: () => number;
  readonly fetch: typeof fetch;
  readonly storage: ResilientStorage;
  readonly keys: StorageKeys;
  readonly devices: DeviceKeys;
  readonly tabs: Tabs;
  readonly openSessions: OpenSessions;
  /** Creates a client of a service, by the service's name on the wire. */
  readonly serviceOf: ServiceOf;
  /** The client of the user pool. */
  readonly client: ServiceClient;
  readonly modPow: ModPow | undefined;
}

/** A placeholder for a user pool that is not configured. */
export const NO_USER_POOL: UserPoolSettings = { id: '', clientId: '', region: '', endpoint: '' };

const isBrowser = (): boolean => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;

/**
 * Reads the options and creates what they name.
 *
 * @throws ConfigurationError, TypeError naming the key that is missing or wrong
 */
export const createFoundation = (input: CognitoSessionOptions): Foundation => {
  const options = readOptions(input);
  const settings = readConfiguration(options);
  const { userPool = NO_USER_POOL, identityPool } = settings;
  const { name = 'sigv4-interceptor', clock = systemClock() } = options;
  const fetch: typeof globalThis.fetch = (...call) => (options.fetch ?? globalThis.fetch)(...call);
  const configuredStorage = chooseStorage(options);
  const storage = resilient(configuredStorage, options.onStorageError);
  const keys = storageKeys(name);
  const noTabs = { locks: null, BroadcastChannel: null };
  const fingerprint = [userPool.id, userPool.clientId, identityPool?.id].join();
  const serviceOf = createServices({ options, settings, fetch, clock });
  return {
    configuration: options,
    settings,
    userPool,
    fingerprint,
    name,
    clock,
    now: () => correctedNow(clock),
    fetch,
    storage,
    keys,
    devices: createDeviceKeys(storage, keys, userPool.id),
    tabs: createTabs(name, options.tabs ?? (isBrowser() ? {} : noTabs), storage.lock),
    openSessions: registerOpenSession(configuredStorage, isBrowser(), keys.record, fingerprint),
    serviceOf,
    client: serviceOf('userPool', 'AWSCognitoIdentityProviderService'),
    modPow: options.modPow,
  };
};
