import type { Clock } from './clock.js';
import type { ConnectivityGate } from './connectivity.js';
import type { CachedCredentials } from './credential-cache.js';
import type { CredentialSource } from './credential-source.js';
import type { Emitter } from './events.js';
import type { Waiter } from './flight.js';
import type { Reauthenticator } from './reauthenticate.js';
import type { Rejection } from './rejection.js';
import type { ServerClocks } from './server-clocks.js';
import type { Scope } from './untouched.js';
import type { HeaderMap, WireRequest } from './wire-request.js';

/** A request, ready to be sent. */
export interface AuthenticatedRequest {
  /** The headers to send instead of the request's own, authentication included. */
  readonly headers: HeaderMap;
}

/** What is known about a rejected call. */
export interface Refusal<C> extends Pick<Rejection, 'verdict' | 'code' | 'message'> {
  /** The beginning of the response body. */
  readonly text: string;
  readonly request: WireRequest;
  readonly sentRequest: AuthenticatedRequest;
  readonly credentials: C;
  /** Whether the credentials' own expiration has passed. */
  readonly isExpired: boolean;
  /** Whether nothing else will be tried for the call. */
  readonly isFinal: boolean;
}

/** How requests are authenticated: by SigV4, or by a token. */
export interface Scheme<C> {
  /**
   * Signs a request, or adds its token.
   *
   * @param time The time of the signature, in milliseconds since the epoch.
   */
  authenticate(request: WireRequest, credentials: C, time: number): Promise<AuthenticatedRequest>;
  /** Explains in one sentence why a call was rejected and what to do, if the server does not say enough. */
  explain?(refusal: Refusal<C>): Promise<string | undefined>;
  /** Whether a stream may be sent unread. */
  streams(url: URL): boolean;
  /** The public part of credentials. */
  accessKeyIdOf(credentials: C): string | undefined;
  /** Their secret parts, which must never be shown. */
  secretsOf(credentials: C): readonly (string | undefined)[];
  /** Whether a 401 without a reason counts like a 403. */
  readonly unauthorizedIsRejection: boolean;
}

/** The internals of an Authenticator: everything that the journey of a request needs. */
export interface Pipeline<C = unknown> extends Scope {
  readonly source: CredentialSource<C>;
  readonly scheme: Scheme<C>;
  readonly reauthenticator: Reauthenticator<C>;
  readonly clock: Clock;
  readonly serverClocks: ServerClocks;
  readonly emitter: Emitter;
  readonly untilOnline: ConnectivityGate;
  /** Whether a request in scope is sent unsigned, because it obtains the credentials themselves. */
  exempts(request: WireRequest): boolean;
  shouldReauthenticate(rejection: Rejection): boolean;
  shouldReplay(rejection: Rejection): boolean;
  /** Waits until a user has signed in, if a user may be allowed what a guest was denied and the app offers a sign-in. */
  untilSignedIn(credentials: CachedCredentials<C>, rejection: Rejection, waiter: Waiter): Promise<unknown> | undefined;
}

/** Where an Authenticator keeps the function that returns its pipeline: a symbol shared by all copies of this package. */
export const PIPELINE = Symbol.for('sigv4-interceptor.pipeline');
