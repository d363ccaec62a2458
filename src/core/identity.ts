import { IdentityChangedError, IdentityUnknownError } from './errors.js';

/** Whose credentials they are: a user's name, `null` for a guest (no user is signed in), `undefined` if that is not known. */
export type Principal = string | null | undefined;

/** The owner of credentials or an epoch. */
export interface Subject {
  readonly principal: Principal;
  /** The identity in an identity pool. Distinguishes guests, but not users: a user may take over a guest's identity. */
  readonly identityId?: string | undefined;
}

/** One of a provider's successive identities. It lasts until the provider reports a change or credentials show one. */
export interface Epoch extends Subject {
  /** The following epoch, once there is one. */
  readonly next: Epoch | undefined;
}

/** How two identities relate. */
export type Relation = 'same' | 'changed' | 'unknown';

/**
 * Whether the call that was made in the first of some epochs may be sent in the last of them: the truth table that sending,
 * replaying and waiting share.
 *
 * | made by | now | |
 * |---|---|---|
 * | any | the same epoch | same |
 * | not known, or now not known | a later epoch | unknown |
 * | a user | that user | same |
 * | a user | another user, or a guest | changed |
 * | a guest | the first user since | same: the guest has signed in |
 * | a guest | a user who is not the first since, or a guest after a user | changed |
 * | a guest | a guest of the same identity id | same |
 * | a guest | a guest of another identity id, or any user after such a guest | changed |
 * | a guest | a guest without a known identity id; any after an epoch whose user is not known | unknown |
 */
export const relate = (lineage: readonly [Subject, ...Subject[]]): Relation => {
  const [original, ...successors] = lineage;
  const latest = successors.at(-1);
  if (!latest) return 'same';
  if (original.principal === undefined || latest.principal === undefined) return 'unknown';
  if (original.principal !== null) return latest.principal === original.principal ? 'same' : 'changed';
  for (const { principal, identityId } of successors) {
    if (principal === undefined) return 'unknown';
    if (principal !== null) return principal === latest.principal ? 'same' : 'changed';
    if (original.identityId && identityId && identityId !== original.identityId) return 'changed';
  }
  return original.identityId && latest.identityId ? 'same' : 'unknown';
};

/** Returns an epoch and all that have come after it. */
const lineageOf = (epoch: Epoch): [Epoch, ...Epoch[]] => {
  const lineage: [Epoch, ...Epoch[]] = [epoch];
  for (let next = epoch.next; next; next = next.next) lineage.push(next);
  return lineage;
};

/**
 * Throws if work that began in `epoch` would continue as another user.
 *
 * @throws IdentityChangedError, IdentityUnknownError
 */
export const requireSameUser = (epoch: Epoch): void => {
  const relation = relate(lineageOf(epoch));
  if (relation === 'changed') throw new IdentityChangedError();
  if (relation === 'unknown') throw new IdentityUnknownError();
};

/**
 * Whether credentials that were requested in `startEpoch` may be used in the current epoch, although it is a later one: only if they
 * certainly belong to the current user. A result that arrives after its epoch has ended says nothing about the
 * user, because some providers determine the user before they wait, and some after.
 */
export const outlivesEpoch = (owner: Subject, startEpoch: Epoch): boolean => {
  const lineage = lineageOf(startEpoch);
  const latest = lineage.at(-1)!;
  if (typeof latest.principal !== 'string') return false;
  if (owner.principal !== undefined) return owner.principal === latest.principal;
  return lineage.every(({ principal }) => principal === latest.principal);
};

/** The source of an identity. */
export interface IdentitySource {
  /** Reports a sign-in, a sign-out or a change of user. */
  onChange?(listener: () => void): unknown;
  /** Whose credentials the provider returns now. */
  principal?(): Principal;
}

/** The successive identities of a provider. */
export interface Identity {
  /** Returns the current epoch, after asking the provider's `principal()`. */
  currentEpoch(): Epoch;
  /**
   * Adopts what credentials say about their owner: they belong to the current epoch, or begin a new one.
   *
   * @param startEpoch The epoch in which they were requested.
   * @returns The epoch that they belong to; `undefined` if they may be another user's.
   */
  adopt(owner: Subject, startEpoch: Epoch): Epoch | undefined;
  /** Whether credentials name a different user from `principal()`. */
  contradicts(owner: Subject): boolean;
  /**
   * Calls `listener` when an epoch ends, or immediately if it has ended. Not a promise: on Cloudflare Workers a request cannot use a promise
   * of another request that has ended.
   *
   * @returns A function that unsubscribes.
   */
  onEnd(epoch: Epoch, listener: () => void): () => void;
}

/** Callbacks for a change of identity. */
export interface IdentityEvents {
  /** Another epoch has begun: cached credentials are not the current user's. */
  onBegin(): void;
  /** An epoch has ended whose user was never known. Its calls can no longer be sent. */
  onUnknown(): void;
}

interface MutableEpoch extends Epoch {
  principal: Principal;
  identityId: string | undefined;
  next: Epoch | undefined;
  /** What `principal()` last returned. */
  reportedPrincipal: Principal;
  /** Whether credentials have been used in it. */
  isUsed: boolean;
  /** Called when it ends. */
  readonly endListeners: Set<() => void>;
}

const createEpoch = (principal: Principal, reportedPrincipal: Principal): MutableEpoch => ({
  principal,
  reportedPrincipal,
  identityId: undefined,
  next: undefined,
  isUsed: false,
  endListeners: new Set(),
});

/** Follows a provider's identity through its epochs. */
export const createIdentity = (source: IdentitySource, events: IdentityEvents): Identity => {
  const askPrincipal = (): Principal => {
    try {
      return source.principal?.();
    } catch {
      return undefined;
    }
  };

  const initialPrincipal = askPrincipal();
  let epoch = createEpoch(initialPrincipal, initialPrincipal);
  const beginEpoch = (principal: Principal, reportedPrincipal: Principal): void => {
    const previousEpoch = epoch;
    epoch = createEpoch(principal, reportedPrincipal);
    previousEpoch.next = epoch;
    for (const listener of previousEpoch.endListeners) listener();
    events.onBegin();
    if (previousEpoch.isUsed && previousEpoch.principal === undefined) events.onUnknown();
  };

  source.onChange?.(() => {
    const reportedPrincipal = askPrincipal();
    beginEpoch(reportedPrincipal, reportedPrincipal);
  });

  const refreshEpoch = (): MutableEpoch => {
    const reportedPrincipal = askPrincipal();
    if (reportedPrincipal === epoch.reportedPrincipal) return epoch;
    // Going from unknown to known is not a change, unless credentials have named another user.
    if (
      epoch.reportedPrincipal === undefined &&
      (epoch.principal === undefined || epoch.principal === reportedPrincipal)
    ) {
      epoch.reportedPrincipal = reportedPrincipal;
      epoch.principal = reportedPrincipal;
    } else beginEpoch(reportedPrincipal, reportedPrincipal);
    return epoch;
  };

  /** `principal()` is current, whereas credentials may come from a cache. */
  const contradicts = ({ principal }: Subject): boolean =>
    principal !== undefined && epoch.reportedPrincipal !== undefined && principal !== epoch.reportedPrincipal;

  return {
    currentEpoch: refreshEpoch,
    contradicts,
    onEnd: (endingEpoch, listener) => {
      const { next, endListeners } = endingEpoch as MutableEpoch;
      if (next) listener();
      else endListeners.add(listener);
      return () => void endListeners.delete(listener);
    },
    adopt: (owner, startEpoch) => {
      const currentEpoch = refreshEpoch();
      if (currentEpoch !== startEpoch && !outlivesEpoch(owner, startEpoch)) return undefined;
      if (contradicts(owner)) return undefined;
      const { principal, identityId } = owner;
      const { reportedPrincipal } = currentEpoch;
      const isOtherUser =
        principal !== undefined && currentEpoch.principal !== undefined && principal !== currentEpoch.principal;
      const isOtherGuest =
        typeof principal !== 'string' &&
        identityId &&
        currentEpoch.identityId &&
        identityId !== currentEpoch.identityId;
      if (isOtherUser || isOtherGuest)
        beginEpoch(principal === undefined ? reportedPrincipal : principal, reportedPrincipal);
      if (epoch.principal === undefined) epoch.principal = principal;
      epoch.identityId ??= identityId;
      epoch.isUsed = true;
      return epoch;
    },
  };
};
