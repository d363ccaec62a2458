import { AuthError } from '../../core/errors.js';
import { claimsOf } from '../../token/jwt.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import type { DeviceKey } from '../user-pool/devices/device.js';
import type { AdoptionSource } from './types.js';

// The layouts are those of the published sources of aws-amplify 3 to 6, amazon-cognito-identity-js 6 and aws-sdk 2.

/** What another library has stored of a user who signed in. */
export interface StoredUser {
  /** Its own name for the user: the alias that was typed, or the real user name. */
  readonly name: string;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly device: DeviceKey | undefined;
  /** All of its entries. The refresh token is the first, and what leads to the others the last. */
  readonly keys: readonly string[];
}

/** What another library has stored of an identity pool. */
export interface StoredIdentity {
  /** The guest's identity, if there is one. */
  readonly guestIdentityId: string | undefined;
  readonly keys: readonly string[];
}

/** What libraries have stored as text although there was nothing. */
const NOTHING = /^(undefined|null)?$/;

/**
 * The name as js-cookie and Amplify's adapters for servers write it, for a `from` that gives cookies by the names that they have on
 * the wire.
 */
const cookieName = (key: string): string => {
  try {
    return encodeURIComponent(key).replace(/%(2[346B]|5E|60|7C)/g, (code) => decodeURIComponent(code));
  } catch {
    // Half of a surrogate pair: no cookie has such a name.
    return key;
  }
};

/** Both spellings of a key. */
const spellings = (key: string): string[] => [...new Set([key, cookieName(key)])];

/** Entries by their keys. They are asked for at once, so that nothing changes in between where `from` is synchronous. */
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

/** Removes entries; at once, where `from` is synchronous. */
export const removeAll = async (from: AdoptionSource, keys: readonly string[]): Promise<void> => {
  const names = keys.flatMap(spellings);
  await Promise.all(names.map(async (name) => from.removeItem(name)));
  const left = await Promise.all(names.map(async (name) => from.getItem(name)));
  if (left.every((value) => value === null || value === undefined)) return;
  throw new AuthError(
    'session-not-removed',
    'The other library still has its tokens: its entries could not be removed.',
    {
      advice:
        'They would sign the user in again after a sign-out. Pass the very storage that the library used; cookies, with their path and domain.',
    },
  );
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

/** Whether tokens are this pool's and this app client's, and one user's. A pool's id is its own in all regions. */
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

/** The user of this pool and app client, if there is one whose tokens can be read. */
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

/** What is stored of an identity pool. */
export const readStoredIdentity = async (from: AdoptionSource, identityPoolId: string): Promise<StoredIdentity> => {
  const keys = {
    amplify6: `com.amplify.Cognito.${identityPoolId}.identityId`,
    amplify5: `CognitoIdentityId-${identityPoolId}`,
    sdk: `aws.cognito.identity-id.${identityPoolId}`,
    sdkProviders: `aws.cognito.identity-providers.${identityPoolId}`,
  };
  const { amplify6, amplify5, sdk, sdkProviders } = await readAll(from, keys);
  // With providers beside it, it is a user's, which the pool finds by the user's token.
  const id = amplify6 ?? amplify5 ?? (sdkProviders ? undefined : sdk);
  return { guestIdentityId: /^[\w-]+:[\da-f-]+$/i.test(id ?? '') ? id : undefined, keys: Object.values(keys) };
};
