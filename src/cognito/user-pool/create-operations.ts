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
 * Operations of a user pool other than signing in and out. Those that take a `username` need no sign-in; all others act
 * for the signed-in user. They throw a CognitoError if the user pool rejects the call, and an OutcomeUnknownError if a
 * response was lost and it is unknown whether the operation took effect.
 */
export interface UserPoolOperations
  extends AccountOperations,
    AttributeOperations,
    MfaOperations,
    DeviceOperations,
    PasskeyOperations {}

/** What {@link createUserPoolOperations} needs. */
export interface UserPoolOperationsOptions {
  /** The client of `AWSCognitoIdentityProviderService`. */
  readonly client: ServiceClient;
  readonly userPool: Pick<UserPoolSettings, 'clientId' | 'clientSecret'>;
  /** Returns a valid access token with the scope `aws.cognito.signin.user.admin`, or throws `not-signed-in`. */
  readonly accessToken: AccessTokens;
  /** Returns the real name of the signed-in user. */
  readonly username: () => string | undefined;
  /** This device's keys. */
  readonly devices: Pick<DeviceKeys, 'get' | 'remove'>;
  /** The browser's passkeys: `navigator.credentials`. Default: none. */
  readonly credentials?: Platform<'CredentialsContainer'> | undefined;
}

/** Creates the operations of a user pool. They are stateless. */
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
