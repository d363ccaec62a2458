import type { DeviceKey, DeviceKeys } from './device.js';
import type { StorageKeys } from '../../storage/keys.js';
import type { SessionStorage } from '../../storage/storage.js';

const isText = (value: unknown): boolean => typeof value === 'string';

const parse = (text: string | null | undefined): DeviceKey | undefined => {
  try {
    const device = JSON.parse(text ?? '');
    return isText(device.key) && isText(device.groupKey) && isText(device.secret) ? device : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Creates the {@link DeviceKeys} in the session's storage, with one entry for each user of this device. A sign-out
 * keeps them: without its key, the user pool would not recognise a remembered device.
 */
export const createDeviceKeys = (storage: SessionStorage, keys: StorageKeys, userPoolId: string): DeviceKeys => {
  const entry = (username: string): string => keys.device(userPoolId, username);
  return {
    get: async (username) => parse(await storage.get(entry(username))),
    set: async (username, device) => {
      await storage.set(entry(username), JSON.stringify(device));
    },
    remove: async (username) => {
      await storage.remove(entry(username));
    },
  };
};
