import type { Refusal } from './flavours/flavour.js';
import type { Caller } from './keys.js';

/** How a request is denied. */
export type DenyAs =
  /** No policy allows it. */
  | 'iam'
  /** A policy denies it. */
  | 'explicit'
  /** A firewall or a missing API key: `Forbidden`, before the signature is verified. */
  | 'waf';

/** When a request is denied, and with which refusal. */
type Denial =
  /** Before the signature is verified, when the user is not known yet. */
  | { readonly knowsUsers: false; readonly refusal: Refusal }
  /** After that. */
  | { readonly knowsUsers: true; readonly refuse: (caller: Caller) => Refusal };

/** Every way to deny a request. */
export const DENIALS = {
  iam: { knowsUsers: true, refuse: (caller) => ({ reason: 'denied', caller, explicit: false }) },
  explicit: { knowsUsers: true, refuse: (caller) => ({ reason: 'denied', caller, explicit: true }) },
  waf: { knowsUsers: false, refusal: { reason: 'blocked' } },
} as const satisfies Readonly<Record<DenyAs, Denial>>;
