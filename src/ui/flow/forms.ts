import type { Words } from '../texts/texts.js';
import type { Course } from './course.js';
import { toFlowError } from './errors.js';
import type { Journey } from './journey.js';
import type { FlowActionName, FlowError, FlowField, FlowValues } from './types.js';
import { type FormValues, readValues } from './values.js';

/** What forms rest on. */
export interface FormsOptions {
  readonly course: Course;
  readonly journey: Journey;
  readonly words: () => Words;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly now: () => number;
}

/** What users do with a step. Neither rejects. */
export interface Forms {
  submit(values: FlowValues): Promise<void>;
  act(action: Exclude<FlowActionName, 'back'>, values: FlowValues): Promise<void>;
}

/** Nothing is under way. */
export const DONE = Promise.resolve();

/** Makes the {@link Forms} of a flow. */
export const createForms = ({ course, journey, words, now }: FormsOptions): Forms => {
  const { store, run } = course;

  const complain = (what: Pick<FlowError, 'key' | 'field'>): void =>
    store.show({ notice: undefined, error: toFlowError(what, words()) });

  /** What was filled in; nothing where something is wrong with it, which is told before anything is sent. */
  const read = (fields: readonly FlowField[], given: FlowValues): FormValues | undefined => {
    const { values, wrong } = readValues(fields, given);
    if (wrong) complain(wrong);
    return values;
  };

  return {
    submit: (given) => {
      const { place } = course;
      const { choices, fields, submit } = store.snapshot.step;
      if (choices) {
        const choice = choices.find(({ name }) => name === given.choice)?.name;
        if (choice !== undefined) return run((turn) => journey.submit(place, { turn, values: {}, choice }));
        complain({ key: 'error.required' });
      }
      const values = submit === undefined ? undefined : read(fields, given);
      const rememberDevice = Boolean(given.rememberDevice);
      return values ? run((turn) => journey.submit(place, { turn, values, rememberDevice })) : DONE;
    },
    act: (name, given) => {
      const { place } = course;
      const { actions, fields } = store.snapshot.step;
      const action = actions.find((one) => one.name === name);
      if (!action || (action.notBefore ?? 0) > now()) return DONE;
      if (name === 'signUp' || name === 'forgotPassword') {
        const typed = typeof given.username === 'string' ? given.username.trim() : '';
        course.arrive({ place: { name, username: typed || place.username } });
        return DONE;
      }
      if (name !== 'passkey') return run((turn) => journey[name](place, turn));
      const username = read(fields.slice(0, 1), given)?.username;
      return username === undefined ? DONE : run((turn) => journey.passkey(place, username, turn));
    },
  };
};
