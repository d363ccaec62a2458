import type { Clock } from '../../core/clock.js';
import type { AdoptSessionOptions } from '../adopt/types.js';
import type { SignOutResult } from './sign-out-result.js';
import type { Connectivity } from '../../core/connectivity.js';
import type { Provider } from '../../core/provider.js';
import type { RetryOptions } from '../../core/retry.js';
import type { SessionConfiguration } from '../configuration/configuration.js';
import type { WaitOptions } from './waiting/until-signed-in.js';
import type { ModPow } from '../user-pool/srp/mod-pow.js';
import type { Renew } from './waiting/reauthentication.js';
import type { RefreshOptions, SessionCredentials } from './credentials/credentials-source.js';
import type { RenewProviderToken } from './credentials/provider-token.js';
import type { GetTokensOptions, SessionTokens } from './tokens/token-source.js';
import type { ConfirmSignInInput, SignInInput, SignInStep } from '../user-pool/sign-in/sign-in.js';
import type { SessionStore } from './record/snapshot.js';
import type { SessionState, StateInfo } from './record/states.js';
import type { SharedRenewals } from './tokens/shared-renewals.js';
import type { SessionStorage } from '../storage/storage.js';
import type { BasicFlow } from '../identity-pool/sts.js';
import type { TabsOptions } from './tabs/tabs.js';
import type { UserPoolOperations } from '../user-pool/create-operations.js';

/** Options of `createCognitoSession`. Durations are in milliseconds. */
export type CognitoSessionOptions = SessionConfiguration & {
  /**
   * Where the session is kept. Default: an encrypted IndexedDB in browsers that have it; memory in Node. `amplify_outputs.json` has
   * something else of that name, which is left alone. What is stored is believed: tokens are not verified. On a server with
   * `cookieStorage` that is what the visitor has sent.
   */
  readonly storage?: SessionStorage | { readonly bucket_name: string };
  /** Tells sessions of one origin apart, in the storage and between tabs. Default: `'sigv4-interceptor'`. */
  readonly name?: string;
  /**
   * Whether calls wait for a new sign-in when the old one has ended, and how long. `true`: 5 minutes. `false`: they fail at once
   * with `not-signed-in`. Default: `true` where a person can sign in (a page, React Native), `false` elsewhere: on a server nobody
   * will, and a worker cannot show a sign-in and may be stopped while it waits. In a worker whose page does show one, pass `true`.
   */
  readonly waitForSignIn?: boolean | number;
  /**
   * What a call does when tokens or credentials have expired and there is no network. Those that are still good are used. The state
   * stays as it is, `signedIn` for a user, for however long: only the server, or the app, can end a session.
   *
   * - `'send'`: it tries, `retry` included, and rejects with a NetworkError (`network`). A later call may succeed.
   * - `'wait'`: it waits for the network, without a limit of its own; end it by `signal`. Where an Authenticator signs calls, give it
   *   the same `connectivity`: its calls then wait before they ask for credentials, and `providerTimeout` does not end the wait.
   *
   * Default: `'send'`.
   */
  readonly connectivity?: Connectivity;
  /** Gets a new token of a federated provider when the old one is refused. Default: none. */
  readonly renewProviderToken?: RenewProviderToken;
  /** `createSharedRenewals()`: on a server, what the sessions of its requests share. Default: each session renews for itself. */
  readonly renewals?: SharedRenewals;
  /** `basicFlow({ … })` for the basic (classic) flow. Default: the enhanced flow. */
  readonly basicFlow?: BasicFlow;
  /** Sends the calls to Cognito. Default: the global fetch. */
  readonly fetch?: typeof fetch;
  /** The clock, whose offset is corrected by Cognito's answers. Default: the machine's. */
  readonly clock?: Clock;
  /**
   * How sessions of one origin reach each other. Default: in browsers Web Locks and BroadcastChannel; on a server nothing,
   * because its sessions are different people's.
   */
  readonly tabs?: TabsOptions;
  /** Told when the storage, or its lock, fails; the session goes on in memory, or without the lock. Default: nobody is. */
  readonly onStorageError?: (error: unknown) => void;
  /** A role that users of the user pool assume instead of the identity pool's, where their token allows it. Default: none. */
  readonly customRoleArn?: string;
  /** Computes SRP's powers, where the platform's BigInt is slow (React Native). Default: BigInt. */
  readonly modPow?: ModPow;
  /** How calls to Cognito are tried again after a network error or throttling. Default: three more times, jittered, from 200 ms up. */
  readonly retry?: RetryOptions;
};

/** Options of {@link CognitoSession.initialize}. */
export interface InitializeOptions {
  /** Whether the services are asked if they know what the configuration names. Default: false. */
  readonly check?: boolean;
}

/** What {@link CognitoSession.signOut} does besides forgetting everything here. */
export interface SignOutOptions {
  /** Ends the user's sessions on all devices (GlobalSignOut). Default: false. */
  readonly global?: boolean;
  /** Revokes this session's refresh token, and the access tokens it gave (RevokeToken). Default: false. */
  readonly revoke?: boolean;
  /** As `revoke`; AWSMobileClient's name for it. Default: false. */
  readonly invalidateTokens?: boolean;
}

/** What {@link CognitoSession.federatedSignIn} takes besides the provider and its token. */
export interface FederatedSignInOptions {
  /** The identity that one's own backend named; required for `developer`. */
  readonly identityId?: string;
  /** A role to assume instead of the pool's, where the provider's token allows it. */
  readonly customRoleArn?: string;
  /** Gets a new token when this one is refused, as long as the page lives. Default: the session's `renewProviderToken`. */
  readonly renewProviderToken?: RenewProviderToken;
  /** The provider's refresh token: stored with the session and handed to `renewProviderToken`. */
  readonly providerRefreshToken?: string;
}

/** A provider of AWS credentials, with what an Authenticator wants to know besides. */
export interface SessionProvider<C> extends Provider<C> {
  (request?: RefreshOptions & WaitOptions): Promise<C>;
  onChange(listener: () => void): () => void;
  principal(): string | null | undefined;
  onWaiting(listener: (timeout: number) => void): () => void;
  renewBy(renew: Renew): void;
  untilSignedIn(options: WaitOptions): Promise<void> | undefined;
  /**
   * Tells clients of the AWS SDK that it has a cache of its own. They then ask at each call, where they would otherwise keep the
   * credentials of one user for the next one until they expire.
   */
  readonly memoized: true;
  readonly clock: Clock;
}

/** Who uses the app, from the first visit on. */
export interface CognitoSession extends SessionStore, Omit<UserPoolOperations, 'deleteUser'> {
  readonly state: SessionState;
  /** Whether a user is known: also while calls wait for them to sign in again. */
  readonly isSignedIn: boolean;
  /** The user's name, as the stored tokens say. On a server with `cookieStorage` the visitor may have made it up. */
  readonly username: string | undefined;
  /** The identity in the identity pool, once it is known. */
  readonly identityId: string | undefined;
  /** The clock, corrected by what Cognito's answers teach. */
  readonly clock: Clock;
  /** AWS credentials: the user's, or the guest's. */
  readonly credentials: SessionProvider<SessionCredentials>;
  /** The guest's AWS credentials, whoever is signed in. `onChange` tells of another guest. */
  readonly guestCredentials: SessionProvider<SessionCredentials>;
  /** The ID token, for `createTokenAuth`. */
  readonly idToken: SessionProvider<string>;
  /**
   * Restores the session from its storage. Everything else does so by itself, before anything.
   *
   * `{ check: true }` also asks whether the services can be reached and know the user pool, the app client and the identity pool:
   * otherwise a wrong id is noticed when somebody signs in. Nothing is created and nobody is sent a code. It costs up to three
   * calls; make it while you develop, or in a deployment's test. A client's secret is checked as far as Cognito looks at it before
   * it refuses a made-up token; that the client is that pool's is not.
   *
   * @example
   * ```ts
   * await session.initialize({ check: true });
   * ```
   * @throws ConfigurationError `configuration`, which names the key that is wrong as the configuration spells it; NetworkError
   * where a service cannot be reached; CognitoError. The session is restored all the same.
   */
  initialize(options?: InitializeOptions): Promise<SessionState>;
  /**
   * Moves over a user who signed in by Amplify (up to version 6) or amazon-cognito-identity-js, so that nobody must sign in again:
   * tokens, remembered device and the guest's identity. Call it where the app starts, before it offers a sign-in; where there is
   * nothing to move it costs no call.
   *
   * Entries of this user pool's app client and this identity pool are taken, no others, and once they are stored here they are
   * removed there: the two libraries would sign the user out by using one refresh token. What belongs to another pool, what cannot
   * be read, and Amplify's federated sign-ins (`aws-amplify-federatedInfo`) stay as they are. So does everything while another user
   * is signed in here; older tokens of the very user are removed, since they would come back after the sign-out. Tokens may have
   * expired: the refresh token renews them.
   *
   * @example
   * ```ts
   * await session.adoptSession({ from: localStorage });
   * ```
   * @returns Whether a user was moved over, and is signed in now.
   * @throws SignInCancelledError `sign-in-cancelled` where the user signed out meanwhile; TypeError for a `from` that is no
   * storage; what the methods of `from` throw
   */
  adoptSession(options: AdoptSessionOptions): Promise<boolean>;
  /** Listens to changes of the state or the user. @returns The function that unsubscribes. */
  onStateChange(listener: (state: SessionState, info: StateInfo) => void): () => void;
  /** Listens for calls that begin to wait for a sign-in, and for how long at most. @returns The function that unsubscribes. */
  onWaitingForSignIn(listener: (timeout: number) => void): () => void;
  /**
   * Shows a sign-in of your own as soon as a call waits for one. While somebody does, calls wait as long as it takes, unless
   * `waitForSignIn` says how long, and more of them wait: also those of visitors who are not signed in, where guests are not allowed,
   * and those that a guest is denied. `autoShowSignIn` of `sigv4-interceptor/ui` does this with a ready sign-in.
   *
   * @example
   * ```ts
   * const stop = session.hostSignIn(() => router.push('/sign-in'));
   * ```
   * @param show Called when a call begins to wait, and at once where one waits already: maybe while your sign-in is shown.
   * `releaseSignInWait()` tells that the user has closed it.
   * @returns The function that ends it. Calls that wait go on waiting.
   * @throws TypeError where `show` is no function
   */
  hostSignIn(show: () => void): () => void;
  /**
   * Signs in at the user pool.
   *
   * @throws InvalidStateError `invalid-state` where somebody is signed in; CognitoError; NetworkError
   */
  signIn(input: SignInInput): Promise<SignInStep>;
  /** Answers what a sign-in asked. */
  confirmSignIn(input: ConfirmSignInInput): Promise<SignInStep>;
  /**
   * Signs in with a token of another provider.
   *
   * @param provider `'facebook'`, `'google'`, `'amazon'`, `'apple'`, `'twitter'`, `'developer'`, an OIDC issuer, or what the
   * identity pool calls a SAML provider.
   * @throws InvalidStateError `invalid-state` where a user of the user pool is signed in; CognitoError; NetworkError
   */
  federatedSignIn(provider: string, token: string, options?: FederatedSignInOptions): Promise<void>;
  /**
   * Signs out: here, and in all tabs, whatever the server says. Calls that wait fail, and sign-ins under way end.
   *
   * @returns What was asked of the server (`global`, `revoke`) and is not confirmed. Never rejects for the server's sake.
   * @throws StorageError `session-not-removed` where the storage still holds the login: this session is signed out, and the server
   * was asked, but the next visit or request would be signed in
   */
  signOut(options?: SignOutOptions): Promise<SignOutResult>;
  /** The user pool's tokens, renewed in time. */
  getTokens(options?: GetTokensOptions): Promise<SessionTokens>;
  /** The identity id, asked for if it is not known. */
  getIdentityId(): Promise<string>;
  /** Ends the wait of all calls, here and in other tabs: they fail with a SignInCancelledError. */
  releaseSignInWait(): void;
  /** Deletes the user, and signs out. @throws StorageError as {@link CognitoSession.signOut} does; the user is deleted then */
  deleteUser(): Promise<void>;
  /** Leaves other tabs alone and lets go of what keeps the session alive. What is stored stays. */
  close(): void;
}
