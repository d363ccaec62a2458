import { IdentityChangedError, IdentityUnknownError } from './errors.js';

/** Who somebody is: a user's name, `null` for a guest (nobody is signed in), `undefined` where it is not known. */
export type Principal = string | null | undefined;

/** Who somebody is, as far as credentials or an epoch tell. */
export interface Who {
  readonly principal: Principal;
  /** The identity in an identity pool. Tells guests apart; says nothing about users, to whom a guest's may go over. */
  readonly identityId?: string | undefined;
}

/** One of a provider's successive identities. It lasts until the provider tells of a change, or a change shows. */
export interface Epoch extends Who {
  /** The epoch that came after it, once there is one. */
  readonly next: Epoch | undefined;
}

/** What is known of two people. */
export type Relation = 'same' | 'changed' | 'unknown';

/**
 * Whether the call that was made in the first of some epochs may be sent in the last of them: the truth table that sending,
 * replaying and waiting share.
 *
 * | made by | now | |
 * |---|---|---|
 * | anybody | the same epoch | same |
 * | not known, or now not known | a later epoch | unknown |
 * | a user | that user | same |
 * | a user | another user, or nobody | changed |
 * | a guest | the first user since | same: the guest has signed in |
 * | a guest | a user who is not the first since, or a guest after a user | changed |
 * | a guest | a guest of the same identity id | same |
 * | a guest | a guest of another identity id, or any user after such a guest | changed |
 * | a guest | a guest of whom no identity id is known; anybody after an epoch of somebody unknown | unknown |
 */
export const relate = (lineage: readonly [Who, ...Who[]]): Relation => {
  const [made, ...later] = lineage;
  const now = later.at(-1);
  if (!now) return 'same';
  if (made.principal === undefined || now.principal === undefined) return 'unknown';
  if (made.principal !== null) return now.principal === made.principal ? 'same' : 'changed';
  for (const { principal, identityId } of later) {
    if (principal === undefined) return 'unknown';
    if (principal !== null) return principal === now.principal ? 'same' : 'changed';
    if (made.identityId && identityId && identityId !== made.identityId) return 'changed';
  }
  return made.identityId && now.identityId ? 'same' : 'unknown';
};

/** An epoch and all that have come after it. */
const lineageOf = (epoch: Epoch): [Epoch, ...Epoch[]] => {
  const lineage: [Epoch, ...Epoch[]] = [epoch];
  for (let next = epoch.next; next; next = next.next) lineage.push(next);
  return lineage;
};

/**
 * Throws if what was begun in `epoch` would go on as somebody else.
 *
 * @throws IdentityChangedError, IdentityUnknownError
 */
export const requireSamePerson = (epoch: Epoch): void => {
  const relation = relate(lineageOf(epoch));
  if (relation === 'changed') throw new IdentityChangedError();
  if (relation === 'unknown') throw new IdentityUnknownError();
};

/**
 * Whether credentials that were asked for in `begun` may be used in the present epoch, although one or more have begun since:
 * only where it is certain that the present user's they are. An answer that comes after its epoch has ended tells nothing,
 * because some providers read who the user is before they wait, and some after.
 */
export const outlivesEpoch = (answer: Who, begun: Epoch): boolean => {
  const lineage = lineageOf(begun);
  const now = lineage.at(-1)!;
  if (typeof now.principal !== 'string') return false;
  if (answer.principal !== undefined) return answer.principal === now.principal;
  return lineage.every(({ principal }) => principal === now.principal);
};

/** What an identity is read from. */
export interface IdentitySource {
  /** Tells of a sign-in, a sign-out or another user. */
  onChange?(listener: () => void): unknown;
  /** Who the provider's credentials belong to now. */
  principal?(): Principal;
}

/** The successive identities of a provider. */
export interface Identity {
  /** The present epoch, after a look at what the provider says. */
  present(): Epoch;
  /**
   * Takes over what credentials tell of their owner: they belong to the present epoch, or begin one.
   *
   * @param begun The epoch in which they were asked for.
   * @returns The epoch that they belong to; `undefined` where they may be somebody else's.
   */
  take(answer: Who, begun: Epoch): Epoch | undefined;
  /** Whether credentials say that they are somebody else's than `principal()` says. */
  contradicts(answer: Who): boolean;
  /**
   * Calls `listener` when an epoch ends; at once if it has. No promise, because on Cloudflare Workers one that a request has made
   * is refused to others once that has ended.
   *
   * @returns The function that unsubscribes.
   */
  onEnd(epoch: Epoch, listener: () => void): () => void;
}

/** What follows from changes. */
export interface IdentityEvents {
  /** Another epoch has begun: nothing that is kept is the present user's. */
  onBegin(): void;
  /** An epoch has ended whose user nobody knows. Calls that were made in it can be sent no more. */
  onUnknown(): void;
}

interface MutableEpoch extends Epoch {
  principal: Principal;
  identityId: string | undefined;
  next: Epoch | undefined;
  /** What `principal()` said when it was asked last. */
  told: Principal;
  /** Credentials have been used in it. */
  used: boolean;
  /** Told when it ends. */
  readonly waiting: Set<() => void>;
}

const epochOf = (principal: Principal, told: Principal): MutableEpoch => ({
  principal,
  told,
  identityId: undefined,
  next: undefined,
  used: false,
  waiting: new Set(),
});

/** Follows a provider's identity through its epochs. */
export const createIdentity = (source: IdentitySource, events: IdentityEvents): Identity => {
  const ask = (): Principal => {
    try {
      return source.principal?.();
    } catch {
      return undefined;
    }
  };

  const first = ask();
  let epoch = epochOf(first, first);
  const begin = (principal: Principal, told: Principal): void => {
    const ended = epoch;
    epoch = epochOf(principal, told);
    ended.next = epoch;
    for (const tell of ended.waiting) tell();
    events.onBegin();
    if (ended.used && ended.principal === undefined) events.onUnknown();
  };

  source.onChange?.(() => {
    const told = ask();
    begin(told, told);
  });

  const look = (): MutableEpoch => {
    const told = ask();
    if (told === epoch.told) return epoch;
    // Not known, then known, is no change: nobody has come or gone. Unless credentials have told of somebody else.
    if (epoch.told === undefined && (epoch.principal === undefined || epoch.principal === told)) {
      epoch.told = told;
      epoch.principal = told;
    } else begin(told, told);
    return epoch;
  };

  /** `principal()` is asked now; credentials may come from a cache. */
  const contradicts = ({ principal }: Who): boolean =>
    principal !== undefined && epoch.told !== undefined && principal !== epoch.told;

  return {
    present: look,
    contradicts,
    onEnd: (ending, listener) => {
      const { next, waiting } = ending as MutableEpoch;
      if (next) listener();
      else waiting.add(listener);
      return () => void waiting.delete(listener);
    },
    take: (answer, begun) => {
      const now = look();
      if (now !== begun && !outlivesEpoch(answer, begun)) return undefined;
      if (contradicts(answer)) return undefined;
      const { principal, identityId } = answer;
      if (principal !== undefined && now.principal !== undefined && principal !== now.principal) {
        begin(principal, now.told);
      } else if (typeof principal !== 'string' && identityId && now.identityId && identityId !== now.identityId) {
        begin(principal === undefined ? now.told : principal, now.told);
      }
      if (epoch.principal === undefined) epoch.principal = principal;
      epoch.identityId ??= identityId;
      epoch.used = true;
      return epoch;
    },
  };
};
