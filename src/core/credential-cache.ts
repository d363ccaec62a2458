import type { Epoch } from './identity.js';
import type { Description } from './provider.js';
import { refreshTime } from './refresh-time.js';

/** Credentials in the cache. Immutable, so that a signature uses one consistent snapshot. */
export interface Held<C> extends Description {
  readonly value: C;
  /** The provider's identity that they belong to. */
  readonly epoch: Epoch;
}

/** What is cached, and until when. */
export interface Cached<C> extends Held<C> {
  readonly expiresAt: number;
  /** When a background renewal is due. */
  readonly refreshAt: number;
}

/** The cached credentials of one Authenticator. Times are in milliseconds since the epoch, by the issuer's clock. */
export interface CredentialCache<C> {
  /** What is cached, usable or not. */
  held(): Cached<C> | undefined;
  /** Whether the next fetch must bypass the provider's own cache, because ours was dropped. */
  isForced(): boolean;
  /** Returns the number of a fetch that begins: a later fetch has a higher one. */
  nextOrder(): number;
  /** Stores the result of a fetch, unless a later fetch has returned already; returns what is stored. */
  keep(value: C, description: Description, epoch: Epoch, order: number): Held<C>;
  /** Postpones the background renewal, if these are still cached. */
  postpone(credentials: Cached<C>, until: number): void;
  /** Drops the credentials, because the identity has changed. */
  clear(): void;
  /** Drops the credentials, because the app or a server rejected them. */
  invalidate(): void;
}

/**
 * How long credentials that had expired on arrival are used, in milliseconds: their date then says more about this
 * machine's clock than about them, and the server will decide.
 */
const SUSPECT_LIFETIME = 60_000;

/**
 * Creates an empty {@link CredentialCache}.
 *
 * @param now The issuer's time.
 * @param refreshBeforeExpiry In milliseconds.
 */
export const createCredentialCache = <C>(now: () => number, refreshBeforeExpiry: number): CredentialCache<C> => {
  let held: (Cached<C> & { refreshAt: number; readonly order: number }) | undefined;
  let isForced = false;
  let orders = 0;
  return {
    held: () => held,
    isForced: () => isForced,
    nextOrder: () => ++orders,
    keep: (value, description, epoch, order) => {
      if (held && held.order > order) return held;
      const arrived = now();
      const expiration = description.expiration ?? Number.POSITIVE_INFINITY;
      const expiresAt = expiration > arrived ? expiration : arrived + SUSPECT_LIFETIME;
      const refreshAt = refreshTime(expiresAt, refreshBeforeExpiry, arrived);
      isForced = false;
      held = { ...description, value, epoch, expiresAt, refreshAt, order };
      return held;
    },
    postpone: (credentials, until) => {
      if (held === credentials) held.refreshAt = until;
    },
    clear: () => {
      held = undefined;
    },
    invalidate: () => {
      held = undefined;
      isForced = true;
    },
  };
};
