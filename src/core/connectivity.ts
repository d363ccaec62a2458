import { requireOption } from './options.js';
import type { Abortable } from './abortable.js';
import { untilAborted } from './abortable.js';

/**
 * What to do while there is no network: `'send'` (the default) sends as ever and lets the client fail, `'wait'` holds a
 * call, before it is signed, until the browser reports `online`. Where no such events exist (React Native, tests), pass
 * an object of your own.
 */
export type Connectivity = 'send' | 'wait' | ConnectivitySource;

/** An app's own view of the network. */
export interface ConnectivitySource {
  /** Whether calls can be sent now. */
  isOnline(): boolean;
  /** Calls `listener` at each change; returns the function that unsubscribes it. */
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

/** Where the network's state is read from, whether calls wait for it or not. */
export const connectivityOf = (option: Connectivity): ConnectivitySource =>
  typeof option === 'object' ? option : browserConnectivity;

/** Resolves once the network is there; `onWait` is called if that takes a wait. */
export type ConnectivityGate = (call: Abortable, onWait: () => void) => Promise<void> | undefined;

/** A gate that lets calls pass or holds them, as the option says. */
export const createConnectivityGate = (option: Connectivity): ConnectivityGate => {
  if (option === 'send') return () => undefined;
  const source = connectivityOf(option);
  return (call, onWait) => {
    if (source.isOnline()) return undefined;
    onWait();
    let unsubscribe = (): void => {};
    const online = new Promise<void>((resolve) => {
      unsubscribe = source.onChange(() => source.isOnline() && resolve());
      // The network may have come back between the look and the subscription.
      if (source.isOnline()) resolve();
    });
    return untilAborted(online, call.signal).finally(unsubscribe);
  };
};

/** @throws TypeError for what is none */
export const requireConnectivity = (connectivity: Connectivity): void =>
  requireOption(
    connectivity === 'send' ||
      connectivity === 'wait' ||
      (typeof connectivity?.isOnline === 'function' && typeof connectivity.onChange === 'function'),
    "connectivity: pass 'send', 'wait' or { isOnline(), onChange(listener) }.",
  );
