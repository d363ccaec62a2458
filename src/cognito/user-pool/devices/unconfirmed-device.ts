import { deviceConfirmation } from '#parts/cognito';
import { untilAborted } from '../../../core/abortable.js';
import type { CallOptions } from '../../service/client.js';
import type { Part } from '../../../core/part.js';
import type * as confirmation from './confirm-device.js';
import type { DeviceContext, DeviceOwner } from './confirm-device.js';
import type { DeviceKey } from './device.js';
import { unreachable } from '../../errors.js';

/**
 * Confirms a user's device if it is not confirmed yet.
 *
 * @param part The code for that. Default: it is loaded, because a device that the sign-in has confirmed needs it no more.
 * @returns The device, if there is one.
 * @throws CognitoError if the user pool rejects the call; NetworkError
 */
export const confirmOwnDevice = async (
  owner: DeviceOwner,
  context: DeviceContext,
  options: CallOptions = {},
  part: Part<typeof confirmation> = deviceConfirmation,
): Promise<DeviceKey | undefined> => {
  const device = await context.devices.get(owner.username);
  if (device?.unconfirmed) {
    const loaded = Promise.resolve(part()).catch((cause) => {
      throw unreachable({ operation: 'ConfirmDevice', cause, advice: 'A part of this package could not be loaded.' });
    });
    const { confirm } = await untilAborted(loaded, options.signal);
    await confirm(owner, device, context, options);
  }
  return device;
};
