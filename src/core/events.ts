import { createListeners, type Listeners } from './listeners.js';
import { optionNames, requireKnownName } from './options.js';
import type { Rejection } from './rejection.js';

/** The call an event is about. The URL is redacted: no presigned query, no fragment. */
export interface CallInfo {
  readonly method: string;
  readonly url: string;
}

/** What `auth.on(type, listener)` tells, by event type. No payload ever holds a secret, a token or a signature. */
export interface AuthEvents {
  /** A request was signed (or given its token) and leaves now. */
  signed: CallInfo & { readonly accessKeyId?: string };
  /** The server refused a call for a reason that concerns authentication. */
  rejected: Rejection;
  /** Credentials are being renewed, once for all calls that wait. */
  reauthenticating: { readonly rejection: Rejection };
  /** New credentials are there. */
  reauthenticated: { readonly accessKeyId?: string };
  /** Credentials could not be renewed; the callers get the server's answer. */
  'reauthentication-failed': { readonly rejection: Rejection; readonly error: unknown };
  /** The request was sent again, signed afresh; `status` is what the server said this time. */
  replayed: CallInfo & { readonly status?: number };
  /** A server's clock was found to differ from the one that signed, and its replay to confirm it. Milliseconds. */
  'clock-corrected': { readonly origin: string; readonly offset: number; readonly previousOffset: number };
  /** A call is held until the network is back (`connectivity`). */
  'waiting-for-connectivity': CallInfo;
  /** A call waits until the user has signed in (a credentials provider that waits says so). */
  'waiting-for-sign-in': { readonly timeout?: number };
  /**
   * The provider reported a change of user, and nobody knows whose credentials it gave before: requests that wait then are not
   * sent. Told once; the message says what to add to the provider.
   */
  'identity-unknown': { readonly message: string };
  /**
   * A call is out of scope and goes as if its client were not wrapped; `method` and `url` are the first one's. Told once for each
   * origin, while there is a listener, and for a thousand origins at most; `message` says what would bring the origin into scope.
   */
  untouched: CallInfo & { readonly origin: string; readonly message: string };
}

/** The access key id of a payload, where there is one (a token has none). */
export const accessKey = (accessKeyId: string | undefined): { readonly accessKeyId?: string } =>
  accessKeyId === undefined ? {} : { accessKeyId };

const EVENTS = optionNames<AuthEvents>({
  signed: 0,
  rejected: 0,
  reauthenticating: 0,
  reauthenticated: 0,
  'reauthentication-failed': 0,
  replayed: 0,
  'clock-corrected': 0,
  'waiting-for-connectivity': 0,
  'waiting-for-sign-in': 0,
  'identity-unknown': 0,
  untouched: 0,
});

/** The name of an event. */
export type AuthEventType = keyof AuthEvents;

/** Sends events to their listeners. */
export interface Emitter {
  emit<T extends AuthEventType>(type: T, payload: AuthEvents[T]): void;
  on<T extends AuthEventType>(type: T, listener: (payload: AuthEvents[T]) => void): () => void;
  /** Whether anybody listens: saves building payloads on the way of every request. */
  has(type: AuthEventType): boolean;
}

/** Makes an {@link Emitter} without listeners. */
export const createEmitter = (): Emitter => {
  const listeners = new Map<AuthEventType, Listeners<[payload: never]>>();
  return {
    has: (type) => !!listeners.get(type)?.size(),
    emit: (type, payload) => listeners.get(type)?.tell(payload as never),
    on: (type, listener) => {
      requireKnownName('on', 'event', type, EVENTS);
      if (typeof listener !== 'function') throw new TypeError(`on('${type}', listener): listener must be a function.`);
      const known = listeners.get(type) ?? createListeners<[payload: never]>();
      listeners.set(type, known);
      return known.add(listener);
    },
  };
};
