import type { Clock } from '../core/clock.js';
import type { SessionSettings, UserPoolSettings } from './configuration.js';
import type { DeviceKeys } from './devices.js';
import type { IdentityPool } from './identity-pool.js';
import type { Login } from './record.js';
import type { RecordStore } from './record-store.js';
import type { RenewProviderToken } from './session-credentials.js';
import type { AuthenticationResult } from './sign-in.js';
import type { CognitoSessionOptions, FederatedSignInOptions } from './session-types.js';
import type { SessionStorage } from './storage.js';
import type { Tabs } from './tabs.js';
import type { RefreshTokens } from './tokens.js';

/** What the parts of this package that build upon a session (the hosted UI, and what loads later) find in it. */
export interface SessionInternals {
  /** What the session was made with: a file's content may hold more than the pools. */
  readonly configuration: CognitoSessionOptions;
  readonly userPool: UserPoolSettings | undefined;
  readonly storage: SessionStorage;
  readonly tabs: Tabs;
  readonly name: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly settings: SessionSettings;
  readonly store: RecordStore;
  readonly devices: DeviceKeys;
  readonly identityPool: IdentityPool;
  readonly refreshTokens: RefreshTokens;
  /** The time by the server's clock, in milliseconds. */
  now(): number;
  /** The generation of a sign-in that begins now. */
  beginSignIn(): Promise<number>;
  /**
   * Makes a login the session's, unless the sign-in has been ended since it began.
   *
   * @param tookGuest The guest's identity went over to the user.
   * @param guest The guest's identity, where the session has none.
   */
  logIn(login: Login, tookGuest: boolean, begun: number, guest?: string): Promise<void>;
  /** Makes tokens of the user pool, however they were got, the session's, unless the sign-in has been ended since it began. */
  signInWithTokens(result: AuthenticationResult, begun: number): Promise<void>;
  /** Signs in with another provider's token, unless the sign-in has been ended since it began. */
  federate(provider: string, token: string, options: FederatedSignInOptions, begun: number): Promise<void>;
  /** What renews the token of the federated user, if any. */
  providerRefreshToken(): string | undefined;
  /** How tokens of a provider are renewed, also after a reload. */
  renewWith(provider: string, renew: RenewProviderToken): void;
}

/** Where a session keeps them: a symbol that all copies of this package share. */
export const SESSION = Symbol.for('sigv4-interceptor.session');
