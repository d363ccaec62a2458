import type { AuthError } from '../../core/errors.js';

/** A request to the server at a sign-out that the server has not confirmed. */
export interface UnconfirmedRevocation {
  readonly operation: 'GlobalSignOut' | 'RevokeToken';
  /** Why it is not confirmed. */
  readonly error: AuthError;
  /** Whether the request is retried while the page is open: true if the server could not be reached. */
  readonly retrying: boolean;
}

/** The result of a sign-out. The user is signed out of this session in any case. */
export interface SignOutResult {
  /** The requests that the server has not confirmed; empty if it has confirmed all of them. */
  readonly unconfirmed: readonly UnconfirmedRevocation[];
}
