import type { AuthenticationResult, ConfirmSignInInput, SignInInput, SignInStep } from '../user-pool/sign-in/types.js';
import type { Foundation } from './foundation.js';
import type { Login } from './record/record.js';
import type { RecordStore } from './record/record-store.js';
import type { RenewProviderToken } from './credentials/provider-token.js';
import type { FederatedSignInOptions } from './types.js';
import type { RefreshTokens } from './tokens/refresh-tokens.js';

/** What a session exposes to other parts of this package: the hosted UI and the modules that load lazily. */
export interface SessionInternals extends Foundation {
  readonly store: RecordStore;
  readonly refreshTokens: RefreshTokens;
  /**
   * Same as the session's `signIn`, for a sign-in that began in the given generation. The signal aborts only this
   * sign-in.
   */
  signIn(input: SignInInput, startGeneration: number, signal?: AbortSignal): Promise<SignInStep>;
  /** Same as the session's `confirmSignIn`, but answers only the given step. */
  confirmSignIn(input: ConfirmSignInInput, expectedStep?: SignInStep, signal?: AbortSignal): Promise<SignInStep>;
  /** Ends the current sign-in, if any, with a SignInCancelledError; if a step is given, only a sign-in at that step. */
  cancelSignIn(expectedStep?: SignInStep): void;
  /**
   * Ends the wait of all calls in this tab. Calls in other tabs keep waiting, because those tabs show their own
   * sign-in.
   */
  releaseSignInWait(): void;
  /** Resolves to the generation of a sign-in that begins now. */
  beginSignIn(): Promise<number>;
  /**
   * Makes a login the session's, unless the sign-in was ended after it began.
   *
   * @param tookGuest Whether the user's credentials took over the guest's identity.
   * @param startGeneration The generation when the sign-in began.
   * @param guestId The guest's identity to keep if the session has none.
   */
  logIn(login: Login, tookGuest: boolean, startGeneration: number, guestId?: string): Promise<void>;
  /** Signs in with tokens of the user pool, whatever their origin, unless the sign-in was ended after it began. */
  signInWithTokens(result: AuthenticationResult, startGeneration: number): Promise<void>;
  /** Signs in with another provider's token, unless the sign-in was ended after it began. */
  federate(provider: string, token: string, options: FederatedSignInOptions, startGeneration: number): Promise<void>;
  /** Functions that renew a provider's token, by provider. They also work after a reload. */
  readonly renewers: Map<string, RenewProviderToken>;
}

/**
 * The key under which a session keeps the function that returns its {@link SessionInternals}: a function, so that
 * inspecting a session shows no secret; a registered symbol, so that all copies of this package share it.
 */
export const SESSION = Symbol.for('sigv4-interceptor.session');
