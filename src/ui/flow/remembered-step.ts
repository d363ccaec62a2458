import type { CodeDelivery } from '../../cognito/user-pool/sign-in/types.js';
import type { SignInFlowOptions } from './options.js';
import type { Place } from './place.js';

/** The steps that a user comes back to with a code, for which they may have left the page. */
const STEPS: readonly string[] = ['confirmSignUp', 'confirmForgotPassword'];

/** Where the step is kept over a reload. */
export interface RememberedStep {
  /** Keeps a place, or forgets the last one. */
  keep(place: Place, generation: number): void;
  /** The place that was kept, unless somebody has signed in or out since: it may be another user's. */
  recall(generation: number): Place | undefined;
}

const deliveryOf = (stored: unknown): CodeDelivery | undefined => {
  const { medium, destination } = (stored ?? {}) as Partial<CodeDelivery>;
  return typeof medium === 'string' && typeof destination === 'string' ? { medium, destination } : undefined;
};

/** Reads what was stored; nothing for what somebody else has written. */
const placeOf = (stored: string | null, generation: number): Place | undefined => {
  const { step, username, delivery, generation: kept } = JSON.parse(stored ?? '{}') ?? {};
  if (kept !== generation || !STEPS.includes(step) || typeof username !== 'string' || !username) return undefined;
  return { name: step, username, delivery: deliveryOf(delivery) };
};

/** A storage may refuse, be full, or throw when it is only looked at. The flow does without it then. */
const attempt = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};

/**
 * Keeps the steps that take long.
 *
 * @param storage Default: `sessionStorage`.
 */
export const createRememberedStep = (key: string, storage?: SignInFlowOptions['storage']): RememberedStep => {
  const place = storage === undefined ? attempt(() => globalThis.sessionStorage) : storage;
  return {
    keep: ({ name, username, delivery }, generation) => {
      attempt(() => {
        if (!STEPS.includes(name)) place?.removeItem(key);
        else {
          const { medium, destination } = delivery ?? {};
          const sent = delivery && { medium, destination };
          place?.setItem(key, JSON.stringify({ step: name, username, delivery: sent, generation }));
        }
      });
    },
    recall: (generation) =>
      attempt(() => {
        const found = placeOf(place?.getItem(key) ?? null, generation);
        if (!found) place?.removeItem(key);
        return found;
      }),
  };
};
