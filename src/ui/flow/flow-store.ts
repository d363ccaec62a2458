import { createListeners } from '../../core/listeners.js';
import type { FlowSnapshot, FlowStep } from './types.js';

/** What is shown, and who wants to know when it changes. */
export interface FlowStore {
  readonly snapshot: FlowSnapshot;
  /** Changes some of it. Where that is nothing, the snapshot stays the same and nobody is told. */
  show(change: Partial<FlowSnapshot>): void;
  subscribe(listener: () => void): () => void;
}

/** Makes a {@link FlowStore} that begins with a step. */
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
      listeners.tell();
    },
    subscribe: listeners.add,
  };
};
