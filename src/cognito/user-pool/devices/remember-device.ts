import { randomBytes as platformBytes } from '../../../core/random.js';
import { toBase64 } from '../../encoding.js';
import { retryInBackground } from '../../service/retry-in-background.js';
import { confirmOwnDevice } from './unconfirmed-device.js';
import type { Attempt, Context } from '../sign-in/attempt.js';
import type { AuthenticationResult } from '../sign-in/types.js';

const SECRET_BYTES = 40;

/**
 * Keeps the key of a device that the user pool met for the first time, and confirms it. Whether it is remembered is for the
 * user pool to say, or for the user (UpdateDeviceStatus).
 *
 * The tokens are bound to the device, so its key is kept before it is confirmed: where that does not succeed now, it is tried
 * again as long as the page lives, and before the tokens are renewed.
 */
export const rememberDevice = async (
  username: string,
  { AccessToken, NewDeviceMetadata }: AuthenticationResult,
  { alias, deviceName, controller }: Attempt,
  context: Context,
): Promise<void> => {
  if (!NewDeviceMetadata) return;
  const { randomBytes = platformBytes } = context.srp;
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
  const device = { key: DeviceKey, groupKey: DeviceGroupKey, secret: toBase64(randomBytes(SECRET_BYTES)) };
  // Under what the user typed as well: where the password goes with the first call, the device must be named there.
  await context.devices.set(alias, device);
  await context.devices.set(username, { ...device, unconfirmed: { name: deviceName } });

  const owner = { username, accessToken: AccessToken };
  const first = confirmOwnDevice(owner, context, { signal: controller.signal });
  let isFirst = true;
  retryInBackground(async () => {
    if (!isFirst) return void (await confirmOwnDevice(owner, context));
    isFirst = false;
    await first;
  });
  await first.catch(() => {});
};
