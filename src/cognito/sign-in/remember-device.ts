import { createDeviceSecret } from '../device-secret.js';
import type { Attempt, Context } from './attempt.js';
import type { AuthenticationResult } from './types.js';

/**
 * Confirms a device that the user pool met for the first time, and keeps its key. Whether it is remembered is for the
 * user pool to say, or for the user (UpdateDeviceStatus).
 */
export const rememberDevice = async (
  username: string,
  { AccessToken, NewDeviceMetadata }: AuthenticationResult,
  { alias, deviceName, controller }: Attempt,
  { client, devices, srp }: Context,
): Promise<void> => {
  if (!NewDeviceMetadata) return;
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
  try {
    const { secret, verifier } = await createDeviceSecret(NewDeviceMetadata, srp);
    await client.call(
      'ConfirmDevice',
      { AccessToken, DeviceKey, DeviceName: deviceName, DeviceSecretVerifierConfig: verifier },
      { signal: controller.signal },
    );
    // Under what the user typed as well: where the password goes with the first call, the device must be named there.
    for (const name of new Set([username, alias])) {
      await devices.set(name, { key: DeviceKey, groupKey: DeviceGroupKey, secret });
    }
  } catch {
    // The tokens are there, and the user pool offers the device again at the next sign-in.
  }
};
