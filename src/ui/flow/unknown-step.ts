import type { Fields } from './fields.js';
import type { Place } from './place.js';
import type { Form } from './form.js';

/** What a step that is not known here may have. */
interface Unknown {
  readonly options?: unknown;
}

/** The names to choose from, where a step has some. */
const choicesOf = ({ options }: Unknown): readonly string[] | undefined =>
  Array.isArray(options) && options.length > 0 && options.every((option) => typeof option === 'string')
    ? options
    : undefined;

/**
 * A form for a step that the session has learned since: whatever it asks, it takes a choice or a text.
 *
 * @param sentTo Tells where a code went.
 */
export const unknownForm = (
  { asked, delivery }: Place,
  fields: Pick<Fields, 'code' | 'answer'>,
  sentTo: string,
): Form => {
  const choices = choicesOf((asked ?? {}) as Unknown);
  if (choices) return { choices };
  // A code is asked for by that name, so that phones offer it.
  return delivery
    ? { description: sentTo, fields: [fields.code()], submit: 'submit.continue' }
    : { fields: [fields.answer()], submit: 'submit.continue' };
};
