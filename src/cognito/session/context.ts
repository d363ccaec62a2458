import type { ConnectivitySource } from '../../core/connectivity.js';
import type { Identity } from '../../core/identity.js';
import { isTransient } from '../../core/retry.js';
import { CognitoError, InvalidStateError, NetworkError } from '../errors.js';
import type { Reauthentication } from './waiting/reauthentication.js';
import type { RecordStore } from './record/record-store.js';
import type { Tabs } from './tabs/tabs.js';

/** How a call may wait, where it differs from the session's option. */
export interface WaitOptions {
  readonly signal?: AbortSignal | null | undefined;
  /** `false`: fail at once where a new sign-in is needed; a number: wait so many milliseconds. Default: the session's. */
  readonly waitForSignIn?: boolean | number | undefined;
}

/** What the parts of a session share. */
export interface SessionContext {
  readonly store: RecordStore;
  /** Who is signed in, through all changes. */
  readonly identity: Identity;
  /** Resolves once the record was read from the storage. */
  readonly ready: () => Promise<unknown>;
  readonly tabs: Tabs;
  readonly connectivity: ConnectivitySource;
  readonly reauthentication: Reauthentication;
  /** The time by the server's clock, in milliseconds. */
  readonly now: () => number;
  /** Resolves once there is a network; at once where the session does not wait for it. */
  readonly online: () => Promise<void>;
  /** Waits for a new sign-in, or throws where that is not wanted. */
  readonly untilSignedIn: (options: WaitOptions) => Promise<void>;
  /** The same for a visitor who never signed in: only where somebody shows a sign-in by themselves. @throws refusal elsewhere */
  readonly untilVisitorSignsIn: (options: WaitOptions, refusal: unknown) => Promise<void>;
}

/** The error of a call that needs a user. */
export const notSignedIn = (what: string, cause?: unknown): InvalidStateError =>
  new InvalidStateError('not-signed-in', `${what} Sign in first.`, cause === undefined ? {} : { cause });

/** What Cognito answers when it cannot decide now. */
const BUSY = /Throttl|TooManyRequests|LimitExceeded|InternalError|ServiceUnavailable/;

/**
 * Whether the service could not be asked, so that what is known still counts: Cognito, or what an app's own function asks, such
 * as the provider of a federated token.
 */
export const isOutage = (error: unknown): boolean => {
  const thrown = (error ?? {}) as Error;
  // A web application firewall speaks for the service and knows no user (AWS: "Request not allowed due to WAF block").
  if (thrown instanceof CognitoError && thrown.code === 'ForbiddenException') return true;
  return thrown instanceof NetworkError || BUSY.test(thrown.name) || isTransient(thrown);
};
