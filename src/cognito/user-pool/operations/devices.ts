import type { CallOptions } from '../../service/client.js';
import type { DeviceKeys } from '../devices/device.js';
import { InvalidStateError } from '../../errors.js';
import type { Metadata } from '../sign-in/types.js';
import type { Calls } from './calls.js';
import { collect, fromWireAttributes, toDate, type WireAttribute } from './wire.js';

/** A device that Cognito keeps track of. */
export interface Device {
  readonly key: string;
  /** Such as `device_name` and `last_ip_used`. */
  readonly attributes: Metadata;
  readonly createdAt: Date | undefined;
  readonly modifiedAt: Date | undefined;
  readonly authenticatedAt: Date | undefined;
}

/** Which device. */
export interface DeviceOptions extends CallOptions {
  /** The device's key. Default: this device's. */
  readonly key?: string;
}

/** Operations on the devices of the user who is signed in. Throw `invalid-state` where this device has no key. */
export interface DeviceOperations {
  /** Has Cognito remember a device: where the user pool says so, it needs no second factor any more. */
  rememberDevice(options?: DeviceOptions): Promise<void>;
  /** Has Cognito track a device without trusting it. */
  doNotRememberDevice(options?: DeviceOptions): Promise<void>;
  /** Has Cognito forget a device, and forgets its key if it is this one. */
  forgetDevice(options?: DeviceOptions): Promise<void>;
  /** Tells what Cognito knows of a device. */
  getDevice(options?: DeviceOptions): Promise<Device>;
  /** All the user's devices. */
  listDevices(options?: CallOptions): Promise<Device[]>;
}

interface WireDevice {
  readonly DeviceKey: string;
  readonly DeviceAttributes?: readonly WireAttribute[];
  readonly DeviceCreateDate?: number;
  readonly DeviceLastModifiedDate?: number;
  readonly DeviceLastAuthenticatedDate?: number;
}

/** The most that ListDevices gives at once. */
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
      'This device has no key: the user pool does not remember it. Pass { key }.',
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
