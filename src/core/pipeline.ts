import type { Clock } from './clock.js';
import type { ConnectivityGate } from './connectivity.js';
import type { Held } from './credential-cache.js';
import type { CredentialSource } from './credential-source.js';
import type { Emitter } from './events.js';
import type { Waiter } from './flight.js';
import type { Reauthenticator } from './reauthenticate.js';
import type { Rejection } from './rejection.js';
import type { ServerClocks } from './server-clocks.js';
import type { Scope } from './untouched.js';
import type { HeaderMap, WireRequest } from './wire-request.js';

/** A request as it leaves. */
export interface Authenticated {
  /** The headers to send instead of the request's own, authentication included. */
  readonly headers: HeaderMap;
}

/** What is known of a refused call. */
export interface Refusal<C> extends Pick<Rejection, 'verdict' | 'code' | 'message'> {
  /** The beginning of the answer's body. */
  readonly text: string;
  readonly request: WireRequest;
  readonly sent: Authenticated;
  readonly credentials: C;
  /** The credentials' own date has passed. */
  readonly isExpired: boolean;
  /** Nothing more is tried for the call. */
  readonly isFinal: boolean;
}

/** How requests are authenticated with credentials of some kind: SigV4, or a token. */
export interface Scheme<C> {
  /** @param time Of the signature, in milliseconds since the epoch. */
  authenticate(request: WireRequest, credentials: C, time: number): Promise<Authenticated>;
  /** One sentence on why a call was refused, and what to do, where more can be said than the server does. */
  explain?(refusal: Refusal<C>): Promise<string | undefined>;
  /** Whether a stream may be sent unread. */
  streams(url: URL): boolean;
  /** The public name of credentials. */
  accessKeyIdOf(credentials: C): string | undefined;
  /** What must never be shown of them. */
  secretsOf(credentials: C): readonly (string | undefined)[];
  /** Whether a 401 without a reason counts like a 403. */
  readonly unauthorizedIsRejection: boolean;
}

/** All that the journey of a request needs; what an Authenticator is inside. */
export interface Pipeline<C = unknown> extends Scope {
  readonly source: CredentialSource<C>;
  readonly scheme: Scheme<C>;
  readonly reauthenticator: Reauthenticator<C>;
  readonly clock: Clock;
  readonly serverClocks: ServerClocks;
  readonly emitter: Emitter;
  readonly online: ConnectivityGate;
  /** Whether a request in scope goes unsigned all the same, because signing it makes no sense. */
  exempts(request: WireRequest): boolean;
  shouldReauthenticate(rejection: Rejection): boolean;
  shouldReplay(rejection: Rejection): boolean;
  /** Waits until a user has signed in, where a guest was refused what a user may be allowed, and somebody asks them to. */
  untilSignedIn(refused: Held<C>, rejection: Rejection, waiter: Waiter): Promise<unknown> | undefined;
}

/** Where an Authenticator keeps the function that gives its pipeline: a symbol all copies of this package share, so that adapters find it. */
export const PIPELINE = Symbol.for('sigv4-interceptor.pipeline');
