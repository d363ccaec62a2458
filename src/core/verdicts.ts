/**
 * What a rejection means:
 * - `expired`: the credentials have expired or been revoked. Renews them and replays.
 * - `skewed`: the clock is wrong. Corrects it and replays.
 * - `denied`: the server knows the caller and does not allow the call. Final.
 * - `malformed`: the signature is wrong, or the request was changed in transit. Final.
 * - `throttled`: too many requests. Final here; the client's own retries back off.
 * - `unknown`: any other 403. Renews and replays, because gateways hide their reasons.
 */
export type Verdict = 'expired' | 'skewed' | 'denied' | 'malformed' | 'throttled' | 'unknown';

/** How a rejection is handled. */
export interface VerdictPolicy {
  /**
   * Whether credentials are renewed before the replay. `never`: there is no replay either, unless the app's `shouldReauthenticate`
   * asks for a renewal. `if-expired`: the call is replayed in any case, and the app is not asked.
   */
  readonly renew: 'always' | 'if-expired' | 'never';
  /**
   * Whether the server said why. A rejection without a reason has a separate renewal budget, so that guesses cannot use up what
   * real expiries need; if it comes back after a renewal, it is assumed to be the application's own and is final for a minute.
   */
  readonly hasReason: boolean;
  /** What it says about the clock of the signature: AWS checks the date first. */
  readonly clock: 'wrong' | 'suspect' | 'right';
  /** Whether signing in may help a guest. */
  readonly guestMaySignIn: boolean;
  /**
   * What is to blame. `credentials`: the body adds nothing, and a provider that returns the same ones again is an error.
   * `signature`: the server may say what it expected.
   */
  readonly blames: 'credentials' | 'signature' | undefined;
}

/**
 * The whole policy. A new verdict needs a row here, and one in `rejection.ts` that says how it is recognised: the compiler requires
 * both.
 */
export const POLICIES: Readonly<Record<Verdict, VerdictPolicy>> = {
  expired: { renew: 'always', hasReason: true, clock: 'right', guestMaySignIn: false, blames: 'credentials' },
  skewed: { renew: 'if-expired', hasReason: true, clock: 'wrong', guestMaySignIn: false, blames: undefined },
  denied: { renew: 'never', hasReason: true, clock: 'right', guestMaySignIn: true, blames: undefined },
  malformed: { renew: 'never', hasReason: true, clock: 'right', guestMaySignIn: false, blames: 'signature' },
  throttled: { renew: 'never', hasReason: true, clock: 'right', guestMaySignIn: false, blames: undefined },
  unknown: { renew: 'always', hasReason: false, clock: 'suspect', guestMaySignIn: true, blames: undefined },
};
