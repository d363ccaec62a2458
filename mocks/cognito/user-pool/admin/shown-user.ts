import type { Output } from '../pool.js';
import { attributesOf, type User } from '../users.js';

/** Returns a time as JSON protocols have it: seconds, with milliseconds as a fraction. */
export const seconds = (time: number): number => time / 1_000;

/** Returns the members that AdminCreateUser, AdminGetUser and ListUsers share. */
export const shownUser = ({ username, createdAt, modifiedAt, enabled, status }: User): Output => ({
  Username: username,
  UserCreateDate: seconds(createdAt),
  UserLastModifiedDate: seconds(modifiedAt),
  Enabled: enabled,
  UserStatus: status,
});

/** Returns a user in the form of `UserType`, with all attributes or some. */
export const userType = (user: User, names?: readonly string[]): Output => ({
  ...shownUser(user),
  Attributes: attributesOf(user).filter(({ Name }) => names?.includes(Name) ?? true),
});
