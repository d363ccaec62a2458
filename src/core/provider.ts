import type { Clock } from './clock.js';
import type { Principal, Subject } from './identity.js';
import type { Rejection } from './rejection.js';

/**
 * What a provider is called with. `forceRefresh: true`: do not use cached credentials, because they were rejected, were dropped or are
 * about to expire. An open record, as in the AWS SDK, whose providers take more properties.
 */
// biome-ignore lint/suspicious/noExplicitAny: the AWS SDK's own declaration; a closed type would not match its providers
export type ProviderRequest = Readonly<Record<string, any>>;

/**
 * Where credentials (or a token) come from.
 *
 * @example
 * const credentials = Object.assign(
 *   async ({ forceRefresh } = {}) => fetchCredentials({ forceRefresh }),
 *   { onChange: (listener) => session.subscribe(listener), principal: () => session.userId ?? null },
 * );
 */
export interface Provider<C> {
  (request?: ProviderRequest): C | Promise<C>;
  /**
   * Calls the listener after a sign-in, a sign-out or a change of user, but not after a mere renewal. Requests that are waiting then are sent
   * only if `principal` shows that the user is the same.
   */
  onChange?(listener: () => void): unknown;
  /** Whose credentials it returns: a user's name, `null` for a guest, `undefined` if that is not known. */
  principal?(): Principal;
  /** Calls the listener when a call begins to wait for a sign-in, with the maximum wait in milliseconds. */
  onWaiting?(listener: (timeout: number) => void): unknown;
  /**
   * Receives a function that lets the app sign the user in again, for when a login yields no credentials any more. The function
   * resolves to whether the app has done so, and rejects if that failed. The app gets a rejection with status 0 that names no call.
   */
  renewBy?(renew: (rejection: Rejection) => Promise<boolean>): unknown;
  /**
   * Waits until a user has signed in, because a guest's call was rejected and a user's may be allowed. Returns `undefined` if the app
   * does not offer a sign-in: then the rejection is final.
   *
   * @throws Whatever ends the wait without a user.
   */
  untilSignedIn?(options: { readonly signal?: AbortSignal | null | undefined }): Promise<unknown> | undefined;
  /** The clock that the credentials' issuer corrects. An Authenticator signs by it unless it is given another. */
  readonly clock?: Clock;
}

/** The metadata of credentials. */
export interface Description extends Subject {
  /** Distinguishes one set of credentials from another; never shown. */
  readonly id: string;
  /** When they expire, in milliseconds since the epoch; `undefined` if that is not known. */
  readonly expiration: number | undefined;
}
