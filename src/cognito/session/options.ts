import { CLOCK } from '../../core/clock.js';
import { CONNECTIVITY } from '../../core/connectivity.js';
import { FUNCTION, nearestName, type OptionNames, requireKnownOptions, requireOption } from '../../core/options.js';
import { RETRY_OPTIONS } from '../../core/retry.js';
import type { PoolConfiguration, SessionOverrides } from '../configuration/configuration.js';
import { recogniseKind, withoutModule } from '../configuration/kinds.js';
import { keysOf } from '../configuration/spellings.js';
import type { SharedRenewals } from './tokens/shared-renewals.js';
import type { CognitoSessionOptions, FederatedSignInOptions, SignOutOptions } from './types.js';
import type { SignInInput } from '../user-pool/sign-in/types.js';
import { defaultStorage, type SessionStorage } from '../storage/storage.js';

const OPTIONS: OptionNames<CognitoSessionOptions & SessionOverrides & PoolConfiguration> = {
  storage: 0,
  name: [(name: unknown) => typeof name === 'string' && name !== '', 'a string'],
  waitForSignIn: [
    (wait: boolean | number) => typeof wait === 'boolean' || wait >= 0,
    'true, false or milliseconds, 0 or more',
  ],
  connectivity: CONNECTIVITY,
  renewProviderToken: FUNCTION,
  renewals: [
    (renewals: SharedRenewals | null) => typeof renewals?.share === 'function' && typeof renewals.forget === 'function',
    'what createSharedRenewals() returned',
  ],
  basicFlow: FUNCTION,
  fetch: FUNCTION,
  clock: CLOCK,
  tabs: 0,
  onStorageError: FUNCTION,
  customRoleArn: 0,
  modPow: FUNCTION,
  retry: RETRY_OPTIONS,
  userPoolClientSecret: 0,
  guest: 0,
  authFlow: 0,
  endpoints: { userPool: 0, identityPool: 0, sts: 0 },
  region: 0,
  userPoolId: 0,
  userPoolClientId: 0,
  identityPoolId: 0,
  identityPoolRegion: 0,
  oauth: 0,
};

/** Matches a key that a configuration file has for other purposes: `Storage`, `aws_user_pools_id`. */
const FILE_KEY = /^[A-Z]|_/;

/**
 * Checks the options of a session, and unwraps those of an imported module. The keys of a configuration file are not
 * all known here, so next to them only a near miss counts as a typo.
 *
 * @throws TypeError naming the option and the closest known one
 */
export const readOptions = (input: CognitoSessionOptions): CognitoSessionOptions => {
  if (typeof input !== 'object' || input === null) throw new TypeError('createCognitoSession: pass an object.');
  const options = withoutModule(input);
  const { kind } = recogniseKind(options) ?? {};
  const fileKeys = kind && keysOf(kind);
  const knownNames = Object.keys(OPTIONS);
  const sessionOptions = Object.entries(options).filter(
    ([name]) =>
      !fileKeys || !(FILE_KEY.test(name) || fileKeys.has(name) || nearestName(name, knownNames) === undefined),
  );
  requireKnownOptions('createCognitoSession', Object.fromEntries(sessionOptions), OPTIONS);
  return options;
};

/**
 * Returns the storage of a session. A configuration file of Amplify may use the same key for something else.
 *
 * @throws TypeError for a value that is not a storage
 */
export const chooseStorage = (options: CognitoSessionOptions): SessionStorage => {
  const storage = options.storage as SessionStorage | undefined;
  const isFunction = (method: unknown): boolean => typeof method === 'function';
  const isStorage = [storage?.get, storage?.set, storage?.remove].every(isFunction);
  const isSound = [storage?.lock, storage?.compareAndSet].every((method) => method === undefined || isFunction(method));
  requireOption(
    (isStorage && isSound) || storage === undefined || !!recogniseKind(options),
    'storage: pass { get, set, remove, lock?, compareAndSet? }.',
  );
  return isStorage && storage ? storage : defaultStorage();
};

/** Checks the option names of the session's methods. */
export const requireMethodOptions = {
  signOut: (options: SignOutOptions): void =>
    requireKnownOptions('signOut', options, { global: 0, revoke: 0, invalidateTokens: 0 }),
  signIn: (options: SignInInput): void =>
    requireKnownOptions('signIn', options, {
      username: 0,
      password: 0,
      authFlow: 0,
      preferredChallenge: 0,
      session: 0,
      clientMetadata: 0,
      validationData: 0,
      deviceName: 0,
    }),
  // An app may pass on its backend's response, `{ token, identityId }`, unchanged.
  federatedSignIn: (options: FederatedSignInOptions & { token?: string }): void =>
    requireKnownOptions('federatedSignIn', options, {
      identityId: 0,
      customRoleArn: 0,
      renewProviderToken: 0,
      providerRefreshToken: 0,
      token: 0,
    }),
};
