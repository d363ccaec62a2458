import { randomBytes as platformBytes } from '../../../core/random.js';
import { toBase64 } from '../../../core/base64.js';
import type { CallOptions } from '../../service/client.js';
import { retryInBackground } from '../../service/retry-in-background.js';
import * as confirmation from './confirm-device.js';
import { confirmOwnDevice } from './unconfirmed-device.js';
import type { SignInAttempt, SignInContext } from '../sign-in/attempt.js';
import type { AuthenticationResult } from '../sign-in/types.js';

const SECRET_BYTES = 40;

/**
 * Stores the key of a device that is new to the user pool, and confirms the device. The user pool's settings or the
 * user (UpdateDeviceStatus) decide whether it is remembered.
 *
 * The tokens are bound to the device, so its key is stored before the confirmation. A failed confirmation is retried in
 * the background until the page closes, and before the tokens are renewed.
 */
export const rememberDevice = async (
  username: string,
  { AccessToken, NewDeviceMetadata }: AuthenticationResult,
  { alias, deviceName, controller }: SignInAttempt,
  context: SignInContext,
): Promise<void> => {
  if (!NewDeviceMetadata) return;
  const { randomBytes = platformBytes } = context.srp;
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
  const device = { key: DeviceKey, groupKey: DeviceGroupKey, secret: toBase64(randomBytes(SECRET_BYTES)) };
  // Also under the alias: if the first call carries the password, it must carry the device key as well.
  await context.devices.set(alias, device);
  await context.devices.set(username, { ...device, unconfirmed: { name: deviceName } });

  const owner = { username, accessToken: AccessToken };
  // A part of the sign-in, because a device that is not confirmed cannot renew its tokens.
  const confirm = (options?: CallOptions) => confirmOwnDevice(owner, context, options, () => confirmation);
  const first = confirm({ signal: controller.signal });
  let isFirst = true;
  retryInBackground(async () => {
    if (!isFirst) return void (await confirm());
    isFirst = false;
    await first;
  });
  await first.catch(() => {});
};
