import { fromBase64, toHex } from '../bytes.js';
import { invalidParameter, notFound, PoolError } from '../errors.js';
import { type Input, optionalText, structure, text } from '../input.js';
import type { Operation, Pool } from '../pool.js';
import { toNumber } from '../srp-server.js';
import type { Device, User } from '../users.js';

/** ConfirmDevice: from now on the device can authenticate. */
export const confirmDevice: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const device = user.devices.get(text(input, 'DeviceKey'));
  if (!device) throw invalidParameter('Invalid device key given.');
  if (device.salt) throw new PoolError('DeviceKeyExistsException', 'The device is confirmed already.');
  const config = structure(input, 'DeviceSecretVerifierConfig');
  const salt = fromBase64(text(config, 'Salt'));
  const verifier = fromBase64(text(config, 'PasswordVerifier'));
  if (!salt || !verifier) throw invalidParameter('Salt and PasswordVerifier must be base64.');
  device.salt = toHex(salt);
  device.verifier = toNumber(verifier);
  device.name = optionalText(input, 'DeviceName') ?? '';
  device.remembered = pool.settings.deviceTracking === 'always';
  device.modifiedAt = pool.now();
  return { UserConfirmationNecessary: pool.settings.deviceTracking === 'opt-in' };
};

/** UpdateDeviceStatus. */
export const updateDeviceStatus: Operation = async (pool, input) => {
  const device = await confirmedDevice(pool, input);
  const status = text(input, 'DeviceRememberedStatus');
  if (status !== 'remembered' && status !== 'not_remembered') {
    throw invalidParameter(
      "1 validation error detected: Value at 'deviceRememberedStatus' failed to satisfy constraint: Member must satisfy enum value set: [not_remembered, remembered]",
    );
  }
  device.remembered = status === 'remembered';
  device.modifiedAt = pool.now();
  return {};
};

/** ForgetDevice. The device need not be confirmed. */
export const forgetDevice: Operation = async (pool, input) => {
  const user = await callerOf(pool, input);
  if (!user.devices.delete(text(input, 'DeviceKey'))) throw notFound('Device does not exist.');
  return {};
};

/** GetDevice. */
export const getDevice: Operation = async (pool, input) => ({
  Device: describe(await confirmedDevice(pool, input)),
});

/** ListDevices: the confirmed devices. */
export const listDevices: Operation = async (pool, input) => {
  const devices = [...(await callerOf(pool, input)).devices.values()].filter(({ salt }) => salt !== undefined);
  const limit = Number(input.Limit ?? 60);
  const start = Number(optionalText(input, 'PaginationToken') ?? 0);
  const end = start + limit;
  return {
    Devices: devices.slice(start, end).map(describe),
    ...(end < devices.length ? { PaginationToken: String(end) } : {}),
  };
};

const callerOf = (pool: Pool, input: Input): Promise<User> => pool.grants.authenticate(text(input, 'AccessToken'));

const confirmedDevice = async (pool: Pool, input: Input): Promise<Device> => {
  const device = (await callerOf(pool, input)).devices.get(text(input, 'DeviceKey'));
  if (!device?.salt) throw notFound('Device does not exist.');
  return device;
};

const describe = (device: Device): Input => ({
  DeviceKey: device.key,
  DeviceAttributes: [
    { Name: 'device_status', Value: 'valid' },
    { Name: 'device_name', Value: device.name },
    { Name: 'dev:device_remembered_status', Value: device.remembered ? 'remembered' : 'not_remembered' },
  ],
  DeviceCreateDate: device.createdAt / 1_000,
  DeviceLastModifiedDate: device.modifiedAt / 1_000,
  DeviceLastAuthenticatedDate: device.usedAt / 1_000,
});
