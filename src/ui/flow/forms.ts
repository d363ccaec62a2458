import type { Words } from '../texts/texts.js';
import type { Navigation } from './navigation.js';
import { toFlowError } from './errors.js';
import type { Transitions } from './transitions.js';
import type { FlowActionName, FlowError, FlowField, FlowValues } from './types.js';
import { type FormValues, parseValues } from './values.js';

/** What {@link createForms} needs. */
export interface FormsOptions {
  readonly navigation: Navigation;
  readonly transitions: Transitions;
  readonly words: () => Words;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: () => number;
}

/** Submits a step's form and performs its actions. Neither method rejects. */
export interface Forms {
  submit(values: FlowValues): Promise<void>;
  act(action: Exclude<FlowActionName, 'back'>, values: FlowValues): Promise<void>;
}

/** Nothing is in progress. */
export const DONE = Promise.resolve();

/** Creates the {@link Forms} of a flow. */
export const createForms = ({ navigation, transitions, words, now }: FormsOptions): Forms => {
  const { store, run } = navigation;

  const showError = (error: Pick<FlowError, 'key' | 'field'>): void =>
    store.show({ notice: undefined, error: toFlowError(error, words()) });

  /**
   * Returns the values that the user entered. If one is invalid, shows an error and returns undefined, so that nothing is sent.
   */
  const read = (fields: readonly FlowField[], given: FlowValues): FormValues | undefined => {
    const { values, invalid } = parseValues(fields, given);
    if (invalid) showError(invalid);
    return values;
  };

  return {
    submit: (given) => {
      const { place } = navigation;
      const { choices, fields, submit } = store.snapshot.step;
      if (choices) {
        const choice = choices.find(({ name }) => name === given.choice)?.name;
        if (choice !== undefined) return run((turn) => transitions.submit(place, { turn, values: {}, choice }));
        showError({ key: 'error.required' });
      }
      const values = submit === undefined ? undefined : read(fields, given);
      const rememberDevice = Boolean(given.rememberDevice);
      return values ? run((turn) => transitions.submit(place, { turn, values, rememberDevice })) : DONE;
    },
    act: (name, given) => {
      const { place } = navigation;
      const { actions, fields } = store.snapshot.step;
      const action = actions.find((one) => one.name === name);
      if (!action || (action.notBefore ?? 0) > now()) return DONE;
      if (name === 'signUp' || name === 'forgotPassword') {
        const typed = typeof given.username === 'string' ? given.username.trim() : '';
        navigation.arrive({ place: { name, username: typed || place.username } });
        return DONE;
      }
      if (name !== 'passkey') return run((turn) => transitions[name](place, turn));
      const username = read(fields.slice(0, 1), given)?.username;
      return username === undefined ? DONE : run((turn) => transitions.passkey(place, username, turn));
    },
  };
};
