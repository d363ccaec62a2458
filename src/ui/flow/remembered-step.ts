import type { CodeDelivery } from '../../cognito/user-pool/sign-in/types.js';
import type { SignInFlowOptions } from './options.js';
import type { Place } from './place.js';
import type { FlowStepName } from './types.js';

/** The steps that ask for a code, for which the user may leave the page. */
const STEPS: readonly string[] = ['confirmSignUp', 'confirmForgotPassword'] satisfies FlowStepName[];

/** Keeps a step across a reload. */
export interface RememberedStep {
  /** Stores a place that can be restored. For any other place, removes the stored one. */
  keep(place: Place, generation: number): void;
  /**
   * Restores the stored place. Undefined after a sign-in or a sign-out, because the place may belong to another user.
   */
  recall(generation: number): Place | undefined;
}

const deliveryOf = (stored: unknown): CodeDelivery | undefined => {
  const { medium, destination } = (stored ?? {}) as Partial<CodeDelivery>;
  return typeof medium === 'string' && typeof destination === 'string' ? { medium, destination } : undefined;
};

/** Reads a stored place. Undefined if it is malformed, which other code may have written. */
const placeOf = (stored: string | null, generation: number): Place | undefined => {
  const { step, username, delivery, generation: kept } = JSON.parse(stored ?? '{}') ?? {};
  if (kept !== generation || !STEPS.includes(step) || typeof username !== 'string' || !username) return undefined;
  return { name: step, username, delivery: deliveryOf(delivery) };
};

/** Storage may deny access, be full, or throw when its property is read. The flow works without it. */
const attempt = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};

/**
 * Creates a {@link RememberedStep}.
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
