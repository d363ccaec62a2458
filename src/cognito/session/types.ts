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
   * Where the session is stored. Default: an encrypted IndexedDB in browsers that have it; memory in Node. The object
   * that `amplify_outputs.json` has under this name is ignored. The session trusts what is stored and does not verify
   * tokens. On a server with `cookieStorage`, the stored values are what the visitor sent.
   */
  readonly storage?: SessionStorage | { readonly bucket_name: string };
  /** Separates the sessions of one origin, in the storage and between tabs. Default: `'sigv4-interceptor'`. */
  readonly name?: string;
  /**
   * Whether calls wait for a new sign-in after the tokens are rejected, and for how long (milliseconds). `true`: 5
   * minutes. `false`: they fail immediately with `not-signed-in`. Default: `true` where a user can sign in (a page,
   * React Native), `false` elsewhere: no user signs in on a server, and a worker cannot show a sign-in and may be
   * stopped while it waits. In a worker whose page shows a sign-in, pass `true`.
   */
  readonly waitForSignIn?: boolean | number;
  /**
   * What a call does when tokens or credentials have expired and there is no network. Those that are still valid are
   * used. The state does not change, however long the network is down (`signedIn` for a user): only the server or the
   * app ends a session.
   *
   * - `'send'`: it tries, including `retry`, and rejects with a NetworkError (`network`). A later call may succeed.
   * - `'wait'`: it waits for the network without a time limit; pass a `signal` to end the wait. If an Authenticator
   *   signs the calls, give it the same `connectivity`: its calls then wait before they request credentials, and
   *   `providerTimeout` does not end the wait.
   *
   * Default: `'send'`.
   */
  readonly connectivity?: Connectivity;
  /** Gets a new token from a federated provider when the old one is rejected. Default: none. */
  readonly renewProviderToken?: RenewProviderToken;
  /**
   * `createSharedRenewals()`, which the sessions of a server's requests share. Default: each session renews its own
   * tokens.
   */
  readonly renewals?: SharedRenewals;
  /** `basicFlow({ … })` for the basic (classic) flow. Default: the enhanced flow. */
  readonly basicFlow?: BasicFlow;
  /** Sends the calls to Cognito. Default: the global fetch. */
  readonly fetch?: typeof fetch;
  /** The clock. Cognito's responses correct its offset. Default: the system clock. */
  readonly clock?: Clock;
  /**
   * How sessions of one origin coordinate. Default: Web Locks and BroadcastChannel in browsers; nothing on a server,
   * where sessions belong to different users.
   */
  readonly tabs?: TabsOptions;
  /** Called when the storage or its lock fails. The session continues in memory, or without the lock. Default: none. */
  readonly onStorageError?: (error: unknown) => void;
  /**
   * A role that users of the user pool assume instead of the identity pool's, if their token allows it. Default: none.
   */
  readonly customRoleArn?: string;
  /** Computes SRP's modular exponentiations if the platform's BigInt is slow (React Native). Default: BigInt. */
  readonly modPow?: ModPow;
  /**
   * How calls to Cognito are retried after a network error or throttling. Default: 3 retries with jitter, from 200 ms
   * up.
   */
  readonly retry?: RetryOptions;
};

/** Options of {@link CognitoSession.initialize}. */
export interface InitializeOptions {
  /** Whether to ask the services if the configured pools and app client exist. Default: false. */
  readonly check?: boolean;
}

/** Options of {@link CognitoSession.signOut}: what it requests from the server. */
export interface SignOutOptions {
  /** Ends the user's sessions on all devices (GlobalSignOut). Default: false. */
  readonly global?: boolean;
  /** Revokes this session's refresh token and the access tokens issued with it (RevokeToken). Default: false. */
  readonly revoke?: boolean;
  /** Same as `revoke`, by AWSMobileClient's name. Default: false. */
  readonly invalidateTokens?: boolean;
}

/** Options of {@link CognitoSession.federatedSignIn}. */
export interface FederatedSignInOptions {
  /** The identity id that your backend returned. Required for `developer`. */
  readonly identityId?: string;
  /** A role to assume instead of the pool's, if the provider's token allows it. */
  readonly customRoleArn?: string;
  /** Gets a new token when this one is rejected, until the page closes. Default: the session's `renewProviderToken`. */
  readonly renewProviderToken?: RenewProviderToken;
  /** The provider's refresh token, stored with the session and passed to `renewProviderToken`. */
  readonly providerRefreshToken?: string;
}

/** A provider of AWS credentials or of a token, with what an Authenticator needs to know about the session. */
export interface SessionProvider<C> extends Provider<C> {
  (request?: RefreshOptions & WaitOptions): Promise<C>;
  onChange(listener: () => void): () => void;
  principal(): string | null | undefined;
  onWaiting(listener: (timeout: number) => void): () => void;
  renewBy(renew: Renew): void;
  untilSignedIn(options: WaitOptions): Promise<void> | undefined;
  /**
   * Tells clients of the AWS SDK that this provider has its own cache, so that they call it for each request. Otherwise
   * they would use one user's credentials for the next user until those expire.
   */
  readonly memoized: true;
  readonly clock: Clock;
}

/** A session with Cognito: the signed-in user or the guest, their tokens and their AWS credentials. */
export interface CognitoSession extends SessionStore, Omit<UserPoolOperations, 'deleteUser'> {
  readonly state: SessionState;
  /** Whether a user is known. Also true while calls wait for that user to sign in again. */
  readonly isSignedIn: boolean;
  /** The user name in the stored tokens. On a server with `cookieStorage`, the visitor may have forged it. */
  readonly username: string | undefined;
  /** The identity id in the identity pool, once it is known. */
  readonly identityId: string | undefined;
  /** The clock, corrected by Cognito's responses. */
  readonly clock: Clock;
  /** AWS credentials of the signed-in user, or else of the guest. */
  readonly credentials: SessionProvider<SessionCredentials>;
  /** The guest's AWS credentials, even while a user is signed in. `onChange` reports a change of guest. */
  readonly guestCredentials: SessionProvider<SessionCredentials>;
  /** The ID token, for `createTokenAuth`. */
  readonly idToken: SessionProvider<string>;
  /**
   * Restores the session from its storage. All other methods do so themselves if needed.
   *
   * `{ check: true }` also checks that the services can be reached and know the user pool, the app client and the
   * identity pool; otherwise a wrong id goes unnoticed until a user signs in. It creates nothing, sends no code, and
   * costs up to three calls. Use it during development or in a deployment test. It checks a client secret only as far
   * as Cognito does before it rejects a made-up token, and it does not check that the app client belongs to the user
   * pool.
   *
   * @example
   * ```ts
   * await session.initialize({ check: true });
   * ```
   * @throws ConfigurationError `configuration`, naming the wrong key as the configuration spells it; NetworkError if a
   * service cannot be reached; CognitoError. The session is restored even then.
   */
  initialize(options?: InitializeOptions): Promise<SessionState>;
  /**
   * Moves a session from Amplify (up to version 6) or amazon-cognito-identity-js, so that users need not sign in again:
   * the tokens, the remembered device and the guest's identity. Call it when the app starts, before it offers a
   * sign-in. It makes no network call if there is nothing to move.
   *
   * It takes only entries of this app client and this identity pool. Once they are stored here, it removes them there,
   * because two libraries that use one refresh token would sign the user out. It leaves entries of other pools,
   * unreadable entries and Amplify's federated sign-ins (`aws-amplify-federatedInfo`) untouched. It moves nothing while
   * another user is signed in here. It removes older tokens of the signed-in user, since they would reappear after the
   * sign-out. Tokens may have expired: the refresh token renews them.
   *
   * @example
   * ```ts
   * await session.adoptSession({ from: localStorage });
   * ```
   * @returns Whether a user was moved and is now signed in.
   * @throws SignInCancelledError `sign-in-cancelled` if the user signed out in the meantime; TypeError for a `from`
   * that is not a storage; any error that the methods of `from` throw
   */
  adoptSession(options: AdoptSessionOptions): Promise<boolean>;
  /**
   * Listens for changes of the state or the user.
   *
   * @returns A function that unsubscribes.
   * @example
   * ```ts
   * session.onStateChange((state, { username }) => render(state, username));
   * ```
   */
  onStateChange(listener: (state: SessionState, info: StateInfo) => void): () => void;
  /**
   * Listens for calls that begin to wait for a sign-in.
   *
   * @param listener Receives the longest time that the call will wait, in milliseconds.
   * @returns A function that unsubscribes.
   */
  onWaitingForSignIn(listener: (timeout: number) => void): () => void;
  /**
   * Registers your own sign-in, to be shown as soon as a call waits for one. While one is registered, calls wait
   * without a time limit, unless `waitForSignIn` sets one, and more calls wait: those of visitors who are not signed in
   * if guests are not allowed, and those that are denied to a guest. `autoShowSignIn` of `sigv4-interceptor/ui` does
   * this with a ready-made sign-in.
   *
   * @example
   * ```ts
   * const stop = session.hostSignIn(() => router.push('/sign-in'));
   * ```
   * @param show Called when a call begins to wait, and immediately if one is waiting already; possibly while your
   * sign-in is shown. Call `releaseSignInWait()` when the user closes it.
   * @returns A function that unregisters it. Waiting calls keep waiting.
   * @throws TypeError if `show` is not a function
   */
  hostSignIn(show: () => void): () => void;
  /**
   * Signs in to the user pool.
   *
   * @returns The next step: `'done'`, or what {@link CognitoSession.confirmSignIn} must answer.
   * @example
   * ```ts
   * const { step } = await session.signIn({ username, password });
   * if (step === 'smsMfa') await session.confirmSignIn({ code });
   * ```
   * @throws InvalidStateError `invalid-state` if a user is signed in; CognitoError; NetworkError
   */
  signIn(input: SignInInput): Promise<SignInStep>;
  /**
   * Answers the current step of a sign-in.
   *
   * @returns The next step.
   * @throws InvalidStateError `invalid-state` if no sign-in waits for this input; CognitoError; NetworkError
   */
  confirmSignIn(input: ConfirmSignInInput): Promise<SignInStep>;
  /**
   * Signs in with a token of another provider.
   *
   * @param provider `'facebook'`, `'google'`, `'amazon'`, `'apple'`, `'twitter'`, `'developer'`, the URL of an OIDC
   * issuer, or the ARN of a SAML provider.
   * @example
   * ```ts
   * await session.federatedSignIn('google', googleIdToken);
   * ```
   * @throws InvalidStateError `invalid-state` if a user of the user pool is signed in; CognitoError; NetworkError;
   * TypeError for an unknown provider, or a `developer` without `identityId`
   */
  federatedSignIn(provider: string, token: string, options?: FederatedSignInOptions): Promise<void>;
  /**
   * Signs out of all tabs, whatever the server responds. Waiting calls are rejected, and sign-ins in progress end.
   *
   * @returns The requests to the server (`global`, `revoke`) that it has not confirmed. Their failure never rejects the
   * promise.
   * @example
   * ```ts
   * const { unconfirmed } = await session.signOut({ revoke: true });
   * ```
   * @throws StorageError `session-not-removed` if the storage still holds the login: this session is signed out and the
   * requests were sent, but the next visit or request would be signed in
   */
  signOut(options?: SignOutOptions): Promise<SignOutResult>;
  /**
   * Returns the user pool's tokens, and renews them before they expire.
   *
   * @throws InvalidStateError `not-signed-in` if no user of the user pool is signed in; SignInCancelledError if the
   * wait for a new sign-in ends without one; NetworkError; CognitoError
   */
  getTokens(options?: GetTokensOptions): Promise<SessionTokens>;
  /** Returns the identity id, and requests it if it is not known yet. */
  getIdentityId(): Promise<string>;
  /** Ends the wait of all calls, in this tab and all others: they reject with a SignInCancelledError. */
  releaseSignInWait(): void;
  /**
   * Deletes the user and signs out.
   *
   * @throws StorageError as {@link CognitoSession.signOut} does, after the user was deleted
   */
  deleteUser(): Promise<void>;
  /** Disconnects the session from other tabs and releases its resources. What is stored stays stored. */
  close(): void;
}
