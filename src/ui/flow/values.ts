import type { TextKey } from '../texts/types.js';
import type { FlowField, FlowValues } from './types.js';

/** What a form holds, ready to be sent. What was left empty is left out. */
export interface FormValues {
  readonly [name: string]: string | undefined;
}

/** What is sent, or what is wrong first. */
export type Reading =
  | { readonly values: FormValues; readonly wrong?: undefined }
  | { readonly values?: undefined; readonly wrong: { readonly field: string; readonly key: TextKey } };

/** Without what people type around and inside of a value, and do not mean. Japanese keyboards type digits of full width. */
const tidy = ({ name, type }: FlowField, value: string): string => {
  if (type === 'password' || name === 'answer') return value;
  if (type === 'tel') return value.normalize('NFKC').replace(/[\s\-().\u2010-\u2015]/g, '');
  return name === 'code' ? value.normalize('NFKC').replace(/\s/g, '') : value.trim();
};

const wrongKey = ({ type, required }: FlowField, value: string): TextKey | undefined => {
  if (!value) return required ? 'error.required' : undefined;
  if (type === 'email') return /^[^\s@]+@[^\s@]+$/.test(value) ? undefined : 'error.email';
  return type === 'tel' && !/^\+\d+$/.test(value) ? 'error.phone_number' : undefined;
};

/** Reads what was filled in. */
export const readValues = (fields: readonly FlowField[], given: FlowValues): Reading => {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const { name, type, readOnly } = field;
    if (type === 'checkbox' || readOnly) continue;
    const typed = given[name];
    const tidied = tidy(field, typeof typed === 'string' ? typed : '');
    const key = wrongKey(field, tidied);
    if (key) return { wrong: { field: name, key } };
    if (tidied) values[name] = tidied;
  }
  return { values };
};
