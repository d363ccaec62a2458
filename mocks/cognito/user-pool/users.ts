import { type Bytes, toHex } from './bytes.js';
import type { MfaMethod, PoolUser, UserStatus } from './options.js';
import type { Settings } from './settings.js';
import { privateKeyOf, toNumber, verifierOf } from './srp-server.js';
import { toBase32 } from './totp.js';

/** A device that a user signed in from. */
export interface Device {
  readonly key: string;
  readonly groupKey: string;
  readonly createdAt: number;
  name: string;
  remembered: boolean;
  /** Hexadecimal; nothing until the client confirmed the device. */
  salt: string | undefined;
  verifier: bigint;
  modifiedAt: number;
  usedAt: number;
}

/** A passkey of a user. */
export interface Passkey {
  /** Base64url. */
  readonly id: string;
  /** A `CryptoKey`, by a name that typings without the DOM library have too. */
  readonly publicKey: Awaited<ReturnType<typeof crypto.subtle.importKey>>;
  readonly createdAt: number;
  readonly attachment: string | undefined;
  readonly transports: readonly string[];
}

/** A user as the pool keeps it. */
export interface User {
  /** What tokens and SRP call the user. */
  readonly username: string;
  readonly sub: string;
  /** Of SRP. */
  readonly salt: bigint;
  readonly attributes: Map<string, string>;
  readonly groups: readonly string[];
  readonly createdAt: number;
  modifiedAt: number;
  password: string | undefined;
  status: UserStatus;
  enabled: boolean;
  readonly mfa: Set<MfaMethod>;
  preferredMfa: MfaMethod | undefined;
  totpSecret: string | undefined;
  /** The secret of AssociateSoftwareToken, until a code proves it. */
  newTotpSecret: string | undefined;
  /** A code counts once. */
  totpStepUsed: number;
  readonly devices: Map<string, Device>;
  readonly passkeys: Map<string, Passkey>;
  passkeyChallenge: string | undefined;
  /** Since the last right one. */
  wrongPasswords: number;
  /** When a password was last given, and until when none is looked at; in milliseconds since 1970. */
  lastTry: number;
  lockedUntil: number;
}

/** What a user is made of; the rest begins empty. */
export type NewUser = Pick<PoolUser, 'username'> & Partial<PoolUser>;

/** The users of a pool. */
export interface UserStore {
  /** By username, sub, or alias, however written. */
  find(name: string): User | undefined;
  /** Another user who has the same verified address. */
  rival(user: User, attribute: string): User | undefined;
  list(): readonly User[];
  add(user: NewUser): User;
  remove(user: User): void;
  /** Those declared, as they were. */
  reset(): void;
}

/** A random UUID; `crypto.randomUUID` is missing on a page without https. */
export const uuid = (random: (length: number) => Bytes): string =>
  toHex(random(16)).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');

/** Keeps users by the pool's rules for what they sign in with. */
export const createUserStore = (
  { users: declared, signInWith }: Settings,
  now: () => number,
  random: (length: number) => Bytes,
): UserStore => {
  const users = new Map<string, User>();
  // Who signs in by an address is known by the sub, as the address may change.
  const byAddress = signInWith === 'email' || signInWith === 'phone_number' ? signInWith : undefined;
  const ALIASES = ['email', 'phone_number', 'preferred_username'];

  const aliasesOf = ({ attributes }: User): (string | undefined)[] => {
    if (byAddress) return [attributes.get(byAddress)];
    if (signInWith === 'username') return [];
    return ALIASES.filter((name) => name === 'preferred_username' || attributes.get(`${name}_verified`) === 'true').map(
      (name) => attributes.get(name),
    );
  };
  const answersTo = (user: User, name: string): boolean =>
    [user.username, user.sub, ...aliasesOf(user)].some((known) => known?.toLowerCase() === name.toLowerCase());

  const add = (entry: NewUser): User => {
    const { username, sub = uuid(random), attributes = {}, mfa = [] } = entry;
    const time = now();
    const user: User = {
      username: byAddress ? sub : username,
      sub,
      salt: toNumber(random(16)),
      attributes: new Map(Object.entries(byAddress ? { [byAddress]: username, ...attributes } : attributes)),
      groups: entry.groups ?? [],
      createdAt: time,
      modifiedAt: time,
      password: entry.password,
      status: entry.status ?? 'CONFIRMED',
      enabled: entry.enabled ?? true,
      mfa: new Set(mfa),
      preferredMfa: entry.preferredMfa,
      totpSecret: entry.totpSecret ?? (mfa.includes('SOFTWARE_TOKEN_MFA') ? toBase32(random(32)) : undefined),
      newTotpSecret: undefined,
      totpStepUsed: 0,
      devices: new Map(),
      passkeys: new Map(),
      passkeyChallenge: undefined,
      wrongPasswords: 0,
      lastTry: 0,
      lockedUntil: 0,
    };
    users.set(user.username, user);
    return user;
  };

  // Drawn once: who holds tokens of a declared user still holds them after a reset.
  const seeds = declared.map((user) => ({ ...user, sub: user.sub ?? uuid(random) }));
  const reset = (): void => {
    users.clear();
    for (const seed of seeds) verifyAddresses(add(seed));
  };
  reset();

  return {
    find: (name) => users.get(name) ?? [...users.values()].find((user) => answersTo(user, name)),
    rival: (user, attribute) => {
      const address = user.attributes.get(attribute);
      const rivals = [...users.values()].filter(
        (other) => other !== user && other.attributes.get(attribute) === address,
      );
      return address === undefined ? undefined : rivals.find((other) => isVerified(other, attribute));
    },
    list: () => [...users.values()],
    add,
    remove: ({ username }) => users.delete(username),
    reset,
  };
};

/** Declared addresses are good unless declared otherwise: a test should not have to say so. */
const verifyAddresses = ({ attributes, status }: User): void => {
  for (const name of ['email', 'phone_number']) {
    const flag = `${name}_verified`;
    if (attributes.has(name) && !attributes.has(flag)) attributes.set(flag, String(status !== 'UNCONFIRMED'));
  }
};

/** Whether the user has proved to read what is sent to that address. */
export const isVerified = ({ attributes }: User, attribute: string): boolean =>
  attributes.has(attribute) && attributes.get(`${attribute}_verified`) === 'true';

/** What a server keeps of the password; it is computed, as it is the cheaper way for a mock. */
export const passwordVerifier = ({ salt, username, password = '' }: User, group: string): bigint =>
  verifierOf(privateKeyOf(salt, group, username, password));

/** As `UserAttributes` lists them. */
export const attributesOf = ({ sub, attributes }: User): { Name: string; Value: string }[] =>
  [['sub', sub] as const, ...attributes].map(([Name, Value]) => ({ Name, Value }));
