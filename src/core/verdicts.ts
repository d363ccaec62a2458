/**
 * What a rejection means:
 * - `expired`: the credentials have expired or been revoked. Renews them and replays.
 * - `skewed`: the clock is wrong. Corrects it and replays.
 * - `denied`: the server knows the caller and does not allow the call. Final.
 * - `malformed`: the signature is wrong, or the request was changed on the way. Final.
 * - `throttled`: too many requests. Final here; the client's own retry backs off.
 * - `unknown`: any other 403. Renews and replays, because gateways hide why they refuse.
 */
export type Verdict = 'expired' | 'skewed' | 'denied' | 'malformed' | 'throttled' | 'unknown';

/** What is done about a rejection. */
export interface VerdictPolicy {
  /**
   * Whether credentials are renewed before the replay. `never`: there is no replay either, unless the app's `shouldReauthenticate`
   * asks for a renewal. `if-expired`: the call is replayed in any case, and the app is not asked.
   */
  readonly renew: 'always' | 'if-expired' | 'never';
  /** The budget that a renewal is taken from: guesses must not use up what certain expiries need. */
  readonly budget: 'certain' | 'suspected';
  /** Whether a replay with new credentials that is refused in the same way proves that the application itself refuses the call. */
  readonly finalIfRepeated: boolean;
  /** What it says of the clock that signed: AWS checks the date before all else. */
  readonly clock: 'wrong' | 'suspect' | 'right';
  /** Whether a guest may get further by signing in. */
  readonly guestMaySignIn: boolean;
  /** The credentials are known to be the reason: the body is not needed to judge, and the same ones again are an error. */
  readonly blamesCredentials: boolean;
  /** The code of the error that carries our explanation. */
  readonly errorCode: 'signature-refused' | 'call-refused';
}

/** What most verdicts have in common. */
const REASONED = {
  budget: 'certain',
  finalIfRepeated: false,
  clock: 'right',
  guestMaySignIn: false,
  blamesCredentials: false,
  errorCode: 'call-refused',
} as const;

/**
 * The whole policy. A new verdict needs a row here, one in `rejection.ts` (how it is recognised) and one in
 * `sigv4/explain-refusal.ts` (how it is explained); the compiler asks for all three.
 */
export const POLICIES: Readonly<Record<Verdict, VerdictPolicy>> = {
  expired: { ...REASONED, renew: 'always', blamesCredentials: true },
  skewed: { ...REASONED, renew: 'if-expired', clock: 'wrong' },
  denied: { ...REASONED, renew: 'never', guestMaySignIn: true },
  malformed: { ...REASONED, renew: 'never', errorCode: 'signature-refused' },
  throttled: { ...REASONED, renew: 'never' },
  unknown: {
    ...REASONED,
    renew: 'always',
    budget: 'suspected',
    finalIfRepeated: true,
    clock: 'suspect',
    guestMaySignIn: true,
  },
};
