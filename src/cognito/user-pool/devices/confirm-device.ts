import type { CallOptions, ServiceClient } from '../../service/client.js';
import { createDeviceVerifier } from './device-secret.js';
import type { DeviceKey, DeviceKeys } from './device.js';
import { CognitoError } from '../../errors.js';
import type { SrpOptions } from '../srp/srp.js';

/** What {@link confirm} needs. */
export interface DeviceContext {
  readonly client: ServiceClient;
  readonly devices: DeviceKeys;
  readonly srp: SrpOptions;
}

/** The owner of a device. */
export interface DeviceOwner {
  readonly username: string;
  readonly accessToken: string;
}

/**
 * Confirms a device. Idempotent: a repeated call confirms the same secret.
 *
 * @throws CognitoError, NetworkError
 */
export const confirm = async (
  { username, accessToken }: DeviceOwner,
  { unconfirmed, ...device }: DeviceKey,
  { client, devices, srp }: DeviceContext,
  options: CallOptions,
): Promise<void> => {
  const DeviceSecretVerifierConfig = await createDeviceVerifier(device, srp);
  const input = { AccessToken: accessToken, DeviceKey: device.key, DeviceName: unconfirmed?.name };
  try {
    await client.call('ConfirmDevice', { ...input, DeviceSecretVerifierConfig }, options);
  } catch (error) {
    if (!(error instanceof CognitoError && error.code === 'DeviceKeyExistsException')) throw error;
  }
  // In the meantime, the device may have been forgotten, or another sign-in may have stored a new one.
  if ((await devices.get(username))?.key === device.key) await devices.set(username, device);
};
