import { AuthError } from '../../core/errors.js';
import { claimsOf } from '../../token/jwt.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import type { DeviceKey } from '../user-pool/devices/device.js';
import type { AdoptionSource } from './types.js';

// The key layouts are taken from the published sources of aws-amplify 3 to 6, amazon-cognito-identity-js 6 and aws-sdk
// 2.

/** A signed-in user in another library's storage. */
export interface StoredUser {
  /** The library's name for the user: the alias that the user typed, or the real user name. */
  readonly name: string;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly device: DeviceKey | undefined;
  /** The keys of all entries. The refresh token comes first. The entry that the others are found by comes last. */
  readonly keys: readonly string[];
}

/** An identity in another library's storage. */
export interface StoredIdentity {
  /** The guest's identity id, if there is one. */
  readonly guestIdentityId: string | undefined;
  readonly keys: readonly string[];
}

/** Strings that libraries store for a missing value. */
const NOTHING = /^(undefined|null)?$/;

/**
 * Encodes a key as js-cookie and Amplify's server adapters do, for a `from` that reads cookies by their names on the
 * wire.
 */
const cookieName = (key: string): string => {
  try {
    return encodeURIComponent(key).replace(/%(2[346B]|5E|60|7C)/g, (code) => decodeURIComponent(code));
  } catch {
    // A lone surrogate: no cookie has such a name.
    return key;
  }
};

/** Returns both spellings of a key. */
const spellings = (key: string): string[] => [...new Set([key, cookieName(key)])];

/** Reads entries by their keys. Reads all of them at once, so that a synchronous `from` cannot change in between. */
const readAll = async <K extends string>(
  from: AdoptionSource,
  keys: Readonly<Record<K, string>>,
): Promise<Partial<Record<K, string>>> => {
  const read = async (key: string): Promise<string | undefined> => {
    const texts = await Promise.all(spellings(key).map(async (spelling) => from.getItem(spelling)));
    return texts.find((text) => typeof text === 'string' && !NOTHING.test(text)) ?? undefined;
  };
  const entries = Object.entries<string>(keys).map(async ([name, key]) => [name, await read(key)]);
  return Object.fromEntries(await Promise.all(entries));
};

/** Removes entries. Removes all of them at once if `from` is synchronous. */
export const removeAll = async (from: AdoptionSource, keys: readonly string[]): Promise<void> => {
  const names = keys.flatMap(spellings);
  await Promise.all(names.map(async (name) => from.removeItem(name)));
  const left = await Promise.all(names.map(async (name) => from.getItem(name)));
  if (left.every((value) => value === null || value === undefined)) return;
  throw new AuthError('session-not-removed', "The other library's tokens could not be removed from its storage.", {
    advice:
      'They would sign the user in again after a sign-out. Pass the same storage that the library used; cookies with their path and domain.',
  });
};

const ENTRIES = [
  'refreshToken',
  'accessToken',
  'idToken',
  'deviceKey',
  'deviceGroupKey',
  'randomPasswordKey',
  'clockDrift',
  'userData',
  'signInDetails',
  'oauthMetadata',
  'oidcProvider',
] as const;

/** Whether both tokens belong to this pool, this app client and one user. Pool ids are unique across regions. */
const areOf = ({ id, clientId }: UserPoolSettings, idToken: string, accessToken: string): boolean => {
  const [mine, access] = [claimsOf(idToken), claimsOf(accessToken)];
  const isIssuer = (issuer: unknown): boolean => typeof issuer === 'string' && issuer.endsWith(`/${id}`);
  return (
    isIssuer(mine.iss) &&
    isIssuer(access.iss) &&
    mine.aud === clientId &&
    access.client_id === clientId &&
    typeof mine.sub === 'string' &&
    mine.sub !== '' &&
    mine.sub === access.sub
  );
};

/**
 * Reads the user of this pool and app client. Resolves to `undefined` if there is none or its tokens cannot be read.
 */
export const readStoredUser = async (
  from: AdoptionSource,
  userPool: UserPoolSettings,
): Promise<StoredUser | undefined> => {
  const client = `CognitoIdentityServiceProvider.${userPool.clientId}`;
  const last = `${client}.LastAuthUser`;
  const { name } = await readAll(from, { name: last });
  if (name === undefined) return undefined;
  const keys = Object.fromEntries(ENTRIES.map((entry) => [entry, `${client}.${name}.${entry}`])) as Record<
    (typeof ENTRIES)[number],
    string
  >;
  const found = await readAll(from, keys);
  const { idToken, accessToken, refreshToken, deviceKey: key, deviceGroupKey: groupKey, randomPasswordKey } = found;
  if (!idToken || !accessToken || !areOf(userPool, idToken, accessToken)) return undefined;
  return {
    name,
    idToken,
    accessToken,
    refreshToken,
    device: key && groupKey && randomPasswordKey ? { key, groupKey, secret: randomPasswordKey } : undefined,
    keys: [...Object.values(keys), `${client}.oauthSignIn`, last],
  };
};

/** Reads the identity of an identity pool. */
export const readStoredIdentity = async (from: AdoptionSource, identityPoolId: string): Promise<StoredIdentity> => {
  const keys = {
    amplify6: `com.amplify.Cognito.${identityPoolId}.identityId`,
    amplify5: `CognitoIdentityId-${identityPoolId}`,
    sdk: `aws.cognito.identity-id.${identityPoolId}`,
    sdkProviders: `aws.cognito.identity-providers.${identityPoolId}`,
  };
  const { amplify6, amplify5, sdk, sdkProviders } = await readAll(from, keys);
  // If providers are stored as well, it is a user's identity. The pool finds that one by the user's token.
  const id = amplify6 ?? amplify5 ?? (sdkProviders ? undefined : sdk);
  return { guestIdentityId: /^[\w-]+:[\da-f-]+$/i.test(id ?? '') ? id : undefined, keys: Object.values(keys) };
};
