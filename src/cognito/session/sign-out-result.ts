import type { AuthError } from '../../core/errors.js';

/** What a server was asked at a sign-out and has not confirmed. */
export interface UnconfirmedRevocation {
  readonly operation: 'GlobalSignOut' | 'RevokeToken';
  /** Why not. */
  readonly error: AuthError;
  /** Whether it is asked again, as long as the page lives: true where it could not be reached. */
  readonly retrying: boolean;
}

/** What a sign-out came to. The user is signed out here in any case. */
export interface SignOutResult {
  /** What was asked of the server and is not confirmed; empty where all of it is. */
  readonly unconfirmed: readonly UnconfirmedRevocation[];
}
