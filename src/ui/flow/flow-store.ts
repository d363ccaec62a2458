import { createListeners } from '../../core/listeners.js';
import type { FlowSnapshot, FlowStep } from './types.js';

/** The current snapshot, and the listeners to its changes. */
export interface FlowStore {
  readonly snapshot: FlowSnapshot;
  /** Changes members of the snapshot. If none differs, the snapshot stays the same and no listener is called. */
  show(change: Partial<FlowSnapshot>): void;
  subscribe(listener: () => void): () => void;
}

/** Creates a {@link FlowStore} that begins with a step. */
export const createFlowStore = (step: FlowStep): FlowStore => {
  const listeners = createListeners<[]>();
  let snapshot: FlowSnapshot = Object.freeze({ step, busy: false, error: undefined, notice: undefined });
  return {
    get snapshot() {
      return snapshot;
    },
    show: (change) => {
      const names = Object.keys(change) as (keyof FlowSnapshot)[];
      if (names.every((name) => change[name] === snapshot[name])) return;
      snapshot = Object.freeze({ ...snapshot, ...change });
      listeners.notify();
    },
    subscribe: listeners.add,
  };
};
