import type { CallOptions } from '../../service/client.js';
import type { DeviceKeys } from '../devices/device.js';
import { InvalidStateError } from '../../errors.js';
import type { Metadata } from '../sign-in/types.js';
import type { Calls } from './calls.js';
import { collect, fromWireAttributes, toDate, type WireAttribute } from './wire.js';

/** A device that Cognito tracks. */
export interface Device {
  readonly key: string;
  /** Such as `device_name` and `last_ip_used`. */
  readonly attributes: Metadata;
  readonly createdAt: Date | undefined;
  readonly modifiedAt: Date | undefined;
  readonly authenticatedAt: Date | undefined;
}

/** Options of operations on a device. */
export interface DeviceOptions extends CallOptions {
  /** The device's key. Default: the key of this device. */
  readonly key?: string;
}

/**
 * Operations on the devices of the signed-in user. Without `key` they throw `invalid-state` if this device has no key.
 */
export interface DeviceOperations {
  /** Marks a device as remembered. If the user pool is configured so, the device then needs no second factor. */
  rememberDevice(options?: DeviceOptions): Promise<void>;
  /** Marks a device as not remembered: Cognito tracks it but does not trust it. */
  doNotRememberDevice(options?: DeviceOptions): Promise<void>;
  /** Removes a device from the user pool, and its key from the storage if it is this device. */
  forgetDevice(options?: DeviceOptions): Promise<void>;
  /** Returns what Cognito has stored about a device. */
  getDevice(options?: DeviceOptions): Promise<Device>;
  /** Returns all devices of the user. */
  listDevices(options?: CallOptions): Promise<Device[]>;
}

interface WireDevice {
  readonly DeviceKey: string;
  readonly DeviceAttributes?: readonly WireAttribute[];
  readonly DeviceCreateDate?: number;
  readonly DeviceLastModifiedDate?: number;
  readonly DeviceLastAuthenticatedDate?: number;
}

/** The maximum page size of ListDevices. */
const PAGE = 60;

const toDevice = (device: WireDevice): Device => ({
  key: device.DeviceKey,
  attributes: fromWireAttributes(device.DeviceAttributes),
  createdAt: toDate(device.DeviceCreateDate),
  modifiedAt: toDate(device.DeviceLastModifiedDate),
  authenticatedAt: toDate(device.DeviceLastAuthenticatedDate),
});

/** Creates the {@link DeviceOperations}. */
export const createDeviceOperations = (
  { asUser }: Calls,
  username: () => string | undefined,
  devices: Pick<DeviceKeys, 'get' | 'remove'>,
): DeviceOperations => {
  const ownKey = async (): Promise<string | undefined> => {
    const user = username();
    return user === undefined ? undefined : (await devices.get(user))?.key;
  };
  const keyOf = async ({ key }: DeviceOptions): Promise<string> => {
    const found = key ?? (await ownKey());
    if (found) return found;
    throw new InvalidStateError(
      'invalid-state',
      'This device has no key, because the user pool does not track it. Pass { key }.',
    );
  };
  const setStatus =
    (DeviceRememberedStatus: string) =>
    async (options: DeviceOptions = {}): Promise<void> => {
      await asUser('UpdateDeviceStatus', { DeviceKey: await keyOf(options), DeviceRememberedStatus }, options);
    };

  return {
    rememberDevice: setStatus('remembered'),
    doNotRememberDevice: setStatus('not_remembered'),
    forgetDevice: async (options = {}) => {
      const DeviceKey = await keyOf(options);
      const own = DeviceKey === (await ownKey());
      const user = username();
      await asUser('ForgetDevice', { DeviceKey }, options);
      if (own && user !== undefined) await devices.remove(user);
    },
    getDevice: async (options = {}) => {
      const input = { DeviceKey: await keyOf(options) };
      return toDevice((await asUser<{ readonly Device: WireDevice }>('GetDevice', input, options)).Device);
    },
    listDevices: async (options) => {
      const devices = await collect(async (PaginationToken) => {
        const input = { Limit: PAGE, PaginationToken };
        const answer = await asUser<{ readonly Devices?: readonly WireDevice[]; readonly PaginationToken?: string }>(
          'ListDevices',
          input,
          options,
        );
        return { items: answer.Devices, next: answer.PaginationToken };
      });
      return devices.map(toDevice);
    },
  };
};
