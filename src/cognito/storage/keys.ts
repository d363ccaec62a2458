/** Every entry that sessions of one name keep in their storage, told once: a new one is a member here. */
export interface StorageKeys {
  /** The session's record, which carries a version (see record-versions.ts). */
  readonly record: string;
  /** A sign-in at a sign-in page that has not come back yet. */
  readonly pendingSignIn: string;
  /** What proves a remembered device of a user; it outlives a sign-out. */
  device(userPoolId: string, username: string): string;
}

/** The entries of the sessions that have a name. */
export const storageKeys = (name: string): StorageKeys => ({
  record: `${name}.session`,
  pendingSignIn: `${name}.oauth`,
  device: (userPoolId, username) => `${name}.device.${userPoolId}.${username}`,
});
