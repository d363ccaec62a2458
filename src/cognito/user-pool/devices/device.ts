/** The key and the secret that authenticate a remembered device. */
export interface DeviceKey {
  readonly key: string;
  readonly groupKey: string;
  readonly secret: string;
  /**
   * Set until the user pool has confirmed the device. Until then, it refuses to renew tokens. Stored only under the
   * real user name.
   */
  readonly unconfirmed?: {
    /** The name of this device in the user's list of devices. */
    readonly name?: string | undefined;
  };
}

/** The device keys of the users of this device, by real user name and by the alias that the user signed in with. */
export interface DeviceKeys {
  get(username: string): Promise<DeviceKey | undefined>;
  set(username: string, key: DeviceKey): Promise<void>;
  remove(username: string): Promise<void>;
}
