import type { Clock } from './clock.js';
import type { Principal, Who } from './identity.js';
import type { Rejection } from './rejection.js';

/**
 * What is asked of a provider. `forceRefresh: true`: do not answer from a cache, what it holds was refused, dropped or is about
 * to expire. An open record, as in the AWS SDK, whose providers know properties of their own.
 */
// biome-ignore lint/suspicious/noExplicitAny: the AWS SDK's own declaration; a closed type would fit none of its providers
export type ProviderRequest = Readonly<Record<string, any>>;

/** Where credentials (or a token) come from. */
export interface Provider<C> {
  (request?: ProviderRequest): C | Promise<C>;
  /**
   * Tells of a sign-in, a sign-out or another user; not of a mere renewal. Requests that were waiting then are sent only where
   * `principal` shows that they are the same user's.
   */
  onChange?(listener: () => void): unknown;
  /** Whose credentials it gives, or will give: a user's name, `null` for a guest, `undefined` where that is not known. */
  principal?(): Principal;
  /** Tells that a call begins to wait for a sign-in, and for how long at most, in milliseconds. */
  onWaiting?(listener: (timeout: number) => void): unknown;
  /**
   * Takes a way to sign the user in anew, which it may use where its own have come to an end: a login that gives no credentials
   * any more. The function resolves to whether the app has done it, and rejects where it failed. The rejection has status 0, and
   * names no call.
   */
  renewBy?(renew: (rejection: Rejection) => Promise<boolean>): unknown;
  /**
   * Waits until a user has signed in, because a guest's call was refused that a user's may not be. Gives nothing where nobody would
   * be asked to sign in: then the refusal is final.
   *
   * @throws what ends the wait without a user
   */
  untilSignedIn?(options: { readonly signal?: AbortSignal | null | undefined }): Promise<unknown> | undefined;
  /** The clock that the credentials' issuer corrects. An Authenticator signs by it unless it is given another. */
  readonly clock?: Clock;
}

/** What credentials of some kind say about themselves. */
export interface Description extends Who {
  /** Tells one set of credentials from another; never shown. */
  readonly id: string;
  /** When they expire, in milliseconds since the epoch; `undefined`: not known. */
  readonly expiration: number | undefined;
}
