import { type Bytes, toHex } from './bytes.js';
import { createLockout, type Lockout } from './lockout.js';
import type { MfaMethod, PoolUser, UserStatus } from './options.js';
import type { Settings } from './settings.js';
import { privateKeyOf, toNumber, verifierOf } from './srp-server.js';
import { toBase32 } from './totp.js';

/** A device that a user has signed in from. */
export interface Device {
  readonly key: string;
  readonly groupKey: string;
  readonly createdAt: number;
  name: string;
  remembered: boolean;
  /** In hexadecimal. Undefined until the client has confirmed the device. */
  salt: string | undefined;
  verifier: bigint;
  modifiedAt: number;
  usedAt: number;
}

/** A passkey of a user. */
export interface Passkey {
  /** Base64url. */
  readonly id: string;
  /** A `CryptoKey`, by a type that exists without the DOM library. */
  readonly publicKey: Awaited<ReturnType<typeof crypto.subtle.importKey>>;
  readonly createdAt: number;
  readonly attachment: string | undefined;
  readonly transports: readonly string[];
}

/** A stored user. */
export interface User {
  /** The user's name in tokens and SRP. */
  readonly username: string;
  readonly sub: string;
  /** The salt of SRP. */
  readonly salt: bigint;
  readonly attributes: Map<string, string>;
  /** The names of the groups, in the order of joining. */
  readonly groups: string[];
  readonly createdAt: number;
  modifiedAt: number;
  password: string | undefined;
  /** When an administrator last set the password, or the user was created. A temporary password expires. */
  passwordSetAt: number;
  status: UserStatus;
  enabled: boolean;
  readonly mfa: Set<MfaMethod>;
  preferredMfa: MfaMethod | undefined;
  totpSecret: string | undefined;
  /** The secret of AssociateSoftwareToken until a code verifies it. */
  newTotpSecret: string | undefined;
  /** The step of the last code, because a code is valid once. */
  totpStepUsed: number;
  readonly devices: Map<string, Device>;
  readonly passkeys: Map<string, Passkey>;
  passkeyChallenge: string | undefined;
  /** The wrong passwords, and the wrong codes of second factors. */
  readonly lockouts: { readonly password: Lockout; readonly mfa: Lockout };
  /** When the user asked for or entered codes, in milliseconds since 1970, by operation. */
  readonly attempts: Map<string, number[]>;
}

/** What a user is created from. The rest is empty at first. */
export type NewUser = Pick<PoolUser, 'username'> & Partial<PoolUser>;

/** The users of a pool. */
export interface UserStore {
  /** Finds a user by username, sub or alias, ignoring case. */
  find(name: string): User | undefined;
  /**
   * Finds another user with the same verified address. If users sign in with the address, it need not be verified.
   *
   * @param address Default: the user's own.
   */
  conflicting(user: User, attribute: string, address?: string): User | undefined;
  list(): readonly User[];
  add(user: NewUser): User;
  remove(user: User): void;
  /** Restores the declared users. */
  reset(): void;
}

/** Creates a random UUID. `crypto.randomUUID` does not exist on a page without https. */
export const uuid = (random: (length: number) => Bytes): string =>
  toHex(random(16)).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');

/** Creates {@link Users}, with the pool's rules for what they sign in with. */
export const createUserStore = (
  { users: declared, signInWith }: Settings,
  now: () => number,
  random: (length: number) => Bytes,
): UserStore => {
  const users = new Map<string, User>();
  // Users who sign in with an address are stored by sub, because the address may change.
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
      groups: [...(entry.groups ?? [])],
      createdAt: time,
      modifiedAt: time,
      password: entry.password,
      passwordSetAt: time,
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
      lockouts: { password: createLockout(), mfa: createLockout() },
      attempts: new Map(),
    };
    users.set(user.username, user);
    return user;
  };

  // Created once, so that tokens of declared users stay valid after a reset.
  const seeds = declared.map((user) => ({ ...user, sub: user.sub ?? uuid(random) }));
  const reset = (): void => {
    users.clear();
    for (const seed of seeds) verifyAddresses(add(seed));
  };
  reset();

  return {
    find: (name) => users.get(name) ?? [...users.values()].find((user) => answersTo(user, name)),
    conflicting: (user, attribute, address = user.attributes.get(attribute)) => {
      const rivals = [...users.values()].filter(
        (other) => other !== user && other.attributes.get(attribute) === address,
      );
      return address === undefined
        ? undefined
        : rivals.find((other) => byAddress === attribute || isVerified(other, attribute));
    },
    list: () => [...users.values()],
    add,
    remove: ({ username }) => users.delete(username),
    reset,
  };
};

/** Declared addresses are verified unless declared otherwise, which keeps tests short. */
const verifyAddresses = ({ attributes, status }: User): void => {
  for (const name of ['email', 'phone_number']) {
    const flag = `${name}_verified`;
    if (attributes.has(name) && !attributes.has(flag)) attributes.set(flag, String(status !== 'UNCONFIRMED'));
  }
};

/** Whether the user has verified an address. */
export const isVerified = ({ attributes }: User, attribute: string): boolean =>
  attributes.has(attribute) && attributes.get(`${attribute}_verified`) === 'true';

/** Returns the SRP verifier that a server stores for a password. The mock computes it on demand, which is cheaper. */
export const passwordVerifier = ({ salt, username, password = '' }: User, group: string): bigint =>
  verifierOf(privateKeyOf(salt, group, username, password));

/** Returns the user's attributes in the form of `UserAttributes`. */
export const attributesOf = ({ sub, attributes }: User): { Name: string; Value: string }[] =>
  [['sub', sub] as const, ...attributes].map(([Name, Value]) => ({ Name, Value }));
