import type { Platform } from '../../core/platform-types.js';
import type { ServiceClient } from '../service/client.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import type { DeviceKeys } from './devices/device.js';
import { type AccountOperations, createAccountOperations } from './operations/accounts.js';
import { type AttributeOperations, createAttributeOperations } from './operations/attributes.js';
import { type AccessTokens, createCalls } from './operations/calls.js';
import { createDeviceOperations, type DeviceOperations } from './operations/devices.js';
import { createMfaOperations, type MfaOperations } from './operations/mfa.js';
import { createPasskeyOperations, type PasskeyOperations } from './operations/passkeys.js';

export type { AccountOperations, AccountOptions, SignUpInput, SignUpResult } from './operations/accounts.js';
export type { AttributeOperations } from './operations/attributes.js';
export type { TriggerOptions } from './operations/calls.js';
export type { Device, DeviceOperations, DeviceOptions } from './operations/devices.js';
export type {
  MfaOperations,
  MfaPreference,
  MfaType,
  MfaUse,
  TotpSecret,
} from './operations/mfa.js';
export type { Passkey, PasskeyOperations } from './operations/passkeys.js';

/**
 * What a user pool does besides signing in and out. Operations in the user's name need somebody signed in; those that
 * name a user need nobody. What the user pool refuses is a CognitoError; where an answer was
 * lost and it cannot be found out whether the operation took effect, an OutcomeUnknownError.
 */
export interface UserPoolOperations
  extends AccountOperations,
    AttributeOperations,
    MfaOperations,
    DeviceOperations,
    PasskeyOperations {}

/** What the operations need. */
export interface UserPoolOperationsOptions {
  /** Calls `AWSCognitoIdentityProviderService`. */
  readonly client: ServiceClient;
  readonly userPool: Pick<UserPoolSettings, 'clientId' | 'clientSecret'>;
  /** Gives a valid access token with the scope `aws.cognito.signin.user.admin`, or throws `not-signed-in`. */
  readonly accessToken: AccessTokens;
  /** The real name of the user who is signed in. */
  readonly username: () => string | undefined;
  /** This device's keys. */
  readonly devices: Pick<DeviceKeys, 'get' | 'remove'>;
  /** The browser's passkeys: `navigator.credentials`. Default: none. */
  readonly credentials?: Platform<'CredentialsContainer'> | undefined;
}

/** Makes the operations of a user pool. They hold no state. */
export const createUserPoolOperations = (options: UserPoolOperationsOptions): UserPoolOperations => {
  const calls = createCalls(options);
  return {
    ...createAccountOperations(calls),
    ...createAttributeOperations(calls),
    ...createMfaOperations(calls, options.username),
    ...createDeviceOperations(calls, options.username, options.devices),
    ...createPasskeyOperations(calls, options.credentials),
  };
};
