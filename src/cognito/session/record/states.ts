/**
 * The states of AWSMobileClient. The state is `unknown` until the session is restored. Without a user it is `guest` if
 * the configuration allows guests, even before the identity pool is called, and `signedOut` if it does not or once the
 * pool has refused a guest. In the two invalid states the user is known and must sign in again. `signedIn` does not
 * mean that the tokens are valid: without a network the state stays `signedIn` after they have expired, and
 * `connectivity` decides whether calls fail or wait.
 */
export type SessionState =
  | 'unknown'
  | 'guest'
  | 'signedOut'
  | 'signedIn'
  | 'signedOutUserPoolsTokenInvalid'
  | 'signedOutFederatedTokensInvalid';

/** Whether calls wait for a new sign-in in this state. */
export const isInvalid = (state: SessionState): boolean => state.endsWith('Invalid');

/** What a listener receives in addition to the state. */
export interface StateInfo {
  readonly previous: SessionState;
  readonly username: string | undefined;
  readonly identityId: string | undefined;
}
