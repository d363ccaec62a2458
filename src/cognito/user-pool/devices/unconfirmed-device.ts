import { deviceConfirmation } from '#parts/cognito';
import type { CallOptions } from '../../service/client.js';
import type { DeviceContext, DeviceOwner } from './confirm-device.js';
import type { DeviceKey } from './device.js';
import { unreachable } from '../../errors.js';

/**
 * Confirms a user's device if it is not confirmed yet. The code for that is loaded on demand, because a device is
 * confirmed once.
 *
 * @returns The device, if there is one.
 * @throws CognitoError if the user pool rejects the call; NetworkError
 */
export const confirmOwnDevice = async (
  owner: DeviceOwner,
  context: DeviceContext,
  options: CallOptions = {},
): Promise<DeviceKey | undefined> => {
  const device = await context.devices.get(owner.username);
  if (device?.unconfirmed) {
    const { confirm } = await Promise.resolve(deviceConfirmation()).catch((cause) => {
      throw unreachable({ operation: 'ConfirmDevice', cause, advice: 'A part of this package could not be loaded.' });
    });
    await confirm(owner, device, context, options);
  }
  return device;
};
