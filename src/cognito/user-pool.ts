import type { Platform } from '../core/platform-types.js';
import type { ServiceClient } from './client.js';
import type { UserPoolSettings } from './configuration.js';
import type { DeviceKeys } from './devices.js';
import { type AccountOperations, createAccountOperations } from './user-pool/accounts.js';
import { type AttributeOperations, createAttributeOperations } from './user-pool/attributes.js';
import { type AccessTokens, createCalls } from './user-pool/calls.js';
import { createDeviceOperations, type DeviceOperations } from './user-pool/devices.js';
import { createMfaOperations, type MfaOperations } from './user-pool/mfa.js';
import { createPasskeyOperations, type PasskeyOperations } from './user-pool/passkeys.js';

export type { AccountOperations, AccountOptions, SignUpInput, SignUpResult } from './user-pool/accounts.js';
export type { AttributeOperations } from './user-pool/attributes.js';
export type { TriggerOptions } from './user-pool/calls.js';
export type { Device, DeviceOperations, DeviceOptions } from './user-pool/devices.js';
export type {
  MfaOperations,
  MfaPreference,
  MfaType,
  MfaUse,
  TotpSecret,
} from './user-pool/mfa.js';
export type { Passkey, PasskeyOperations } from './user-pool/passkeys.js';

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
