/** What a device that the user pool remembers keeps to prove itself. */
export interface DeviceKey {
  readonly key: string;
  readonly groupKey: string;
  readonly secret: string;
  /** The user pool has not confirmed it yet: until it has, it refuses to renew tokens. Only stands under the real user name. */
  readonly unconfirmed?: {
    /** What the user sees of this device in the list of devices. */
    readonly name?: string | undefined;
  };
}

/** The device keys of this device's users, by their real user names, and by the aliases that they signed in with. */
export interface DeviceKeys {
  get(username: string): Promise<DeviceKey | undefined>;
  set(username: string, key: DeviceKey): Promise<void>;
  remove(username: string): Promise<void>;
}
