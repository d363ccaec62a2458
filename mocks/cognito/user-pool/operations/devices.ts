import { fromBase64, toHex } from '../bytes.js';
import { refusal } from '../refusals.js';
import { type Input, optionalText, structure, text } from '../input.js';
import type { Operation, Pool } from '../pool.js';
import { toNumber } from '../srp-server.js';
import type { Device, User } from '../users.js';

/** ConfirmDevice: from now on the device can authenticate. */
export const confirmDevice: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const device = user.devices.get(text(input, 'DeviceKey'));
  if (!device) throw refusal('badDeviceKey');
  if (device.salt) throw refusal('deviceConfirmed');
  const config = structure(input, 'DeviceSecretVerifierConfig');
  const salt = fromBase64(text(config, 'Salt'));
  const verifier = fromBase64(text(config, 'PasswordVerifier'));
  if (!salt || !verifier) throw refusal('badVerifier');
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
  device.remembered = status === 'remembered';
  device.modifiedAt = pool.now();
  return {};
};

/** ForgetDevice. The device need not be confirmed. */
export const forgetDevice: Operation = async (pool, input) => {
  const user = await callerOf(pool, input);
  if (!user.devices.delete(text(input, 'DeviceKey'))) throw refusal('unknownDevice');
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
  if (!device?.salt) throw refusal('unknownDevice');
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
