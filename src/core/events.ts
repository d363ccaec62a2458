import { createListeners, type Listeners } from './listeners.js';
import { requireKnownName } from './options.js';
import type { Rejection } from './rejection.js';

/** The call that an event is about. The URL is redacted: no presigned query, no fragment. */
export interface CallInfo {
  readonly method: string;
  readonly url: string;
}

/**
 * The payloads of `auth.on(type, listener)`, by event type. None contains a secret, a token or a signature.
 *
 * @example
 * auth.on('reauthentication-failed', ({ error }) => report(error));
 */
export interface AuthEvents {
  /** A request was signed (or got its token) and is about to be sent. */
  signed: CallInfo & { readonly accessKeyId?: string };
  /** The server rejected a call for a reason related to authentication. */
  rejected: Rejection;
  /** Credentials are being renewed, once for all waiting calls. */
  reauthenticating: { readonly rejection: Rejection };
  /** New credentials have arrived. */
  reauthenticated: { readonly accessKeyId?: string };
  /** Credentials could not be renewed; the callers get the server's response. */
  'reauthentication-failed': { readonly rejection: Rejection; readonly error: unknown };
  /** The request was signed and sent again; `status` is that of the second response. */
  replayed: CallInfo & { readonly status?: number };
  /** A server's clock differs from the one that signed, and a replay confirmed it. Offsets are in milliseconds. */
  'clock-corrected': { readonly origin: string; readonly offset: number; readonly previousOffset: number };
  /** A call is held until the network is back (`connectivity`). */
  'waiting-for-connectivity': CallInfo;
  /** A call waits until a user has signed in; `timeout` is the maximum wait, in milliseconds. */
  'waiting-for-sign-in': { readonly timeout?: number };
  /**
   * The provider reported a change of user without saying whose credentials it returned before, so waiting requests are not sent.
   * Emitted once; `message` says what to add to the provider.
   */
  'identity-unknown': { readonly message: string };
  /**
   * A call is out of scope and is sent unsigned. Emitted for the first call to each origin while there is a listener, for at most 1000
   * origins; `message` says how to bring the origin into scope.
   */
  untouched: CallInfo & { readonly origin: string; readonly message: string };
}

/** Returns the `accessKeyId` of a payload; absent for a token. */
export const accessKey = (accessKeyId: string | undefined): { readonly accessKeyId?: string } =>
  accessKeyId === undefined ? {} : { accessKeyId };

const EVENTS: Readonly<Record<keyof AuthEvents, 0>> = {
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
};

/** The name of an event. */
export type AuthEventType = keyof AuthEvents;

/** Sends events to their listeners. */
export interface Emitter {
  emit<T extends AuthEventType>(type: T, payload: AuthEvents[T]): void;
  on<T extends AuthEventType>(type: T, listener: (payload: AuthEvents[T]) => void): () => void;
  /** Whether there is a listener. Avoids building payloads for none. */
  has(type: AuthEventType): boolean;
}

/** Creates an {@link Emitter} without listeners. */
export const createEmitter = (): Emitter => {
  const listeners = new Map<AuthEventType, Listeners<[payload: never]>>();
  return {
    has: (type) => !!listeners.get(type)?.size(),
    emit: (type, payload) => listeners.get(type)?.notify(payload as never),
    on: (type, listener) => {
      requireKnownName('on', 'event', type, Object.keys(EVENTS));
      if (typeof listener !== 'function') throw new TypeError(`on('${type}', listener): listener must be a function.`);
      const typeListeners = listeners.get(type) ?? createListeners<[payload: never]>();
      listeners.set(type, typeListeners);
      return typeListeners.add(listener);
    },
  };
};
