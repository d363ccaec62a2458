/** The keys of all storage entries of the sessions of one name. Every new entry is a member here. */
export interface StorageKeys {
  /** The session's record, which carries a version (see record-versions.ts). */
  readonly record: string;
  /** The pending sign-in at a hosted sign-in page. */
  readonly pendingSignIn: string;
  /** Returns the key of a user's remembered device, which a sign-out keeps. */
  device(userPoolId: string, username: string): string;
}

/** The keys of the entries that a sign-out does not remove: it replaces the record. It is asked for every other key. */
export type KeptAtSignOut = 'record' | 'device';

/** Returns the storage keys of the sessions of a name. */
export const storageKeys = (name: string): StorageKeys => ({
  record: `${name}.session`,
  pendingSignIn: `${name}.oauth`,
  device: (userPoolId, username) => `${name}.device.${userPoolId}.${username}`,
});
