import { en } from '../../../../src/ui/texts/en.js';
import type { FlowSnapshot, FlowStep, FlowValues, SignInFlow } from '../../../../src/ui/flow/types.js';

/** A flow that shows what it is told, and notes what the user does. */
export const createShownFlow = (first: FlowStep) => {
  let snapshot: FlowSnapshot = { step: first, busy: false, error: undefined, notice: undefined };
  const listeners = new Set<() => void>();
  const done: unknown[][] = [];
  const show = (change: Partial<FlowSnapshot>): void => {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  };
  let language = 'en';
  let direction: 'ltr' | 'rtl' = 'ltr';
  const flow: SignInFlow = {
    get step() {
      return snapshot.step;
    },
    get busy() {
      return snapshot.busy;
    },
    get error() {
      return snapshot.error;
    },
    get notice() {
      return snapshot.notice;
    },
    get language() {
      return language;
    },
    get direction() {
      return direction;
    },
    submit: async (values?: FlowValues) => void done.push(['submit', values]),
    act: async (action, values) => void done.push(['act', action, values]),
    signInWith: async (provider) => void done.push(['signInWith', provider]),
    back: () => void done.push(['back']),
    speak: async (words) => void done.push(['speak', words]),
    text: (key, parameters = {}) =>
      en[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    getServerSnapshot: () => snapshot,
    close: () => void done.push(['close']),
  };
  return {
    flow,
    /** What the user did, in order. */
    done,
    show,
    speak: (words: { readonly language: string; readonly direction: 'ltr' | 'rtl' }) => {
      ({ language, direction } = words);
      show({});
    },
    get listeners() {
      return listeners.size;
    },
  };
};
