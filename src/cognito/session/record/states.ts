/**
 * The states of AWSMobileClient. `unknown` lasts until the session was restored. Without a user it is `guest` where the
 * configuration allows guests, before anything was asked of the identity pool; `signedOut` elsewhere, and once the pool has
 * refused a guest. In the two invalid ones the user is known, and must sign in again before anything else. `signedIn` says who the
 * user is, not that the tokens are good: without a network it stays even when they have expired, and calls fail or wait as
 * `connectivity` says.
 */
export type SessionState =
  | 'unknown'
  | 'guest'
  | 'signedOut'
  | 'signedIn'
  | 'signedOutUserPoolsTokenInvalid'
  | 'signedOutFederatedTokensInvalid';

/** Whether a state is one in which calls wait for a new sign-in. */
export const isInvalid = (state: SessionState): boolean => state.endsWith('Invalid');

/** What a listener is told besides the state. */
export interface StateInfo {
  readonly previous: SessionState;
  readonly username: string | undefined;
  readonly identityId: string | undefined;
}
