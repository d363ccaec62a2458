import type { AuthenticationResult, ConfirmSignInInput, SignInInput, SignInStep } from '../user-pool/sign-in/types.js';
import type { Foundation } from './foundation.js';
import type { Login } from './record/record.js';
import type { RecordStore } from './record/record-store.js';
import type { RenewProviderToken } from './credentials/provider-token.js';
import type { FederatedSignInOptions } from './types.js';
import type { RefreshTokens } from './tokens/refresh-tokens.js';

/** What the parts of this package that build upon a session (the hosted UI, and what loads later) find in it. */
export interface SessionInternals extends Foundation {
  readonly store: RecordStore;
  readonly refreshTokens: RefreshTokens;
  /** As the session's `signIn`, for one who has begun in this generation. A signal ends this sign-in, and no other one. */
  signIn(input: SignInInput, begun: number, signal?: AbortSignal): Promise<SignInStep>;
  /** As the session's `confirmSignIn`, but answers this step, and no other one's. */
  confirmSignIn(input: ConfirmSignInInput, asked?: SignInStep, signal?: AbortSignal): Promise<SignInStep>;
  /** Ends the sign-in under way, if any, with a SignInCancelledError; only if it has asked this, where that is given. */
  cancelSignIn(asked?: SignInStep): void;
  /** Ends the wait of all calls here. In other tabs, whose users see a sign-in of their own, they go on waiting. */
  releaseSignInWait(): void;
  /** The generation of a sign-in that begins now. */
  beginSignIn(): Promise<number>;
  /**
   * Makes a login the session's, unless the sign-in has been ended since it began.
   *
   * @param tookGuest The guest's identity went over to the user, by the credentials that were got for them.
   * @param begun The generation when the sign-in began.
   * @param guest The guest's identity, where the session has none.
   */
  logIn(login: Login, tookGuest: boolean, begun: number, guest?: string): Promise<void>;
  /** Makes tokens of the user pool, however they were got, the session's, unless the sign-in has been ended since it began. */
  signInWithTokens(result: AuthenticationResult, begun: number): Promise<void>;
  /** Signs in with another provider's token, unless the sign-in has been ended since it began. */
  federate(provider: string, token: string, options: FederatedSignInOptions, begun: number): Promise<void>;
  /** How tokens are renewed, also after a reload, by their provider. */
  readonly renewers: Map<string, RenewProviderToken>;
}

/**
 * Where a session keeps the function that gives them, so that nothing that inspects a session shows a secret: a symbol that all
 * copies of this package share.
 */
export const SESSION = Symbol.for('sigv4-interceptor.session');
