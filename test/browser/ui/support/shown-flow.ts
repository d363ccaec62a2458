import { en } from '../../../../src/ui/texts/en.js';
import type { Texts } from '../../../../src/ui/texts/types.js';
import type { FlowSnapshot, FlowStep, FlowValues, SignInFlow } from '../../../../src/ui/flow/types.js';

/** The words of a flow. */
export interface ShownWords {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /** Default: English. */
  readonly texts?: Texts;
}

/** A flow that shows what it is told, and notes what the user does. */
export const createShownFlow = (first: FlowStep, words: ShownWords = { language: 'en', direction: 'ltr' }) => {
  let snapshot: FlowSnapshot = { step: first, busy: false, error: undefined, notice: undefined };
  const listeners = new Set<() => void>();
  const done: unknown[][] = [];
  const show = (change: Partial<FlowSnapshot>): void => {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  };
  let { language, direction, texts = en } = words;
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
      texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole)),
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
    speak: (other: ShownWords) => {
      ({ language, direction, texts = en } = other);
      show({});
    },
    get listeners() {
      return listeners.size;
    },
  };
};
