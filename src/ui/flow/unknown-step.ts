import type { Fields } from './fields.js';
import type { Place } from './place.js';
import type { Form } from './form.js';

/** What a step that this version does not know may have. */
interface Unknown {
  readonly options?: unknown;
}

/** Returns the names of a step's choices, if it has any. */
const choicesOf = ({ options }: Unknown): readonly string[] | undefined =>
  Array.isArray(options) && options.length > 0 && options.every((option) => typeof option === 'string')
    ? options
    : undefined;

/**
 * Returns the form of a step that this version does not know. It takes a choice or a text.
 *
 * @param sentTo Says where a code was sent.
 */
export const unknownForm = (
  { asked, delivery }: Place,
  fields: Pick<Fields, 'code' | 'answer'>,
  sentTo: string,
): Form => {
  const choices = choicesOf((asked ?? {}) as Unknown);
  if (choices) return { choices };
  // The code's own field, so that phones offer the code.
  return delivery
    ? { description: sentTo, fields: [fields.code()], submit: 'submit.continue' }
    : { fields: [fields.answer()], submit: 'submit.continue' };
};
