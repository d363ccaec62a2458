import type { CallOptions } from '../../service/client.js';
import type { DeviceContext, DeviceOwner } from './confirm-device.js';
import type { DeviceKey } from './device.js';
import { unreachable } from '../../errors.js';

/**
 * Confirms a user's device if it is not confirmed yet. What that takes is loaded when it is needed: once for a device.
 *
 * @returns The device, if there is one.
 * @throws CognitoError what the user pool refused; NetworkError
 */
export const confirmOwnDevice = async (
  owner: DeviceOwner,
  context: DeviceContext,
  options: CallOptions = {},
): Promise<DeviceKey | undefined> => {
  const device = await context.devices.get(owner.username);
  if (device?.unconfirmed) {
    const { confirm } = await import('./confirm-device.js').catch((cause) => {
      throw unreachable({ operation: 'ConfirmDevice', cause, advice: 'A part of this package could not be loaded.' });
    });
    await confirm(owner, device, context, options);
  }
  return device;
};
