import type { TextKey } from '../texts/types.js';
import type { FlowField, FlowValues } from './types.js';

/** The values of a form, ready to send, without those left empty. */
export interface FormValues {
  readonly [name: string]: string | undefined;
}

/** The values to send, or the first invalid field. */
export type ParsedValues =
  | { readonly values: FormValues; readonly invalid?: undefined }
  | { readonly values?: undefined; readonly invalid: { readonly field: string; readonly key: TextKey } };

/** Removes whitespace and punctuation that is not part of a value. Japanese keyboards type full-width digits. */
const tidy = ({ name, type, inputMode }: FlowField, value: string): string => {
  if (type === 'password' || name === 'answer') return value;
  if (type === 'tel') return value.normalize('NFKC').replace(/[\s\-().\u2010-\u2015]/g, '');
  return inputMode === 'numeric' ? value.normalize('NFKC').replace(/\s/g, '') : value.trim();
};

const problemOf = ({ type, required }: FlowField, value: string): TextKey | undefined => {
  if (!value) return required ? 'error.required' : undefined;
  if (type === 'email') return /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : 'error.email';
  return type === 'tel' && !/^\+\d+$/.test(value) ? 'error.phone_number' : undefined;
};

/** Tidies and validates what the user entered. */
export const parseValues = (fields: readonly FlowField[], given: FlowValues): ParsedValues => {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const { name, type, readOnly } = field;
    if (type === 'checkbox' || readOnly) continue;
    const typed = given[name];
    const tidied = tidy(field, typeof typed === 'string' ? typed : '');
    const key = problemOf(field, tidied);
    if (key) return { invalid: { field: name, key } };
    if (tidied) values[name] = tidied;
  }
  return { values };
};
