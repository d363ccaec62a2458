import type { OptionCheck } from './options.js';
import type { Abortable } from './abortable.js';
import { untilAborted } from './abortable.js';

/**
 * What to do while there is no network: `'send'` (the default) sends and lets the client fail, `'wait'` holds a call, before it is signed,
 * until the browser reports `online`. On platforms without such events (React Native, tests), pass a {@link ConnectivitySource}.
 */
export type Connectivity = 'send' | 'wait' | ConnectivitySource;

/**
 * The app's own view of the network.
 *
 * @example
 * const connectivity = {
 *   isOnline: () => networkState.isConnected,
 *   onChange: (listener) => NetInfo.addEventListener(listener),
 * };
 */
export interface ConnectivitySource {
  /** Whether calls can be sent now. */
  isOnline(): boolean;
  /** Calls `listener` at each change; returns a function that unsubscribes it. */
  onChange(listener: () => void): () => void;
}

const browserConnectivity: ConnectivitySource = {
  // Node's navigator has no onLine: only an explicit `false` means offline.
  isOnline: () => (globalThis.navigator as { onLine?: boolean } | undefined)?.onLine !== false,
  onChange: (listener) => {
    globalThis.addEventListener?.('online', listener);
    globalThis.addEventListener?.('offline', listener);
    return () => {
      globalThis.removeEventListener?.('online', listener);
      globalThis.removeEventListener?.('offline', listener);
    };
  },
};

/** Returns the source of the network's state. */
export const connectivityOf = (option: Connectivity): ConnectivitySource =>
  typeof option === 'object' ? option : browserConnectivity;

/** Resolves once there is a network; calls `onWait` if it has to wait. */
export type ConnectivityGate = (call: Abortable, onWait: () => void) => Promise<void> | undefined;

/** Creates the gate that the `connectivity` option describes. */
export const createConnectivityGate = (option: Connectivity): ConnectivityGate => {
  if (option === 'send') return () => undefined;
  const source = connectivityOf(option);
  return (call, onWait) => {
    if (source.isOnline()) return undefined;
    onWait();
    let unsubscribe = (): void => {};
    const online = new Promise<void>((resolve) => {
      unsubscribe = source.onChange(() => source.isOnline() && resolve());
      // The network may have returned before the subscription.
      if (source.isOnline()) resolve();
    });
    return untilAborted(online, call.signal).finally(unsubscribe);
  };
};

/** The check of the option. */
export const CONNECTIVITY: OptionCheck = [
  (connectivity: Connectivity) =>
    connectivity === 'send' ||
    connectivity === 'wait' ||
    (typeof connectivity?.isOnline === 'function' && typeof connectivity.onChange === 'function'),
  "'send', 'wait' or { isOnline(), onChange(listener) }",
];
