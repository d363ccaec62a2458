import type { Epoch } from './identity.js';
import type { Description } from './provider.js';
import { refreshTime } from './refresh-time.js';

/** Credentials in the cache. Immutable, so that a signature uses one consistent snapshot. */
export interface CachedCredentials<C> extends Description {
  readonly value: C;
  /** The provider's identity that they belong to. */
  readonly epoch: Epoch;
}

/** What is cached, and until when. */
export interface CacheEntry<C> extends CachedCredentials<C> {
  readonly expiresAt: number;
  /** When a background renewal is due. */
  readonly refreshAt: number;
}

/** The cached credentials of one Authenticator. Times are in milliseconds since the epoch, by the issuer's clock. */
export interface CredentialCache<C> {
  /** What is cached, usable or not. */
  entry(): CacheEntry<C> | undefined;
  /** Whether the next fetch must bypass the provider's own cache, because ours was dropped. */
  isForced(): boolean;
  /** Returns the number of a fetch that begins: a later fetch has a higher one. */
  nextOrder(): number;
  /** Stores the result of a fetch, unless a later fetch has returned already; returns what is stored. */
  store(value: C, description: Description, epoch: Epoch, order: number): CachedCredentials<C>;
  /** Postpones the background renewal, if these are still cached. */
  postpone(credentials: CacheEntry<C>, until: number): void;
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
  let entry: (CacheEntry<C> & { refreshAt: number; readonly order: number }) | undefined;
  let isForced = false;
  let lastOrder = 0;
  return {
    entry: () => entry,
    isForced: () => isForced,
    nextOrder: () => ++lastOrder,
    store: (value, description, epoch, order) => {
      if (entry && entry.order > order) return entry;
      const arrivedAt = now();
      const expiration = description.expiration ?? Number.POSITIVE_INFINITY;
      const expiresAt = expiration > arrivedAt ? expiration : arrivedAt + SUSPECT_LIFETIME;
      const refreshAt = refreshTime(expiresAt, refreshBeforeExpiry, arrivedAt);
      isForced = false;
      entry = { ...description, value, epoch, expiresAt, refreshAt, order };
      return entry;
    },
    postpone: (credentials, until) => {
      if (entry === credentials) entry.refreshAt = until;
    },
    clear: () => {
      entry = undefined;
    },
    invalidate: () => {
      entry = undefined;
      isForced = true;
    },
  };
};
