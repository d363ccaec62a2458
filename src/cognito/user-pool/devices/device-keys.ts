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
 * Device keys in the session's storage, an entry for each user of this device. They outlive a sign-out: a device that
 * forgot itself would not be remembered.
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
